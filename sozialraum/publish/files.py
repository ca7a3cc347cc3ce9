"""Files that appear whole or not at all.

A file is written under a hidden name beside its place and moved there in one step, so
that neither a crash nor a reader in between ever sees half of it.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sozialraum.errors import PublishError


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step.

    Raises
    ------
    PublishError
        If it cannot be written; what was there before is still there then.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.teil")
    try:
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        raise not_written(path, error) from error
    finally:
        with suppress(OSError):  # it has been moved, or could not even be made
            part.unlink()


def not_written(path: Path, error: OSError) -> PublishError:
    """Return the error that says in German that a file could not be written."""
    return PublishError(
        f"„{path}“ kann nicht geschrieben werden ({reason(error)}). Abhilfe: die Datei in "
        "anderen Programmen schließen, Schreibrechte und freien Platz prüfen."
    )


def prepare_folder(folder: Path) -> Path:
    """Make a folder with all above it and return it.

    Raises
    ------
    PublishError
        If a file is in the way or the place may not be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe.{os.getpid()}.teil"
        probe.touch()
        probe.unlink()
    except (FileExistsError, NotADirectoryError) as error:
        raise PublishError(
            f"„{folder}“ kann kein Ordner werden: Dort liegt schon eine Datei. "
            "Abhilfe: mit -o einen anderen Ordner angeben."
        ) from error
    except OSError as error:
        raise PublishError(
            f"In den Ordner „{folder}“ kann nicht geschrieben werden ({reason(error)}). "
            "Abhilfe: mit -o einen anderen Ordner angeben."
        ) from error
    return folder


def remove_files(folder: Path, names: Iterable[str]) -> None:
    """Remove files of these names from a folder; what is no file stays.

    Raises
    ------
    PublishError
        If one of them cannot be removed, for example because Word has it open.
    """
    for name in names:
        path = folder / name
        try:
            if path.is_file() or path.is_symlink():
                path.unlink()
        except OSError as error:
            raise PublishError(
                f"„{path}“ kann nicht ersetzt werden ({reason(error)}). Abhilfe: die Datei in "
                "anderen Programmen schließen und Schreibrechte prüfen."
            ) from error


def reason(error: OSError) -> str:
    """Return in German why the operating system refused."""
    if isinstance(error, PermissionError):
        return "keine Berechtigung"
    if isinstance(error, FileNotFoundError):
        return "der Ordner fehlt"
    if isinstance(error, IsADirectoryError):
        return "dort liegt ein Ordner gleichen Namens"
    known = {
        errno.ENOSPC: "der Datenträger ist voll",
        errno.EROFS: "der Datenträger ist schreibgeschützt",
        errno.ENAMETOOLONG: "der Name ist zu lang",
    }
    return known.get(error.errno or 0, error.strerror or type(error).__name__)
