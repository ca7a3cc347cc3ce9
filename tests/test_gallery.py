"""The gallery shows files that are there, small ones, and says in words what they show."""

import re
import runpy
from pathlib import Path

import pytest
from PIL import Image

DOCS = Path(__file__).parents[1] / "docs"
SHOWN = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", (DOCS / "galerie.md").read_text("utf-8"))


def test_the_page_names_existing_files_and_no_file_is_left_out():
    named = {path for _, path in SHOWN}
    assert named == {f"galerie/{path.name}" for path in (DOCS / "galerie").iterdir()}
    assert len(named) == len(SHOWN) >= 8


def test_every_picture_has_words_and_can_be_opened():
    for words, path in SHOWN:
        assert len(words) > 20, path
        with Image.open(DOCS / path) as picture:
            picture.load()
            assert min(picture.size) >= 400


def test_all_pictures_together_are_small():
    assert sum((DOCS / path).stat().st_size for _, path in SHOWN) <= 1_500_000


def test_the_page_is_what_the_command_writes():
    pytest.importorskip("playwright", reason="playwright fehlt")
    made = runpy.run_path(str(DOCS / "galerie_herstellen.py"), run_name="galerie")
    assert made["gallery_page"]() == (DOCS / "galerie.md").read_text("utf-8")


def test_a_missing_tool_is_said(capsys):
    pytest.importorskip("playwright", reason="playwright fehlt")
    made = runpy.run_path(str(DOCS / "galerie_herstellen.py"), run_name="galerie")
    assert not made["_there"]("Word", made["_tool"](("kein-solches-programm",)), "LibreOffice")
    assert capsys.readouterr().out == "Word: ausgelassen, LibreOffice fehlt.\n"
