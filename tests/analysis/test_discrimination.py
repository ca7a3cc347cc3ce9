"""Yearly statistics of a station: many tables from few cases, and none gives a case away."""

import runpy
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sozialraum.analysis import case_protection
from sozialraum.analysis.case_choice import Choice, choose
from sozialraum.analysis.case_history import gives_away
from sozialraum.analysis.case_protection import protected
from sozialraum.analysis.discrimination import stations, statistics
from sozialraum.display import discrimination
from sozialraum.display.blocks import Table
from sozialraum.errors import DataError
from sozialraum.measures.disclosure import (
    TOTAL,
    FrequencyTable,
    Level,
    Relation,
    Rules,
    Threat,
    attack,
    cell,
    margin,
)
from sozialraum.region import Region
from sozialraum.sources.case_release import case_release
from sozialraum.sources.cases import Cases, read_cases
from sozialraum.sources.categories import categories
from sozialraum.sources.entries import Entries
from tests.regions import opened

TOWN = Path(__file__).parents[2] / "data/musterstadt"
MADE = runpy.run_path(str(TOWN / "faelle_herstellen.py"))
ALL = Rules(threshold=5, zeros_protected=True)


@pytest.fixture(scope="module")
def region() -> Region:
    return opened("musterstadt")


@pytest.fixture(scope="module")
def yearly(region):
    return statistics(region)


def with_release(region: Region, **entries: object) -> Region:
    faelle = replace(region.settings.faelle, **entries)
    return replace(region, settings=replace(region.settings, faelle=faelle))


def years_of(window: str) -> range:
    return range(int(window[:4]), int(window[-4:]) + 1)


def drawn(code: str, answer: str, window: str, code2: str = "", answer2: str = "") -> int:
    """Cases of the drawn records that have an answer, and another one."""
    known, has = categories(), MADE["has"]
    cases = MADE["draw"]()
    return sum(
        (answer == TOTAL or has(case, known[code], answer))
        and (not code2 or answer2 == TOTAL or has(case, known[code2], answer2))
        for year in years_of(window)
        for case in cases[year]
    )


def test_a_station_with_29_cases_a_year_yields_at_least_four_readable_tables(yearly):
    assert yearly.totals.to_list() == [29] * 5
    readable = [one for one in yearly.tables if 2 * one.hidden <= one.werte.size]
    assert len(readable) >= 4
    whole = {one.nummer for one in yearly.tables if not one.hidden}
    assert {"T2", "T4", "T6", "T8", "T9", "T10", "T11"} <= whole
    assert yearly.left_out == {}


def test_a_table_of_which_more_than_a_third_is_hidden_is_not_shown(yearly):
    assert [one.nummer for one in yearly.tables if 3 * one.hidden > one.werte.size] == []
    assert yearly.table("T5").hidden == 1


def test_one_table_that_cannot_be_protected_leaves_the_others(region, monkeypatch):
    real = case_protection._published

    def broken(whole, tables):
        numbers = {one.nummer for one in tables}
        return None if "T9" in numbers else real(whole, tables)

    monkeypatch.setattr(case_protection, "_published", broken)
    cases = region.faelle
    choice = choose(cases, "MU-03", 2025)
    small = [one for one in choice.tables if one.nummer in ("T2", "T4", "T9", "T10")]
    totals = cases.totals("MU-03")
    found = protected(Choice(tuple(small), {}), totals, cases.flows("MU-03"))
    assert [one.nummer for one in found.tables] == ["T2", "T4", "T10"]
    assert found.totals.to_list() == totals.to_list()
    assert found.left_out == {("T9", "Ergebnis"): case_protection.ALONE}


def test_every_published_count_is_the_true_count_and_none_is_small(yearly):
    seen = Counter()
    for one in yearly.tables:
        first, second = one.category.code, one.category2.code if one.category2 else ""
        for (a, b), value in one.werte.stack().dropna().items():
            window = one.n.index[-1] if second else b
            assert value == drawn(first, a, window, second, b if second else "")
            assert value >= 5
            seen[one.nummer] += 1
    assert sum(seen.values()) > 80


