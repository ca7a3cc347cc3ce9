"""What a document hides is counted by rule; no number that is hidden can be read from that."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sozialraum.analysis.dossier import dossier
from sozialraum.display import agency, discrimination, tables
from sozialraum.display.blocks import Table
from sozialraum.display.survey import FEWEST
from sozialraum.formats import SUPPRESSED
from sozialraum.region import open_region
from tests.regions import opened

TOWN = Path(__file__).parents[2] / "data/musterstadt"


@pytest.fixture(scope="module")
def found():
    return dossier(opened("musterstadt"), "MU-01", empfaenger="intern")


def counted(dossier):
    return {row[:2]: row[2] for row in agency.hidden(dossier).rows}


def count_of(dossier, what, rule):
    (number,) = [n for (w, r), n in counted(dossier).items() if w.startswith(what) and rule in r]
    return number


def test_hidden_figures_are_as_many_as_the_tables_of_the_areas_show(found):
    shown = [tables.key_figures(one, core=True) for one in found.profile.values()]
    cells = [row[1] for table in shown for row in table.rows]
    hidden = sum(cell == SUPPRESSED for cell in cells)
    assert hidden > 0
    assert count_of(found, "Kennzahlen", "100") == f"{hidden} von {len(cells)} Werten"


def test_hidden_counts_are_as_many_as_the_chapter_prints(found):
    chapter = [one for one in discrimination.chapter(found).blocks if isinstance(one, Table)]
    numbered = ("T1", *discrimination.IN_CHAPTER)
    rows = [row for one in chapter if one.caption.split()[0] in numbered for row in one.rows]
    printed = [cell for row in rows if row[0] != "Nennungen m" for cell in row[1:]]  # their sum
    number = count_of(found, "Fallzahlen", "unter 5")
    assert number.split()[0] == str(printed.count(SUPPRESSED))


def test_what_is_not_released_is_counted_and_nothing_else_is_told(found):
    public = dossier(found.region, "MU-01", empfaenger="oeffentlich")
    number = count_of(public, "Belege vor Ort", "freigegeben")
    assert number == f"{sum(public.withheld.values())} Einträge"
    assert count_of(found, "Belege vor Ort", "freigegeben") == "0 Einträge"


def test_groups_with_few_answers_are_counted(found):
    rows = found.evidence.befragung
    few = replace(found.evidence, befragung=rows.assign(anzahl=1.0, n_antworten=2.0))
    number = count_of(replace(found, evidence=few), "Befragung", str(FEWEST))
    groups = len(rows[["frage", "gruppe"]].drop_duplicates())
    assert number == f"{groups} von {groups} Gruppen"


def test_counts_that_cannot_be_read_do_not_stop_the_document(tmp_path):
    copy = Path(shutil.copytree(TOWN, tmp_path / "stadt"))
    (file,) = [path for path in copy.iterdir() if path.stem == "faelle"]
    file.unlink()
    told = counted(dossier(open_region(copy), "MU-01"))
    assert not any(what.startswith("Fallzahlen") for what, _ in told)


def test_small_areas_and_breaks_are_named(found):
    told = agency.limits(found).to_text()
    assert "Kleinster Sozialraum ist Nordhafen mit 1.000 Menschen" in told
    assert "ab 2022 „neue Basis: Zählung 2022 (erfunden)“" in told
