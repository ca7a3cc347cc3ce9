"""Regions and results at addresses: read, written, continued like folders of this computer."""

import json
import os
import shutil
import subprocess
import sys
from errno import ENOSPC
from pathlib import Path
from socket import gethostname

import fsspec
import pytest

from sozialraum import cli
from sozialraum.errors import PublishError
from sozialraum.publish.addresses import is_address, mirrored
from sozialraum.publish.batch import make_reports
from sozialraum.publish.ledger import HIDDEN
from sozialraum.publish.lock import FILE, me
from tests.publish.test_cluster import content

TOWN = Path(__file__).parents[2] / "data/musterstadt"
STORE = "memory://verband"
REGION, REPORTS = f"{STORE}/musterstadt", f"{STORE}/berichte"
YEAR = "verband/berichte/musterstadt/2025"
AREAS = ["11", "22"]


@pytest.fixture
def store():
    """A store of objects that is gone with the test, with the town in it."""
    system = fsspec.filesystem("memory")
    system.store.clear()
    for path in sorted(TOWN.rglob("*")):
        if path.is_file():
            system.pipe_file(f"/verband/musterstadt/{path.relative_to(TOWN)}", path.read_bytes())
    yield system
    system.store.clear()


class EnoughError(Exception):
    """Somebody ends a run."""


def stop(outcome):
    raise EnoughError(outcome.key)


@pytest.mark.langsam
def test_a_run_between_addresses_is_continued_and_gives_what_a_local_one_gives(store, tmp_path):
    wanted = {"only": AREAS, "formats": ("html",), "jobs": 1}
    with pytest.raises(EnoughError):
        make_reports(REGION, REPORTS, seen=stop, **wanted)
    states = [name for name in store.find(f"/{YEAR}/{HIDDEN}") if name.endswith(".json")]
    assert len(states) == 1
    assert not store.exists(f"/{YEAR}/{HIDDEN}/{FILE}")
    done = make_reports(REGION, REPORTS, weiter=True)
    assert (done.failed, done.overview_fault, done.unchanged) == ((), "", 1)
    assert done.place == f"{REPORTS}/musterstadt/2025"
    town = shutil.copytree(TOWN, tmp_path / "region/musterstadt")
    make_reports(town, tmp_path / "hier", **wanted)
    store.get(f"/{YEAR}/", f"{tmp_path}/fern/", recursive=True)
    here, far = content(tmp_path / "hier/musterstadt/2025"), content(tmp_path / "fern")
    here.pop(f"{HIDDEN}/{FILE}")
    same = {name: data.replace(str(town).encode(), REGION.encode()) for name, data in here.items()}
    assert far.keys() == here.keys()
    differ = [name for name in far if far[name] != same[name]]
    assert [name for name in differ if not name.startswith((HIDDEN, "lauf.jsonl"))] == []


def test_who_holds_an_address_is_said(store, tmp_path):
    store.pipe_file(f"/{YEAR}/{HIDDEN}/{FILE}", me().replace(gethostname().encode(), b"planer"))
    with pytest.raises(PublishError, match=r"arbeitet schon jemand \(\w+ auf planer, .*sperre"):
        make_reports(REGION, REPORTS, only=AREAS)
    assert store.exists(f"/{YEAR}/{HIDDEN}/{FILE}")


def test_who_was_killed_on_this_computer_holds_an_address_no_more(store, tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    told = json.loads(me()) | {"prozess": gone.pid}
    store.pipe_file(f"/{YEAR}/{HIDDEN}/{FILE}", json.dumps(told).encode())
    with mirrored(REPORTS) as mirror, mirror.held(mirror.here / "musterstadt/2025"):
        assert json.loads(store.cat_file(f"/{YEAR}/{HIDDEN}/{FILE}"))["prozess"] == os.getpid()
    assert not store.exists(f"/{YEAR}/{HIDDEN}/{FILE}")


def test_an_address_that_is_full_is_said_and_held_by_nobody(store, tmp_path, monkeypatch):
    def full(path, content, **_):
        raise OSError(ENOSPC, "No space left on device")

    with mirrored(REPORTS) as mirror:
        folder = mirror.here / "musterstadt/2025"
        folder.mkdir(parents=True)
        held = mirror.held(folder)
        held.__enter__()
        (folder / "manifest.csv").write_text("")
        monkeypatch.setattr(store, "pipe_file", full)
        with pytest.raises(PublishError, match="lässt sich nicht beschreiben"):
            held.__exit__(None, None, None)
    assert not store.exists(f"/{YEAR}/{HIDDEN}/{FILE}")


@pytest.mark.parametrize(
    ("region", "said"),
    [
        ("gibtsnicht://x/y", "Abhilfe"),
        (f"{STORE}/leer", "region.toml"),
    ],
)
def test_an_address_that_cannot_be_read_is_said_in_german(store, region, said, capsys):
    assert cli.run(["berichte", region, "-o", REPORTS]) == 2
    assert said in capsys.readouterr().err


def test_a_path_is_no_address(tmp_path):
    assert not is_address(tmp_path)
    with mirrored(tmp_path) as mirror:
        assert mirror.here == tmp_path
