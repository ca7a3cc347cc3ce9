"""Tables of counts, what must be hidden in them, and what gives it away."""

import copy
import dataclasses

import numpy as np
import pandas as pd
import pytest

from sozialraum.errors import DataError
from sozialraum.measures.disclosure import (
    FrequencyTable,
    Level,
    Published,
    Relation,
    Rounded,
    Rules,
    Threat,
    attack,
    audit,
    between,
    cell,
    change,
    dominance,
    from_counts,
    from_crosstab,
    known_case,
    link,
    p_percent,
    printed,
    protect,
    release,
    renamed,
    share,
)

ALL = Rules(zeros_protected=True)


def counts(values, name="feld", labels="abcdefgh"):
    return pd.Series(values, pd.Index(list(labels[: len(values)]), name=name), dtype=float)


def crosstab(rows):
    frame = pd.DataFrame(rows, list("abcdef")[: len(rows)], list("uvwxyz")[: len(rows[0])])
    return frame.rename_axis(index="art", columns="feld")


def hidden_in(table, *cells):
    return np.array([one in cells for one in table.cells])


def value(table, **categories):
    return table.values[table.positions[cell(**categories)]]


# Tables


def test_a_crosstab_gets_its_margins():
    table = from_crosstab(crosstab([[1, 2], [3, 4]]))
    assert value(table, art="a") == 3
    assert value(table, feld="v") == 6
    assert value(table) == 10
    assert len(table.relations) == 2 + 1 + 2 + 1  # rows, total row, columns, total column


def test_a_hierarchy_adds_its_upper_categories():
    table = from_counts(counts([1, 2, 4]), hierarchies={"feld": {"oben": ["a", "b"]}})
    assert value(table, feld="oben") == 3
    assert value(table) == 7
    assert [len(relation.weights) for relation in table.relations] == [3, 3]  # a+b, oben+c


def test_the_same_count_has_the_same_name_in_linked_tables():
    index = pd.MultiIndex.from_product([list("ab"), list("uv")], names=["art", "feld"])
    one = from_counts(pd.Series([1, 2, 3, 4], index))
    other = from_counts(counts([3, 7], "art"))
    assert len(link(one, other).cells) == len(one.cells) == 9
    with pytest.raises(DataError, match=r"(?s)2 Fehler.*art a.*verschiedene Werte.*Insgesamt"):
        link(one, from_counts(counts([4, 7], "art")))


def test_other_names_link_other_tables():
    one = from_counts(counts([3, 7], "art"))
    other = renamed(from_counts(counts([3, 7], "form")), {cell(form="a"): cell(art="a")})
    assert len(link(one, other).cells) == 4


def test_multiple_answers_do_not_add_up_and_are_bounded_by_the_cases():
    table = from_counts(
        pd.Series([6, 5, 8], pd.Index(["a", "b", "Insgesamt"], name="merkmal")),
        multiple=["merkmal"],
    )
    hidden = hidden_in(table, cell(merkmal="a"))
    interval = attack(table, hidden, Level.SIGNS).loc["merkmal a"]
    assert interval.tolist() == [3, 8]  # at least 8 − 5, at most all 8 cases


def test_a_combination_that_is_not_listed_is_a_fault_or_zero():
    index = pd.MultiIndex.from_tuples([("a", "u"), ("b", "v")], names=["art", "feld"])
    with pytest.raises(DataError, match=r"art a × feld v.*Anzahl fehlt"):
        from_counts(pd.Series([4, 5], index))
    table = from_counts(pd.Series([4, 5], index), absent_is_zero=True)
    assert value(table, art="a", feld="v") == 0
    assert value(table) == 9


# Bad input


def test_all_wrong_counts_are_listed_at_once():
    with pytest.raises(DataError) as refused:
        from_counts(counts([-1, 2.5, np.nan, 4]))
    text = str(refused.value)
    assert "„feld a“: Anzahl ist negativ." in text
    assert "„feld b“: Anzahl ist ein Bruch." in text
    assert "„feld c“: Wert fehlt." in text


def test_all_sums_that_do_not_fit_their_parts_are_listed():
    frame = crosstab([[1, 2, 3], [3, 4, 8], [4, 6, 10]])
    frame = frame.rename(index={"c": "Insgesamt"}, columns={"w": "Insgesamt"})
    with pytest.raises(DataError) as refused:
        from_crosstab(frame)
    assert len(refused.value.faults) == 2  # row b: 3 + 4 ≠ 8; last column: 3 + 8 ≠ 10
    assert "art b“: Die Summe passt nicht zu ihren Teilen. Gefunden: „8“. Erwartet: 7." in str(
        refused.value
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (pd.Series([1, 2]), "hat keinen Namen"),
        (counts([1, 2], labels="aa"), "mehrfach"),
    ],
)
def test_tables_without_clear_cells_are_refused(given, message):
    with pytest.raises(DataError, match=message):
        from_counts(given)


