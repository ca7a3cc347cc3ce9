"""What changed in the need index against last year, and how far data or method did it."""

from __future__ import annotations

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.need_change import (
    DATA,
    METHOD,
    WEIGHTS,
    NeedChange,
    need_change,
)
from sozialraum.analysis.needs import NO_CLASS, NoNeedIndexError, need_index
from sozialraum.analysis.profile import Profile
from sozialraum.display.blocks import Column, Note, Table, Text
from sozialraum.display.several import Blocks
from sozialraum.display.wording import name_of
from sozialraum.formats import write_number
from sozialraum.measures.change import TOTAL

MEANING = {
    DATA: "neue Zahlen",
    METHOD: "andere Auswahl oder Rechnung",
    WEIGHTS: "andere Gewichtung",
}


def last_year(profile: Profile) -> Blocks | Note:
    """Return the change of the area's index since last year, split into its parts."""
    region, year = profile.region, profile.jahr
    try:
        after = need_index(region, year)
    except NoNeedIndexError:
        return Note(f"Kein Vergleich mit dem Vorjahr: {year} gibt es keinen Bedarfsindex.")
    try:
        before = need_index(region, year - 1)
    except NoNeedIndexError as refusal:
        return Note(f"Kein Vergleich mit dem Vorjahr {year - 1}: {refusal}")
    found = need_change(before, after)
    return Blocks((Text(_sentences(profile, found)), _table(profile, found)))


def _sentences(profile: Profile, found: NeedChange) -> tuple[str, ...]:
    key, total = profile.gebiet, len(profile.region.gebiete)
    then, now = (
        str(one.status.classes.get(key, "")) or NO_CLASS for one in (found.before, found.after)
    )
    moved = f"{len(found.moved)} von {total} Gebieten haben eine andere Klasse."
    return (
        f"Klasse von {profile.name}: {found.before.jahr} „{then}“, {found.after.jahr} „{now}“. "
        f"{moved}",
        _what(profile, found),
    )


def _what(profile: Profile, found: NeedChange) -> str:
    """Return which indicators are new, gone or renewed."""
    parts = (
        ("Neu im Index", found.came),
        ("Nicht mehr im Index", found.went),
        ("Mit neueren Zahlen", tuple(found.renewed)),
    )
    said = [f"{head}: {_names(profile, ids)}." for head, ids in parts if ids]
    return " ".join(said) or "In beiden Jahren stehen dieselben Zahlen im Index."


def _names(profile: Profile, ids: tuple[str, ...]) -> str:
    return "; ".join(name_of(profile.region, catalogue()[name]) for name in ids)


def _table(profile: Profile, found: NeedChange) -> Table:
    own = found.parts.loc[profile.gebiet]
    typical = found.parts.abs().median()
    return Table(
        f"Bedarfsindex {found.before.jahr} und {found.after.jahr}: woran die Veränderung liegt",
        (
            Column("Bestandteil"),
            Column(f"{profile.name}, Indexpunkte", "right"),
            Column("mittleres Gebiet (Betrag)", "right"),
        ),
        tuple(
            (
                f"{name.capitalize()} ({MEANING[name]})" if name in MEANING else "Zusammen",
                write_number(float(own[name]), 2, sign=True),
                write_number(float(typical[name]), 2),
            )
            for name in (DATA, METHOD, WEIGHTS, TOTAL)
        ),
        note="Indexpunkte: Standardabweichungen aller Gebiete; Plus heißt mehr Belastung. Die "
        "Teile sind über alle Reihenfolgen gemittelt (Shapley) und ergeben die ganze Veränderung. "
        "Eine Kennzahl, die nur eines der Jahre hat, zählt zum Verfahren. Mittleres Gebiet: "
        "Median. Wo das Verfahren überwiegt, hat sich weniger die Lage geändert als die Messung.",
    )
