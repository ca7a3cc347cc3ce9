"""Text files and their cells.

A *cell* is the text between two separators; a *sign* stands in it where official
statistics have no ordinary number (see `sozialraum.formats.SIGNS`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from sozialraum.errors import DataError, Fault
from sozialraum.formats import SIGNS, read_number
from sozialraum.sources.files import read_bytes

Row = tuple[int, list[str]]
"""The line at which a row begins, counted from 1 as an editor does, and its cells."""

# What the second byte of an umlaut in UTF-8 looks like when it is read as cp1252.
_SECOND = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0))
# UTF-8 read as cp1252 (Ã¼, â€), and bytes lost for good.
_MOJIBAKE = re.compile(f"Ã[\u0080-\u009f{re.escape(_SECOND)}]|Â[\u00a0-\u00bf]|â€|\ufffd")
# DOS text read as cp1252 (K”ln); in UTF-8 the same is an ordinary quotation mark.
_DOS = re.compile(r"\w[„”]\w")
_SAVE_AS_UTF8 = "Datei als „CSV UTF-8“ neu speichern."

EXAMPLE = "BEISPIEL"
"""A row whose first cell begins with this is a form's example and is not read."""


def is_example(row: Row) -> bool:
    """Return whether a row shows in a form what is meant, and is no row of its own."""
    return bool(row[1]) and row[1][0].strip().startswith(EXAMPLE)


def read_text(path: Path) -> tuple[str, str]:
    """Return the text of a file and the encoding in which it is written.

    Returns
    -------
    tuple of str
        The text, without a byte order mark, and ``utf-8-sig``, ``utf-8`` or ``cp1252``.

    Raises
    ------
    DataError
        If there is no such file, it is empty, or it is text in neither encoding.
    """
    data = _bytes_of(path)
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else _encoding_of(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _encoding_error(path, line, f"Byte {data[error.start]:#04x}") from error
    if not text.strip():
        raise DataError(empty_file(path.name))
    broken = _MOJIBAKE.search(text) or (_DOS.search(text) if encoding == "cp1252" else None)
    if broken:
        line = text.count("\n", 0, broken.start()) + 1
        around = text[max(0, broken.start() - 15) : broken.end() + 15]
        raise _encoding_error(path, line, " ".join(around.split()))
    return text, encoding


def is_mojibake(text: str) -> bool:
    """Return whether a text was decoded wrongly, so that its umlauts are lost.

    >>> is_mojibake("MÃ¼lheim"), is_mojibake("Mülheim"), is_mojibake("Haus„Brücke“")
    (True, False, False)
    """
    return bool(_MOJIBAKE.search(text))


def empty_file(file: str) -> Fault:
    """Return the fault of a file without any text."""
    remedy = "Prüfen, ob die richtige Datei im Ordner liegt; Kopfzeile und Zeilen eintragen."
    return Fault("Die Datei ist leer.", file=file, remedy=remedy)


def surplus_faults(body: Iterable[Row], width: int, file: str) -> list[Fault]:
    """Return the rows that say more than the header has columns for: a cell was torn in two."""
    what = "Die Zeile hat mehr Zellen als die Kopfzeile."
    remedy = "Ein Semikolon zu viel löschen oder Text, der eines enthält, in Anführungszeichen."
    return [
        Fault(what, file, line, "", ";".join(cells)[:100], f"{width} Zellen", remedy)
        for line, cells in body
        if any(cell.strip() for cell in cells[width:])
    ]


def doubled_columns(header: Sequence[str], file: str, line: int) -> list[Fault]:
    """Return the columns that the header names twice: nobody knows which one counts."""
    what, remedy = "Die Spalte kommt mehrfach vor.", "Eine der Spalten löschen oder umbenennen."
    doubled = dict.fromkeys(name for name in header if name and header.count(name) > 1)
    return [Fault(what, file, line, name, remedy=remedy) for name in doubled]


def read_rows(path: Path, delimiter: str = ";") -> list[Row]:
    """Return the rows of a delimited text file that have any cell, with their lines.

    Cells are given as they stand, blanks included; quoted cells may span lines.

    Raises
    ------
    DataError
        As `read_text` does, or if the quoting is broken.
    """
    reader = csv.reader(io.StringIO(read_text(path)[0], newline=""), delimiter=delimiter)
    rows, line = [], 1
    try:
        for cells in reader:
            if cells:
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(broken_quoting(path.name, line)) from error
    return rows


def broken_quoting(file: str, line: int) -> Fault:
    """Return the fault of a cell that does not end: its quotation mark is not closed."""
    return Fault(
        "Die Datei lässt sich nicht als Tabelle lesen: eine Zelle nimmt kein Ende.",
        file=file,
        row=line,
        remedy="In dieser Zeile ein Anführungszeichen suchen, das nicht geschlossen wird.",
    )


def parts(text: str) -> list[str]:
    """Return the entries of a list in one cell, each once.

    >>> parts("G1, G2;G1 B-7")
    ['G1', 'G2', 'B-7']
    """
    return list(dict.fromkeys(part for part in re.split(r"[\s,;]+", text) if part))


def parse_cell(text: str) -> tuple[float, str]:
    """Return value and sign of one cell.

    A plain ``0`` is the number nought; only a reader that knows its publisher's
    signs may take it as "less than half of the unit", as `genesis` does.

    Returns
    -------
    tuple
        The value (0 for the sign ``-``, NaN for the signs that have no value) and the
        sign, ``""`` for an ordinary number.

    Raises
    ------
    ValueError
        If the cell is empty or neither a German number nor a sign.

    Examples
    --------
    >>> parse_cell("1.044.555"), parse_cell("-"), parse_cell("0")
    ((1044555.0, ''), (0.0, '-'), (0.0, ''))
    >>> parse_cell("/")
    (nan, '/')
    """
    stripped = text.strip()
    if stripped in SIGNS and stripped != "0":
        return (0.0 if stripped == "-" else np.nan), stripped
    value = read_number(stripped)
    if not np.isfinite(value):
        raise ValueError(f"zu groß: {text[:20]!r}")
    return value, ""


def _bytes_of(path: Path) -> bytes:
    data = read_bytes(path)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _encoding_error(path, 1, "UTF-16")
    if b"\0" in data:
        raise DataError(Fault("Das ist keine Textdatei.", file=path.name, remedy=_SAVE_AS_UTF8))
    return data


def _encoding_of(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _encoding_error(path: Path, line: int, found: str) -> DataError:
    what = "Die Zeichenkodierung ist beschädigt oder unbekannt."
    expected = "UTF-8 oder Windows-1252"
    return DataError(Fault(what, path.name, line, "", found, expected, _SAVE_AS_UTF8))
