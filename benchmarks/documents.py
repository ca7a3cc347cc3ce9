"""All four formats of one report, beyond the run of its notebook: aim 1.5 CPU seconds.

``notebooks/bericht.ipynb`` is run once for an area of Musterstadt; charts and maps are
drawn during that run.  Then fresh processes write the executed notebook as web page, Word,
PDF and Excel, as `sozialraum export` does.  CPU seconds of all threads are counted: those
of the writing itself, format by format and together, those of loading the writers, and
those of the whole command from start to end.  Medians of several processes.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from figure import Figure

from sozialraum.publish.notebook import notebook_path, run_notebook

ROOT = Path(__file__).parents[1]
AREA = "22"
ROUNDS = 5

WRITE = """
import json, sys, time
begun = time.process_time()
from pathlib import Path
from sozialraum.publish.document import read_document
from sozialraum.publish.export import WRITERS
seconds = {"loading": time.process_time() - begun}
whole = time.process_time()
document = read_document(sys.argv[1])
seconds["reading"] = time.process_time() - whole
for name, write in WRITERS.items():
    start = time.process_time()
    write(document, Path(sys.argv[2]) / f"bericht.{name}")
    seconds[name] = time.process_time() - start
seconds["four_formats"] = time.process_time() - whole
print(json.dumps(seconds))
"""


def measure() -> Iterator[Figure]:
    """Yield CPU seconds of the run, of each format, of all four and of the whole command."""
    with tempfile.TemporaryDirectory() as folder:
        executed = Path(folder) / "bericht.ipynb"
        before = _cpu_of_children()
        begun = time.process_time()
        run_notebook(
            notebook_path("bericht.ipynb"),
            {"region": "data/musterstadt", "gebiet": AREA},
            executed,
        )
        run = time.process_time() - begun + _cpu_of_children() - before
        yield Figure("documents_notebook_run_cpu", run, "s")
        rounds = [_write(executed, Path(folder)) for _ in range(ROUNDS)]
        for name in rounds[0]:
            seconds = statistics.median(one[name] for one in rounds)
            yield Figure(f"documents_{name}_cpu", seconds, "s")
        command = statistics.median(_command(executed, Path(folder)) for _ in range(ROUNDS))
        yield Figure("documents_export_command_cpu", command, "s")
        for path in sorted(Path(folder).glob("bericht.*")):
            yield Figure(f"documents_size_{path.suffix[1:]}", path.stat().st_size / 1024, "KiB")


def _write(executed: Path, folder: Path) -> dict[str, float]:
    done = _run([sys.executable, "-c", WRITE, str(executed), str(folder)])
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _command(executed: Path, folder: Path) -> float:
    before = _cpu_of_children()
    program = Path(sys.executable).with_name("sozialraum")
    _run([str(program), "export", str(executed), "-o", str(folder), "--ersetzen"])
    return _cpu_of_children() - before


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        command, check=True, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, env=kept
    )


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
