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


def test_from_raw_files_to_a_region_without_editing_a_file(tmp_path, shared):
    raw, region = shared / "data/raw/koeln", tmp_path / "koeln"
    outlines = ["--gebiete", str(raw / "Stadtteil.shp"), "--name", "Köln"]
    assert run(["neu", str(region), "--ebene", "stadtteil", *outlines]) == 0
    files = [str(raw / name) for name in ("bevoelkerung_2005-2012.csv", "btw2013_stadtteile.csv")]
    assert run(["import", str(region), *files, "--ja"]) == 0
    opened = open_region(region)
    assert opened.notes == ()
    assert [parent.gebiet for parent in opened.parents_of("401")] == ["004", "000"]
    assert len(opened.parents) == 10
    election = opened.by_merkmal["wahlberechtigte"].reset_index()
    assert set(election["gebiet"]) == set(opened.gebiete.index)  # Kalk is a Bezirk too
    assert run(["pruefen", str(region)]) == 0


@pytest.mark.langsam
def test_the_report_follows_without_editing_a_file(tmp_path, shared):
    raw, region = shared / "data/raw/koeln", str(tmp_path / "koeln")
    outlines = ["--gebiete", str(raw / "Stadtteil.shp")]
    assert run(["neu", region, "--ebene", "stadtteil", *outlines]) == 0
    assert run(["import", region, str(raw / "bevoelkerung_2005-2012.csv"), "--ja"]) == 0
    assert run(["bericht", region, "Ehrenfeld", "-o", str(tmp_path), "--format", "html"]) == 0
    page = next(tmp_path.rglob("bericht.html")).read_text(encoding="utf-8").replace("\u00ad", "")
    assert "Stadtbezirk Ehrenfeld" in page
    assert "36.518" in page


TABLE = "Nr;Stadtteil;Einwohner 2024\n101;Altstadt/Süd;1.234\n102;Neustadt/Süd;987\n302;Sülz;5\n"


@pytest.fixture
def table(tmp_path, koeln):
    """Three Stadtteile and what a test adds below them; Köln has only these three."""
    path = koeln / "gebiete.geojson"
    outlines = json.loads(path.read_text(encoding="utf-8"))
    wanted = {"101", "102", "302"}
    outlines["features"] = [f for f in outlines["features"] if f["properties"]["STT_NR"] in wanted]
    path.write_text(json.dumps(outlines), encoding="utf-8")

    def write(more: str = "", text: str = TABLE) -> Path:
        (tmp_path / "tabelle.csv").write_text(text + more, encoding="utf-8")
        return tmp_path / "tabelle.csv"

    return write


def told(report) -> str:
    return "\n".join(line for _, lines in report.sections for line in lines)


def test_a_total_that_is_not_the_sum_is_told_and_not_taken(koeln, table, take):
    figures, report = take(koeln, table(";Stadt insgesamt;2.220\n"))
    assert "„Stadt insgesamt“ hat 2220, die Teile zusammen 2226." in told(report)
    assert set(figures["gebiet"]) == {"101", "102", "302"}


def test_a_total_is_the_area_of_comparison_that_is_known_already(koeln, table, take):
    block = '\n[[uebergeordnet]]\ngebiet = "000"\nname = "Köln"\nebene = "stadt"\npraefix = ""\n'
    path = koeln / "region.toml"
    path.write_text(path.read_text(encoding="utf-8") + block, encoding="utf-8")
    figures, report = take(koeln, table(";Stadt insgesamt;2.226\n"))
    assert figures.set_index("gebiet")["wert"]["000"] == 2226
    assert path.read_text(encoding="utf-8").count("[[uebergeordnet]]") == 1
    assert "Ohne passendes Gebiet" not in told(report)


def test_a_faulty_cell_beside_a_row_without_area_is_refused_not_an_accident(koeln, table, take):
    with pytest.raises(DataError) as error:
        take(koeln, table("999;Nirgendwo;7\n101;Altstadt/Süd;1.235\n"))
    assert [fault.row for fault in error.value.faults] == [6]


def test_two_columns_of_one_name_are_one_fault(koeln, table, take):
    text = "Nr;Name;Einwohner 2024;Einwohner 2024\n101;Altstadt/Süd;1;2\n102;Neustadt/Süd;3;4\n"
    with pytest.raises(DataError, match="Zwei Spalten heißen gleich") as error:
        take(koeln, table(text=text))
    assert len(error.value.faults) == 1


def test_a_year_that_is_said_is_never_passed_over_in_silence(koeln, table, take):
    figures, report = take(koeln, table(), jahr="2020")
    assert set(figures["jahr"]) == {2024}
    assert "„2020“ nicht gebraucht: die Tabelle sagt die Zeit." in told(report)
    with pytest.raises(DataError, match=r"kein Jahr und kein Tag.*neulich"):
        take(koeln, table(), jahr="neulich")


def test_a_column_may_be_named_by_the_command(koeln, table, capsys):
    path = str(table(text=TABLE.replace("Einwohner", "Kopfzahl")))
    assert run(["import", str(koeln), path, "--ja"]) == 2
    assert "„Kopfzahl“" in capsys.readouterr().err
    said = ["--spalte", "bevoelkerung=Kopfzahl"]
    assert run(["import", str(koeln), path, "--ja", *said]) == 0
    assert run(["import", str(koeln), path, "--ja"]) == 0  # remembered
    assert "3 unverändert" in capsys.readouterr().out
    assert run(["import", str(koeln), path, "--ja", "--spalte", "bevoelkerung=Kopfzal"]) == 2
    assert "Meinten Sie „Kopfzahl“?" in capsys.readouterr().err


def test_protected_columns_cannot_be_named(koeln, table, take):
    text = TABLE.replace("Einwohner", "katholisch")
    with pytest.raises(DataError, match="Diese Spalte gibt es nicht"):
        take(koeln, table(text=text), spalten={"bevoelkerung": "katholisch"})
