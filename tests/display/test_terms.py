"""A house's words are in every text that the program writes, and in nothing that others wrote."""

import ast
import difflib
import json
import re
import shutil
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import sozialraum as sr
from sozialraum.display import terms
from sozialraum.display.blocks import MIME, Column, Figure, Table, Text
from sozialraum.display.drawing import drawing, finish, sheet
from sozialraum.display.terms import apply, speak, spoken
from sozialraum.errors import DataError
from sozialraum.region import open_region
from sozialraum.sources.terms import USUAL, Terms
from tests.regions import opened

ROOT = Path(__file__).parents[2]
OTHER = {"eckpunkt": "Handlungsfeld", "einwanderung": "Zuwanderungsgeschichte"}
FIELD = Terms(eckpunkt="Handlungsfeld")
TABLE = tomllib.loads(files("sozialraum.display").joinpath("terms.toml").read_text("utf-8"))


@pytest.fixture(autouse=True)
def usual_words_afterwards():
    yield
    speak(None)


@pytest.fixture
def town(tmp_path):
    """Musterstadt with a section [begriffe]."""

    def made(**words: str) -> Path:
        folder = tmp_path / "-".join(["stadt", *words.values()])
        shutil.copytree(ROOT / "data/musterstadt", folder)
        lines = [f'{name} = "{word}"' for name, word in words.items()]
        with (folder / "region.toml").open("a", encoding="utf-8") as file:
            file.write("\n".join(["", "[begriffe]", *lines, ""]))
        return folder

    return made


@pytest.mark.parametrize(
    ("usual", "other"),
    [
        ("Jeder Eckpunkt braucht den Eckpunkt.", "Jedes Handlungsfeld braucht das Handlungsfeld."),
        ("Wie oft welcher Eckpunkt vorn liegt", "Wie oft welches Handlungsfeld vorn liegt"),
        ("der Eckpunkte, den Eckpunkten", "der Handlungsfelder, den Handlungsfeldern"),
        ("Der gewählte Eckpunkt", "Das gewählte Handlungsfeld"),
        ("Eckpunkt (Handlungsfeld)", "Handlungsfeld (Eckpunkt)"),
        ("die Eckpunkte (Handlungsfelder)", "die Handlungsfelder (Eckpunkte)"),
        ("die Spalte „Eckpunkt“", "die Spalte „Eckpunkt“"),
        ("eckpunkte in plan.xlsx", "eckpunkte in plan.xlsx"),
    ],
)
def test_a_handlungsfeld_has_its_own_article_and_ending(usual, other):
    assert apply(usual, FIELD) == other
    assert apply(other, FIELD) == other
    assert apply(usual, USUAL) == usual


def test_each_word_is_chosen_by_itself():
    text = "Eckpunkt: Schüler*innen mit Einwanderungsgeschichte und Einwanderung"
    assert apply(text, Terms(einwanderung=OTHER["einwanderung"])) == (
        "Eckpunkt: Schüler*innen mit Zuwanderungsgeschichte und Einwanderung"
    )
    assert apply(text, Terms(gender="doppelpunkt")).startswith("Eckpunkt: Schüler:innen mit Einw")
    assert apply(text, Terms(gender="neutral")).startswith("Eckpunkt: Lernende mit Einw")


def test_only_stars_within_words_become_colons():
    assert apply("Sinti*zze, 2 * 3, a*b, *kursiv*", Terms(gender="doppelpunkt")) == (
        "Sinti:zze, 2 * 3, a*b, *kursiv*"
    )


def literals() -> list[str]:
    """Every text in the code and tables of analysis and display, without docstrings."""
    found = []
    for path in [
        p for room in ("analysis", "display") for p in (ROOT / "sozialraum" / room).glob("*.py")
    ]:
        tree = ast.parse(path.read_text("utf-8"))
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        found += [node.value for node in ast.walk(tree)
                  if isinstance(node, ast.Constant) and isinstance(node.value, str)
                  and id(node) not in docs and path.stem != "terms"]  # fmt: skip
    for path in (ROOT / "sozialraum").rglob("*.toml"):
        if path.name != "terms.toml":
            found += re.findall(r'"([^"\n]*)"', path.read_text("utf-8"))
    return found


