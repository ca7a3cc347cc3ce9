"""Files of the census grid, opened as columns: semicolon CSV, a zip with such files, parquet."""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from sozialraum.errors import DataError, Fault, missing_file, raise_all
from sozialraum.sources.files import blocked, read_bytes

AGAIN = "Die Datei neu herunterladen und nicht mit einer Tabellenkalkulation speichern."
ENCODINGS = ("utf-8", "cp1252")
MOST_BYTES = 2_000_000_000
MOST_TOLD = 20
PIECE = 1 << 20
_SIZES = {100: "100m", 1000: "1km", 10_000: "10km"}


def read_table(path: Path, size: int) -> pa.Table:
    """Return the columns of a file; those of a CSV are all text.

    Parameters
    ----------
    path
        The file; of a zip with several sizes of cells only that of ``size`` metres is read.

    Raises
    ------
    DataError
        If the file is missing, empty or not of this kind, or lines are torn, with their numbers.
    """
    if not path.is_file():
        raise missing_file(path, "Die Gitterdatei", "Pfad und Schreibweise prüfen.")
    try:
        if path.suffix.lower() == ".parquet":
            table = pq.read_table(path)
        else:
            table = _csv(_member(path, size) if _is_zip(path) else read_bytes(path), path.name)
    except OSError as error:
        if isinstance(error, pa.ArrowException):
            raise DataError(_unreadable(path.name)) from error
        raise blocked(error, path, "öffnen") from error
    except (pa.ArrowException, zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise DataError(_unreadable(path.name)) from error
    if not table.num_rows:
        what = "Die Gitterdatei enthält keine Zelle."
        raise DataError(Fault(what, path.name, remedy=AGAIN))
    return table


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == ".zip" or zipfile.is_zipfile(path)


def _member(path: Path, size: int) -> bytes:
    """Return the CSV of a size in a zip: the only one, or the one whose name says the size."""
    with zipfile.ZipFile(path) as archive:
        every = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
        token = re.compile(rf"(?<![0-9]){_SIZES.get(size, size)}(?![a-z0-9])", re.IGNORECASE)
        named = [one for one in every if token.search(one.filename)]
        chosen = named if len(every) > 1 else every
        if len(chosen) != 1:
            raise DataError(_no_member(path.name, [one.filename for one in every], size))
        if chosen[0].file_size > MOST_BYTES:
            what, remedy = "Die Datei im zip ist zu groß.", "Die Datei vorher entpacken."
            raise DataError(Fault(what, path.name, found=chosen[0].filename, remedy=remedy))
        return archive.read(chosen[0])


def _csv(content: bytes, file: str) -> pa.Table:
    header = content[:4096].splitlines()[0] if content.strip() else b""
    if b";" not in header or b"<" in header:
        found = header[:60].decode("latin-1")
        what, expected = "Die Datei ist keine Gitterdatei.", "CSV mit Semikolon und Kopfzeile"
        raise DataError(Fault(what, file, 1 if found else None, "", found, expected, AGAIN))
    columns = [name.strip().strip('"') for name in _text(header, file).split(";")]
    raise_all(_twofold(columns, file))
    torn: list[Fault] = []

    def refuse(row: pa_csv.InvalidRow) -> str:
        if len(torn) < MOST_TOLD:
            expected = f"{row.expected_columns} Spalten"
            what = f"Die Zeile hat {row.actual_columns} Spalten."
            torn.append(Fault(what, file, row.number, "", row.text[:60], expected, AGAIN))
        return "skip"

    table = pa_csv.read_csv(
        pa.BufferReader(content),
        # one thread: only so the reader knows the numbers of torn lines
        read_options=pa_csv.ReadOptions(
            use_threads=False, encoding=_encoding(content), column_names=columns, skip_rows=1
        ),
        parse_options=pa_csv.ParseOptions(delimiter=";", invalid_row_handler=refuse),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False
        ),
    )
    raise_all(torn)
    return table


def _text(header: bytes, file: str) -> str:
    for encoding in ENCODINGS:
        try:
            return header.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    raise DataError(_unreadable(file))


def _encoding(content: bytes) -> str:
    """Return the encoding of a file, judged by all of it: signs stand where they stand."""
    decoder, view = codecs.getincrementaldecoder("utf-8")(), memoryview(content)
    try:
        for start in range(0, len(view), PIECE):
            decoder.decode(view[start : start + PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf8"


def _twofold(columns: list[str], file: str) -> list[Fault]:
    again = sorted({name for name in columns if columns.count(name) > 1})
    what = "Eine Spalte steht zweimal in der Kopfzeile."
    return [Fault(what, file, 1, name, remedy=AGAIN) for name in again]


def _no_member(file: str, names: list[str], size: int) -> Fault:
    what = "Im zip steht nicht genau eine Gitterdatei dieser Größe."
    found, expected = (
        ", ".join(names) or "keine CSV-Datei",
        f"eine Datei „…{_SIZES.get(size)}….csv“",
    )
    return Fault(what, file, None, "", found, expected, "Die gewünschte Datei vorher entpacken.")


def _unreadable(file: str) -> Fault:
    what, expected = "Die Gitterdatei ist nicht lesbar.", "CSV, zip mit CSV oder parquet"
    return Fault(what, file, expected=expected, remedy=AGAIN)
