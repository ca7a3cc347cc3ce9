"""Errors that show what is wrong, where it stands and what to do about it.

A *fault* is one wrong place in one input.  Readers collect all faults of a file
and raise them together, so that a specialist mends a file once, not ten times.
Texts are German: a specialist reads them; class and field names are English.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MOST_SHOWN = 20
MOST_SUGGESTED = 3
SHORTEST_PART = 3


class SozialraumError(Exception):
    """Anything that the user can put right; the command line ends with code 2."""

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows instead of the lines of the program.

        >>> print(*SozialraumError("Die Datei fehlt.")._render_traceback_(), sep="\\n")
        So geht es nicht weiter: Die Datei fehlt.
        Danach: „Ausführen“ → „Alle Zellen ausführen“.
        """
        head = f"So geht es nicht weiter: {self}"
        return [*head.splitlines(), "Danach: „Ausführen“ → „Alle Zellen ausführen“."]


@dataclass(frozen=True)
class Fault:
    """One wrong place in one input.

    Parameters
    ----------
    what
        What is wrong, a German sentence without the place.
    file
        Name of the file (or folder) in which it stands.
    row
        Line of the file as an editor counts it, beginning with 1.
    column
        Name of the column, sheet or TOML entry.
    found, expected
        What stands there and what should stand there.
    remedy
        What to do about it, a German sentence.
    """

    what: str
    file: str = ""
    row: int | None = None
    column: str = ""
    found: str = ""
    expected: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        place = [self.file] if self.file else []
        if self.row is not None:
            place.append(f"Zeile {self.row}")
        if self.column:
            place.append(f"Spalte „{self.column}“")
        text = f"{', '.join(place)}: {self.what}" if place else self.what
        if self.found:
            text += f" Gefunden: „{self.found}“."
        if self.expected:
            text += f" Erwartet: {self.expected}."
        if self.remedy:
            text += f" Abhilfe: {self.remedy}"
        return text


class DataError(SozialraumError):
    """One or more faults in an input, all of them in ``faults``."""

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults = (faults,) if isinstance(faults, Fault) else tuple(faults)
        shown = [str(fault) for fault in self.faults[:MOST_SHOWN]]
        if len(self.faults) > MOST_SHOWN:
            shown.append(f"… und {len(self.faults) - MOST_SHOWN} weitere Fehler.")
        if len(self.faults) > 1:
            shown.insert(0, f"{len(self.faults)} Fehler gefunden:")
        super().__init__("\n  ".join(shown))

    def __reduce__(self) -> tuple[type[DataError], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)  # survives the way back from a worker process


class RoleError(SozialraumError):
    """A figure was to be used for something its role forbids."""


class PublishError(SozialraumError):
    """A report could not be made or written."""


def raise_all(faults: Iterable[Fault]) -> None:
    """Raise one `DataError` that carries all faults, or do nothing if there are none."""
    collected = tuple(faults)
    if collected:
        raise DataError(collected)


def missing_file(path: Path, what: str, remedy: str) -> DataError:
    """Return the error for a file or folder that is not there."""
    return DataError(Fault(f"{what} ist nicht vorhanden.", file=str(path), remedy=remedy))


def suggest(word: str, known: Iterable[str]) -> str:
    """Return „Meinten Sie …?“ with the closest known words, or an empty text.

    A word is close to a name that resembles it, holds it, is held by it, or has a part
    that resembles it.

    >>> suggest("Altstadt-Sud", ["Altstadt-Süd", "Altstadt-Nord", "Hafen"])
    'Meinten Sie „Altstadt-Süd“, „Altstadt-Nord“?'
    >>> suggest("Aachen", ["Münster", "Städteregion Aachen"])
    'Meinten Sie „Städteregion Aachen“?'
    """
    by_folded = {name.casefold(): name for name in known if name}
    folded = word.strip().casefold()
    close = difflib.get_close_matches(folded, list(by_folded), n=MOST_SUGGESTED, cutoff=0.6)
    close += [name for name in by_folded if name not in close and _in_part(folded, name)]
    if not close:
        return ""
    listed = ", ".join(f"„{by_folded[name]}“" for name in close[:MOST_SUGGESTED])
    return f"Meinten Sie {listed}?"


def _in_part(word: str, name: str) -> bool:
    """Return whether a word stands in a name, or the name in it, or it resembles a part."""
    if min(len(word), len(name)) < SHORTEST_PART:
        return False
    parts = re.split(r"[\s/-]+", name)
    held = word in name or name in re.split(r"[\s/]+", word)
    return held or bool(difflib.get_close_matches(word, parts, n=1, cutoff=0.8))
