"""Which areas a document is about, with what they are compared, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.dossier import Dossier
from sozialraum.display.blocks import Gap, Text
from sozialraum.display.several import Blocks
from sozialraum.display.wording import (
    areas_word,
    date_text,
    known_rows,
    sources_of,
    value_text,
)
from sozialraum.formats import write_number
from sozialraum.programme import BELEGARTEN


def scope(dossier: Dossier) -> Blocks:
    """Return areas, comparison, sources and methods; how areas were chosen is a gap."""
    where = Gap("Wie sind die Räume abgegrenzt, und leben die Menschen auch in diesen Grenzen?")
    return Blocks((Text(tuple(_sentences(dossier))), where))


def _sentences(dossier: Dossier) -> Iterator[str]:
    region, areas = dossier.region, list(dossier.profile.values())
    above = [region.parents_of(one.gebiet) for one in areas]
    chain = [*(p.name for one in above for p in one[:-1]), *(p.name for p in above[0][-1:])]
    names, parents = listed([one.name for one in areas]), list(dict.fromkeys(chain))
    yield (
        f"Untersucht {'wird' if len(areas) == 1 else 'werden'} {names}: {len(areas)} von "
        f"{len(region.gebiete)} Gebieten ({areas_word(region)}) in "
        f"{region.name}, zusammen {people(dossier)} Menschen."
        + (f" Verglichen wird mit {listed(parents)}." if parents else "")
    )
    rows = [known_rows(one) for one in areas]
    sources = {name for table in rows for name in sources_of(table)}
    known = {str(name) for table in rows for name in table.index}
    yield (
        f"Amtliche Zahlen: {len(known)} Kennzahlen aus {len(sources)} "
        f"{'Quelle' if len(sources) == 1 else 'Quellen'}, Stand {dates(dossier)}."
    )
    kinds = dossier.evidence.belege["art"].value_counts(sort=False)
    if len(kinds):
        told = ", ".join(
            f"{BELEGARTEN[str(kind)]} ({write_number(n)})" for kind, n in kinds.items()
        )
        yield (
            f"Belege vor Ort: {told}; Datum und Zahl der Beteiligten stehen im Kapitel "
            "„Erhebungen vor Ort“, die Grenzen im Kapitel „Grenzen und Datenschutz“."
        )


def dates(dossier: Dossier) -> str:
    """Return from when to when the figures are."""
    rows = [known_rows(one) for one in dossier.profile.values()]
    found = sorted({str(stand) for table in rows for stand in table["stand"] if stand})
    first, last = date_text(found[0]), date_text(found[-1])
    return first if first == last else f"{first} bis {last}"


def people(dossier: Dossier) -> str:
    """Return how many people live in the areas, the sign for none where one is not known."""
    known = [one.werte.at["A01", "wert"] for one in dossier.profile.values()]
    total = pd.Series(known, dtype=float).sum(skipna=False)
    return value_text(catalogue()["A01"], total)


def listed(names: Sequence[str]) -> str:
    """Return names as German list.

    >>> listed(["Nord"]), listed(["Nord", "Süd", "Ost"])
    ('Nord', 'Nord, Süd und Ost')
    """
    *first, last = names
    return f"{', '.join(first)} und {last}" if first else last
