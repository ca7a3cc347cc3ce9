"""Transfer: one file over the web into a part file that survives a torn connection.

What was loaded stays beside the target; the next attempt, in this run or another day, asks
only for the rest, if the service says that the file is still the same.
"""

from __future__ import annotations

import http.client
import json
import os
import urllib.request
from pathlib import Path
from typing import Any

from sozialraum.errors import DataError, Fault
from sozialraum.sources.downloads.listing import Download
from sozialraum.sources.downloads.polite import LATER, PassingError, Polite, reason_of
from sozialraum.sources.files import blocked, write_bytes

CHUNK = 1 << 18
MOST_SECONDS = 7200.0
PARTIAL = 206


class Transfer:
    """What pooch calls to get a file.

    Parameters
    ----------
    entry
        Which file.
    folder
        Where the part file lies.
    polite
        Who asks.
    """

    def __init__(self, entry: Download, folder: Path, polite: Polite) -> None:
        self._entry, self._polite = entry, polite
        self._part = folder / f"{entry.datei}.teil"
        self._note = folder / f"{entry.datei}.teil.json"

    def __call__(self, url: str, output_file: str, pooch: object) -> None:
        """Load the file, resuming what is there, and move it to `output_file`."""
        until = self._polite.clock() + MOST_SECONDS
        try:
            self._polite.attempt(lambda: self._once(url, until))
            os.replace(self._part, output_file)
            self._note.unlink(missing_ok=True)
        except OSError as error:
            raise blocked(error, self._part, "schreiben") from error

    def _once(self, url: str, until: float) -> None:
        request = urllib.request.Request(url)
        start, mark = self._resumable(url)
        if start:
            request.add_header("Range", f"bytes={start}-")
            request.add_header("If-Range", mark)
        with self._opened(request) as answer:
            partial = answer.status == PARTIAL
            if partial and not (start and _starts_at(answer, start)):
                self._drop()
                raise PassingError("der Dienst schickt einen anderen Teil als erbeten")
            self._remember(url, answer)
            self._receive(answer, start if partial else 0, until)

    def _opened(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        try:
            return self._polite.open(request)
        except DataError:
            self._drop()  # refused for good: the next run begins anew
            raise

    def _resumable(self, url: str) -> tuple[int, str]:
        """Return how much is there and by what the service knows it; 0 if it must begin anew."""
        try:
            noted: dict[str, Any] = json.loads(self._note.read_text(encoding="utf-8"))
            size = self._part.stat().st_size
            same = noted["kennzeichen"] and noted["adresse"] == url and size < noted["laenge"]
        except (OSError, ValueError, KeyError, TypeError):
            return 0, ""
        return (size, str(noted["kennzeichen"])) if same else (0, "")

    def _remember(self, url: str, answer: http.client.HTTPResponse) -> None:
        etag = answer.headers.get("ETag", "")
        mark = etag if etag and not etag.startswith("W/") else answer.headers.get("Last-Modified")
        noted = {"adresse": url, "kennzeichen": mark or "", "laenge": _length(answer)}
        write_bytes(self._note, json.dumps(noted).encode())

    def _receive(self, answer: http.client.HTTPResponse, start: int, until: float) -> None:
        most, size = self._entry.megabyte * 1_000_000, start
        with self._part.open("ab" if start else "wb") as file:
            while chunk := _read(answer):
                size += len(chunk)
                if size > most:
                    self._drop()
                    raise DataError(self._too_much("größer als", f"{self._entry.megabyte} MB"))
                if self._polite.clock() > until:
                    hours = f"{MOST_SECONDS / 3600:.0f} Stunden"
                    raise DataError(self._too_much("nicht vollständig nach", hours))
                file.write(chunk)
        expected = _length(answer)
        if expected and size < expected:
            raise PassingError("die Übertragung ist abgebrochen")

    def _too_much(self, what: str, limit: str) -> Fault:
        text = f"Die Datei ist {what} {limit}; sie wird nicht weiter geladen."
        return Fault(text, self._entry.datei, remedy=LATER)

    def _drop(self) -> None:
        self._part.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)


def _read(answer: http.client.HTTPResponse) -> bytes:
    try:
        return answer.read(CHUNK)
    except (OSError, http.client.HTTPException) as error:
        raise PassingError(reason_of(error)) from None


def _starts_at(answer: http.client.HTTPResponse, start: int) -> bool:
    return answer.headers.get("Content-Range", "").startswith(f"bytes {start}-")


def _length(answer: http.client.HTTPResponse) -> int:
    """Return how long the whole file is, 0 if the service does not say."""
    whole = answer.headers.get("Content-Range", "").rpartition("/")[2]
    text = whole if answer.status == PARTIAL else answer.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() else 0
