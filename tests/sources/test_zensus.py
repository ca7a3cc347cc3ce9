"""Zensus 2022: known figures, repaired keys, the workbook of all levels."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from sozialraum.errors import DataError
from sozialraum.sources.zensus import read_zensus_kreise, read_zensus_regionaltabelle

HEADER = (
    ",Stichtag,Amtlicher Regionalschlüssel (ARS)__Code,Einwohner,Personen unter 18 Jahren,"
    "Ausländeranteil"
)
COLOGNE = "0,2022-05-15,5315,1017355.0,0.161,0.18600000000000003"

ZENSUS = "Bevölkerung | Bevölkerung Zensus 2022"
PROJECTION = "Bevölkerungsfortschreibung zum 30.06.2022 auf Basis Zensus 2011"
PROJECTED = f"Bevölkerung | Bevölkerung {PROJECTION}"


def write(folder, *lines):
    path = folder / "kreise.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def counts(shared):
    return read_zensus_kreise(shared / "data/raw/zensus2022/kreise_absolut.csv")


@pytest.fixture(scope="module")
def shares(shared):
    return read_zensus_kreise(shared / "data/raw/zensus2022/kreise_anteile.csv")


@pytest.fixture(scope="module")
def levels(shared):
    return read_zensus_regionaltabelle(
        shared / "data/raw/zensus2022/Regionaltabelle_Bevoelkerung.xlsx"
    )


def of(frame, gebiet):
    return frame[frame["gebiet"] == gebiet].set_index("merkmal")


@pytest.mark.parametrize(
    ("merkmal", "wert", "einheit"),
    [
        ("Einwohner", 1_017_355, "Personen"),
        ("Ausländeranteil", 189_144, "Personen"),
        ("Eigentümerquote", 24.7, "%"),
        ("Durchschnittliche Nettokaltmiete/qm", 9.41, "€/qm"),
        ("Durchschnittliche Haushaltsgröße", 1.9, "Personen"),
        ("Gas", 412_709, "Anzahl"),
    ],
)
def test_counts_of_koeln(counts, merkmal, wert, einheit):
    row = of(counts, "05315").loc[merkmal]
    assert (row["wert"], row["einheit"], row["stand"], row["jahr"], row["zeile"]) == (
        *(wert, einheit),
        *("2022-05-15", 2022, 77),
    )


def test_shares_lose_the_noise_of_the_program_that_wrote_them(shares):
    assert of(shares, "05315").loc["Ausländeranteil", "wert"] == 0.186  # 0.18600000000000003
    known = shares.loc[shares["einheit"] == "Anteil", "wert"].dropna()
    assert (known == known.round(3)).all()
    assert known.max() <= 1


def test_52_of_the_53_kreise_are_there_herne_is_not(counts):
    nrw = {key for key in counts["gebiet"] if key.startswith("05")}
    assert (counts["gebiet"].nunique(), len(nrw)) == (379, 52)
    assert "05916" not in nrw


def test_302_lost_zeros_are_told_in_one_sentence(counts):
    assert counts.attrs["hinweise"][0] == (
        "302 Schlüssel repariert, zum Beispiel: Führende Null ergänzt: „1002“ → „01002“."
    )


def test_counts_and_shares_are_told_apart(counts, shares):
    assert (counts.attrs["art"], shares.attrs["art"]) == ("absolut", "anteile")
    assert "„Ausländeranteil“ ist in dieser Datei eine Anzahl" in counts.attrs["hinweise"][1]


def test_an_empty_cell_is_unknown(shares):
    kohle = shares[shares["merkmal"] == "Kohle"]
    assert kohle["wert"].isna().sum() == 201
    assert set(kohle.loc[kohle["wert"].isna(), "zeichen"]) == {"."}


def test_all_faults_of_a_table_are_told_at_once(tmp_path):
    bad = ["1,2022-05-15,5111,viele,0.2,0.1", "2,gestern,531,1,0.2,0.1", COLOGNE]
    with pytest.raises(DataError) as caught:
        read_zensus_kreise(write(tmp_path, HEADER, COLOGNE, *bad))
    assert [(f.row, f.column) for f in caught.value.faults] == [
        (3, "Einwohner"),
        (4, "Stichtag"),
        (4, "Amtlicher Regionalschlüssel (ARS)__Code"),
        (5, ""),
    ]


@pytest.mark.parametrize("text", ["", "kreis_id,year,gisd_score\n05111,2021,0", HEADER])
def test_another_table_is_refused(tmp_path, text):
    with pytest.raises(DataError):
        read_zensus_kreise(write(tmp_path, text))


def test_the_key_length_is_the_level_and_no_key_is_lost(levels):
    kinds = levels[levels["gebiet"] != "DG"].groupby(levels["gebiet"].str.len())["gebiet"].nunique()
    assert kinds.to_dict() == {2: 16, 3: 29, 5: 400, 9: 1_207, 12: 10_786}


def test_a_kreisfreie_stadt_stands_there_as_kreis_and_as_gemeinde(levels):
    for key, line in (("05315", 2413), ("053150000000", 2414)):
        row = of(levels, key).loc[ZENSUS]
        assert (row["wert"], row["zeile"], row["name"]) == (1_017_355, line, "Köln, Stadt")


def test_herne_has_its_population_here(levels):
    herne = of(levels, "05916")
    assert herne.loc[ZENSUS, "wert"] == 155_446
    assert herne.loc["CSV-Einwohnerzahl | EWZ", "wert"] == 155_446
    assert (herne.loc[PROJECTED, "wert"], herne.loc[PROJECTED, "stand"]) == (157_653, "2022-06-30")


def test_two_header_rows_become_one_path_with_unit(levels):
    change = f"Bevölkerung | Veränderung Zensus 2022 zur {PROJECTION}"
    herne = of(levels, "05916")
    assert herne.loc[f"{change} | absolut", "wert"] == -2_207
    assert herne.loc[f"{change} | %", "einheit"] == "%"
    assert round(herne.loc[f"{change} | %", "wert"], 4) == -1.3999


def test_the_dash_is_zero_but_for_the_projection_of_germany(levels):
    deviation = "Bevölkerung_nachrichtlich | Abweichung Bevölkerung (nachrichtlich) Zensus 2022"
    herne = of(levels, "05916").loc[deviation]
    assert (herne["wert"], herne["zeichen"]) == (0, "-")
    germany = levels[(levels["gebiet"] == "DG") & (levels["merkmal"] == PROJECTED)]
    abroad = germany.set_index("auspraegung").loc["Deutsche im Ausland"]
    assert math.isnan(abroad["wert"])
    assert abroad["zeichen"] == "."


def test_the_laender_and_germans_abroad_are_germany(levels):
    census = levels[levels["merkmal"] == ZENSUS]
    laender = census.loc[census["gebiet"].str.fullmatch("[0-9]{2}"), "wert"].sum()
    germany = census[census["gebiet"] == "DG"].set_index("auspraegung")["wert"]
    assert laender == germany["Bund (ohne Deutsche im Ausland)"] == 82_711_282
    assert laender + 8_258 == germany["Bund (mit Deutschen im Ausland)"]


def test_one_sheet_can_be_named(shared):
    path = shared / "data/raw/zensus2022/Regionaltabelle_Bevoelkerung.xlsx"
    one = read_zensus_regionaltabelle(path, blatt="CSV-Einwohnerzahl")
    assert set(one["merkmal"]) == {
        "CSV-Einwohnerzahl | EWZ",
        "CSV-Einwohnerzahl | EWZ_BFS_20220630",
    }
    with pytest.raises(DataError, match="Meinten Sie „CSV-Einwohnerzahl“"):
        read_zensus_regionaltabelle(path, blatt="CSV-Einwohnerzahlen")


def workbook(folder, *rows):
    book = Workbook()
    book.active.title = "Bevölkerung"
    for row in rows:
        book.active.append(row)
    path = folder / "tabelle.xlsx"
    book.save(path)
    return path


HEAD = ["Amtlicher \nRegionalschlüssel (ARS)", "Name", "Regionalebene", "Bevölkerung*"]


def test_a_key_of_another_level_than_the_row_says_is_refused(tmp_path):
    rows = [["05315", "Köln", "Gemeinde", 1], ["05", "A", "Erdteil", 1], ["05", "B", "Land", "?"]]
    with pytest.raises(DataError) as caught:
        read_zensus_regionaltabelle(workbook(tmp_path, HEAD, *rows))
    assert [(f.row, f.column, f.found) for f in caught.value.faults] == [
        (2, "Bevölkerung: Regionalschlüssel", "05315"),
        (3, "Bevölkerung: Regionalebene", "Erdteil"),
        (4, "Bevölkerung | Bevölkerung", "?"),
    ]


@pytest.mark.parametrize("head", [HEAD[1:], ["Name", "Wert"], []])
def test_a_workbook_of_another_kind_is_refused(tmp_path, head):
    with pytest.raises(DataError, match=r"Regionaltabelle|Regionalschlüssel"):
        read_zensus_regionaltabelle(workbook(tmp_path, head, ["Köln", "Land", 3]))


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.text('0159.,-x é"', max_size=6), min_size=6, max_size=6).map(
            lambda cells: f"{HEADER}\n{','.join(cells)}".encode()
        ),
        st.text(max_size=40).map(lambda text: f"{HEADER}\n{COLOGNE}\n{text}".encode()),
    )
)
def test_no_bytes_whatever_raise_anything_but_a_data_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "kreise.csv"
    path.write_bytes(content)
    try:
        read_zensus_kreise(path)
    except DataError:
        return
