"""A server of this computer that answers as it is told, with every fault a real one has."""

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from sozialraum.sources.downloads.listing import Database, Download, Service, Wanted
from sozialraum.sources.downloads.polite import Polite

PAUSE = 2.0


@dataclass
class Answer:
    """What the server says: a status, a body, and what goes wrong with it."""

    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    cut: int = 0  # bytes after which the connection is closed
    delay: float = 0.0  # seconds before it answers


class Server:
    """Plays its answers in turn, the last one again and again."""

    def __init__(self):
        self.answers, self.asked = [], []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                length = int(self.headers.get("Content-Length", 0))
                body = parse_qs(self.rfile.read(length).decode()) if length else {}
                outer.asked.append((self.path, dict(self.headers), body))
                outer.play(self)

            def do_POST(self):
                self.do_GET()

            def log_message(self, *_):
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def play(self, handler):
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        time.sleep(answer.delay)
        body, status, headers = answer.body, answer.status, dict(answer.headers)
        wanted = handler.headers.get("Range")
        same = handler.headers.get("If-Range") == headers.get("ETag")
        if wanted and same and status == 200:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            status, body = 206, body[start:]
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body[: answer.cut] if answer.cut else body)

    def close(self):
        self._http.shutdown()
        self._http.server_close()


class Clock:
    """Time that passes only where somebody waits."""

    def __init__(self):
        self.now, self.slept = 100.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def server(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    made = Server()
    yield made
    made.close()


@pytest.fixture
def clock():
    return Clock()


SERVICE = Service("probe", "Probedienst", PAUSE)


@pytest.fixture
def polite(clock):
    return Polite(SERVICE, clock=clock, sleep=clock.sleep, timeout=0.4)


@pytest.fixture
def entry(server):
    """One file of the server's; a test may replace its content."""

    def made(inhalt="csv", **changed) -> Download:
        values = {
            "kennung": "probe", "titel": "Probe", "dienst": SERVICE,
            "adresse": f"{server.url}/probe.{inhalt}", "datei": f"probe.{inhalt}",
            "inhalt": inhalt, "herausgeber": "Amt", "lizenz": "frei", "stand": "2024",
            "megabyte": 1, "beleg": "erfunden",
        }  # fmt: skip
        return Download(**{**values, **changed})

    return made


@pytest.fixture
def wanted(server):
    base = Database("probe", "Probedatenbank", SERVICE, server.url, "PROBE", "Zugang: Amt.")
    return Wanted(base, "12411-01-01-4")
