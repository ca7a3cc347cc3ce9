"""Keys, numbers and errors: the ground that everything stands on."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum import formats, keys
from sozialraum.errors import MOST_SHOWN, DataError, Fault, suggest


@pytest.mark.parametrize(
    ("value", "level", "key", "repaired"),
    [
        ("05315", "kreis", "05315", False),
        (5315, "kreis", "05315", True),
        (5315.0, "kreis", "05315", True),
        ("5315.0", "kreis", "05315", True),
        ("05 315 000", "gemeinde", "05315000", False),
        ("5", "land", "05", True),
        ("101", "stadtteil", "101", False),
        ("009", "stadtteil", "009", False),
    ],
)
def test_a_key_is_text_and_a_lost_zero_is_given_back_and_said(value, level, key, repaired):
    found = keys.parse(value, level)
    assert (found.text, bool(found.note)) == (key, repaired)


@pytest.mark.parametrize(
    ("value", "level"),
    [
        ("315", "kreis"),  # two zeros lost, or another level: no guess
        ("17315", "kreis"),  # there is no Land 17
        ("05A15", "kreis"),
        ("", "kreis"),
        ("05315", "gemeinde"),
        ("Köln", "stadtteil"),
        ("", "stadtteil"),
        ("٠٥٣١٥", "kreis"),  # digits, but not ours
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(value, level):
    with pytest.raises(DataError, match="Abhilfe"):
        keys.parse(value, level)


def test_a_municipality_lies_in_a_kreis_in_a_land():
    assert keys.ags_from_ars("053340002002") == "05334002"
    assert [keys.parent(key) for key in ("05334002", "05334", "053", "05")] == [
        "05334", "053", "05", "",
    ]  # fmt: skip


@given(st.floats(-1e12, 1e12, allow_nan=False), st.integers(0, 3))
def test_a_written_number_is_read_back_as_the_rounded_one(value, decimals):
    read = formats.read_number(formats.write_number(value, decimals))
    assert abs(read - value) <= 0.5000001 * 10**-decimals + abs(value) * 1e-9


@pytest.mark.parametrize(
    "text",
    [
        "1.5", "1,2,3", "1.2345", "12.34.567", "", "neun", "1e3",
        "0.269", "00.123", "-0.500", "0.000", "012.345", "000.123.456", "1.23", "٣", "12٫5",
        "1.234.5", "1.234,", ",5", "+-5", "1 234", ".500",
    ],
)  # fmt: skip
def test_a_number_that_may_mean_two_things_is_refused(text):
    with pytest.raises(ValueError, match="keine deutsche Zahl"):
        formats.read_number(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.000", 1000), ("10.500,5", 10500.5), ("-100.000", -100_000), ("0,269", 0.269), ("0", 0)],
)
def test_points_stand_between_thousands_only(text, value):
    assert formats.read_number(text) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_in_a_data_file_is_read_back_exactly(value):
    assert formats.read_number(formats.plain_number(value)) == value


def test_halves_are_rounded_away_from_zero_as_official_statistics_does():
    assert [formats.write_number(value, 1) for value in (9.05, 9.15, -9.05, 0.04, -0.04)] == [
        "9,1", "9,2", "−9,1", "0,0", "0,0",
    ]  # fmt: skip


def test_an_error_says_where_what_and_what_to_do():
    fault = Fault(
        "Keine Zahl.", file="a.csv", row=3, column="wert", found="neun", remedy="Ziffern."
    )
    assert str(fault) == (
        "a.csv, Zeile 3, Spalte „wert“: Keine Zahl. Gefunden: „neun“. Abhilfe: Ziffern."
    )


@pytest.mark.parametrize(
    ("word", "suggested"),
    [
        ("Aachen", "„Städteregion Aachen“"),
        ("aachn", "„Städteregion Aachen“"),
        ("Stadt Köln", "„Köln“"),
        ("nrw", "„data/nrw“"),
        ("Siegen Wittgenstein", "„Siegen-Wittgenstein“"),
    ],
)
def test_a_part_of_a_name_suggests_the_name(word, suggested):
    known = ["Städteregion Aachen", "Köln", "data/nrw", "Siegen-Wittgenstein", "", "Kreis Unna"]
    assert suggest(word, known) == f"Meinten Sie {suggested}?"


@pytest.mark.parametrize("word", ["", "x", "Kr", "Hamburg"])
def test_nothing_is_suggested_where_nothing_is_close(word):
    assert suggest(word, ["Städteregion Aachen", "Köln", "", "Kreis Unna"]) == ""


def test_all_faults_come_at_once_and_a_flood_is_counted():
    error = DataError(Fault(f"Fehler {number}.") for number in range(MOST_SHOWN + 5))
    assert "25 Fehler gefunden" in str(error)
    assert "und 5 weitere" in str(error)


def test_an_error_comes_back_from_a_worker_process_whole():
    error = DataError(Fault("Keine Zahl.", row=3))
    assert pickle.loads(pickle.dumps(error)).faults == error.faults
