"""Where an area deviates most from all areas, in both directions; context stays out."""

from __future__ import annotations

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.standing import MOST, SMALLEST, compared
from sozialraum.analysis.standing import standing as area_standing
from sozialraum.analysis.values import snapshot
from sozialraum.display.blocks import Column, Note, Table
from sozialraum.display.tables import largest_parent, recognisable
from sozialraum.display.wording import (
    areas_word,
    known_rows,
    name_of,
    source_line,
    sources_of,
    value_text,
)
from sozialraum.formats import write_number

NEED, STRENGTH = "spricht für Bedarf", "spricht für Stärke"


def deviations(profile: Profile) -> Table | Note:
    """Return the indicators in which the area deviates most from the mean of all areas."""
    chosen = {indicator.id: indicator for indicator in compared(profile)}
    found = area_standing(profile)
    told = [(str(name), float(far), NEED) for name, far in found.schwaechen.items()]
    told += [(str(name), float(far), STRENGTH) for name, far in found.staerken.items()]
    least = write_number(SMALLEST, 1)
    if not told:
        return Note(
            f"{profile.name} weicht in keiner der {len(chosen)} Kennzahlen mit Richtung um "
            f"{least} Standardabweichungen vom Mittel aller Gebiete ab."
        )
    rows = known_rows(profile, [name for name, _, _ in told])
    return Table(
        f"Stärkste Abweichungen vom Mittel aller Gebiete: {profile.name}",
        (
            Column("Kennzahl"),
            Column(profile.name, "right"),
            Column("Mittel", "right"),
            Column("Abstand", "right"),
            Column("Richtung"),
            Column("Unterschied erkennbar"),
        ),
        tuple(_row(profile, name, far, way) for name, far, way in told),
        source=source_line(profile.region, sources_of(rows)),
        note=f"Verglichene Kennzahlen mit Richtung: {len(chosen)}. Gezeigt sind je Richtung "
        f"höchstens {MOST}, die am weitesten vom Mittel aller {len(profile.region.gebiete)} "
        f"Gebiete ({areas_word(profile.region)}) liegen, ab {least} Standardabweichungen; "
        "Kontextgrößen gehören nicht dazu. Unterschied erkennbar: ob mehr als Zufall, zum übrigen "
        f"Vergleichsraum ({largest_parent(profile)}).",
    )


def _row(profile: Profile, name: str, far: float, way: str) -> tuple[str, ...]:
    indicator = catalogue()[name]
    table = snapshot(profile.region, indicator, profile.jahr)
    mean = table["wert"].astype(float).reindex(profile.region.gebiete.index).mean()
    return (
        name_of(profile.region, indicator),
        value_text(indicator, float(profile.werte.at[name, "wert"])),
        value_text(indicator, float(mean)),
        f"{write_number(far, 1)} Standardabw.",
        way,
        recognisable(profile, name),
    )
