"""The rules that an indicator keeps: those of its role, of its entries, of its formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sozialraum.analysis.roles import GROUP_ROLES, UNDIRECTED
from sozialraum.errors import Fault
from sozialraum.formats import plain_number, slug
from sozialraum.programme import ECKPUNKTE
from sozialraum.sources.settings import LEVELS

if TYPE_CHECKING:
    from sozialraum.analysis.indicator import Indicator

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


def indicator_faults(indicator: Indicator) -> Iterator[Fault]:
    """Yield all that is wrong with an indicator."""
    yield from _role_faults(indicator)
    yield from _entry_faults(indicator)
    yield from _formula_faults(indicator)


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
