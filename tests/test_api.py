"""``import sozialraum as sr``: a dozen names, typed, complete with Tab, given up politely."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import sozialraum as sr
from sozialraum import display
from sozialraum.errors import DataError

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_tab_shows_about_a_dozen_names_and_each_can_be_had():
    names = [name for name in dir(sr) if not name.startswith("_")]
    assert len(names) == 13
    for name in names:
        assert getattr(sr, name).__doc__


def test_the_types_name_the_same_as_the_module():
    stub = ast.parse((ROOT / "sozialraum/__init__.pyi").read_text(encoding="utf-8"))
    typed = {
        alias.asname: f"{node.module.removeprefix('sozialraum').lstrip('.')}.{alias.name}"
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    homes = {name: home.replace(":", ".") for name, home in sr._HOMES.items()}
    assert {name: home.lstrip(".") for name, home in typed.items()} == homes


def test_every_room_of_display_can_be_had_and_completes():
    assert "prose" in dir(display)
    assert all(getattr(display, name).__name__.endswith(name) for name in dir(display))
    with pytest.raises(AttributeError, match="no attribute 'prosa'"):
        display.prosa  # noqa: B018


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_use_only_names_that_exist(path):
    text = "".join("".join(c["source"]) for c in json.loads(path.read_text("utf-8"))["cells"])
    for room, name in re.findall(r"\bsr\.(\w+)(?:\.(\w+))?", text):
        assert room in sr._HOMES
        assert not name or hasattr(getattr(sr, room), name), f"sr.{room}.{name}"


def test_tab_in_a_room_shows_what_it_offers_and_nothing_it_imports():
    assert dir(sr.closer) == ["figure", "look"]
    assert {"folder", "indicators"} <= set(dir(sr.stock))
    assert "Table" not in dir(sr.tables)


def test_a_name_given_up_still_works_and_says_what_to_use(monkeypatch):
    monkeypatch.setitem(sr._GIVEN_UP, "gebiet", "profile")
    with pytest.warns(DeprecationWarning, match="heißt jetzt sozialraum.profile"):
        assert sr.gebiet is sr.profile


def test_a_name_that_never_was_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'sozialindex'"):
        sr.sozialindex  # noqa: B018


@pytest.mark.parametrize(
    ("given", "said"),
    [(("gebiet", 401), 'Anführungszeichen setzen: "401"'), (("jahr", "2013"), "Ohne Anführungsz")],
)
def test_a_slip_in_the_first_cell_of_a_notebook_is_said_in_german(given, said):
    with pytest.raises(DataError, match=said):
        sr.profile(sr.open_region("data/koeln"), **dict([given]))


def test_results_are_pandas_objects_or_frozen():
    region = sr.open_region("data/musterstadt")
    profile = sr.profile(region)
    assert isinstance(profile.werte, pd.DataFrame)
    with pytest.raises(AttributeError):
        profile.jahr = 1999


def test_importing_waits_for_no_drawing_library():
    code = "import sys, sozialraum; print('matplotlib' in sys.modules, 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
