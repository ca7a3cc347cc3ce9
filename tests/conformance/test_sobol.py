"""Sobol indices against analytic values and against SALib on the same points."""

import math
import warnings

import numpy as np
import pytest

from sozialraum.errors import DataError
from sozialraum.measures.composite.sensitivity import saltelli_points, sobol_indices

G_COEFFICIENTS = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
THREE = {"x1": 1, "x2": 1, "x3": 1}


def ishigami(points, a=7.0, b=0.1):
    x = np.pi * (2 * points - 1)
    return np.sin(x[..., 0]) + a * np.sin(x[..., 1]) ** 2 + b * x[..., 2] ** 4 * np.sin(x[..., 0])


def ishigami_indices(a=7.0, b=0.1):
    """First-order and total indices, Ishigami & Homma (1990)."""
    alone = [(1 + b * math.pi**4 / 5) ** 2 / 2, a**2 / 8, 0]
    together = 8 * b**2 * math.pi**8 / 225  # x1 with x3
    variance = sum(alone) + together
    total = [alone[0] + together, alone[1], together]
    return np.array(alone) / variance, np.array(total) / variance


def sobol_g(points):
    return np.prod((np.abs(4 * points - 2) + G_COEFFICIENTS) / (1 + G_COEFFICIENTS), axis=-1)


def sobol_g_indices():
    """The variance of a factor is 1 ÷ 3(1 + a)²; the whole is ∏(1 + V) − 1."""
    parts = 1 / (3 * (1 + G_COEFFICIENTS) ** 2)
    variance = np.prod(1 + parts) - 1
    others = np.prod(1 + parts) / (1 + parts)
    return parts / variance, parts * others / variance


def names(count):
    return {f"x{place + 1}": 1 for place in range(count)}


@pytest.mark.parametrize(
    ("function", "analytic", "count"),
    [(ishigami, ishigami_indices, 3), (sobol_g, sobol_g_indices, 8)],
)
def test_the_indices_are_the_analytic_ones(function, analytic, count):
    groups = names(count)
    results = function(saltelli_points(groups, 32768, seed=1))
    found = sobol_indices(results, list(groups), seed=1, resamples=200)
    first, total = analytic()
    assert found.indices["erster_ordnung"].to_numpy() == pytest.approx(first, abs=0.01)
    assert found.indices["gesamt"].to_numpy() == pytest.approx(total, abs=0.01)
    assert (found.indices["gesamt_unten"].to_numpy() <= total + 0.005).all()
    assert (found.indices["gesamt_oben"].to_numpy() >= total - 0.005).all()


def test_ishigami_has_the_indices_of_the_literature():
    first, total = ishigami_indices()
    assert first == pytest.approx([0.3139, 0.4424, 0], abs=5e-5)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=5e-5)


@pytest.mark.parametrize(("function", "count"), [(ishigami, 3), (sobol_g, 8)])
def test_salib_gives_the_same_indices_from_the_same_results(function, count):
    salib = pytest.importorskip("SALib.analyze.sobol", reason="SALib ist nicht installiert.")
    groups = names(count)
    results = function(saltelli_points(groups, 1024, seed=3))
    found = sobol_indices(results, list(groups), seed=1, resamples=2000)
    problem = {"num_vars": count, "names": list(groups), "bounds": [[0, 1]] * count}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = salib.analyze(
            problem, results.ravel(), calc_second_order=False, num_resamples=2000, seed=1
        )
    assert found.indices["erster_ordnung"].to_numpy() == pytest.approx(theirs["S1"], abs=1e-9)
    assert found.indices["gesamt"].to_numpy() == pytest.approx(theirs["ST"], abs=1e-9)
    half = (found.indices["gesamt_oben"] - found.indices["gesamt_unten"]) / 2
    assert half.to_numpy() == pytest.approx(theirs["ST_conf"], rel=0.15)


def test_salib_gives_the_same_indices_for_groups_of_coordinates():
    salib = pytest.importorskip("SALib.analyze.sobol", reason="SALib ist nicht installiert.")
    results = ishigami(saltelli_points({"x1 und x3": 2, "x2": 1}, 1024, seed=3)[..., [0, 2, 1]])
    found = sobol_indices(results, ["x1 und x3", "x2"], seed=1)
    problem = {
        "num_vars": 3, "names": ["x1", "x3", "x2"], "bounds": [[0, 1]] * 3,
        "groups": ["x1 und x3", "x1 und x3", "x2"],
    }  # fmt: skip
    theirs = salib.analyze(problem, results.ravel(), calc_second_order=False, seed=1)
    assert found.indices["erster_ordnung"].to_numpy() == pytest.approx(theirs["S1"], abs=1e-9)
    assert found.indices["gesamt"].to_numpy() == pytest.approx(theirs["ST"], abs=1e-9)
    # What x1 and x3 do together is inside the group now: first order is total.
    assert found.interaction == pytest.approx(0, abs=0.03)


def test_the_bootstrap_interval_holds_the_analytic_index_about_as_often_as_stated():
    _, total = ishigami_indices()
    held = []
    for seed in range(60):
        results = ishigami(_independent(seed))
        found = sobol_indices(results, list(THREE), seed=seed, resamples=300).indices
        held.append((found["gesamt_unten"] <= total) & (total <= found["gesamt_oben"]))
    assert 0.88 <= np.mean(held) <= 1


def _independent(seed, n=256):
    """The same design from plain random points, for which the bootstrap is made."""
    a, b = np.random.default_rng(seed).random((2, n, 3))
    mixed = [np.where(np.arange(3) == place, b, a) for place in range(3)]
    return np.stack([a, *mixed, b], axis=1)


def test_the_design_changes_one_assumption_at_a_time():
    points = saltelli_points({"Gewichte": 2, "Normierung": 1}, 16, seed=1)
    a, weights, normalisation, b = (points[:, place] for place in range(4))
    assert (weights[:, :2] == b[:, :2]).all()
    assert (weights[:, 2] == a[:, 2]).all()
    assert (normalisation[:, :2] == a[:, :2]).all()
    assert (normalisation[:, 2] == b[:, 2]).all()
    assert points == pytest.approx(saltelli_points({"Gewichte": 2, "Normierung": 1}, 16, seed=1))


@pytest.mark.parametrize(
    ("groups", "n", "words"),
    [
        (THREE, 1000, "Zweierpotenz"),
        (THREE, 4, "Zweierpotenz"),
        ({}, 16, "keine Annahme genannt"),
        ({"Gewichte": 0}, 16, "„Gewichte“ hat keine Größe"),
    ],
)
def test_an_impossible_design_is_refused(groups, n, words):
    with pytest.raises(DataError, match=words):
        saltelli_points(groups, n, seed=1)


@pytest.mark.parametrize(
    ("results", "words"),
    [
        (np.ones((16, 5)), "keine Streuung"),
        (np.full((16, 5), np.nan), "80 von 80 Rechenwegen haben kein endliches Ergebnis"),
        (np.ones((16, 4)), "passen nicht zu den Annahmen"),
    ],
)
def test_results_that_cannot_be_shared_out_are_refused(results, words):
    with pytest.raises(DataError, match=words):
        sobol_indices(results, list(THREE), seed=1)
