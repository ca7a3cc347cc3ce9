"""GENESIS tables, made ones in layouts that nobody has seen."""

import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.sources import genesis, genesis_layout
from sozialraum.sources.genesis import existing, read_genesis

FOOTER = [
    "__________",
    '"Ab 2022: neue ""Basis"".',
    'Zweite Zeile; mit Semikolon."',
    '"© Amt für Statistik, 2024.',
    'Lizenz 2.0."',
    "Stand: 10.07.2024 / 16:44:50",
]


def write(folder: Path, *lines: str, encoding: str = "cp1252", footer: bool = True) -> Path:
    path = folder / "tabelle.csv"
    path.write_bytes("\r\n".join([*lines, *FOOTER * footer]).encode(encoding))
    return path


def cells(frame, *columns: str) -> list[tuple[object, ...]]:
    return list(frame[list(columns)].itertuples(index=False, name=None))


def faults(path: Path) -> list[tuple[int | None, str, str]]:
    with pytest.raises(DataError) as caught:
        read_genesis(path)
    return [(fault.row, fault.column, fault.found) for fault in caught.value.faults]


def test_the_parser_knows_no_table():
    for module in (genesis, genesis_layout):
        assert not re.search(r"\d{5}-\d+", Path(module.__file__).read_text(encoding="utf-8"))


def test_dates_in_the_header_need_no_column_of_their_own(tmp_path):
    frame = read_genesis(
        write(
            tmp_path,
            "GENESIS-Tabelle: 99999-0001",
            "Wohnungen: Kreise, Stichtag;;;",
            "Statistik der Wohnungen;;;",
            "Bestand (Anzahl);;;",
            ";;Stichtag;Stichtag",
            ";;31.12.2019;31.12.2020",
            "05315;      Köln, kreisfreie Stadt;10;-",
            "05354;      Aachen, Kreis;-;-",
        )
    )
    assert cells(frame, "gebiet", "name", "jahr", "stand", "wert", "zeichen", "zeile") == [
        ("05315", "Köln, kreisfreie Stadt", 2019, "2019-12-31", 10, "", 7),
        ("05315", "Köln, kreisfreie Stadt", 2020, "2020-12-31", 0, "-", 7),
        ("05354", "Aachen, Kreis", 2019, "2019-12-31", 0, "-", 8),
        ("05354", "Aachen, Kreis", 2020, "2020-12-31", 0, "-", 8),
    ]
    assert set(cells(frame, "merkmal", "auspraegung", "einheit")) == {("Bestand", "", "Anzahl")}
    assert frame.attrs == {
        "tabelle": "99999-0001",
        "titel": "Wohnungen: Kreise, Stichtag Statistik der Wohnungen Bestand (Anzahl)",
        "stand": "10.07.2024",
        "urheber": "© Amt für Statistik, 2024. Lizenz 2.0.",
        "fussnote": 'Ab 2022: neue "Basis". Zweite Zeile; mit Semikolon.',
        "aufgeloest": {"05354"},
    }


def test_areas_are_left_out_at_dates_at_which_they_did_not_exist(tmp_path):
    head = ("Tabelle: 1", "Bestand (Anzahl)", ";;Jahr;Jahr;Jahr", ";;2008;2009;2010")
    path = write(tmp_path, *head, "05334;Städteregion;-;5;-", "05354;Kreis;3;-;-")
    frame = existing(read_genesis(path))
    assert cells(frame, "gebiet", "jahr", "wert") == [("05334", 2009, 5), ("05354", 2008, 3)]


def test_date_times_sex_times_age_may_stand_side_by_side_in_three_rows(tmp_path):
    frame = read_genesis(
        write(
            tmp_path,
            "Tabelle: 99999-02-01-4",
            "Bevölkerung (Anzahl);;;;",
            ";;männlich;männlich;weiblich;weiblich",
            ";;unter 3 Jahre;3 Jahre und mehr;unter 3 Jahre;3 Jahre und mehr",
            ";;30.06.2020;30.06.2020;30.06.2020;30.06.2020",
            "DG;Deutschland;1;2;3;4",
            "05;  Nordrhein-Westfalen;5;6;7;8",
        )
    )
    assert cells(frame, "gebiet", "stand", "merkmal", "wert")[2:5] == [
        ("DG", "2020-06-30", "weiblich | unter 3 Jahre", 3),
        ("DG", "2020-06-30", "weiblich | 3 Jahre und mehr", 4),
        ("05", "2020-06-30", "männlich | unter 3 Jahre", 5),
    ]