def test_every_word_with_a_star_has_a_neutral_form():
    starred = [text for text in literals() if re.search(r"\w\*(?:in|zze|nja)", text)]
    assert len(starred) >= 15
    for text in starred:
        assert "*" not in apply(text, Terms(gender="neutral")), text


def test_no_sentence_of_the_program_has_a_wrong_article():
    said = [apply(text, FIELD) for text in literals() if "Eckpunkt" in text]
    assert len(said) >= 20
    wrong = r"(?i)\b(der|den|dieser|diesen|jeder|jeden|welcher|einen|keinen)( \w+)? Handlungsfeld\b"
    assert not [text for text in said if re.search(wrong, text)]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('eckpunkt = "Handlungsfelder"', ("begriffe.eckpunkt", "Meinten Sie „Handlungsfeld“?")),
        ('gender = "sternchen"', ("begriffe.gender", "Meinten Sie „stern“?")),
        ('einwanderung = "x"', ("begriffe.einwanderung", "Zuwanderungsgeschichte")),
        ('genda = "stern"', ("begriffe.genda", "Meinten Sie „gender“?")),
        ("gender = 1", ("begriffe.gender", "ein Text")),
    ],
)
def test_unknown_words_are_refused_with_the_closest(town, entry, words):
    folder = town()
    with (folder / "region.toml").open("a", encoding="utf-8") as file:
        file.write(f"{entry}\n")
    with pytest.raises(DataError) as refusal:
        open_region(folder)
    for word in words:
        assert word in str(refusal.value)


def test_a_region_that_chooses_nothing_has_the_usual_words():
    assert opened("nrw").settings.begriffe == USUAL


def test_titles_of_sources_names_of_institutions_and_own_sentences_stay(town):
    folder = town(gender="doppelpunkt", **OTHER)
    places = folder / "standorte.csv"
    places.write_text(
        places.read_text("utf-8-sig").replace("Nordhafen", "Hafen der Bewohner*innen", 1), "utf-8"
    )
    region = sr.open_region(folder)
    own = "Im Eckpunkt fehlt uns Zeit für Schüler*innen"
    region.belege.belege.loc[region.belege.belege.index[0], "text"] = f"{own}."
    terms._kept.cache_clear()

    assert spoken(f"Ein Eckpunkt; {own}; Schüler*innen") == (
        f"Ein Handlungsfeld; {own}; Schüler:innen"
    )
    kept = terms.kept_words(region)
    assert any("Bewohner*innen" in one for one in kept)
    block = Table("Eckpunkte", (Column("Eckpunkt"),), (("je Einwohner*in",),), source="Eckpunkt",
                  links=("Eckpunkt.html",))  # fmt: skip
    shown = block._repr_mimebundle_()[MIME]
    assert shown["caption"] == "Handlungsfelder"
    assert shown["columns"][0]["title"] == "Handlungsfeld"
    assert shown["rows"] == [["je Einwohner:in"]]
    assert (shown["source"], shown["links"]) == ("Eckpunkt", ["Eckpunkt.html"])


def test_pictures_have_the_words(town):
    def drawn() -> str:
        with drawing():
            page = sheet(1)
            page.text(0.1, 0.5, "Eckpunkt")
            return finish(page)

    usual = drawn()
    sr.open_region(town(**OTHER))
    other = drawn()
    assert ">Eckpunkt<" in usual
    assert ">Handlungsfeld<" in other
    assert Figure("Eckpunkt", "Bild", "<svg/>")._repr_mimebundle_()[MIME]["svg"] == "<svg/>"


