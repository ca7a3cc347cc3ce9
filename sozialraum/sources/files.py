"""Files: read whole, written whole or not at all; what goes wrong is said in German."""

from __future__ import annotations

import errno
import re
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

from sozialraum.errors import DataError, Fault, missing_file

_REASONS = {
    errno.EACCES: "die Berechtigung fehlt",
    errno.EPERM: "die Berechtigung fehlt",
    errno.EROFS: "der Datenträger ist schreibgeschützt",
    errno.ENOSPC: "der Datenträger ist voll",
    errno.ENOENT: "der Ordner ist nicht vorhanden",
    errno.ENOTDIR: "der Ordner ist nicht vorhanden",
    errno.EISDIR: "unter diesem Namen liegt ein Ordner",
    errno.ENAMETOOLONG: "der Name ist zu lang",
}


def blocked(error: OSError, path: Path, verb: str) -> DataError:
    """Return the German error for what the operating system refuses.

    >>> error = PermissionError(errno.EACCES, "Permission denied")
    >>> print(blocked(error, Path("a.csv"), "öffnen"))  # doctest: +ELLIPSIS
    a.csv: Die Datei lässt sich nicht öffnen: die Berechtigung fehlt. Abhilfe: ...
    """
    reason = _REASONS.get(error.errno or 0, f"das Betriebssystem meldet „{error.strerror}“")
    return DataError(
        Fault(
            f"Die Datei lässt sich nicht {verb}: {reason}.",
            file=str(path),
            remedy="Pfad, Rechte und freien Platz prüfen; in anderen Programmen schließen.",
        )
    )


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises
    ------
    DataError
        If there is no such file or it may not be read.
    """
    try:
        if not path.is_file():
            raise missing_file(path, "Die Datei", "Pfad und Schreibweise prüfen.")
        return path.read_bytes()
    except OSError as error:
        raise blocked(error, path, "öffnen") from error


def write_file(path: Path, text: str) -> None:
    """Write a text file in UTF-8 with byte order mark: complete or not at all.

    Raises
    ------
    DataError
        If it cannot be written; what stood there before stays.
    """
    write_bytes(path, text.encode("utf-8-sig"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file: complete or not at all.

    Raises
    ------
    DataError
        If it cannot be written; what stood there before stays.
    """
    unfinished = path.with_name(f".{path.name}.neu")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):  # the reason is told already
            unfinished.unlink()
        raise blocked(error, path, "schreiben") from error


def back_up(path: Path) -> Path | None:
    """Copy a file that is about to be overwritten to ``<name>.<n>.bak`` beside it.

    Returns
    -------
    Path or None
        The copy that holds what stands in the file; None if there is no file.

    Raises
    ------
    DataError
        If it cannot be read or copied: then nothing may be overwritten.
    """
    if not path.is_file():
        return None
    content = read_bytes(path)
    pattern = re.compile(rf"{re.escape(path.name)}\.(\d+)\.bak")
    found = ((entry, pattern.fullmatch(entry.name)) for entry in path.parent.iterdir())
    copies = {int(match[1]): entry for entry, match in found if match}
    for copy in copies.values():
        if read_bytes(copy) == content:  # never two copies alike
            return copy
    number = max(copies, default=0) + 1
    copy = path.with_name(f"{path.name}.{number}.bak")
    write_bytes(copy, content)
    return copy


def read_toml(path: Path) -> dict[str, Any]:
    """Return the entries of a TOML file.

    Raises
    ------
    DataError
        If it cannot be read, is not UTF-8 or no TOML, with the line.
    """
    data = read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = "Die Datei ist nicht in UTF-8 gespeichert."
        fault = Fault(what, path.name, line, remedy="Im Editor als UTF-8 speichern.")
        raise DataError(fault) from error
    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, and numbers beyond all measure
        raise DataError(_no_toml(path.name, text, str(error))) from error


def _no_toml(file: str, text: str, reason: str) -> Fault:
    lines = text.splitlines()
    stated = re.search(r"at line (\d+)", reason)
    line = int(stated[1]) if stated else len(lines)
    return Fault(
        "Kein gültiges TOML.",
        file=file,
        row=line,
        found=lines[line - 1].strip()[:60] if line <= len(lines) else "",
        expected="je Zeile ein Eintrag der Form name = Wert, jeder nur einmal",
        remedy="Texte stehen in geraden Anführungszeichen, Zahlen ohne; Klammern schließen.",
    )
