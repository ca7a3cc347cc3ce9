"""Ledger of a folder of reports: what each was made of, and what happened when.

The *state* of a report is a small file that is written as its last step; it names a
*fingerprint* of all that went into it: figures, parameters, notebook, the program itself.
A report whose state fits and whose files are there need not be made again.  The *run log*
``lauf.jsonl`` has a line for each event of each run, whatever became of the run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from sozialraum.publish.files import not_written, prepare_folder, write_whole
from sozialraum.publish.manifest import Outcome
from sozialraum.publish.notebook import notebook_path
from sozialraum.publish.reports import Job
from sozialraum.region import locate
from sozialraum.sources.elsewhere import place_of

RUN_LOG, HIDDEN = "lauf.jsonl", ".lauf"
LIBRARY = Path(__file__).resolve().parents[1]
BEGUN, REPORT, ENDED = "beginn", "bericht", "ende"


@dataclass(frozen=True)
class State:
    """What a report was made of, how long it took and in which run."""

    fingerprint: str
    seconds: float
    run: str


def fingerprint(job: Job) -> str:
    """Return a text that changes if anything changes that the report depends on."""
    before = str(job.parameters.get("vorjahr", ""))
    more = (place_of(name) for name in (job.vorlage, before) if name)
    files = [notebook_path(job.notebook), *more]
    parts = [
        job.formats, sorted(job.parameters.items()), program(),
        _digest_of(_stamped(files)), _digest_of(_region_files(job)),
    ]  # fmt: skip
    return sha256(json.dumps(parts, default=str).encode()).hexdigest()


def state_of(job: Job) -> State | None:
    """Return the state of a report, None if it was never finished."""
    return _read_state(_state_path(job))


def _read_state(path: Path) -> State | None:
    try:
        return State(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def with_reports(overview: Job) -> Job:
    """Return the job of an overview with a fingerprint: it depends on the reports as well."""
    own = _state_path(overview)
    states = {path.name: _read_state(path) for path in own.parent.glob("*.json") if path != own}
    made = sorted((name, state.fingerprint) for name, state in states.items() if state)
    parts = [fingerprint(overview), made]
    return replace(overview, fingerprint=sha256(json.dumps(parts).encode()).hexdigest())


def is_there(job: Job) -> bool:
    """Return whether all files of a report are there."""
    return all((job.folder / name).is_file() for name in job.files)


def note_state(job: Job, seconds: float) -> None:
    """Note that a report is done; nothing of it is written after that."""
    state = State(job.fingerprint or fingerprint(job), round(seconds, 3), job.run)
    write_whole(_state_path(job), json.dumps(asdict(state)).encode())


def forget_state(job: Job) -> None:
    """Note that a report is about to be made anew."""
    prepare_folder(_state_path(job).parent)
    _state_path(job).unlink(missing_ok=True)


def _state_path(job: Job) -> Path:
    return job.folder.parent / HIDDEN / f"{job.folder.name}.json"


Stamped = tuple[tuple[str, int, int], ...]


def _region_files(job: Job) -> Stamped:
    """Return the files of a region; not what programs hide there, and no results."""
    folder = job.parameters.get("region")
    if not folder:
        return ()
    root = locate(str(folder))
    found = [path for path in root.rglob("*") if not _hidden(path.relative_to(root))]
    results = {path.parent for path in found if path.name == RUN_LOG}
    return _stamped(path for path in found if not results & set(path.parents))


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~")) for part in path.parts)


def program() -> str:
    """Return a digest of the program: where it differs, so may what it makes."""
    return _digest_of(_library())


@lru_cache(maxsize=1)
def _library() -> Stamped:
    return _stamped(path for path in LIBRARY.rglob("*") if "__pycache__" not in path.parts)


def _stamped(paths: Iterable[Path]) -> Stamped:
    files = sorted(path for path in paths if path.is_file())
    states = ((str(path), path.stat()) for path in files)
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)


@lru_cache(maxsize=64)
def _digest_of(files: Stamped) -> str:
    """Return a digest of contents; names within a folder count, its place does not."""
    whole = sha256()
    root = os.path.commonpath([os.path.dirname(name) for name, *_ in files]) if files else ""
    for name, *_ in files:
        whole.update(os.path.relpath(name, root).encode())
        whole.update(sha256(Path(name).read_bytes()).digest())
    return whole.hexdigest()


class RunLog:
    """The run log of a folder; each line is there whole or ends a run that was killed."""

    def __init__(self, folder: Path, run: str) -> None:
        self.path, self._run = folder / RUN_LOG, run

    def begin(self, wanted: Mapping[str, Any], reports: int, unchanged: int) -> None:
        """Note what a run was asked for."""
        self._add(BEGUN, angaben=dict(wanted), berichte=reports, unveraendert=unchanged)

    def report(self, outcome: Outcome) -> None:
        """Note what became of a report."""
        self._add(
            REPORT, schluessel=outcome.key, name=outcome.name, status=outcome.status,
            sekunden=round(outcome.seconds, 3), fehler=outcome.fault,
        )  # fmt: skip

    def end(self, done: int, failed: int) -> None:
        """Note that a run came to its end."""
        self._add(ENDED, fertig=done, nicht_erstellt=failed)

    def _add(self, event: str, **more: Any) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"zeit": now, "lauf": self._run, "ereignis": event, **more},
                          ensure_ascii=False, default=str)  # fmt: skip
        try:
            with self.path.open("ab+") as stream:
                torn = stream.tell() and not _ends_whole(self.path)
                stream.write(f"{chr(10) if torn else ''}{line}\n".encode(errors="replace"))
        except OSError as error:
            raise not_written(self.path, error) from error


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"


def last_run(folder: Path) -> tuple[str, Any] | None:
    """Return number and wishes of the latest run of a folder, None if there was none."""
    path = folder / RUN_LOG
    if not path.is_file():
        return None
    found = None
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # torn when a run was killed
        if isinstance(entry, dict) and entry.get("ereignis") == BEGUN:
            found = str(entry.get("lauf")), entry.get("angaben")
    return found