def test_what_is_hidden_is_nan_and_in_no_text(yearly):
    table = yearly.table("T3")
    assert table.werte.loc["rassismus_antiasiatisch"].isna().all()
    assert np.isnan(table.answers("2023–2025"))  # the sum of the shown rows would tell
    assert "keine gesperrte Zelle errechenbar" in " ".join(yearly.audit)
    assert not [text for text in yearly.audit if "nicht bestanden" in text]


def test_growth_is_told_per_station_and_per_full_time_equivalent(yearly):
    assert yearly.fte.to_list() == [0.5, 0.5, 0.75, 0.75, 1.0]
    since = yearly.growth(2021)
    assert (since.roh, since.je_vzae) == (0.0, -50.0)
    assert yearly.growth().je_vzae == pytest.approx(-25)
    assert np.isnan(yearly.growth(1990).roh)


def test_per_100_000_only_with_a_declared_catchment(region, yearly):
    assert yearly.per_100_000.empty
    declared = statistics(with_release(region, einzugsgebiet=("00",)))
    assert declared.per_100_000[2025] == pytest.approx(100_000 * 29 / 45_450)
    with pytest.raises(DataError, match="Einzugsgebiet"):
        statistics(with_release(region, einzugsgebiet=("99",)))


def test_structural_work_keeps_its_units_and_has_no_sum(yearly):
    assert yearly.structure.loc["teilnehmende", 2025] == 301
    assert yearly.structure.loc["fortbildungen"].to_list() == [8, 10, 12, 14, 16]
    assert TOTAL not in yearly.structure.index


def test_stations_are_independent(region):
    assert stations(region) == ("MU-03",)
    assert stations(with_release(region, freigabe="nein")) == ()
    assert stations(with_release(region, rolle="")) == ()
    assert stations(with_release(region, stellen=("MU-99",))) == ()


def test_a_region_without_counts_is_no_error_and_an_unknown_station_is_one(region):
    assert statistics(opened("koeln")).empty
    with pytest.raises(DataError, match="keine Fallzahlen"):
        statistics(region, "MU-04")
    with pytest.raises(DataError, match="Für dieses Jahr"):
        statistics(region, jahr=2019)


# Attacks


POWERS = ("rassismus", "weitere")
FIELDS = ("arbeit", "bildung", "wohnen", "staatlich", "versorgung", "uebrige")
BROAD = {
    "arbeit_und_bildung": {"arbeit", "bildung"},
    "wohnen_amt_versorgung": {"wohnen", "staatlich", "versorgung"},
    "uebrige": {"uebrige"},
}


def read_back(yearly, number: str) -> pd.DataFrame:
    """Counts of a table as they stand on the page, NaN where it shows the mark."""
    one = yearly.table(number)
    page = [b for b in discrimination.tables(yearly).blocks if isinstance(b, Table)]
    shown = next(b for b in page if b.caption.startswith(f"{number} "))
    heads = [column.title for column in shown.columns[1:]]
    if one.category2:
        heads = [one.category2.find(head) for head in heads]
    rows = {one.category.find(name): texts for name, *texts in shown.rows}
    rows.pop("", None)  # the lines of n and m
    counts = {row: [t.split(" ")[0].replace("•", "nan") for t in texts]
              for row, texts in rows.items()}  # fmt: skip
    return pd.DataFrame.from_dict(counts, orient="index", columns=heads).astype(float)


def some(names):
    """All ways to have at least one of some answers."""
    ways = product([False, True], repeat=len(names))
    return [frozenset(n for n, there in zip(names, way, strict=True) if there)
            for way in ways if any(way)]  # fmt: skip