def test_a_hierarchy_that_turns_in_a_circle_is_refused():
    with pytest.raises(DataError, match="dreht sich im Kreis"):
        from_counts(counts([1, 2]), hierarchies={"feld": {"x": ["y"], "y": ["x"]}})


def test_a_table_that_cannot_be_protected_is_refused_in_plain_words():
    with pytest.raises(DataError, match=r"lässt sich nicht schützen.*feld a.*Nullen schützen"):
        release(from_counts(counts([1, 1])))  # parts of at least 1, sum of at most 2
    assert release(from_counts(counts([1, 1])), ALL).audit.safe


def test_totals_that_are_printed_elsewhere_can_make_it_impossible():
    table = from_counts(counts([2, 9]))
    assert np.isnan(release(table).values).tolist() == [True, True, False]
    with pytest.raises(DataError, match="lässt sich nicht schützen"):
        protect(table, threat=Threat(keep=(cell(feld="b"), cell())))


def test_a_crosstab_needs_a_minimum_of_cases():
    with pytest.raises(DataError, match=r"zu wenige Fälle.*mindestens 30 Fälle"):
        release(from_crosstab(crosstab([[9, 8], [7, 5]])), Rules(minimum=30))
    assert release(from_counts(counts([9, 8, 7, 5])), Rules(minimum=30)).audit.safe


# Rules and attackers


def test_small_counts_are_hidden_with_one_more_and_zeros_are_printed():
    published = release(from_counts(counts([1, 0, 7, 9])))
    assert np.isnan(published.values).tolist() == [True, False, True, False, False]
    assert published.values[-1] == 17


def test_a_table_without_small_counts_stays_whole():
    for time_limit in (30, 0):
        found = protect(from_counts(counts([5, 0, 7])), time_limit=time_limit)
        assert not found.hidden.any()
        assert (found.cost, found.gap, found.optimal) == (0, 0, True)


def test_zeros_are_hidden_where_they_are_protected():
    hidden = protect(from_counts(counts([0, 7, 9])), ALL).hidden
    assert hidden.tolist() == [True, True, False, False]


def test_each_attacker_knows_more_than_the_last():
    table = from_counts(counts([1, 3, 9]))
    hidden = hidden_in(table, cell(feld="a"), cell(feld="b"))  # 4 in all
    for level, low, high in ((Level.SIGNS, 0, 4), (Level.ZEROS, 1, 3), (Level.KINDS, 1, 1)):
        assert attack(table, hidden, level).loc["feld a"].tolist() == [low, high]
    found = audit(table, hidden)
    assert [finding.safe for finding in found.findings] == [True, True, False]


def test_one_marker_stands_for_primary_and_secondary_cells():
    texts = release(from_crosstab(crosstab([[1, 20, 1500], [30, 40, 50], [9, 8, 7]]))).texts
    shown = texts("art", "feld")
    assert set(shown.to_numpy().ravel()) >= {"•", "1.500"}
    assert (shown == "•").to_numpy().sum() == 4
    assert shown.loc["Insgesamt", "Insgesamt"] == "1.665"


def test_a_hidden_zero_contradicts_printed_zeros():
    table = from_counts(counts([1, 0, 7]))
    with pytest.raises(DataError, match="die nach den Regeln gedruckt wird"):
        audit(table, hidden_in(table, cell(feld="a"), cell(feld="b")))


def test_dominated_sums_become_as_uncertain_as_the_rule_wants():
    sums = from_counts(counts([100.5, 60.0, 70.0, 80.0]), whole=False)
    contributions = {cell(feld="a"): [90.0, 5.5, 5.0], cell(feld="b"): [20.0, 20.0, 20.0]}
    needs = p_percent(contributions, p=10)
    assert needs == {cell(feld="a"): 4.0}  # 10 % of 90, less the rest of 5
    assert list(dominance(contributions, number=1, share=85)) == [cell(feld="a")]
    rules = Rules(dominated=needs)
    hidden = protect(sums, rules).hidden
    assert hidden.tolist() == [True, True, False, False, False]  # 60 is the cheapest partner
    assert attack(sums, hidden, Level.SIGNS, rules).loc["feld a"].tolist() == [0, 160.5]
    assert "beherrschen" in " ".join(Published(sums, hidden, rules).audit.rules)


# The audit


@pytest.mark.parametrize("time_limit", [30, 0])
def test_what_follows_from_whole_numbers_alone_is_found_and_prevented(time_limit):
    one, two, total = cell(x="a"), cell(x="b"), cell()
    told = Relation(((one, 3.0), (two, 5.0), (total, -1.0)))  # 3a + 5b = 11: only a 2, b 1
    table = FrequencyTable((one, two, total), np.array([2.0, 1.0, 11.0]), (told,))
    hidden = np.array([True, True, False])
    assert attack(table, hidden, Level.SIGNS)["high"].tolist() == [3, 2]  # fractions allow more
    found = audit(table, hidden, ALL)
    assert found.findings[0].readable == (one, two)
    assert protect(table, ALL, time_limit=time_limit).hidden.all()


