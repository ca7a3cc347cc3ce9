"""Stations that agreed show tables together where one alone has holes, and never both."""

import runpy
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sozialraum.analysis.case_pool import FAMILIES, FOLLOWING, TOGETHER, pooled
from sozialraum.analysis.case_system import family_of
from sozialraum.analysis.discrimination import statistics
from sozialraum.display import discrimination
from sozialraum.region import Region
from sozialraum.sources.case_release import case_release
from sozialraum.sources.cases import COLUMNS, Cases
from sozialraum.sources.entries import Entries
from tests.regions import opened

TOWN = Path(__file__).parents[2] / "data/musterstadt"
MADE = runpy.run_path(str(TOWN / "faelle_herstellen.py"))
STATIONS = ("MU-03", "MU-91", "MU-92")
FEW = 18  # cases of each station in a year


def counts_of(station: str, seed: int) -> pd.DataFrame:
    drawn = {year: cases[:FEW] for year, cases in MADE["draw"](seed).items()}
    rows = [
        (station, year, *key, n, "fall")
        for year, cases in drawn.items()
        for *key, n in [("gesamt", "gesamt", "", "", len(cases)), *MADE["counts"](cases)]
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


@pytest.fixture(scope="module")
def three() -> Cases:
    frames = [counts_of(name, seed) for name, seed in zip(STATIONS, (29, 30, 31), strict=True)]
    size = pd.Series(
        [], dtype=float, index=pd.MultiIndex.from_arrays([[], []], names=["stelle", "jahr"])
    )
    return Cases(pd.concat(frames, ignore_index=True), size)


@pytest.fixture(scope="module")
def region(three) -> Region:
    town = opened("musterstadt")
    faelle = replace(town.settings.faelle, stellen=STATIONS, gemeinsam=STATIONS)
    copy = replace(town, settings=replace(town.settings, faelle=faelle))
    copy.__dict__["faelle"] = three
    return copy


@pytest.fixture(scope="module")
def reports(region):
    return {name: statistics(region, name) for name in STATIONS}


def shared(found):
    return {one.nummer: one for one in found.tables if one.stations}


def test_the_sum_of_three_stations_is_the_sum_of_their_counts(three):
    pool = pooled(three, STATIONS)
    assert pool.totals().to_list() == [3 * FEW] * 5
    for code in ("machtverhaeltnis", "lebensbereich", "ergebnis"):
        parts = [three.table(code, name) for name in STATIONS]
        whole = pool.table(code, TOGETHER)
        added = sum(part.reindex(whole.index, fill_value=0) for part in parts)
        assert whole.equals(added)


def test_tables_with_holes_are_shown_together_without_and_by_all_alike(reports):
    together = [shared(found) for found in reports.values()]
    assert together[0]
    for found in together:
        assert found.keys() == together[0].keys()
        assert not [n for n, one in found.items() if one.hidden and n not in FOLLOWING]
        assert all(found[n].werte.equals(together[0][n].werte) for n in found)


def test_no_family_of_tables_is_shown_alone_and_together(reports):
    taken = {family_of(t.category.code) for one in reports.values() for t in shared(one).values()}
    alone = {
        family_of(t.category.code) for one in reports.values() for t in one.tables if not t.stations
    }
    assert taken
    assert alone | taken == FAMILIES
    assert not taken & alone


@pytest.mark.parametrize("left", [0, 4])
def test_what_was_once_shown_together_is_never_shown_alone(region, reports, three, left):
    """The sum of last year without the stations that go on would be the one that stopped."""
    before = {family_of(t.category.code) for t in shared(reports["MU-03"]).values()}
    after = three.counts[three.counts["jahr"] == 2025].assign(jahr=2026)
    stopped = after["stelle"] == "MU-92"
    after = after.assign(anzahl=after["anzahl"].mask(stopped, after["anzahl"].clip(upper=left)))
    counts = pd.concat([three.counts, after[after["anzahl"] > 0]], ignore_index=True)
    copy = replace(region)
    copy.__dict__["faelle"] = replace(three, counts=counts)
    now = statistics(copy, "MU-03", 2026)
    assert before
    assert not before & {family_of(t.category.code) for t in now.tables}
    assert "früher gemeinsam" in " ".join(now.left_out.values())


def test_a_table_of_several_stations_says_so(reports):
    found = reports["MU-03"]
    number = next(iter(shared(found)))
    blocks = discrimination.tables(found).blocks
    table = next(b for b in blocks if b.block == "table" and b.caption.startswith(f"{number} "))
    assert "3 Stellen gemeinsam" in table.caption
    assert "Die Stellen haben zugestimmt" in table.note
    assert "Auszählung der Stellen" in table.source


def test_without_agreement_everything_is_shown_alone(region):
    closed = replace(region.settings.faelle, gemeinsam=())
    copy = replace(region, settings=replace(region.settings, faelle=closed))
    copy.__dict__["faelle"] = region.faelle
    assert shared(statistics(copy, "MU-03")) == {}


def test_what_not_every_station_tells_alike_is_not_added(three):
    counts = three.counts
    missing = (counts["stelle"] == "MU-91") & (counts["kategorie"] == "ergebnis")
    assert "ergebnis" not in pooled(replace(three, counts=counts[~missing]), STATIONS).categories
    broad = (counts["stelle"] == "MU-91") & (counts["auspraegung"] == "rassismus")
    told = pooled(replace(three, counts=counts[~broad]), STATIONS)
    assert "machtverhaeltnis" not in told.categories
    assert "ergebnis" in told.categories


def test_a_station_whose_total_is_small_or_in_other_units_is_not_added(three):
    total = (three.counts["stelle"] == "MU-92") & (three.counts["kategorie"] == "gesamt")
    few, other = three.counts.copy(), three.counts.copy()
    few.loc[total, "anzahl"] = 4
    other.loc[total, "zaehleinheit"] = "anfrage"
    assert pooled(replace(three, counts=few), STATIONS) is None
    assert pooled(replace(three, counts=other), STATIONS) is None
    assert pooled(three, (*STATIONS, "MU-99")) is None


def test_two_stations_could_subtract_one_another_and_each_has_to_agree():
    def faults(*names: str, freigabe: str = "ja", stellen: tuple[str, ...] = STATIONS) -> str:
        raw = {"freigabe": freigabe, "datum": "2026-01-15", "rolle": "Leitung",
               "stellen": list(stellen), "gemeinsam": list(names)}  # fmt: skip
        entries = Entries("region.toml")
        case_release({"faelle": raw}, entries)
        return " ".join(str(fault) for fault in entries.faults)

    assert faults(*STATIONS) == ""
    assert "mindestens drei Stellen" in faults("MU-03", "MU-91")
    assert "Freigabe jeder Stelle" in faults(*STATIONS, stellen=("MU-03",))
    assert "Freigabe jeder Stelle" in faults(*STATIONS, freigabe="nein")


def test_the_variants_stand_side_by_side_for_the_station_that_asks(region, reports):
    found = reports["MU-03"]
    assert discrimination.ways(found).blocks == ()
    note, table = discrimination.ways(found, True).blocks
    assert "Nur für die Stelle" in note.text
    told = [row for row in table.rows if row[0] == "T4 Lebensbereich"]
    assert any("3 Stellen zusammen" in row[1] for row in told)
    assert [column.title for column in table.columns][2:6] == [
        "Löcher", "Jahre", "Ausprägungen", "Was verloren geht"
    ]  # fmt: skip
    assert any("einzelne Jahre" in row[5] for row in told)
    assert any("gehen auf in" in row[5] for row in told)
    assert 0 < sum(row[6] == "ja" for row in table.rows) <= len(found.tables)
