"""A file is loaded politely, whole and checked, or not at all; then it is used offline."""

import hashlib
import json
import zipfile

import pytest

from sozialraum.cli import run
from sozialraum.errors import DataError
from sozialraum.sources.downloads.listing import CONTENTS, find, listing
from sozialraum.sources.downloads.polite import ATTEMPTS, user_agent
from sozialraum.sources.downloads.store import NOTE, VARIABLE, fetch
from sozialraum.sources.registry import sources
from tests.downloads.conftest import PAUSE, Answer

CSV = b"gebiet;wert\n05315;1\n" * 500
PAGE = b"<!DOCTYPE html><html><head><title>Wartungsarbeiten</title></head><body>;</body></html>"


def refused(fetching, *words: str) -> None:
    with pytest.raises(DataError) as caught:
        fetching()
    for word in words:
        assert word in str(caught.value)
    assert all(fault.remedy for fault in caught.value.faults)


def left(folder) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_a_file_is_loaded_once_under_our_own_name_and_then_used_offline(
    server, polite, entry, tmp_path
):
    server.answers = [Answer(CSV)]
    first = fetch(entry(), polite, folder=tmp_path)
    assert first.path.read_bytes() == CSV
    assert first.fresh
    assert first.pruefsumme == hashlib.sha256(CSV).hexdigest()
    again = fetch(entry(), polite, folder=tmp_path, only_cache=True)
    assert (again.path, again.abruf, again.fresh) == (first.path, first.abruf, False)
    assert len(server.asked) == 1
    assert server.asked[0][1]["User-Agent"] == user_agent()
    assert user_agent().startswith("sozialraum/")
    noted = json.loads((tmp_path / f"probe.csv{NOTE}").read_text(encoding="utf-8"))
    assert set(noted) == {"adresse", "abruf", "sha256"}
    assert left(tmp_path) == {"probe.csv", f"probe.csv{NOTE}"}


def test_a_torn_transfer_is_resumed_where_it_stopped(server, polite, entry, tmp_path):
    mark = {"ETag": '"v1"'}
    server.answers = [Answer(CSV, headers=mark, cut=4000), Answer(CSV, headers=mark)]
    assert fetch(entry(), polite, folder=tmp_path).path.read_bytes() == CSV
    assert server.asked[1][1]["Range"] == "bytes=4000-"
    assert server.asked[1][1]["If-Range"] == '"v1"'


def test_a_transfer_is_resumed_in_a_later_run(server, polite, entry, tmp_path):
    mark = {"ETag": '"v1"'}
    server.answers = [Answer(CSV, headers=mark, cut=3000), Answer(status=500)]
    refused(lambda: fetch(entry(), polite, folder=tmp_path), "nach 4 Versuchen", "Meldung 500")
    assert (tmp_path / "probe.csv.teil").stat().st_size == 3000
    server.answers = [Answer(CSV, headers=mark)]
    assert fetch(entry(), polite, folder=tmp_path).path.read_bytes() == CSV
    assert server.asked[-1][1]["Range"] == "bytes=3000-"


def test_a_file_that_changed_meanwhile_begins_anew(server, polite, entry, tmp_path):
    other = CSV.replace(b"1", b"2")
    server.answers = [
        Answer(CSV, headers={"ETag": '"v1"'}, cut=4000),
        Answer(other, headers={"ETag": '"v2"'}),
    ]
    assert fetch(entry(), polite, folder=tmp_path).path.read_bytes() == other


def test_without_a_mark_of_the_service_nothing_is_patched_together(server, polite, entry, tmp_path):
    server.answers = [Answer(CSV, cut=4000), Answer(CSV)]
    assert fetch(entry(), polite, folder=tmp_path).path.read_bytes() == CSV
    assert "Range" not in server.asked[1][1]


@pytest.mark.parametrize(
    "bad", [Answer(status=500), Answer(status=503), Answer(status=429), Answer(CSV, delay=0.7)]
)
def test_a_passing_fault_is_tried_again_with_growing_pauses(
    server, polite, clock, entry, tmp_path, bad
):
    server.answers = [bad, bad, Answer(CSV)]
    assert fetch(entry(), polite, folder=tmp_path).path.read_bytes() == CSV
    assert clock.slept == [2.0, 4.0]  # longer than the service's pause of 2 s, so it is kept too


def test_a_service_may_ask_for_a_longer_pause_but_not_for_ever(
    server, polite, clock, entry, tmp_path
):
    later = {"Retry-After": "30"}, {"Retry-After": "99999"}
    server.answers = [*(Answer(status=429, headers=one) for one in later), Answer(CSV)]
    fetch(entry(), polite, folder=tmp_path)
    assert clock.slept == [30.0, 60.0]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (Answer(status=500), ["Meldung 500", "Versuchen"]),
        (Answer(CSV, delay=0.7), ["keine Antwort innerhalb", "Versuchen"]),
        (Answer(CSV, cut=10), ["abgebrochen", "Versuchen"]),
    ],
)
def test_nobody_is_asked_more_than_four_times(server, polite, entry, tmp_path, bad, words):
    server.answers = [bad]
    refused(lambda: fetch(entry(), polite, folder=tmp_path), *words)
    assert len(server.asked) == ATTEMPTS
    assert "probe.csv" not in left(tmp_path)


@pytest.mark.parametrize(("status", "word"), [(404, "nicht mehr"), (403, "nicht erlaubt")])
def test_a_final_refusal_is_not_tried_again(server, polite, entry, tmp_path, status, word):
    server.answers = [Answer(b"weg", status=status)]
    refused(lambda: fetch(entry(), polite, folder=tmp_path), word)
    assert len(server.asked) == 1


