"""Local evidence as it counts: interviews, surveys, walks, documents, case numbers (S2).

A specialist states a strength; what counts is never more than the kind of evidence allows,
and nothing once it is too old.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sozialraum.analysis.chain import Piece
from sozialraum.analysis.evidence import MOST, STATISTICS
from sozialraum.analysis.model import Model
from sozialraum.analysis.scoring import CASES
from sozialraum.formats import write_number
from sozialraum.sources.sheets import LINE


def local_piece(name: str, row: Mapping[str, Any], jahr: int, model: Model) -> Piece:
    """Return a row of the local evidence as a piece, with the strength that counts (S2).

    Parameters
    ----------
    name
        Its id.
    row
        Row of `sozialraum.sources.evidence.Evidence.belege`.
    jahr
        Year of the report: what is too old counts no more.
    model
        Limits of strength.
    """
    stated, most = int(row["staerke"]), _most(str(row["art"]), bool(row["aus_zielgruppe"]), model)
    old = jahr - _year(str(row["stand"]), jahr) > model.hoechstalter
    strength = 0 if old else min(stated, most)
    return Piece(
        id=name,
        art=str(row["art"]),
        staerke=strength,
        richtung=str(row["richtung"]),
        text=str(row["aussage"]),
        quelle=str(row["quelle"]),
        stand=str(row["stand"]),
        gebiet=tuple(row["gebiet"]),
        aus_zielgruppe=bool(row["aus_zielgruppe"]),
        freigabe=str(row["freigabe"]),
        thema=str(row["thema"]),
        zielgruppe=str(row["zielgruppe"]),
        n=float(row["n"]),
        einschraenkung=str(row["einschraenkung"]),
        hoechstens=most,
        vermerk=_note(stated, strength, most, old, model),
        zeile=int(row[LINE]),
    )


def _most(art: str, aus_zielgruppe: bool, model: Model) -> int:
    """Return the most that a piece of a kind may count."""
    limits = {STATISTICS: model.nicht_pruefbar, CASES: model.fallzahl}
    without = MOST if aus_zielgruppe else model.ohne_zielgruppe
    return int(limits.get(art, without))


def _year(stand: str, unknown: int) -> int:
    return int(stand[:4]) if stand[:4].isdigit() else unknown


def _note(stated: int, strength: int, most: int, old: bool, model: Model) -> str:
    if old:
        return f"zählt nicht: älter als {write_number(model.hoechstalter)} Jahre"
    if stated == 0:
        return "zählt nicht: Stärke 0"
    return f"angegeben {stated}, zählt höchstens {most}" if strength < stated else ""
