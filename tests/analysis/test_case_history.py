"""What reports of several years tell together, read by subtracting: counts made by hand."""

from dataclasses import replace

import pandas as pd

from sozialraum.analysis.case_choice import Choice
from sozialraum.analysis.case_history import gives_away
from sozialraum.analysis.case_protection import protected
from sozialraum.analysis.case_system import Chosen, system
from sozialraum.analysis.coarsening import variants
from sozialraum.sources.cases import COLUMNS, Cases

NO_SIZE = pd.Series(
    [], dtype=float, index=pd.MultiIndex.from_arrays([[], []], names=["stelle", "jahr"])
)


def cases_of(**answers: dict[int, int]) -> Cases:
    """Counts of „ebene“, one answer per case, by year."""
    rows, years = [], {year for by in answers.values() for year in by}
    for year in sorted(years):
        rows.append(("A", year, "gesamt", "gesamt", "", "",
                     sum(by[year] for by in answers.values()), "fall"))  # fmt: skip
        rows += [
            ("A", year, "ebene", code, "", "", by[year], "fall") for code, by in answers.items()
        ]
    return Cases(pd.DataFrame(rows, columns=list(COLUMNS)), NO_SIZE)


def test_two_reports_with_overlapping_years_give_a_small_count_away():
    cases = cases_of(individuell={2023: 9, 2024: 9}, strukturell={2023: 6, 2024: 2})
    found = variants(cases, "ebene", threshold=5)
    found = [one for one in found if "ueber_einzelne_hinaus" in one.table.index]
    single = next(one for one in found if list(one.n.index) == ["2023", "2024"])
    first = replace(single, table=single.table[["2023"]], n=single.n[["2023"]])
    pooled = next(one for one in found if list(one.n.index) == ["2023–2024"])
    before, now = Chosen("T6", "Ebene", first), Chosen("T6", "Ebene", pooled)
    assert gives_away(cases, "A", [now]) == ()
    assert any("2024" in dict(one)["jahr"] for one in gives_away(cases, "A", [before, now]))


def test_the_rest_of_a_large_share_is_a_small_cell():
    rows = [("A", 2024, "gesamt", "gesamt", "", "", 29, "fall")]
    rows += [("A", 2024, "lebensbereich", code, "", "", n, "fall")
             for code, n in {"arbeit_und_bildung": 27, "uebrige": 8}.items()]  # fmt: skip
    cases = Cases(pd.DataFrame(rows, columns=list(COLUMNS)), NO_SIZE)
    one = Chosen("T4", "Lebensbereich", variants(cases, "lebensbereich", threshold=5)[0])
    values = dict(zip(system([one], cases.totals()).cells, system([one], cases.totals()).values,
                      strict=True))  # fmt: skip
    assert 2 in values.values()  # 29 cases without work and education
    found = protected(Choice((one,), {}), cases.totals(), pd.DataFrame())
    assert found.tables == () or found.tables[0].werte.loc["arbeit_und_bildung"].isna().all()


def test_narrower_answers_and_the_broader_one_tell_how_many_cases_have_both():
    """19 of work and 16 of education, 34 of one or the other: one case has both."""
    counted = {"arbeit": 19, "bildung": 16, "arbeit_und_bildung": 34, "uebrige": 31}
    rows = [("A", 2024, "gesamt", "gesamt", "", "", 60, "fall")]
    rows += [("A", 2024, "lebensbereich", code, "", "", n, "fall") for code, n in counted.items()]
    cases = Cases(pd.DataFrame(rows, columns=list(COLUMNS)), NO_SIZE)
    fine, coarse = (
        Chosen("T4", "Lebensbereich", one) for one in variants(cases, "lebensbereich", threshold=5)
    )
    given = [str(one) for one in gives_away(cases, "A", [fine, coarse])]
    assert any("arbeit_und_bildung mehrfach: arbeit, bildung" in one for one in given)
    assert gives_away(cases, "A", [fine]) == gives_away(cases, "A", [coarse]) == ()


