"""Nothing breaks a batch: kills, full disks, two runs at once, notebooks that misbehave."""

import csv
import errno
import json
import os
import random
import signal
import struct
import subprocess
import sys
import time
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from sozialraum.errors import PublishError
from sozialraum.publish import batch, running, workshop
from sozialraum.publish.batch import make_reports
from sozialraum.publish.ledger import RunLog, last_run
from sozialraum.publish.lock import locked
from sozialraum.publish.manifest import Outcome
from sozialraum.publish.reports import Job
from sozialraum.publish.wishes import Wishes
from sozialraum.publish.workers import run_all

TOWN = "data/musterstadt"
YEAR = "musterstadt/2025"
COMMAND = [str(Path(sys.executable).with_name("sozialraum"))]


def rows(folder):
    with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row[0]: row for row in list(csv.reader(stream, delimiter=";"))[1:]}


def events(folder):
    lines = (folder / "lauf.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.endswith("}")]


def job(folder, key, source, **options):
    """Return a job of a notebook with one cell of its own."""
    path = folder / f"{key}.ipynb"
    node = new_notebook(cells=[new_code_cell("print('vorher')"), new_code_cell(source)])
    nbformat.write(node, path)
    return Job(key, key, folder / "aus" / key, ("html",), str(path), {}, run="1", **options)


HANGS = "import time; time.sleep(600)"
KILLS = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
LEAKS = "viel = bytearray(2 * 10**9); viel[::4096] = b'x' * len(viel[::4096]); len(viel)"


def test_notebooks_that_misbehave_harm_only_their_own_report(tmp_path, monkeypatch):
    todo = {
        "gut": job(tmp_path, "11", "1 + 1"),
        "wirft": job(tmp_path, "12", "1 / 0"),
        "haengt": job(tmp_path, "13", HANGS, timeout=2.0),
        "toetet": job(tmp_path, "21", KILLS),
        "auch_gut": job(tmp_path, "22", "2 + 2"),
    }
    monkeypatch.setattr(batch, "wished_jobs", lambda *_: list(todo.values()))
    done = make_reports(TOWN, tmp_path, jobs=2)
    assert [outcome.key for outcome in done.failed] == ["12", "13", "21"]
    found = {row[0]: row[4] for row in rows(tmp_path / YEAR).values()}
    assert (found["11"], found["22"]) == ("", "")
    assert "Zelle [2] abgebrochen (ZeroDivisionError: division by zero)" in found["12"]
    assert "war nach 2 Sekunden nicht fertig" in found["13"]
    assert "Rechenkern ist abgestürzt" in found["21"]
    for name in ("wirft", "haengt", "toetet"):
        kept = nbformat.read(todo[name].folder / "bericht_abgebrochen.ipynb", 4)
        last = [cell.outputs[-1].output_type for cell in kept.cells if cell.cell_type == "code"]
        assert last == ["stream", "error"]
    told = {event["schluessel"]: event["status"] for event in events(tmp_path / YEAR)[1:-1]}
    assert told == {row[0]: row[2] for row in rows(tmp_path / YEAR).values()}


@pytest.mark.langsam
def test_a_notebook_may_print_much_and_take_much_memory(tmp_path):
    prints = "for _ in range(100):\n    print('x' * 999_999)"
    todo = [job(tmp_path, "schreibt", prints), job(tmp_path, "nimmt", LEAKS)]
    found = {outcome.key: outcome.fault for outcome in run_all(todo, 1)}
    assert found == {"schreibt": "", "nimmt": ""}
    assert (tmp_path / "aus/schreibt/bericht.ipynb").stat().st_size > 100_000_000


def test_a_second_run_in_the_same_folder_says_who_holds_it(tmp_path, monkeypatch):
    monkeypatch.setattr("sozialraum.publish.lock.PATIENCE", 0.1)
    said = pytest.raises(PublishError, match=f"Prozess {os.getpid()}, seit")
    with locked(tmp_path), said, locked(tmp_path):
        pass
    with locked(tmp_path):
        assert True  # it is free again


