"""An index from raw values to ranks: answers known by head, and what is refused."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sozialraum.errors import DataError
from sozialraum.measures.composite.classes import Cuts, StandardDeviations
from sozialraum.measures.composite.compute import (
    Group,
    Index,
    Indicator,
    Level,
    Ranking,
    Screening,
    changes,
    compute,
    effective_weights,
    reweighted,
    without,
)
from sozialraum.measures.composite.impute import Imputation
from sozialraum.measures.composite.normalise import Deviation, Distance, MinMax, Unchanged, ZScore
from sozialraum.measures.composite.treat import Winsorise
from sozialraum.measures.composite.weights import PrincipalComponent

NAN = math.nan
AREAS = ["101", "102", "103", "104"]
DATA = pd.DataFrame(
    {
        "arbeitslos": [4.0, 6.0, 8.0, 12.0],  # min–max 0, 25, 50, 100
        "abitur": [60.0, 50.0, 40.0, 20.0],  # turned: 0, 25, 50, 100
        "miete": [5.0, 15.0, 10.0, 5.0],  # 0, 100, 50, 0
    },
    index=AREAS,
)
ARBEIT = Group("arbeit", (Indicator("arbeitslos", 1), Indicator("abitur", -1)))
WOHNEN = Group("wohnen", (Indicator("miete", 1),))
TREE = Group("bedarf", (ARBEIT, WOHNEN))
INDEX = Index(TREE, normalisation=MinMax(0, 100))


def flat(*codes: str) -> Group:
    return Group("index", tuple(Indicator(code, 1) for code in codes))


def refused(data: pd.DataFrame, index: Index, **further) -> str:
    with pytest.raises(DataError) as error:
        compute(data, index, **further)
    assert all(fault.remedy for fault in error.value.faults)
    return str(error.value)


def test_scores_and_ranks_known_by_head():
    result = compute(DATA, INDEX)
    assert result.normalised["abitur"].tolist() == [0, 25, 50, 100]
    assert result.scores["arbeit"].tolist() == [0, 25, 50, 100]
    assert result.score.tolist() == [0, 62.5, 50, 50]
    assert result.rank.tolist() == [4, 1, 2, 2]
    assert result.percentiles["bedarf"].round(2).tolist() == [0, 1, 0.33, 0.33]
    assert result.notes == ("Gleiche Ränge: Rang 2 (103, 104).",)


def test_weights_are_relative_to_the_group():
    result = compute(DATA, reweighted(INDEX, {"wohnen": 3.0, "abitur": 4.0}))
    assert result.score.tolist() == [0, 81.25, 50, 25]
    assert result.shares.to_dict() == {
        "arbeitslos": 0.2, "abitur": 0.8, "miete": 1, "arbeit": 0.25, "wohnen": 0.75, "bedarf": 1,
    }  # fmt: skip
    weights = effective_weights(result.index, result.shares)
    assert weights.to_dict() == {"arbeitslos": 0.05, "abitur": 0.2, "miete": 0.75}


def test_levels_may_join_differently():
    """Arithmetic within, geometric between the dimensions: √(25 · 100) = 50."""
    levels = (Level("arithmetic"), Level("geometric"))
    result = compute(DATA, replace(INDEX, normalisation=MinMax(1, 101), levels=levels))
    assert result.score["102"] == pytest.approx(math.sqrt(26 * 101))
    equal = (Level(weights="equal"),)
    assert effective_weights(replace(INDEX, levels=equal)).to_dict() == {
        "arbeitslos": 0.25, "abitur": 0.25, "miete": 0.5,
    }  # fmt: skip


def test_without_an_indicator_its_empty_dimension_goes_too():
    left = without(INDEX, "miete")
    assert [group.code for group in left.groups] == ["arbeit", "bedarf"]
    assert compute(DATA, left).score.tolist() == [0, 25, 50, 100]
    with pytest.raises(DataError, match="„mieten“ lässt sich nicht"):
        without(INDEX, "mieten")


def test_rounding_before_ranking_makes_ties_and_the_rule_decides_them():
    data = pd.DataFrame({"a": [1.004, 1.001, 0.5]}, index=list("xyz"))
    plain = Index(flat("a"), normalisation=Unchanged())

    def ranked(**ranking) -> list[float]:
        return compute(data, replace(plain, ranking=Ranking(**ranking))).rank.tolist()

    assert ranked() == [1, 2, 3]
    assert ranked(decimals=2) == [1, 1, 3]
    assert ranked(decimals=2, ties="average") == [1.5, 1.5, 3]
    assert ranked(decimals=2, ties="dense") == [1, 1, 2]
    assert ranked(decimals=2, highest_first=False) == [2, 2, 1]


def test_an_unknown_value_leaves_the_area_without_rank_and_says_why():
    result = compute(DATA.assign(miete=[5.0, NAN, 10.0, 15.0]), INDEX)
    assert result.rank.isna().tolist() == [False, True, False, False]
    assert result.excluded.to_dict() == {"102": "unbekannt: miete"}
    assert "Ohne Rang (unbekannt: miete): 102." in result.notes


def test_with_less_coverage_the_known_members_count():
    data = DATA.assign(abitur=[60.0, NAN, 40.0, 20.0])
    half = compute(data, replace(INDEX, levels=(Level(coverage=0.5),)))
    assert half.scores["arbeit"].tolist() == [0, 25, 50, 100]
    assert half.notes[0] == "Rang ohne alle Indikatoren (abitur unbekannt): 102."
    assert compute(data, replace(INDEX, levels=(Level(coverage=0.6),))).excluded.index == ["102"]


def test_small_and_sparse_areas_stay_out_of_mean_and_ranks():
    people = pd.Series([500.0, 299.0, 300.0, 900.0], index=AREAS)
    data = DATA.assign(miete=[5.0, 15.0, 10.0, NAN], abitur=[60.0, 50.0, 40.0, NAN])
    spec = replace(INDEX, screening=Screening(areas=0.5, min_population=300))
    result = compute(data, spec, population=people)
    assert result.excluded.to_dict() == {
        "102": "Bevölkerung unbekannt oder unter 300",
        "104": "nur 33 % der Indikatoren bekannt",
    }
    assert result.normalised["miete"].to_dict() == {"101": 0, "103": 100}
    assert "Die Bevölkerung der Räume fehlt" in refused(data, spec)


def test_an_area_of_which_nothing_is_known_is_never_estimated():
    data = pd.concat([DATA, pd.DataFrame(NAN, index=["105"], columns=DATA.columns)])
    result = compute(data, replace(INDEX, imputation=Imputation("mean")))
    assert result.excluded.to_dict() == {"105": "kein Indikator bekannt"}


def test_imputed_values_are_marked_and_said():
    data = DATA.assign(miete=[5.0, NAN, 10.0, 15.0])
    result = compute(data, replace(INDEX, imputation=Imputation("median")))
    assert result.imputed.loc["102", "miete"] == 10
    assert result.was_imputed.to_numpy().sum() == 1
    assert "Geschätzt, weil unbekannt (Zahl der Werte je Indikator): miete 1." in result.notes


def test_limits_of_z_scores_are_marked_and_said():
    values = [0.0] * 10 + [1.0] * 10 + [40.0]
    result = compute(pd.DataFrame({"a": values}), Index(flat("a"), ZScore(limit=3.0)))
    assert result.normalised["a"].max() == 3
    assert result.was_limited["a"].sum() == 1
    assert result.notes[0] == "Auf ±3 begrenzt (Zahl der Werte je Indikator): a 1."


def test_denominators_divide_and_bad_ones_are_refused():
    data = pd.DataFrame({"schulen": [2.0, 4.0, 9.0]}, index=list("abc"))
    index = Index(Group("i", (Indicator("schulen", 1, denominator="ew"),)), Unchanged())
    people = pd.DataFrame({"ew": [1.0, 4.0, 3.0]}, index=list("bac"))
    assert compute(data, index, denominators=people).score.tolist() == [0.5, 4, 3]
    assert "Nenner fehlen: ew (für schulen)" in refused(data, index)
    assert "Gefunden: „b“" in refused(data, index, denominators=people - 1)
    assert "c" in refused(data, index, denominators=people.drop("c"))


def test_periods_are_measured_apart_or_pooled():
    rows = pd.MultiIndex.from_product([["a", "b"], [2020, 2021]])
    data = pd.DataFrame({"x": [0.0, 10.0, 10.0, 20.0]}, index=rows)
    yearly = compute(data, Index(flat("x"), MinMax()))
    assert yearly.score.tolist() == [0, 0, 1, 1]
    pooled = compute(data, Index(flat("x"), MinMax(over="all")))
    assert pooled.score.tolist() == [0, 0.5, 0.5, 1]
    assert pooled.rank.tolist() == [2, 2, 1, 1]


def test_status_and_dynamics_are_two_indices():
    index = Index(flat("x"), classes=StandardDeviations((-1.0, 1.0), ("fällt", "bleibt", "steigt")))
    now = pd.DataFrame({"x": [1.0, 2.0, 3.0, 9.0]}, index=AREAS)
    before = pd.DataFrame({"x": [1.0, 2.0, 3.0, 4.0]}, index=AREAS)
    dynamics = compute(changes(now, before, index), index)
    assert dynamics.classes.tolist() == ["bleibt", "bleibt", "bleibt", "steigt"]
    with pytest.raises(DataError, match="104"):
        changes(now, before.drop("104"), index)


def test_a_change_that_is_only_rounding_noise_is_none():
    before = pd.DataFrame({"x": [0.1 + 0.2, 0.3, 0.6, 5.0]}, index=AREAS)
    now = pd.DataFrame({"x": [0.3, 0.3, 0.6, 5.0]}, index=AREAS)
    index = Index(flat("x"))
    assert changes(now, before, index)["x"].tolist() == [0, 0, 0, 0]
    assert changes(now + 0.1, before, index)["x"].nunique() == 1
    assert "denselben Wert" in refused(changes(now, before, index), index)


def test_deviation_from_the_towns_own_value_in_per_cent():
    root = Group("i", (Indicator("a", 1, reference=10.0), Indicator("b", -1, reference=50.0)))
    data = pd.DataFrame({"a": [5.0, 12.0], "b": [40.0, 75.0]}, index=["x", "y"])
    result = compute(data, Index(root, Deviation("given")))
    assert result.normalised.to_numpy().tolist() == [[-50, 20], [20, -50]]
    assert "fehlt der Bezugswert" in refused(data, Index(flat("a", "b"), Distance("given")))


def test_weights_from_the_first_component_keep_the_direction_of_the_anchor():
    random = np.random.default_rng(7)
    common = random.normal(size=200)
    data = pd.DataFrame({c: common + 0.5 * random.normal(size=200) for c in "abc"})
    levels = (Level(weights=PrincipalComponent(anchor="b")),)
    result = compute(data, Index(flat("a", "b", "c"), levels=levels))
    assert result.shares[["a", "b", "c"]].between(0.3, 0.37).all()
    assert result.score.corr(data["b"]) > 0.9
    turned = Index(Group("i", (Indicator("a", 1), Indicator("b", 1), Indicator("c", -1))))
    message = refused(data, replace(turned, levels=levels))
    assert "„c“ lädt" in message
    assert "Richtung prüfen" in message


def test_nothing_is_changed_in_place():
    before = DATA.copy()
    compute(DATA, replace(INDEX, treatment=Winsorise(), classes=Cuts((50.0,), ("a", "b"))))
    pd.testing.assert_frame_equal(DATA, before)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (DATA.assign(miete=7.0), "„miete“ hat überall denselben Wert und kann keine Räume"),
        (DATA.assign(miete=NAN), "„miete“ hat keinen bekannten Wert"),
        (DATA.assign(miete=[NAN, NAN, NAN, 7.0]), "„miete“ hat nur einen bekannten Wert"),
        (DATA.assign(miete=[1.0, math.inf, 2.0, 3.0]), "„miete“ hat unendliche Werte"),
        (DATA.assign(miete=["a", "b", "c", "d"]), "„miete“ enthält keine Zahlen"),
        (DATA.assign(miete=[1j, 2, 3, 4]), "„miete“ enthält keine Zahlen"),
        (DATA.rename(columns={"miete": "mieten"}), "Meinten Sie „mieten“?"),
        (DATA.iloc[:1], "Nur ein Raum"),
        (DATA.iloc[:0], "Kein Raum"),
        (DATA.rename(index={"104": "101"}), "Räume stehen mehrfach in den Daten"),
    ],
)
def test_what_cannot_be_an_index_is_refused_by_name(data, message):
    assert message in refused(data, INDEX)


def test_all_faults_come_at_once():
    assert "2 Fehler" in refused(DATA.assign(miete=7.0, abitur=NAN), INDEX)


def test_an_indicator_known_for_too_few_areas_is_refused():
    data = DATA.assign(miete=[5.0, NAN, NAN, 15.0])
    message = refused(data, replace(INDEX, screening=Screening(indicators=0.75)))
    assert "„miete“ ist nur für 50 % der Räume bekannt" in message


def test_treatment_that_levels_an_indicator_is_refused():
    data = pd.DataFrame({"a": [0.0] * 11 + [1.0]})
    message = refused(data, Index(flat("a"), treatment=Winsorise()))
    assert message.startswith("Spalte „a“: Nach der Behandlung von Ausreißern")


def test_dimensions_that_cancel_out_are_refused():
    data = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [1.0, 2.0, 3.0]})
    opposed = Group("i", (Indicator("a", 1), Indicator("b", -1)))
    message = refused(data, Index(opposed, levels=(Level(scale=MinMax()),)))
    assert "Die Dimension „i“ hat überall denselben Wert" in message


@pytest.mark.parametrize("mean", ["geometric", "harmonic"])
def test_means_that_need_positive_values_refuse_others(mean):
    assert "braucht Werte über 0" in refused(DATA, replace(INDEX, levels=(Level(mean),)))


def test_a_tree_with_faults_names_them_all():
    root = Group("i", (Indicator("a", 0), Indicator("a", 1, weight=-1.0), Group("leer", ())))
    with pytest.raises(DataError) as error:
        Index(root, levels=(Level(), Level(), Level()))
    text = str(error.value)
    for part in ("fehlt die Polarität", "2-mal im Baum", "keine Zahl über 0", "keine Indikatoren"):
        assert part in text
    assert "Gefunden: „3 Stufen“. Erwartet: 1 oder 2" in text


def test_weights_that_do_not_fit_the_tree_are_refused():
    with pytest.raises(DataError, match="Meinten Sie „miete“"):
        reweighted(INDEX, {"mite": 2.0})
    with pytest.raises(DataError, match="keine Zahl über 0"):
        reweighted(INDEX, {"miete": NAN})
