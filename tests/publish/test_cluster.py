"""A cluster makes what a workshop makes; who is lost on the way costs nothing but time."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from sozialraum.errors import PublishError
from sozialraum.publish import cluster, dispatch, workshop
from sozialraum.publish.batch import make_reports
from sozialraum.publish.cluster import LOCAL, connected
from sozialraum.publish.manifest import Outcome
from sozialraum.publish.reports import Job, agency_job
from sozialraum.publish.station import COLLAPSED, Parcel, Station, StationError, packed
from tests.regions import opened

ROOT = Path(__file__).parents[2]
TOWN = ROOT / "data/musterstadt"
YEAR = "musterstadt/2025"
AREAS = ["11", "22"]
BIN = Path(sys.executable).parent
TIMES = re.compile(rb'"sekunden": [\d.]+|"seconds": [\d.]+|"zeit": "[^"]+"|"(lauf|run)": "\w+"')


def content(folder):
    """All files of a folder, without what is time and without the number of the run."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if path.suffix in (".json", ".jsonl"):
            data = TIMES.sub(b"", data)
        elif path.suffix == ".csv":
            data = b"\n".join(re.sub(rb";[\d,]+;", b";;", line) for line in data.splitlines())
        if path.suffix == ".jsonl":
            data = b"\n".join(sorted(data.splitlines()))  # who is ready first is chance
        found[path.relative_to(folder).as_posix()] = data
    return found


@pytest.fixture
def scheduler(tmp_path):
    """A scheduler with two workers that nobody restarts: its address and all three processes."""
    told = tmp_path / "planer.json"
    common = ["--no-dashboard", "--scheduler-file", str(told)]
    quiet = {"cwd": tmp_path, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL,
             "env": os.environ | {"PYTHONPATH": str(ROOT)}}  # fmt: skip
    worker = [BIN / "dask", "worker", "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1"]
    first = [BIN / "dask", "scheduler", "--host", "127.0.0.1", "--port", "0"]
    with ExitStack() as stack:
        for command in (first, worker, worker):
            process = subprocess.Popen([*command, *common], **quiet)
            stack.callback(process.wait, 60)
            stack.callback(process.kill)
            stack.callback(process.terminate)
            if command is first:
                while not told.is_file() and process.poll() is None:
                    time.sleep(0.1)
                started = []
            started.append(process)
        yield json.loads(told.read_text())["address"], started


@pytest.mark.langsam
def test_a_cluster_makes_the_same_files_also_if_a_worker_is_killed(tmp_path, scheduler):
    address, (_, *workers) = scheduler
    town = shutil.copytree(TOWN, tmp_path / "region" / "musterstadt")
    seen = []

    def kill(outcome):
        seen.append(outcome.key)
        if len(seen) == 1:
            workers[0].send_signal(signal.SIGKILL)

    far = make_reports(town, tmp_path / "fern", only=AREAS, cluster=address, seen=kill)
    assert (far.failed, far.overview_fault) == ((), "")
    assert sorted(seen) == AREAS
    assert workers[0].wait() == -signal.SIGKILL
    assert workers[1].poll() is None
    make_reports(town, tmp_path / "hier", only=AREAS)
    assert content(tmp_path / "fern") == content(tmp_path / "hier")
    again = make_reports(town, tmp_path / "fern", only=AREAS, cluster=address)
    assert again.unchanged == len(AREAS)  # nobody is asked


@pytest.mark.langsam
def test_a_station_makes_the_same_document_of_an_agency(tmp_path):
    region = opened("musterstadt")
    before = tmp_path / "musterstadt/2024/agentur_MU-01/jahr.json"
    asked = ("MU-01", tmp_path, 2024, ("html",), "oeffentlich", "voll")
    assert workshop.work(replace(agency_job(region, *asked), formats=())).fault == ""
    assert before.is_file()
    job = agency_job(region, "MU-01", tmp_path, 2025, ("html",), "oeffentlich", "fortschreibung")
    parcel = packed([job])
    before.rename(before.with_name("weg.json"))
    delivery = parcel.station(str(tmp_path)).make(job)
    before.with_name("weg.json").rename(before)
    assert delivery.outcome.fault == ""
    assert workshop.work(job).fault == ""
    assert delivery.files.keys() == set(job.files)
    assert delivery.files == {name: (job.folder / name).read_bytes() for name in job.files}
    left = [path for path in tmp_path.iterdir() if path.name.startswith("sozialraum-")]
    del parcel
    assert len(left) == 1
    assert not left[0].exists()


