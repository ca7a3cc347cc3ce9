"""Model: the thresholds and weights that lead from evidence to a proposal, from model.toml.

A *parameter* is one number with its German title and reason; where calculation routes vary
it, it has a range.  A `Model` is one set of them: the one of the file, or one that a
specialist tries out (`dataclasses.replace`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

from sozialraum.errors import Fault, raise_all
from sozialraum.formats import plain_number
from sozialraum.measures.decision.preferences import FREE, Bounded, Ordinal, Preference
from sozialraum.programme import BELEGARTEN, LUECKEN

FILE = "model.toml"
SECTIONS: Mapping[str, str] = {
    "staerke": "Stärke eines Belegs",
    "bedarf": "Punktzahl eines Bedarfs",
    "eckpunkt": "Punktzahl und Vorschlag je Eckpunkt",
    "schutz": "Schutzregeln",
}
"""Sections of the file whose entries are parameters, in the order of the calculation."""


@dataclass(frozen=True)
class Parameter:
    """One number of the model: what it means, why, and how far routes vary it."""

    name: str
    abschnitt: str
    titel: str
    wert: float
    grund: str
    von: float | None = None
    bis: float | None = None


@dataclass(frozen=True)
class Model:
    """One set of all thresholds and weights; the fields are explained in model.toml.

    Parameters
    ----------
    gewichte
        Weight of each kind of evidence, above 0; only their relations matter.

    Raises
    ------
    DataError
        If the thresholds are out of order or a weight is not above 0.
    """

    z_schwach: float
    z_mittel: float
    z_stark: float
    z_gegen: float
    z_grenze: float
    nicht_erkennbar: float
    nicht_pruefbar: float
    fallzahl: float
    ohne_zielgruppe: float
    hoechstalter: float
    eine_art: float
    dritte_art: float
    vor_der_luecke: float
    luecke_gross: float
    luecke_teilweise: float
    faktor_luecke: float
    angebot_anderer: float
    hoechstens: float
    naheliegend: float
    moeglich: float
    ergaenzend: float
    mindestarten: float
    geringe_fallzahl: float
    woerter_begruendung: float
    gewichte: Mapping[str, float]

    def __post_init__(self) -> None:
        raise_all(_faults(self))

    def gap(self, luecke: str) -> float:
        """Return the supplement for a gap, by the word of `sozialraum.programme.LUECKEN`."""
        large, part = self.luecke_gross, self.luecke_teilweise
        supplements = dict(zip(LUECKEN, (0.0, part, large), strict=True))
        return supplements.get(luecke, 0.0) * self.faktor_luecke


@dataclass(frozen=True)
class RouteSettings:
    """How calculation routes are drawn: section ``rechenwege`` and the ranges of the file.

    Parameters
    ----------
    seed, draws
        Start and number of the draws.
    shifts
        Share of the draws with each step (−1, 0, 1) by which a local strength moves.
    spread
        How far below and above its value each varied number of the model is drawn.
    preference
        What is known of the weights of the kinds of evidence.
    clear, narrow
        Smallest shares of routes for „deutlich“ and „knapp“.
    """

    seed: int
    draws: int
    shifts: Mapping[int, float]
    spread: Mapping[str, tuple[float, float]]
    preference: Preference
    clear: float
    narrow: float


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(files("sozialraum.analysis").joinpath(FILE).read_text("utf-8"))


@cache
def parameters() -> tuple[Parameter, ...]:
    """Return all parameters with their reasons, in the order of the calculation."""
    return tuple(
        Parameter(name=name, abschnitt=title, **entry)
        for section, title in SECTIONS.items()
        for name, entry in _file()[section].items()
    )


@cache
def standard() -> Model:
    """Return the model of the file."""
    values = {parameter.name: float(parameter.wert) for parameter in parameters()}
    return Model(**values, gewichte=dict(_file()["gewichte"]["werte"]))


@cache
def route_settings() -> RouteSettings:
    """Return how calculation routes are drawn."""
    rules = _file()["rechenwege"]
    return RouteSettings(
        seed=int(rules["startwert"]),
        draws=int(rules["ziehungen"]),
        shifts=dict(zip((-1, 0, 1), rules["anteile_staerke"].values(), strict=True)),
        spread={
            p.name: (p.von - p.wert, p.bis - p.wert)
            for p in parameters()
            if p.von is not None and p.bis is not None
        },
        preference=_preference(_file()["gewichte"]),
        clear=float(rules["deutlich"]),
        narrow=float(rules["knapp"]),
    )


def _preference(rules: Mapping[str, Any]) -> Preference:
    """Return what is known of the weights of the kinds of evidence."""
    equal = 1 / len(BELEGARTEN)
    low, high = equal * rules["kleinster_anteil"], equal * rules["groesster_anteil"]
    names = list(BELEGARTEN.values())
    known: dict[str, Preference] = {
        "frei": FREE,
        "rangfolge": Ordinal(rules["rangfolge"]),
        "grenzen": Bounded(dict.fromkeys(names, low), dict.fromkeys(names, high)),
    }
    return known[rules["kenntnis"]]


def conventions() -> tuple[tuple[str, str, str, str], ...]:
    """Return what the annex prints: title, value, range on the routes and reason of each.

    The ranges of thresholds and weights, and how routes are drawn, are part of it.
    """
    rows = [(p.titel, plain_number(float(p.wert)), _range(p), p.grund) for p in parameters()]
    rules, weights = _file()["rechenwege"], _file()["gewichte"]
    given = standard().gewichte.items()
    listed = ", ".join(f"{BELEGARTEN[art]} {plain_number(float(w))}" for art, w in given)
    shares = (
        ", ".join(
            f"{shift:+d}: {plain_number(share)}" for shift, share in route_settings().shifts.items()
        )
        .replace("-1", "−1")
        .replace("+0", "0")
    )
    drawn = (
        f"{rules['ziehungen']} Ziehungen, Startwert {rules['startwert']}; Stärke {shares}; "
        f"deutlich ab {plain_number(rules['deutlich'])}, knapp ab {plain_number(rules['knapp'])}"
    )
    return (
        *rows,
        (weights["titel"], listed, route_settings().preference.describe(), weights["grund"]),
        (rules["titel"], drawn, "", rules["grund"]),
    )


def _range(parameter: Parameter) -> str:
    if parameter.von is None or parameter.bis is None:
        return ""
    return f"{plain_number(float(parameter.von))} bis {plain_number(float(parameter.bis))}"


def _faults(model: Model) -> Iterator[Fault]:
    for names in (("z_gegen", "z_schwach", "z_mittel", "z_stark"), ("moeglich", "naheliegend")):
        values = [getattr(model, name) for name in names]
        if values != sorted(values):
            yield _fault(names, values, "aufsteigende Schwellen", "Die kleinere zuerst setzen.")
    if not 0 <= model.eine_art <= 0.5:
        why = "Sonst könnte eine Belegart mehr zählen als zwei."
        yield _fault(["eine_art"], [model.eine_art], "0 bis 0,5", why)
    if not model.ergaenzend < model.naheliegend:
        why = "Nur ergänzende Bedarfe führen höchstens zu „möglich“."
        yield _fault(["ergaenzend"], [model.ergaenzend], "weniger als naheliegend", why)
    negative = [f.name for f in fields(model) if f.name in _NEVER_NEGATIVE]
    for name in (name for name in negative if getattr(model, name) < 0):
        yield _fault([name], [getattr(model, name)], "0 oder mehr", "Vorzeichen streichen.")
    for art in BELEGARTEN:
        if not model.gewichte.get(art, 0) > 0:
            found = [model.gewichte.get(art, 0)]
            yield _fault([f"gewichte.{art}"], found, "über 0", "Gewicht ergänzen.")


_NEVER_NEGATIVE = (
    "dritte_art", "luecke_gross", "luecke_teilweise", "faktor_luecke", "angebot_anderer",
)  # fmt: skip
"""Supplements and deductions that would turn round what they are for."""


def _fault(names: Any, values: Any, expected: str, remedy: str) -> Fault:
    return Fault(
        "Dieser Wert passt nicht ins Modell.",
        file=FILE,
        column=", ".join(names),
        found="; ".join(plain_number(float(value)) for value in values),
        expected=expected,
        remedy=remedy,
    )
