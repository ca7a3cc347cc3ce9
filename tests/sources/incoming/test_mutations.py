"""Mutations that keep the meaning give the identical table; random bytes are refused."""

import csv
import io
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.sources.incoming.area_columns import Areas
from sozialraum.sources.incoming.dividing import divided
from sozialraum.sources.incoming.layout import recognise
from sozialraum.sources.incoming.raw import read_raw
from sozialraum.sources.incoming.reading import read_figures, survey
from sozialraum.sources.incoming.shape import shape_of
from tests.regions import opened

FILES = {
    "koeln/btw2013_stadtteile.csv": ";",
    "koeln/monitoring2019_stadtteile.csv": ",",
    "koeln/bevoelkerung_2005-2012.csv": ",",
    "genesis/12411-01-01-4_2021.csv": ";",
    "genesis/13211-02-05-4_2025.csv": ";",
    "genesis/82411-01-03-4_2021.csv": ";",
    "btw2025/btw2025kreis.csv": ";",
    "zensus2022/kreise_absolut.csv": ",",
}
Rows = list[list[str]]


@cache
def areas_of(name: str) -> Areas:
    region = opened("koeln" if name.startswith("koeln") else "nrw")
    return Areas(
        dict(region.names), {p.gebiet: p.name for p in region.parents}, region.settings.ebene
    )


def table(path: Path, areas: Areas) -> pd.DataFrame:
    """The figures of a file, ordered by what they say; cells that are no number are left out."""
    shape = shape_of(recognise(read_raw(path)[0]), areas)
    found = survey(shape)
    places = {p: areas.by_key(p[0]) or ("" if p[0] else areas.by_name(p[1])) for p in found.places}
    terms = [term for term in found.terms if "arbeitslosenquote_2016" not in term[0]]
    if shape.dimensions:
        terms = terms[:6]
    frame = read_figures(shape, places, terms).drop(columns="zeile")
    order = ["gebiet", "stand", "merkmal", "auspraegung"]
    return frame.sort_values(order).reset_index(drop=True)


@cache
def original(source: Path) -> pd.DataFrame:
    """The figures of a file as it came."""
    return table(source, areas_of(source.parent.name))


def written(rows: Rows, delimiter: str, end: str = "\n") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


def parsed(path: Path, delimiter: str) -> Rows:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def body_of(rows: Rows, path: Path, areas: Areas) -> tuple[int, int]:
    """Indexes of the first and the last row of figures."""
    layout = recognise(read_raw(path)[0])
    starts, line = [], 1
    for cells in rows:
        starts.append(line)
        line += 1 + sum(cell.count("\n") for cell in cells)
    return starts.index(layout.first), starts.index(layout.last)


MARKS = str.maketrans(",.", ".,")


def with_marks(rows: Rows, first: int, last: int) -> Rows:
    """Swap decimal points and commas of all numbers."""
    number = re.compile(r"[+-]?[0-9]+[.,][0-9]+")
    return [
        [cell.translate(MARKS) if number.fullmatch(cell) else cell for cell in row]
        if first <= index <= last
        else row
        for index, row in enumerate(rows)
    ]


def with_shuffled_columns(rows: Rows, first: int, last: int) -> Rows:
    width = len(rows[first])
    order = list(range(width))
    random.Random(7).shuffle(order)
    return [
        [row[at] for at in order] if len(row) == width and any(row[1:]) else row for row in rows
    ]


def with_shuffled_rows(rows: Rows, first: int, last: int) -> Rows:
    body = rows[first : last + 1]
    random.Random(7).shuffle(body)
    return [*rows[:first], *body, *rows[last + 1 :]]


def with_preamble(rows: Rows, first: int, last: int) -> Rows:
    return [["Auszug aus der Datenbank der Stadt"], ["Alle Angaben ohne Gewähr"], [], *rows]


Change = Callable[[Rows, int, int], Rows]
CHANGES: dict[str, Change] = {
    "columns": with_shuffled_columns,
    "rows": with_shuffled_rows,
    "preamble": with_preamble,
    "marks": with_marks,
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", FILES)
def test_another_order_preamble_or_mark_gives_the_identical_table(name, change, shared, tmp_path):
    source, areas = shared / "data/raw" / name, areas_of(name)
    rows = parsed(source, FILES[name])
    first, last = body_of(rows, source, areas)
    changed = CHANGES[change](rows, first, last)
    path = tmp_path / source.name
    path.write_text(written(changed, FILES[name]), encoding="utf-8")
    assert_identical(path, source, areas)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "twice"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("name", ["koeln/btw2013_stadtteile.csv", "genesis/13211-02-05-4_2025.csv"])
def test_another_encoding_or_delimiter_gives_the_identical_table(
    name, delimiter, encoding, shared, tmp_path
):
    source, areas = shared / "data/raw" / name, areas_of(name)
    text = written(parsed(source, FILES[name]), delimiter, "\r\n")
    path = tmp_path / source.name
    twice = encoding == "twice"
    path.write_bytes(text.encode().decode("cp1252", "replace").encode("utf-8") if twice else
                     text.encode(encoding, "replace"))  # fmt: skip
    assert_identical(path, source, areas, names=not twice)


def assert_identical(path: Path, source: Path, areas: Areas, *, names: bool = True) -> None:
    ours = table(path, areas)
    theirs = original(source)
    if not names:  # some letters cannot be encoded twice and back
        ours, theirs = (
            ours.drop(columns=["name", "merkmal"]),
            theirs.drop(columns=["name", "merkmal"]),
        )
    pd.testing.assert_frame_equal(ours, theirs, check_like=True)


KOELN = areas_of("koeln/")
PIECES = st.sampled_from(
    [
        *(b"101", b"Altstadt/S\xc3\xbcd", b";", b",", b"\n", b"\r", b'"', b"\t", b"1.234"),
        *(b"9,1", b"-", b"Einwohner", b"2024", b"\x00", b"\xff\xfe", b"sep=;\n", b"k. A."),
        *(b"PK\x03\x04", b"<html>"),
    ]
)
TABLE = "Nr;Stadtteil;Einwohner 2024\n101;Altstadt/Süd;1.234\n302;Sülz;987\n".encode()
AT = st.tuples(st.integers(0, len(TABLE)), st.binary(min_size=1, max_size=3))


def damaged(places: list[tuple[int, bytes]]) -> bytes:
    data = TABLE
    for at, piece in places:
        data = data[:at] + piece + data[at + len(piece) :]
    return data


JUNK = st.one_of(
    st.binary(max_size=400),
    st.lists(PIECES, max_size=120).map(b"".join),
    st.lists(AT, max_size=5).map(damaged),
)


@pytest.mark.langsam
@given(data=JUNK, suffix=st.sampled_from([".csv", ".xlsx", ".xls", ".ods", ".geojson"]))
@settings(max_examples=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_bytes_are_read_or_refused_never_an_accident(tmp_path, data, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    try:
        for one in divided(read_raw(path)):
            shape = shape_of(recognise(one), KOELN)
            read_figures(shape, dict.fromkeys(survey(shape).places, "101"), survey(shape).terms)
    except DataError:
        pass
