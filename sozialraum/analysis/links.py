"""Findings and needs made from evidence, and what is left of it.

An agency's needs are those of its areas and those of the whole region.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.chain import NEUTRAL, Finding, Need, Piece, sort_pieces, status_of
from sozialraum.analysis.evidence import STATISTICS, figure_piece
from sozialraum.analysis.model import Model
from sozialraum.analysis.scoring import need_steps, strongest
from sozialraum.sources.evidence_rules import RESOURCE
from sozialraum.sources.schema import fold
from sozialraum.sources.sheets import LINE

STANDS_OUT = 2
"""Strength from which an official figure is shown though no need names it."""


def concerns(gebiete: Iterable[str], figures: Mapping[str, object]) -> bool:
    """Return whether something is about one of the areas, or about the whole region."""
    wanted = set(gebiete)
    return not wanted or not figures or bool(wanted & set(figures))


def make_finding(
    name: str, row: Mapping[Any, Any], local: Mapping[str, Piece], model: Model
) -> Finding:
    """Return a finding with its pieces and status."""
    found = sort_pieces(local[piece] for piece in row["belege"])
    return Finding(
        id=name,
        text=str(row["aussage"]),
        status=status_of(found, model.mindestarten),
        pieces=found.pieces,
        counter=found.counter,
        weitere=found.weitere,
        freigabe=str(row["freigabe"]),
    )


def make_need(
    name: str,
    row: Mapping[Any, Any],
    local: Mapping[str, Piece],
    findings: Iterable[Finding],
    figures: Mapping[str, pd.DataFrame],
    model: Model,
) -> Need:
    """Return a need with its evidence, status and score.

    Its evidence are the pieces it names, those of its findings, and the official figures it
    names, for each of its areas.
    """
    pieces = [local[piece] for piece in row["belege"]]
    for finding in findings:
        if finding.id in row["befunde"]:
            pieces += (*finding.pieces, *finding.counter, *finding.weitere)
    pieces += _figure_pieces(row, figures, model)
    found = sort_pieces(pieces)
    enough = bool(row["angebot_ausreichend"])
    steps = need_steps(strongest(found.pieces), str(row["luecke"]), enough, model)
    return Need(
        id=name,
        text=str(row["bedarf"]),
        zielgruppe=str(row["zielgruppe"]),
        gebiete=tuple(row["gebiet"]),
        pieces=found.pieces,
        counter=found.counter,
        status=status_of(found, model.mindestarten),
        luecke=str(row["luecke"]),
        angebot_ausreichend=enough,
        score=steps["punktzahl"],
        steps=steps,
        eckpunkte=dict(row["eckpunkte"]),
        zustaendig=str(row["zustaendig"]),
        machbarkeit={part: str(row[part]) for part in ("personal", "auftrag", "partner")},
        freigabe=str(row["freigabe"]),
        weitere=found.weitere,
        bedarfsart=str(row["bedarfsart"]),
        befunde=tuple(row["befunde"]),
        zeile=int(row[LINE]),
    )


def _figure_pieces(
    row: Mapping[Any, Any], figures: Mapping[str, pd.DataFrame], model: Model
) -> Iterator[Piece]:
    """Yield the official figures that a need names, one piece per area of the need."""
    areas = [area for area in figures if area in row["gebiet"]]
    for name in row["indikatoren"]:
        known = [area for area in areas if name in figures[area].index]
        for area in known:
            yield figure_piece(name, area, figures[area].loc[name].to_dict(), model)
        if not known:
            yield _no_figure(name, bool(row["gebiet"]))


def _no_figure(name: str, has_area: bool) -> Piece:
    """Return the place of a figure that a need names and that says nothing of it."""
    whole = "Die Zahl vergleicht Gebiete der Region; über die ganze Region sagt sie nichts."
    return Piece(
        id=name,
        art=STATISTICS,
        staerke=0,
        richtung=NEUTRAL,
        text=catalogue()[name].name,
        quelle="",
        stand="",
        freigabe="oeffentlich",
        amtlich=True,
        vermerk=f"zählt nicht: {'kein Wert für dieses Gebiet' if has_area else whole}",
    )


def unused(
    needs: Iterable[Need],
    local: Mapping[str, Piece],
    figures: Mapping[str, pd.DataFrame],
    model: Model,
) -> Iterator[Piece]:
    """Yield evidence that no need rests on, so that it is not forgotten."""
    used = {piece.key for need in needs for piece in (*need.pieces, *need.counter, *need.weitere)}
    for piece in local.values():
        loose = piece.key not in used and not _is_resource(piece)
        if loose and concerns(piece.gebiet, figures):
            yield piece
    for area, table in figures.items():
        for name, row in table.to_dict("index").items():
            piece = figure_piece(str(name), area, row, model)
            if piece.staerke >= STANDS_OUT and piece.key not in used:
                yield piece


def _is_resource(piece: Piece) -> bool:
    return bool(fold(piece.thema) == fold(RESOURCE))


def resources(area: str, local: Mapping[str, Piece], table: pd.DataFrame) -> tuple[Piece, ...]:
    """Return what an area has: what local evidence calls a resource, then figures and places."""
    said = [
        piece
        for piece in local.values()
        if _is_resource(piece) and (not piece.gebiet or area in piece.gebiet)
    ]
    return (*said, *table.attrs.get("ressourcen", ()))
