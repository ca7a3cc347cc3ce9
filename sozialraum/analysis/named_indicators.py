"""Indicators that needs name as evidence: whether they exist, and whether their role allows it.

Readers check the shape of a file; which indicators there are and what they may be used for
is known here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.roles import ROLE_MEANING
from sozialraum.errors import Fault, RoleError, raise_all, suggest
from sozialraum.sources.evidence import Evidence, evidence_schema
from sozialraum.sources.sheets import LINE, place


def check_indicators(evidence: Evidence) -> None:
    """Refuse needs that name an indicator that does not exist or may not be evidence.

    Raises
    ------
    DataError
        With all indicators that do not exist.
    RoleError
        With all whose role forbids them to be evidence of a need.
    """
    raise_all(unknown_indicators(evidence))
    forbidden = [str(fault) for fault in forbidden_indicators(evidence)]
    if forbidden:
        raise RoleError("\n  ".join(forbidden))


def unknown_indicators(evidence: Evidence) -> Iterator[Fault]:
    """Yield indicators that are not in the catalogue."""
    for need, row in evidence.bedarfe.iterrows():
        for name in row["indikatoren"]:
            if name not in catalogue():
                yield Fault(
                    f"Bedarf {need} nennt einen Indikator, den es nicht gibt.",
                    *_place(evidence, row),
                    found=name,
                    remedy=suggest(name, catalogue()) or "Kennung aus dem Katalog eintragen.",
                )


def forbidden_indicators(evidence: Evidence) -> Iterator[Fault]:
    """Yield indicators whose role forbids them to be evidence of a need."""
    for need, row in evidence.bedarfe.iterrows():
        for indicator in (catalogue().get(name) for name in row["indikatoren"]):
            if indicator is not None and not indicator.scorable:
                yield _forbidden(str(need), indicator, _place(evidence, row))


def _forbidden(need: str, indicator: Indicator, place: tuple[str, int, str]) -> Fault:
    return Fault(
        f"Bedarf {need} nennt „{indicator.name}“ ({indicator.id}) als Beleg. Die Rolle ist "
        f"„{indicator.rolle}“: {ROLE_MEANING[indicator.rolle]}.",
        *place,
        found=indicator.id,
        expected="Indikatoren der Rolle bedarf, luecke oder angebot",
        remedy=f"{indicator.id} streichen; der Bericht zeigt die Zahl neben dem Bedarf.",
    )


def _place(evidence: Evidence, row: pd.Series) -> tuple[str, int, str]:
    return place_of(evidence.file, "bedarfe"), int(row[LINE]), "Indikatoren"


def place_of(file: str, sheet: str) -> str:
    """Return how a sheet of the local evidence is called in faults."""
    return place(file, evidence_schema()[sheet])
