"""Notebooks are short, hold no logic, carry no outputs, and run from any directory."""

import ast
import json
import re
from pathlib import Path

import pytest

from sozialraum.publish.copies import STEPS
from sozialraum.publish.document import read_document
from sozialraum.publish.notebook import notebook_path, run_notebook

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
LOGIC = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.With, ast.Lambda)


def cells(path: Path) -> list[dict]:
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell | {"source": "".join(cell["source"])} for cell in found]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_short_and_calls_the_library(path):
    for cell in cells(path):
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse(cell["source"])
        assert len(cell["source"].splitlines()) <= 10
        assert not [node for node in ast.walk(tree) if isinstance(node, LOGIC)], cell["source"]
        assert not cell["outputs"]
        assert cell["execution_count"] is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_its_parameters_are_annotated_literals_with_a_german_comment(path):
    first = next(cell for cell in cells(path) if cell["cell_type"] == "code")
    assert first["metadata"]["tags"] == ["parameters"]
    for statement, line in zip(
        ast.parse(first["source"]).body, first["source"].splitlines(), strict=True
    ):
        assert isinstance(statement, ast.AnnAssign)
        ast.literal_eval(statement.value)
        assert "  # " in line


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_technical_cells_are_collapsed_and_the_kernel_is_plain(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    code = [cell for cell in cells(path) if cell["cell_type"] == "code"]
    assert all(cell["metadata"]["jupyter"]["source_hidden"] for cell in code[1:])


@pytest.mark.parametrize("name", ["00_start", *STEPS])
def test_it_begins_with_its_purpose_in_three_sentences_and_ends_with_what_now(name):
    texts = [cell["source"] for cell in cells(notebook_path(f"{name}.ipynb"))]
    title, purpose = texts[0].split("\n\n")
    assert title.startswith("#")
    assert len(re.findall(r"[.!?](?= [A-ZÄÖÜ]|$)", purpose)) == 3
    assert any(text.startswith("## Was nun?") for text in texts[-2:])


@pytest.mark.langsam
@pytest.mark.parametrize("region", ["nrw", "koeln", "musterstadt"])
@pytest.mark.parametrize("name", [*STEPS, "00_start", "bericht"])
def test_it_runs_on_every_region_with_nothing_but_the_region_given(name, region, tmp_path):
    out = tmp_path / "out.ipynb"
    run_notebook(notebook_path(f"{name}.ipynb"), {"region": f"data/{region}"}, out)
    document = read_document(out)
    assert len(document.items) > 3


@pytest.mark.langsam
@pytest.mark.parametrize("region", ["nrw", "musterstadt"])
@pytest.mark.parametrize("name", ["agentur", "fortschreibung"])
def test_an_agency_s_notebook_runs_on_regions_with_agencies(name, region, tmp_path):
    out = tmp_path / "out.ipynb"
    run_notebook(notebook_path(f"{name}.ipynb"), {"region": f"data/{region}"}, out)
    assert len(read_document(out).items) > 20
