"""A batch makes all it can and says of each report what became of it."""

import csv
import errno
import os
import shutil

import pytest

from sozialraum.errors import DataError, Fault, PublishError
from sozialraum.publish import batch, overview, reports, workers, workshop
from sozialraum.publish.batch import make_report, make_reports
from sozialraum.publish.document import read_document
from sozialraum.publish.files import write_whole
from sozialraum.publish.ledger import forget_state
from sozialraum.publish.manifest import Outcome, append_log, read_manifest, write_manifest
from sozialraum.publish.overview import only_existing_links
from sozialraum.publish.reports import Job
from sozialraum.region import locate, open_region
from sozialraum.sources.elsewhere import place_of
from tests.publish.conftest import code, notebook, table

TOWN = "data/musterstadt"


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, delimiter=";"))


def test_the_manifest_opens_in_a_spreadsheet_and_holds_no_formula(tmp_path):
    outcomes = [Outcome("01", "=1+1", 2.04), Outcome("02", "Süd", 0.5, "zwei\n  Zeilen; ja")]
    write_manifest(outcomes, tmp_path / "manifest.csv")
    assert (tmp_path / "manifest.csv").read_bytes().startswith(b"\xef\xbb\xbfgebiet;name;")
    assert rows(tmp_path / "manifest.csv")[1:] == [
        ["01", "'=1+1", "fertig", "2", ""],
        ["02", "Süd", "nicht erstellt", "0,5", "zwei Zeilen; ja"],
    ]


def test_a_manifest_comes_back_as_it_was_written(tmp_path):
    outcomes = [Outcome("05315", "=1+1", 2.5), Outcome("-2", "Süd", 0.5, "kaputt; ja")]
    write_manifest(outcomes, tmp_path / "manifest.csv")
    assert list(read_manifest(tmp_path / "manifest.csv").values()) == outcomes


@pytest.mark.parametrize(
    "content", [b"", b"a;b\n1;2\n", b"gebiet;name;status\n05", b"\xff\xfe\xe4"]
)
def test_a_manifest_that_is_not_ours_counts_as_none(tmp_path, content):
    (tmp_path / "manifest.csv").write_bytes(content)
    assert read_manifest(tmp_path / "manifest.csv") == {}
    assert read_manifest(tmp_path / "keines.csv") == {}


def test_the_log_grows_by_unexpected_faults_only(tmp_path):
    log = tmp_path / "fehler.log"
    append_log([Outcome("11", "Nord", 1.0, "erwartet")], log)
    assert not log.exists()
    for key in ("22", "33"):
        append_log([Outcome(key, "Süd", 1.0, "unerwartet", "Traceback: KeyError")], log)
    text = log.read_text(encoding="utf-8")
    assert text.index("22 Süd") < text.index("33 Süd")
    assert text.count("Traceback: KeyError") == 2


def test_a_file_that_cannot_be_replaced_stays_as_it_was(tmp_path, monkeypatch):
    target = tmp_path / "a.html"
    write_whole(target, b"alt")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PublishError, match="der Datenträger ist voll"):
        write_whole(target, b"neu")
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]
    assert target.read_bytes() == b"alt"


@pytest.mark.parametrize(
    ("only", "jahr", "message"),
    [(["22", "Altmart"], 0, "Meinten Sie „Altmarkt“"), ([], 1890, "1890")],
)
def test_a_wrong_question_is_refused_before_anything_is_made(tmp_path, only, jahr, message):
    with pytest.raises(DataError, match=message):
        make_reports(TOWN, tmp_path, only=only, jahr=jahr)
    assert not list(tmp_path.rglob("*.csv"))


def test_a_file_in_the_way_of_the_folder_is_named(tmp_path):
    (tmp_path / "datei").write_text("x", encoding="utf-8")
    for make in (make_reports, lambda region, out: make_report(region, "22", out)):
        with pytest.raises(PublishError, match="kann kein Ordner werden"):
            make(TOWN, tmp_path / "datei")


def test_a_notebook_does_not_name_whose_home_it_was_made_in(tmp_path, monkeypatch):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    region = open_region(shutil.copytree(TOWN, tmp_path / "orte/musterstadt"))
    before = tmp_path / "aus/musterstadt/2024/agentur_MU-01/jahr.json"
    before.parent.mkdir(parents=True)
    before.write_text("{}")
    asked = (region, "MU-01", tmp_path / "aus", 2025, (), "foerderer", "voll")
    named = reports.agency_job(*asked).parameters
    assert named["region"] == "~/orte/musterstadt"
    assert place_of(named["vorjahr"]) == before
    assert str(tmp_path) not in str(named)
    assert locate(named["region"]) == region.folder


def test_links_to_reports_that_are_not_there_become_text(tmp_path):
    block = table(rows=2)
    links = ("1_da/bericht.html", "2_fehlt/bericht.html")
    linked = type(block)(block.caption, block.columns, block.rows, links=links)
    (tmp_path / "1_da").mkdir()
    (tmp_path / "1_da/bericht.html").touch()
    (grid,) = only_existing_links(read_document(notebook(code(linked))), tmp_path).items
    assert [row[0][0].link for row in grid.rows] == ["1_da/bericht.html", ""]