def test_several_contents_have_their_units_in_the_last_row_of_the_header(tmp_path):
    frame = read_genesis(
        write(
            tmp_path,
            "Bedarfsgemeinschaften - Jahresdurchschnitt - (ab 2009)",
            "Statistik der Grundsicherung",
            ";;;;Leistungen;Leistungen;Empfänger",
            ";;;;;je Fall;",
            ";;;;Tsd. EUR;EUR je Monat;Prozent",
            "2023;05111000;Düsseldorf;Frauen;1,5;/;...",
            "2023;05111000;Düsseldorf;Männer;x;.;0",
        )
    )
    assert cells(frame, "jahr", "stand", "auspraegung", "merkmal", "einheit", "zeichen") == [
        (2023, "2023", "Frauen", "Leistungen", "Tsd. EUR", ""),
        (2023, "2023", "Frauen", "Leistungen | je Fall", "EUR je Monat", "/"),
        (2023, "2023", "Frauen", "Empfänger", "Prozent", "..."),
        (2023, "2023", "Männer", "Leistungen", "Tsd. EUR", "x"),
        (2023, "2023", "Männer", "Leistungen | je Fall", "EUR je Monat", "."),
        (2023, "2023", "Männer", "Empfänger", "Prozent", "0"),
    ]
    assert frame["wert"].isna().tolist() == [False, True, True, True, True, False]
    assert frame["wert"].iloc[5] == 0


def test_further_key_columns_are_joined_and_labels_may_hold_semicolons(tmp_path):
    frame = read_genesis(
        write(
            tmp_path,
            "Tabelle: 1",
            '"Schulen; Klassen"',
            ';;;;;"Schulen; öffentlich";"Schulen; privat"',
            ";;;;;Anzahl;Anzahl",
            '2020/21;05315;Köln;Gymnasien;"G8; G9";7;-',
        )
    )
    assert cells(frame, "jahr", "stand", "auspraegung", "merkmal", "wert") == [
        (2020, "2020/21", "Gymnasien | G8; G9", "Schulen; öffentlich", 7),
        (2020, "2020/21", "Gymnasien | G8; G9", "Schulen; privat", 0),
    ]


@pytest.mark.parametrize(
    ("titles", "stand"),
    [
        (["Bestand am 31.12.2021 (ab 2009)", "Wohnungen (Anzahl)"], "2021-12-31"),
        (["Wohnungen (Anzahl)", "2021"], "2021"),
        (["Zensus 2011", "Wohnungen (Anzahl)", "Stichtag: 09.05.2011"], "2011-05-09"),
    ],
)
def test_a_date_may_stand_only_in_the_title(tmp_path, titles, stand):
    frame = read_genesis(write(tmp_path, *titles, ";;Insgesamt;leer", "05;NRW;1;2"))
    assert cells(frame, "stand", "merkmal") == [(stand, "Insgesamt"), (stand, "leer")]


@pytest.mark.parametrize("title", ["Wohnungen", "Wohnungen 2020 und 2021"])
def test_a_table_without_a_date_is_refused(tmp_path, title):
    with pytest.raises(DataError, match="Zeitangabe"):
        read_genesis(write(tmp_path, title, ";;Insgesamt", "05;NRW;1"))


def test_a_table_of_one_place_has_its_name_and_no_key(tmp_path):
    frame = read_genesis(
        write(
            tmp_path,
            "GENESIS-Tabelle: Temporär;",
            "Fläche nach Nutzung (21);;",
            "Bodenfläche (Kataster) (ha);;",
            "Bonn, krfr. Stadt;;",
            ";Wald;Wasser",
            "31.12.2012;30;-",
            "31.12.2011;31;0",
            encoding="utf-8-sig",
        )
    )
    assert cells(frame, "gebiet", "name", "stand", "merkmal", "einheit", "zeichen") == [
        ("", "Bonn, krfr. Stadt", "2012-12-31", "Wald", "ha", ""),
        ("", "Bonn, krfr. Stadt", "2012-12-31", "Wasser", "ha", "-"),
        ("", "Bonn, krfr. Stadt", "2011-12-31", "Wald", "ha", ""),
        ("", "Bonn, krfr. Stadt", "2011-12-31", "Wasser", "ha", "0"),
    ]


def test_a_national_table_may_have_only_classifications(tmp_path):
    frame = read_genesis(
        write(
            tmp_path,
            "Tabelle: 1",
            "Emissionen: Deutschland, Jahre,;;;;",
            "Deutschland;;;;",
            "Emissionen (t);;;;",
            ";;;2018;2019",
            "Kohlendioxid (CO2);CPA08-01;Landwirtschaft;16801097;...",
        )
    )
    assert cells(frame, "gebiet", "name", "jahr", "auspraegung", "merkmal", "einheit")[0] == (
        *("", "Deutschland", 2018),
        *("Kohlendioxid (CO2) | CPA08-01 | Landwirtschaft", "Emissionen", "t"),
    )


def test_key_columns_may_be_labelled_and_merged_cells_empty(tmp_path):
    frame = read_genesis(
        write(
            tmp_path,
            "Wohnungen (Anzahl)",
            "Jahr;Schlüssel;Kreis;Größe;Wohnungen;",
            ";;;;alt;neu",
            "2020;05315;Köln;1 Raum;3;4",
            "2020;05315;Köln;2 Räume;5;6",
            footer=False,
        )
    )
    assert cells(frame, "gebiet", "jahr", "auspraegung", "merkmal", "wert")[1:3] == [
        ("05315", 2020, "1 Raum", "Wohnungen | neu", 4),
        ("05315", 2020, "2 Räume", "Wohnungen | alt", 5),
    ]


