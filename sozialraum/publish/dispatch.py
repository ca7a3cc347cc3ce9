"""Dispatch: the process that hands the jobs of a batch to the workers of a cluster.

The same jobs go out and the same outcomes come back as from a workshop of our own
(`sozialraum.publish.workshop`); what a worker needs and what it made travel as content, so
no common disk is needed.  Only here anything is written: whole files, and the state last.
"""

from __future__ import annotations

import logging
import signal
import sys
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from tempfile import gettempdir
from typing import Any

import distributed
from distributed import Client, Future

from sozialraum.errors import PublishError, SozialraumError
from sozialraum.publish.backup import write_kept
from sozialraum.publish.cluster import LOCAL, PATIENCE, nobody
from sozialraum.publish.files import remove_files, write_whole
from sozialraum.publish.ledger import forget_state, note_state, program
from sozialraum.publish.manifest import Outcome
from sozialraum.publish.reports import WORKBOOKS, Job, replacing
from sozialraum.publish.station import COLLAPSED, Delivery, Parcel, StationError, packed
from sozialraum.publish.workers import io_fault
from sozialraum.publish.workshop import hired, requests

LONELY = 60.0
"""Seconds that are waited for a worker when there is none, or none any more."""

ABORTED = "bericht_abgebrochen.ipynb"
CRASHED = "Der Prozess ist zweimal abgestürzt, vermutlich reichte der Speicher nicht."


def main() -> None:
    """Make what is asked for on stdin; tell on stdout that it is connected, then outcomes."""
    (cluster, jobs), tell = hired()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # whatever is open is closed
    logging.disable(logging.ERROR)  # what counts is told in German
    try:
        with ExitStack() as stack:
            if cluster == LOCAL:
                cluster = stack.enter_context(_local_cluster(jobs))
            far = Far(stack.enter_context(_client(cluster)), jobs)
            far.check()
            tell("verbunden")
            for todo, _, work in requests():
                for outcome in far.run_all(todo, work):
                    tell(outcome)
    except SozialraumError as error:
        tell(error)


@contextmanager
def _local_cluster(jobs: int) -> Iterator[str]:
    cluster = distributed.LocalCluster(
        n_workers=jobs, threads_per_worker=1, processes=True, host="127.0.0.1",
        dashboard_address="127.0.0.1:0", local_directory=gettempdir(),
        silence_logs=logging.CRITICAL,
    )  # fmt: skip
    try:
        yield cluster.scheduler_address
    finally:
        cluster.close()


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise nobody(address) from error
    try:
        yield client
    finally:
        client.close(timeout=PATIENCE)


@dataclass
class _Task:
    """A job on its way; ``fault`` is what went wrong the first time."""

    job: Job
    begun: float
    fault: str = ""