def test_the_words_of_one_region_do_not_reach_the_next(town):
    sr.open_region(town(**OTHER))
    assert Text(("Eckpunkt",))._repr_mimebundle_()[MIME]["paragraphs"] == ["Handlungsfeld"]
    sr.open_region(ROOT / "data/nrw")
    assert Text(("Eckpunkt",))._repr_mimebundle_()[MIME]["paragraphs"] == ["Eckpunkt"]


def shown_by(name: str, folder: Path, monkeypatch) -> list[dict]:
    """What the blocks of a notebook say, run here and not in a kernel."""
    cells = json.loads((ROOT / "notebooks" / name).read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    space: dict = {}
    found: list = []
    monkeypatch.setattr("sozialraum.display.several.show", found.append)
    for source in [code[0], f"region = {str(folder)!r}", *code[1:]]:
        tree = ast.parse(source)
        last = tree.body[-1]
        if isinstance(last, ast.Expr):
            tree.body[-1] = ast.Assign([ast.Name("letztes", ast.Store())], last.value)
        exec(compile(ast.fix_missing_locations(tree), name, "exec"), space)
        if isinstance(last, ast.Expr):
            shown = space["letztes"]
            found.extend(shown.blocks if hasattr(shown, "blocks") else [shown])
    return [block._repr_mimebundle_()[MIME] for block in found]


def texts_of(data: object) -> list[str]:
    """Every text of blocks in order, without what is laid out with the words."""
    if isinstance(data, dict):
        kept = [part for name, part in data.items() if name not in ("svg", "fragment")]
        return [text for part in kept for text in texts_of(part)]
    if isinstance(data, list):
        return [text for part in data for text in texts_of(part)]
    return [data] if isinstance(data, str) else []


CHANGED = re.compile(
    r"Eckpunkt|Handlungsfeld|wanderungsgeschichte|\*|:in|:zze|:nja|keine?r?s?$|^(der|das|den|nie|er|es|"
    r"erste|ein|einen|Der|Das|welche[rs]|jede[rs])$", re.IGNORECASE,
)  # fmt: skip


@pytest.mark.parametrize("name", ["bericht.ipynb", "agentur.ipynb"])
def test_a_report_has_the_chosen_words_everywhere_and_no_other_is_changed(name, town, monkeypatch):
    usual = texts_of(shown_by(name, town(), monkeypatch))
    shown = shown_by(name, town(gender="doppelpunkt", **OTHER), monkeypatch)
    other = texts_of(shown)

    drawn = [text for data in shown for text in (data.get("svg", ""), data.get("fragment", ""))]
    own = "|".join(map(re.escape, terms.kept_words(terms._OPENED[0]))) or "^$"
    for text in (re.sub(own, "", text) for text in (*other, *drawn)):
        assert not re.search(r"Einwanderungsgeschichte|\w\*in(nen)?\b", text), text[:200]
        assert "Eckpunkt" not in re.sub(rf"{terms.PAIR}|„Eckpunkte?“", "", text), text[:200]
    changed = [(old, new) for old, new in zip(usual, other, strict=True) if old != new]
    assert len(changed) >= 10
    for old, new in changed:
        matcher = difflib.SequenceMatcher(None, old.split(), new.split(), autojunk=False)
        for kind, a, b, c, d in matcher.get_opcodes():
            words = [*old.split()[a:b], *new.split()[c:d]]
            assert kind == "equal" or all(map(CHANGED.search, words)), (old, new)


def test_neutral_words_leave_no_star_in_a_report(town, monkeypatch):
    shown = shown_by("bericht.ipynb", town(gender="neutral"), monkeypatch)
    said = " ".join(texts_of(shown))
    assert not re.search(r"\w[*:]innen", said)
    assert "Migrantische Selbstorganisation" in said
    assert set(TABLE) == {"handlungsfeld", "neutral"}
