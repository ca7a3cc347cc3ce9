"""Asking a service politely: in turn, under our own name, again only where that may help.

A *passing* fault (no connection, a timeout, 429, 5xx, a torn answer) is tried again after a
growing pause, a few times; every other answer is final at once.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from importlib.metadata import version
from typing import IO, TypeVar

from sozialraum.errors import DataError, Fault
from sozialraum.sources.downloads.listing import Service

ATTEMPTS = 4
TIMEOUT = 30.0
FIRST_WAIT, LONGEST_WAIT = 2.0, 60.0
PASSING = {408, 425, 429, 500, 502, 503, 504}
LATER = "Die Verbindung prüfen und später noch einmal versuchen; Geladenes bleibt erhalten."
Result = TypeVar("Result")

_REASONS = {
    401: "Kennung oder Passwort werden nicht angenommen",
    403: "der Zugriff ist nicht erlaubt",
    404: "unter dieser Adresse gibt es die Datei nicht mehr",
    410: "unter dieser Adresse gibt es die Datei nicht mehr",
    429: "es wird zu oft gefragt",
}


class PassingError(Exception):
    """A fault that may be gone soon; `wait` is what the service asks for in seconds."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.reason, self.wait = reason, wait


class Polite:
    """Asks one service.

    Parameters
    ----------
    service
        Whom.
    clock, sleep
        Seconds and waiting, for tests.
    timeout
        Seconds without an answer after which an attempt is given up.
    """

    def __init__(
        self,
        service: Service,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        timeout: float = TIMEOUT,
    ) -> None:
        self.service, self.timeout, self.clock = service, timeout, clock
        self._sleep, self._free_at = sleep, 0.0

    def attempt(self, work: Callable[[], Result]) -> Result:
        """Return what `work` returns, trying it `ATTEMPTS` times at most.

        Raises
        ------
        DataError
            If it fails for good.
        """
        for number in range(ATTEMPTS):
            try:
                return self._in_turn(work)
            except PassingError as error:
                reason = error.reason
                if number < ATTEMPTS - 1:
                    growing = FIRST_WAIT * 2**number
                    self.wait(min(max(growing, error.wait), LONGEST_WAIT))
        what = f"Der Dienst antwortet auch nach {ATTEMPTS} Versuchen nicht richtig: {reason}."
        raise DataError(Fault(what, self.service.name, remedy=LATER))

    def _in_turn(self, work: Callable[[], Result]) -> Result:
        """Return what `work` returns, not before the service's pause is over."""
        self.wait(self._free_at - self.clock())
        try:
            return work()
        finally:
            self._free_at = self.clock() + self.service.pause

    def wait(self, seconds: float) -> None:
        """Wait some seconds, if there are any."""
        if seconds > 0:
            self._sleep(seconds)

    def open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        """Return the answer to one request.

        Raises
        ------
        PassingError
            If it may be tried again.
        DataError
            If the service refuses.
        """
        request.add_header("User-Agent", user_agent())
        try:
            answer: http.client.HTTPResponse = _OPENER.open(request, timeout=self.timeout)
        except urllib.error.HTTPError as error:
            error.close()
            raise self._refusal(error) from None  # the request, with its headers, stays out of it
        except (OSError, http.client.HTTPException) as error:
            raise PassingError(reason_of(error)) from None
        return answer

    def _refusal(self, error: urllib.error.HTTPError) -> Exception:
        reason = _REASONS.get(error.code, f"Meldung {error.code}")
        if error.code in PASSING:
            return PassingError(reason, _seconds(error.headers.get("Retry-After", "")))
        what = f"Der Dienst hat abgelehnt: {reason}."
        remedy = "Adresse und Zugang prüfen; die Adresse kann sich beim Herausgeber geändert haben."
        return DataError(Fault(what, self.service.name, remedy=remedy))


def user_agent() -> str:
    """Return the program's own name, under which it asks."""
    return f"sozialraum/{version('sozialraum')}"


def reason_of(error: Exception) -> str:
    """Return in German why there was no answer."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return "keine Antwort innerhalb der Wartezeit"
    if isinstance(cause, http.client.HTTPException):
        return "die Antwort ist abgerissen"
    return "keine Verbindung"


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0.0


class _NoWayOut(urllib.request.HTTPRedirectHandler):
    """Follows a redirection only where nothing is sent along and encryption stays."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Return the request that follows, None to refuse."""
        encrypted = newurl.startswith("https:") or req.type == "http"
        if req.data is not None or not encrypted:
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_OPENER = urllib.request.build_opener(_NoWayOut)
