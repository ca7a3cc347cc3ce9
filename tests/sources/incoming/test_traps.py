"""Each trap of the data README, with the real file, through the import of any table."""

import pandas as pd
import pytest

from sozialraum.errors import DataError
from sozialraum.region import open_region
from sozialraum.sources.genesis import existing, read_genesis
from sozialraum.sources.incoming.area_columns import Areas
from sozialraum.sources.incoming.asking import CELL, DOUBT, MAPPING, TIME
from sozialraum.sources.incoming.layout import recognise
from sozialraum.sources.incoming.numbers import kind_of
from sozialraum.sources.incoming.raw import read_raw
from sozialraum.sources.incoming.reading import read_figures, survey
from sozialraum.sources.incoming.shape import shape_of
from tests.regions import opened

IDENTITY = ["gebiet", "jahr", "merkmal"]


def said(report) -> str:
    return "\n".join(line for _, lines in report.sections for line in lines)


def agreeing(ours: pd.DataFrame, theirs: pd.DataFrame) -> int:
    """Number of figures that both tables have, once none of them differs."""
    both = ours.set_index(IDENTITY).merge(
        theirs.set_index(IDENTITY), left_index=True, right_index=True,
        suffixes=("_a", "_b"), validate="1:1",
    )  # fmt: skip
    pd.testing.assert_series_equal(both["wert_a"], both["wert_b"], check_names=False)
    return len(both)


def yes(question) -> str:
    return question.choices[0] if question.topic in (MAPPING, DOUBT) else ""


@pytest.fixture
def nrw_areas() -> Areas:
    region = opened("nrw")
    parents = {parent.gebiet: parent.name for parent in region.parents}
    return Areas(dict(region.names), parents, "kreis")


def test_koeln_city_bezirke_and_stadtteile_in_one_column(koeln, shared, take, shipped):
    figures, report = take(koeln, shared / "data/raw/koeln/bevoelkerung_2005-2012.csv")
    assert len(figures) == 15 * 8 * 96 == agreeing(figures, shipped("koeln"))
    city = figures[(figures["gebiet"] == "000") & (figures["jahr"] == 2012)]
    assert city.set_index("merkmal").loc["bevoelkerung", "wert"] == 1_044_555
    assert "„Stadt Köln“ (000) ist die Summe von 86 Gebieten, alle zusammen" in said(report)
    assert "„Rodenkirchen“ (002) ist die Summe von 13 Gebieten" in said(report)
    assert "1.200 Summen geprüft, 0 weichen ab." in said(report)
    region = open_region(koeln)
    assert [parent.gebiet for parent in region.parents][-1] == "000"
    assert region.parents[1].ebene == "stadtbezirk"


def test_religion_marital_status_and_origin_stay_out(koeln, shared, take):
    file = shared / "data/raw/koeln/bevoelkerung_2005-2012.csv"
    figures, report = take(koeln, file, yes)
    for text in (said(report), (koeln / "region.toml").read_text(encoding="utf-8")):
        mapped = [line for line in text.splitlines() if "←" in line or "spalte =" in line]
        assert not [line for line in mapped if "Konfession" in line or "Familienstand" in line]
    assert not figures["merkmal"].str.contains("konfession|familie|tuerkei").any()
    assert "Religion, Familienstand und Herkunft bleiben draußen" in said(report)


def test_koeln_election_has_names_only(koeln, shared, take, shipped):
    figures, _ = take(koeln, shared / "data/raw/koeln/btw2013_stadtteile.csv", yes)
    assert agreeing(figures, shipped("koeln")) == 2 * 86
    assert set(figures["jahr"]) == {2013}


