"""Running a batch: what was wished for, what is still to be made, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from uuid import uuid4

from tqdm.auto import tqdm

from sozialraum.errors import PublishError
from sozialraum.publish.files import remove_files
from sozialraum.publish.ledger import State, fingerprint, forget_state, is_there, last_run, state_of
from sozialraum.publish.manifest import Outcome
from sozialraum.publish.reports import Job
from sozialraum.publish.wishes import Wishes

BAR = "{desc}: {n_fmt} von {total_fmt} |{bar}| {rate_inv_fmt}, noch {remaining}"


def new_run() -> str:
    """Return a number for a run."""
    return uuid4().hex[:12]


def continued(folder: Path) -> tuple[str, Wishes]:
    """Return number and wishes of the latest run of a folder.

    Raises
    ------
    PublishError
        If there was none, or another version of the program began it.
    """
    found = last_run(folder)
    if found is None:
        raise PublishError(
            f"In „{folder}“ gibt es keinen Lauf, der fortgesetzt werden kann. "
            "Abhilfe: ohne --weiter beginnen."
        )
    run, wanted = found
    try:
        lists = {name: tuple(wanted[name]) for name in ("only", "formats")}
        return run, Wishes(**{**wanted, **lists})
    except (KeyError, TypeError) as error:
        raise PublishError(
            f"Den letzten Lauf in „{folder}“ hat eine andere Fassung des Programms begonnen. "
            "Abhilfe: ohne --weiter beginnen; was unverändert ist, bleibt auch so stehen."
        ) from error


def sorted_out(todo: Sequence[Job], wishes: Wishes) -> tuple[list[Outcome], list[Job]]:
    """Return outcomes of reports that can stay, and the jobs of the others.

    What takes longest comes first, so that all processes end at about the same time.
    """
    jobs = [replace(job, fingerprint=fingerprint(job)) for job in todo]
    states = {job.key: state_of(job) for job in jobs}
    stays = {job.key for job in jobs if _stays(job, states[job.key], wishes)}
    kept = [
        Outcome(job.key, job.name, _seconds(states[job.key])) for job in jobs if job.key in stays
    ]
    known = [state.seconds for state in states.values() if state]
    usual = median(known) if known else 0.0
    asked = [job for job in jobs if job.key not in stays]
    asked.sort(key=lambda job: _seconds(states[job.key], usual), reverse=True)
    return kept, asked


def _stays(job: Job, state: State | None, wishes: Wishes) -> bool:
    if state is None or state.fingerprint != job.fingerprint or not is_there(job):
        return False
    return not wishes.neu or state.run == job.run


def _seconds(state: State | None, otherwise: float = 0.0) -> float:
    return state.seconds if state else otherwise


def watched(
    coming: Iterator[Outcome], expected: int, seen: Callable[[Outcome], object] | None
) -> Iterator[Outcome]:
    """Yield outcomes and show how far they are: with a bar, or to ``seen``."""
    bar = tqdm(
        total=expected, desc="Berichte", unit="Bericht", bar_format=BAR,
        disable=seen is not None or not expected,
    )  # fmt: skip
    with bar:
        for outcome in coming:
            yield outcome
            bar.update()
            if seen is not None:
                seen(outcome)


def swept(folder: Path) -> None:
    """Remove what a run that was killed has left of files that it was writing."""
    remove_files(folder, [path.name for path in folder.glob(".*.teil")])


def cleared(job: Job) -> bool:
    """Remove a report that is not whole; return whether there is none.

    One that has a state was not begun anew: it stays as it was.
    """
    swept(job.folder)
    if is_there(job) or state_of(job) is not None:
        return False
    forget_state(job)
    remove_files(job.folder, job.replaced)
    return True
