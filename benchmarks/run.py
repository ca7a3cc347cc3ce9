"""Measure a topic and print its figures: ``python benchmarks/run.py THEMA [--json]``.

A table for people, or with ``--json`` one JSON line per figure (name, value, unit) for
programs.  Whole processes are measured in turn, A B A B …, so that a change in the
machine's speed meets both; medians are printed.  Nothing is asserted here.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

TOPICS = {
    "batch": "papermill in a loop, our engine and no Jupyter at all: same notebook, same areas",
    "batch-gross": "cost per report and memory from 53 to 1,000 reports of made municipalities",
    "analysis": "measures on made figures as large as Germany's municipalities",
    "documents": "CPU seconds of all four formats of one report, beyond its notebook's run",
    "disclosure": "cell suppression on a large made table and on the tables of one station",
    "import": "from downloaded files to a region: cells of the census to municipalities",
}


def main() -> None:
    """Run one topic and print what it measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("thema", choices=TOPICS, help="; ".join(map(": ".join, TOPICS.items())))
    parser.add_argument("--json", action="store_true", help="one JSON line per figure")
    arguments = parser.parse_args()
    for figure in importlib.import_module(arguments.thema.replace("-", "_")).measure():
        if arguments.json:
            print(json.dumps(asdict(figure)), flush=True)
        else:
            print(f"{figure.name:<40} {figure.value:>10.2f} {figure.unit}", flush=True)


if __name__ == "__main__":
    main()