def test_a_link_longer_than_a_file_name_may_be_leads_nowhere(tmp_path):
    block = table(rows=1)
    linked = type(block)(block.caption, block.columns, block.rows, links=(f"{'a' * 300}/b.html",))
    (grid,) = only_existing_links(read_document(notebook(code(linked))), tmp_path).items
    assert grid.rows[0][0][0].link == ""


def quick(node):
    """Stand in for the run of a notebook, which takes seconds."""

    def run(path, parameters, out, timeout):
        out.write_text("{}", encoding="utf-8")
        return node

    return run


@pytest.fixture
def here(monkeypatch):
    """Batches in this process and without kernels."""
    node = notebook(code(table()))
    monkeypatch.setattr(reports, "run_notebook", quick(node))
    monkeypatch.setattr(batch, "run_all", lambda todo, jobs: (workshop.work(job) for job in todo))
    monkeypatch.setattr(overview, "write_overview", lambda parameters, folder, kind: folder)
    return monkeypatch


def made(folder):
    return sorted(path.name for path in folder.iterdir())


YEAR, AREA = "musterstadt/2025", "musterstadt/2025/22_altmarkt"


def test_what_an_earlier_run_left_behind_goes_before_the_area_is_made_again(tmp_path, here):
    make_report(TOWN, "22", tmp_path)
    assert made(tmp_path / AREA) == ["bericht.docx", "bericht.html", "bericht.ipynb"]
    (tmp_path / AREA / "notiz.txt").touch()
    make_report(TOWN, "22", tmp_path, formats=["html"])
    word = "bericht.docx.1.bak"  # somebody may have written in it
    assert made(tmp_path / AREA) == [word, "bericht.html", "bericht.ipynb", "notiz.txt"]

    def fail(*_, **__):
        raise PublishError("kaputt")

    here.setattr(reports, "run_notebook", fail)
    done = make_reports(TOWN, tmp_path, only=["22"])
    assert [outcome.fault for outcome in done.outcomes] == ["kaputt"]
    assert made(tmp_path / AREA) == [word, "bericht.ipynb.1.bak", "notiz.txt"]


def test_making_some_areas_again_keeps_the_rows_of_the_others(tmp_path, here):
    make_reports(TOWN, tmp_path)
    before = rows(tmp_path / YEAR / "manifest.csv")
    assert len(before) == 10
    here.setattr(workshop, "write_report", lambda job: 1 / 0)
    done = make_reports(TOWN, tmp_path, only=["22"], neu=True)
    after = rows(tmp_path / YEAR / "manifest.csv")
    assert [row[0] for row in after] == [row[0] for row in before]
    assert [row[0] for row in after if row[2] == "nicht erstellt"] == ["22"]
    assert len(done.outcomes) == 1


def test_one_report_made_after_a_batch_is_noted_in_its_manifest(tmp_path, here):
    make_reports(TOWN, tmp_path)

    def fail(*_, **__):
        raise PublishError("kaputt")

    here.setattr(reports, "run_notebook", fail)
    with pytest.raises(PublishError):
        make_report(TOWN, "22", tmp_path)
    (row,) = [row for row in rows(tmp_path / YEAR / "manifest.csv") if row[0] == "22"]
    assert (row[2], row[4]) == ("nicht erstellt", "kaputt")


def test_an_interrupted_batch_says_of_each_area_what_lies_there(tmp_path, here):
    make_reports(TOWN, tmp_path, only=["11", "12", "22"])

    def stop(todo, jobs):
        first, second, *_ = sorted(todo, key=lambda job: job.key)
        yield workshop.work(first)
        forget_state(second)  # begun, not done
        (second.folder / "bericht.ipynb").unlink()
        raise KeyboardInterrupt

    here.setattr(batch, "run_all", stop)
    with pytest.raises(KeyboardInterrupt):
        make_reports(TOWN, tmp_path, only=["11", "12", "22", "31"], neu=True)
    found = {row[0]: (row[2], row[4]) for row in rows(tmp_path / YEAR / "manifest.csv")[1:]}
    stopped = ("nicht erstellt", "abgebrochen")
    assert found == {"11": ("fertig", ""), "12": stopped, "22": ("fertig", ""), "31": stopped}
    assert made(next((tmp_path / YEAR).glob("12_*"))) == []


def test_a_report_that_was_not_begun_anew_stays_as_it_was(tmp_path, here):
    make_reports(TOWN, tmp_path, only=["11", "22"], formats=["html"])
    (tmp_path / AREA / "bericht.html").write_text("von Hand ergänzt")

    def stop(todo, jobs):
        yield workshop.work(next(job for job in todo if job.key == "11"))
        raise KeyboardInterrupt

    here.setattr(batch, "run_all", stop)
    with pytest.raises(KeyboardInterrupt):
        make_reports(TOWN, tmp_path, only=["11", "22"], formats=["html", "docx"])
    assert (tmp_path / AREA / "bericht.html").read_text() == "von Hand ergänzt"
    assert [row[2] for row in rows(tmp_path / YEAR / "manifest.csv")[1:]] == ["fertig", "fertig"]


