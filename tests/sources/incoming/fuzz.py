"""Read random bytes and count what becomes of them: ``python fuzz.py 20000``.

A third of the cases are bytes at random, a third pieces of tables put together at random, a
third tables of which some bytes were changed.  Every case has to be read or refused in German
within seconds; anything else is an accident.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from sozialraum.errors import DataError
from sozialraum.sources.incoming.area_columns import Areas
from sozialraum.sources.incoming.dividing import divided
from sozialraum.sources.incoming.layout import recognise
from sozialraum.sources.incoming.raw import read_raw
from sozialraum.sources.incoming.reading import read_figures, survey
from sozialraum.sources.incoming.shape import shape_of

AREAS = Areas({"101": "Altstadt/Süd", "102": "Neustadt/Süd", "304": "Sülz"}, {}, "stadtteil")
SUFFIXES = (".csv", ".txt", ".xlsx", ".xls", ".ods", ".geojson", ".gpkg", ".parquet")
PIECES = [
    *("101", "102", "304", "Altstadt/Süd", "Neustadt/Süd", "Sülz", "Nr", "Einwohner", "2024"),
    *(";", ";", ";", ",", "\t", "|", "\n", "\n", "\n", "\r\n", "\r", '"', "'", " ", "\u202f"),
    *("1.234", "1,234", "9,1", "9.1", "-", "–", ".", "x", "/", "...", "k. A.", "-1", "1e400"),
    *("sep=;\n", "\ufeff", "\x00", "Ã¼", "<html>", "PK\x03\x04", "____", "Stand: 1", "31.12.2024"),
]
SLOW = 10.0


def case(chance: random.Random) -> bytes:
    """Return the bytes of one case."""
    kind = chance.randrange(3)
    if kind == 0:
        return chance.randbytes(chance.randrange(600))
    if kind == 1:
        text = "".join(chance.choice(PIECES) for _ in range(chance.randrange(200)))
        return text.encode(chance.choice(["utf-8", "utf-16", "utf-16-le", "cp1252"]), "replace")
    return damaged(chance)


def damaged(chance: random.Random) -> bytes:
    """Return a table of some areas and years in which up to five bytes were changed."""
    lines = ["Einwohner der Stadt 2024", "Nr;Stadtteil;Einwohner;Arbeitslose;Quote"]
    for key, name in AREAS.names.items():
        cells = [key, name, *(chance.choice(PIECES[22:]).strip() for _ in range(3))]
        cells[2] = str(chance.randrange(10**6))
        lines.append(";".join(cells))
    data = bytearray(
        "\n".join(lines).encode(chance.choice(["utf-8", "cp1252", "utf-16"]), "replace")
    )
    for _ in range(chance.randrange(6)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def outcome(path: Path) -> str:
    """Return what becomes of a file: gelesen, abgelehnt, or the name of an accident."""
    begun = time.perf_counter()
    try:
        for table in divided(read_raw(path)):
            shape = shape_of(recognise(table), AREAS)
            found = survey(shape)
            read_figures(
                shape, {place: AREAS.by_key(place[0]) for place in found.places}, found.terms
            )
    except DataError:
        kind = "abgelehnt"
    except Exception as error:  # every other exception is what is looked for
        kind = f"Unfall {type(error).__name__}"
    else:
        kind = "gelesen"
    return kind if time.perf_counter() - begun < SLOW else f"{kind}, zu langsam"


def main(count: int) -> int:
    """Run the cases; end with 1 if there was an accident."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(count):
            chance = random.Random(seed)
            path = Path(folder) / f"a{chance.choice(SUFFIXES)}"
            path.write_bytes(case(chance))
            kind = outcome(path)
            if kind not in counts and kind not in ("gelesen", "abgelehnt"):
                print(f"{kind}: seed {seed}, {path.suffix}")
            counts[kind] += 1
            path.unlink()
    for kind, number in counts.most_common():
        print(f"{kind:<30} {number:>7}")
    return int(bool(set(counts) - {"gelesen", "abgelehnt"}))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))
