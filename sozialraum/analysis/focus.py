"""Assessment of an agency's areas: from evidence to findings, needs and proposals.

Nothing here decides.  Scores are computed from all evidence; an edition then drops the
words of what is not released for it and says how much that is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import pandas as pd

from sozialraum.analysis.chain import Finding, Focus, Need, Piece
from sozialraum.analysis.focus_routes import Robustness, robustness
from sozialraum.analysis.links import concerns, make_finding, make_need, resources, unused
from sozialraum.analysis.local_evidence import local_piece
from sozialraum.analysis.model import Model, RouteSettings, route_settings, standard
from sozialraum.analysis.named_indicators import check_indicators
from sozialraum.analysis.scoring import focus_of
from sozialraum.programme import ECKPUNKTE, released
from sozialraum.sources.evidence import Evidence

__all__ = ["Assessment", "Finding", "Focus", "Need", "Piece", "Robustness", "assess"]


@dataclass(frozen=True, eq=False)
class Assessment:
    """What the evidence says, in scores and words.  Made by `assess`.

    Parameters
    ----------
    jahr, gebiete
        Year of the report, and the areas.
    findings, needs
        In the order of the evidence's sheets.
    focus
        All four Eckpunkte in their order.
    robustness
        How far the order of the Eckpunkte depends on what could be decided otherwise.
    unused
        Evidence of no need: local pieces, and official figures that stand out.
    resources
        By area what it has: local pieces of theme „Ressource“, places, figures.
    withheld
        Number of ``belege``, ``befunde`` and ``bedarfe`` not released for this edition.
    model
        The numbers that were used.
    file
        Name of the file of local evidence.
    """

    jahr: int
    gebiete: tuple[str, ...]
    findings: tuple[Finding, ...]
    needs: tuple[Need, ...]
    focus: Mapping[str, Focus]
    robustness: Robustness
    unused: tuple[Piece, ...]
    resources: Mapping[str, tuple[Piece, ...]]
    withheld: Mapping[str, int]
    model: Model
    file: str = ""

    def need(self, name: str) -> Need:
        """Return the need of an id."""
        return next(need for need in self.needs if need.id == name)

    def needs_of(self, eckpunkt: str) -> tuple[Need, ...]:
        """Return the needs of an Eckpunkt that may be shown, leading ones first."""
        focus = self.focus[eckpunkt]
        return tuple(self.need(name) for name in (*focus.leading, *focus.supporting))

    def released(self, empfaenger: str) -> Assessment:
        """Return the assessment for an edition: the same scores, fewer words.

        What is not released is dropped with all that names it; ``withheld`` counts it.
        The status of a finding or need stays what all evidence makes it.
        """
        return _released(self, empfaenger)


def assess(
    evidence: Evidence,
    figures: Mapping[str, pd.DataFrame],
    jahr: int,
    *,
    model: Model | None = None,
    routes: RouteSettings | None = None,
) -> Assessment:
    """Return what local evidence and official figures say together.

    Parameters
    ----------
    evidence
        Local evidence of the agency's areas.
    figures
        By area the figures of `sozialraum.analysis.evidence.evidence_from_figures`; the
        areas are those of the agency.
    jahr
        Year of the report.
    model, routes
        The numbers, and how calculation routes are drawn; None means those of model.toml.

    Raises
    ------
    RoleError
        If a need names an indicator whose role forbids it to be evidence; all of them.
    DataError
        If a need names an unknown indicator.
    """
    check_indicators(evidence)
    numbers = model or standard()
    local = {
        str(name): local_piece(str(name), row, jahr, numbers)
        for name, row in evidence.belege.to_dict("index").items()
    }
    findings = tuple(
        make_finding(str(name), row, local, numbers)
        for name, row in evidence.befunde.to_dict("index").items()
    )
    needs = tuple(
        make_need(str(name), row, local, findings, figures, numbers)
        for name, row in evidence.bedarfe.to_dict("index").items()
        if concerns(row["gebiet"], figures)
    )
    return Assessment(
        jahr=jahr,
        gebiete=tuple(figures),
        findings=findings,
        needs=needs,
        focus={code: focus_of(code, needs, numbers) for code in ECKPUNKTE},
        robustness=robustness(needs, numbers, routes or route_settings()),
        unused=tuple(unused(needs, local, figures, numbers)),
        resources={area: resources(area, local, table) for area, table in figures.items()},
        withheld={},
        model=numbers,
        file=evidence.file,
    )


def _released(full: Assessment, empfaenger: str) -> Assessment:
    needs = tuple(
        _shown(need, empfaenger) for need in full.needs if released(need.freigabe, empfaenger)
    )
    findings = tuple(
        _shown(one, empfaenger) for one in full.findings if released(one.freigabe, empfaenger)
    )
    names = {need.id for need in needs}
    pieces = {piece.key: piece for piece in _all_pieces(full)}
    shown = {piece.id for piece in _may_show(pieces.values(), empfaenger)}
    hidden = [piece.id for piece in pieces.values() if not released(piece.freigabe, empfaenger)]
    return replace(
        full,
        findings=findings,
        needs=tuple(
            replace(need, befunde=_kept(need.befunde, {one.id for one in findings}))
            for need in needs
        ),
        focus={
            code: replace(
                focus,
                leading=_kept(focus.leading, names),
                supporting=_kept(focus.supporting, names),
                gegenbelege=_kept(focus.gegenbelege, shown),
            )
            for code, focus in full.focus.items()
        },
        robustness=full.robustness.without(hidden),
        unused=_may_show(full.unused, empfaenger),
        resources={area: _may_show(own, empfaenger) for area, own in full.resources.items()},
        withheld={
            "belege": len(hidden),
            "befunde": len(full.findings) - len(findings),
            "bedarfe": len(full.needs) - len(needs),
        },
    )


Shown = TypeVar("Shown", Need, Finding)


def _shown(one: Shown, empfaenger: str) -> Shown:
    """Return a need or finding with those of its pieces that may be shown."""
    return replace(
        one,
        pieces=_may_show(one.pieces, empfaenger),
        counter=_may_show(one.counter, empfaenger),
        weitere=_may_show(one.weitere, empfaenger),
    )


def _may_show(pieces: Iterable[Piece], empfaenger: str) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if released(piece.freigabe, empfaenger))


def _kept(names: Iterable[str], shown: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in shown)


def _all_pieces(full: Assessment) -> Iterator[Piece]:
    linked: tuple[Need | Finding, ...] = (*full.needs, *full.findings)
    for one in linked:
        yield from (*one.pieces, *one.counter, *one.weitere)
    yield from full.unused
    for own in full.resources.values():
        yield from own
