"""A large batch: does a report cost the same, and take the same memory, up to 1,000?

Areas are the 396 municipalities of Nordrhein-Westfalen with the figures of their Kreis,
which stand in for those that nobody publishes; they are taken round and round.  CPU
seconds and memory are those that the system counts for each report's own processes.
``SOZIALRAUM_GROSS`` names other numbers of reports, for example ``53,396``.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from figure import Figure

ROOT = Path(__file__).parents[1]
RAW = ROOT.parent / "shared/data/raw/gemeinden/nrw_gemeinden.topojson"
NOTEBOOK = ROOT / "benchmarks/kurzbericht.ipynb"
SIZES = tuple(int(size) for size in os.environ.get("SOZIALRAUM_GROSS", "53,396,1000").split(","))
EDGE = 50
"""Reports at the beginning and at the end whose memory is compared."""

REGION = """
name = "Gemeinden mit erdachten Zahlen"
ebene = "gemeinde"
jahr = 2025
beispiel = "{example}"
erfunden = true
[gebiete]
datei = "gebiete.topojson"
schluessel = "AGS"
name = "GEN"
crs = "EPSG:4326"
quelle = "geobasis-nrw-kreise"
[[uebergeordnet]]
gebiet = "05"
name = "Nordrhein-Westfalen"
ebene = "land"
praefix = "05"
"""


def measure() -> Iterator[Figure]:
    """Yield cost and memory for each number of reports."""
    with tempfile.TemporaryDirectory() as folder:
        areas = _region(Path(folder) / "gemeinden")
        for size in SIZES:
            yield from _measured(Path(folder), areas, size)


def _region(folder: Path) -> list[str]:
    """Make the region and return the keys of its areas."""
    folder.mkdir()
    (folder / "gebiete.topojson").write_bytes(RAW.read_bytes())
    geometries = json.loads(RAW.read_bytes())["objects"]["regions"]["geometries"]
    keys = sorted(geometry["properties"]["AGS"] for geometry in geometries)
    figures = pd.read_csv(
        ROOT / "data/nrw/kennzahlen.csv", sep=";", dtype=str, encoding="utf-8-sig",
        keep_default_na=False,
    )  # fmt: skip
    pairs = pd.DataFrame({"gemeinde": keys, "gebiet": [key[:5] for key in keys]})
    made = pairs.merge(figures, on="gebiet").drop(columns="gebiet")
    made = made.rename(columns={"gemeinde": "gebiet"})
    whole = pd.concat([figures[figures["gebiet"] == "05"], made])
    whole.sort_values(["merkmal", "gebiet", "jahr"]).to_csv(
        folder / "kennzahlen.csv", sep=";", index=False, encoding="utf-8-sig"
    )
    (folder / "region.toml").write_text(REGION.format(example=keys[0]), encoding="utf-8")
    return keys


def _measured(folder: Path, areas: list[str], size: int) -> Iterator[Figure]:
    out = folder / f"aus_{size}"
    out.mkdir()
    start = time.perf_counter()
    script, region = ROOT / "benchmarks/batch_sides.py", folder / "gemeinden"
    subprocess.run(
        [sys.executable, script, "large", NOTEBOOK, out, region, str(size), *areas],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    wall = time.perf_counter() - start
    notes = [json.loads(path.read_bytes()) for path in sorted(out.glob("*.json"))]
    memory = [note["mib"] for note in notes]
    yield Figure(f"gross_{size}_wall_per_report", wall / size, "s")
    cpu = statistics.median(note["cpu"] for note in notes)
    yield Figure(f"gross_{size}_cpu_per_report", cpu, "s")
    yield Figure(f"gross_{size}_memory_largest", max(memory), "MiB")
    first, last = statistics.median(memory[:EDGE]), statistics.median(memory[-EDGE:])
    yield Figure(f"gross_{size}_memory_growth", (last / first - 1) * 100, "%")
