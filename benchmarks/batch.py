"""A batch of notebooks: the papermill command in a loop, our engine, and no Jupyter at all.

All run ``kurzbericht.ipynb`` (five figures, a map, three tables, plain use of the library)
for the same twenty areas of ``data/nrw`` and write executed notebooks, nothing else; whole
processes in turn.  The loop runs one command after another, the engine two jobs at a time,
plain two processes with half of the areas each; ``plain_open`` is plain with a region that
is opened once per process, a lower floor than the one that is asked for.  CPU seconds are
those of all processes.  Then the same for the real report, with fewer areas and without the loop.

``PYTHONDONTWRITEBYTECODE`` is unset for all: without compiled bytecode the loop would pay
its imports even dearer.  BLAS has one thread on every side.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, product
from pathlib import Path

from figure import Figure

ROOT = Path(__file__).parents[1]
SHORT, REAL = ROOT / "benchmarks/kurzbericht.ipynb", ROOT / "notebooks/bericht.ipynb"
AREAS = [
    "05111", "05112", "05113", "05114", "05116", "05117", "05119", "05120", "05122", "05124",
    "05154", "05158", "05162", "05166", "05170", "05314", "05315", "05316", "05334", "05358",
]  # fmt: skip
ROUNDS, REAL_ROUNDS, REAL_AREAS = 3, 2, 6
LOOP_ROUND = 1
"""The loop runs once, in the middle of the rounds: it alone takes minutes."""

Side = Callable[[Path, Path, list[str]], None]


def measure() -> Iterator[Figure]:
    """Yield seconds of each round, medians and ratios."""
    sides: dict[str, Side] = {
        "plain": partial(_plain, "plain"), "plain_open": partial(_plain, "plain_open"),
        "engine": _engine, "papermill_loop": _loop,
    }  # fmt: skip
    yield from _compared("", SHORT, AREAS, sides, ROUNDS)
    sides.pop("papermill_loop")
    yield from _compared("bericht_", REAL, AREAS[:REAL_AREAS], sides, REAL_ROUNDS)


def _compared(
    prefix: str, notebook: Path, areas: list[str], sides: dict[str, Side], rounds: int
) -> Iterator[Figure]:
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
    for number in range(rounds):
        for name, side in sides.items():
            if name != "papermill_loop" or number == LOOP_ROUND:
                took[name].append(_timed(side, notebook, areas))
                for value, kind in zip(took[name][-1], ("wall", "cpu"), strict=True):
                    yield Figure(f"{prefix}{name}_{kind}_round_{number + 1}", value, "s")
    middle = {
        (name, kind): statistics.median(one[place] for one in times)
        for name, times in took.items()
        for place, kind in enumerate(("wall", "cpu"))
    }
    for (name, kind), value in middle.items():
        yield Figure(f"{prefix}{name}_{kind}_{len(areas)}_areas", value, "s")
    for floor, kind in product(("plain", "plain_open"), ("wall", "cpu")):
        ratio = middle["engine", kind] / middle[floor, kind]
        yield Figure(f"{prefix}engine_{kind}_over_{floor}", ratio, "ratio")
    if "papermill_loop" in sides:
        ratio = middle["papermill_loop", "wall"] / middle["engine", "wall"]
        yield Figure(f"{prefix}papermill_loop_over_engine", ratio, "ratio")


def _timed(side: Side, notebook: Path, areas: list[str]) -> tuple[float, float]:
    """Return wall and CPU seconds; every area has a notebook then."""
    with tempfile.TemporaryDirectory() as folder:
        start, before = time.perf_counter(), _cpu()
        side(notebook, Path(folder), areas)
        taken = time.perf_counter() - start, _cpu() - before
        written = len(list(Path(folder).rglob("*.ipynb")))
        if written != len(areas):
            raise RuntimeError(f"{written} of {len(areas)} notebooks were written")
        return taken


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _loop(notebook: Path, out: Path, areas: list[str]) -> None:
    program = Path(sys.executable).with_name("papermill")
    for area in areas:
        given = ["-p", "region", "data/nrw", "-r", "gebiet", area, "--no-progress-bar"]
        _finish(_start([program, notebook, out / f"{area}.ipynb", *given]))


def _engine(notebook: Path, out: Path, areas: list[str]) -> None:
    _finish(_side("engine", notebook, out, areas))


def _plain(name: str, notebook: Path, out: Path, areas: list[str]) -> None:
    halves = [islice(areas, first, None, 2) for first in (0, 1)]
    running = [_side(name, notebook, out, list(half)) for half in halves]
    for process in running:
        _finish(process)


def _side(name: str, notebook: Path, out: Path, areas: list[str]) -> subprocess.Popen[bytes]:
    script = ROOT / "benchmarks/batch_sides.py"
    return _start([sys.executable, script, name, notebook, out, *areas])


def _start(command: list[object]) -> subprocess.Popen[bytes]:
    clean = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    one = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")}
    return subprocess.Popen(
        [str(word) for word in command], cwd=ROOT, env=clean | one,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def _finish(process: subprocess.Popen[bytes]) -> None:
    _, told = process.communicate()
    if process.returncode:
        raise RuntimeError(told.decode(errors="replace"))
