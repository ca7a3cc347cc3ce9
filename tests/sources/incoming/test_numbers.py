"""Numbers of other offices: the decimal mark is proved or refused, never assumed."""

from collections import Counter

import pytest

from sozialraum.sources.incoming.numbers import (
    NumberForm,
    decimal_mark,
    kind_of,
    missing_numbers,
)


def mark(*texts: str, table: tuple[str, ...] = (), declared: str = "") -> str:
    return decimal_mark(Counter(map(kind_of, texts)), Counter(map(kind_of, table)), declared)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["9,1", "12"], ","),
        (["9.1", "12"], "."),
        (["1.044.555"], ","),
        (["1,044,555"], "."),
        (["0.269"], "."),
        (["1.234", "999", "87"], ","),
        (["1,234", "999", "87"], "."),
        (["1.234", "2.345"], ""),
        (["1.234", "4567"], ""),
        (["12", "4567"], ","),
    ],
)
def test_the_cells_of_a_column_prove_its_decimal_mark_or_nobody_knows_it(texts, expected):
    assert mark(*texts) == expected


def test_what_a_column_leaves_open_another_column_of_the_table_says():
    assert mark("1.234", table=("9,1",)) == ","
    assert mark("1.234", table=("9.1",)) == "."
    assert mark("1.234", table=("9.1", "8,2")) == ""
    assert mark("1.234", declared=",") == ","


@pytest.mark.parametrize("text", ["1.044.555", "1 044 555", "1\u202f044\u202f555", "1'044'555"])
def test_thousands_have_a_point_a_blank_a_narrow_blank_or_an_apostrophe(text):
    assert NumberForm(",").read(text) == (1044555, "")


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        *[("-", "-"), ("–", "."), (".", "."), ("x", "x"), ("X", "x"), ("/", "/"), ("...", "...")],
        *[("…", "..."), ("*", "."), ("k. A.", "."), ("", "."), ("n. v.", "."), ("#NV", ".")],
    ],
)
def test_signs_and_placeholders_say_why_there_is_no_number(text, sign):
    value, read = NumberForm(",").read(text)
    assert read == sign
    assert value == 0 if sign == "-" else value != value


def test_nought_is_a_sign_only_in_tables_of_genesis():
    assert NumberForm(",").read("0") == (0, "")
    assert NumberForm(",", nought=True).read("0") == (0, "0")


@pytest.mark.parametrize("text", ["+-0.3", "1.2.3", "12a", "1,23.4", "--5", "1 23", "0x1f", "inf"])
def test_what_is_no_number_is_refused(text):
    for form in (NumberForm(","), NumberForm(".")):
        with pytest.raises(ValueError, match=r"."):
            form.read(text)


def test_an_open_number_without_a_known_mark_is_refused():
    with pytest.raises(ValueError, match="zweideutig"):
        NumberForm("").read("1.234")
    assert NumberForm("").read("123") == (123, "")


def test_minus_one_and_minus_nine_are_placeholders_where_nothing_else_is_below_nought():
    assert missing_numbers({"12": 3, "-1": 2, "-9": 1}) == ("-1", "-9")
    assert missing_numbers({"12": 3, "-1": 2, "-4": 1}) == ()
    assert missing_numbers({"12": 3, "-1": 2, "+4": 1}) == ()
    value, sign = NumberForm(missing=("-1",)).read("-1")
    assert value != value
    assert sign == "."


def test_per_cent_and_long_floats_are_the_numbers_that_were_published():
    assert NumberForm(",").read("9,1 %") == (9.1, "")
    assert NumberForm(".").read("0.18600000000000003") == (0.186, "")
    assert NumberForm(".").read("-0.0") == (0.0, "")


def test_what_a_person_has_decided_counts():
    assert NumberForm(".", {"+-0.3": "-0.3"}).read("+-0.3") == (-0.3, "")
    assert NumberForm(".", {"+-0.3": "."}).read("+-0.3")[1] == "."
