"""Workshop: the process in which reports are made, warm once for all of them.

It imports what reports need, opens the region and computes what is the same for all its
areas; then each report gets a child that is forked from it and inherits all that.  Only
the library's own functions run here: what a notebook does happens in a child of a child
(`sozialraum.publish.engine`), so no report can spoil another, and all memory returns.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor
from concurrent.futures import wait as first_done
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from importlib import import_module
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

from sozialraum.analysis.needs import need_index
from sozialraum.analysis.profile import profile
from sozialraum.display import pictures
from sozialraum.errors import SozialraumError
from sozialraum.publish import children, warming
from sozialraum.publish.engine import may_fork
from sozialraum.publish.files import write_whole
from sozialraum.publish.kernel import die_with
from sozialraum.publish.ledger import forget_state, note_state
from sozialraum.publish.manifest import LOG, Outcome
from sozialraum.publish.notebook import run_notebook
from sozialraum.publish.reports import Job, write_report
from sozialraum.publish.workers import io_fault

Work = Callable[[Job], Outcome]
NEW = get_context("spawn")
"""How lasting workers start: forking is not safe here, or not possible."""

CRASHED = "Der Prozess ist abgestürzt, vermutlich reichte der Speicher nicht."
_EMPTY = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


def main() -> None:
    """Make what is asked for on stdin, one time after the other; tell outcomes on stdout."""
    region, tell = hired()
    warm(region)
    for todo, jobs, work in requests():
        for outcome in make(todo, jobs, _named(work)):
            tell(outcome)


def hired() -> tuple[Any, Callable[[object], None]]:
    """Return what a process like this is told first, and how it tells something itself."""
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints does not disturb
    given, owner = pickle.load(sys.stdin.buffer)
    die_with(owner)

    def tell(thing: object) -> None:
        pickle.dump(thing, told)
        told.flush()

    return given, tell


def requests() -> Iterator[tuple[Sequence[Job], int, str]]:
    """Yield what is asked for until nobody will ask any more."""
    while True:
        try:
            yield pickle.load(sys.stdin.buffer)
        except EOFError:
            return


def _named(work: str) -> Work:
    module, _, name = work.partition(":")
    found: Work = getattr(import_module(module), name)
    return found


def warm(folder: str) -> None:
    """Open a region and compute what all its reports have in common."""
    region = warming.warm(folder)
    _run_nothing()
    if region is not None:
        with suppress(SozialraumError):  # whoever asks for a report of it is told
            one = profile(region, region.find_area(""))
            pictures.ages(one)  # also loads fonts
            need_index(region, one.jahr)
    gc.collect()
    gc.freeze()  # so that children share these pages


def _run_nothing() -> None:
    """Run an empty notebook: what reads, checks and writes notebooks prepares itself."""
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "leer.ipynb"
        write_whole(path, _EMPTY)
        run_notebook(path, {}, path)


def make(todo: Sequence[Job], jobs: int, work: Work) -> Iterator[Outcome]:
    """Yield outcomes as they come, ``jobs`` reports at a time."""
    return _forked(todo, jobs, work) if may_fork() else _pooled(todo, jobs, work)


def _forked(todo: Sequence[Job], jobs: int, work: Work) -> Iterator[Outcome]:
    waiting = deque(todo)
    running: dict[Any, tuple[Job, int, float]] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            job = waiting.popleft()
            ours, pid = _fork(job, work)
            running[ours] = job, pid, time.perf_counter()
        for ready in wait(list(running)):
            pipe: Any = ready
            job, pid, begun = running.pop(pipe)
            with pipe:
                yield _received(pipe, job, begun)
            os.waitpid(pid, 0)


def _fork(job: Job, work: Work) -> tuple[Connection, int]:
    ours, theirs = Pipe(duplex=False)
    owner = os.getpid()
    pid = os.fork()
    if pid == 0:
        _child(job, work, theirs, owner)
    theirs.close()
    return ours, pid


def _child(job: Job, work: Work, pipe: Connection, owner: int) -> NoReturn:
    try:
        die_with(owner)
        pipe.send(work(job))
    finally:
        os._exit(0)  # without an answer it counts as crashed


def _received(pipe: Connection, job: Job, begun: float) -> Outcome:
    try:
        outcome: Outcome = pipe.recv()
    except (EOFError, OSError):  # before its answer, or in the midst of it
        return Outcome(job.key, job.name, time.perf_counter() - begun, CRASHED)
    return outcome


def _pooled(todo: Sequence[Job], jobs: int, work: Work) -> Iterator[Outcome]:
    """Do the same without forking: lasting workers, each with a process that is warm.

    What a notebook does happens in that process, which is another one each time.
    """
    regions = {str(job.parameters.get("region", "")) for job in todo} - {""}
    waiting = deque(todo)
    while waiting:
        with ProcessPoolExecutor(jobs, NEW, _ready, (regions,)) as pool:
            yield from _until_it_breaks(pool, waiting, jobs, work)


def _until_it_breaks(
    pool: ProcessPoolExecutor, waiting: deque[Job], jobs: int, work: Work
) -> Iterator[Outcome]:
    running: dict[Future[Outcome], tuple[Job, float]] = {}
    broken = False
    while running or (waiting and not broken):
        while waiting and not broken and len(running) < jobs:
            job = waiting.popleft()
            running[pool.submit(work, job)] = job, time.perf_counter()
        for future in first_done(running, return_when=FIRST_COMPLETED).done:
            job, begun = running.pop(future)
            try:
                yield future.result()
            except BrokenProcessPool:
                broken = True
                yield _alone(job, begun, work)


def _ready(regions: set[str]) -> None:
    if not may_fork():
        children.FOLDERS.update(regions)
        children.prepare()


def _alone(job: Job, begun: float, work: Work) -> Outcome:
    """Make a report again by itself: another one may have torn its pool down."""
    with ProcessPoolExecutor(1, NEW) as pool:
        try:
            return pool.submit(work, job).result()
        except BrokenProcessPool:
            return Outcome(job.key, job.name, time.perf_counter() - begun, CRASHED)


def work(job: Job) -> Outcome:
    """Make one report; whatever goes wrong becomes its outcome."""
    begun = time.perf_counter()
    fault = trace = ""
    try:
        forget_state(job)
        write_report(job)
        note_state(job, time.perf_counter() - begun)
    except SozialraumError as error:
        fault = str(error)
    except OSError as error:
        fault, trace = io_fault(error), traceback.format_exc()
    except Exception as error:
        trace = traceback.format_exc()
        kind = type(error).__name__
        fault = f"Unerwarteter Fehler im Programm: {kind}: {error} (Einzelheiten: {LOG})."
    return Outcome(job.key, job.name, time.perf_counter() - begun, fault, trace)
