import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.measures import clusters as module
from sozialraum.measures.clusters import clusters, stability

METHODS = ["ward", "kmeans"]


def three_groups(sizes=(12, 8, 5), apart=10.0):
    rng = np.random.default_rng(7)
    parts = [rng.normal(apart * place, 1, (size, 2)) for place, size in enumerate(sizes)]
    names = [f"{number:03}" for number in range(sum(sizes))]
    return pd.DataFrame(np.concatenate(parts), names, ["quote", "miete"])


@pytest.mark.parametrize("method", METHODS)
def test_groups_that_are_apart_are_found_the_largest_first(method):
    found = clusters(three_groups(), 3, method=method)
    assert found.tolist() == [1] * 12 + [2] * 8 + [3] * 5


@pytest.mark.parametrize("method", METHODS)
def test_groups_that_are_apart_are_very_stable(method):
    found = stability(three_groups(), 3, method=method, samples=50)
    assert found["gebiete"].tolist() == [12, 8, 5]
    assert (found["jaccard"] > 0.95).all()
    assert set(found["urteil"]) == {"sehr stabil"}
    assert (found["aufgeloest"] < 0.05).all()


@pytest.mark.parametrize("method", METHODS)
def test_clusters_of_random_numbers_are_not_stable(method):
    noise = pd.DataFrame(np.random.default_rng(3).normal(size=(80, 8)))
    found = stability(noise, 5, method=method, samples=30)
    assert set(found["urteil"]) == {"nicht stabil"}


def test_the_wrong_number_of_clusters_shows_in_the_stability():
    right, wrong = (stability(three_groups(), number, samples=60) for number in (3, 5))
    assert wrong["jaccard"].min() < 0.75 < right["jaccard"].min()


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_result(method):
    noise = pd.DataFrame(np.random.default_rng(3).normal(size=(40, 3)))
    one, two = (stability(noise, 4, method=method, samples=20, seed=5) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


@settings(deadline=None)
@given(st.permutations(range(25)))
def test_the_order_of_areas_does_not_matter(order):
    figures = three_groups(apart=3.0)
    whole = clusters(figures, 4)
    pd.testing.assert_series_equal(clusters(figures.iloc[order], 4), whole.iloc[order])


@settings(deadline=None)
@given(st.floats(0.01, 1000), st.floats(-1000, 1000))
def test_the_unit_of_an_indicator_does_not_matter(factor, shift):
    figures = three_groups()
    other = figures.assign(miete=figures["miete"] * factor + shift)
    assert clusters(other, 3).equals(clusters(figures, 3))


def test_kmeans_is_not_looser_than_ward():
    figures = pd.DataFrame(np.random.default_rng(3).normal(size=(60, 3)))

    def spread(method):
        groups = ((figures - figures.mean()) / figures.std(ddof=0)).groupby(
            clusters(figures, 4, method=method)
        )
        return sum(((part - part.mean()) ** 2).to_numpy().sum() for _, part in groups)

    assert spread("kmeans") <= spread("ward")


@pytest.mark.parametrize(
    ("column", "number", "message"),
    [
        ([1, 2, math.nan, 4], 2, r"„quote“: Werte fehlen\. Gefunden: „c“"),
        ([1, 2, math.inf, 4], 2, r"„quote“: Werte sind unendlich\. Gefunden: „c“"),
        ([3, 3, 3, 3], 2, r"denselben Wert\. Gefunden: „quote“"),
        ([1, 2, 3, 4], 1, "1 Cluster bei 4 verschiedenen"),
        ([1, 1, 2, 2], 2, "2 Cluster bei 2 verschiedenen"),
        ([1, 2, 3, 4], 4, "4 Cluster bei 4 verschiedenen"),
    ],
)
def test_bad_figures_are_refused(column, number, message):
    with pytest.raises(DataError, match=message):
        clusters(pd.DataFrame({"quote": column}, list("abcd"), dtype=float), number)


def test_one_area_and_no_indicator_are_refused():
    with pytest.raises(DataError, match="denselben Wert"):
        clusters(pd.DataFrame({"quote": [1.0]}, ["a"]), 2)
    with pytest.raises(DataError, match="keine Kennzahlen"):
        clusters(pd.DataFrame(index=["a", "b"]), 2)


def test_ward_refuses_more_areas_than_memory_allows(monkeypatch):
    monkeypatch.setattr(module, "MOST_FOR_WARD", 20)
    with pytest.raises(DataError, match=r"25 Gebiete.*höchstens 20.*kmeans"):
        clusters(three_groups(), 3)
    assert clusters(three_groups(), 3, method="kmeans").max() == 3
