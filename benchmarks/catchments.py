"""Floating catchments beside the package `access`, on a made town."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
from access import Access
from access.fca import two_stage_fca
from access.weights import step_fn
from figure import Figure, median_seconds

from sozialraum.measures.space.access import floating_catchment as catchment
from sozialraum.measures.space.access import steps
from sozialraum.measures.space.reach import Reach, reach_by_distance, reach_from_table

SEED = 20250101
SHARES = {10_000: 1.0, 20_000: 0.68, 30_000: 0.22}
Weight = Callable[[np.ndarray], np.ndarray] | None


def floating_catchment() -> Iterator[Figure]:
    """2SFCA and E2SFCA of 40,000 areas and 60 locations beside `access`: aim 20 times.

    Three starts: each side's own form of the costs (a long table, a `Reach`); the long
    table, which ours turns into a `Reach` first; coordinates.
    """
    town = _Town()
    for name, weight, function in (
        ("2sfca", None, None),
        ("e2sfca", steps(SHARES), step_fn(SHARES)),
    ):
        sides = {
            "prepared": (partial(town.theirs, function), partial(town.ours, weight)),
            "from_table": (partial(town.theirs, function), partial(town.from_table, weight)),
            "from_coordinates": (
                partial(town.theirs_from_coordinates, function),
                partial(town.from_coordinates, weight),
            ),
        }
        for start, (theirs, ours) in sides.items():
            slow, fast = median_seconds(theirs, rounds=3), median_seconds(ours)
            yield Figure(f"{name}_40000x60_{start}_access", slow, "s")
            yield Figure(f"{name}_40000x60_{start}_ours", fast, "s")
            yield Figure(f"{name}_40000x60_{start}_ratio", slow / fast, "ratio")


class _Town:
    """40,000 areas and 60 locations on 100 × 100 km, all ways and those up to 30 km."""

    limit = 30_000

    def __init__(self) -> None:
        random = np.random.default_rng(SEED)
        self.areas = _points(random, [f"05{number:06}" for number in range(40_000)])
        self.offices = _points(random, [f"A{number:02}" for number in range(60)])
        self.people = pd.Series(random.integers(1, 900, 40_000), self.areas.index)
        self.supply = pd.Series(random.integers(1, 60, 60), self.offices.index)
        here, there = self.areas.to_numpy(), self.offices.to_numpy()
        costs = np.hypot(*(here[:, None] - there).transpose(2, 0, 1))
        self.table = pd.DataFrame(
            {
                "gebiet": np.repeat(self.areas.index, 60),
                "standort": np.tile(self.offices.index, 40_000),
                "kosten": costs.ravel(),
            }
        )
        self.reach = self._reach()

    def _reach(self) -> Reach:
        return reach_from_table(self.table, self.areas.index, self.offices.index, self.limit)

    def ours(self, weight: Weight, reach: Reach | None = None) -> None:
        catchment(self.people, self.supply, reach or self.reach, weight=weight, complete=True)

    def from_table(self, weight: Weight) -> None:
        self.ours(weight, self._reach())

    def from_coordinates(self, weight: Weight) -> None:
        self.ours(weight, reach_by_distance(self.areas, self.offices, self.limit))

    def theirs(self, function: Callable[[float], float] | None) -> None:
        two_stage_fca(
            *self._frames(), self.table, self.limit, demand_index=True, weight_fn=function,
            cost_origin="gebiet", cost_dest="standort", cost_name="kosten",
        )  # fmt: skip

    def theirs_from_coordinates(self, function: Callable[[float], float] | None) -> None:
        demand, supply = (
            gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(place["x"], place["y"]))
            for frame, place in zip(self._frames(), (self.areas, self.offices), strict=True)
        )
        town = Access(demand, "demand", supply, "supply")
        town.create_euclidean_distance(threshold=self.limit)
        town.two_stage_fca(max_cost=self.limit, weight_fn=function)

    def _frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        return (
            self.people.rename_axis("geoid").to_frame("demand"),
            self.supply.rename_axis("geoid").to_frame("supply"),
        )


def _points(random: np.random.Generator, names: list[str]) -> pd.DataFrame:
    return pd.DataFrame(random.uniform(0, 100_000, (len(names), 2)), names, ["x", "y"])
