"""Reports of one area or agency, or of all: run, written, counted.

One report that fails never stops the others; the manifest says for each what became of
it, and what lies in its folder is of the same run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from sozialraum.analysis.dossier import agencies, find_agency, no_agency
from sozialraum.errors import DataError, Fault, SozialraumError, raise_all
from sozialraum.publish.export import master_remarks
from sozialraum.publish.files import prepare_folder, remove_files
from sozialraum.publish.manifest import (
    LOG,
    Outcome,
    append_log,
    manifest_name,
    update_manifest,
)
from sozialraum.publish.overview import overview_page, write_overview
from sozialraum.publish.reports import (
    USUAL,
    Job,
    agency_job,
    area_job,
    portable,
    write_report,
    year_folder,
)
from sozialraum.publish.workers import io_fault, most_jobs, run_all
from sozialraum.region import Region, open_region

GEBIET, AGENTUR = "gebiet", "agentur"
KINDS = (GEBIET, AGENTUR)
"""What a batch makes a report for each of."""

AUDIENCE, EDITION = "foerderer", "voll"
STOPPED = "abgebrochen"


@dataclass(frozen=True)
class Batch:
    """What became of a whole region; ``overview_fault`` is empty if there is an overview."""

    folder: Path
    outcomes: tuple[Outcome, ...]
    overview_fault: str = ""
    kind: str = GEBIET

    @property
    def overview(self) -> Path:
        """The page that leads to all reports."""
        return self.folder / overview_page(self.kind)

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The reports that were not made."""
        return tuple(outcome for outcome in self.outcomes if outcome.fault)


def make_report(
    region_folder: str | Path,
    gebiet: str,
    out: str | Path,
    *,
    jahr: int = 0,
    formats: Sequence[str] = USUAL,
    empfaenger: str = AUDIENCE,
    vorlage: str | Path = "",
) -> tuple[Path, ...]:
    """Make the report of one area.

    Parameters
    ----------
    region_folder
        Folder of the region.
    gebiet
        Key or name of the area, empty for the region's example.
    out
        Folder under which the files are put.
    jahr
        Year of the report, 0 for the region's own.
    formats
        Some of ``html``, ``docx``, ``pdf``, ``xlsx``; the executed notebook is always written.
    empfaenger
        For whom the report is: ``intern``, ``foerderer`` or ``oeffentlich``.
    vorlage
        A carrier's own Word file, whose page, type, header and footer the Word file gets.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    SozialraumError
        If the region, the area or the output folder are not as they should be.
    """
    region = open_region(region_folder)
    year, key = _year(region, jahr), region.find_area(gebiet)
    job = area_job(region, key, Path(out), year, formats, empfaenger)
    return _make_one(region, _with_master(job, vorlage), GEBIET)


def make_agency_report(
    region_folder: str | Path,
    agentur: str,
    out: str | Path,
    *,
    jahr: int = 0,
    formats: Sequence[str] = USUAL,
    empfaenger: str = AUDIENCE,
    fassung: str = EDITION,
    vorlage: str | Path = "",
) -> tuple[Path, ...]:
    """Make the document of one agency: all its areas, one choice, one plan.

    Parameters
    ----------
    region_folder, out, jahr, formats, empfaenger, vorlage
        As in `make_report`.
    agentur
        Its ``kennung`` in the list of places.
    fassung
        ``voll`` or ``fortschreibung`` (what has changed since last year's record).

    Raises
    ------
    SozialraumError
        If the region, the agency or the output folder are not as they should be.
    """
    region = open_region(region_folder)
    year = _year(region, jahr)
    job = agency_job(region, agentur, Path(out), year, formats, empfaenger, fassung)
    return _make_one(region, _with_master(job, vorlage), AGENTUR)


def _with_master(job: Job, vorlage: str | Path) -> Job:
    """Return a job with its master for Word, which is checked before anything is made."""
    if not vorlage:
        return job
    master_remarks(vorlage)
    return replace(job, vorlage=str(Path(vorlage).absolute()))


def _make_one(region: Region, job: Job, kind: str) -> tuple[Path, ...]:
    begun, fault = time.perf_counter(), STOPPED
    try:
        written, fault = write_report(job), ""
        return written
    except SozialraumError as error:
        fault = str(error)
        raise
    finally:
        if (job.folder.parent / manifest_name(kind)).is_file():
            outcome = Outcome(job.key, job.name, time.perf_counter() - begun, fault)
            _note(region, [outcome], job.folder.parent, kind)


