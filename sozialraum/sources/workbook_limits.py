"""Limits of workbooks: what is refused before it is unpacked, because it would fill the memory.

A reader keeps a sheet as a rectangle up to its last cell.  One stray cell at the end of the
sheet, which nobody sees, makes billions of empty ones of it.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from sozialraum.errors import DataError, Fault

MOST_CELLS = 20_000_000
MOST_BYTES = 2_000_000_000
"""Bytes that a workbook may have once it is unpacked."""

_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError),
)
_PIECE = 1 << 20
_LONGEST_CELL = 200
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_FAR = re.compile(rb'<c\b[^>]*?\br="([A-Z]{2,3})([0-9]{1,7})"[^>]*(?<!/)>(?!</c>)')
_ANY = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>(?!</c>)')


def refuse_giants(content: bytes, file: str) -> None:
    """Refuse a workbook that is too large once it is unpacked; xls cannot be.

    Raises
    ------
    DataError
        With the last cell of the sheet.
    """
    if not content.startswith(b"PK\x03\x04"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
                raise DataError(_too_large(file))
            for name in filter(_SHEET.fullmatch, archive.namelist()):
                _refuse_giant(archive, name, file)
    except _BROKEN:
        return  # the reader of workbooks says what is wrong with it


def _refuse_giant(archive: zipfile.ZipFile, name: str, file: str) -> None:
    """Refuse a sheet whose last column and last row lie too far apart.

    Sheets up to column Z are never too large, so their cells are not looked at.
    """
    widest = max((_number(column) for column, _ in _cells(archive, name, _FAR)), default=0)
    if not widest:
        return
    last = max(int(row) for _, row in _cells(archive, name, _ANY))
    if widest * last > MOST_CELLS:
        raise DataError(_too_far(file, f"Spalte {_letters(widest)}, Zeile {last}"))


def _cells(
    archive: zipfile.ZipFile, name: str, form: re.Pattern[bytes]
) -> Iterator[tuple[bytes, bytes]]:
    rest = b""
    with archive.open(name) as stream:
        while piece := stream.read(_PIECE):
            text = rest + piece
            for found in form.finditer(text):
                yield found[1], found[2]
            rest = text[-_LONGEST_CELL:]


def _number(letters: bytes) -> int:
    """Return the number of a column.

    >>> _number(b"A"), _number(b"AA"), _letters(_number(b"XFD"))
    (1, 27, 'XFD')
    """
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _letters(number: int) -> str:
    text = ""
    while number:
        number, last = divmod(number - 1, 26)
        text = chr(65 + last) + text
    return text


def _too_far(file: str, found: str) -> Fault:
    return Fault(
        "Ein Blatt reicht weiter, als eine Tabelle reichen kann.",
        file=file,
        found=found,
        expected="eine Tabelle ohne Zellen weit außerhalb",
        remedy="In der Tabellenkalkulation Strg+Ende drücken, die verirrte Zelle mit ihrer Zeile "
        "und Spalte löschen und speichern.",
    )


def _too_large(file: str) -> Fault:
    return Fault(
        "Die Arbeitsmappe ist entpackt zu groß.",
        file=file,
        expected="höchstens 2 Gigabyte",
        remedy="Das gebrauchte Blatt als „CSV UTF-8“ speichern und dieses einlesen.",
    )