def test_a_total_may_have_a_name_and_no_key(tmp_path):
    path = write(tmp_path, "Fälle (Anzahl)", ";;2020", ";Insgesamt;9", "05;NRW;4", "06;Hessen;5")
    frame = read_genesis(path)
    assert cells(frame, "gebiet", "name", "wert")[0] == ("", "Insgesamt", 9)


@given(
    years=st.lists(st.integers(1950, 2050), min_size=1, max_size=3, unique=True),
    groups=st.lists(st.text("abcäöü", min_size=2, max_size=5), min_size=1, max_size=3, unique=True),
    areas=st.lists(st.integers(1001, 16077), min_size=1, max_size=3, unique=True),
    dates_in_rows=st.booleans(),
    unit_in_title=st.booleans(),
    draw=st.data(),
)
def test_every_cell_of_any_layout_arrives_with_its_keys(
    tmp_path_factory, years, groups, areas, dates_in_rows, unit_in_title, draw
):
    kreise = [f"{area:05}" for area in areas]
    number = st.integers(0, 10**7).map(str) | st.sampled_from(["-", ".", "x", "/", "..."])
    table = {key: draw.draw(number) for key in product(kreise, years, groups)}
    columns = list(product([""] if dates_in_rows else years, groups))
    lines = [[str(year) for year, _ in columns], [group for _, group in columns]]
    units = [] if unit_in_title else [["EUR"] * len(columns)]
    header = [";".join(["", "", "", *line]) for line in [*lines[dates_in_rows:], *units]]
    body = [
        ";".join([str(row), key, "  Ort", *(table[key, year or row, g] for year, g in columns)])
        for row in (years if dates_in_rows else ["Stufe"])
        for key in kreise
    ]
    title = "Geld (EUR)" if unit_in_title else "Geld"
    frame = read_genesis(write(tmp_path_factory.getbasetemp(), title, *header, *body))
    found = zip(frame["wert"], frame["zeichen"], strict=True)
    assert table == {
        key: sign or str(int(value))
        for key, (value, sign) in zip(cells(frame, "gebiet", "jahr", "merkmal"), found, strict=True)
    }
    assert set(frame["einheit"]) == {"EUR"}


# Faults


def test_all_faults_of_a_table_are_shown_with_line_and_column(tmp_path):
    path = write(
        tmp_path,
        "Fälle (Anzahl)",
        ";;;ledig;verwitwet",
        "2020;05315;Köln;1.5;zwei",
        "2020;05111;Düsseldorf;;4",
    )
    assert faults(path) == [(3, "ledig", "1.5"), (3, "verwitwet", "zwei"), (4, "ledig", "")]


def test_lost_zeros_double_rows_and_surplus_cells_are_faults(tmp_path):
    path = write(
        tmp_path,
        "Fälle (Anzahl)",
        ";;;ledig",
        "2020;5315;Köln;1",
        "2020;05111;Düsseldorf;1;2",
        "2020;05111;Düsseldorf;1",
        "heute;05112;Duisburg;1",
    )
    found = [(3, "", "5315"), (5, "", "05111 Düsseldorf"), (6, "", "heute"), (4, "", "2")]
    assert faults(path) == found


def test_two_columns_with_one_header_are_refused(tmp_path):
    path = write(tmp_path, "Fälle (Anzahl)", ";;2020;2020", "05;NRW;1;2")
    with pytest.raises(DataError, match="denselben Kopf"):
        read_genesis(path)


def test_values_behind_the_end_of_the_table_are_refused(tmp_path):
    path = write(tmp_path, "Fälle (Anzahl)", ";;2020", "05;NRW;1", *FOOTER, "06;Hessen;2")
    with pytest.raises(DataError, match="Hinter dem Ende"):
        read_genesis(path)


TOKENS = [
    *(";", ";", ";", "\n", "\n", "05", "05315", "5315", "2020", "31.12.2020", "Anzahl", "Köln"),
    *("-", ".", "/", "1,5", "12", '"', "__________", "© x", "Stand: 1", "Tabelle: 1", "(EUR)"),
    *("Stichtag", "DG", "Insgesamt", " ", "EUR"),
]


@settings(max_examples=300)
@given(
    content=st.binary(max_size=200)
    | st.lists(st.sampled_from(TOKENS), max_size=40).map(lambda parts: "".join(parts).encode())
)
@example(b"a;b\n;\n")
@example(b";;2020;;2021\n05;x;1;2;3\n")
@example(b";;2020\n05")
@example(b";x\n1;2;3\n")
@example(b'a\n;"\n')
def test_no_bytes_whatever_raise_anything_but_a_data_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "beliebig.csv"
    path.write_bytes(content)
    try:
        frame = read_genesis(path)
    except DataError:
        return
    assert len(frame)
