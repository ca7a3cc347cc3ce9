"""Workers: several reports at a time, each in a process that outlives no fault of another.

A report that fails becomes its outcome; a worker that dies takes only its own report along.
"""

from __future__ import annotations

import multiprocessing
import os
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from sozialraum.errors import SozialraumError
from sozialraum.publish.files import reason
from sozialraum.publish.manifest import LOG, Outcome
from sozialraum.publish.reports import Job, write_report

MOST_JOBS = 8


def most_jobs() -> int:
    """Return how many reports are made at a time if nobody says."""
    return min(os.cpu_count() or 1, MOST_JOBS)


def run_all(todo: Sequence[Job], jobs: int) -> Iterator[Outcome]:
    """Yield outcomes as they come; a worker that dies takes only its own report along."""
    running: dict[Future[Outcome], Job] = {}
    orphaned: list[Job] = []
    with _pool(min(jobs, len(todo))) as pool:
        try:
            for job in todo:
                try:
                    running[pool.submit(work, job)] = job
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
            return pool.submit(work, job).result()
        except BrokenProcessPool:
            fault = "Der Prozess ist abgestürzt, vermutlich reichte der Speicher nicht."
            return Outcome(job.key, job.name, time.perf_counter() - begun, fault)


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


def work(job: Job) -> Outcome:
    """Make one report; whatever goes wrong becomes its outcome."""
    begun = time.perf_counter()
    fault = trace = ""
    try:
        write_report(job)
    except SozialraumError as error:
        fault = str(error)
    except OSError as error:
        fault, trace = io_fault(error), traceback.format_exc()
    except Exception as error:
        trace = traceback.format_exc()
        kind = type(error).__name__
        fault = f"Unerwarteter Fehler im Programm: {kind}: {error} (Einzelheiten: {LOG})."
    return Outcome(job.key, job.name, time.perf_counter() - begun, fault, trace)


def io_fault(error: OSError) -> str:
    """Return in German that reading or writing failed."""
    return f"Lesen oder Schreiben ist gescheitert ({reason(error)})."
