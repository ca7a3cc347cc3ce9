"""What an agency's document must say, and what it must never say (protective rules)."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.dossier import dossier
from sozialraum.analysis.focus_routes import SHARES_ARE
from sozialraum.analysis.guard import wording_hints
from sozialraum.analysis.model import parameters
from sozialraum.analysis.rules import FEW_CASES, NOT_INVOLVED
from sozialraum.display import (
    agency,
    choice,
    listings,
    overview,
    pictures,
    planning,
    prose,
    strain,
    tables,
)
from sozialraum.display.blocks import Gap, Note, Table, Text
from sozialraum.display.several import Blocks
from sozialraum.display.wording import name_of


@pytest.fixture(scope="module")
def found(town):
    return dossier(town, "MU-01", empfaenger="intern")


def texts(shown) -> Iterator[str]:
    """All words of blocks, also those in tables."""
    for block in shown.blocks if isinstance(shown, Blocks) else (shown,):
        yield block.to_text()


def said(*shown) -> str:
    return "\n".join(text for one in shown for text in texts(one))


def test_rule_3_no_sentence_of_the_program_names_a_cause(town, found):
    """Texts of the specialist are left out: they alone may say why."""
    own = {
        str(value) for sheet in found.evidence.sheets.values() for value in sheet.to_numpy().ravel()
    }
    one = found.profile["22"]
    shown = [
        prose.summary(one), prose.resources(one), prose.missing(one), prose.method(one),
        prose.ageing(one), strain.chapter(one), strain.spatial(town), overview.places(town),
        choice.proposals(found), choice.robustness(found), agency.limits(found),
        agency.plain_page(found), planning.look_back(found),
    ]  # fmt: skip
    for block in (b for s in shown for b in (s.blocks if isinstance(s, Blocks) else (s,))):
        if isinstance(block, Text | Note):
            for line in block.to_text().splitlines():
                if not any(text and text in line for text in own if len(text) > 20):
                    assert wording_hints(line, causes=True) == (), line


def test_rule_4_each_area_names_a_resource_or_leaves_a_gap(found):
    told = said(agency.spaces(found))
    assert told.count("Ruderverein") == 1
    bare = replace(found, assessment=replace(found.assessment, resources={}))
    gaps = [b for b in agency.spaces(bare).blocks if isinstance(b, Gap)]
    assert sum("mindestens eine Ressource" in gap.text for gap in gaps) == 3


def test_rule_5_few_cases_never_stand_without_what_they_do_not_say(found):
    assert FEW_CASES in said(choice.needs(found))


def test_rule_6_counter_evidence_is_printed_in_words(found):
    told = said(choice.findings(found))
    assert "Der Bericht der Anmeldestelle nennt keine verspäteten Anmeldungen." in told
    assert "Gegenbelege zu diesem Eckpunkt: " in said(choice.reasons(found))


def test_rule_7_every_number_of_the_model_is_in_the_annex(found):
    rules = choice.rules(found)
    titles = [row[0] for row in rules.rows]
    assert all(one.titel in titles for one in parameters())
    assert all(row[-1] for row in rules.rows)  # with its reason
    told = said(choice.robustness(found))
    assert "Verändert wurden" in told
    assert "Nicht verändert wurden" in told
    assert "Startwert 2026" in told
    assert "Programmfassung" in said(strain.conventions(found.region, 2025))


def test_rule_8_a_choice_without_the_target_group_says_so(found):
    focus = {
        code: replace(one, aus_zielgruppe=False) for code, one in found.assessment.focus.items()
    }
    without = replace(found, assessment=replace(found.assessment, focus=focus))
    assert NOT_INVOLVED not in said(choice.reasons(found))
    assert said(choice.reasons(without)).count(NOT_INVOLVED) == 2  # SRA and AD are chosen


def test_rule_10_shares_of_routes_stand_in_the_annex_and_are_named(found):
    annex = [one.to_text() + getattr(one, "note", "") for one in choice.robustness(found).blocks]
    assert all("\u202f%" in block and SHARES_ARE in block for block in annex)
    text = said(choice.proposals(found), choice.reasons(found), agency.one_page(found))
    assert not re.search(r"\d\s?% der Rechenwege|Wahrscheinlichkeit", text)
    assert re.search("deutlich|knapp|gleichauf", said(choice.proposals(found)))


def test_proposal_and_decision_stand_side_by_side(found):
    (table, *_) = choice.proposals(found).blocks
    assert isinstance(table, Table)
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["Sozialraumorientierte Arbeit"][:2] == ("naheliegend", "3,75")
    assert rows["Antidiskriminierung"][:2] == ("naheliegend", "3,50")
    assert rows["Interkulturelle Öffnung"][:2] == ("naheliegend", "2,75")
    assert rows["Bürgerschaftliches Engagement"][:2] == ("möglich", "2,49")
    decided = [row[-1] for row in table.rows]
    assert decided == ["nicht gewählt", "gewählt", "nicht gewählt", "gewählt"]


def test_reasons_of_what_was_not_chosen_are_printed(found):
    told = said(choice.reasons(found))
    for one in found.decision.eckpunkte.values():
        assert one.begruendung in told


def test_without_a_decision_there_are_gaps_and_no_choice(found):
    told = said(choice.reasons(replace(found, decision=None)))
    assert told.count("gewählt oder nicht, und warum?") == 4


def test_no_table_of_areas_is_ordered_by_need(found, town):
    names = [column.title for column in agency.comparison(found).columns[1:4]]
    assert names == [town.area_name(key) for key in found.gebiete]
    assert "keine Rangfolge" in agency.comparison(found).note


def test_the_comparison_has_every_core_figure_that_one_area_has(found, town):
    """Nordhafen comes first and has no value of E01; the need of Altmarkt rests on it."""
    assert "E01" not in found.profile["11"].available
    table = agency.comparison(found)
    (row,) = [row for row in table.rows if row[0] == name_of(town, catalogue()["E01"])]
    assert row[1:] == ("•", "90,0\u202f%", "70,0\u202f%", "83,0\u202f%", "01.03.2025")


def test_figures_that_are_old_in_any_area_are_named(found):
    """Housing space is not known in Möwengrund."""
    turned = dict(sorted(found.profile.items(), key=lambda pair: pair[0] != "12"))
    assert "Wohnfläche je Person (2021)" in said(agency.limits(replace(found, profile=turned)))


def test_each_piece_behind_a_need_is_printed_with_its_id_source_and_strength(found):
    pieces = choice.evidence(found)
    rows = {(row[0], row[1]): row[2:] for row in pieces.rows}
    need = "Eltern finden die Kita-Anmeldung nicht"
    figure = "Betreuungsquote 3–5 Jahre: 70,0\u202f% (Musterstadt: 83,0\u202f%)"
    assert rows[need, "E01"][:2] == (figure, "Statistik")
    assert rows[need, "E01"][-1] == "2"
    assert rows[need, "K3"][-1] == "widerspricht"
    shown = {row[1] for row in pieces.rows}
    for one in found.assessment.needs:
        assert {piece.id for piece in (*one.pieces, *one.counter, *one.weitere)} <= shown


def test_a_piece_that_does_not_count_says_why(found):
    (need, *_) = found.assessment.needs
    old = replace(need.pieces[0], staerke=0, vermerk="zählt nicht: älter als 6 Jahre")
    bare = replace(found.assessment, needs=(replace(need, pieces=(), counter=(), weitere=(old,)),))
    pieces = choice.evidence(replace(found, assessment=bare))
    assert [row[-1] for row in pieces.rows] == ["zählt nicht: älter als 6 Jahre"]
    nothing = replace(found.assessment, needs=())
    assert isinstance(choice.evidence(replace(found, assessment=nothing)), Note)


def test_a_chosen_need_that_no_activity_reaches_is_named(found):
    assert "hat ein Ziel und eine Maßnahme" in said(agency.reach(found))
    idle = replace(found.plan, massnahmen=found.plan.massnahmen.iloc[:0])
    told = said(agency.reach(replace(found, plan=idle)))
    assert "Nachbarschaft und Unterkunft" in told


def test_the_plan_says_that_its_form_is_not_official(found):
    assert "Vorlage nicht amtlich" in said(planning.goals(found))


def test_an_area_of_an_agency_fits_on_its_pages(found):
    """One figure of the place, one of its strengths, one table: that is what fits."""
    blocks = agency.spaces(found).blocks
    kinds = [type(block).__name__ for block in blocks]
    assert kinds.count("Figure") == 2 * len(found.gebiete)
    assert len(pictures.strengths(found.profile["22"]).svg) > 1000
    assert len(tables.key_figures(found.profile["22"], core=True).rows) < 20


def test_the_annex_has_a_sheet_for_every_figure_of_the_document(found, town):
    sheets = {row[0].split()[0]: row for row in agency.definitions(found).rows}
    shown = {row[0] for row in agency.comparison(found).rows}
    assert shown == {name_of(town, catalogue()[key]) for key in sheets if
                     catalogue()[key].stufe == "kern"}  # fmt: skip
    assert sheets["G01"][1:] == (
        "Bedarf",
        "Wählende ÷ Wahlberechtigte × 100; %",
        "Musterstadt (erfunden), 01.06.2025",
        "letzte Bundestags- oder Kommunalwahl",
    )
    assert all(all(row) for row in sheets.values())


def test_the_chapter_on_the_areas_says_where_who_and_from_what(found):
    text, gap = agency.scope(found).blocks
    told = text.to_text()
    assert "Nordhafen, Möwengrund und Altmarkt: 3 von 9 Gebieten (Stadtteile) in" in told
    assert "8.000 Menschen" in told
    assert "Verglichen wird mit Bezirk Uferseite, Bezirk Marktseite und Musterstadt." in told
    assert f"Gespräche ({(found.evidence.belege['art'] == 'gespraech').sum()})" in told
    assert isinstance(gap, Gap)
    (first, _) = agency.scope(replace(found, profile={"22": found.profile["22"]})).blocks
    assert first.to_text().startswith("Untersucht wird Altmarkt: 1 von 9 Gebieten")


def test_the_cover_says_edition_and_date_of_the_figures(found):
    facts = dict(agency.cover(found, fassung="Fortschreibung").facts)
    assert facts["Fassung"].startswith("Fortschreibung")
    assert dict(agency.cover(found).facts)["Fassung"].startswith("Vollfassung")
    assert facts["Stand der Zahlen"].startswith("31.12.2018 bis 31.12.2025")


def test_languages_of_places_are_told_where_they_are_known(found, town):
    known = town.standorte[town.standorte["gebiet_sitz"] == "22"].set_index("einrichtung")
    rows = {row[0]: row[4] for row in listings.places(found.profile["22"]).rows}
    told = {name: cell for name, cell in rows.items() if known.at[name, "sprachen"]}
    assert told
    assert all(known.at[name, "sprachen"] in cell for name, cell in told.items())
