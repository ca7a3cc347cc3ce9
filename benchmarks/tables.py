"""A made CSV file of 200 MB into a region: aim 1 GB of memory for the whole process.

The table is long: 86 areas, 120 years, 40 kinds of figures in each, of which one is wanted,
each row with a key of its own, as data bases export it.  A fresh process imports it and
tells its own highest memory.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from figure import Figure

ROOT = Path(__file__).parents[1]
MEGABYTES = 200

IMPORT = """
import json, resource, sys, time
from pathlib import Path
from sozialraum.sources.incoming.asking import ImportReport, only_sure
from sozialraum.sources.incoming.importing import import_file
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begun = time.process_time()
folder = Path(sys.argv[1])
import_file(folder, folder / "einwohner_gross.csv", only_sure, ImportReport())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([time.process_time() - begun, before / 1024, peak / 1024]))
"""


def measure() -> Iterator[Figure]:
    """Yield CPU seconds of the import and the highest memory of its process."""
    with tempfile.TemporaryDirectory() as folder:
        written = write_large(Path(folder), MEGABYTES)
        seconds, before, peak = import_large(Path(folder))
    yield Figure("tables_size", written, "MB")
    yield Figure("tables_import_cpu", seconds, "s")
    yield Figure("tables_memory_before", before, "MiB")
    yield Figure("tables_memory_peak", peak, "MiB")


def import_large(folder: Path) -> tuple[float, float, float]:
    """Return CPU seconds, memory before and highest memory (MiB) of an import."""
    command = [sys.executable, "-c", IMPORT, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    seconds, before, peak = json.loads(done.stdout)
    return seconds, before, peak


def write_large(folder: Path, megabytes: int) -> float:
    """Make a region with a large table to import and return the table's size in MB."""
    source = ROOT / "data" / "koeln"
    for name in ("region.toml", "gebiete.geojson"):
        shutil.copy(source / name, folder)
    features = json.loads((source / "gebiete.geojson").read_text(encoding="utf-8"))["features"]
    areas = sorted((f["properties"]["STT_NR"], f["properties"]["STT_NAME"]) for f in features)
    groups = ["Einwohner", *(f"Einwohner nach Merkmal, Gruppe {number}" for number in range(39))]
    size, turn = 0, 0
    with (folder / "einwohner_gross.csv").open("w", encoding="utf-8", newline="") as stream:
        stream.write("id,gruppe,jahr,raum_id,raum,zahl\n")
        while size < megabytes * 1_000_000:
            year, filling = 1900 + turn % 120, turn // 120
            for number, group in enumerate(groups):
                label = f"{group} {filling}" if filling else group
                for key, name in areas:
                    people = 1000 + 7 * number + int(key)
                    row = f'{turn}.{number}.{key},"{label}",{year},{key},{name},{people}.0\n'
                    size += stream.write(row)
            turn += 1
    return size / 1_000_000
