"""GENESIS tables: those at hand, with numbers that were read off by eye."""

import math

import pytest

from sozialraum.sources.genesis import existing, read_genesis


@pytest.fixture(scope="module")
def raw(shared):
    return shared / "data/raw/genesis"


def cells(frame, *columns: str) -> list[tuple[object, ...]]:
    return list(frame[list(columns)].itertuples(index=False, name=None))


def figure(frame, gebiet: str, jahr: int, merkmal: str, auspraegung: str = "") -> float:
    """The one figure whose header ends with a text."""
    here = (frame["gebiet"] == gebiet) & (frame["jahr"] == jahr)
    what = frame["merkmal"].str.endswith(merkmal) & (frame["auspraegung"] == auspraegung)
    (value,) = frame.loc[here & what, "wert"]
    return value


@pytest.mark.parametrize(
    ("file", "rows", "key", "wert"),
    [
        ("11111-0002", 476 * 22, ("05315", 2016, "Gebietsfläche"), 405.02),
        ("12411-0015_1995-2018", 476 * 24, ("05334", 2018, "Bevölkerungsstand"), 555_465),
        ("12411-0018_2015-2020", 2407 * 34, ("05334", 2020, "weiblich | 75 Jahre und mehr"), 34760),
        ("12411-01-01-4_2021", 538 * 3, ("05", 2021, "Insgesamt"), 17_924_591),
        ("13211-02-05-4_2015-2020", 3228 * 13, ("05315", 2015, "Arbeitslose | Ausländer"), 17_834),
        ("13211-02-05-4_2023", 539 * 13, ("05911", 2023, "Arbeitslose | ausländisch"), 6_287),
        ("13211-02-05-4_2025", 538 * 13, ("DG", 2025, "Arbeitslose"), 2_948_092),
        ("21111-01-03-4_2023", 6456 * 6, ("05", 2023, "bildende Schulen", "Gymnasien"), 624),
        ("21111-02-06-4_2023", 538 * 14, ("05", 2023, "mit Hauptschulabschluss | weiblich"), 12010),
        ("33111-02ir_itnrw", 19 * 21, ("", 2012, "Waldfläche | Insgesamt"), 665_407),
        ("82411-01-03-4_2021", 538 * 2, ("05911", 2021, "je Einwohner"), 21_765),
    ],
)  # fmt: skip
def test_every_table_at_hand_is_read(raw, file, rows, key, wert):
    frame = read_genesis(raw / f"{file}.csv")
    assert len(frame) == rows
    assert figure(frame, *key) == wert


def test_the_land_use_of_cologne_is_in_ar_and_of_cologne(raw):
    frame = read_genesis(raw / "33111-02ir_itnrw.csv")
    assert set(frame["name"]) == {"Köln, krfr. Stadt"}
    assert set(frame["einheit"]) == {"ar"}
    assert frame.attrs["stand"] == "07.10.2013"
    moor = frame[frame["merkmal"].str.endswith("Moor") & (frame["jahr"] == 2012)]
    assert cells(moor, "wert", "zeichen") == [(0, "0")]


def test_units_follow_the_columns(raw):
    frame = read_genesis(raw / "13211-02-05-4_2025.csv")
    assert set(frame.loc[frame["einheit"] == "Prozent", "merkmal"].str.split(" ").str[0]) == {
        "Arbeitslosenquote"
    }
    income = read_genesis(raw / "82411-01-03-4_2021.csv")
    assert income["einheit"].unique().tolist() == ["Tsd. EUR", "EUR"]


def test_signs_are_kept_apart(raw):
    schools = read_genesis(raw / "21111-01-03-4_2023.csv")
    counts = schools["zeichen"].value_counts().to_dict()
    assert counts == {"": 18_155, "-": 14_288, "x": 6_270, ".": 23}
    assert math.isnan(figure(schools, "05", 2023, "Allgemeinbildende Schulen", "Insgesamt"))


def test_aachen_is_one_kreis_since_2009_and_the_old_ones_are_dissolved(raw):
    frame = read_genesis(raw / "13211-02-05-4_2025.csv")
    assert "05354" in frame.attrs["aufgeloest"]
    assert "05334" not in frame.attrs["aufgeloest"]
    population = existing(read_genesis(raw / "12411-0015_1995-2018.csv"))
    assert population.loc[population["gebiet"] == "05334", "jahr"].min() == 2009
    assert population.loc[population["gebiet"] == "05354", "jahr"].max() == 2008