def test_an_overview_is_made_anew_when_a_report_was_and_only_then(tmp_path, here):
    def write(parameters, folder, kind):
        (folder / "index.html").write_text("")
        pages.append(kind)

    pages = []
    here.setattr(overview, "write_overview", write)
    make_reports(TOWN, tmp_path, only=["11"], formats=())
    make_reports(TOWN, tmp_path, only=["11"], formats=())
    assert pages == ["gebiet"]
    make_report(TOWN, "22", tmp_path, formats=())
    assert make_reports(TOWN, tmp_path, only=["11", "22"], formats=()).unchanged == 2
    assert len(pages) == 2

    def stop(*_):
        raise KeyboardInterrupt

    here.setattr(overview, "write_overview", stop)
    with pytest.raises(KeyboardInterrupt):
        make_reports(TOWN, tmp_path, only=["22"], formats=(), neu=True)
    here.setattr(overview, "write_overview", write)
    make_reports(TOWN, tmp_path, weiter=True)
    assert len(pages) == 3


def test_what_programs_hide_in_a_region_and_results_there_change_no_report(tmp_path, here):
    town = shutil.copytree(TOWN, tmp_path / "musterstadt")
    make_reports(town, town / "berichte", only=["11"], formats=())
    (town / ".~lock.kennzahlen.csv#").touch()
    (town / "~$plan.xlsx").touch()
    assert make_reports(town, town / "berichte", only=["11"], formats=()).unchanged == 1
    (town / "README.md").write_text("anders")
    assert make_reports(town, town / "berichte", only=["11"], formats=()).unchanged == 0


def test_an_unexpected_error_leaves_its_traceback_in_a_log(tmp_path, here):
    def slip(*_, **__):
        raise KeyError("merkmal")

    here.setattr(reports, "run_notebook", slip)
    done = make_reports(TOWN, tmp_path, only=["22"])
    assert "Unerwarteter Fehler" in done.outcomes[0].fault
    assert "fehler.log" in done.outcomes[0].fault
    log = (tmp_path / YEAR / "fehler.log").read_text(encoding="utf-8")
    assert log.startswith("22 Altmarkt")
    assert "in slip" in log


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PublishError("kaputt"), "kaputt"),
        (DataError(Fault("Es fehlt etwas.")), "Es fehlt etwas."),
        (OSError(errno.ENAMETOOLONG, "File name too long"), "der Name ist zu lang"),
    ],
)
def test_an_overview_that_fails_is_said_and_stops_nothing(tmp_path, here, error, said):
    def fail(parameters, folder, kind):
        raise error

    here.setattr(overview, "write_overview", fail)
    done = make_reports(TOWN, tmp_path, only=["22"])
    assert done.failed == ()
    assert done.overview_fault
    assert said in done.overview_fault


def die(job: Job) -> Outcome:
    """Stand in for a worker that the operating system kills, but not for all areas."""
    if job.key == "tot":
        os._exit(9)
    return Outcome(job.key, job.name, 0.0)


def test_a_worker_that_dies_takes_only_its_own_report_along(tmp_path):
    jobs = [Job(key, key, tmp_path, ()) for key in ("a", "tot", "b")]
    outcomes = workers.run_all(jobs, 2, work=f"{__name__}:die")
    found = {outcome.key: outcome.fault for outcome in outcomes}
    assert found.keys() == {"a", "tot", "b"}
    assert (found["a"], found["b"]) == ("", "")
    assert "abgestürzt" in found["tot"]


@pytest.mark.langsam
def test_one_failing_area_stops_neither_the_others_nor_the_overview(tmp_path):
    year = tmp_path / "musterstadt" / "2025"
    (year / "22_altmarkt" / "bericht.html").mkdir(parents=True)  # nobody can write that file
    done = make_reports(TOWN, tmp_path, only=["22", "11"], jobs=2)
    assert [outcome.key for outcome in done.failed] == ["22"]
    assert done.overview_fault == ""
    manifest = {row[0]: row for row in rows(year / "manifest.csv")}
    assert manifest["11"][2:3] + manifest["11"][4:] == ["fertig", ""]
    assert manifest["22"][2] == "nicht erstellt"
    assert "Ordner gleichen Namens" in manifest["22"][4]
    names = sorted(path.name for path in (year / "11_nordhafen").iterdir())
    assert names == ["bericht.docx", "bericht.html", "bericht.ipynb"]
    page = (year / "index.html").read_text(encoding="utf-8")
    assert 'href="11_nordhafen/bericht.html"' in page
    assert 'href="12_' not in page
