"""A table of GENESIS: asked for by POST; user name and password show nowhere, whatever fails."""

import io
import json
import logging
import os
import zipfile

import pytest

from sozialraum.cli import run
from sozialraum.errors import DataError
from sozialraum.sources.downloads.genesis import POLLS, Account, account_for
from sozialraum.sources.downloads.store import VARIABLE
from sozialraum.sources.downloads.tables import fetch_table
from sozialraum.sources.genesis import read_genesis
from tests.downloads.conftest import Answer

USER, SECRET = "KANARIE77", "geheim-Kanarienvogel-93"
TABLE = (
    "Tabelle: 12411-01-01-4;;;\n"
    "Bevölkerung nach Geschlecht - Stichtag 31.12. - regionale Tiefe:;;;\n"
    "Kreise und krfr. Städte;;;\n;;;\n"
    ";;Insgesamt;männlich\n;;Anzahl;Anzahl\n"
    "31.12.2021\n05315;Köln;1073096;521700\n"
    "__________\n© Statistische Ämter\n"
).encode("cp1252")


@pytest.fixture(autouse=True)
def account(monkeypatch):
    monkeypatch.setenv("PROBE_KENNUNG", USER)
    monkeypatch.setenv("PROBE_PASSWORT", SECRET)


def status(code: int, content: str, **more) -> bytes:
    return json.dumps({"Ident": {}, "Status": {"Code": code, "Content": content}, **more}).encode()


def refused(fetching, *words: str) -> str:
    with pytest.raises(DataError) as caught:
        fetching()
    said = str(caught.value)
    for word in words:
        assert word in said
    assert USER not in said
    assert SECRET not in said
    assert all(fault.remedy for fault in caught.value.faults)
    return said


def test_a_table_is_asked_for_by_post_with_the_account_in_the_header(
    server, polite, wanted, tmp_path
):
    server.answers = [Answer(TABLE)]
    found = fetch_table(wanted, polite, folder=tmp_path, von="2020", bis="2021", gebiete="05*")
    path, headers, body = server.asked[0]
    assert path == "/data/tablefile"  # no user name, no password in the address
    assert (headers["Username"], headers["Password"]) == (USER, SECRET)
    assert body["name"] == ["12411-01-01-4"]
    assert (body["startyear"], body["endyear"]) == (["2020"], ["2021"])
    assert body["regionalkey"] == ["05*"]
    assert found.path.name == "probe_12411-01-01-4_2020-2021_05x.csv"
    assert found.path.read_bytes() == TABLE
    again = fetch_table(
        wanted, polite, folder=tmp_path, von="2020", bis="2021", gebiete="05*", only_cache=True
    )
    assert not again.fresh
    assert len(server.asked) == 1


def test_what_comes_is_read_by_the_reader_of_genesis_tables(
    server, polite, wanted, tmp_path, shared
):
    real = (shared / "data/raw/genesis/13211-02-05-4_2025.csv").read_bytes()
    server.answers = [Answer(real)]
    path = fetch_table(wanted, polite, folder=tmp_path).path
    assert len(read_genesis(path)) == len(
        read_genesis(shared / "data/raw/genesis/13211-02-05-4_2025.csv")
    )