def test_a_disk_without_locks_keeps_nobody_out_and_a_lock_in_the_way_is_named(
    tmp_path, monkeypatch
):
    (tmp_path / "da/.lauf/sperre").mkdir(parents=True)
    with pytest.raises(PublishError, match="sperre"), locked(tmp_path / "da"):
        pass

    def none(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(fcntl, "flock", none)
    with locked(tmp_path), locked(tmp_path):
        assert (tmp_path / ".lauf/sperre").is_file()


@pytest.mark.langsam
def test_two_runs_at_once_the_second_ends_and_says_who_holds_the_folder(tmp_path):
    start = [*COMMAND, "berichte", TOWN, "-o", str(tmp_path), "--format", "html", "--jobs", "1"]
    first = subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _told(tmp_path / YEAR) and first.poll() is None:
            time.sleep(0.05)
        second = subprocess.run(start, capture_output=True, text=True, encoding="utf-8")
        assert first.poll() is None  # the second did not wait for its end
    finally:
        first.kill()
        first.wait()
    assert second.returncode == 2
    assert f"Prozess {first.pid}, seit" in second.stderr
    assert [event["ereignis"] for event in _told(tmp_path / YEAR)].count("beginn") == 1


def test_the_run_log_survives_a_torn_line(tmp_path):
    log = RunLog(tmp_path, "eins")
    log.begin({"je": "gebiet"}, 3, 1)
    with (tmp_path / "lauf.jsonl").open("ab") as stream:
        stream.write(b'{"zeit": "2026')
    log.report(Outcome("22", "Süd", 1.25, "kaputt"))
    with (tmp_path / "lauf.jsonl").open("ab") as stream:
        stream.write(b'5\n"beginn"\n')
    assert last_run(tmp_path) == ("eins", {"je": "gebiet"})
    with pytest.raises(PublishError, match="andere Fassung des Programms"):
        running.continued(tmp_path)
    assert [event["ereignis"] for event in events(tmp_path)] == ["beginn", "bericht"]


def test_whoever_dies_in_the_midst_of_an_answer_has_crashed(tmp_path):
    ours, theirs = Pipe(duplex=False)
    os.write(theirs.fileno(), struct.pack("!i", 100) + b"not a hundred bytes")
    theirs.close()
    assert "abgestürzt" in workshop._received(ours, Job("a", "a", tmp_path), 0.0).fault


@pytest.mark.langsam
@pytest.mark.skipif(sys.platform != "linux", reason="die Kindprozesse zählt der Test unter Linux")
def test_a_run_that_is_ended_from_outside_leaves_nothing_behind(tmp_path):
    """SIGTERM, which becomes what Ctrl-C is; at an address, where also a lock and copies lie."""
    folder, scratch = tmp_path / "aus" / YEAR, tmp_path / "zwischen"
    scratch.mkdir()
    start = [*COMMAND, "berichte", TOWN, "-o", f"file://{tmp_path}/aus", "--format", "html"]
    start += ["--jobs", "1", "--gebiete", "11,22"]
    process = subprocess.Popen(start, stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.STDOUT, env=os.environ | {"TMPDIR": str(scratch)},
                               encoding="utf-8")  # fmt: skip
    while not list(folder.glob("*/bericht.html")) and process.poll() is None:
        time.sleep(0.05)
    started = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    told = process.communicate(timeout=60)[0]
    assert (process.returncode, told.splitlines()[-1]) == (130, "Abgebrochen.")
    assert started
    assert psutil.wait_procs(started, 5)[1] == []
    assert list(scratch.iterdir()) == []
    assert not (folder / ".lauf/sperre").exists()
    assert [row[2] for row in rows(folder).values()] == ["fertig", "nicht erstellt"]


def test_what_took_longest_comes_first_and_what_is_there_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "fingerprint", lambda job: job.key)
    states = {"lang": running.State("alt", 9.0, "0"), "da": running.State("da", 3.0, "0")}
    monkeypatch.setattr(running, "state_of", lambda job: states.get(job.key))
    monkeypatch.setattr(running, "is_there", lambda job: True)
    todo = [Job(key, key, tmp_path / key) for key in ("unbekannt", "da", "lang")]
    wishes = Wishes("gebiet", (), ("html",), "foerderer", "voll", "", False)
    kept, asked = running.sorted_out(todo, wishes)
    assert [(one.key, one.seconds) for one in kept] == [("da", 3.0)]
    assert [one.key for one in asked] == ["lang", "unbekannt"]


def test_nothing_can_be_continued_where_nothing_was_begun(tmp_path):
    with pytest.raises(PublishError, match="ohne --weiter beginnen"):
        make_reports(TOWN, tmp_path, weiter=True)