def test_a_table_of_single_years_and_one_of_a_run_of_years_are_subtracted():
    """46 + 42 cases of racism, 92 of the AGG: four of the AGG without racism in two years."""
    rows = [("A", year, *key, n, "fall") for year, counted in {
        2024: (("gesamt", "gesamt", "", "", 54), ("machtverhaeltnis", "rassismus", "", "", 46),
               ("agg_merkmal", "ja", "", "", 48), ("agg_merkmal", "nein", "", "", 6)),
        2025: (("gesamt", "gesamt", "", "", 53), ("machtverhaeltnis", "rassismus", "", "", 42),
               ("machtverhaeltnis", "weitere", "", "", 21), ("agg_merkmal", "ja", "", "", 44),
               ("agg_merkmal", "nein", "", "", 9)),
    }.items() for *key, n in counted]  # fmt: skip
    rows.append(("A", 2024, "machtverhaeltnis", "weitere", "", "", 13, "fall"))
    cases = Cases(pd.DataFrame(rows, columns=list(COLUMNS)), NO_SIZE)

    def shown(code, *windows):
        ways = variants(cases, code, threshold=5)
        return Chosen("T", code, next(one for one in ways if tuple(one.n.index) == windows))

    power, legal = shown("machtverhaeltnis", "2024", "2025"), shown("agg_merkmal", "2024–2025")
    both = system([power, legal], cases.totals())
    values = dict(zip(map(str, both.cells), both.values, strict=True))
    assert [n for name, n in values.items() if "ja ohne rassismus" in name] == [4]
    for tables, told in (([power], False), ([legal], False), ([power, legal], True)):
        given = map(str, gives_away(cases, "A", tables))
        assert any("2024–2025" in one and "ja ohne rassismus" in one for one in given) == told


def test_whoever_knows_that_hidden_means_below_five_reads_two_fours():
    """8 cases are not of the AGG or unknown, both are hidden: 4 and 4.  Of 7 nobody can say."""
    for counted, told in (({"ja": 20, "nein": 4, "unbekannt": 4}, 2),
                          ({"ja": 20, "nein": 4, "unbekannt": 3}, 0)):  # fmt: skip
        rows = [("A", 2024, "gesamt", "gesamt", "", "", sum(counted.values()), "fall")]
        rows += [("A", 2024, "agg_merkmal", code, "", "", n, "fall") for code, n in counted.items()]
        cases = Cases(pd.DataFrame(rows, columns=list(COLUMNS)), NO_SIZE)
        ways = variants(cases, "agg_merkmal", threshold=5)
        hidden = next(one for one in ways if "unbekannt" in one.table.index)
        given = [one for one in gives_away(cases, "A", [Chosen("T3", "AGG", hidden)])
                 if "agg_merkmal" in dict(one)]  # fmt: skip
        assert len(given) == told


def test_a_run_of_years_without_one_in_the_middle_is_a_count_as_well():
    """10 assaults on single persons in three years, 6 of them in the middle: 4 in the others."""
    counted = {2023: (17, 2, 20, 8), 2024: (15, 6, 16, 7), 2025: (17, 2, 13, 7)}
    keys = [("individuell", "unmittelbar"), ("individuell", "angriff"),
            ("strukturell", "unmittelbar"), ("strukturell", "angriff")]  # fmt: skip
    rows = []
    for year, numbers in counted.items():
        rows.append(("A", year, "gesamt", "gesamt", "", "", sum(numbers), "fall"))
        rows += [("A", year, "ebene", a, "form", b, n, "fall")
                 for (a, b), n in zip(keys, numbers, strict=True)]  # fmt: skip
    cases = Cases(pd.DataFrame(rows, columns=list(COLUMNS)), NO_SIZE)

    def shown(window, *years):
        return next(
            Chosen("T6", "Ebene und Form", one)
            for one in variants(cases, "ebene", "form", threshold=5, years=years)
            if list(one.n.index) == [window] and len(one.table) == 2
            and {"ueber_einzelne_hinaus", "uebergriffe"} <= {*one.table.index, *one.table}
        )  # fmt: skip

    before, now = shown("2024", 2024), shown("2023–2025")
    assert gives_away(cases, "A", [before]) == gives_away(cases, "A", [now]) == ()
    given = gives_away(cases, "A", [before, now])
    assert any(dict(one)["jahr"] == "2023, 2025" for one in given)


def test_hidden_answers_of_a_line_are_not_told_as_the_rest_of_it():
    """12 of 16 cases without a result leave 4 for the others, whichever of them they are."""
    counted = {"entschuldigung": (7, 2), "kein_erfolg": (9, 12), "offen": (6, 2)}
    rows = [
        ("A", year, "gesamt", "gesamt", "", "", n, "fall") for year, n in ((2023, 22), (2024, 16))
    ]
    rows += [
        ("A", year, "ergebnis", code, "", "", n, "fall")
        for code, numbers in counted.items()
        for year, n in zip((2023, 2024), numbers, strict=True)
    ]
    cases = Cases(pd.DataFrame(rows, columns=list(COLUMNS)), NO_SIZE)
    ways = variants(cases, "ergebnis", threshold=5)
    one = next(
        Chosen("T9", "Ergebnis", way) for way in ways if way.small == 2 and len(way.table) == 3
    )
    found = protected(Choice((one,), {}), cases.totals(), pd.DataFrame())
    assert all(table.werte["2024"].isna().all() for table in found.tables)
    assert found.tables or found.left_out