def make_reports(
    region_folder: str | Path,
    out: str | Path,
    *,
    je: str = GEBIET,
    only: Iterable[str] = (),
    jahr: int = 0,
    formats: Sequence[str] = USUAL,
    jobs: int = 0,
    empfaenger: str = AUDIENCE,
    fassung: str = EDITION,
    vorlage: str | Path = "",
    seen: Callable[[Outcome], object] | None = None,
) -> Batch:
    """Make the reports of many areas or agencies, the overview and the manifest.

    Parameters
    ----------
    region_folder, out, jahr, formats, empfaenger, fassung, vorlage
        As in `make_report` and `make_agency_report`.
    je
        A report for each ``gebiet`` or for each ``agentur``.
    only
        Keys or names; none means all.
    jobs
        How many reports are made at a time, 0 for as many as there are processors.
    seen
        Called with each outcome as it comes; None draws a bar in the console.

    Raises
    ------
    SozialraumError
        If nothing can be begun; a single report that fails is in the result instead.
    """
    region = open_region(region_folder)
    year = _year(region, jahr)
    folder = prepare_folder(year_folder(region, Path(out), year))
    keys = _wanted(region, only, je) or _all_keys(region, je)
    if je == GEBIET:
        todo = [area_job(region, key, Path(out), year, formats, empfaenger) for key in keys]
    else:
        todo = [
            agency_job(region, key, Path(out), year, formats, empfaenger, fassung) for key in keys
        ]
    todo = [_with_master(job, vorlage) for job in todo]
    outcomes: dict[str, Outcome] = {}
    try:
        bar = tqdm(total=len(todo), desc="Berichte", unit="Bericht", disable=seen is not None)
        with bar:
            for outcome in run_all(todo, jobs or most_jobs()):
                outcomes[outcome.key] = outcome
                bar.update()
                if seen is not None:
                    seen(outcome)
    finally:
        stopped = [_stopped(job) for job in todo if job.key not in outcomes and _clear(job)]
        _note(region, [*outcomes.values(), *stopped], folder, je)
    in_order = tuple(outcomes[job.key] for job in todo)
    return Batch(folder, in_order, _overview_fault(region, year, empfaenger, folder, je), je)


def _all_keys(region: Region, kind: str) -> list[str]:
    keys = list(region.gebiete.index) if kind == GEBIET else agencies(region)
    if not keys:
        raise no_agency(region)
    return keys


def _note(region: Region, outcomes: Sequence[Outcome], folder: Path, kind: str) -> None:
    """Write down what became of reports, beside what is known of the others."""
    append_log(outcomes, folder / LOG)
    order = region.gebiete.index if kind == GEBIET else region.standorte["kennung"]
    update_manifest(outcomes, folder / manifest_name(kind), order=order, kind=kind)


def _clear(job: Job) -> bool:
    """Remove a report that is not whole; return whether there is none."""
    if all((job.folder / name).is_file() for name in job.files):
        return False
    remove_files(job.folder, job.replaced)
    return True


def _stopped(job: Job) -> Outcome:
    return Outcome(job.key, job.name, 0.0, STOPPED)


def _overview_fault(region: Region, jahr: int, empfaenger: str, folder: Path, kind: str) -> str:
    """Make the overview; return what went wrong, empty if nothing did."""
    parameters = {"region": portable(region.folder), "jahr": jahr, "empfaenger": empfaenger}
    try:
        write_overview(parameters, folder, kind)
    except SozialraumError as error:
        return str(error)
    except OSError as error:
        return io_fault(error)
    return ""


def _year(region: Region, jahr: int) -> int:
    first = int(region.kennzahlen["jahr"].min())
    if jahr and jahr < first:
        raise DataError(
            Fault(
                "Für dieses Jahr gibt es keine Zahlen.",
                file=region.key,
                found=str(jahr),
                expected=f"ein Jahr ab {first}",
            )
        )
    return jahr or region.settings.jahr


def _wanted(region: Region, wanted: Iterable[str], kind: str) -> list[str]:
    found: list[str] = []
    faults: list[Fault] = []
    for text in wanted:
        try:
            found.append(region.find_area(text) if kind == GEBIET else find_agency(region, text))
        except DataError as error:
            faults += error.faults
    raise_all(faults)
    return list(dict.fromkeys(found))
