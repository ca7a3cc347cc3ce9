"""A batch makes all it can and says of each report what became of it."""

import csv
import os

import pytest

from sozialraum.errors import DataError, PublishError
from sozialraum.publish import batch
from sozialraum.publish.batch import Job, make_report, make_reports
from sozialraum.publish.document import read_document
from sozialraum.publish.files import write_whole
from sozialraum.publish.manifest import Outcome, write_manifest
from sozialraum.publish.overview import only_existing_links
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
    ("areas", "jahr", "message"),
    [(["22", "Altmart"], 0, "Meinten Sie „Altmarkt“"), ([], 1890, "1890")],
)
def test_a_wrong_question_is_refused_before_anything_is_made(tmp_path, areas, jahr, message):
    with pytest.raises(DataError, match=message):
        make_reports(TOWN, tmp_path, areas=areas, jahr=jahr)
    assert not list(tmp_path.rglob("*.csv"))


def test_a_file_in_the_way_of_the_folder_is_named(tmp_path):
    (tmp_path / "datei").write_text("x", encoding="utf-8")
    for make in (make_reports, lambda region, out: make_report(region, "22", out)):
        with pytest.raises(PublishError, match="kann kein Ordner werden"):
            make(TOWN, tmp_path / "datei")


def test_links_to_reports_that_are_not_there_become_text(tmp_path):
    block = table(rows=2)
    links = ("1_da/bericht.html", "2_fehlt/bericht.html")
    linked = type(block)(block.caption, block.columns, block.rows, links=links)
    (tmp_path / "1_da").mkdir()
    (tmp_path / "1_da/bericht.html").touch()
    (grid,) = only_existing_links(read_document(notebook(code(linked))), tmp_path).items
    assert [row[0][0].link for row in grid.rows] == ["1_da/bericht.html", ""]


def die(job: Job) -> Outcome:
    """Stand in for a worker that the operating system kills, but not for all areas."""
    if job.gebiet == "tot":
        os._exit(9)
    return Outcome(job.gebiet, job.name, 0.0)


def test_a_worker_that_dies_takes_only_its_own_report_along(tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "_work", die)
    jobs = [Job("r", key, key, 2025, tmp_path, ()) for key in ("a", "tot", "b")]
    found = {outcome.gebiet: outcome.fault for outcome in batch._run_all(jobs, 2)}
    assert found.keys() == {"a", "tot", "b"}
    assert (found["a"], found["b"]) == ("", "")
    assert "abgestürzt" in found["tot"]


@pytest.mark.langsam
def test_one_failing_area_stops_neither_the_others_nor_the_overview(tmp_path):
    year = tmp_path / "musterstadt" / "2025"
    (year / "22_altmarkt" / "bericht.html").mkdir(parents=True)  # nobody can write that file
    done = make_reports(TOWN, tmp_path, areas=["22", "11"], jobs=2)
    assert [outcome.gebiet for outcome in done.failed] == ["22"]
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