def test_an_attack_on_the_page_with_every_way_to_answer_reads_no_small_count(yearly):
    """Unknowns are the cases of each combination of answers, of each year: all that can be."""
    has, known, cases = MADE["has"], categories(), MADE["draw"]()
    powers, fields = known["machtverhaeltnis"], known["lebensbereich"]
    t2, t4 = (read_back(yearly, number) for number in ("T2", "T4"))
    crossed, run = read_back(yearly, "T5"), set(map(str, years_of(yearly.table("T5").n.index[-1])))
    assert (list(t2.index), list(t4.index)) == (list(POWERS), list(FIELDS))
    years = ("2022", "2023", "2024", "2025")
    sort = dict.fromkeys(product(years, some(POWERS), some(FIELDS)), 0)
    for year in years:
        for case in cases[int(year)]:
            one = frozenset(p for p in POWERS if has(case, powers, p))
            other = frozenset(f for f in FIELDS if has(case, fields, f))
            sort[year, one, other] += 1
    names = {key: cell(jahr=key[0], art=f"{sorted(key[1])} {sorted(key[2])}") for key in sort}

    def members(test):
        return [names[key] for key in sort if test(*key)]

    printed = [(members(lambda y, p, f, at=at: y == at), 29) for at in years]
    for window in ("2022–2023", "2024–2025"):
        at = set(map(str, years_of(window)))
        for a in POWERS:
            printed.append(
                (members(lambda y, p, f, at=at, a=a: y in at and a in p), t2.loc[a, window])
            )
        for b in FIELDS:
            printed.append(
                (members(lambda y, p, f, at=at, b=b: y in at and b in f), t4.loc[b, window])
            )
    asked = {}
    for a, b in product(POWERS, BROAD):
        both = members(lambda y, p, f, a=a, b=b: y in run and a in p and f & BROAD[b])
        if crossed.notna().loc[a, b]:
            printed.append((both, crossed.loc[a, b]))
        asked[f"{a} und {b}"] = both
        for at in (*({year} for year in years), {"2022", "2023"}, {"2024", "2025"}, run):
            tests = {
                "ohne": lambda y, p, f, a=a, b=b, at=at: y in at and a in p and not f & BROAD[b],
                "fehlt": lambda y, p, f, a=a, b=b, at=at: y in at and a not in p and f & BROAD[b],
                "nur": lambda y, p, f, a=a, b=b, at=at: y in at and a in p and f <= BROAD[b],
            }
            asked |= {f"{a} {n} {b} {sorted(at)}": members(one) for n, one in tests.items()}
    for at in years:
        asked[f"beide {at}"] = members(lambda y, p, f, at=at: y == at and len(p) > 1)
    truth = {names[key]: n for key, n in sort.items()}
    sums = {name: sum(truth[one] for one in parts) for name, parts in asked.items()}
    small = {name for name, n in sums.items() if n < 5}
    assert small
    values = np.array([*truth.values(), *(sums[name] for name in small)], dtype=float)
    cells = (*truth, *(cell(summe=name) for name in small))
    margins = tuple(margin(cell(summe=name), asked[name]) for name in small)
    table = FrequencyTable(cells, values, margins)
    said = tuple(Relation(tuple((o, 1.0) for o in parts), n, n, "Seite") for parts, n in printed)
    hidden = np.ones(len(cells), dtype=bool)
    found = attack(table, hidden, Level.SIGNS, ALL, Threat(knowledge=said))
    bounds = found.loc[[f"summe {name}" for name in small]]
    assert (bounds["low"] < bounds["high"]).all(), bounds[bounds["low"] >= bounds["high"]]


def test_answers_beyond_the_cases_are_a_count_as_well(region, yearly):
    """22 + 10 answers in 29 cases: 3 cases with both would stand there for whoever adds."""
    counted = region.faelle.table("machtverhaeltnis", "MU-03").loc[["rassismus", "weitere"]]
    both = counted.sum() - region.faelle.totals("MU-03")
    assert (both < 5).any()
    for one in yearly.tables:
        if one.multiple and not one.category2 and not one.in_answers:
            more = one.werte.sum(skipna=False) - one.n
            assert more.isna().all() or (more >= 5).all(), one.nummer


