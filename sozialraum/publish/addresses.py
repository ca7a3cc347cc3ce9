"""Addresses: regions and results that lie where no path leads, such as a store of objects.

An address is what fsspec understands (``s3://…``, ``abfs://…``, ``file://…``).  A region is
fetched into a copy once.  A batch works in a folder of this computer, which begins as a copy
of what is there; each report is brought to the address as soon as it is done, its state last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from sozialraum.errors import PublishError
from sozialraum.publish.ledger import HIDDEN
from sozialraum.publish.lock import FILE, ended, me, occupied
from sozialraum.publish.manifest import Outcome
from sozialraum.publish.reports import Job
from sozialraum.publish.yearfile import YEAR_FILE
from sozialraum.sources.elsewhere import elsewhere, name_of

EXTRA = "python -m pip install fsspec"


def is_address(text: object) -> bool:
    """Return whether something is an address and no path.

    >>> is_address("s3://verband/berichte"), is_address("data/nrw")
    (True, False)
    """
    return "://" in str(text)


@contextmanager
def fetched(region: str | Path) -> Iterator[None]:
    """Let a region at an address be read like any other; from a copy, as it is now.

    Raises
    ------
    PublishError
        If nothing can be fetched from there.
    """
    if not is_address(region):
        yield
        return
    address = str(region).rstrip("/")
    with TemporaryDirectory(prefix="sozialraum-", ignore_cleanup_errors=True) as scratch:
        copy = Path(scratch).resolve() / PurePosixPath(address).name
        _Store(address).fetch(copy, "")
        if not copy.is_dir():
            raise PublishError(
                f"Unter „{address}“ liegt nichts. Abhilfe: die Adresse des Ordners angeben, in dem "
                "region.toml liegt."
            )
        with elsewhere({address: copy}):
            yield


@contextmanager
def mirrored(out: str | Path) -> Iterator[Mirror]:
    """Give a folder of this computer for results: the folder itself, or one for an address."""
    if not is_address(out):
        yield Mirror(Path(out), None)
        return
    address = str(out).rstrip("/")
    with TemporaryDirectory(prefix="sozialraum-", ignore_cleanup_errors=True) as scratch:
        here = Path(scratch).resolve()
        with elsewhere({address: here}):
            yield Mirror(here, _Store(address))


class Mirror:
    """A folder of this computer, and the address whose results it stands for, if any."""

    def __init__(self, here: Path, store: _Store | None) -> None:
        self.here, self._store = here, store
        self._brought: dict[str, tuple[int, int]] = {}

    @contextmanager
    def held(self, folder: Path) -> Iterator[None]:
        """Hold the folder of a year: fetch what is there, bring all that changed at the end.

        Raises
        ------
        PublishError
            If another run holds it, or the address cannot be read or written.
        """
        if self._store is None:
            yield
            return
        year = self._name(folder)
        with self._store.locked(f"{year}/{HIDDEN}/{FILE}", name_of(folder)):
            before = self._name(folder.with_name(str(int(folder.name) - 1)))
            self._store.fetch(self.here, year)
            self._store.fetch(self.here, before, only=YEAR_FILE)
            self._brought = {self._name(path): _stamp(path) for path in _files(folder)}
            try:
                yield
            finally:
                self.bring(folder)

    def carried(self, coming: Iterable[Outcome], todo: Sequence[Job]) -> Iterator[Outcome]:
        """Yield outcomes, each when its report is at the address."""
        folders = {job.key: job.folder for job in todo}
        for outcome in coming:
            if self._store is not None:
                folder = folders[outcome.key]
                state = folder.parent / HIDDEN / f"{folder.name}.json"
                self._forget(self._name(state))
                self.bring(folder)
                self.bring(state)
            yield outcome

    def bring(self, place: Path) -> None:
        """Bring what changed in a folder to the address, states last; what is gone goes there."""
        if self._store is None:
            return
        here = set()
        for path in _files(place):
            name, stamp = self._name(path), _stamp(path)
            here.add(name)
            if self._brought.get(name) != stamp:
                self._store.put(name, path.read_bytes())
                self._brought[name] = stamp
        within = self._name(place)
        below = [name for name in self._brought if f"{name}/".startswith(f"{within}/")]
        for name in below:
            if name not in here:
                self._forget(name)

    def _forget(self, name: str) -> None:
        if self._store is not None and name in self._brought:
            self._store.remove(name)
            del self._brought[name]

    def _name(self, path: Path) -> str:
        return path.relative_to(self.here).as_posix()


def _files(place: Path) -> list[Path]:
    """Return the finished files of a folder, states last; of a file itself."""
    found = place.rglob("*") if place.is_dir() else [place]
    files = [path for path in found if path.is_file() and path.name != FILE]
    whole = [path for path in files if path.suffix != ".teil"]
    return sorted(whole, key=lambda path: (HIDDEN in path.parts, path))


def _stamp(path: Path) -> tuple[int, int]:
    state = path.stat()
    return state.st_mtime_ns, state.st_size


class _Store:
    """What lies at an address, by names below it."""

    def __init__(self, address: str) -> None:
        self._address = address
        with self._told("erreichen"):
            self._system, root = import_module("fsspec").url_to_fs(address)
            self._root = str(root).rstrip("/")

    @contextmanager
    def locked(self, name: str, called: str) -> Iterator[None]:
        """Hold a file as a lock; who was killed on this computer holds it no more."""
        told = self._content(name)
        if told is not None and not ended(told):
            raise PublishError(
                f"{occupied(told, called)} Läuft dort nichts mehr, die Datei "
                f"„{HIDDEN}/{FILE}“ darin löschen."
            )
        try:
            self.put(name, me())
            yield
        finally:
            self.remove(name)

    def fetch(self, folder: Path, below: str, *, only: str = "") -> None:
        """Copy what lies below a name into a folder."""
        with self._told("lesen"):
            self._system.invalidate_cache()
            found: list[str] = self._system.find(self._path(below)) if self._there(below) else []
            for path in found:
                target = folder / path.removeprefix(self._root).lstrip("/")
                if target.name != FILE and path.endswith(only):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(self._system.cat_file(path))

    def _content(self, name: str) -> bytes | None:
        with self._told("lesen"):
            self._system.invalidate_cache()
            found: bytes | None = (
                self._system.cat_file(self._path(name)) if self._there(name) else None
            )
            return found

    def put(self, name: str, content: bytes) -> None:
        """Write a file."""
        with self._told("beschreiben"):
            path = self._path(name)
            self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._system.pipe_file(path, content)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        with self._told("beschreiben"):
            if self._there(name):
                self._system.rm_file(self._path(name))

    def _there(self, name: str) -> bool:
        return bool(self._system.exists(self._path(name)))

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}".rstrip("/")

    @contextmanager
    def _told(self, verb: str) -> Iterator[None]:
        """Say in German what cannot be done at the address."""
        try:
            yield
        except ImportError as error:
            raise PublishError(
                f"Für die Adresse „{self._address}“ fehlt ein Programm ({error}). Abhilfe: {EXTRA}"
            ) from error
        except (OSError, ValueError) as error:
            kind: Any = type(error).__name__
            raise PublishError(
                f"„{self._address}“ lässt sich nicht {verb} ({kind}: {error}). "
                "Abhilfe: Adresse, Anmeldung und Rechte prüfen."
            ) from error
