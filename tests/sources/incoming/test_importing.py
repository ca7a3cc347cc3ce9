"""Importing: asked once, told always, the same again, and the source is never touched."""

import hashlib
import json
from pathlib import Path

import pytest

from sozialraum.cli import run
from sozialraum.errors import DataError
from sozialraum.region import open_region
from sozialraum.sources.incoming.asking import AREA, DOUBT, MAPPING
from sozialraum.sources.incoming.entry import ImportEntry, with_entry

HEADER = "Stadtteil-Nr.;Stadtteil;Einwohner;Arbeitslose"


@pytest.fixture
def made(tmp_path, koeln):
    """Write a table of the 86 Stadtteile and return its path."""
    gebiete = json.loads((koeln / "gebiete.geojson").read_text(encoding="utf-8"))["features"]
    rows = [(f["properties"]["STT_NR"], f["properties"]["STT_NAME"]) for f in gebiete]

    def write(year: int, *, name: str = "", header: str = HEADER, change: int = 0) -> Path:
        lines = [f"Einwohner der Stadt am 31.12.{year}", header]
        for number, (key, label) in enumerate(sorted(rows)):
            people = 5000 + 10 * number + (change if key == "101" else 0)
            lines.append(f"{key};{label.replace('Sülz', name or 'Sülz')};{people};{100 + number}")
        path = tmp_path / f"einwohner_{year}.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def nobody(question):
    raise AssertionError(f"asked: {question.text}")


def yes(question):
    return question.choices[0] if question.topic in (MAPPING, DOUBT) else ""


def last(report) -> tuple[str, ...]:
    return dict(report.sections)["Übernommen"]


def test_next_years_file_imports_without_a_question(koeln, made, take):
    take(koeln, made(2023), yes)
    figures, report = take(koeln, made(2024), nobody)
    assert last(report) == ("Zahlen: 172 neu, 0 unverändert, 0 geändert.",)
    assert set(figures["stand"]) == {"2023-12-31", "2024-12-31"}
    assert (koeln / "region.toml").read_text(encoding="utf-8").count("[[import]]") == 1


def test_importing_again_changes_no_byte_and_never_the_source(koeln, made, take):
    path = made(2024)
    before = digest(path)
    take(koeln, path)
    kept = {file.name: digest(file) for file in koeln.iterdir()}
    _, report = take(koeln, path, nobody)
    assert last(report) == ("Zahlen: 0 neu, 172 unverändert, 0 geändert.",)
    assert {file.name: digest(file) for file in koeln.iterdir()} == kept
    assert digest(path) == before


def test_a_changed_value_replaces_the_old_one_and_is_told(koeln, made, take):
    take(koeln, made(2024))
    figures, report = take(koeln, made(2024, change=7))
    assert last(report)[1] == "101, 2024, bevoelkerung: 5000 → 5007 (vorher einwohner)."
    assert figures.query("gebiet == '101' and merkmal == 'bevoelkerung'")["wert"].item() == 5007
    assert (koeln / "kennzahlen.csv.1.bak").is_file()


def test_a_changed_header_is_another_table_and_is_asked_about(koeln, made, take):
    take(koeln, made(2023))
    asked = []
    take(
        koeln,
        made(2024, header="Stadtteil-Nr.;Stadtteil;Bevölkerung;Arbeitslose"),
        lambda question: asked.append(question.topic) or yes(question),
    )
    assert asked == [MAPPING]


def test_what_is_not_eindeutig_is_left_out_by_ja_and_told(koeln, made, take):
    header = "Nr.;Stadtteil;Einwohner;Arbeitslosenquote"
    figures, report = take(koeln, made(2024, header=header))
    assert set(figures["merkmal"]) == {"bevoelkerung"}
    assert "Nicht eindeutig: arbeitslosenquote" in dict(report.sections)["Nicht übernommen"][0]


def test_a_name_is_proposed_and_used_only_once_it_is_confirmed(koeln, made, take):
    path = made(2024, name="Sülzen", header="X;Stadtteil;Einwohner;Arbeitslose")
    text = "\n".join(line.split(";", 1)[-1] for line in path.read_text("utf-8").splitlines())
    path.write_text(text, encoding="utf-8")
    figures, report = take(koeln, path)
    assert figures["gebiet"].nunique() == 85
    assert "Gebiete ohne Zahlen (1): Sülz (302)." in dict(report.sections)["Gebiete"]
    figures, _ = take(koeln, path, lambda q: q.choices[0] if q.topic == AREA else yes(q))
    assert figures["gebiet"].nunique() == 86
    assert '"Sülzen" = "302"' in (koeln / "region.toml").read_text(encoding="utf-8")
    take(koeln, path, nobody)


def test_the_same_area_twice_with_other_figures_is_refused_and_nothing_is_written(
    koeln, made, take
):
    path = made(2024)
    path.write_text(path.read_text("utf-8") + "101;Altstadt/Süd;1;1\n", encoding="utf-8")
    before = digest(koeln / "region.toml")
    with pytest.raises(DataError, match="Dieselbe Angabe steht schon anders in Zeile 3: 5000"):
        take(koeln, path)
    assert digest(koeln / "region.toml") == before
    assert not (koeln / "kennzahlen.csv").exists()


def test_figures_that_may_be_but_look_wrong_are_flagged_with_the_reason(koeln, made, take):
    take(koeln, made(2023))
    path = made(2024)
    text = path.read_text("utf-8").replace(";5000;100\n", ";500;600\n")
    path.write_text(text, encoding="utf-8")
    _, report = take(koeln, path)
    whats = [fault.what for fault in report.warnings]
    assert whats == ["„arbeitslose“ ist ganz anders als in den Nachbargebieten."]


def test_the_import_leaves_comments_and_everything_else_in_region_toml(koeln):
    text = (koeln / "region.toml").read_text(encoding="utf-8")
    entry = ImportEntry("a_*.csv", "q", merkmale={"bevoelkerung": (("Einwohner", ""),)})
    once = with_entry(text, entry)
    assert once.startswith(text.rstrip())
    assert with_entry(once, entry) == once
    other = with_entry(once, ImportEntry("b.csv", "q"))
    assert other.count("[[import]]") == 2
    assert with_entry(with_entry(other, entry), ImportEntry("b.csv", "q")).count("[[import]]") == 2


def test_the_command_says_all_and_writes_one_page(koeln, made, tmp_path, capsys, shared):
    page = tmp_path / "bericht.html"
    good, bad = made(2024), tmp_path / "leer.csv"
    bad.write_bytes(b"")
    assert run(["import", str(koeln), str(good), str(bad), "--ja", "--bericht", str(page)]) == 2
    told = capsys.readouterr()
    assert "172 neu" in told.out
    assert "leer.csv: Die Datei ist leer." in told.err
    text = page.read_text(encoding="utf-8").replace("\u00ad", "")
    for words in ("einwohner_2024.csv", "172 neu", "Die Datei ist leer.", "Nicht eingelesen"):
        assert words in text


def test_from_raw_files_to_a_region_without_editing_a_file(koeln, shared, take):
    raw = shared / "data/raw/koeln"
    assert run(["import", str(koeln), str(raw / "bevoelkerung_2005-2012.csv"), "--ja"]) == 0
    assert run(["import", str(koeln), str(raw / "btw2013_stadtteile.csv"), "--ja"]) == 0
    region = open_region(koeln)
    assert len(region.parents) == 10
    assert run(["pruefen", str(koeln)]) == 0