def test_a_report_before_the_first_is_refused_for_the_later_one_does_not_know_it(region):
    """Each alone is safe; published together they would give small counts of one year away."""
    cases = region.faelle
    before, after = choose(cases, "MU-03", 2024), choose(cases, "MU-03", 2025)
    given = []
    for number in ("T2", "T4", "T6", "T8", "T9", "T10", "T11"):
        pair = [one for one in (*before.tables, *after.tables) if one.nummer == number]
        assert all(gives_away(cases, "MU-03", [one]) == () for one in pair)
        given += gives_away(cases, "MU-03", pair)
    assert given
    with pytest.raises(DataError, match="vor dem ersten Bericht") as caught:
        statistics(region, jahr=2024)
    assert "berichte_seit auf 2024 setzen" in caught.value.faults[0].remedy
    with pytest.raises(DataError, match="höchstens 2025"):
        statistics(with_release(region, berichte_seit=2031))


@pytest.mark.langsam
def test_a_report_is_coarser_where_last_year_s_report_is_known(region):
    cases = read_cases(TOWN / "faelle.csv")
    before = choose(cases, "MU-03", 2024)
    after = choose(cases, "MU-03", 2025, before.tables)
    groups = {family for one in after.tables for family in [one.nummer]}
    for number in groups:
        linked = [one for one in (*before.tables, *after.tables) if one.nummer == number]
        assert gives_away(cases, "MU-03", linked) == ()
    assert len(after.tables) >= 8


# Stations with few cases, and what region.toml says


def fewer(cases: Cases, share: float) -> Cases:
    """Counts with about a share of the cases; every answer shrinks alike."""
    counts = cases.counts.copy()
    cased = counts["zaehleinheit"] == "fall"
    counts.loc[cased, "anzahl"] = (counts.loc[cased, "anzahl"] * share).astype(int)
    return replace(cases, counts=counts)


def test_a_year_without_cases_looks_the_same_with_rows_of_noughts_and_without(region):
    """Else whoever sees which tables leave the year out knows that its hidden total is 0."""
    counts = region.faelle.counts
    empty = (counts["jahr"] == 2023) & (counts["zaehleinheit"] == "fall")
    noughts = counts.assign(anzahl=counts["anzahl"].mask(empty, 0))
    bare = noughts[~empty | (noughts["kategorie"] == "gesamt")]

    def told(kept):
        copy = replace(region)
        copy.__dict__["faelle"] = replace(region.faelle, counts=kept)
        found = statistics(copy)
        tables = [(one.nummer, one.titel, one.werte.to_csv()) for one in found.tables]
        return tables, dict(found.left_out), found.totals.to_csv()

    assert told(bare) == told(noughts)
    assert "2023" not in "".join(table[2] for table in told(bare)[0] if table[0] == "T10")


@pytest.mark.parametrize("share", [0.1, 0.3])
def test_a_station_with_very_few_cases_publishes_nothing_small(region, share):
    copy = replace(region)
    copy.__dict__["faelle"] = fewer(region.faelle, share)
    found = statistics(copy)
    printed = [v for one in found.tables for v in one.werte.stack().dropna()]
    printed += [*found.totals.dropna(), *found.flows.stack().dropna()]
    assert [v for v in printed if v < 5] == []
    assert found.left_out
    assert all(reason.endswith(".") for reason in found.left_out.values())


def test_a_release_needs_day_and_role_and_unknown_entries_are_refused():
    def faults(**raw: object) -> str:
        entries = Entries("region.toml")
        case_release({"faelle": raw}, entries)
        return " ".join(str(fault) for fault in entries.faults)

    assert faults(freigabe="nein") == ""
    assert faults(freigabe="ja", datum="2026-01-15", rolle="Leitung") == ""
    assert faults(freigabe="ja").count("Datum und Rolle") == 2
    assert "ja | nein" in faults(freigabe="vielleicht")
    assert "freigabe" in faults(freigab="ja")
    assert "kein Tag" in faults(freigabe="ja", datum="gestern", rolle="Leitung")
    assert faults(mehrfach=["form"]) == ""
    assert "Unbekannte Kategorie" in faults(mehrfach=["fornm"])
    assert "Stellenumfang" in faults(freigabe="nein", vzae="viel")
