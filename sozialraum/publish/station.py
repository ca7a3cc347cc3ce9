"""Station: what a worker of a cluster has of a batch, and how it makes a report of it.

The *parcel* of a batch holds all files that its reports are made of.  A worker unpacks it
once and keeps a warm workshop; when the batch is over, or whoever asked for it is gone,
dask lets go of the parcel, and with it the workshop ends and the copies are removed.
"""

from __future__ import annotations

import io
import threading
import weakref
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from socket import gethostname
from tempfile import TemporaryDirectory

from sozialraum.errors import PublishError
from sozialraum.publish.ledger import program
from sozialraum.publish.manifest import Outcome
from sozialraum.publish.notebook import notebook_path
from sozialraum.publish.reports import Job
from sozialraum.publish.workers import ENVIRONMENT, WORK, Workshop, io_fault
from sozialraum.publish.zips import ZIP_DAY
from sozialraum.region import locate
from sozialraum.sources.elsewhere import as_variable, place_of

LONGEST = 3600.0
"""Seconds after which a workshop is ended that has not finished its report."""


COLLAPSED = "die Werkstatt ist abgestürzt"


class StationError(Exception):
    """A worker cannot make a report, through no fault of the report."""

    def __init__(self, why: str, worker: str = "") -> None:
        """Take a German sentence and the worker's address, as far as it is known."""
        super().__init__(why, worker)
        self.why, self.worker = why, worker

    def __str__(self) -> str:
        return self.why


@dataclass(frozen=True)
class Delivery:
    """What a worker sends back: what became of a report, and its files by name."""

    outcome: Outcome
    files: Mapping[str, bytes]


class Parcel:
    """All files of a batch, packed.

    Parameters
    ----------
    content
        A zip file.
    places
        Where in it lies what a job calls by a name, and where that lies at home.
    region
        What the jobs call their region.
    made_by
        Digest of the program that packed it (`sozialraum.publish.ledger.program`).
    """

    def __init__(
        self, content: bytes, places: Mapping[str, tuple[str, str]], region: str, made_by: str
    ) -> None:
        self.content, self.places, self.region, self.made_by = content, places, region, made_by
        self._one_at_a_time = threading.Lock()
        self._station: Station | None = None

    def __reduce__(self) -> tuple[type[Parcel], tuple[object, ...]]:
        return Parcel, (self.content, self.places, self.region, self.made_by)

    @property
    def digest(self) -> str:
        """What tells this parcel from any other."""
        told = repr((sorted(self.places.items()), self.region, self.made_by)).encode()
        return sha256(self.content + told).hexdigest()

    def station(self, under: str | None) -> Station:
        """Return the station of this parcel in this process, unpacked in a folder there."""
        with self._one_at_a_time:
            if self._station is None:
                self._station = Station(self, under)
                weakref.finalize(self, self._station.end)
            return self._station


def packed(todo: Sequence[Job]) -> Parcel:
    """Return a parcel of all that these reports are made of."""
    lies = _inputs(todo)
    places: dict[str, tuple[str, str]] = {}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, path) in enumerate(sorted(lies.items())):
            inside = f"{number}/{path.name}"
            places[name] = inside, str(path)
            for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
                if file.is_file():
                    member = Path(inside, file.relative_to(path)).as_posix()
                    archive.writestr(
                        zipfile.ZipInfo(member, ZIP_DAY), file.read_bytes(), zipfile.ZIP_DEFLATED
                    )
    region = min(str(job.parameters.get("region", "")) for job in todo)
    return Parcel(stream.getvalue(), places, region, program())


def _inputs(todo: Iterable[Job]) -> dict[str, Path]:
    """Return where everything lies that jobs call by a name."""
    found: dict[str, Path] = {}
    for job in todo:
        found[job.notebook] = notebook_path(job.notebook)
        if job.vorlage:
            found[job.vorlage] = Path(job.vorlage)
        for name, lies in _LOOKED_UP.items():
            if called := str(job.parameters.get(name, "")):
                found[called] = lies(called)
    return found


_LOOKED_UP: Mapping[str, Callable[[str], Path]] = {"region": locate, "vorjahr": place_of}
"""Parameters that name files, and what knows where these lie."""


class Station:
    """A parcel unpacked, with a warm workshop for each report that is made at a time."""

    def __init__(self, parcel: Parcel, under: str | None) -> None:
        """Unpack it.

        Raises
        ------
        StationError
            If that cannot be done, or the program here is another one.
        """
        if parcel.made_by != program():
            raise _unable("dort ist eine andere Fassung des Programms eingerichtet")
        try:
            self._scratch = TemporaryDirectory(
                prefix="sozialraum-", dir=under, ignore_cleanup_errors=True
            )
            self._root = Path(self._scratch.name).resolve()
            with zipfile.ZipFile(io.BytesIO(parcel.content)) as archive:
                archive.extractall(self._root)
        except OSError as error:
            raise _unable(io_fault(error)) from error
        self._homes = {str(self._root / inside): home for inside, home in parcel.places.values()}
        self._lies = {name: str(self._root / inside) for name, (inside, _) in parcel.places.items()}
        self._region = parcel.region
        self._idle: list[Workshop] = []
        self._all: list[Workshop] = []

    def make(self, job: Job, work: str = WORK) -> Delivery:
        """Make a report and return it.

        Raises
        ------
        StationError
            If the workshop dies, takes too long or nothing can be written.
        """
        try:
            with TemporaryDirectory(dir=self._root) as scratch:
                folder = Path(scratch) / job.folder.name
                outcome = self._outcome(self._moved(job, folder), work)
                names = {**self._homes, str(folder.parent): str(job.folder.parent)}
                return Delivery(_with_names(outcome, names), _files(folder))
        except OSError as error:
            raise _unable(io_fault(error)) from error

    def _moved(self, job: Job, folder: Path) -> Job:
        vorlage = self._lies.get(job.vorlage, "")
        return replace(job, folder=folder, notebook=self._lies[job.notebook], vorlage=vorlage)

    def _outcome(self, job: Job, work: str) -> Outcome:
        workshop = self._idle.pop() if self._idle else self._opened()
        watch = threading.Timer(LONGEST, workshop.end)
        watch.daemon = True
        watch.start()
        try:
            (outcome,) = workshop.run([job], 1, work)
        except PublishError as error:
            workshop.end()
            self._all.remove(workshop)
            raise _unable(COLLAPSED) from error
        finally:
            watch.cancel()
        self._idle.append(workshop)
        return outcome

    def _opened(self) -> Workshop:
        workshop = Workshop(self._region, environment={**ENVIRONMENT, **as_variable(self._lies)})
        self._all.append(workshop)
        return workshop

    def end(self) -> None:
        """End all workshops and remove the copies."""
        while self._all:
            self._all.pop().end()
        self._scratch.cleanup()


def _unable(why: str) -> StationError:
    return StationError(f"Auf dem Rechner „{gethostname()}“ geht es nicht: {why.rstrip('.')}.")


def _with_names(outcome: Outcome, names: Mapping[str, str]) -> Outcome:
    """Return what became of a report in the words of home: nobody knows our copies."""
    fault, trace = outcome.fault, outcome.trace
    for here, home in names.items():
        fault, trace = fault.replace(here, home), trace.replace(here, home)
    return replace(outcome, fault=fault, trace=trace)


def _files(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        return {}
    whole = (path for path in folder.iterdir() if path.is_file() and path.suffix != ".teil")
    return {path.name: path.read_bytes() for path in whole}
