"""Reports of one area or agency, or of all: run, written, counted.

One report that fails never stops the others; the manifest says for each what became of
it, and what lies in its folder is of the same run.  What is there already and made of the
same things is not made again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sozialraum.display.opening import keep_open
from sozialraum.errors import SozialraumError
from sozialraum.publish.addresses import fetched, mirrored
from sozialraum.publish.cluster import RunAll, connected
from sozialraum.publish.files import prepare_folder
from sozialraum.publish.ledger import (
    HIDDEN,
    RunLog,
    forget_state,
    note_state,
)
from sozialraum.publish.lock import locked
from sozialraum.publish.manifest import (
    LOG,
    Outcome,
    append_log,
    manifest_name,
    update_manifest,
)
from sozialraum.publish.overview import overview_fault, overview_page
from sozialraum.publish.reports import (
    USUAL,
    Job,
    agency_job,
    area_job,
    portable,
    write_report,
    year_folder,
)
from sozialraum.publish.running import cleared, continued, new_run, sorted_out, swept, watched
from sozialraum.publish.wishes import (
    AGENTUR,
    GEBIET,
    Wishes,
    wished_jobs,
    with_master,
    year_of,
)
from sozialraum.publish.workers import most_jobs, run_all
from sozialraum.region import Region, open_region
from sozialraum.sources.elsewhere import name_of

AUDIENCE, EDITION = "foerderer", "voll"
STOPPED = "abgebrochen"


@dataclass(frozen=True)
class Batch:
    """What became of a whole region.

    ``overview_fault`` is empty if there is an overview; ``unchanged`` reports were there
    already, made of the same things.  ``place`` is what a user calls the folder: its path,
    or the address to which it was brought.
    """

    folder: Path
    outcomes: tuple[Outcome, ...]
    overview_fault: str = ""
    kind: str = GEBIET
    unchanged: int = 0
    place: str = ""

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
    region = keep_open(region_folder)
    year, key = year_of(region, jahr), region.find_area(gebiet)
    job = area_job(region, key, Path(out), year, formats, empfaenger)
    return _make_one(region, with_master(job, vorlage), GEBIET)


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
    region = keep_open(region_folder)
    year = year_of(region, jahr)
    job = agency_job(region, agentur, Path(out), year, formats, empfaenger, fassung)
    return _make_one(region, with_master(job, vorlage), AGENTUR)


def _make_one(region: Region, job: Job, kind: str) -> tuple[Path, ...]:
    prepare_folder(job.folder.parent)
    with locked(job.folder.parent):
        return _made(region, job, kind)


def _made(region: Region, job: Job, kind: str) -> tuple[Path, ...]:
    begun, fault = time.perf_counter(), STOPPED
    try:
        forget_state(job)
        written, fault = write_report(job), ""
        note_state(job, time.perf_counter() - begun)
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
    neu: bool = False,
    weiter: bool = False,
    cluster: str = "",
    seen: Callable[[Outcome], object] | None = None,
) -> Batch:
    """Make the reports of many areas or agencies, the overview and the manifest.

    Parameters
    ----------
    region_folder, out, jahr, formats, empfaenger, fassung, vorlage
        As in `make_report` and `make_agency_report`; the first two may be addresses
        (`sozialraum.publish.addresses`).
    je
        A report for each ``gebiet`` or for each ``agentur``.
    only
        Keys or names; none means all.
    jobs
        How many reports are made at a time, 0 for as many as there are processors.
    neu
        Whether also those are made anew of which nothing has changed.
    weiter
        Whether the latest run is continued, with what was asked for then.
    cluster
        Who makes them: ``lokal`` or the address of a dask scheduler; empty for no dask.
    seen
        Called with each outcome as it comes; None draws a bar in the console.

    Raises
    ------
    SozialraumError
        If nothing can be begun, or another run works in the same folder; a single report
        that fails is in the result instead.
    """
    master = str(Path(vorlage).absolute()) if vorlage else ""
    wishes = Wishes(je, tuple(only), tuple(formats), empfaenger, fassung, master, neu)
    with ExitStack() as stack:
        stack.enter_context(fetched(region_folder))
        mirror = stack.enter_context(mirrored(out))
        region = open_region(region_folder)
        year = year_of(region, jahr)
        folder = prepare_folder(year_folder(region, mirror.here, year))
        stack.enter_context(locked(folder))
        for place in (folder, folder / HIDDEN):
            swept(place)
        stack.enter_context(mirror.held(folder))
        run, wishes = continued(folder) if weiter else (new_run(), wishes)
        todo = wished_jobs(region, mirror.here, year, wishes)
        kept, asked = sorted_out([replace(job, run=run) for job in todo], wishes)
        outcomes = {outcome.key: outcome for outcome in kept}
        log = RunLog(folder, run)
        with _maker(cluster if asked else "", jobs) as make:
            log.begin(asdict(wishes), len(todo), len(kept))
            mirror.bring(log.path)
            try:
                with closing(make(asked)) as coming:
                    for outcome in watched(mirror.carried(coming, asked), len(asked), seen):
                        outcomes[outcome.key] = outcome
                        log.report(outcome)
            finally:
                _note(region, [*outcomes.values(), *_stopped(asked, outcomes)], folder, wishes.je)
        made = tuple(outcomes[job.key] for job in todo)
        done = Batch(folder, made, kind=wishes.je, unchanged=len(kept), place=name_of(folder))
        parameters = {
            "region": portable(region.folder), "jahr": year, "empfaenger": wishes.empfaenger,
        }  # fmt: skip
        done = replace(
            done,
            overview_fault=overview_fault(folder, wishes.je, parameters, run=run, neu=wishes.neu),
        )
        log.end(len(todo) - len(done.failed), len(done.failed))
    return done


@contextmanager
def _maker(cluster: str, jobs: int) -> Iterator[RunAll]:
    """Give what makes reports: the workers of a cluster, or a workshop here."""
    if cluster:
        with connected(cluster, jobs) as far:
            yield far
    else:
        yield lambda todo: run_all(todo, jobs if jobs > 0 else most_jobs())


def _note(region: Region, outcomes: Sequence[Outcome], folder: Path, kind: str) -> None:
    """Write down what became of reports, beside what is known of the others."""
    append_log(outcomes, folder / LOG)
    order = region.gebiete.index if kind == GEBIET else region.standorte["kennung"]
    update_manifest(outcomes, folder / manifest_name(kind), order=order, kind=kind)


def _stopped(asked: Iterable[Job], outcomes: Container[str]) -> list[Outcome]:
    """Return outcomes of the reports that nothing became of."""
    left = [job for job in asked if job.key not in outcomes and cleared(job)]
    return [Outcome(job.key, job.name, 0.0, STOPPED) for job in left]