class Far:
    """Workers of a cluster, seen from here."""

    def __init__(self, client: Client, jobs: int) -> None:
        self._client, self._jobs = client, jobs

    def check(self) -> None:
        """Wait for a worker and see that all have the same program as we.

        Raises
        ------
        PublishError
            If there is none or one has another program.
        """
        try:
            self._client.wait_for_workers(1, timeout=LONELY)
        except TimeoutError as error:
            raise PublishError(
                f"Am Planer meldet sich seit {LONELY:g} Sekunden kein Arbeiter. Abhilfe: auf den "
                "Rechnern „dask worker“ mit seiner Adresse starten."
            ) from error
        found = self._client.run(program, on_error="return")
        others = sorted(worker for worker, digest in found.items() if digest != program())
        if others:
            raise PublishError(
                f"Auf {', '.join(others)} ist eine andere Fassung des Programms eingerichtet. "
                "Abhilfe: auf allen Rechnern dieselbe einrichten."
            )

    def run_all(self, todo: Sequence[Job], work: str) -> Generator[Outcome]:
        """Yield outcomes as they come; a worker that is lost costs nothing but time.

        Raises
        ------
        PublishError
            If the scheduler or all workers are lost.
        """
        content = packed(todo)
        try:
            yield from self._outcomes(content, todo, work)
        except (CancelledError, OSError) as error:
            raise PublishError(
                "Die Verbindung zum Planer ist abgerissen. Abhilfe: nachsehen, ob er läuft, und "
                "mit --weiter fortsetzen."
            ) from error

    def _outcomes(self, content: Parcel, todo: Sequence[Job], work: str) -> Generator[Outcome]:
        parcel = self._sent(content)
        waiting = deque(todo)
        running: dict[Future[Any], _Task] = {}
        try:
            while waiting or running:
                while waiting and len(running) < self._most():
                    task = _Task(waiting.popleft(), time.perf_counter())
                    running[self._asked(task, parcel, work)] = task
                for future in self._ended(running):
                    task = running.pop(future)
                    error = future.exception()
                    if isinstance(error, CancelledError):
                        raise error
                    if error is None:
                        yield _written(task.job, future.result())
                    elif task.fault:
                        yield _failed(task, error)
                    else:
                        task.fault = str(error)
                        running[self._asked(task, parcel, work, error)] = task
                    future.release()
        finally:
            self._client.cancel(list(running), force=True)

    def _sent(self, parcel: Parcel) -> Future[Any]:
        """Send a parcel as a task, so that the scheduler has it even if all workers are lost."""
        given = parcel.__reduce__()[1]
        return self._client.submit(Parcel, *given, key=f"paket-{parcel.digest}", pure=False)

    def _asked(self, task: _Task, parcel: Future[Any], work: str, error: Any = None) -> Future[Any]:
        """Ask for a report; not the worker that has just failed, if there is another."""
        failed = getattr(error, "worker", "")
        others = [address for address in self._threads() if address != failed] if failed else []
        return self._client.submit(
            _make, parcel, task.job, work, pure=False,
            workers=others or None, allow_other_workers=bool(others),
        )  # fmt: skip

    def _threads(self) -> dict[str, int]:
        found: dict[str, int] = self._client.nthreads()
        return found

    def _most(self) -> int:
        """Return how many reports are asked for at a time: a few more than can be made."""
        return self._jobs or 2 * max(1, sum(self._threads().values()))

    def _ended(self, running: dict[Future[Any], _Task]) -> list[Future[Any]]:
        """Wait until reports are there and return them."""
        seen = time.monotonic()
        while True:
            try:
                done = distributed.wait(list(running), PATIENCE, "FIRST_COMPLETED").done
                return [future for future in running if future in done]
            except TimeoutError:
                if self._threads():
                    seen = time.monotonic()
                elif time.monotonic() - seen > LONELY:
                    raise PublishError(
                        "Kein Arbeiter ist mehr am Planer. Abhilfe: Arbeiter starten und mit "
                        "--weiter fortsetzen."
                    ) from None


def _make(parcel: Parcel, job: Job, work: str) -> Delivery:
    """Make a report; this runs in a worker."""
    worker = distributed.get_worker()
    try:
        return parcel.station(worker.local_directory).make(job, work)
    except StationError as error:
        raise StationError(error.why, worker.address) from error


def _failed(task: _Task, error: BaseException) -> Outcome:
    seconds = time.perf_counter() - task.begun
    trace = f"{task.fault}\n{error}"
    known = isinstance(error, StationError) and COLLAPSED not in error.why
    return Outcome(task.job.key, task.job.name, seconds, str(error) if known else CRASHED, trace)


def _written(job: Job, delivery: Delivery) -> Outcome:
    """Write the files of a report that came back, and then its state."""
    outcome = delivery.outcome
    try:
        forget_state(job)
        with replacing(job):
            remove_files(job.folder, (ABORTED,))
            for name, content in delivery.files.items():
                write = write_kept if name in WORKBOOKS else write_whole
                write(job.folder / name, content)
        if not outcome.fault:
            note_state(job, outcome.seconds)
    except SozialraumError as error:
        return replace(outcome, fault=str(error))
    except OSError as error:
        return replace(outcome, fault=io_fault(error))
    return outcome
