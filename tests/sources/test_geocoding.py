"""A geocoder on the web is asked politely, once per address; only a server of this test answers."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from sozialraum.errors import DataError
from sozialraum.sources.geocoding import Address
from sozialraum.sources.geocoding_service import PAUSE, WebGeocoder

HOUSE = {"lat": "50.9413", "lon": "6.9583", "place_rank": 30}
NEXT_DOOR = {"lat": "50.94131", "lon": "6.95831", "place_rank": 30}
ELSEWHERE = {"lat": "50.9513", "lon": "6.9583", "place_rank": 30}
STREET = {"lat": "50.9400", "lon": "6.9500", "place_rank": 26}
DOM = Address("Domkloster 4", "50667", "Köln")


class Service:
    """A server of this computer that answers as it is told and remembers what it was asked."""

    def __init__(self):
        self.asked, self.answer, self.code = [], b"[]", 200
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                service.asked.append((parse_qs(urlsplit(self.path).query), self.headers))
                self.send_response(service.code)
                self.end_headers()
                self.wfile.write(service.answer)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/search"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def service():
    made = Service()
    yield made
    made.server.shutdown()
    made.server.server_close()


class Clock:
    def __init__(self):
        self.now, self.slept = 100.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def geocoder(service, folder, clock=None, **options):
    clock = clock or Clock()
    cache = folder / "geokodierung.json"
    return WebGeocoder(service.url, cache, clock=clock, sleep=clock.sleep, **options)


def answers(service, *found):
    service.answer = json.dumps(found).encode()


def test_an_address_is_sent_in_its_parts_under_the_programs_own_name(service, tmp_path):
    answers(service, HOUSE)
    found = geocoder(service, tmp_path, contact="a@b.de").find(DOM)
    assert (round(found.x), round(found.y), found.genauigkeit) == (356560, 5645282, "adresse")
    ((query, headers),) = service.asked
    assert query["street"] == ["Domkloster 4"]
    assert (query["postalcode"], query["city"], query["countrycodes"]) == (
        ["50667"],
        ["Köln"],
        ["de"],
    )
    assert headers["User-Agent"].startswith("sozialraum/")
    assert headers["User-Agent"].endswith("(a@b.de)")


def test_an_address_is_asked_once_even_by_another_run_and_another_spelling(service, tmp_path):
    answers(service, HOUSE)
    first = geocoder(service, tmp_path)
    found = first.find(Address("Hauptstr. 5", "50667", "Köln"))
    assert first.find(Address("Hauptstraße 5", "50667", "KÖLN")) == found
    assert geocoder(service, tmp_path).find(Address("Hauptstr. 5", "50667", "Köln")) == found
    assert len(service.asked) == 1
    answers(service)
    assert first.find(DOM) is None
    assert geocoder(service, tmp_path).find(DOM) is None  # that nothing was found is kept too
    assert len(service.asked) == 2


def test_between_two_requests_lies_a_second(service, tmp_path):
    clock = Clock()
    asking = geocoder(service, tmp_path, clock)
    for number in range(3):
        asking.find(Address(f"Weg {number}", "50667", "Köln"))
        clock.now += 0.25
    assert clock.slept == [PAUSE - 0.25, PAUSE - 0.25]


@pytest.mark.parametrize(
    ("found", "precision"),
    [
        ([HOUSE, NEXT_DOOR, STREET], "adresse"),
        ([HOUSE, ELSEWHERE], None),
        ([STREET], "gemeinde"),
        ([{"lat": "51", "lon": "10", "place_rank": 4}], None),
        ([{"lat": "x"}, {}], None),
        ([], None),
    ],
)
def test_what_is_ambiguous_has_no_place_and_a_street_says_so(service, tmp_path, found, precision):
    answers(service, *found)
    located = geocoder(service, tmp_path).find(DOM)
    assert (located and located.genauigkeit) == precision
    if precision == "gemeinde":
        assert located.hinweis == "Lage nur straßengenau"


@pytest.mark.parametrize(
    ("code", "answer", "said"),
    [
        (429, b"", "zu oft gefragt"),
        (403, b"", "erlaubt die Nutzung nicht"),
        (500, b"", "Meldung 500"),
        (200, b"<html>Wartung</html>", "nicht mit Orten"),
        (200, b'{"error": 1}', "nicht mit Orten"),
    ],
)
def test_a_service_that_refuses_is_reported_and_what_was_found_is_kept(
    service, tmp_path, code, answer, said
):
    answers(service, HOUSE)
    asking = geocoder(service, tmp_path)
    asking.find(DOM)
    service.code, service.answer = code, answer
    with pytest.raises(DataError, match=said) as caught:
        asking.find(Address("Weg 1", "50667", "Köln"))
    assert caught.value.faults[0].remedy
    assert geocoder(service, tmp_path).find(DOM).genauigkeit == "adresse"


def test_nobody_there_and_no_address_at_all(tmp_path):
    with pytest.raises(DataError, match="antwortet nicht"):
        WebGeocoder("http://127.0.0.1:9/search", tmp_path / "c.json").find(DOM)
    for url in ("file:///etc/passwd", "suche", "ftp://x/y"):
        with pytest.raises(DataError, match="keine Adresse eines Dienstes"):
            WebGeocoder(url, tmp_path / "c.json")


def test_a_broken_cache_is_refused_and_without_street_nobody_is_asked(service, tmp_path):
    assert geocoder(service, tmp_path).find(Address("", "50667", "Köln")) is None
    assert service.asked == []
    (tmp_path / "geokodierung.json").write_text('{"a": 5}')
    with pytest.raises(DataError, match="nicht lesbar"):
        geocoder(service, tmp_path)
