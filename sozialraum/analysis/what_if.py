"""What if: the same evidence with other weights, strengths or thresholds.

For trying out, never for a report: what a specialist changes here is lost, unless it is
written into the evidence or the model with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sozialraum.analysis.dossier import Dossier
from sozialraum.analysis.evidence import evidence_from_figures
from sozialraum.analysis.focus import Assessment, assess
from sozialraum.analysis.model import standard
from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.programme import BELEGARTEN

STRENGTHS = (0, 1, 2, 3)


def what_if(
    dossier: Dossier,
    *,
    gewichte: Mapping[str, float] | None = None,
    staerken: Mapping[str, int] | None = None,
    schwellen: Mapping[str, float] | None = None,
) -> Assessment:
    """Return the assessment of a dossier under other assumptions.

    Parameters
    ----------
    dossier
        The agency's dossier; what its edition does not hold counts nothing here either.
    gewichte
        Weights of kinds of evidence, above 0; those not named stay.
    staerken
        Strengths (0–3) of pieces of local evidence by id.
    schwellen
        Numbers of the model by their name in model.toml.

    Raises
    ------
    DataError
        If a kind, a piece or a threshold is unknown or out of range.
    """
    weights, strengths, limits = gewichte or {}, staerken or {}, schwellen or {}
    own, model = dossier.evidence, standard()
    known_limits = {name for name in vars(model) if name != "gewichte"}
    raise_all(
        [
            *_unknown(weights, BELEGARTEN, "Belegart"),
            *_unknown(strengths, own.belege.index, "Beleg"),
            *_unknown(limits, known_limits, "Schwelle"),
        ]
    )
    for name, strength in strengths.items():
        if strength not in STRENGTHS:
            raise DataError(Fault(f"Stärke von {name}.", found=str(strength), expected="0 bis 3"))
    model = replace(model, gewichte={**model.gewichte, **weights}, **limits)
    belege = own.belege.assign(
        staerke=[strengths.get(str(key), old) for key, old in own.belege["staerke"].items()]
    )
    figures = {
        area: evidence_from_figures(one, model=model) for area, one in dossier.profile.items()
    }
    return assess(replace(own, belege=belege), figures, dossier.jahr, model=model)


def _unknown(given: Mapping[str, object], known: Iterable[object], what: str) -> list[Fault]:
    names = [str(name) for name in known]
    return [
        Fault(f"{what} unbekannt.", found=name, remedy=suggest(name, names))
        for name in given
        if name not in names
    ]
