"""The glossary of a document: words that occur in it, and no other."""

from pathlib import Path

import pytest

from sozialraum.analysis.dossier import dossier
from sozialraum.display.glossary import glossary, page, terms
from tests.regions import opened
from tests.rendered import rendered

ROOT = Path(__file__).parents[2]


def names(region, empfaenger):
    found = dossier(opened(region), empfaenger=empfaenger)
    return [row[0] for row in glossary(found).rows]


@pytest.mark.parametrize("empfaenger", ["intern", "oeffentlich"])
@pytest.mark.parametrize("region", ["musterstadt", "nrw"])
def test_every_word_of_the_glossary_occurs_in_the_document(region, empfaenger):
    shown = names(region, empfaenger)
    whole = rendered("agentur.ipynb", region=f"data/{region}", empfaenger=empfaenger)
    before, _, after = whole.partition("Bedeutung in diesem Dokument")
    assert after
    known = {one.name: one for one in terms()}
    assert [name for name in shown if not known[name].occurs(before)] == []


def test_words_that_carry_the_document_are_explained():
    shown = names("musterstadt", "intern")
    assert {"Befund", "Beleg", "Belegart", "Bedarfsindex", "Rechenweg", "JMD"} <= {*shown}
    assert "Dissimilaritätsindex" not in shown
    assert "Baustein" not in shown
    assert len(shown) <= 40


def test_the_page_of_the_documentation_is_made_from_the_same_words():
    assert (ROOT / "docs/glossar.md").read_text("utf-8") == page()
