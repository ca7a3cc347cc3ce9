"""Assessment of an agency's areas: from evidence to findings, needs and proposals.

Nothing here decides, and nothing here knows of editions: what is not released for one is
taken out of the evidence before it comes here (`sozialraum.analysis.dossier`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sozialraum.analysis.chain import Finding, Focus, Need, Piece
from sozialraum.analysis.focus_routes import Robustness, robustness
from sozialraum.analysis.links import concerns, make_finding, make_need, resources, unused
from sozialraum.analysis.local_evidence import local_piece
from sozialraum.analysis.model import Model, RouteSettings, route_settings, standard
from sozialraum.analysis.named_indicators import check_indicators
from sozialraum.analysis.scoring import focus_of
from sozialraum.cards import Card
from sozialraum.programme import ECKPUNKTE
from sozialraum.sources.evidence import Evidence

__all__ = ["Assessment", "Finding", "Focus", "Need", "Piece", "Robustness", "assess"]


@dataclass(frozen=True, eq=False, repr=False)
class Assessment(Card):
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
    model: Model
    file: str = ""

    def _card(self) -> tuple[str, Mapping[str, object]]:
        proposals = {code: focus.proposal for code, focus in self.focus.items()}
        counts = {"Befunde": len(self.findings), "Bedarfe": len(self.needs)}
        return f"Einschätzung {self.jahr}", counts | proposals

    def need(self, name: str) -> Need:
        """Return the need of an id."""
        return next(need for need in self.needs if need.id == name)

    def needs_of(self, eckpunkt: str) -> tuple[Need, ...]:
        """Return the needs of an Eckpunkt, leading ones first."""
        focus = self.focus[eckpunkt]
        return tuple(self.need(name) for name in (*focus.leading, *focus.supporting))


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
        model=numbers,
        file=evidence.file,
    )
