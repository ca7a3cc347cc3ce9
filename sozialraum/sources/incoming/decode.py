"""Encodings: UTF-8, UTF-16, Windows-1252, and umlauts that were encoded twice.

The whole file is decoded once, piece by piece, before anything is read from it: a file
that is text only up to its middle is refused with the line, not half imported.
Latin-1 is a part of Windows-1252 as far as text goes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sozialraum.errors import DataError, Fault
from sozialraum.sources.files import blocked
from sozialraum.sources.texts import empty_file, is_mojibake

_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_NAMES = {
    "utf-8-sig": "",
    "utf-8": "",
    "cp1252": "Als Windows-1252 gelesen.",
    "utf-16": "Als UTF-16 gelesen.",
    "utf-16-le": "Als UTF-16 ohne Kennung gelesen.",
    "utf-16-be": "Als UTF-16 ohne Kennung gelesen.",
}
_PIECE = 1 << 20
_SAVE_AS_UTF8 = "Die Datei in der Tabellenkalkulation als „CSV UTF-8“ neu speichern."
_SECOND = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0))
_CONTINUED = f"[\u0080-\u00bf{re.escape(_SECOND)}]"
_TWICE = re.compile(f"[\u00c2-\u00df]{_CONTINUED}|[\u00e0-\u00ef]{_CONTINUED}{{2}}")
_DOS = re.compile(r"[a-z][„”\u0081][a-z]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True)
class Text:
    """A text file, its encoding, and whether its umlauts were encoded twice."""

    path: Path
    encoding: str
    twice: bool
    notes: tuple[str, ...] = field(default=())

    def lines(self) -> Iterator[str]:
        """Yield the lines with their ends, as the csv module wants them.

        Raises
        ------
        DataError
            If the file can no longer be read.
        """
        try:
            with self.path.open(encoding=self.encoding, newline="") as stream:
                yield from map(repaired, stream) if self.twice else stream
        except OSError as error:
            raise blocked(error, self.path, "lesen") from error


def decoded(path: Path) -> Text:
    """Return a text file with the encoding it is written in.

    Raises
    ------
    DataError
        If it is empty, no text, or text in none of the known encodings.
    """
    encoding = _encoding(path)
    twice = _check(path, encoding)
    notes = [_NAMES[encoding]] if _NAMES[encoding] else []
    if twice:
        notes.append("Doppelt kodierte Umlaute repariert („MÃ¼lheim“ → „Mülheim“).")
    return Text(path, encoding, twice, tuple(notes))


def repaired(text: str) -> str:
    """Return a text whose doubly encoded letters are single again.

    >>> repaired("MÃ¼lheim, StraÃŸe, â€“"), repaired("Mülheim")
    ('Mülheim, Straße, –', 'Mülheim')
    """
    return _TWICE.sub(_once, text)


def _once(match: re.Match[str]) -> str:
    try:
        return b"".join(map(_byte, match[0])).decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def _byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")  # the five bytes that Windows-1252 leaves open


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(4000)
    for mark, encoding in _BOMS.items():
        if start.startswith(mark):
            return encoding
    halves = start[0::2].count(0), start[1::2].count(0)
    if min(halves) == 0 and 10 * max(halves) > 4 * len(start) // 2:
        return "utf-16-be" if halves[0] else "utf-16-le"
    return "utf-8" if _decodes(path, "utf-8") else "cp1252"


def _decodes(path: Path, encoding: str) -> bool:
    try:
        for _ in _pieces(path, encoding):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _pieces(path: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _check(path: Path, encoding: str) -> bool:
    """Return whether umlauts are encoded twice; refuse what is no text."""
    twice, empty, line = False, True, 1
    try:
        for piece in _pieces(path, encoding):
            if broken := _broken(piece, encoding):
                line += piece.count("\n", 0, broken.start())
                around = piece[max(0, broken.start() - 15) : broken.end() + 15]
                raise _refused(path, line, " ".join(around.split()))
            twice = twice or (is_mojibake(piece) and repaired(piece) != piece)
            empty = empty and not piece.strip("\ufeff \t\r\n")
            line += piece.count("\n")
    except UnicodeDecodeError as error:
        raise _refused(path, line, f"Byte {error.object[error.start]:#04x}") from error
    if empty:
        raise DataError(empty_file(path.name))
    return twice


def _broken(piece: str, encoding: str) -> re.Match[str] | None:
    lost = _CONTROL.search(piece) or re.search("\ufffd", piece)
    return lost or (_DOS.search(piece) if encoding == "cp1252" else None)


def _refused(path: Path, line: int, found: str) -> DataError:
    what = "Die Datei ist kein Text in einer bekannten Zeichenkodierung."
    expected = "UTF-8, UTF-16 oder Windows-1252"
    return DataError(Fault(what, path.name, line, "", found, expected, _SAVE_AS_UTF8))