def test_nobody_listens(server, polite, entry, tmp_path):
    one = entry()
    server.close()
    refused(lambda: fetch(one, polite, folder=tmp_path), "keine Verbindung")


def test_requests_of_one_service_keep_its_pause(server, polite, clock, entry, tmp_path):
    server.answers = [Answer(CSV)]
    fetch(entry(), polite, folder=tmp_path)
    fetch(entry(datei="zweite.csv"), polite, folder=tmp_path)
    assert clock.slept == [PAUSE]


def test_a_wrong_checksum_is_refused_and_leaves_nothing(server, polite, entry, tmp_path):
    server.answers = [Answer(CSV)]
    one = entry(pruefsumme=hashlib.sha256(b"anders").hexdigest())
    refused(lambda: fetch(one, polite, folder=tmp_path), "andere Prüfsumme")
    assert left(tmp_path) == set()
    right = entry(pruefsumme=hashlib.sha256(CSV).hexdigest())
    assert fetch(right, polite, folder=tmp_path).path.read_bytes() == CSV


@pytest.mark.parametrize(
    ("inhalt", "body", "word"),
    [
        ("csv", PAGE, "eine Webseite (Wartungsarbeiten)"),
        ("zip", PAGE, "eine Webseite (Wartungsarbeiten)"),
        ("gml", PAGE, "eine Webseite"),
        ("zip", b"PK\x03\x04 no zip", "PK"),
        ("csv", b"", "eine leere Datei"),
        ("csv", b"\0\1\2", "\1\2"),
        ("gml", b"<?xml version='1.0'?><ExceptionReport/>", "ExceptionReport"),
    ],
)
def test_something_else_than_was_asked_for_is_refused(
    server, polite, entry, tmp_path, inhalt, body, word
):
    server.answers = [Answer(body)]
    refused(lambda: fetch(entry(inhalt), polite, folder=tmp_path), "nicht die erwartete", word)
    assert left(tmp_path) == set()


def test_a_file_larger_than_it_should_be_is_not_loaded_on(server, polite, entry, tmp_path):
    server.answers = [Answer(b"a;b\n" * 300_000)]
    refused(lambda: fetch(entry(), polite, folder=tmp_path), "größer als 1 MB")
    assert left(tmp_path) == set()


def test_a_damaged_file_is_loaded_again_and_a_failed_renewal_keeps_the_old(
    server, polite, entry, tmp_path
):
    server.answers = [Answer(CSV)]
    path = fetch(entry(), polite, folder=tmp_path).path
    path.write_bytes(b"kaputt")
    refused(lambda: fetch(entry(), polite, folder=tmp_path, only_cache=True), "beschädigt")
    assert fetch(entry(), polite, folder=tmp_path).path.read_bytes() == CSV
    server.answers = [Answer(PAGE)]
    refused(lambda: fetch(entry(), polite, folder=tmp_path, anew=True), "Webseite")
    assert fetch(entry(), polite, folder=tmp_path, only_cache=True).path.read_bytes() == CSV


def test_only_cache_asks_nobody(server, polite, entry, tmp_path):
    server.answers = [Answer(CSV)]
    words = ("liegt nicht im Zwischenspeicher", "sozialraum daten probe")
    refused(lambda: fetch(entry(), polite, folder=tmp_path, only_cache=True), *words)
    assert server.asked == []


def test_a_redirection_is_followed(server, polite, entry, tmp_path):
    server.answers = [Answer(status=302, headers={"Location": f"{server.url}/neu"}), Answer(CSV)]
    assert fetch(entry(), polite, folder=tmp_path).path.read_bytes() == CSV


def test_a_whole_zip_is_taken_and_a_torn_one_is_not(server, polite, entry, tmp_path):
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", CSV)
    server.answers = [Answer(packed.read_bytes())]
    assert fetch(entry("zip"), polite, folder=tmp_path / "x").path.is_file()
    server.answers = [Answer(packed.read_bytes().replace(b"05315", b"05316", 1))]
    refused(lambda: fetch(entry("zip"), polite, folder=tmp_path / "y"), "nicht die erwartete")


def test_the_registry_names_publisher_licence_and_proof_of_each_address():
    known = listing()
    assert len(known.dateien) >= 12
    for one in known.dateien.values():
        assert one.adresse.startswith("https://")
        assert one.inhalt in CONTENTS
        assert one.herausgeber
        assert one.lizenz
        assert one.beleg
        assert one.stand or one.pruefsumme
        assert one.quelle in {"", *sources()}
        assert "/" not in one.datei
        assert one.dienst.pause >= 1
    assert len({one.datei for one in known.dateien.values()}) == len(known.dateien)
    assert set(known.datenbanken) == {"regionaldatenbank", "destatis", "landesdatenbank"}


def test_names_may_be_patterns_and_unknown_ones_are_all_told():
    known = listing()
    grid = find(["zensus-gitter-*", "zensus-gitter-miete"], known)
    assert len(grid) == 8
    with pytest.raises(DataError) as caught:
        find(["vg520", "regionaldatenbank", "regionaldatenbank:../x"], known)
    said = str(caught.value)
    assert "Meinten Sie „vg250“" in said
    assert "13211-02-05-4" in said
    assert len(caught.value.faults) == 3


def test_the_command_lists_and_refuses_in_german(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert run(["daten", "--liste"]) == 0
    said = capsys.readouterr().out
    assert str(tmp_path) in said
    assert "vg250: " in said
    assert "REGIONALDATENBANK_KENNUNG" in said
    assert run(["daten", "vg250", "--nur-cache"]) == 2
    assert "liegt nicht im Zwischenspeicher" in capsys.readouterr().err
    assert run(["daten", "vg250", "--nur-cache", "--neu"]) == 2
    assert left(tmp_path) == set()
