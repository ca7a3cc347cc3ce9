import csv
import pickle
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.analysis.catalogue import Formula, Role, catalogue, check_scorable, page
from sozialraum.errors import DataError, RoleError

ROOT = Path(__file__).parents[2]
KREIS = {
    "A01", "A02", "A03", "A04", "A05", "C05", "C06", "D01", "D02", "D03", "D05", "D06",
    "E05", "E08", "F02", "F03", "F05", "G01", "H01",
}  # fmt: skip
PRINTABLE_UNIT = {
    "Anzahl, %": "Anzahl", "0–1": "", "0–1, Quintil": "", "1–9": "", "Verhältnis": "",
    "Verhältnis (1 = gleich)": "", "km / Minuten": "km", "% (Mehrfach)": "%", "% ± Intervall": "%",
}  # fmt: skip

ALL_MERKMALE = {
    merkmal
    for indicator in catalogue().values()
    for formula in indicator.rechnungen
    for merkmal in formula.merkmale
}

GROUPS = [i for i in catalogue().values() if i.gruppe_im_zaehler]

A_TOWN = """
[C01]
gruppe = "C Soziale Lage"
name = "SGB-II-Quote"
name_en = "SGB II rate"
zaehler = "Personen in Bedarfsgemeinschaften"
nenner = "Bevölkerung unter Regelaltersgrenze"
einheit = "%"
nachkommastellen = 1
rolle = "bedarf"
polaritaet = 1
gruppe_im_zaehler = false
stufe = "kern"
eckpunkte = { IKO = 0, SRA = 2, BE = 0, AD = 1 }
ebenen = ["Stadtteil"]
quelle = "Stadt"
tabellencode = ""
code_geprueft = ""
beschaffen = "Zu beschaffen bei der Stadt."
warum = "Kern"
hinweis = ""

[[C01.rechnungen]]
art = "quote"
zaehler = ["sgb2_personen"]
nenner = ["bevoelkerung_unter_regelalter"]
ebenen = ["stadtteil"]
"""


def refusal(tmp_path, *changes):
    """Return the message for the made catalogue with some lines changed."""
    text = A_TOWN
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path = tmp_path / "katalog.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        catalogue(path)
    return str(caught.value)


def test_the_catalogue_has_59_indicators_in_10_groups():
    groups = Counter(indicator.gruppe[0] for indicator in catalogue().values())
    assert "".join(f"{letter}{count} " for letter, count in groups.items()) == (
        "A11 B5 C6 D6 E8 F5 G5 H5 I5 J3 "
    )
    assert sum(groups.values()) == 59


