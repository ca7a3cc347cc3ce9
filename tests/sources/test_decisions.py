"""Decisions: people decide; what they wrote down is never lost."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.sources.decisions import FILE, Choice, Decision, read_decisions, write_decision

TODAY = date(2025, 11, 1)
CHOICES = {"SRA": Choice(True, "Weil.", "Aber."), "BE": Choice(False, "Noch nicht.")}
DECISION = Decision("MU-01", 2025, "2025-10-20", ("Fachkraft der Agentur",), eckpunkte=CHOICES)
TEXT = """
[[entscheidung]]
agentur = "MU-01"
jahr = 2025
datum = "2025-10-20"
beteiligte = ["Fachkraft der Agentur"]
[entscheidung.eckpunkte.SRA]
gewaehlt = true
begruendung = "Weil."
"""


def faults_of(folder, text):
    (folder / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_decisions(folder, today=TODAY)
    return caught.value.faults


def test_no_file_means_that_nothing_is_decided(tmp_path):
    assert read_decisions(tmp_path) == ()


def test_a_decision_is_read_and_released_to_the_funder_by_default(tmp_path):
    (tmp_path / FILE).write_text(TEXT, encoding="utf-8")
    (found,) = read_decisions(tmp_path, today=TODAY)
    assert (found.agentur, found.jahr, found.chosen) == ("MU-01", 2025, ("SRA",))
    assert found.released("foerderer") is found
    assert found.released("oeffentlich") is None


@given(st.text(), st.text(), st.booleans())
def test_whatever_is_written_is_read_again(tmp_path_factory, why, against, chosen):
    folder = tmp_path_factory.mktemp("entscheidungen")
    decision = replace(DECISION, eckpunkte={"AD": Choice(chosen, why, against)})
    write_decision(folder, decision, today=TODAY)
    assert read_decisions(folder, today=TODAY) == (decision,)


def test_writing_replaces_the_same_agency_and_year_and_keeps_all_others(tmp_path):
    others = [replace(DECISION, jahr=2024), replace(DECISION, agentur="MU-02")]
    for one in [DECISION, *others]:
        write_decision(tmp_path, one, today=TODAY)
    changed = replace(DECISION, eckpunkte={"AD": Choice(True, "Anders.")})
    path = write_decision(tmp_path, changed, today=TODAY)
    assert path == tmp_path / FILE
    assert read_decisions(tmp_path, today=TODAY) == (*others, changed)


def test_nothing_is_overwritten_without_a_copy_and_no_two_copies_are_alike(tmp_path):
    for jahr in (2023, 2024, 2025, 2025):
        before = (tmp_path / FILE).read_bytes() if jahr > 2023 else b""
        write_decision(tmp_path, replace(DECISION, jahr=jahr), today=TODAY)
        copies = [path.read_bytes() for path in sorted(tmp_path.glob("*.bak"))]
        assert jahr == 2023 or before in copies
        assert len(set(copies)) == len(copies)
    names = sorted(path.name for path in tmp_path.glob("*.bak"))
    assert names == [f"{FILE}.{number}.bak" for number in (1, 2, 3)]


def test_a_file_with_faults_is_not_overwritten(tmp_path):
    (tmp_path / FILE).write_text("kein = TOML =", encoding="utf-8")
    with pytest.raises(DataError):
        write_decision(tmp_path, DECISION, today=TODAY)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_decision_with_faults_is_not_written(tmp_path):
    with pytest.raises(DataError, match="Diesen Eckpunkt gibt es nicht"):
        write_decision(tmp_path, replace(DECISION, eckpunkte={"ÖH": Choice(True)}), today=TODAY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "what"),
    [
        ('"2025-10-20"', '"2025-12-01"', "datum", "Das Datum liegt in der Zukunft."),
        ('"2025-10-20"', '"im Herbst"', "datum", "Das ist kein Tag."),
        ("jahr = 2025", "jahr = 25", "jahr", "Das ist kein Jahr."),
        ("jahr = 2025", 'jahr = "2025"', "jahr", "Der Eintrag hat die falsche Art."),
        ('agentur = "MU-01"', "", "agentur", "Der Eintrag fehlt."),
        ("eckpunkte.SRA", "eckpunkte.SAR", "eckpunkte.SAR", "Diesen Eckpunkt gibt es nicht."),
        ("gewaehlt = true", "", "eckpunkte.SRA.gewaehlt", "Der Eintrag fehlt."),
        ("begruendung", "begruendug", "eckpunkte.SRA.begruendug", "Unbekannter Eintrag."),
        ('"Fachkraft der', '"Frau Muster, Fachkraft der', "beteiligte", "Hier stehen Namen"),
        ("beteiligte", 'freigabe = "allen"\nbeteiligte', "freigabe", "Unbekannte Freigabe."),
    ],
)
def test_bad_entries_are_named_with_remedy(tmp_path, old, new, place, what):
    (fault,) = faults_of(tmp_path, TEXT.replace(old, new))
    assert fault.column == f"entscheidung[1].{place}"
    assert fault.what.startswith(what)
    assert fault.remedy


def test_two_decisions_of_one_agency_and_year_are_refused(tmp_path):
    (fault,) = faults_of(tmp_path, TEXT + TEXT)
    assert fault.found == "MU-01, 2025"
