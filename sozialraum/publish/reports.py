"""Reports: what one consists of, and how its files come about.

There are two kinds.  The report of an *area* (Raumprofil) is made for each area of a
region; the document of an *agency* (Agenturbericht) joins all areas it works in and ends
with one choice and one plan.  Files lie at ``<out>/<region>/<year>/<folder>/bericht.…``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sozialraum.analysis.dossier import dossier, find_agency, name_of_agency
from sozialraum.publish.backup import kept
from sozialraum.publish.document import read_document
from sozialraum.publish.export import FORMATS, write_format
from sozialraum.publish.files import prepare_folder, remove_files
from sozialraum.publish.notebook import TIMEOUT, forget_folders, notebook_path, run_notebook
from sozialraum.publish.planning import write_plan_workbook, write_report_workbook
from sozialraum.publish.yearfile import YEAR_FILE, write_record
from sozialraum.region import Region, open_region
from sozialraum.sources.elsewhere import name_of

USUAL = ("html", "docx")
"""What a report is written as unless somebody asks for more."""

REPORT = "bericht.ipynb"
WRITTEN_IN = (REPORT, "bericht.docx")
"""Files in which people go on writing: an older one is kept as a backup."""

WORKBOOKS = ("aufgabenplanung.xlsx", "sachbericht.xlsx")
"""What an agency fills in and hands in: an older one is kept as a backup."""

EDITIONS: Mapping[str, str] = {"voll": "agentur.ipynb", "fortschreibung": "fortschreibung.ipynb"}
"""Editions (Fassungen) of an agency's document and their notebooks."""

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Job:
    """One report to be made, in words that another process understands.

    Parameters
    ----------
    key, name
        Of the area or the agency.
    folder
        Where the files are put.
    notebook
        The notebook that is run.
    parameters
        Values for it; ``agentur`` among them makes it the document of an agency.
    formats
        Some of `FORMATS`; the executed notebook is always written.
    vorlage
        A carrier's own Word file, empty for none.
    fingerprint, run
        Of what goes into it, and the number of its run (`sozialraum.publish.ledger`).
    timeout
        Seconds after which a cell is ended.
    """

    key: str
    name: str
    folder: Path
    formats: tuple[str, ...] = USUAL
    notebook: str = REPORT
    parameters: Mapping[str, Any] = field(default_factory=dict)
    vorlage: str = ""
    fingerprint: str = ""
    run: str = ""
    timeout: float = TIMEOUT

    @property
    def for_agency(self) -> bool:
        """Whether it is the document of an agency."""
        return "agentur" in self.parameters

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files that the report consists of."""
        more = (YEAR_FILE, *WORKBOOKS) if self.for_agency else ()
        return (REPORT, *(f"bericht.{name}" for name in self.formats), *more)

    @property
    def replaced(self) -> tuple[str, ...]:
        """Names of files of an earlier run that go first; in the workbooks people write."""
        more = (YEAR_FILE,) if self.for_agency else ()
        return (REPORT, *(f"bericht.{name}" for name in FORMATS), *more)


def area_job(
    region: Region, gebiet: str, out: Path, jahr: int, formats: Sequence[str], empfaenger: str
) -> Job:
    """Return the job of one area."""
    given = {
        "region": portable(region.folder), "gebiet": gebiet, "jahr": jahr,
        "empfaenger": empfaenger,
    }  # fmt: skip
    folder = year_folder(region, out, jahr) / region.folder_of(gebiet)
    return Job(gebiet, region.area_name(gebiet), folder.absolute(), tuple(formats), REPORT, given)


def agency_job(
    region: Region,
    agentur: str,
    out: Path,
    jahr: int,
    formats: Sequence[str],
    empfaenger: str,
    fassung: str,
) -> Job:
    """Return the job of one agency; last year's record is found where last year's lies."""
    key = find_agency(region, agentur)
    folder = f"agentur_{key}"
    before = (year_folder(region, out, jahr - 1) / folder / YEAR_FILE).absolute()
    given = {
        "region": portable(region.folder), "agentur": key, "jahr": jahr,
        "empfaenger": empfaenger, "vorjahr": portable(before) if before.is_file() else "",
    }  # fmt: skip
    target = (year_folder(region, out, jahr) / folder).absolute()
    name = name_of_agency(region, key)
    return Job(key, name, target, tuple(formats), EDITIONS[fassung], given)


def year_folder(region: Region, out: Path, jahr: int) -> Path:
    """Return the folder of all reports of a region's year."""
    return out / region.key / str(jahr)


def short_path(path: Path) -> str:
    """Return what a file or folder is called: from the project's folder on, if it lies there."""
    called = name_of(path)
    if called == str(path) and path.is_relative_to(_ROOT):
        return path.relative_to(_ROOT).as_posix()
    return called


def portable(path: Path) -> str:
    """Return the path that a notebook names; who has run it is nobody's business.

    >>> portable(Path.home() / "regionen/unser-ort")
    '~/regionen/unser-ort'
    """
    called, home = short_path(path), Path("~").expanduser()
    if called == str(path) and path.is_relative_to(home):
        return Path("~", path.relative_to(home)).as_posix()
    return called


def write_report(job: Job) -> tuple[Path, ...]:
    """Run the notebook of a report and write its files.

    Raises
    ------
    SozialraumError
        If the notebook fails or a file cannot be written.
    """
    with replacing(job):
        return _write_files(job)


@contextmanager
def replacing(job: Job) -> Iterator[None]:
    """Prepare the folder of a report whose files are written anew.

    Raises
    ------
    PublishError
        If that cannot be done.
    """
    prepare_folder(job.folder)
    with ExitStack() as stack:
        for name in WRITTEN_IN:  # people go on writing there: never lost
            stack.enter_context(kept(job.folder / name))
        remove_files(job.folder, job.replaced)  # also what an earlier run made in another format
        yield


def _write_files(job: Job) -> tuple[Path, ...]:
    written = [job.folder / REPORT]
    notebook = notebook_path(job.notebook)
    document = read_document(
        run_notebook(notebook, job.parameters, written[0], timeout=job.timeout)
    )
    if job.parameters.get("empfaenger") == "oeffentlich":
        forget_folders(written[0], job.parameters)
    for name in job.formats:
        written.append(job.folder / f"bericht.{name}")
        write_format(name, document, written[-1], master=job.vorlage or None)
    return (*written, *(_agency_files(job) if job.for_agency else ()))


def _agency_files(job: Job) -> tuple[Path, ...]:
    """Write what an agency hands in and what it needs next year."""
    region = open_region(str(job.parameters["region"]))
    given = {name: job.parameters[name] for name in ("agentur", "jahr", "empfaenger", "vorjahr")}
    found = dossier(region, **given)
    paths = tuple(job.folder / name for name in (YEAR_FILE, *WORKBOOKS))
    write_record(found, paths[0])
    write_plan_workbook(found, paths[1])
    write_report_workbook(found, paths[2])
    return paths