@pytest.mark.langsam
def test_only_what_changed_is_made_again(tmp_path):
    first = make_reports(TOWN, tmp_path, only=["11", "22"], formats=["html"])
    page = tmp_path / YEAR / "11_nordhafen" / "bericht.html"
    before = page.stat().st_mtime_ns
    again = make_reports(TOWN, tmp_path, only=["11", "22", "12"], formats=["html"])
    assert (first.unchanged, again.unchanged, again.failed) == (0, 2, ())
    assert page.stat().st_mtime_ns == before
    assert make_reports(TOWN, tmp_path, weiter=True).unchanged == 3  # with the wishes of then
    assert make_reports(TOWN, tmp_path, only=["11"], formats=["html"], neu=True).unchanged == 0
    assert page.stat().st_mtime_ns > before
    assert [row[2] for row in rows(tmp_path / YEAR).values()] == ["fertig"] * 3


@pytest.mark.langsam
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="hier gibt es kein SIGKILL")
def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path):
    folder, chance = tmp_path / YEAR, random.Random(9)
    start = [*COMMAND, "berichte", TOWN, "-o", str(tmp_path), "--format", "html", "--jobs", "2"]
    for number in range(KILLS_IN_A_TEST):
        told = len(_told(folder))
        process = subprocess.Popen([*start, *_next(folder)], stderr=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL)  # fmt: skip
        while number % 4 and len(_told(folder)) == told and process.poll() is None:
            time.sleep(0.05)  # each fourth may die as it starts
        time.sleep(chance.uniform(0, 6))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert all(_is_whole(path) for path in folder.rglob("bericht*.ipynb")), number
    done = make_reports(TOWN, tmp_path, weiter=True)
    assert (len(done.outcomes), done.failed, done.overview_fault) == (9, (), "")
    assert [row[2] for row in rows(folder).values()] == ["fertig"] * 9
    assert list(tmp_path.rglob("*.teil")) == []
    told = [event for event in events(folder) if event["ereignis"] == "bericht"]
    made = [(event["lauf"], event["schluessel"]) for event in told]
    assert len(made) == len(set(made))


@pytest.mark.langsam
def test_the_next_run_sweeps_up_what_a_killed_one_was_writing(tmp_path):
    make_reports(TOWN, tmp_path, only=["11"], formats=())
    scraps = [tmp_path / YEAR / name for name in (".manifest.csv.7.teil", ".lauf/.11.json.7.teil")]
    for scrap in scraps:
        scrap.write_text("{")
    make_reports(TOWN, tmp_path, only=["11"], formats=())
    assert not any(scrap.exists() for scrap in scraps)


KILLS_IN_A_TEST = int(os.environ.get("SOZIALRAUM_KILLS", "3"))


def _next(folder):
    """Go on with a run that was killed; begin all anew after one that came to its end."""
    told = _told(folder)
    return ["--weiter"] if told and told[-1]["ereignis"] != "ende" else ["--neu"]


def _told(folder):
    return events(folder) if (folder / "lauf.jsonl").is_file() else []


def _is_whole(path):
    nbformat.read(path, 4)
    return True


def full_disk(tmp_path):
    """Mount a disk of a few hundred kilobytes, or skip."""
    folder = tmp_path / "voll"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("ein kleiner Datenträger lässt sich hier nicht einhängen")
    return folder


def test_a_full_disk_is_said_of_each_report(tmp_path):
    folder = full_disk(tmp_path)
    try:
        with (folder / "fuell").open("wb") as stream, suppress(OSError):
            stream.write(bytes(1_000_000))
        with pytest.raises(PublishError, match="der Datenträger ist voll"):
            make_reports(TOWN, folder, only=["11"])
        (folder / "fuell").unlink()
        todo = [job(tmp_path, key, "print('x' * 900_000)") for key in ("a", "b")]
        todo = [Job(one.key, one.key, folder / one.key, (), one.notebook, {}) for one in todo]
        outcomes = list(run_all(todo, 2))
        assert all("der Datenträger ist voll" in outcome.fault for outcome in outcomes)
        assert [path for path in folder.rglob("bericht*") if path.is_file()] == []
    finally:
        subprocess.run(["umount", str(folder)], check=True)
