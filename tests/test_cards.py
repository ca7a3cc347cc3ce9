"""Objects tell in a line what they are, and in a notebook as a small list."""

import sozialraum as sr


def test_region_profile_and_indicator_say_what_they_are():
    region = sr.open_region("data/musterstadt")
    assert repr(region).startswith("<Region Musterstadt · Gebiete: 9")
    assert repr(sr.profile(region, "22")).startswith("<Profile Altmarkt · Schlüssel: 22")
    assert "<strong>G01 Wahlbeteiligung" in sr.catalogue()["G01"]._repr_html_()
    assert "Nordhafen" in sr.dossier(region)._repr_html_()
    assert repr(sr.need_index(region)).startswith("<NeedIndex Bedarfsindex 2025 · Gebiete: 9")


def test_what_an_agency_s_dossier_holds_says_in_a_line_what_it_is():
    found = sr.dossier(sr.open_region("data/musterstadt"), "MU-01")
    assert repr(found.assessment).startswith("<Assessment Einschätzung 2025 · Befunde: 3")
    assert repr(found.evidence).startswith("<Evidence belege.xlsx · Belege: ")
    assert repr(found.plan).startswith("<Plan plan.xlsx · Ziele: ")


def test_the_catalogue_is_a_short_list_and_completes_with_tab():
    known = sr.catalogue()
    assert len(repr(known)) < 400
    assert "<th>G01</th><td>Wahlbeteiligung" in known._repr_html_()
    assert known._ipython_key_completions_() == list(known)


def test_what_is_shown_is_escaped():
    from sozialraum.cards import Card

    class Odd(Card):
        def _card(self):
            return "<b>", {"a&b": "<i>"}

    assert Odd()._repr_html_() == (
        "<strong>&lt;b&gt;</strong><table><tr><th>a&amp;b</th><td>&lt;i&gt;</td></tr></table>"
    )
