"""Privacy: hints on texts in which somebody may be recognised, without spreading them."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.sources.evidence import empty_evidence, read_evidence
from sozialraum.sources.privacy import personal_findings, privacy_hints

PERSON = "eine Person, die an Herkunft, Ort und Alter zusammen zu erkennen ist"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Frau Muster sagt, es fehlt ein Ort.", "ein Name"),
        ("Gespräch mit Herrn K. im Mai", "ein Name"),
        ("Dr. Beispiel hat zugesagt", "ein Name"),
        ("Familie Yilmaz wartet", "ein Name"),
        ("Fatma Beispiel leitet die Gruppe", "ein Name"),
        ("Name: Muster", "ein Name"),
        ("Rückruf unter 0221 123456", "eine Telefonnummer"),
        ("+49 (0)221/12 34 56", "eine Telefonnummer"),
        ("Tel. 12 34 56", "eine Telefonnummer"),
        ("an muster@example.org", "eine E-Mail-Adresse"),
        ("an muster (at) example.org", "eine E-Mail-Adresse"),
        ("Eine 34-jährige syrische Mutter im Altmarkt", PERSON),
        ("Ein Ukrainer, 71 Jahre, wohnt in der Hafenstraße", PERSON),
    ],
)
def test_what_points_to_a_person_is_found(text, what):
    assert [found.was for found in personal_findings(text, ["Altmarkt"])] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "Frauen und Familien treffen sich im Altmarkt.",
        "Stand 14.09.2025, 31.12.2024 und 2025-09-14",
        "Schlüssel 05315 und 053150000000 Menschen"[:15],
        "Drei Kita-Leitungen sagen, dass Eltern den Aushang nicht lesen.",
        "Syrische und ukrainische Eltern wünschen sich einen Treffpunkt im Altmarkt.",
        "Eine 34-jährige Mutter im Altmarkt",
        "1.044.555 Menschen, 9,1 %, 0,25 Punkte",
        "darin sind sich alle einig, seit 10 Jahren",
        "",
    ],
)
def test_what_points_to_nobody_is_left_alone(text):
    assert personal_findings(text, ["Altmarkt"]) == []


@given(st.text())
def test_any_text_can_be_searched(text):
    assert isinstance(personal_findings(text), list)


def evidence_of(folder, **row):
    piece = {
        "id": "G1", "art": "gespraech", "aussage": "Ein Satz.", "richtung": "stuetzt",
        "staerke": "1", "quelle": "Gespräch", "stand": "2025",
    }  # fmt: skip
    table = pd.DataFrame([piece | {"id": "G0"}, piece | row])
    table.to_csv(folder / "belege.csv", sep=";", index=False)
    return read_evidence(folder, {"22": "Altmarkt"})


def test_a_hint_names_sheet_row_and_column_but_not_the_person(tmp_path):
    found = evidence_of(tmp_path, notiz="Frau Mustermann, 0221 1234567")
    hints = privacy_hints(found)
    assert len(hints) == 2
    assert hints[0].startswith("belege.csv, Zeile 3, Spalte „Notiz“: Hinweis: Hier steht")
    assert "Mustermann" not in "".join(hints)
    assert "1234567" not in "".join(hints)


def test_a_row_on_one_area_has_said_the_place_already(tmp_path):
    text = "Eine 34-jährige syrische Mutter fand keinen Platz."
    assert privacy_hints(evidence_of(tmp_path, aussage=text, gebiet="22"))
    assert not privacy_hints(evidence_of(tmp_path, aussage=text))


def test_nothing_written_gives_no_hint():
    assert privacy_hints(empty_evidence()) == ()
