"""What an indicator is, and the rules that its role carries.

An *indicator* (Indikator) is a defined figure, such as the unemployment rate.  A
*formula* (Rechnung) says how it is computed from the *merkmale* (raw counts and
published figures) of a region.  The *role* says what the figure may be used for: an
indicator that breaks the rules of its role cannot be made, neither by the catalogue
nor by `dataclasses.replace`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sozialraum.analysis.roles import GROUP_ROLES, ROLE_MEANING, SCORABLE, UNDIRECTED, Role
from sozialraum.errors import Fault, RoleError, raise_all
from sozialraum.formats import plain_number, slug
from sozialraum.programme import ECKPUNKTE
from sozialraum.sources.settings import LEVELS

EINHEITEN: Mapping[str, float] = {
    "Anzahl": 1, "%": 100, "je 1.000": 1_000, "je 10.000": 10_000, "je 100.000": 100_000,
    "Prozentpunkte": 1, "€": 1, "€/m²": 1, "m²": 1, "km": 1, "Personen": 1, "": 1,
}  # fmt: skip
"""Units that may stand behind a number, and the factor of a quotient in that unit."""

STUFEN = ("kern", "standard", "erweiterung")
SOURCE = "Zu beschaffen bei"
MANY = -1
TERMS: Mapping[str, tuple[int, int]] = {
    "anzahl": (MANY, 0),
    "quote": (MANY, MANY),
    "veroeffentlicht": (1, 0),
    "differenz": (1, 1),
    "verhaeltnis": (2, 2),
    "veraenderung": (MANY, 0),
    "entfernung": (0, 0),
}
"""Kinds of formula with the number of merkmale in numerator and denominator."""

_GROUP = re.compile(
    r"auslaend|staatsangehoerig|nationalit|migrationshintergrund|einwanderungsgeschicht"
    r"|\beg\b|eingewander|zugewander|herkunft|schutzsuch|gefluecht|asyl|einbuerger|drittstaat"
    r"|familiensprache|aufenthaltsdauer|aufenthaltsstatus"
)


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


@dataclass(frozen=True)
class Indicator:
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
        raise_all([*_role_faults(self), *_entry_faults(self), *_formula_faults(self)])

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


def _role_faults(indicator: Indicator) -> Iterator[Fault]:
    rolle, polaritaet = indicator.rolle, indicator.polaritaet
    if indicator.gruppe_im_zaehler and rolle not in GROUP_ROLES:
        yield _fault(
            indicator,
            "rolle",
            "Der Zähler zählt Menschen nach Staatsangehörigkeit, Herkunft, Sprache, Aufenthalt "
            "oder Ankunft; das ist nie ein Mangel.",
            rolle,
            " | ".join(GROUP_ROLES),
        )
    if not indicator.gruppe_im_zaehler and (named := _group_named(indicator)):
        yield _fault(
            indicator,
            "gruppe_im_zaehler",
            f"Der Zähler nennt eine Gruppe („{named}“), der Eintrag sagt Nein.",
            "false",
            "true",
        )
    allowed = (0,) if rolle in UNDIRECTED else (1, -1)
    if polaritaet not in allowed:
        what = f"Diese Richtung passt nicht zur Rolle „{rolle}“."
        yield _fault(indicator, "polaritaet", what, polaritaet, " oder ".join(map(str, allowed)))


def _group_named(indicator: Indicator) -> str:
    counted = [name for formula in indicator.rechnungen for name in formula.counted]
    return next((text for text in [indicator.zaehler, *counted] if _GROUP.search(slug(text))), "")


def _entry_faults(indicator: Indicator) -> Iterator[Fault]:
    code = r"((ja|nein|teilw\.)( \(.+\))?)?"
    checks = (
        ("id", re.fullmatch(r"[A-Z]\d\d", indicator.id), "ein Buchstabe und zwei Ziffern"),
        ("gruppe", indicator.gruppe.startswith(f"{indicator.id[:1]} "), "„Buchstabe Name“"),
        ("name", indicator.name, "ein Name"),
        ("einheit", indicator.einheit in EINHEITEN, " | ".join(EINHEITEN)),
        ("stufe", indicator.stufe in STUFEN, " | ".join(STUFEN)),
        ("code_geprueft", re.fullmatch(code, indicator.code_geprueft), "ja | teilw. | nein"),
        ("beschaffen", indicator.beschaffen.startswith(SOURCE), f"„{SOURCE} …“"),
        ("nachkommastellen", 0 <= indicator.nachkommastellen <= 3, "0 bis 3"),
        ("mindestnenner", indicator.mindestnenner >= 0, "0 oder mehr"),
        ("mindestzaehler", indicator.mindestzaehler >= 0, "0 oder mehr"),
        ("eckpunkte", _are_weights(indicator.eckpunkte), "IKO, SRA, BE und AD je 0 bis 2"),
    )
    for entry, right, expected in checks:
        if not right:
            what = "Der Eintrag ist nicht erlaubt."
            yield _fault(indicator, entry, what, getattr(indicator, entry), expected)


def _are_weights(weights: Mapping[str, int]) -> bool:
    return set(weights) == set(ECKPUNKTE) and all(0 <= w <= 2 for w in weights.values())


def _formula_faults(indicator: Indicator) -> Iterator[Fault]:
    for number, formula in enumerate(indicator.rechnungen, 1):
        above, below = TERMS.get(formula.art, (MANY, MANY))
        factor = float(EINHEITEN.get(indicator.einheit, formula.faktor))
        checks = (
            ("art", formula.art in TERMS, " | ".join(TERMS)),
            ("zaehler", _fits(formula.zaehler, above), _expected(above)),
            ("nenner", _fits(formula.nenner, below), _expected(below)),
            ("faktor", formula.art != "quote" or formula.faktor == factor, plain_number(factor)),
            ("jahre", (formula.jahre > 0) == (formula.art == "veraenderung"), "Zahl der Jahre"),
            ("zaehlwert", not formula.zaehlwert or formula.art == "veroeffentlicht", "nichts"),
            ("ebenen", formula.ebenen and set(formula.ebenen) <= set(LEVELS), " | ".join(LEVELS)),
        )
        for entry, right, expected in checks:
            if not right:
                what = f"Der Eintrag passt nicht zur Rechnung „{formula.art}“."
                found = getattr(formula, entry)
                yield _fault(indicator, f"rechnungen[{number}].{entry}", what, found, expected)


def _fits(terms: tuple[str, ...], number: int) -> bool:
    return bool(terms) if number == MANY else len(terms) == number


def _expected(number: int) -> str:
    return {MANY: "mindestens ein Merkmal", 0: "nichts", 1: "ein Merkmal"}.get(
        number, f"{number} Merkmale"
    )


def _fault(indicator: Indicator, entry: str, what: str, found: object, expected: str) -> Fault:
    return Fault(
        f"Indikator {indicator.id}: {what}",
        column=f"{indicator.id}.{entry}",
        found=str(found),
        expected=expected,
    )
