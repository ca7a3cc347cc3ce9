"""Official figures as evidence: how strong each is, and what for (S1, S2).

*Directed* means: plus is more need, whatever the figure counts.  Only figures whose role
has a direction and may be scored become evidence; how many people of which origin live
somewhere never does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from sozialraum.analysis.catalogue import Indicator, catalogue, check_scorable
from sozialraum.analysis.chain import CONTRADICTS, NEUTRAL, SUPPORTS, Piece
from sozialraum.analysis.model import Model, standard
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.roles import LAST_AGE, Role
from sozialraum.analysis.values import formula_for, snapshot
from sozialraum.formats import write_value
from sozialraum.measures.comparison import FEWEST_AREAS
from sozialraum.measures.composite.scales import z_scores
from sozialraum.sources.evidence_rules import RESOURCE
from sozialraum.sources.registry import short

COLUMNS = [
    "name", "rolle", "wert", "jahr", "stand", "alter", "belegt", "z", "erkennbar",
    "vergleich", "vergleichswert", "differenz", "staerke", "hoechstens", "richtung",
    "vermerk", "text", "quelle",
]  # fmt: skip
STATISTICS = "statistik"
MOST = 3
"""Greatest strength of a piece of evidence."""


def evidence_from_figures(
    profile: Profile, *, indicators: Iterable[str] | None = None, model: Model | None = None
) -> pd.DataFrame:
    """Return the official figures of an area as evidence.

    Parameters
    ----------
    profile
        The area's figures.
    indicators
        Ids of the catalogue; None means all whose role may be scored.
    model
        Thresholds.

    Returns
    -------
    DataFrame
        Index indicator id, only those with a value here.  ``z`` over all areas of the
        region (directed, limited, NaN where fewer than three differ), ``erkennbar``
        (difference to the largest area of comparison in the same direction: True, False,
        None where it cannot be told), ``alter`` in years, ``belegt``, ``staerke`` 0–3,
        ``hoechstens``, ``richtung``, ``vermerk``, and for the text ``name``, ``wert``,
        ``vergleich`` (name of the area of comparison), ``vergleichswert``, ``differenz``,
        ``text``, ``quelle``, ``stand``.  ``attrs["ressourcen"]``: names of what is there.

    Raises
    ------
    RoleError
        If an indicator is named whose role forbids it.
    """
    known, numbers = catalogue(), model or standard()
    if indicators is None:
        chosen = [indicator for indicator in known.values() if indicator.scorable]
    else:
        chosen = [known[name] for name in indicators]
    for indicator in chosen:
        check_scorable(indicator)
    available = set(profile.available)
    rows = {i.id: _figure(profile, i, numbers) for i in chosen if i.id in available}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS)
    table.attrs["ressourcen"] = _resources(profile)
    return table


def _figure(profile: Profile, indicator: Indicator, model: Model) -> dict[str, object]:
    """Return the row of one indicator."""
    row = profile.werte.loc[indicator.id]
    z = directed_z(profile, indicator, model.z_grenze)
    compared = _compared(profile, indicator, z)
    counts = bool(row["belegt"])
    strength, most, note = figure_strength(z, compared["erkennbar"], counts, model)
    if not counts:
        too_old = f"älter als {LAST_AGE} Jahre"
        note = f"zählt nicht: {row['wertbruch'] or too_old}"
    name = indicator.name_of(formula_for(profile.region, indicator))
    return compared | {
        "name": name,
        "rolle": str(indicator.rolle),
        "wert": float(row["wert"]),
        "jahr": int(row["jahr"]),
        "stand": str(row["stand"]),
        "alter": int(row["alter"]),
        "belegt": counts,
        "z": z,
        "staerke": strength,
        "hoechstens": most,
        "richtung": figure_direction(z, counts, model),
        "vermerk": note,
        "text": _sentence(indicator, name, float(row["wert"]), compared),
        "quelle": "; ".join(short(profile.region.sources[name]) for name in row["quellen"]),
    }


def directed_z(profile: Profile, indicator: Indicator, limit: float) -> float:
    """Return how far an area lies from the mean of all areas, plus meaning more need (S1).

    In standard deviations of the newest values of all areas, limited; NaN where fewer than
    three areas have a value or all are equal.
    """
    areas = profile.region.gebiete.index
    table = snapshot(profile.region, indicator, profile.jahr)
    values = table["wert"].astype(float).reindex(areas)
    if values.notna().sum() < FEWEST_AREAS or values.nunique() < 2:
        return math.nan
    z = indicator.polaritaet * float(z_scores(values)[profile.gebiet])
    return float(np.clip(z, -limit, limit))


def figure_strength(
    z: float, erkennbar: bool | None, belegt: bool, model: Model
) -> tuple[int, int, str]:
    """Return the strength of a figure, the most it may count, and why (S2).

    >>> figure_strength(1.2, True, True, standard())
    (2, 3, '')
    >>> figure_strength(1.2, False, True, standard())[:2]
    (1, 1)
    """
    most, note = MOST, ""
    if erkennbar is None:
        most, note = int(model.nicht_pruefbar), "Unterschied nicht prüfbar"
    elif not erkennbar:
        most, note = int(model.nicht_erkennbar), "Unterschied nicht erkennbar"
    if not belegt or math.isnan(z):
        return 0, most, note if belegt else "zählt nicht"
    full = int(z >= model.z_schwach) + int(z >= model.z_mittel) + int(z > model.z_stark)
    capped = min(full, most)
    if not full:
        return 0, most, "Abstand zu klein" if z > model.z_gegen else ""
    return capped, most, f"{note}: zählt höchstens {most}" if capped < full else ""


def figure_direction(z: float, belegt: bool, model: Model) -> str:
    """Return whether a figure supports a need, contradicts it or does neither."""
    if not belegt or math.isnan(z):
        return NEUTRAL
    if z <= model.z_gegen:
        return CONTRADICTS
    return SUPPORTS if z >= model.z_schwach else NEUTRAL


def _compared(profile: Profile, indicator: Indicator, z: float) -> dict[str, Any]:
    """Return the comparison with the largest area of comparison.

    A recognisable difference in the other direction than the z-score is none that speaks
    for it: the mean of the areas is not the value of the larger area.
    """
    for parent in reversed(profile.region.parents_of(profile.gebiet)):
        key = (indicator.id, parent.gebiet)
        if key in profile.vergleiche.index and pd.notna(profile.vergleiche.at[key, "wert"]):
            found = profile.vergleiche.loc[key]
            same = indicator.polaritaet * float(found["differenz"]) * z > 0
            told = found["erkennbar"]
            return {
                "erkennbar": None if told is None else bool(told) and same,
                "vergleich": parent.name,
                "vergleichswert": float(found["wert"]),
                "differenz": float(found["differenz"]),
            }
    unknown = {"vergleichswert": math.nan, "differenz": math.nan}
    return {"erkennbar": None, "vergleich": "", **unknown}


def _sentence(indicator: Indicator, name: str, value: float, compared: Mapping[str, Any]) -> str:
    """Return the figure in words; it states and does not explain."""
    text = f"{name}: {write_value(value, indicator.einheit, indicator.nachkommastellen)}"
    if not compared["vergleich"]:
        return text
    other = write_value(
        float(compared["vergleichswert"]), indicator.einheit, indicator.nachkommastellen
    )
    return f"{text} ({compared['vergleich']}: {other})"


def _resources(profile: Profile) -> tuple[Piece, ...]:
    """Return what an area has: figures of role ressource better than elsewhere, and places."""
    known = [catalogue()[name] for name in profile.available]
    values = profile.werte["wert"].astype(float)
    figures = [
        f"{one.name}: {write_value(values[one.id], '', one.nachkommastellen)}"
        for one in known
        if one.rolle == Role.RESSOURCE and values[one.id] > 0 and _is_better(profile, one)
    ]
    named = dict.fromkeys([*figures, *map(str, profile.standorte["einrichtung"])])
    return tuple(
        Piece(
            id="",
            art="",
            staerke=0,
            richtung=NEUTRAL,
            text=name,
            quelle="",
            stand="",
            gebiet=(profile.gebiet,),
            freigabe="oeffentlich",
            thema=RESOURCE,
        )
        for name in named
    )


def _is_better(profile: Profile, indicator: Indicator) -> bool:
    """Return whether a figure lies on the good side of the largest area of comparison."""
    found = _compared(profile, indicator, 0.0)
    difference = float(found["differenz"])
    return not math.isnan(difference) and indicator.polaritaet * difference < 0


def figure_piece(indicator: str, gebiet: str, row: Mapping[str, Any], model: Model) -> Piece:
    """Return an official figure of an area as a piece of evidence.

    Parameters
    ----------
    indicator
        Its id.
    gebiet
        Key of the area.
    row
        Row of `evidence_from_figures`; strength and direction follow the model given here.
    model
        Thresholds.
    """
    z, counts = float(row["z"]), bool(row["belegt"])
    strength, most, note = figure_strength(z, row["erkennbar"], counts, model)
    return Piece(
        id=indicator,
        art=STATISTICS,
        staerke=strength,
        richtung=figure_direction(z, counts, model),
        text=str(row["text"]),
        quelle=str(row["quelle"]),
        stand=str(row["stand"]),
        gebiet=(gebiet,),
        freigabe="oeffentlich",
        thema=str(row["name"]),
        amtlich=True,
        z=z if counts else math.nan,
        hoechstens=most,
        vermerk=note if counts else str(row["vermerk"]),
    )
