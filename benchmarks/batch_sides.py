"""Sides of the measurement of batches, each a process: ``batch_sides.py SIDE NOTEBOOK OUT AREA…``.

``engine`` runs the notebook for all areas with our workers, two at a time.  ``plain`` runs
its code cells with exec in this process, for its areas one after another, and writes the
same outputs: what remains if there is no Jupyter at all; `batch` starts two of them.
``plain_open`` does the same after it has opened the region once, as our workshop has.
"""

import ast
import json
import resource
import sys
import time
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

REGION = "data/nrw"


@dataclass(frozen=True)
class Task:
    """As much of a `Job` as the workers look at."""

    key: str
    notebook: str
    out: Path
    region: str = REGION

    @property
    def name(self):
        return self.key

    @property
    def parameters(self):
        return {"region": self.region, "gebiet": self.key}


def engine(notebook: Path, out: Path, areas: list[str]) -> None:
    from sozialraum.publish.workers import prepared

    with prepared(REGION):  # it warms up while the rest is loaded here
        _run_tasks([Task(area, str(notebook), out / f"{area}.ipynb") for area in areas], "execute")


def large(notebook: Path, out: Path, given: list[str]) -> None:
    region, size, *areas = given
    numbered = islice(cycle(areas), int(size))
    _run_tasks(
        [
            Task(area, str(notebook), out / f"{number:05}.ipynb", region)
            for number, area in enumerate(numbered)
        ],
        "weigh",
    )


def _run_tasks(tasks: list[Task], work: str) -> None:
    from sozialraum.publish.workers import run_all

    failed = [outcome for outcome in run_all(tasks, 2, work=f"{__name__}:{work}") if outcome.fault]
    assert not failed, failed[0].fault


def execute(task):
    """Only execute, as papermill does: no documents."""
    from sozialraum.publish.manifest import Outcome
    from sozialraum.publish.notebook import run_notebook

    begun = time.perf_counter()
    run_notebook(task.notebook, task.parameters, task.out)
    return Outcome(task.key, task.name, time.perf_counter() - begun)


def weigh(task):
    """Execute and note what the system counts; the notebook itself is not kept."""
    outcome = execute(task)
    task.out.unlink()
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(used.ru_utime + used.ru_stime for used in both)
    mib = max(used.ru_maxrss for used in both) / 1024
    task.out.with_suffix(".json").write_text(json.dumps({"cpu": cpu, "mib": mib}))
    return outcome


def plain_open(notebook: Path, out: Path, areas: list[str]) -> None:
    from sozialraum.display.opening import keep_open

    keep_open(REGION)
    plain(notebook, out, areas)


def plain(notebook: Path, out: Path, areas: list[str]) -> None:
    import nbformat

    for area in areas:
        node = nbformat.read(notebook, 4)
        space = {"__name__": "__main__"}
        for cell in node.cells:
            if cell.cell_type == "code":
                shown = _run(cell.source, space)
                if "parameters" in cell.metadata.get("tags", []):
                    space |= {"region": REGION, "gebiet": area}
                if shown is not None:
                    blocks = getattr(shown, "blocks", (shown,))  # some calls give several
                    data = [block._repr_mimebundle_() for block in blocks]
                    cell.outputs = [nbformat.v4.new_output("display_data", one) for one in data]
        nbformat.write(node, out / f"{area}.ipynb")


def _run(source: str, space: dict) -> object:
    """Run a cell and return what its last line shows."""
    *first, last = ast.parse(source).body
    if not isinstance(last, ast.Expr):
        exec(source, space)
        return None
    exec(compile(ast.Module(first, []), "zelle", "exec"), space)
    return eval(compile(ast.Expression(last.value), "zelle", "eval"), space)


if __name__ == "__main__":
    import batch_sides  # under this name a worker finds `execute` and `Task`

    side, notebook, out, *areas = sys.argv[1:]
    getattr(batch_sides, side)(Path(notebook), Path(out), areas)