def test_the_catalogue_says_what_the_list_of_the_field_says(shared):
    with (shared / "fach/indikatorkatalog.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["id"] for row in rows] == list(catalogue())
    for row in rows:
        ours = catalogue()[row["id"]]
        assert ours.einheit == PRINTABLE_UNIT.get(row["einheit"], row["einheit"])
        assert list(ours.ebenen) == re.split(r"[,;] ", row["ebenen"])
        assert ours.gruppe_im_zaehler is (row["gruppe_im_zaehler"] == "ja")
        assert ours.polaritaet == int(row["polaritaet"])
        assert dict(ours.eckpunkte) == {name: int(row[name]) for name in ("IKO", "SRA", "BE", "AD")}
        assert ours.name == row["name_de"]
        for name in (
            "gruppe",
            "name_en",
            "zaehler",
            "rolle",
            "quelle",
            "warum",
            "hinweis",
            "stufe",
        ):
            assert getattr(ours, name) == row[name]
        for name in ("nenner", "tabellencode", "code_geprueft"):
            assert getattr(ours, name) == ("" if row[name] == "–" else row[name])


def test_what_a_region_of_kreise_can_compute():
    computed = {i.id for i in catalogue().values() if i.available_formulas(ALL_MERKMALE, "kreis")}
    assert computed >= KREIS
    assert not catalogue()["E04"].rechnungen
    assert catalogue()["E04"].unavailable.startswith(
        "nicht verfügbar, zu beschaffen beim Ministerium für Schule und Bildung"
    )


def test_a_town_can_test_every_role_that_enters_a_score():
    roles = {
        indicator.rolle
        for indicator in catalogue().values()
        if indicator.available_formulas(ALL_MERKMALE, "stadtteil")
    }
    assert roles == {Role.KONTEXT, Role.BEDARF, Role.LUECKE, Role.ANGEBOT, Role.RESSOURCE}


def test_arbeitslosenquote_and_arbeitslosenanteil_never_mix():
    unemployment = catalogue()["D01"]
    (rate,) = unemployment.available_formulas(ALL_MERKMALE, "kreis")
    (share,) = unemployment.available_formulas(ALL_MERKMALE, "stadtteil")
    assert (unemployment.name_of(rate), rate.zaehlwert) == ("Arbeitslosenquote", "arbeitslose")
    assert unemployment.name_of(share) == "Arbeitslosenanteil"
    assert share.describe() == "arbeitslose ÷ bevoelkerung_15_64 × 100"


def test_the_working_age_population_is_eleven_age_groups_from_15_to_64():
    (formula,) = catalogue()["D05"].available_formulas(ALL_MERKMALE, "kreis")
    assert len(formula.nenner) == 11
    assert (formula.nenner[0], formula.nenner[-1]) == ("bevoelkerung_15_17", "bevoelkerung_60_64")


def test_a_formula_needs_all_its_merkmale():
    turnout = catalogue()["G01"]
    assert turnout.available_formulas({"waehlende"}, "kreis") == ()
    assert len(turnout.available_formulas({"waehlende", "wahlberechtigte"}, "kreis")) == 1
    assert turnout.available_formulas({"waehlende", "wahlberechtigte"}, "gitter") == ()


@pytest.mark.parametrize("identifier", list(catalogue()))
def test_only_need_gap_and_offer_can_be_scored(identifier):
    indicator = catalogue()[identifier]
    if indicator.rolle in (Role.BEDARF, Role.LUECKE, Role.ANGEBOT):
        check_scorable(indicator)
    else:
        with pytest.raises(RoleError, match=f"{identifier}.*Abhilfe"):
            check_scorable(indicator)


@given(
    st.sampled_from(GROUPS),
    st.sampled_from([Role.BEDARF, Role.ANGEBOT, Role.RESSOURCE]),
    st.sampled_from([-1, 0, 1]),
)
def test_no_figure_that_counts_a_group_becomes_a_deficit(indicator, rolle, polaritaet):
    with pytest.raises(DataError, match="nie ein Mangel"):
        replace(indicator, rolle=rolle, polaritaet=polaritaet)


@given(st.sampled_from([i for i in catalogue().values() if i.rolle == Role.KONTEXT]))
def test_context_has_no_direction(indicator):
    with pytest.raises(DataError, match="Richtung passt nicht"):
        replace(indicator, polaritaet=1)


def test_saying_that_no_group_is_counted_does_not_help():
    foreigners = catalogue()["A05"]
    with pytest.raises(DataError, match="nennt eine Gruppe"):
        replace(foreigners, gruppe_im_zaehler=False, rolle=Role.BEDARF, polaritaet=1)
    hidden = Formula("quote", ("bevoelkerung_auslaendisch",), ("bevoelkerung",), ebenen=("kreis",))
    with pytest.raises(DataError, match="bevoelkerung_auslaendisch"):
        replace(catalogue()["C01"], rechnungen=(hidden,))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([('"bedarf"', '"kontext"')], "C01.polaritaet"),
        ([('"bedarf"', '"mangel"')], "Gefunden: „mangel“. Erwartet: kontext | bedarf"),
        ([("gruppe_im_zaehler = false", "gruppe_im_zaehler = true")], "kontext | luecke | beleg"),
        ([("polaritaet = 1", "polaritaet = 0")], "Erwartet: 1 oder -1"),
        ([("polaritaet = 1", "polaritaet = true")], "eine ganze Zahl"),
        ([("SRA = 2", "SRA = 3")], "je 0 bis 2"),
        ([(", AD = 1", "")], "IKO, SRA, BE und AD"),
        ([('einheit = "%"', 'einheit = "Prozent"')], "C01.einheit"),
        ([('einheit = "%"', 'einheit = "je 1.000"')], "C01.rechnungen[1].faktor"),
        ([('art = "quote"', 'art = "rate"')], "C01.rechnungen[1].art"),
        ([('nenner = ["bevoelkerung_unter_regelalter"]\n', "")], "C01.rechnungen[1].nenner"),
        ([('ebenen = ["stadtteil"]', 'ebenen = ["quartier"]')], "C01.rechnungen[1].ebenen"),
        ([('warum = "Kern"\n', "")], "C01.warum"),
        ([("stufe =", "stuffe =")], "Meinten Sie „stufe“"),
        ([("[C01]", "[C1]"), ("[[C01.", "[[C1.")], "ein Buchstabe und zwei Ziffern"),
        ([("nachkommastellen = 1", "nachkommastellen = eins")], "katalog.toml, Zeile 9"),
        ([('[C01]', 'C02 = "x"\n[C01]')], "C02 ist keine Tabelle"),
    ],
)  # fmt: skip
def test_a_fault_names_indicator_and_entry(tmp_path, changes, message):
    assert message in refusal(tmp_path, *changes)


def test_all_faults_come_at_once(tmp_path):
    message = refusal(tmp_path, ("SRA = 2", "SRA = 9"), ('"kern"', '"Kern"'), ('"%"', '"Pr"'))
    assert message.startswith("3 Fehler gefunden:")
    assert all(entry in message for entry in ("C01.eckpunkte", "C01.stufe", "C01.einheit"))


def test_a_missing_or_empty_file_is_named(tmp_path):
    path = tmp_path / "katalog.toml"
    with pytest.raises(DataError, match=r"katalog\.toml"):
        catalogue(path)
    path.write_bytes(b"")
    with pytest.raises(DataError, match=r"katalog\.toml: Die Datei ist leer"):
        catalogue(path)


def test_an_indicator_can_be_a_key_and_travel_to_another_process():
    assert len(set(catalogue().values())) == 59
    assert pickle.loads(pickle.dumps(catalogue()["D01"])) == catalogue()["D01"]


def test_the_handbook_page_is_what_the_catalogue_says_today():
    written = (ROOT / "docs/indikatoren.md").read_text(encoding="utf-8")
    assert written == page(catalogue().values())
