"""Scores of the Eckpunkte on many routes at once: steps S2 to S4 as arrays.

The same calculation as in `sozialraum.analysis.scoring`, one row per route; a test holds
the two together.  A *cell* is one kind of evidence of one need.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from itertools import combinations
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sozialraum.analysis.chain import Need
from sozialraum.analysis.model import Model
from sozialraum.analysis.scoring import LEADING, SUPPORTING
from sozialraum.programme import BELEGARTEN, ECKPUNKTE

Floats: TypeAlias = npt.NDArray[np.float64]
Whole: TypeAlias = npt.NDArray[np.int64]

KINDS = tuple(BELEGARTEN)
CODES = tuple(ECKPUNKTE)
THRESHOLDS = ("z_schwach", "z_mittel", "z_stark")


@dataclass(frozen=True, eq=False)
class Numbers:
    """The numbers of the model on each route.

    Parameters
    ----------
    values
        By name of the field of `Model`, shape (routes, 1) or (1, 1).
    given
        Weight of each kind as the model has it, shape (1, kinds).
    shares
        What routes make of them, shape (routes, kinds) or (1, kinds).
    """

    values: Mapping[str, Floats]
    given: Floats
    shares: Floats

    @classmethod
    def of(cls, model: Model) -> Numbers:
        """Return the numbers of a model, for one route."""
        names = [field.name for field in fields(model) if field.name != "gewichte"]
        values = {name: np.array([[getattr(model, name)]], dtype=float) for name in names}
        given = np.array([[model.gewichte[art] for art in KINDS]], dtype=float)
        return cls(values, given, np.full(given.shape, 1 / len(KINDS)))

    def changed(self, shares: Floats | None, moved: Mapping[str, Floats]) -> Numbers:
        """Return numbers with other shares of the kinds and other values.

        What only supporting needs may reach stays below „naheliegend“, and the thresholds
        of z-scores keep their order.
        """
        values = dict(self.values) | dict(moved)
        if "naheliegend" in moved:
            below = self.values["naheliegend"] - self.values["ergaenzend"]
            values["ergaenzend"] = moved["naheliegend"] - below
        ordered = np.sort(np.broadcast_arrays(*(values[name] for name in THRESHOLDS)), axis=0)
        values |= dict(zip(THRESHOLDS, ordered, strict=True))
        return replace(self, values=values, shares=self.shares if shares is None else shares)

    @property
    def weights(self) -> Floats:
        """Weight of each kind on each route; only their relations matter."""
        return self.given * self.shares


@dataclass(frozen=True, eq=False)
class Case:
    """Needs and their evidence as arrays.

    Parameters
    ----------
    names
        Ids of the pieces that can count on some route.
    kind, strength, most, official, z
        Of each piece: number of its kind, strength, most it may count, whether it is an
        official figure, and its z-score then.
    piece, cell, starts
        Of each use of a piece by a need: the piece; the cells in use, and where each begins.
    gap_large, gap_part, enough
        Of each need: which gap, and whether others offer enough (0 or 1).
    weight
        Weight of each need (row) for each Eckpunkt (column).
    """

    names: tuple[str, ...]
    kind: Whole
    strength: Floats
    most: Floats
    official: npt.NDArray[np.bool_]
    z: Floats
    piece: Whole
    cell: Whole
    starts: Whole
    gap_large: Floats
    gap_part: Floats
    enough: Floats
    weight: Whole

    @classmethod
    def of(cls, needs: Iterable[Need]) -> Case:
        """Return needs as arrays; the order of their evidence does not matter."""
        listed = list(needs)
        uses = [
            (number, piece)
            for number, need in enumerate(listed)
            for piece in (*need.pieces, *need.weitere)
            if piece.supports or piece.amtlich
        ]
        pieces = {piece.key: piece for _, piece in uses}
        keys = sorted(pieces)
        known = [pieces[key] for key in keys]
        place = {key: number for number, key in enumerate(keys)}
        cells = np.array([n * len(KINDS) + KINDS.index(p.art) for n, p in uses], dtype=np.int64)
        order = np.argsort(cells, kind="stable")
        used, starts = np.unique(cells[order], return_index=True)
        piece = np.array([place[p.key] for _, p in uses], dtype=np.int64)[order]
        return cls(
            names=tuple(key[0] for key in keys),
            kind=np.array([KINDS.index(p.art) for p in known], dtype=np.int64),
            strength=np.array([p.staerke for p in known], dtype=float),
            most=np.array([p.hoechstens for p in known], dtype=float),
            official=np.array([p.amtlich for p in known], dtype=bool),
            z=np.array([p.z for p in known], dtype=float),
            piece=piece,
            cell=used,
            starts=starts.astype(np.int64),
            gap_large=np.array([need.luecke == "gross" for need in listed], dtype=float),
            gap_part=np.array([need.luecke == "teilweise" for need in listed], dtype=float),
            enough=np.array([need.angebot_ausreichend for need in listed], dtype=float),
            weight=np.array(
                [[need.eckpunkte.get(code, 0) for code in CODES] for need in listed], dtype=np.int64
            ).reshape(len(listed), len(CODES)),
        )

    @property
    def local(self) -> Whole:
        """Places of the pieces that are no official figures."""
        return np.flatnonzero(~self.official)

    def strengths(self, numbers: Numbers, shifts: Whole | None = None) -> Floats:
        """Return the strength of each piece (column) on each route (row).

        Official figures follow the thresholds of the route, all else is shifted.
        """
        rows = max(len(numbers.values["z_schwach"]), 1 if shifts is None else len(shifts))
        found = np.tile(self.strength, (rows, 1))
        official = np.flatnonzero(self.official)
        found[:, official] = figure_strengths(self.z[official], self.most[official], numbers)
        return found if shifts is None else self.shifted(found, shifts)

    def shifted(self, strengths: Floats, shifts: Whole) -> Floats:
        """Return strengths of local pieces moved by whole steps within their limits.

        What counts stays at 1 or more; what does not count is no part of the case.
        """
        moved, local = strengths.copy(), self.local
        moved[:, local] = np.clip(strengths[:, local] + shifts, 1, self.most[local])
        return moved


def figure_strengths(z: Floats, most: Floats, numbers: Numbers) -> Floats:
    """Return the strength of figures by the thresholds of each route (S2)."""
    weak, middle, strong = (numbers.values[name] for name in THRESHOLDS)
    full = (z >= weak).astype(float) + (z >= middle) + (z > strong)
    capped: Floats = np.minimum(full, most)
    return capped


def cells_of(case: Case, strengths: Floats) -> Floats:
    """Return the strongest piece of each need and kind, shape (routes, needs, kinds)."""
    needs = len(case.weight)
    found = np.zeros((len(strengths), needs * len(KINDS)))
    if len(case.cell):
        found[:, case.cell] = np.maximum.reduceat(strengths[:, case.piece], case.starts, axis=1)
    return found.reshape(len(strengths), needs, len(KINDS))


def scores_of(case: Case, strengths: Floats, numbers: Numbers) -> Floats:
    """Return the score of each Eckpunkt, shape (routes, Eckpunkte) (S3, S4)."""
    need = need_scores(case, strengths, numbers)
    return np.column_stack([_focus(need, case.weight[:, c], numbers) for c in range(len(CODES))])


def need_scores(case: Case, strengths: Floats, numbers: Numbers) -> Floats:
    """Return B of each need, shape (routes, needs) (S3)."""
    values = numbers.values
    cells = cells_of(case, strengths)
    kinds = (cells > 0).sum(axis=2)
    mean = _means(cells, numbers)
    before = np.minimum(mean + values["dritte_art"] * (kinds > 2), values["vor_der_luecke"])
    large = values["luecke_gross"] * case.gap_large
    gap = values["faktor_luecke"] * (large + values["luecke_teilweise"] * case.gap_part)
    whole = before + (gap - values["angebot_anderer"] * case.enough) * (kinds > 0)
    scores: Floats = np.clip(whole, 0.0, values["hoechstens"])
    return scores


def _means(cells: Floats, numbers: Numbers) -> Floats:
    """Return the weighted mean of the two kinds for which it is highest, else half of one."""
    mean: Floats = numbers.values["eine_art"] * cells.max(axis=2, initial=0.0)
    weights = numbers.weights
    used = np.flatnonzero(cells.any(axis=(0, 1)))
    for i, j in combinations(used, 2):
        one, other = weights[:, [i]], weights[:, [j]]
        pair = (one * cells[:, :, i] + other * cells[:, :, j]) / (one + other)
        both = (cells[:, :, i] > 0) & (cells[:, :, j] > 0)
        mean = np.where(both, np.maximum(mean, pair), mean)
    return mean


def _focus(need: Floats, weight: Whole, numbers: Numbers) -> Floats:
    leading = need[:, weight >= LEADING].max(axis=1, initial=0.0)
    supporting = need[:, weight == SUPPORTING].max(axis=1, initial=0.0)
    limited = np.minimum(supporting, numbers.values["ergaenzend"][:, 0])
    score: Floats = np.maximum(leading, limited)
    return score


def kinds_of_focus(case: Case, strengths: Floats) -> Whole:
    """Return the number of kinds that support each Eckpunkt, shape (routes, Eckpunkte)."""
    known = cells_of(case, strengths) > 0
    counts = [known[:, case.weight[:, c] > 0].any(axis=1).sum(axis=1) for c in range(len(CODES))]
    return np.column_stack(counts).astype(np.int64)