def test_a_zipped_table_and_one_inside_json_are_unpacked(server, polite, wanted, tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("12411-01-01-4.csv", TABLE)
    server.answers = [Answer(packed.getvalue())]
    assert fetch_table(wanted, polite, folder=tmp_path / "a").path.read_bytes() == TABLE
    server.answers = [Answer(status(0, "erfolgreich", Object={"Content": TABLE.decode("cp1252")}))]
    assert b"1073096" in fetch_table(wanted, polite, folder=tmp_path / "b").path.read_bytes()


def test_a_large_table_is_made_by_a_job_that_is_waited_for(server, polite, wanted, tmp_path, clock):
    server.answers = [
        Answer(status(98, "Die Tabelle ist zu groß für einen direkten Abruf.")),
        Answer(status(99, "Der Bearbeitungsauftrag wurde erstellt: 12411-01-01-4_123456789")),
        Answer(status(104, "Es gibt keine Objekte zum angegebenen Selektionskriterium.")),
        Answer(TABLE),
    ]
    assert fetch_table(wanted, polite, folder=tmp_path).path.read_bytes() == TABLE
    assert [path for path, _, _ in server.asked] == ["/data/tablefile"] * 2 + [
        "/data/resultfile"
    ] * 2
    assert server.asked[1][2]["job"] == ["true"]
    assert server.asked[2][2]["name"] == ["12411-01-01-4_123456789"]
    assert clock.slept.count(10.0) == 2


def test_a_job_that_never_ends_is_given_up(server, polite, wanted, tmp_path):
    server.answers = [
        Answer(status(99, "Auftrag: 12411-01-01-4_123456789")), Answer(status(104, "noch nicht")),
    ]  # fmt: skip
    refused(lambda: fetch_table(wanted, polite, folder=tmp_path), "Status 104", "noch nicht")
    assert len(server.asked) == 1 + POLLS


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (Answer(status(104, f"Für {USER} gibt es keine Objekte")), ["Status 104", "Für ••• gibt"]),
        (Answer(status(15, f"falsches Passwort {SECRET}")), ["Status 15", "•••"]),
        (Answer(b'{"Code":15,"Content":"Zugang gesperrt","Type":"ERROR"}'), ["Zugang gesperrt"]),
        (Answer(b'{"Status": "kaputt"'), ["Status -1"]),
        (Answer(b"{}"), ["Status -1"]),
        (Answer(status=401), ["nicht angenommen", "PROBE_KENNUNG", "Zugang: Amt."]),
        (Answer(status=500), ["Meldung 500"]),
        (Answer(TABLE, delay=0.7), ["keine Antwort innerhalb"]),
        (Answer(TABLE, cut=30), ["Versuchen"]),
        (Answer(b"<html><title>Startseite</title>;</html>"), ["eine Webseite (Startseite)"]),
        (Answer(b"PK\x03\x04 torn"), ["keine Tabelle"]),
        (Answer(f"Hallo {USER} {SECRET}".encode()), ["keine Tabelle", "•••"]),
    ],
)
def test_whatever_fails_is_said_in_german_without_the_account(
    server, polite, wanted, tmp_path, bad, words, caplog, capfd
):
    server.answers = [bad]
    with caplog.at_level(logging.DEBUG):
        refused(lambda: fetch_table(wanted, polite, folder=tmp_path), *words)
    shown = caplog.text + "".join(capfd.readouterr())
    assert USER not in shown
    assert SECRET not in shown
    assert list(tmp_path.iterdir()) == []


def test_the_account_is_sent_to_nobody_else(server, polite, wanted, tmp_path):
    elsewhere = {"Location": f"{server.url}/woanders"}
    server.answers = [Answer(status=302, headers=elsewhere), Answer(TABLE)]
    refused(lambda: fetch_table(wanted, polite, folder=tmp_path), "Meldung 302")
    assert [path for path, _, _ in server.asked] == ["/data/tablefile"]


def test_neither_files_nor_names_hold_the_account(server, polite, wanted, tmp_path, caplog):
    server.answers = [Answer(TABLE)]
    with caplog.at_level(logging.DEBUG):
        fetch_table(wanted, polite, folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
    for path in tmp_path.iterdir():
        held = path.name.encode() + path.read_bytes()
        assert USER.encode() not in held
        assert SECRET.encode() not in held
    assert SECRET not in caplog.text
    assert SECRET not in repr(Account(USER, SECRET))
    assert USER not in f"{Account(USER, SECRET)}"


def test_without_account_nobody_is_asked_and_the_variables_are_named(
    server, polite, wanted, tmp_path, monkeypatch
):
    monkeypatch.delenv("PROBE_PASSWORT")
    refused(
        lambda: fetch_table(wanted, polite, folder=tmp_path),
        "PROBE_KENNUNG und PROBE_PASSWORT", "Zugang: Amt.",
    )  # fmt: skip
    assert server.asked == []


def test_what_the_environment_lacks_is_asked_for_and_hidden(wanted, monkeypatch):
    monkeypatch.delenv("PROBE_PASSWORT")
    asked = []

    def ask(question: str, hidden: bool) -> str:
        asked.append((question, hidden))
        return "vom Terminal"

    account = account_for(wanted.database, ask)
    assert (account.kennung, account.passwort) == (USER, "vom Terminal")
    assert asked == [("Passwort", True)]
    assert "vom Terminal" not in os.environ.values()


@pytest.mark.parametrize("odd", ["mit\nZeile", "Passwort€", "\x00null"])
def test_letters_that_no_header_takes_are_refused_without_showing_them(wanted, monkeypatch, odd):
    monkeypatch.setattr("os.environ", {"PROBE_KENNUNG": USER, "PROBE_PASSWORT": odd})
    assert odd not in refused(lambda: account_for(wanted.database), "nicht annimmt")


def test_years_and_keys_are_checked_before_anybody_is_asked(server, polite, wanted, tmp_path):
    refused(
        lambda: fetch_table(wanted, polite, folder=tmp_path, von="20", gebiete="Köln/../x"),
        "--von", "--gebiete",
    )  # fmt: skip
    assert server.asked == []


def test_the_command_asks_for_nothing_where_nobody_sits(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    for name in ("REGIONALDATENBANK_KENNUNG", "REGIONALDATENBANK_PASSWORT"):
        monkeypatch.delenv(name, raising=False)
    assert run(["daten", "regionaldatenbank:13211-02-05-4"]) == 2
    assert "REGIONALDATENBANK_KENNUNG und" in capsys.readouterr().err
