"""The stock says what there is, what is missing and what to do next."""

import shutil

from sozialraum.publish import stock
from sozialraum.region import open_region
from tests.regions import opened


def test_the_folder_names_every_file_and_what_it_is_for(koeln):
    rows = {row[0]: row[2] for row in stock.folder(koeln).rows}
    assert rows["gebiete.geojson"] == "gebiete.geojson"
    assert rows["belege.xlsx"] == "fehlt noch"


def test_indicators_with_and_without_figures_are_all_of_the_catalogue(koeln):
    there, missing = stock.indicators(koeln), stock.missing(koeln)
    assert there.caption == "Kennzahlen mit Zahlen: 6 von 59"
    assert len(there.rows) + len(missing.rows) == 59
    assert missing.rows[0][1] == "kern"


def test_a_faultless_region_says_so(town):
    assert stock.problems(town).to_text() == "Hinweis: Keine Fehler gefunden."


def test_the_next_step_of_an_example_is_not_to_decide_with_it(koeln):
    first, *_ = stock.next_steps(koeln).paragraphs
    assert first.startswith("1. Zum Ausprobieren gut, für eine Entscheidung nicht")


def test_who_has_evidence_and_a_plan_is_not_told_to_begin(town):
    said = stock.next_steps(town).to_text()
    assert "Vorlagen anlegen" not in said
    assert "plan.xlsx" not in said
    assert "[FACHKRAFT: …]" in said


def test_a_faulty_file_comes_first_with_its_faults_in_the_table(tmp_path):
    folder = tmp_path / "stadt"
    shutil.copytree("data/musterstadt", folder)
    (folder / "entscheidungen.toml").write_text("[[entscheidung]]\nagentur = 3\n")
    region = open_region(folder)
    table = stock.problems(region)
    assert "entscheidungen.toml" in table.rows[0][1]
    assert "Fehler beheben" in stock.next_steps(region).paragraphs[0]


def test_figures_that_look_wrong_are_named_with_the_reason():
    nrw = opened("nrw")
    dip = "Städteregion Aachen (05334), 2017: 4961 nach 10724"  # a real one in the official table
    rows = dict(stock.suspicious_figures(nrw).rows)
    assert rows[dip] == (
        "„arbeitslose_langzeit“ springt gegenüber dem Vorjahr, in den meisten Gebieten nicht."
    )
    assert len(rows) == 3


def test_imported_tables_are_listed_with_what_a_person_decided(koeln, tmp_path):
    assert stock.imports(koeln).to_text().startswith("Hinweis: Noch keine Tabelle")
    folder = tmp_path / "koeln"
    shutil.copytree(koeln.folder, folder)
    entry = (
        '\n[[import]]\ndatei = "einwohner_*.csv"\nquelle = "koeln-bevoelkerung"\n'
        'prozent = "arbeitslosenquote"\n[import.merkmale]\nbevoelkerung = { spalte = "EW" }\n'
        '[import.gebiete]\n"Altstadt S" = "101"\n[import.zellen]\n"+-0.3" = "."\n'
    )
    with (folder / "region.toml").open("a", encoding="utf-8") as file:
        file.write(entry)
    (row,) = stock.imports(open_region(folder)).rows
    assert row[:3] == ("einwohner_*.csv", "koeln-bevoelkerung", "bevoelkerung")
    assert row[3] == (
        "„Altstadt S“ ist 101; „+-0.3“ gilt als „.“; arbeitslosenquote: Anteile von 1 mal 100"
    )
