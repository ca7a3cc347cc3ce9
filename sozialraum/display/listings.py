"""Lists of a report: places, indicators without data, sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import geopandas as gpd
import pandas as pd

from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.indicator import STUFEN, Formula
from sozialraum.analysis.places import REACH, known_sentence, places_in, unplaced
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.values import formula_for
from sozialraum.display.blocks import Column, Note, Table
from sozialraum.display.wording import (
    completeness,
    date_text,
    known_rows,
    proof,
    source_line,
    sources_of,
)
from sozialraum.formats import MISSING, plain_number, write_number
from sozialraum.region import Region
from sozialraum.sources.places import KINDS
from sozialraum.sources.registry import short

ROLE_NAMES = {"luecke": "Lücke"}
"""Roles that are written otherwise than in the catalogue."""

NEVER_GUESSED = "Die Lage einer Stelle wird nie geraten; was ohne Ort ist, steht auf keiner Karte."


def places(profile: Profile) -> Table | Note:
    """Return the agencies and other places in the area."""
    found = places_in(profile.region, profile.gebiet)
    if found.empty:
        said = ("Im Gebiet ist keine Stelle mit Sitz bekannt.", completeness(profile.region))
        return Note(" ".join((*said, _elsewhere(profile))).strip())
    kinds = [
        f"{KINDS[kind]}: {known_sentence(profile.region, profile.gebiet, kind)}"
        for kind in dict.fromkeys(found["art"])
    ]
    heads = ("Stelle", "Art", "Träger", "Anschrift", "Schwerpunkte, Sprachen")
    far, stand = Column("Luftlinie ab Gebietsmitte", "right"), Column("Stand, Beleg")
    return Table(
        f"Bekannte Stellen mit Sitz im Gebiet: {profile.name}",
        (*map(Column, heads), far, stand),
        _place_rows(found, profile.jahr),
        source=source_line(profile.region, found["quelle"]),
        note=f"{'. '.join(kinds)}. Die Luftlinie ist auf Kilometer gerundet und steht nur bei "
        "Stellen, deren Lage mindestens über die Postleitzahl bekannt ist. "
        f"{_elsewhere(profile)}".strip(),
    )


def _elsewhere(profile: Profile) -> str:
    """Return what the list says of places that stand for several or have no known area."""
    region = profile.region
    rows = unplaced(region)
    here = {profile.name, region.name}
    several = rows[~rows["anzahl"].isin(["", "1"]) & rows["ort"].isin(here)]
    unknown = len(rows) - len(several)
    names = ", ".join(several["einrichtung"])
    said = [f"Dazu steht in der Liste: {names}."] if names else []
    if unknown:
        said.append(
            f"{unknown} weitere Einträge der Liste sind keinem Gebiet zugeordnet; der Überblick "
            "nennt sie."
        )
    return " ".join(said)


def _place_rows(found: gpd.GeoDataFrame, jahr: int) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            place.einrichtung,
            f"{KINDS[place.art]} ({REACH[place.art]})" if place.art in REACH else KINDS[place.art],
            place.traeger or MISSING,
            ", ".join(part for part in (place.strasse, f"{place.plz} {place.ort}".strip()) if part),
            _offered(place.schwerpunkte, place.sprachen),
            f"rund {write_number(place.km)} km" if pd.notna(place.km) else MISSING,
            proof(place.stand, place.belegt, jahr),
        )
        for place in found.itertuples()
    )


def _offered(work: str, languages: str) -> str:
    """Return what a place works on and in which languages.

    >>> _offered("Wohnen", "Deutsch, Dari"), _offered("", "")
    ('Wohnen; Deutsch, Dari', '–')
    """
    return "; ".join(filter(None, [work, languages])) or MISSING


def unplaced_places(region: Region) -> Table | Note:
    """Return the places of a region whose area is not known."""
    found = unplaced(region)
    if found.empty:
        return Note("Alle Stellen der Liste sind einem Gebiet zugeordnet.")
    return Table(
        "Stellen, die keinem Gebiet zugeordnet sind",
        tuple(map(Column, ("Stelle", "Art", "Träger", "Lage"))),
        tuple(
            (place.einrichtung, KINDS[place.art], place.traeger or MISSING, place.lage)
            for place in found.itertuples()
        ),
        source=source_line(region, found["quelle"]),
        note=NEVER_GUESSED,
    )


def unavailable(profile: Profile) -> Table:
    """Return the indicators without data, the core ones first, and where to get them."""
    missing = [i for i in catalogue().values() if not profile.werte.at[i.id, "jahr"]]
    missing.sort(key=lambda indicator: STUFEN.index(indicator.stufe))
    return Table(
        "Kennzahlen, die noch fehlen, und wo sie zu beschaffen sind",
        (Column("Nicht verfügbar"), Column("Zu beschaffen")),
        tuple((i.name, i.beschaffen.removeprefix("Zu beschaffen ")) for i in missing),
        note="Die wichtigsten stehen oben.",
    )


def definitions(profile: Profile) -> Table:
    """Return what each indicator of the report counts, and what to mind with it."""
    return indicator_sheets([profile], [str(name) for name in known_rows(profile).index])


def indicator_sheets(profiles: Sequence[Profile], names: Iterable[str]) -> Table:
    """Return unit, role, definition, formula, source, date and limits of some indicators.

    Parameters
    ----------
    profiles
        Areas of one region.
    names
        Ids of indicators; those that no area has are left out.
    """
    rows = (_sheet(profiles, catalogue()[name]) for name in names)
    heads = ("Kennzahl", "Rolle", "Definition, Formel, Einheit", "Quelle, Stand", "Grenzen")
    return Table(
        "Was die Kennzahlen zählen", tuple(map(Column, heads)), tuple(row for row in rows if row)
    )


def _sheet(profiles: Sequence[Profile], indicator: Indicator) -> tuple[str, ...]:
    region = profiles[0].region
    formula = formula_for(region, indicator)
    rows = [one.werte.loc[indicator.id] for one in profiles]
    known = [row for row in rows if row["jahr"]]
    if formula is None or not known:
        return ()
    newest = max(known, key=lambda row: str(row["stand"]))
    source = source_line(region, [name for row in known for name in row["quellen"]])
    return (
        f"{indicator.id} {indicator.name_of(formula)}",
        ROLE_NAMES.get(indicator.rolle, str(indicator.rolle).capitalize()),
        f"{_definition(indicator, formula)}; {indicator.einheit or 'ohne Einheit'}",
        f"{source}, {date_text(newest['stand'], newest['alter'])}",
        formula.hinweis or indicator.hinweis or MISSING,
    )


def _definition(indicator: Indicator, formula: Formula) -> str:
    """Return numerator and denominator in words, and how the value follows from them.

    >>> from sozialraum.analysis.catalogue import catalogue
    >>> _definition(catalogue()["G01"], Formula("quote", ("a",), ("b",)))
    'Wählende ÷ Wahlberechtigte × 100'
    """
    parts = " ÷ ".join(filter(None, [indicator.zaehler, indicator.nenner]))
    if formula.art == "quote":
        factor = plain_number(float(formula.faktor))
        return parts if factor in parts.replace(".", "") else f"{parts} × {factor}"
    if formula.art == "veroeffentlicht":
        return f"{parts}, wie veröffentlicht"
    return parts


def source_table(profile: Profile) -> Table:
    """Return every source behind a report, with licence and date."""
    shown = known_rows(profile)
    figures = [
        *sources_of(shown),
        *(name for row in shown.index for name in profile.history_sources(str(row))),
    ]
    return listed_sources(profile.region, figures, "Quellen dieses Berichts")


def listed_sources(region: Region, figures: Iterable[str], caption: str) -> Table:
    """Return the sources of some figures, of the areas and of the places of a region."""
    ids = dict.fromkeys([*figures, region.settings.gebiete.quelle, *region.standorte["quelle"]])
    known = region.sources
    return Table(
        caption,
        tuple(map(Column, ("Kurz", "Herausgeber und Titel", "Stand", "Lizenz"))),
        tuple(
            (
                short(source),
                f"{source.namensnennung or source.herausgeber}: {source.titel}",
                date_text(source.stand) if source.stand else "nicht genannt",
                source.lizenz or "nicht genannt",
            )
            for source in (known[name] for name in ids if name)
        ),
    )
