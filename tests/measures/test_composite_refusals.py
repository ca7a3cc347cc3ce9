"""What would give numbers that look like results is refused in German, with the remedy."""

import numpy as np
import pandas as pd
import pytest

from sozialraum.errors import DataError
from sozialraum.measures.composite import (
    Cuts,
    Exponential,
    FactorWeights,
    Group,
    Imputation,
    Index,
    Indicator,
    Level,
    NormalScores,
    PercentileRank,
    PrincipalComponent,
    Ranking,
    Screening,
    Winsorise,
    ZScore,
    compute,
    without,
)

TREE = Group("bedarf", (Indicator("a", 1), Indicator("b", 1)))
AGAINST = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [4.0, 3, 2, 1]}, index=list("wxyz"))
TOGETHER = AGAINST.assign(b=[1.0, 3, 2, 4])


def spec(**changes) -> Index:
    return Index(**{"root": TREE, **changes})


# First principal component


@pytest.mark.parametrize("squared", [False, True])
def test_loadings_that_cancel_out_are_refused_and_the_remedy_is_an_anchor(squared):
    """Two indicators that run against each other load +0,71 and −0,71: no sign, no weights."""
    index = spec(levels=(Level(weights=PrincipalComponent(squared=squared)),))
    with pytest.raises(DataError, match=r"(?s)„a“.*„b“.*anchor"):
        compute(AGAINST, index)


def test_an_anchor_that_does_not_load_gives_no_sign():
    data = pd.DataFrame(
        {"a": [1.0, 2, 3, 4], "b": [1.0, 2, 3, 4], "c": [1.0, -1, -1, 1]}, index=list("wxyz")
    )
    tree = Group("bedarf", (*TREE.members, Indicator("c", 1)))
    index = spec(root=tree, levels=(Level(weights=PrincipalComponent("c")),))
    with pytest.raises(DataError, match="„c“ lädt nicht"):
        compute(data, index)


def test_a_dimension_that_has_no_weight_is_not_called_an_indicator():
    """Dimensions are refused as well: an error names them and says nothing of their kind."""
    data = TOGETHER.assign(c=[1.0, 2, 4, 3], d=[-1.0, -2, -4, -3])
    one, other = TREE, Group("ohne", (Indicator("c", 1), Indicator("d", 1)))
    for how in (PrincipalComponent(), FactorWeights()):
        index = spec(root=Group("oben", (one, other)), levels=(Level(), Level(weights=how)))
        with pytest.raises(DataError, match=r"„ohne“ hat .* denselben Wert") as refusal:
            compute(data, index)
        assert "Indikator „" not in str(refusal.value)
    against = data.assign(c=[4.0, 3, 2, 1.5], d=[4.0, 3, 2, 1])
    index = spec(
        root=Group("oben", (one, other)),
        levels=(Level(), Level(weights=PrincipalComponent("bedarf"))),
    )
    with pytest.raises(DataError, match=r"„ohne“ lädt .* gegen „bedarf“") as refusal:
        compute(against, index)
    assert "Indikator „" not in str(refusal.value)


def test_an_indicator_alike_in_all_complete_areas_has_no_loading():
    data = pd.DataFrame({"a": [1.0, 2, 3, np.nan], "b": [5.0, 5, 5, 6]}, index=list("wxyz"))
    index = spec(levels=(Level(weights=PrincipalComponent(), coverage=0.5),))
    with pytest.raises(DataError, match=r"„b“ .* überall denselben Wert"):
        compute(data, index)


def test_a_complete_area_never_stays_without_a_score(monkeypatch):
    """Whatever fails inside: no NaN rank for an area of which everything is known."""
    monkeypatch.setattr(
        "sozialraum.measures.composite.steps.member_weights",
        lambda members, *_: pd.Series(np.nan, index=members.columns),
    )
    with pytest.raises(DataError, match=r"„bedarf“ .*keinen Wert.*w, x, y"):
        compute(TOGETHER, spec())


# How much must be known of an area


def test_an_area_needs_indicators_of_several_groups():
    """w: three of D; x: two of D and E; y: two of D only; z and v: all."""
    work = Group("Arbeit", tuple(Indicator(code, 1) for code in ("D1", "D2", "D3")))
    school = Group("Bildung", (Indicator("E1", 1),))
    tree = Group("bedarf", (work, school))
    no = np.nan
    data = pd.DataFrame(
        {"D1": [1.0, 2, 3, 4, 5], "D2": [1.0, 3, 2, 5, 4], "D3": [2.0, no, no, 4, 3],
         "E1": [no, 1, no, 4, 2]}, index=list("wxyzv"),
    )  # fmt: skip
    demanding = Screening(min_indicators=3, min_groups=2)
    found = compute(data, Index(tree, levels=(Level(coverage=0.5),), screening=demanding))
    assert found.rank.dropna().index.tolist() == ["x", "z", "v"]
    assert found.excluded["w"] == "nur 3 Indikatoren aus 1 Dimension bekannt"
    assert found.excluded["y"] == "nur 2 Indikatoren aus 1 Dimension bekannt"


