"""The desk: what a specialist chooses is what is made."""

import json
import shutil
from pathlib import Path

import pytest

from sozialraum.display.opening import SERVED
from sozialraum.publish import desk as desk_room
from sozialraum.publish.copies import STEPS, with_values, working_copies
from sozialraum.publish.desk import Desk, desk
from sozialraum.publish.results import address, links
from tests.regions import opened

TOWN = "data/musterstadt"


@pytest.fixture
def at_desk(tmp_path):
    return Desk(TOWN, "Altmarkt", tmp_path)


def test_it_offers_the_regions_of_the_project_and_the_areas_of_the_chosen_one(at_desk):
    names = [name for name, _ in at_desk.folder.options]
    assert {"Köln", "Musterstadt", "Nordrhein-Westfalen"} <= set(names)
    assert at_desk.area.key == "22"
    assert len(at_desk.area.found.options) == 9
    assert at_desk.agency.value == "MU-01"


def test_another_region_brings_its_own_areas(at_desk):
    at_desk.folder.value = dict(at_desk.folder.options)["Köln"]
    assert len(at_desk.area.found.options) == 86
    assert at_desk.area.key == "101"


def test_the_list_of_areas_gets_shorter_while_somebody_types(at_desk):
    at_desk.folder.value = dict(at_desk.folder.options)["Köln"]
    at_desk.area.typed.value = "ehr"
    labels = [label for label, _ in at_desk.area.found.options]
    assert labels == ["Ehrenfeld (401)", "Neuehrenfeld (402)"]
    assert at_desk.area.key == "401"
    at_desk.area.typed.value = ""
    assert len(at_desk.area.found.options) == 86
    assert at_desk.area.key == "401"


def test_the_button_makes_the_report_that_was_chosen(at_desk, monkeypatch, tmp_path):
    calls = []
    monkeypatch.setattr(desk_room, "make_report", lambda *a, **k: calls.append((a, k)) or ())
    at_desk.formats["docx"].value = False
    at_desk.audience.value = "intern"
    at_desk.make_one()
    [(words, options)] = calls
    assert words[1:] == ("22", tmp_path)
    assert options == {"formats": ["html"], "empfaenger": "intern"}
    assert at_desk.told.value == "Fertig."


def test_all_reports_move_the_bar(at_desk, monkeypatch, tmp_path):
    from sozialraum.publish.batch import Batch
    from sozialraum.publish.manifest import Outcome

    def make(folder, out, *, seen, **_):
        outcomes = tuple(Outcome(str(n), f"Gebiet {n}", 1.0) for n in range(9))
        for one in outcomes:
            seen(one)
            assert at_desk.told.value.startswith(f"{int(one.key) + 1} von 9 Berichten fertig")
        return Batch(tmp_path, outcomes)

    monkeypatch.setattr(desk_room, "make_reports", make)
    at_desk.make_all()
    assert at_desk.told.value.startswith("9 von 9 Berichten fertig. Die Dateien liegen im Ordner")


def test_it_says_where_the_files_lie(at_desk, monkeypatch):
    written = [Path("data/koeln/region.toml").resolve()]
    monkeypatch.setattr(desk_room, "make_report", lambda *_, **__: written)
    at_desk.make_one()
    assert at_desk.told.value == "Fertig. Die Dateien liegen im Ordner data/koeln."


def test_a_button_lays_out_the_forms_and_what_is_next_follows(tmp_path):
    folder = tmp_path / "stadt"
    shutil.copytree("data/koeln", folder)
    at = Desk(folder, "401", tmp_path)
    at.make_forms()
    assert (folder / "belege.xlsx").is_file()
    assert (folder / "vorlagen/leitfaden-gespraech.docx").is_file()
    assert at.area.key == "401"
    assert "Vorlage für Belege" in at.results.value


def test_a_button_can_be_clicked_again_after_an_interruption(at_desk):
    def interrupted():
        raise KeyboardInterrupt

    button = at_desk._button("Bericht", interrupted)
    with pytest.raises(KeyboardInterrupt):
        button.click()
    assert not button.disabled


def test_a_name_that_nobody_has_is_refused_with_the_closest_one(at_desk):
    at_desk.area.typed.value = "Altmarck"
    with pytest.raises(desk_room.SozialraumError, match="Meinten Sie „Altmarkt“"):
        at_desk.make_one()


def test_a_region_that_cannot_be_opened_is_said_and_nothing_else_breaks(tmp_path, capsys):
    (tmp_path / "leer").mkdir()
    (tmp_path / "leer/region.toml").write_text("name = 1", encoding="utf-8")
    at = Desk(tmp_path / "leer", "", tmp_path)
    assert at.region is None
    with pytest.raises(desk_room.SozialraumError, match="Zuerst oben eine Region"):
        at.make_one()


def test_the_form_is_a_widget(tmp_path):
    assert "children" in desk(TOWN, out=tmp_path).keys


def test_copies_have_the_choice_and_are_never_overwritten(tmp_path):
    paths = working_copies(opened("musterstadt"), "22", tmp_path, agentur="MU-01")
    assert [path.stem for path in paths] == list(STEPS)
    cells = json.loads(paths[1].read_text(encoding="utf-8"))["cells"]
    source = "".join(next(cell for cell in cells if cell["cell_type"] == "code")["source"])
    assert 'region: str = "data/musterstadt"  # Ordner der Region' in source
    assert 'gebiet: str = "22"  # Schlüssel' in source
    paths[0].write_text("meine Notizen", encoding="utf-8")
    working_copies(opened("musterstadt"), "22", tmp_path)
    assert paths[0].read_text(encoding="utf-8") == "meine Notizen"


def test_values_with_quotes_and_backslashes_stay_values():
    assert with_values('region: str = ""  # Ordner', {"region": 'C:\\a "b"'}) == (
        'region: str = "C:\\\\a \\"b\\""  # Ordner'
    )


def test_links_lead_through_jupyterlab_where_it_serves_the_file(tmp_path, monkeypatch):
    file = tmp_path / "ä b" / "bericht.docx"
    file.parent.mkdir()
    file.touch()
    assert address(file).startswith("file:///")
    monkeypatch.setenv(SERVED, str(tmp_path))
    assert address(file) == "/files/%C3%A4%20b/bericht.docx"
    assert address(file, editor=True).startswith("/lab/tree/")
    assert "Bericht in Word</a>" in links([file, tmp_path / "bericht.pdf"])
    assert "PDF" not in links([file, tmp_path / "bericht.pdf"])
