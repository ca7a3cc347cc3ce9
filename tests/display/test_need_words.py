"""What the chapters on need say, and what they must not: the whole text, notes included."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sozialraum.analysis import space
from sozialraum.analysis.needs import need_index
from sozialraum.analysis.profile import profile
from sozialraum.display import conventions, pattern, standing, strain, tables
from sozialraum.display.blocks import Figure, Table
from tests.rendered import rendered, shown

ROOT = Path(__file__).parents[2]
RANKS = re.compile(r".{0,40}\b(?:Rang|Ränge|Rangband|Rangplatz)\b.{0,40}")
SCORES = re.compile(r"[+−]\d+,\d\d\b")
REFUSAL = "Er braucht mindestens 3 Indikatoren"


@pytest.mark.parametrize(("region", "gebiet"), [("nrw", "05513"), ("musterstadt", "22")])
def test_the_whole_public_edition_holds_no_rank(region, gebiet):
    folder = str(ROOT / "data" / region)
    said = rendered("bericht.ipynb", region=folder, gebiet=gebiet, empfaenger="oeffentlich")
    assert "keine Wahrscheinlichkeit" in said
    assert RANKS.findall(said) == []


def test_the_public_edition_tells_bands_in_place_of_scores(town):
    public = shown(strain.chapter(profile(town, "22", empfaenger="oeffentlich")))
    inner = shown(strain.chapter(profile(town, "22")))
    assert "über dem Mittel" in public
    assert "über dem Mittel" not in inner
    assert SCORES.findall(public) == []
    assert len(SCORES.findall(inner)) > 8


def test_the_search_for_ranks_finds_those_of_the_inner_edition(town):
    said = shown(strain.chapter(profile(town, "22")))
    assert RANKS.findall(said)
    assert "liegt der Rang bei 1 (1: höchste Belastung)" in said


def test_differences_are_chance_on_average_and_trends_are_hints(town):
    assert "im Mittel höchstens jeder zwanzigste Zufall" in shown(
        tables.positions(profile(town, "22"))
    )
    told = shown(tables.changes(profile(town, "22")))
    assert "ein Hinweis, kein Nachweis" in told
    assert "zwanzigste" not in told


def test_without_local_findings_nothing_is_said_of_such_findings(nrw, monkeypatch):
    assert "Von solchen Funden ist im Mittel" in shown(pattern.spatial(nrw))
    seen = space.pattern(nrw)
    none = replace(seen, local=seen.local.assign(klasse=space.NOT_NOTABLE))
    monkeypatch.setattr(pattern, "pattern", lambda *_: none)
    assert "Funden" not in shown(pattern.spatial(nrw))


def test_deviations_say_themselves_whether_they_are_recognisable(town):
    told = standing.deviations(profile(town, "22"))
    assert told.columns[-1].title == "Unterschied erkennbar"
    assert {row[-1] for row in told.rows} <= {"ja", "nein", "–"}
    assert "Bericht" not in shown(told)


def test_a_region_without_index_is_refused_once_and_gets_no_class():
    said = rendered("03_bedarf.ipynb", region=str(ROOT / "data/koeln"))
    assert said.count(REFUSAL) == 1
    assert "nennt der Anhang" not in said
    assert "Die Klasse mit dem eigenen Wissen vergleichen" not in said
    assert "Für fehlende Kennzahlen" in said


def test_the_notebook_names_each_source_once(nrw):
    said = rendered("03_bedarf.ipynb", region=str(ROOT / "data/nrw"))
    sources = said[said.index("## Quellen") :]
    assert "Quellen dieses Berichts" in sources
    assert "; Bundestagswahl 2025" not in sources
    assert "Die Klasse mit dem eigenen Wissen vergleichen" in said


def test_the_overview_counts_classes_and_names_only_the_areas_that_stand_out(nrw):
    table = next(b for b in strain.overview(nrw).blocks if isinstance(b, Table))
    numbers = {row[0]: row[1] for row in table.rows}
    assert list(numbers) == ["gering", "mittel", "hoch", "sehr hoch"]
    assert sum(map(int, numbers.values())) == 53
    named = {row[0]: row[2] for row in table.rows}
    assert named["mittel"].startswith("die übrigen")
    for names in (named["gering"], named["hoch"], named["sehr hoch"]):
        parts = [re.sub(r" \(.*?\)$", "", part) for part in names.split("; ")]
        assert parts == sorted(parts)
    assert "keine Rangfolge" in table.note


def test_what_the_overview_shows_the_chapter_after_it_does_not_repeat(nrw, town):
    marked = strain.overview(nrw, gebiet="05315").blocks[0]
    assert "Köln: mittel" in marked.svg
    assert "Köln: mittel" not in strain.overview(nrw).blocks[0].svg
    after = strain.chapter(profile(nrw, "05315"), told=True)
    assert not [block for block in after.blocks if isinstance(block, Figure)]
    assert "Keine Dynamik" not in shown(after)
    assert "Keine Dynamik" in shown(strain.chapter(profile(nrw, "05315")))
    assert "Zahl der Gebiete" not in shown(strain.chapter(profile(town, "22"), told=True))


def test_only_none_is_0_per_cent_and_only_all_are_100():
    shares = (0.0, 0.001, 0.005, 0.5, 0.994, 0.999, 1.0, 0.1 + 0.2 + 0.7)
    assert [conventions.percent(share).replace("\u202f%", "") for share in shares] == [
        "0", "unter 1", "1", "50", "99", "über 99", "100", "100",
    ]  # fmt: skip


def test_what_was_not_varied_stands_in_the_annex_only(nrw):
    assert "Nicht verändert wurden" not in shown(strain.chapter(profile(nrw, "05513")))
    annex = shown(strain.conventions(nrw))
    assert "Nicht verändert wurden: " in annex
    assert "Grenzen der Klassen" in annex


def test_the_annex_prints_formula_and_threshold_of_what_the_report_shows(nrw):
    annex = shown(strain.conventions(nrw)).replace("\xa0", " ")
    for word in ("Wilson 1927", "Newcombe 1998", "Mann 1945", "−s · (x − x̄) / σ", "ab 5 Jahren"):
        assert word in annex
    assert "Trichter" not in annex  # only in the notebook 03_bedarf
    assert "Trichter" in shown(strain.conventions(nrw, every=True))


def test_no_route_and_all_routes_are_said_in_words(nrw, town):
    none, every = need_index(nrw), need_index(town)
    assert strain.attention_sentence(none, "05315").startswith(
        "In keinem der 1.000 Rechenwege liegt das Gebiet im Bereich mit besonderem"
    )
    assert strain.attention_sentence(every, "22").startswith("In allen 1.000 Rechenwegen liegt")
    some = none.attention[none.attention.between(0.01, 0.99)].index[0]
    share = conventions.percent(float(none.attention[some]))
    assert strain.attention_sentence(none, some).startswith(f"In {share} der 1.000 Rechenwege")


def test_what_enters_the_dynamics_and_what_does_not_is_told(nrw, town):
    assert "„ungünstig“, aus 3 von 8 Kennzahlen;" in shown(strain.chapter(profile(town, "22")))
    annex = shown(strain.conventions(town))
    assert "Dynamik aus: D01, D05, E03; ohne vergleichbare Veränderung: C01, C02" in annex
    assert "Ohne Dynamik: " in annex
    assert "(nur 2 Indikatoren aus 1 Dimension bekannt)" in annex
    assert "Dynamik aus" not in shown(strain.conventions(nrw))


def test_limited_values_and_classes_of_some_indicators_are_told(nrw, town):
    assert "Auf ±3 begrenzt, Zahl der Gebiete: D01 1; D03 1; E08 1." in shown(
        strain.conventions(nrw)
    )
    annex = shown(strain.conventions(town))
    assert "begrenzt, Zahl" not in annex
    assert "Klasse ohne alle Kennzahlen: " in annex


def test_the_parts_of_the_class_end_in_the_index_and_say_that_it_is_scaled_again(town):
    table = next(
        block
        for block in strain.chapter(profile(town, "22")).blocks
        if isinstance(block, Table) and block.caption.startswith("Woraus")
    )
    assert table.rows[-1][0] == "Bedarfsindex"  # a dimension is called „Soziale Lage“
    assert "Mittel der Bereiche, noch einmal" in table.note


def test_weights_are_precise_enough_to_add_up(town):
    weights = strain.conventions(town).blocks[0]
    told = [float(row[4].removesuffix("\u202f%").replace(",", ".")) for row in weights.rows]
    assert abs(sum(told) - 100) < 0.2


def test_a_formula_breaks_between_its_terms_and_not_within_short_brackets():
    assert conventions.held("√(Σ_v ((x_v − y_v) / σ_v)² / m)") == (
        "√(Σ_v ((x_v\xa0−\xa0y_v)\xa0/\xa0σ_v)² / m)"
    )
