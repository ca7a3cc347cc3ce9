"""Coordinates from a service on the web that speaks as Nominatim does.

The usage policy of such services is kept by construction: one request a second at most, under
the program's own name, never twice for the same address, one after the other.  No service is
built in; the user names one whose terms allow it.  Only addresses of institutions are sent.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sozialraum.errors import DataError, Fault
from sozialraum.sources.files import read_bytes, write_bytes
from sozialraum.sources.geocoding import SAME_PLACE, Address, Located, to_metres

CACHE = "geokodierung.json"
PAUSE = 1.0
"""Seconds from the end of one request to the next."""

TIMEOUT = 20.0
HOUSE_RANK, PLACE_RANK = 30, 12
"""Ranks of Nominatim: 30 is a house, 26 a street, 12 to 25 parts of a town and the town."""

ONLY_STREET = "Lage nur straßengenau"
MOST_BYTES = 1_000_000


class WebGeocoder:
    """Asks a service for each address once, and keeps its answers.

    Parameters
    ----------
    url
        Address of the service's search, beginning with ``https://`` or ``http://``.
    cache
        File in which answers are kept.
    contact
        E-mail address or page of whoever asks, as some services want it; part of the
        program's name in each request.
    clock, sleep
        Seconds and waiting, for tests.

    Raises
    ------
    DataError
        If the address is none or the cache cannot be read.
    """

    def __init__(
        self,
        url: str,
        cache: Path,
        *,
        contact: str = "",
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            what, expected = "Das ist keine Adresse eines Dienstes.", "https://…/search"
            remedy = "Die Adresse der Suche angeben, wie der Dienst sie nennt."
            raise DataError(Fault(what, "", None, "--geokodierer", url, expected, remedy))
        self.name = parts.hostname
        self._url, self._cache = url, cache
        self._agent = f"sozialraum/{version('sozialraum')}" + (f" ({contact})" if contact else "")
        self._clock, self._sleep = clock, sleep
        self._free_at = 0.0
        self._known = _read_cache(cache)

    def find(self, address: Address) -> Located | None:
        """Return where an address is, None if the service knows none or several.

        Raises
        ------
        DataError
            If the service cannot be reached, refuses or answers with something else; what
            was found before is kept.
        """
        if not address.strasse or not (address.plz or address.ort):
            return None
        key = f"{self._url} {address.key}"
        if key not in self._known:
            self._known[key] = self._ask(address)
            text = json.dumps(self._known, ensure_ascii=False, indent=1, sort_keys=True)
            write_bytes(self._cache, f"{text}\n".encode())
        found = self._known[key]
        return Located(**found) if found else None

    def _ask(self, address: Address) -> dict[str, Any] | None:
        query = {
            "street": address.strasse,
            "postalcode": address.plz,
            "city": address.ort,
            "countrycodes": "de",
            "format": "jsonv2",
            "limit": "5",
        }
        given = urllib.parse.urlencode({name: text for name, text in query.items() if text})
        mark = "&" if "?" in self._url else "?"
        headers = {"User-Agent": self._agent, "Accept": "application/json"}
        request = urllib.request.Request(f"{self._url}{mark}{given}", headers=headers)
        return _best(_answers(self._fetch(request), self.name))

    def _fetch(self, request: urllib.request.Request) -> bytes:
        wait = self._free_at - self._clock()
        if wait > 0:
            self._sleep(wait)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return bytes(answer.read(MOST_BYTES))
        except urllib.error.HTTPError as error:
            raise DataError(_refused(self.name, error.code)) from error
        except (OSError, ValueError) as error:  # no connection, timeout, a torn answer
            raise DataError(_unreachable(self.name)) from error
        finally:
            self._free_at = self._clock() + PAUSE


def _read_cache(path: Path) -> dict[str, dict[str, Any] | None]:
    if not path.is_file():
        return {}
    try:
        known = json.loads(read_bytes(path))
        for found in known.values():
            Located(**found) if found else None
    except (ValueError, TypeError, AttributeError) as error:
        what = "Die gespeicherten Koordinaten sind nicht lesbar."
        remedy = "Die Datei löschen: dann wird neu gefragt."
        raise DataError(Fault(what, path.name, remedy=remedy)) from error
    return dict(known)


def _answers(content: bytes, name: str) -> Sequence[Mapping[str, Any]]:
    try:
        found = json.loads(content)
        if isinstance(found, list) and all(isinstance(one, Mapping) for one in found):
            return found
    except ValueError as error:
        raise DataError(_no_list(name, content)) from error
    raise DataError(_no_list(name, content))


def _best(answers: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return the most precise answer, None if there is none or houses lie apart."""
    placed = [(int(one.get("place_rank", 0)), *_point(one)) for one in answers if _has_point(one)]
    houses = [(x, y) for rank, x, y in placed if rank >= HOUSE_RANK]
    if houses:
        x, y = houses[0]
        apart = any(max(abs(x - a), abs(y - b)) > SAME_PLACE for a, b in houses)
        return None if apart else {"x": x, "y": y, "genauigkeit": "adresse", "hinweis": ""}
    streets = [one for one in placed if one[0] >= PLACE_RANK]
    if not streets:
        return None
    _, x, y = max(streets)
    return {"x": x, "y": y, "genauigkeit": "gemeinde", "hinweis": ONLY_STREET}


def _has_point(answer: Mapping[str, Any]) -> bool:
    try:
        _point(answer)
        int(answer.get("place_rank", 0))
    except (KeyError, TypeError, ValueError):
        return False
    return True


def _point(answer: Mapping[str, Any]) -> tuple[float, float]:
    x, y = to_metres(float(answer["lat"]), float(answer["lon"]))
    return round(x, 1), round(y, 1)


_LATER = "Später noch einmal versuchen: Gefundenes ist gespeichert und wird nicht neu gefragt."


def _refused(name: str, code: int) -> Fault:
    reasons = {
        403: "er erlaubt die Nutzung nicht",
        404: "unter dieser Adresse gibt es keine Suche",
        429: "er wurde zu oft gefragt",
    }
    what = f"Der Dienst hat abgelehnt: {reasons.get(code, f'Meldung {code}')}."
    remedy = "Nutzungsbedingungen und Adresse des Dienstes prüfen." if code < 429 else _LATER
    return Fault(what, name, remedy=remedy)


def _unreachable(name: str) -> Fault:
    return Fault("Der Dienst antwortet nicht.", name, remedy=f"Die Verbindung prüfen. {_LATER}")


def _no_list(name: str, content: bytes) -> Fault:
    found = content[:60].decode("utf-8", "replace")
    what, expected = "Der Dienst antwortet nicht mit Orten.", "eine Liste in JSON"
    return Fault(what, name, None, "", found, expected, "Die Adresse der Suche prüfen.")