def quick(job: Job) -> Outcome:
    """Stand in for a report; one of them takes its workshop along, one is not quick."""
    job.folder.mkdir()
    if job.key == "lang":
        time.sleep(60)
    (job.folder / "bericht.ipynb").write_text(job.key)
    if job.key == "tot":
        os.kill(os.getppid(), signal.SIGKILL)
    fault = f"„{job.folder}“ geht nicht" if job.key == "fehler" else ""
    return Outcome(job.key, job.name, 1.5, fault)


def jobs(folder, *keys):
    return [Job(key, key, folder / key, (), fingerprint="f", run="1") for key in keys]


@pytest.mark.langsam
@pytest.mark.skipif(sys.platform != "linux", reason="die Kindprozesse zählt der Test unter Linux")
def test_workers_here_try_twice_and_are_gone_at_the_end(tmp_path):
    todo = jobs(tmp_path, "a", "tot", "fehler", "b", "c")
    before = psutil.Process().children(recursive=True)
    with connected(LOCAL, 2, work=f"{__name__}:quick") as far:
        started = set(psutil.Process().children(recursive=True)) - set(before)
        found = {outcome.key: outcome for outcome in far(todo)}
    assert len(started) > 2
    assert [one for one in started if one.is_running() and one.status() != "zombie"] == []
    assert found.keys() == {"a", "tot", "fehler", "b", "c"}
    assert [key for key, one in found.items() if one.fault == ""] == [
        key for key in found if key not in ("tot", "fehler")
    ]
    assert "zweimal abgestürzt" in found["tot"].fault
    assert found["fehler"].fault == f"„{tmp_path / 'fehler'}“ geht nicht"
    assert found["a"].seconds == 1.5
    assert (tmp_path / "a/bericht.ipynb").read_text() == "a"
    assert sorted(path.name for path in (tmp_path / ".lauf").iterdir()) == [
        "a.json", "b.json", "c.json",
    ]  # fmt: skip


@pytest.mark.langsam
def test_a_scheduler_that_is_lost_is_said_in_german(tmp_path, scheduler, capfd):
    address, (planner, *_) = scheduler
    with connected(address, 0, work=f"{__name__}:quick") as far:
        coming = far(jobs(tmp_path, "a", "lang", "b"))
        assert next(coming).fault == ""
        planner.kill()
        with pytest.raises(PublishError, match=r"Planer ist abgerissen.*--weiter"):
            list(coming)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("why", "said"),
    [("der Datenträger ist voll", "Datenträger ist voll"), (COLLAPSED, "zweimal abgestürzt")],
)
def test_why_a_worker_could_not_make_a_report_is_in_the_manifest(tmp_path, why, said):
    (task,) = (dispatch._Task(job, 0.0, "zuerst") for job in jobs(tmp_path, "a"))
    assert said in dispatch._failed(task, StationError(f"Auf „x“ geht es nicht: {why}.")).fault


def test_another_program_or_a_full_disk_is_said_with_the_name_of_the_computer(tmp_path):
    parcel = packed(jobs(tmp_path, "a"))
    other = Parcel(parcel.content, parcel.places, parcel.region, "anders")
    assert other.digest != parcel.digest
    said = f"„{socket.gethostname()}“ geht es nicht: dort ist eine andere Fassung"
    with pytest.raises(StationError, match=said):
        other.station(str(tmp_path))
    with pytest.raises(StationError, match="Lesen oder Schreiben ist gescheitert"):
        Station(parcel, str(tmp_path / "fehlt"))


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("fern", "„fern“ ist keine Adresse. Erwartet wird lokal oder"),
        ("tcp://127.0.0.1:9", "Unter „tcp://127.0.0.1:9“ antwortet kein Planer"),
    ],
)
def test_where_nobody_answers_nothing_is_begun(tmp_path, where, said):
    with pytest.raises(PublishError, match=said):
        make_reports(TOWN, tmp_path, cluster=where)
    assert [path.name for path in (tmp_path / YEAR).iterdir()] == [".lauf"]


def test_who_answers_but_is_no_scheduler_is_found_out(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        said = pytest.raises(PublishError, match="antwortet kein Planer")
        with said, connected(address, 1):
            pass


def test_without_dask_the_remedy_is_said(monkeypatch):
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    said = pytest.raises(PublishError, match="fehlt das Programm dask")
    with said, connected(LOCAL, 1):
        pass
