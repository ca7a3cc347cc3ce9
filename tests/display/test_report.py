"""What a report says of an area: all of it true to the profile, none of it explained."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.profile import profile
from sozialraum.display import listings, overview, pictures, prose, tables
from sozialraum.display.blocks import Figure, Note
from sozialraum.display.several import Blocks
from sozialraum.formats import MISSING
from sozialraum.region import open_region
from sozialraum.sources.settings import PlaceList
from tests.regions import opened

ROOT = Path(__file__).parents[2]
EXPLAINING = r"\b(weil|deshalb|daher|denn|aufgrund|wegen|dadurch|führt zu|Ursache)\b"
LABELLING = r"Brennpunkt|Problemviertel|Problemgebiet|Ausländeranteil|Ausländerproblem|schlechteste"


@pytest.fixture(scope="module", params=["nrw", "koeln", "musterstadt"])
def region(request):
    return opened(request.param)


def texts(profil) -> str:
    blocks = [prose.summary(profil), prose.resources(profil), prose.missing(profil)]
    blocks += [prose.method(profil), prose.ageing(profil)]
    return "\n".join(block.to_text() for block in blocks)


def test_sentences_state_and_never_explain_or_label(region):
    for key in region.gebiete.index:
        said = texts(profile(region, key))
        assert not re.findall(EXPLAINING, said), key
        assert not re.findall(LABELLING, said), key
        assert not re.search(r"\bnan\b", said), key


def test_every_description_names_a_resource(region):
    for key in region.gebiete.index:
        said = prose.resources(profile(region, key)).paragraphs
        assert said, key
        assert "lässt sich keine Ressource ablesen" not in said[0], key


def test_context_never_enters_the_chart_of_strengths(town):
    drawn = pictures.strengths(profile(town, "22"))
    assert isinstance(drawn, Figure)
    for indicator in catalogue().values():
        if indicator.rolle == "kontext":
            assert f"{indicator.name}:" not in drawn.alternative


def test_a_value_reads_the_same_in_table_sentence_and_picture(town):
    profil = profile(town, "22")
    row = next(row for row in tables.key_figures(profil).rows if row[0] == "Wahlbeteiligung")
    assert row[1:5] == ("40,0\u202f%", "1.200 von 3.000", "46,7\u202f% (−6,7\u202fPp.)",
                        "60,0\u202f% (−20,0\u202fPp.)")  # fmt: skip
    assert "Wahlbeteiligung 40,0\u202f% gegenüber 60,0\u202f%" in prose.summary(profil).to_text()
    assert (
        "Wahlbeteiligung: 40,0\u202f%, Musterstadt 60,0\u202f%"
        in pictures.strengths(profil).alternative
    )


def test_suppressed_figures_appear_nowhere(town):
    profil = profile(town, "11")  # D03: 2 of 100
    row = next(row for row in tables.key_figures(profil).rows if "15 bis 24" in row[0])
    assert row[1:3] == ("•", MISSING)
    assert not any("15 bis 24" in row[0] for row in tables.positions(profil).rows)
    assert "aus Datenschutzgründen nicht ausgewiesen" in tables.key_figures(profil).note


def test_the_public_edition_has_no_column_of_ranks(town):
    heads = {column.title for column in tables.positions(profile(town, "22")).columns}
    public = profile(town, "22", empfaenger="oeffentlich")
    missing = heads - {column.title for column in tables.positions(public).columns}
    assert missing == {"Rangband (Anteil darunter)"}


def test_every_indicator_is_shown_or_said_to_be_missing(region):
    profil = profile(region)
    shown = len(tables.key_figures(profil).rows) + len(listings.unavailable(profil).rows)
    assert shown == len(catalogue())


def test_every_source_of_a_table_stands_in_the_source_table(region):
    profil = profile(region)
    listed = {row[0] for row in listings.source_table(profil).rows}
    assert set(tables.key_figures(profil).source.split("; ")) <= listed


def test_rows_that_stand_for_several_agencies_are_never_counted():
    nrw = opened("nrw")
    shown = overview.places(nrw)
    assert not any("Sammelzeile" in row[1] for row in shown.rows)
    unplaced = listings.unplaced_places(nrw)
    assert any("Sammelzeile" in row[0] for row in unplaced.rows)


def test_an_incomplete_list_allows_no_statement_on_supply():
    nrw = opened("nrw")
    profil = profile(nrw, "05315")
    assert not profil.werte.at["H01", "jahr"]
    assert "die Liste ist unvollständig" in listings.places(profil).note
    assert "nächste" not in listings.places(profil).to_text()


def test_a_distance_needs_at_least_the_postcode():
    rows = listings.places(profile(opened("nrw"), "05315")).rows
    far = {row[0]: row[5] for row in rows}
    assert far["Integrationsagentur Caritas Köln"] == MISSING  # only the town is known
    assert far["AntiDiskriminierungsBüro (ADB) Köln"] == "rund 3 km"


def test_no_place_known_is_no_finding():
    found = listings.places(profile(opened("koeln"), "101"))
    assert isinstance(found, Note)
    assert "kein Befund" in found.text


def test_trends_leave_gaps_and_name_the_new_base():
    drawn = pictures.trends(profile(opened("nrw"), "05315"))
    assert isinstance(drawn, Blocks)
    told = {figure.caption.split(":")[0]: figure for figure in drawn.blocks}
    assert "ohne Wert: 2021, 2022, 2024" in told["Arbeitslosenquote"].alternative
    assert "neue Basis: Zensus 2022" in told["Langzeitarbeitslosenanteil"].alternative


def test_the_overview_orders_by_name_and_links_each_report(region):
    table = overview.areas(region)
    names = [row[0] for row in table.rows]
    assert len(names) == len(region.gebiete) == len(set(table.links))
    umlauts = str.maketrans("ÄÖÜäöü", "AOUaou")
    assert names == sorted(names, key=lambda name: name.translate(umlauts))


def test_an_agency_that_is_not_sourced_today_is_listed_but_is_no_resource():
    profil = profile(opened("nrw"), "05315")
    row = next(
        r for r in listings.places(profil).rows if r[0] == "Integrationsagentur Caritas Köln"
    )
    assert row[6] == "2007 °; belegt: alt (2007)"
    assert "Integrationsagentur" not in prose.resources(profil).to_text()
    assert "nicht vollständig" in prose.resources(profil).to_text()


def test_a_row_for_several_agencies_is_named_where_they_are():
    profil = profile(opened("nrw"), "05111")
    assert "13 Integrationsagenturen in Düsseldorf (Sammelzeile)" in listings.places(profil).note


def test_a_table_of_changes_cites_the_sources_of_both_years():
    profil = profile(opened("nrw"), "05315")
    cited = tables.changes(profil).source
    assert "GENESIS-Online 12411-0018" in cited
    assert set(cited.split("; ")) <= {row[0] for row in listings.source_table(profil).rows}


def test_cover_and_text_count_the_same_figures(town):
    profil = profile(town, "11")
    number = dict(prose.cover(profil).facts)["Zahlen"].split()[0]
    assert f"gibt es hier {number}." in prose.missing(profil).to_text()


def test_a_region_with_complete_lists_is_not_called_incomplete(town):
    kinds = {kind: PlaceList("ja", "2025-01") for kind in set(town.standorte["art"])}
    complete = replace(town, settings=replace(town.settings, listen=kinds))
    assert "sind vollständig" in pictures.places_map(profile(complete, "22")).note
    assert "nicht vollständig" in pictures.places_map(profile(town, "22")).note


def test_an_own_source_of_a_region_is_cited_like_any_other(tmp_path):
    folder = tmp_path / "musterstadt"
    shutil.copytree(ROOT / "data/musterstadt", folder)
    settings = (folder / "region.toml").read_text(encoding="utf-8")
    own = '\n[[quelle]]\nkennung = "eigene"\ntitel = "Umfrage 2025"\nherausgeber = "Agentur"\n'
    (folder / "region.toml").write_text(settings + own, encoding="utf-8")
    figures = (folder / "kennzahlen.csv").read_text(encoding="utf-8-sig")
    changed = figures.replace(";waehlende;1200;;musterstadt", ";waehlende;1200;;eigene")
    (folder / "kennzahlen.csv").write_text(changed, encoding="utf-8-sig")
    profil = profile(open_region(folder), "22")
    assert "Agentur" in listings.source_table(profil).to_text()
    assert "Umfrage 2025" in tables.key_figures(profil).source