def test_an_indicator_of_a_dimension_without_value_does_not_count():
    """One of three of D is below the coverage of D and enters nowhere: E1 and F1 are two."""
    work = Group("Arbeit", tuple(Indicator(code, 1) for code in ("D1", "D2", "D3")))
    others = tuple(Group(f"Gruppe {c}", (Indicator(f"{c}1", 1),)) for c in "EF")
    data = pd.DataFrame(
        {"D1": [1.0, 2, 3], "D2": [np.nan, 3, 2], "D3": [np.nan, 1, 4], "E1": [1.0, 2, 4],
         "F1": [3.0, 2, 1]}, index=list("xyz"),
    )  # fmt: skip
    levels = (Level(coverage=0.5), Level(coverage=0.5))
    index = Index(
        Group("bedarf", (work, *others)), levels=levels, screening=Screening(min_indicators=3)
    )
    assert compute(data, index).excluded.to_dict() == {
        "x": "nur 2 Indikatoren aus 2 Dimensionen bekannt"
    }


# Words and numbers of a spec written in Python


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"levels": (Level(aggregation="geom"),)}, "geometric"),
        ({"levels": (Level(weights="pca"),)}, "given"),
        ({"ranking": Ranking(ties="first")}, "min, max, average, dense"),
        ({"ranking": Ranking(percentile=PercentileRank(offset="r/n"))}, r"\(r-1\)/\(n-1\)"),
        ({"normalisation": PercentileRank(offset="r/n")}, r"\(r-1\)/\(n-1\)"),
        ({"normalisation": ZScore(over="year")}, "period"),
        ({"normalisation": "z"}, "ZScore"),
        ({"imputation": Imputation("mode")}, "median"),
        ({"treatment": Winsorise(otherwise="sqrt")}, "winsorised"),
        ({"classes": Cuts((1.0,), ("a", "b"), closed="both")}, "left"),
        ({"root": Group("bedarf", (Indicator("a", 1, weight="1"),))}, "eine Zahl"),
        ({"root": Group("bedarf", (Indicator("a", None),))}, "„a“.*direction.*eine ganze Zahl"),
        ({"root": Group("bedarf", ("a", "b"))}, "Indicator, Group"),
        ({"levels": Level()}, "Liste"),
    ],
)
def test_unknown_words_and_wrong_types_name_what_is_possible(changes, named):
    with pytest.raises(DataError, match=named):
        spec(**changes)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"levels": (Level(weights=PrincipalComponent(anchor="zzz")),)}, "„zzz“"),
        ({"levels": (Level(weights=FactorWeights(-2)),)}, "Faktoren"),
        ({"normalisation": ZScore(weighted=True, ddof=1)}, "ddof"),
        ({"normalisation": NormalScores(shift=1.0)}, "shift"),
        ({"normalisation": Exponential(scale=float("inf"))}, "scale"),
        ({"classes": Cuts((float("nan"),), ("a", "b"))}, "Grenzen der Klassen"),
        ({"classes": Cuts((0.0, 1.0), ("a", "b", "a"))}, "mehrfach"),
        ({"treatment": Winsorise(skew=float("nan"))}, "Schiefe"),
        ({"treatment": Winsorise(kurtosis=-1.0)}, "Wölbung"),
        ({"screening": Screening(min_population=-1.0)}, "Mindestbevölkerung"),
        ({"screening": Screening(min_population=float("nan"))}, "Mindestbevölkerung"),
        ({"screening": Screening(min_indicators=-1)}, "min_indicators"),
        ({"root": Group("bedarf", (Indicator("a", 1, weight=1e308),))}, "Gewicht"),
    ],
)
def test_parameters_without_meaning_are_refused(changes, what):
    with pytest.raises(DataError, match=what) as caught:
        spec(**changes)
    assert all(fault.remedy for fault in caught.value.faults)


@pytest.mark.parametrize("factors", [0, 3])
def test_factors_that_the_data_do_not_have_are_refused(factors):
    """Uncorrelated indicators have eigenvalues of 1; and two indicators have two factors."""
    data = pd.DataFrame({"a": [1.0, 1, -1, -1], "b": [1.0, -1, 1, -1]}, index=list("wxyz"))
    with pytest.raises(DataError, match="Faktor"):
        compute(data, spec(levels=(Level(weights=FactorWeights(factors)),)))


def test_numpy_numbers_are_numbers():
    tree = Group("bedarf", (Indicator("a", np.int64(1), weight=np.float64(2)), Indicator("b", 1)))
    assert compute(TOGETHER, spec(root=tree)).rank.notna().all()


def test_an_index_without_its_anchor_keeps_the_rule_that_weights_are_positive():
    data = TOGETHER.assign(c=[1.0, 2, 3, 4])
    tree = Group("bedarf", (*TREE.members, Indicator("c", 1)))
    index = spec(root=tree, levels=(Level(weights=PrincipalComponent("c")),))
    assert compute(data, without(index, "c")).rank.notna().all()


# Copeland


def test_wins_against_areas_without_a_score_do_not_count():
    """z is known in too little to have a score, and so nobody wins against it."""
    data = pd.DataFrame({"a": [1.0, 2, 3, -9], "b": [1.0, 2, 3, np.nan]}, index=list("wxyz"))
    found = compute(data, spec(levels=(Level(aggregation="copeland"),)))
    assert found.score.drop("z").tolist() == [-2, 0, 2]
    assert np.isnan(found.score["z"])
    assert any("Paarvergleich" in note and "z" in note for note in found.notes)
