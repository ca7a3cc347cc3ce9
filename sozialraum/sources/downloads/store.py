"""Store: files in the user's cache, each with a note of where, when and what was loaded.

A file becomes part of the store only after its checksum and content were checked.  From then
on it is used without asking anybody, until the user wants it anew.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pooch

from sozialraum.errors import DataError, Fault, raise_all
from sozialraum.sources.downloads.content import content_faults
from sozialraum.sources.downloads.listing import Download
from sozialraum.sources.downloads.polite import Polite
from sozialraum.sources.downloads.transfer import Transfer
from sozialraum.sources.files import blocked, write_bytes

VARIABLE = "SOZIALRAUM_CACHE"
NOTE = ".abruf.json"


@dataclass(frozen=True)
class Stored:
    """A file in the store.

    Parameters
    ----------
    path
        Where it lies.
    abruf
        ISO day of its retrieval.
    pruefsumme
        SHA-256 of what came.
    fresh
        Whether it was loaded just now.
    """

    path: Path
    abruf: str
    pruefsumme: str
    fresh: bool


def cache_folder() -> Path:
    """Return the folder of the store: the user's cache, or what `VARIABLE` says."""
    return Path(os.environ.get(VARIABLE) or pooch.os_cache("sozialraum"))


def fetch(
    entry: Download, polite: Polite, *, folder: Path, only_cache: bool = False, anew: bool = False
) -> Stored:
    """Return a file, from the store or from the web.

    Parameters
    ----------
    entry
        Which file.
    polite
        Who asks its service.
    folder
        The store.
    only_cache
        Whether the web is out of bounds.
    anew
        Whether it is loaded even if it is in the store; that one stays if this fails.

    Raises
    ------
    DataError
        If it cannot be loaded, is not what was expected, or is not in the store.
    """
    path = folder / entry.datei
    known = stored(entry, folder)
    if known and not anew:
        return known
    if only_cache:
        raise DataError(missing(path, entry.kennung))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        loaded = _load(entry, polite, folder)
        raise_all(_cleaned(loaded, content_faults(loaded, entry.inhalt, entry.datei)))
        os.replace(loaded, path)
    except OSError as error:
        raise blocked(error, path, "schreiben") from error
    return keep(path, entry.adresse)


def stored(entry: Download, folder: Path) -> Stored | None:
    """Return a file of the store, None if it is not there or is not what once came."""
    found = stored_at(folder / entry.datei)
    return found if found and entry.pruefsumme in ("", found.pruefsumme) else None


def stored_at(path: Path) -> Stored | None:
    """Return the file at a path if its note is there and its checksum is still the same."""
    try:
        noted = json.loads(path.with_name(path.name + NOTE).read_text(encoding="utf-8"))
        found = Stored(path, str(noted["abruf"]), str(noted["sha256"]), fresh=False)
        whole = path.is_file() and pooch.file_hash(str(path)) == found.pruefsumme
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if whole else None


def keep(path: Path, address: str) -> Stored:
    """Write the note that makes a file part of the store, and return both."""
    made = Stored(path, date.today().isoformat(), pooch.file_hash(str(path)), fresh=True)
    noted = {"adresse": address, "abruf": made.abruf, "sha256": made.pruefsumme}
    text = json.dumps(noted, ensure_ascii=False, indent=1, sort_keys=True)
    write_bytes(path.with_name(path.name + NOTE), f"{text}\n".encode())
    return made


def _load(entry: Download, polite: Polite, folder: Path) -> Path:
    """Return the file as it came, checked against the checksum of the registry."""
    pooch.get_logger().setLevel(logging.ERROR)  # it speaks English and names paths
    fresh = folder / f"{entry.datei}.neu"
    fresh.unlink(missing_ok=True)
    try:
        loaded = pooch.retrieve(
            entry.adresse,
            known_hash=f"sha256:{entry.pruefsumme}" if entry.pruefsumme else None,
            fname=fresh.name,
            path=folder,
            downloader=Transfer(entry, folder, polite),
        )
    except ValueError as error:
        raise DataError(_other_sum(entry)) from error
    return Path(loaded)


def _cleaned(path: Path, faults: list[Fault]) -> list[Fault]:
    if faults:
        path.unlink(missing_ok=True)
    return faults


def _other_sum(entry: Download) -> Fault:
    return Fault(
        "Die geladene Datei hat eine andere Prüfsumme als verzeichnet; sie wird nicht verwendet.",
        file=entry.datei,
        expected=f"SHA-256 {entry.pruefsumme[:12]}…",
        remedy="Noch einmal laden. Bleibt es dabei, hat der Herausgeber die Datei geändert: "
        "das Projekt benachrichtigen.",
    )


def missing(path: Path, name: str) -> Fault:
    """Return the fault of a file that has to be in the store and is not, or not as it came."""
    what = (
        "Die Datei im Zwischenspeicher ist beschädigt."
        if path.is_file()
        else "Die Datei liegt nicht im Zwischenspeicher."
    )
    return Fault(what, path.name, remedy=f"Einmal mit Verbindung laden: sozialraum daten {name}")
