"""Cluster: where the reports of a batch are made by workers on this computer or on others.

dask needs threads, and what has threads cannot be forked; so a process of its own, the
*dispatch*, talks to the workers (`sozialraum.publish.dispatch`).  Seen from here it is a
workshop: jobs go in, outcomes come back.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec

from sozialraum.errors import PublishError
from sozialraum.publish.manifest import Outcome
from sozialraum.publish.reports import Job
from sozialraum.publish.workers import WORK, Workshop, most_jobs

LOCAL = "lokal"
"""Word for a cluster on this computer, made for the run."""

PATIENCE = 5.0
"""Seconds in which a scheduler has to answer."""

TIDY_UP = 15.0
"""Seconds in which the dispatch lets go of its workers; then it is ended with all of them."""

EXTRA = "python -m pip install distributed fsspec"

RunAll = Callable[[Sequence[Job]], Generator[Outcome]]


@contextmanager
def connected(cluster: str, jobs: int, *, work: str = WORK) -> Iterator[RunAll]:
    """Connect to a cluster and give what yields outcomes of jobs as they come.

    Parameters
    ----------
    cluster
        ``lokal`` or the address of a scheduler.
    jobs
        How many reports are made at a time, 0 for as many as there are threads of workers.
    work
        What is done with a job (`sozialraum.publish.workers.WORK`).

    Raises
    ------
    PublishError
        If dask is not installed, nobody answers or a worker has another program.
    """
    if find_spec("distributed") is None:
        raise PublishError(f"Für --cluster fehlt das Programm dask. Abhilfe: {EXTRA}")
    if cluster != LOCAL and "://" not in cluster:
        raise PublishError(
            f"„{cluster}“ ist keine Adresse. Erwartet wird {LOCAL} oder die Adresse eines "
            "Planers, zum Beispiel tcp://rechner:8786."
        )
    _knock(cluster)
    many = (jobs or most_jobs()) if cluster == LOCAL else jobs
    dispatch = Workshop((cluster, many), room="dispatch")
    try:
        dispatch.heard()  # it is connected
        yield lambda todo: _told_by(dispatch, todo, many, work)
    finally:
        dispatch.end(TIDY_UP)


def _knock(address: str) -> None:
    """See at once whether a scheduler is there, as far as it is a plain address.

    It speaks first; dask itself would wait for ever for one that does not.
    """
    scheme, _, rest = address.partition("://")
    host, _, port = rest.rstrip("/").rpartition(":")
    if scheme in ("tcp", "tls") and port.isdecimal():
        try:
            with socket.create_connection((host.strip("[]"), int(port)), PATIENCE) as there:
                silent = scheme == "tcp" and not there.recv(1)
        except OSError as error:
            raise nobody(address) from error
        if silent:
            raise nobody(address)


def nobody(address: str) -> PublishError:
    """Return the error that nobody answers at an address."""
    return PublishError(
        f"Unter „{address}“ antwortet kein Planer. Abhilfe: Adresse prüfen und dort "
        "„dask scheduler“ starten."
    )


def _told_by(dispatch: Workshop, todo: Sequence[Job], jobs: int, work: str) -> Generator[Outcome]:
    try:
        yield from dispatch.run(todo, jobs, work)
    finally:
        dispatch.end(TIDY_UP)  # from here on it writes nothing
