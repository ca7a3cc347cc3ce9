"""The glossary: words as this project uses them, for the annex of a document and for docs.

``python -m sozialraum.display.glossary`` prints docs/glossar.md.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sozialraum.analysis.dossier import Dossier
from sozialraum.display import agency_spaces, choice, limits, local, overview, planning, strain
from sozialraum.display.block_base import BaseBlock
from sozialraum.display.blocks import Column, Table
from sozialraum.display.case_released import shown_statistics
from sozialraum.display.discrimination import IN_CHAPTER
from sozialraum.display.several import Blocks

FILE = "glossary.toml"
ENDINGS = "(?:e|en|er|es|n|s|se|ses)?"
ALWAYS = "Integrationsagenturen, Eckpunkte, Aufgabenplanung, interkulturelle Öffnung"
"""Words of the chapter on the task, which is the same in all documents."""

HEAD = """# Glossar

Die Wörter, wie dieses Projekt sie gebraucht. Englische Entsprechungen im Code nennt
[CONTRIBUTING.md](../CONTRIBUTING.md).
"""


@dataclass(frozen=True)
class Term:
    """A word, what it means, how it is known in a text, whether a report's reader needs it."""

    name: str
    text: str
    formen: tuple[str, ...] = ()
    bericht: bool = True

    def occurs(self, text: str) -> bool:
        """Return whether a text has the word, also with an ending.

        >>> Term("Befund", "").occurs("drei Befunde"), Term("IA", "").occurs("SOZIAL")
        (True, False)
        """
        words = "|".join(map(re.escape, self.formen or (self.name,)))
        return re.search(rf"\b(?:{words}){ENDINGS}\b", text) is not None


@cache
def terms() -> tuple[Term, ...]:
    """Return all words in the order of the alphabet."""
    content = tomllib.loads((files("sozialraum.display") / FILE).read_text("utf-8"))
    return tuple(
        Term(**entry | {"formen": tuple(entry.get("formen", ()))}) for entry in content["begriff"]
    )


def glossary(dossier: Dossier) -> Table:
    """Return the words that occur in an agency's document, with their meaning."""
    said = "\n".join(_texts(dossier))
    chosen = [one for one in terms() if one.bericht and one.occurs(said)]
    return Table(
        "Glossar",
        (Column("Begriff"), Column("Bedeutung in diesem Dokument")),
        tuple((one.name, f"{one.text}.") for one in chosen),
    )


CHAPTERS: tuple[Callable[[Dossier], BaseBlock | Blocks], ...] = (
    agency_spaces.comparison, agency_spaces.target_groups, choice.findings, choice.needs,
    choice.unused, choice.proposals, choice.reasons, choice.evidence, choice.scores, choice.rules,
    planning.goals, limits.limits, limits.hidden,
)  # fmt: skip
"""Chapters that are made of words; those of pictures use the same."""


def _texts(dossier: Dossier) -> Iterator[str]:
    """Yield the words of a document, as far as they stand outside of pictures."""
    region = dossier.region
    shown = [chapter(dossier) for chapter in CHAPTERS]
    shown += [
        local.kinds(dossier.evidence, region, gebiete=dossier.gebiete),
        overview.places(region, dossier.gebiete), strain.conventions(region, dossier.jahr),
    ]  # fmt: skip
    yield ALWAYS
    for one in shown:
        for block in one.blocks if isinstance(one, Blocks) else (one,):
            yield f"{block.to_text()}\n{getattr(block, 'note', '')}"
    for found in shown_statistics(dossier):
        if not isinstance(found, BaseBlock):
            yield " ".join([found.name, *found.audit])
            yield from (one.titel for one in found.tables if one.nummer in IN_CHAPTER)


def page() -> str:
    """Return docs/glossar.md."""
    return "\n".join([HEAD, *(f"**{one.name}** – {one.text}\n" for one in terms())])


def main() -> None:
    """Print docs/glossar.md."""
    sys.stdout.buffer.write(page().encode("utf-8"))


if __name__ == "__main__":
    main()
