"""Spatial measures beside esda, libpysal, segregation and access on the same random towns.

Statistics agree to 1e-9; pseudo-p within the error that two independent sets of
permutations have.  The oracles are dev-only dependencies.
"""

import warnings

import numpy as np
import pandas as pd
import pytest

from sozialraum.measures.space.access import floating_catchment, steps
from sozialraum.measures.space.autocorrelation import QUADRANTS, local_moran, moran
from sozialraum.measures.space.neighbours import nearest_neighbours, neighbours_from_pairs
from sozialraum.measures.space.reach import reach_by_distance, reach_from_table
from sozialraum.measures.space.segregation import (
    dissimilarity,
    interaction,
    isolation,
)

EXACT = 1e-9
SEEDS = range(5)
STEPS = {500: 1.0, 1_000: 0.68, 2_000: 0.22}


@pytest.fixture(autouse=True)
def _quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the oracles warn of their own plans
        yield


def points(seed, number=200):
    places = np.random.default_rng(seed).uniform(0, 10_000, (number, 2))
    return pd.DataFrame(places, columns=["x", "y"])


def values(seed, places):
    noise = np.random.default_rng(seed + 100).normal(size=len(places))
    return pd.Series(np.sin(places["x"] / 2_000) + noise)


def close_pairs(places, limit=1_200):
    x, y = places["x"].to_numpy(), places["y"].to_numpy()
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    return list(zip(*np.nonzero((apart < limit) & (apart > 0)), strict=True))


def neighbours_and_weights(seed):
    """Neighbours of ours and of libpysal: close areas, and the nearest one for islands."""
    libpysal = pytest.importorskip("libpysal")
    places = points(seed)
    nearest = nearest_neighbours(places, 1)
    pairs = [*close_pairs(places), *zip(*nearest.matrix.nonzero(), strict=True)]
    ours = neighbours_from_pairs(pairs, places.index)
    theirs = {area: set() for area in places.index}
    for one, other in pairs:
        theirs[int(one)].add(int(other))
        theirs[int(other)].add(int(one))
    return values(seed, places), ours, libpysal.weights.W(theirs, silence_warnings=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_nearest_neighbours_are_those_of_libpysal(seed):
    weights = pytest.importorskip("libpysal").weights
    theirs = weights.KNN.from_array(points(seed).to_numpy(), k=5)
    theirs.transform = "r"
    ours = nearest_neighbours(points(seed), 5)
    assert abs(ours.matrix - theirs.sparse).max() == 0


@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_global_moran_and_its_moments_are_those_of_esda(seed, binary):
    esda = pytest.importorskip("esda")
    y, ours, weights = neighbours_and_weights(seed)
    theirs = esda.Moran(y, weights, transformation="b" if binary else "r", permutations=0)
    found = moran(y, ours.binary() if binary else ours, permutations=0)
    for mine, other in {
        found.value: theirs.I,
        found.expected: theirs.EI,
        found.variance_normal: theirs.VI_norm,
        found.variance_random: theirs.VI_rand,
        found.p_normal: theirs.p_norm,
        found.p_random: theirs.p_rand,
    }.items():
        assert mine == pytest.approx(other, rel=EXACT, abs=EXACT)


def test_the_pseudo_p_of_global_moran_is_that_of_esda():
    esda = pytest.importorskip("esda")
    _, ours, weights = neighbours_and_weights(0)
    noise = pd.Series(np.random.default_rng(1).normal(size=200))
    np.random.seed(1)  # esda takes no generator
    theirs = esda.Moran(noise, weights, permutations=9_999).p_sim
    found = moran(noise, ours, permutations=9_999).p_permutations
    assert found / 2 == pytest.approx(theirs, abs=within_error(theirs, 9_999))


@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_local_moran_and_its_quadrants_are_those_of_esda(seed, binary):
    esda = pytest.importorskip("esda")
    y, ours, weights = neighbours_and_weights(seed)
    transformation = "b" if binary else "r"
    theirs = esda.Moran_Local(y, weights, transformation=transformation, permutations=0)
    found = local_moran(y, ours.binary() if binary else ours, permutations=99)
    assert np.abs(found["moran"] - theirs.Is).max() < EXACT
    names = {1: QUADRANTS[3], 2: QUADRANTS[1], 3: QUADRANTS[0], 4: QUADRANTS[2]}
    assert found["quadrant"].tolist() == [names[quadrant] for quadrant in theirs.q]


@pytest.mark.langsam  # esda compiles before its first permutation
def test_the_pseudo_p_of_local_moran_is_that_of_esda():
    esda = pytest.importorskip("esda")
    y, ours, weights = neighbours_and_weights(0)
    theirs = esda.Moran_Local(y, weights, permutations=9_999, seed=1).p_sim
    found = local_moran(y, ours, permutations=9_999)["p"]
    apart = np.abs(found / 2 - theirs)  # esda counts one side
    assert (apart <= within_error(theirs, 9_999)).all()


def within_error(p, permutations):
    """Five standard errors of the difference of two estimates, and their smallest step."""
    return 5 * np.sqrt(2 * p * (1 - p) / permutations) + 2 / permutations


def people(seed):
    rng = np.random.default_rng(seed)
    total = rng.integers(0, 4_000, 150)
    return pd.DataFrame({"x": rng.binomial(total, rng.beta(1, 4, 150)), "t": total})


@pytest.mark.parametrize("seed", SEEDS)
def test_segregation_is_that_of_the_package_segregation(seed):
    theirs = pytest.importorskip("segregation.singlegroup")
    town = people(seed)
    x, t = town["x"], town["t"]
    for mine, measure in {
        dissimilarity(x, t): theirs.Dissim,
        isolation(x, t): theirs.Isolation,
        interaction(x, t - x, t): theirs.Interaction,
    }.items():
        assert mine == pytest.approx(measure(town, "x", "t").statistic, abs=EXACT)


@pytest.mark.parametrize(
    ("weight", "name", "arguments"),
    [
        (None, None, ()),
        (steps(STEPS), "step_fn", (STEPS,)),
    ],
)
@pytest.mark.parametrize("seed", SEEDS)
def test_floating_catchments_are_those_of_access(seed, weight, name, arguments):
    fca = pytest.importorskip("access.fca")
    function = name and getattr(pytest.importorskip("access.weights"), name)(*arguments)
    rng = np.random.default_rng(seed)
    areas, offices = points(seed, 300), points(seed + 50, 12)
    demand, supply = pd.Series(rng.integers(0, 900, 300)), pd.Series(rng.integers(1, 60, 12))
    pairs = reach_by_distance(areas, offices, 1e6).costs.tocoo()
    table = pd.DataFrame({"origin": pairs.coords[0], "dest": pairs.coords[1], "cost": pairs.data})
    theirs = fca.two_stage_fca(
        demand.rename_axis("geoid").to_frame("demand"),
        supply.rename_axis("geoid").to_frame("supply"),
        table, 2_000, demand_index=True, weight_fn=function,
    )  # fmt: skip
    german = table.set_axis(["gebiet", "standort", "kosten"], axis=1)
    for reach in (
        reach_by_distance(areas, offices, 2_000),
        reach_from_table(german, areas.index, offices.index, 2_000),
    ):
        found = floating_catchment(demand, supply, reach, weight=weight, complete=True)
        assert np.abs(found.access[theirs.index] - theirs).max() < EXACT
        assert (found.access.drop(theirs.index) == 0).all()  # access leaves these out
