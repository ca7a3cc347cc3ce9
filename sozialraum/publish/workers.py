"""Workers: several reports at a time, each in a process that outlives no fault of another.

A *workshop* is a process that has imported all and opened the region; it forks a child for
each report (`sozialraum.publish.workshop`).  This room only starts it and talks to it, and
is loaded fast, so that the workshop warms up while the rest of the program is loaded.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sozialraum.errors import PublishError, SozialraumError
from sozialraum.publish.files import reason
from sozialraum.publish.manifest import Outcome

if TYPE_CHECKING:
    from sozialraum.publish.reports import Job

WORK = "sozialraum.publish.workshop:work"
"""What is done with a job: a function from `Job` to `Outcome`, named as module:name."""

ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # several share the machine, and nothing forks with threads
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",  # the same order of sets, so the same file each time
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # as a kernel has it
}
_BEGIN = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from sozialraum.publish.{room} import main; main()"
)
SCRATCH = "sozialraum-"
"""How folders for temporary files begin."""

_ready: list[Workshop] = []
_NONE: Mapping[str, str] = {}


class Workshop:
    """A process that makes reports; its temporary files end with it."""

    def __init__(
        self, given: object = "", *, room: str = "workshop", environment: Mapping[str, str] = _NONE
    ) -> None:
        """Start it.

        Parameters
        ----------
        given
            What it is told first: the region that is opened at once.
        room
            The module whose ``main`` it runs.
        environment
            Variables that outweigh ours.
        """
        self._scratch = _scratch()
        scratch = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._scratch.name)
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BEGIN.format(room=room)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**ENVIRONMENT, **os.environ, **environment, **scratch},
            start_new_session=True,  # Ctrl-C is for us alone
        )
        self._send(sys.path)
        self._send((given, os.getpid()))

    def run(self, todo: Sequence[Job], jobs: int, work: str) -> Iterator[Outcome]:
        """Yield outcomes as they come."""
        self._send((tuple(todo), jobs, work))
        for _ in todo:
            yield self.heard()

    def heard(self) -> Any:
        """Wait for what it tells next and return it.

        Raises
        ------
        SozialraumError
            If that is an error, or it has died.
        """
        try:
            told = pickle.load(self._stream("stdout"))
        except (EOFError, pickle.UnpicklingError) as error:
            raise PublishError(
                "Die Werkstatt, die die Berichte herstellt, ist abgestürzt. "
                "Abhilfe: mit --weiter fortsetzen, bei wenig Speicher mit --jobs 1."
            ) from error
        if isinstance(told, SozialraumError):
            raise told
        return told

    def end(self, patience: float = 0.0) -> None:
        """End it with all that it started; it may tidy up for some seconds."""
        if self._process.returncode is not None:
            return
        if patience:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        for name in ("stdin", "stdout"):
            with suppress(BrokenPipeError):
                self._stream(name).close()
        self._process.wait()
        self._scratch.cleanup()

    def _send(self, thing: object) -> None:
        with suppress(BrokenPipeError):  # it has died, which `run` finds
            pickle.dump(thing, self._stream("stdin"))
            self._stream("stdin").flush()

    def _stream(self, name: str) -> Any:
        return getattr(self._process, name)


def _scratch() -> Any:
    """Return a folder for temporary files; a workshop within a workshop uses that of the other.

    Else the names of sockets in it would be longer than macOS allows.
    """
    if Path(gettempdir()).name.startswith(SCRATCH):
        return SimpleNamespace(name=gettempdir(), cleanup=lambda: None)
    return TemporaryDirectory(prefix=SCRATCH, ignore_cleanup_errors=True)


def most_jobs() -> int:
    """Return how many reports are made at a time if nobody says: as many as processors."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))  # this process may be kept to some of them
    return os.cpu_count() or 1


@contextmanager
def prepared(region: str) -> Iterator[None]:
    """Start a workshop for the batch that comes next, so that it is warm by then."""
    _ready.append(Workshop(region))
    try:
        yield
    finally:
        while _ready:  # nobody used it
            _ready.pop().end()


def run_all(todo: Sequence[Job], jobs: int, *, work: str = WORK) -> Generator[Outcome]:
    """Yield outcomes as they come; a worker that dies takes only its own report along."""
    if not todo:
        return
    regions = {str(job.parameters.get("region", "")) for job in todo}
    workshop = _ready.pop() if _ready else Workshop(min(regions))
    try:
        yield from workshop.run(todo, min(jobs, len(todo)), work)
    finally:
        workshop.end()


def io_fault(error: OSError) -> str:
    """Return in German that reading or writing failed."""
    return f"Lesen oder Schreiben ist gescheitert ({reason(error)})."