def test_a_table_that_gives_a_cell_away_is_not_published():
    table = from_counts(counts([2, 9, 12]))
    alone = hidden_in(table, cell(feld="a"))
    with pytest.raises(DataError, match=r"wird nicht veröffentlicht.*feld a"):
        Published(table, alone)
    with pytest.raises(DataError, match="nicht gesperrt"):
        Published(table, np.zeros(4, dtype=bool))


def test_a_published_table_cannot_be_made_or_changed_otherwise():
    published = release(from_counts(counts([2, 9, 12])))
    with pytest.raises(dataclasses.FrozenInstanceError):
        published.values = np.zeros(4)
    with pytest.raises(ValueError, match="read-only"):
        published.values[0] = 2
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(published, values=np.zeros(4))
    assert copy.copy(published).audit.safe


def test_nothing_of_a_hidden_value_is_in_the_published_table():
    published = release(from_counts(counts([2, 77, 80, 91])))
    for text in (repr(published), repr(published.audit), str(published.audit.texts())):
        assert "77" not in text
    assert "77" not in repr(from_counts(counts([2, 77])))


def test_the_audit_tells_how_many_cells_and_which_rules_for_the_annex():
    texts = release(from_counts(counts([2, 9, 12]))).audit.texts()
    assert texts[:3] == (
        "Anzahlen von 1 bis 2 werden gesperrt.",
        "Nullen werden gedruckt.",
        "2 von 4 Zellen gesperrt.",
    )
    assert sum("keine gesperrte Zelle errechenbar" in text for text in texts) == 3


A, B, BEFORE = cell(feld="a"), cell(feld="b"), cell(feld="a", jahr="2023")


@pytest.mark.parametrize(
    "told",
    [
        share(A, cell(), 8.7, decimals=1),  # 2 of 23: only 2 is between 8.65 and 8.75 %
        between([A], 1.8, 2.2, source="Balken"),
        between([A], 2, source="„mindestens zwei“"),
        printed(B, 9),
    ],
    ids=["percentage", "bar", "sentence", "last year"],
)
def test_what_else_the_report_prints_can_give_a_cell_away(told):
    table = from_counts(counts([2, 9, 12]))
    hidden = hidden_in(table, A, B)
    assert audit(table, hidden).safe
    found = audit(table, hidden, threat=Threat(knowledge=told))
    assert not found.safe
    assert told[0].source in found.known


def test_what_is_known_is_kept_in_mind_when_cells_are_chosen():
    table = from_counts(counts([2, 9, 12, 13]))
    threat = Threat(knowledge=printed(B, 9))
    published = release(table, threat=threat)
    assert np.isnan(published.values).tolist() == [True, False, True, False, False]


def test_a_printed_change_to_last_year_gives_a_cell_away():
    years = pd.concat({"2023": counts([5, 4, 6]), "2024": counts([2, 9, 12])}, names=["jahr"])
    table = from_counts(years)
    hidden = protect(table).hidden
    told = change(cell(feld="a", jahr="2024"), BEFORE, -3, source="drei Fälle weniger")
    threat = Threat(knowledge=told)
    assert hidden[table.positions[BEFORE]]  # and yet: 7 in both years, 3 fewer in the second
    assert not audit(table, hidden, threat=threat).safe
    assert release(table, threat=threat).audit.safe


def test_an_accused_party_that_knows_one_case_reads_what_others_do_not():
    table = from_counts(counts([1, 1, 8]))
    hidden = np.array([True, True, False, False])  # 2 in all, zeros protected
    assert audit(table, hidden, ALL).safe
    threat = Threat(knowledge=(*known_case(A), *known_case(B)))  # two of them together
    assert not audit(table, hidden, ALL, threat).safe


def test_knowledge_that_contradicts_the_counts_is_refused():
    table = from_counts(counts([2, 9, 12]))
    with pytest.raises(DataError, match="Anteil“ widerspricht den Anzahlen"):
        protect(table, threat=Threat(knowledge=share(A, cell(), 50)))
    with pytest.raises(DataError, match=r"unbekannte Zelle.*feld z"):
        protect(table, threat=Threat(knowledge=known_case(cell(feld="z"))))


# Rounding


def test_a_rounded_table_adds_up_and_hides_small_counts():
    rounded = Rounded(from_crosstab(crosstab([[1, 4], [3, 12]])), 5)
    assert rounded.texts("art", "feld").loc["b"].tolist() == ["5", "10", "15"]


def test_a_rounded_table_that_gives_a_count_away_is_refused():
    table = from_counts(counts([2, 9, 12]))
    with pytest.raises(DataError, match=r"gerundete Tabelle.*feld a"):
        Rounded(table, 5, threat=Threat(knowledge=between([A], 1.8, 2.2)))
    with pytest.raises(DataError, match="nicht gerundet"):
        Rounded(table, 1)


def test_a_table_names_its_cells_once():
    with pytest.raises(DataError, match="mehrfach"):
        FrequencyTable((A, A), np.array([1.0, 1.0]), ())