def test_koeln_monitoring_has_a_cell_that_is_no_number(koeln, shared, take):
    path = shared / "data/raw/koeln/monitoring2019_stadtteile.csv"
    assert kind_of("+-0.3") == "text"
    text = (koeln / "region.toml").read_text(encoding="utf-8")
    wanted = '[[import]]\ndatei = "monitoring*"\nquelle = "koeln-monitoring-2019"\n'
    wanted += '[import.merkmale]\nmietveraenderung = { spalte = "mietpreis_2016_2019" }\n'
    wanted += 'quote_veraenderung = { spalte = "arbeitslosenquote_2016_2019" }\n'
    wanted += 'sozialwohnung_veraenderung = { spalte = "gefoerdete_whng_prozent_2016_2019" }\n'
    wanted += 'groesse_veraenderung = { spalte = "haushaltsgroesse_2016_2019" }\n'
    (koeln / "region.toml").write_text(f"{text}\n{wanted}", encoding="utf-8")
    with pytest.raises(DataError) as error:
        take(koeln, path)
    assert [(fault.row, fault.found) for fault in error.value.faults] == [(21, "+-0.3")]
    figures, _ = take(koeln, path, lambda q: "." if q.topic == CELL else "")
    assert sum(figures["zeichen"] == ".") > 0
    assert '"+-0.3" = "."' in (koeln / "region.toml").read_text(encoding="utf-8")
    again, _ = take(koeln, path)
    pd.testing.assert_frame_equal(again, figures)


GENESIS = {
    "11111-0002.csv": 1, "12411-0015_1995-2018.csv": 1, "12411-0018_2015-2020.csv": 34,
    "12411-01-01-4_2021.csv": 3, "13211-02-05-4_2015-2020.csv": 13, "13211-02-05-4_2023.csv": 13,
    "13211-02-05-4_2025.csv": 13, "21111-02-06-4_2023.csv": 14, "82411-01-03-4_2021.csv": 2,
}  # fmt: skip


@pytest.mark.parametrize("name", GENESIS)
def test_genesis_preamble_header_rows_signs_and_footer(name, shared, nrw_areas):
    path = shared / "data/raw/genesis" / name
    shape = shape_of(recognise(read_raw(path)[0]), nrw_areas)
    found = survey(shape)
    assert len({merkmal for merkmal, _ in found.terms}) == GENESIS[name]
    places = {place: nrw_areas.by_key(place[0]) for place in found.places}
    ours = read_figures(shape, places, list(found.terms))
    theirs = existing(read_genesis(path))
    theirs = theirs[theirs["gebiet"].isin(["05", *nrw_areas.names])]
    columns = ["gebiet", "stand", "merkmal", "auspraegung", "jahr", "wert", "zeichen", "einheit"]
    left, right = (
        frame[columns].sort_values(columns[:4]).reset_index(drop=True) for frame in (ours, theirs)
    )
    pd.testing.assert_frame_equal(left, right, check_dtype=False)


def test_pupils_have_a_fourth_key_column_and_impossible_figures(nrw, shared, take, shipped):
    figures, _ = take(nrw, shared / "data/raw/genesis/21111-01-03-4_2023.csv")
    assert agreeing(figures, shipped("nrw")) == 5 * 54


def test_two_rates_stand_side_by_side_and_labels_change(nrw, shared, take, shipped):
    folder = shared / "data/raw/genesis"
    for year in ("2015-2020", "2023", "2025"):
        figures, _ = take(nrw, folder / f"13211-02-05-4_{year}.csv")
    ours = figures.set_index(IDENTITY)["wert"].dropna()
    theirs = shipped("nrw").set_index(IDENTITY)["wert"]
    assert len(ours) == 2918
    assert (ours == theirs.reindex(ours.index)).all()


def test_both_sexes_are_added_up_where_no_total_is_given(nrw, shared, take, shipped):
    figures, report = take(nrw, shared / "data/raw/genesis/12411-0018_2015-2020.csv")
    assert agreeing(figures, shipped("nrw")) == 17 * 6 * 53
    assert "„männlich | unter 3 Jahre“ + „weiblich | unter 3 Jahre“" in said(report)


def test_duesseldorf_2024_of_the_tidied_table(nrw, shared, take):
    file = shared / "data/raw/genesis/12411_bevoelkerung_alter_2023-2024_aufbereitet.csv"
    figures, _ = take(nrw, file, yes)
    found = figures.set_index(IDENTITY)["wert"]
    assert found["05111", 2024, "bevoelkerung"] == 618_685


def test_census_keys_have_lost_their_zeros_and_herne_is_missing(nrw, shared, take):
    figures, report = take(nrw, shared / "data/raw/zensus2022/kreise_absolut.csv")
    assert figures["gebiet"].nunique() == 52
    assert "52 über den berichtigten Schlüssel" in said(report)
    assert "Gebiete ohne Zahlen (1): Herne (05916)." in said(report)
    assert set(figures["stand"]) == {"2022-05-15"}


