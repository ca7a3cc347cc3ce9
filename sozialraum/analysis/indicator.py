"""What an indicator is, and the rules that its role carries.

An *indicator* (Indikator) is a defined figure, such as the unemployment rate.  A
*formula* (Rechnung) says how it is computed from the *merkmale* (raw counts and
published figures) of a region.  The *role* says what the figure may be used for: an
indicator that breaks the rules of its role cannot be made, neither by the catalogue
nor by `dataclasses.replace`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sozialraum.analysis.indicator_rules import EINHEITEN, STUFEN, indicator_faults
from sozialraum.analysis.roles import ROLE_MEANING, SCORABLE, Role
from sozialraum.cards import Card
from sozialraum.errors import RoleError, raise_all
from sozialraum.formats import plain_number

__all__ = ["EINHEITEN", "STUFEN", "Formula", "Indicator", "check_scorable"]


@dataclass(frozen=True)
class Formula:
    """How an indicator is computed from the merkmale of a region.

    Parameters
    ----------
    art
        ``anzahl`` sum of ``zaehler``; ``quote`` sum of ``zaehler`` ÷ sum of ``nenner``
        × ``faktor``, both of the same year; ``veroeffentlicht`` the figure as published,
        already in the indicator's unit; ``differenz`` ``zaehler`` − ``nenner``, two
        published rates; ``verhaeltnis`` (``zaehler[0]`` ÷ ``nenner[0]``) ÷ (``zaehler[1]``
        ÷ ``nenner[1]``); ``veraenderung`` in per cent against ``jahre`` years before;
        ``entfernung`` from the area's centre to a location.
    zaehler, nenner
        Names of merkmale.
    faktor
        What a share of 1 is in the indicator's unit: 100 for per cent.
    jahre
        Years between the two dates of a ``veraenderung``.
    zaehlwert
        Merkmal with the number of people behind a published rate; count ÷ rate is the
        denominator then, „errechnet“.
    hinweis
        German remark printed beside the value.
    ebenen
        Levels of regions for which the formula holds.
    nur_jahr
        The only year that may be shown, 0 for all: there is no trend.
    name
        German name of what exactly is computed, where it differs from the indicator's.
    liste
        Kind of place that is counted; without a complete list of it there is no value.
    """

    art: str
    zaehler: tuple[str, ...] = ()
    nenner: tuple[str, ...] = ()
    faktor: float = 100
    jahre: int = 0
    zaehlwert: str = ""
    hinweis: str = ""
    ebenen: tuple[str, ...] = ()
    nur_jahr: int = 0
    name: str = ""
    liste: str = ""

    @property
    def merkmale(self) -> tuple[str, ...]:
        """Merkmale without which nothing can be computed; ``zaehlwert`` is not one of them."""
        return (*self.zaehler, *self.nenner)

    @property
    def counted(self) -> tuple[str, ...]:
        """Merkmale that say whom the value counts: not the denominator of a rate."""
        return self.merkmale if self.art in ("differenz", "verhaeltnis") else self.zaehler

    def describe(self) -> str:
        """Return the formula as a line of German text.

        >>> Formula("quote", ("waehlende",), ("wahlberechtigte",)).describe()
        'waehlende ÷ wahlberechtigte × 100'
        """
        above, below = _sum(self.zaehler), _sum(self.nenner)
        texts = {
            "quote": f"{above} ÷ {below} × {plain_number(float(self.faktor))}",
            "veroeffentlicht": f"{above}, wie veröffentlicht",
            "differenz": f"{above} − {below}",
            "veraenderung": f"{above}: Veränderung gegenüber dem Stand vor {self.jahre} Jahren",
            "entfernung": "Luftlinie vom Mittelpunkt des Gebiets zum nächsten Standort",
        }
        if self.art == "verhaeltnis":
            rates = zip(self.zaehler, self.nenner, strict=True)
            return " ÷ ".join(f"({count} ÷ {base})" for count, base in rates)
        return texts.get(self.art, above)


@dataclass(frozen=True, repr=False)
class Indicator(Card):
    """One indicator with its definition, role and formulas; the fields of indicators.toml.

    Parameters
    ----------
    zaehler, nenner
        German definition of numerator and denominator.
    einheit
        What stands behind the number, one of `EINHEITEN`.
    rolle, polaritaet
        Role; 1 if a high value means more need, -1 if a low one does, 0 without direction.
    code_geprueft
        Whether the table code was looked up: text beginning with ja, teilw. or nein.
    beschaffen
        German sentence on where to get the figures, begins with „Zu beschaffen bei“.
    gruppe_im_zaehler
        Whether the numerator counts people by nationality, origin, language, residence
        status or arrival.
    mindestnenner, mindestzaehler
        Below these a rate from a region's own counts is not shown.
    skala
        German remark on the scale, such as „0–1“.

    Raises
    ------
    DataError
        If the entries break the rules of the role or are none of those allowed.
    """

    id: str
    gruppe: str
    name: str
    name_en: str
    zaehler: str
    nenner: str
    einheit: str
    rolle: Role
    polaritaet: int
    quelle: str
    tabellencode: str
    code_geprueft: str
    ebenen: tuple[str, ...]
    eckpunkte: Mapping[str, int] = field(hash=False)
    warum: str
    hinweis: str
    stufe: str
    gruppe_im_zaehler: bool
    nachkommastellen: int
    beschaffen: str
    mindestnenner: int = 100
    mindestzaehler: int = 3
    rechnungen: tuple[Formula, ...] = ()
    skala: str = ""

    def __post_init__(self) -> None:
        raise_all(indicator_faults(self))

    def _card(self) -> tuple[str, Mapping[str, object]]:
        return f"{self.id} {self.name}", {
            "Zähler": self.zaehler,
            "Nenner": self.nenner,
            "Einheit": self.einheit,
            "Rolle": self.rolle,
            "Quelle": self.quelle,
        }

    @property
    def scorable(self) -> bool:
        """Whether the role lets the indicator enter an index or count as evidence."""
        return self.rolle in SCORABLE

    @property
    def unavailable(self) -> str:
        """German text for an indicator without data: „nicht verfügbar, zu beschaffen bei …“."""
        return f"nicht verfügbar, {self.beschaffen[:1].lower()}{self.beschaffen[1:]}"

    def name_of(self, formula: Formula | None) -> str:
        """Return the German name of what a formula computes, else the indicator's name."""
        return formula.name if formula is not None and formula.name else self.name

    def available_formulas(self, merkmale: Collection[str], ebene: str) -> tuple[Formula, ...]:
        """Return the formulas that a region can compute; the first one is to be used.

        Parameters
        ----------
        merkmale
            Names of the merkmale that the region has.
        ebene
            Level of the region's areas.  Areas of comparison use the same formula, so
            that an Arbeitslosenanteil is never set beside an Arbeitslosenquote.
        """
        return tuple(
            formula
            for formula in self.rechnungen
            if ebene in formula.ebenen and set(formula.merkmale) <= set(merkmale)
        )


def check_scorable(indicator: Indicator) -> None:
    """Refuse to score an indicator whose role forbids it.

    Raises
    ------
    RoleError
        Unless the role is bedarf, luecke or angebot.
    """
    if not indicator.scorable:
        raise RoleError(
            f"„{indicator.name}“ ({indicator.id}) hat die Rolle „{indicator.rolle}“: "
            f"{ROLE_MEANING[indicator.rolle]}. Abhilfe: {indicator.id} aus der Auswahl für "
            "Index und Bedarf nehmen und daneben zeigen."
        )


def _sum(merkmale: tuple[str, ...]) -> str:
    joined = " + ".join(merkmale)
    return f"({joined})" if len(merkmale) > 1 else joined
