"""Relations of a network: each one once, who has most, in what order, and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.display.blocks import Column, Note, Table

KINDS = ("Vertrag", "Kooperation", "Kontakt", "Konflikt")
"""Kinds of relation from the closest on."""

MOST_TOLD, MOST_PARTNERS = 12, 5
"""Relations that the alternative text lists; else institutions with the most partners."""

NOTHING = "Es sind keine Beziehungen im Netzwerk eingetragen."
SOURCE = "eigene Erhebung"


@dataclass(frozen=True)
class Edge:
    """One relation between two institutions, whichever way it was entered."""

    ends: tuple[str, str]
    kind: str
    strength: int


def edges_of(netz: pd.DataFrame) -> list[Edge]:
    """Return each relation once, with its greatest strength, in a fixed order."""
    found: dict[tuple[tuple[str, str], str], int] = {}
    for _, row in netz.iterrows():
        first, second = sorted((str(row["von"]).strip(), str(row["nach"]).strip()))
        key = ((first, second), str(row["beziehung"]))
        if first != second:
            found[key] = max(int(row["staerke"]), found.get(key, 0))
    return [Edge(ends, kind, strength) for (ends, kind), strength in sorted(found.items())]


def degrees(edges: Sequence[Edge]) -> dict[str, int]:
    """Return how many relations each institution has."""
    return dict(Counter(name for edge in edges for name in edge.ends))


def partners_of(edges: Sequence[Edge]) -> dict[str, int]:
    """Return with how many others each institution has a relation."""
    return {
        name: len({edge.ends for edge in edges if name in edge.ends}) for name in degrees(edges)
    }


def in_order(edges: Sequence[Edge]) -> list[str]:
    """Return the names round the arcs; two change places as long as lines get shorter."""
    names = sorted(degrees(edges), key=str.casefold)
    place = {name: number for number, name in enumerate(names)}
    ends = np.array([[place[name] for name in edge.ends] for edge in edges])
    at = np.arange(len(names))
    better = True
    while better:
        better = False
        for one in range(len(names)):
            for other in range(one + 1, len(names)):
                changed = at.copy()
                changed[[one, other]] = at[[other, one]]
                if _length(changed, ends) < _length(at, ends) - 1e-9:
                    at, better = changed, True
    return [names[index] for index in np.argsort(at)]


def _length(at: npt.NDArray[np.int_], ends: npt.NDArray[np.int_]) -> float:
    """Return the length of all lines on a circle."""
    apart = np.abs(at[ends[:, 0]] - at[ends[:, 1]])
    return float(np.sin(np.pi * apart / len(at)).sum())


def alternative(edges: Sequence[Edge], names: Sequence[str]) -> str:
    """Return the map in words."""
    counts = [
        f"{kind} {sum(edge.kind == kind for edge in edges)}"
        for kind in dict.fromkeys([*KINDS, *(edge.kind for edge in edges)])
        if any(edge.kind == kind for edge in edges)
    ]
    return (
        f"Netzwerkkarte mit {len(names)} Einrichtungen und {len(edges)} Beziehungen "
        f"({', '.join(counts)}). {_told(edges)}"
    )


def _told(edges: Sequence[Edge]) -> str:
    """Return all relations of a small network; else who has most, and the conflicts."""
    conflicts = [edge for edge in edges if edge.kind == "Konflikt"]
    if len(edges) <= MOST_TOLD:
        return _listed(edges)
    partners = partners_of(edges)
    ranked = sorted(partners, key=lambda name: (-partners[name], name))[:MOST_PARTNERS]
    most = ", ".join(f"{name} ({partners[name]})" for name in ranked)
    said = f"Mit den meisten anderen verbunden: {most}."
    return f"{said} {_listed(conflicts)}" if conflicts else said


def _listed(edges: Sequence[Edge]) -> str:
    said = (f"{e.ends[0]} und {e.ends[1]}: {e.kind}, Stärke {e.strength}" for e in edges)
    return f"{'; '.join(said)}."


def relations(netz: pd.DataFrame) -> Table | Note:
    """Return the same relations as a table, for those who do not see the map."""
    edges = edges_of(netz)
    if not edges:
        return Note(NOTHING)
    return Table(
        "Beziehungen im Netzwerk",
        (Column("Einrichtung"), Column("Einrichtung"), Column("Beziehung"),
         Column("Stärke", "right")),
        tuple((*edge.ends, edge.kind, str(edge.strength)) for edge in edges),
        source=SOURCE,
        note="Stärke 1 bis 3, wie eingetragen; ohne Richtung.",
    )  # fmt: skip