def test_census_shares_are_not_taken_for_counts(nrw, shared, take):
    with pytest.raises(
        DataError, match="ist ein Wert in Prozent, in der Tabelle stehen Anteile von 1"
    ):
        take(nrw, shared / "data/raw/zensus2022/kreise_anteile.csv")
    assert not (nrw / "kennzahlen.csv").exists()


def test_census_workbook_has_all_levels_in_one_column(nrw, shared, take, shipped):
    path = shared / "data/raw/zensus2022/Regionaltabelle_Bevoelkerung.xlsx"
    text = (nrw / "region.toml").read_text(encoding="utf-8")
    wanted = '[[import]]\ndatei = "Regionaltabelle*"\nquelle = "zensus-2022-regionaltabelle"\n'
    wanted += 'blatt = "Bevölkerung"\n[import.merkmale]\nzensus_bevoelkerung = { spalte = '
    wanted += '"Bevölkerung Zensus 2022*" }\n'
    (nrw / "region.toml").write_text(f"{text}\n{wanted}", encoding="utf-8")
    figures, report = take(nrw, path)
    assert figures["gebiet"].nunique() == 54
    assert "1 Summen geprüft, 0 weichen ab." in said(report)
    census = figures.set_index("gebiet")["wert"]
    older = shipped("nrw").query("merkmal == 'zensus_bevoelkerung'").set_index("gebiet")["wert"]
    assert (census.reindex(older.index) == older).all()


def test_election_has_a_bom_and_its_header_in_line_5(nrw, shared, take, shipped):
    figures, _ = take(nrw, shared / "data/raw/btw2025/btw2025kreis.csv")
    assert agreeing(figures, shipped("nrw")) == 2 * 53


def test_scores_of_another_scale_are_asked_about(nrw, shared, take, shipped):
    path = shared / "data/raw/gisd/GISD_Nordrhein-Westfalen_Kreis.csv"
    with pytest.raises(DataError, match="kein Merkmal erkannt"):
        take(nrw, path)
    figures, _ = take(nrw, path, yes)
    assert agreeing(figures, shipped("nrw")) == 53


def test_inkar_is_an_old_workbook_with_two_header_rows(nrw, shared, take):
    figures, _ = take(nrw, shared / "data/raw/inkar/A_ArbeitslosigkeitKreis.xls")
    assert len(figures) == 27 * 53
    assert sorted(set(figures["jahr"]))[::26] == [1995, 2021]


def test_land_use_of_one_city_names_no_area(nrw, shared, take):
    with pytest.raises(DataError, match="Keine Spalte nennt die Gebiete der Region"):
        take(nrw, shared / "data/raw/genesis/33111-02ir_itnrw.csv")


def test_schools_declare_their_separator_and_are_no_figures(nrw, shared, take):
    path = shared / "data/raw/schulen/schulen_nrw_2021.csv"
    assert read_raw(path)[0].notes == ("Trennzeichen „;“ laut „sep=“.",)
    with pytest.raises(DataError, match="kein Merkmal erkannt"):
        take(nrw, path)


def test_outlines_give_their_attributes_as_a_table(koeln, shared, take):
    table = read_raw(shared / "data/raw/koeln/Stadtteil.shp")[0]
    rows = list(table.rows)
    assert len(rows) == 87
    assert rows[0][1][:2] == ["STT_NR", "STT_NAME"]


def test_placeholders_of_the_grid_are_no_numbers(shared):
    rows = list(read_raw(shared / "data/raw/zensus2011_grid_1km/continuous_ab65_A.parquet")[0].rows)
    assert sum(cells[0] in ("-1", "-9") for _, cells in rows) > 100_000


def test_the_time_is_asked_where_nothing_tells_it(koeln, shared, take, tmp_path):
    path = tmp_path / "wahl.csv"
    path.write_bytes((shared / "data/raw/koeln/btw2013_stadtteile.csv").read_bytes())
    with pytest.raises(DataError, match="Nirgends steht, von wann die Zahlen sind"):
        take(koeln, path)
    figures, _ = take(koeln, path, lambda q: "22.09.2013" if q.topic == TIME else yes(q))
    assert set(figures["stand"]) == {"2013-09-22"}
    assert "2013" not in (koeln / "region.toml").read_text(encoding="utf-8").split("[[import]]")[1]
