"""Reports of one area or of all: run, written, counted.

One area that fails never stops the others; the manifest says for each what became of
it, and what lies in its folder is of the same run.  Files lie at
``<out>/<region>/<year>/<gebiet>_<name>/bericht.html|docx|ipynb``.
"""

from __future__ import annotations

import multiprocessing
import os
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from sozialraum.errors import DataError, Fault, SozialraumError, raise_all
from sozialraum.publish.document import read_document
from sozialraum.publish.docx import write_docx
from sozialraum.publish.files import prepare_folder, reason, remove_files
from sozialraum.publish.html import write_html
from sozialraum.publish.manifest import LOG, MANIFEST, Outcome, append_log, update_manifest
from sozialraum.publish.notebook import notebook_path, run_notebook
from sozialraum.publish.overview import PAGE, write_overview
from sozialraum.region import Region, open_region

REPORT = "bericht.ipynb"
WRITERS = {"html": write_html, "docx": write_docx}
FORMATS = tuple(WRITERS)
STOPPED = "abgebrochen"
ALL_FILES = (REPORT, *(f"bericht.{name}" for name in FORMATS))
MOST_JOBS = 8
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Job:
    """One report to be made, in words that another process understands."""

    region: str
    gebiet: str
    name: str
    jahr: int
    folder: Path
    formats: tuple[str, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files that the report consists of."""
        return (REPORT, *(f"bericht.{name}" for name in self.formats))


@dataclass(frozen=True)
class Batch:
    """What became of a whole region; ``overview_fault`` is empty if there is an overview."""

    folder: Path
    outcomes: tuple[Outcome, ...]
    overview_fault: str = ""

    @property
    def overview(self) -> Path:
        """The page that leads to all reports."""
        return self.folder / PAGE

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
    formats: Sequence[str] = FORMATS,
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
        Some of `FORMATS`; the executed notebook is always written.

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
    jahr = _year(region, jahr)
    job = _job(region, region.find_area(gebiet), Path(out), jahr, tuple(formats))
    begun, fault = time.perf_counter(), STOPPED
    try:
        written, fault = _write_report(job), ""
        return written
    except SozialraumError as error:
        fault = str(error)
        raise
    finally:
        if (job.folder.parent / MANIFEST).is_file():
            outcome = Outcome(job.gebiet, job.name, time.perf_counter() - begun, fault)
            _note(region, [outcome], job.folder.parent)


def make_reports(
    region_folder: str | Path,
    out: str | Path,
    *,
    areas: Iterable[str] = (),
    jahr: int = 0,
    formats: Sequence[str] = FORMATS,
    jobs: int = 0,
) -> Batch:
    """Make the reports of many areas, the overview and the manifest.

    Parameters
    ----------
    region_folder, out, jahr, formats
        As in `make_report`.
    areas
        Keys or names; none means all.
    jobs
        How many reports are made at a time, 0 for as many as there are processors.

    Raises
    ------
    SozialraumError
        If nothing can be begun; a single report that fails is in the result instead.
    """
    region = open_region(region_folder)
    jahr = _year(region, jahr)
    folder = prepare_folder(Path(out) / region.key / str(jahr))
    keys = _find_areas(region, areas) or list(region.gebiete.index)
    todo = [_job(region, key, Path(out), jahr, tuple(formats)) for key in keys]
    outcomes: dict[str, Outcome] = {}
    try:
        with tqdm(total=len(todo), desc="Berichte", unit="Bericht") as bar:
            for outcome in _run_all(todo, jobs or min(os.cpu_count() or 1, MOST_JOBS)):
                outcomes[outcome.gebiet] = outcome
                bar.update()
    finally:
        stopped = [_stopped(job) for job in todo if job.gebiet not in outcomes and _clear(job)]
        _note(region, [*outcomes.values(), *stopped], folder)
    parameters = {"region": _portable(region.folder), "jahr": jahr}
    in_order = tuple(outcomes[job.gebiet] for job in todo)
    return Batch(folder, in_order, _overview_fault(parameters, folder))


def _note(region: Region, outcomes: Sequence[Outcome], folder: Path) -> None:
    """Write down what became of reports, beside what is known of the others."""
    append_log(outcomes, folder / LOG)
    update_manifest(outcomes, folder / MANIFEST, order=region.gebiete.index)


def _clear(job: Job) -> bool:
    """Remove a report that is not whole; return whether there is none."""
    if all((job.folder / name).is_file() for name in job.files):
        return False
    remove_files(job.folder, ALL_FILES)
    return True


def _stopped(job: Job) -> Outcome:
    return Outcome(job.gebiet, job.name, 0.0, STOPPED)


def _overview_fault(parameters: dict[str, Any], folder: Path) -> str:
    """Make the overview; return what went wrong, empty if nothing did."""
    try:
        write_overview(parameters, folder)
    except SozialraumError as error:
        return str(error)
    except OSError as error:
        return _io_fault(error)
    return ""


def _io_fault(error: OSError) -> str:
    return f"Lesen oder Schreiben ist gescheitert ({reason(error)})."


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


def _find_areas(region: Region, wanted: Iterable[str]) -> list[str]:
    found: list[str] = []
    faults: list[Fault] = []
    for text in wanted:
        try:
            found.append(region.find_area(text))
        except DataError as error:
            faults += error.faults
    raise_all(faults)
    return list(dict.fromkeys(found))


def _job(region: Region, gebiet: str, out: Path, jahr: int, formats: tuple[str, ...]) -> Job:
    name = region.area_name(gebiet)
    folder = out / region.key / str(jahr) / region.folder_of(gebiet)
    return Job(_portable(region.folder), gebiet, name, jahr, folder.absolute(), formats)


def _portable(folder: Path) -> str:
    """Return the path that a notebook names: that of an embedded region holds anywhere."""
    if folder.is_relative_to(_ROOT):
        return folder.relative_to(_ROOT).as_posix()
    return str(folder)


def _write_report(job: Job) -> tuple[Path, ...]:
    prepare_folder(job.folder)
    remove_files(job.folder, ALL_FILES)  # also what an earlier run made in another format
    parameters = {"region": job.region, "gebiet": job.gebiet, "jahr": job.jahr}
    written = [job.folder / REPORT]
    document = read_document(run_notebook(notebook_path(REPORT), parameters, written[0]))
    for name in job.formats:
        written.append(job.folder / f"bericht.{name}")
        WRITERS[name](document, written[-1])
    return tuple(written)


def _work(job: Job) -> Outcome:
    """Make one report in a worker process; whatever goes wrong becomes its outcome."""
    begun = time.perf_counter()
    fault = trace = ""
    try:
        _write_report(job)
    except SozialraumError as error:
        fault = str(error)
    except OSError as error:
        fault, trace = _io_fault(error), traceback.format_exc()
    except Exception as error:
        trace = traceback.format_exc()
        kind = type(error).__name__
        fault = f"Unerwarteter Fehler im Programm: {kind}: {error} (Einzelheiten: {LOG})."
    return Outcome(job.gebiet, job.name, time.perf_counter() - begun, fault, trace)


def _run_all(todo: Sequence[Job], jobs: int) -> Iterator[Outcome]:
    """Yield outcomes as they come; a worker that dies takes only its own report along."""
    running: dict[Future[Outcome], Job] = {}
    orphaned: list[Job] = []
    with _pool(min(jobs, len(todo))) as pool:
        try:
            for job in todo:
                try:
                    running[pool.submit(_work, job)] = job
                except BrokenProcessPool:
                    orphaned.append(job)
            for future in as_completed(running):
                if isinstance(future.exception(), BrokenProcessPool):
                    orphaned.append(running[future])
                else:
                    yield future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    for job in orphaned:
        yield _run_alone(job)


def _run_alone(job: Job) -> Outcome:
    begun = time.perf_counter()
    with _pool(1) as pool:
        try:
            return pool.submit(_work, job).result()
        except BrokenProcessPool:
            fault = "Der Prozess ist abgestürzt, vermutlich reichte der Speicher nicht."
            return Outcome(job.gebiet, job.name, time.perf_counter() - begun, fault)


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
