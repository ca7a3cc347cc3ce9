"""GENESIS: tables of the Regionaldatenbank, of Destatis and of the Landesdatenbank NRW.

A thin client: one POST per table, user name and password in its header as the services want
it.  Both live in an `Account` only, which shows neither; nothing here writes them anywhere,
and what a service says is cleaned of them before anybody sees it.
"""

from __future__ import annotations

import io
import json
import os
import re
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sozialraum.errors import DataError, Fault
from sozialraum.sources.downloads.content import is_page, page_title
from sozialraum.sources.downloads.listing import Database, Wanted
from sozialraum.sources.downloads.polite import LATER, PassingError, Polite, reason_of

DONE, ONLY_AS_JOB, JOB_STARTED = 0, 98, 99
POLLS, POLL_WAIT = 20, 10.0
MOST_BYTES = 200_000_000
HIDDEN = "•••"
_JOB = re.compile(r"[0-9A-Za-z-]+_[0-9]{5,}")


@dataclass(frozen=True)
class Account:
    """User name and password; neither shows."""

    kennung: str = field(repr=False)
    passwort: str = field(repr=False)

    def hide(self, text: str) -> str:
        """Return a text without them."""
        for secret in sorted({self.kennung, self.passwort} - {""}, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return text


def account_for(database: Database, ask: Callable[[str, bool], str] | None = None) -> Account:
    """Return the account for a data base, from the environment or by asking.

    Parameters
    ----------
    ask
        Gets a German question and whether the answer is to stay hidden; None asks nobody.

    Raises
    ------
    DataError
        If there is none, or it has letters that no service can take.
    """
    given = [os.environ.get(name, "") for name in database.variables]
    if not all(given) and ask is not None:
        questions = (f"Kennung für {database.titel}", False), ("Passwort", True)
        given = [old or ask(*question) for old, question in zip(given, questions, strict=True)]
    if not all(given):
        names = " und ".join(database.variables)
        what = "Kennung und Passwort fehlen."
        remedy = f"Die Umgebungsvariablen {names} setzen. {database.zugang}"
        raise DataError(Fault(what, database.titel, remedy=remedy))
    if not all(text.isprintable() and _fits(text) for text in given):
        what = "Kennung oder Passwort enthalten Zeichen, die der Dienst nicht annimmt."
        remedy = "In der Datenbank ein Passwort ohne Sonderzeichen anderer Schriften setzen."
        raise DataError(Fault(what, database.titel, remedy=remedy))
    return Account(*given)


def _fits(text: str) -> bool:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


class Genesis:
    """Asks one data base for tables.

    Parameters
    ----------
    database, account
        Whom, and as who.
    polite
        Who asks its service.
    """

    def __init__(self, database: Database, account: Account, polite: Polite) -> None:
        self._database, self._account, self._polite = database, account, polite

    def table(self, wanted: Wanted, *, von: str = "", bis: str = "", gebiete: str = "") -> bytes:
        """Return a table as CSV.

        Parameters
        ----------
        wanted
            Which table.
        von, bis
            First and last year, ``""`` for all.
        gebiete
            Keys of areas with commas, ``*`` for any ending; ``""`` for all.

        Raises
        ------
        DataError
            If the service refuses, sends something else, or does not finish.
        """
        asked = {
            "name": wanted.tabelle, "area": "all", "compress": "false", "format": "datencsv",
            "language": "de", "job": "false",
            **{key: text for key, text in
               (("startyear", von), ("endyear", bis), ("regionalkey", gebiete)) if text},
        }  # fmt: skip
        status, content = self._ask("data/tablefile", asked)
        if status == ONLY_AS_JOB:
            status, content = self._ask("data/tablefile", asked | {"job": "true"})
        if status == JOB_STARTED:
            content = self._result(content)
        elif status != DONE:
            raise DataError(self._refused(wanted.tabelle, status, content))
        return self._checked(wanted.tabelle, content)

    def _result(self, said: bytes) -> bytes:
        """Return the result of a job, asking for it a few times."""
        job = _JOB.search(said.decode("utf-8", "replace"))
        if not job:
            raise DataError(self._refused("", JOB_STARTED, said))
        asked = {"name": job[0], "area": "all", "compress": "false", "language": "de"}
        status, content = JOB_STARTED, said
        for _ in range(POLLS):
            self._polite.wait(POLL_WAIT)
            status, content = self._ask("data/resultfile", asked | {"format": "datencsv"})
            if status == DONE:
                return content
        raise DataError(self._refused(job[0], status, content))

    def _ask(self, path: str, asked: Mapping[str, str]) -> tuple[int, bytes]:
        """Return the status of an answer and its content: the table, or what the service says."""
        content = self._polite.attempt(lambda: self._post(path, asked))
        if not content.lstrip().startswith(b"{"):
            return DONE, content
        try:
            answer: dict[str, Any] = json.loads(content)
            status = answer.get("Status") or answer
            if isinstance(status, Mapping):
                held = (answer.get("Object") or {}).get("Content") or ""
                code, said = int(status.get("Code", -1)), str(status.get("Content", ""))
                return code, (held if code == DONE else said).encode()
        except (ValueError, TypeError, AttributeError):
            return -1, content[:200]
        return -1, str(status).encode()

    def _post(self, path: str, asked: Mapping[str, str]) -> bytes:
        headers = {
            "username": self._account.kennung,
            "password": self._account.passwort,
            # without the charset umlauts are read as Latin-1
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        }
        body = urllib.parse.urlencode(asked).encode()
        request = urllib.request.Request(f"{self._database.adresse}/{path}", body, headers)
        try:
            with self._polite.open(request) as answer:
                content = bytes(answer.read(MOST_BYTES + 1))
                expected = answer.headers.get("Content-Length", "")
        except DataError as error:
            raise DataError(self._own_remedy(error.faults[0])) from None
        except PassingError:
            raise
        except Exception as error:  # whatever it is, its text might hold what was sent
            raise PassingError(reason_of(error)) from None
        if expected.isdigit() and len(content) < int(expected):
            raise PassingError("die Übertragung ist abgebrochen")
        return content

    def _own_remedy(self, fault: Fault) -> Fault:
        names = " und ".join(self._database.variables)
        remedy = f"Kennung und Passwort prüfen ({names}). {self._database.zugang}"
        return Fault(fault.what, self._database.titel, remedy=remedy)

    def _checked(self, table: str, content: bytes) -> bytes:
        content = _unpacked(content)
        if is_page(content) or b";" not in content or len(content) > MOST_BYTES:
            head = page_title(content) if is_page(content) else content[:60].decode("latin-1")
            what, expected = "Der Dienst hat keine Tabelle geschickt.", "eine CSV-Datei"
            remedy = f"Die Nummer der Tabelle prüfen. {LATER}"
            file, found = f"{self._database.titel} {table}", self._account.hide(head)
            raise DataError(Fault(what, file, found=found, expected=expected, remedy=remedy))
        return content

    def _refused(self, table: str, status: int, said: bytes) -> Fault:
        text = self._account.hide(" ".join(said.decode("utf-8", "replace").split()))[:300]
        what = f"Der Dienst liefert die Tabelle nicht (Status {status})."
        remedy = "Nummer, Jahre und Gebiete prüfen; große Tabellen in Teilen abrufen."
        file = f"{self._database.titel} {table}".strip()
        return Fault(what, file, found=text, remedy=remedy)


def _unpacked(content: bytes) -> bytes:
    """Return the one file of a zip, or the content itself."""
    if not content.startswith(b"PK\x03\x04"):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if one.file_size <= MOST_BYTES]
            return archive.read(members[0]) if len(members) == 1 else b""
    except (zipfile.BadZipFile, NotImplementedError, EOFError):
        return b""
