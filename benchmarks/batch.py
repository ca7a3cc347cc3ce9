"""A batch of reports: the papermill command in a loop beside `sozialraum berichte`.

Both sides run ``notebooks/bericht.ipynb`` for the same areas of ``data/nrw``.  The loop
only executes notebooks; the batch also writes web page and Word file from each, so the
ratio understates what the batch saves.  ``PYTHONDONTWRITEBYTECODE`` is unset for both:
without compiled bytecode the loop would pay its imports even dearer.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from figure import Figure

ROOT = Path(__file__).parents[1]
AREAS = ("05111", "05315", "05158", "05766", "05978", "05334")
ROUNDS = 3


def measure() -> Iterator[Figure]:
    """Yield the medians of both sides and their ratio, pair by pair."""
    sides = {"papermill_loop_wall": _loop, "berichte_wall": _batch}
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, side in sides.items():
            with tempfile.TemporaryDirectory() as folder:
                start = time.perf_counter()
                side(Path(folder))
                seconds[name].append(time.perf_counter() - start)
    for name, measured in seconds.items():
        yield Figure(f"{name}_{len(AREAS)}_areas", statistics.median(measured), "s")
    pairs = zip(*seconds.values(), strict=True)
    ratio = statistics.median(loop / batch for loop, batch in pairs)
    yield Figure("papermill_loop_over_berichte", ratio, "ratio")


def _loop(folder: Path) -> None:
    for area in AREAS:
        _run(
            "papermill", ROOT / "notebooks/bericht.ipynb", folder / f"{area}.ipynb",
            "-p", "region", ROOT / "data/nrw", "-r", "gebiet", area, "--no-progress-bar",
        )  # fmt: skip


def _batch(folder: Path) -> None:
    _run(
        "sozialraum", "berichte", ROOT / "data/nrw", "-o", folder,
        "--gebiete", ",".join(AREAS), "--jobs", "2",
    )  # fmt: skip


def _run(command: str, *arguments: object) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    program = Path(sys.executable).with_name(command)
    subprocess.run(
        [program, *map(str, arguments)], check=True, env=environment, capture_output=True
    )
