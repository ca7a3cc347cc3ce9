"""Benchmarks compare like with like: the side without Jupyter writes what the notebook shows."""

import sys
from pathlib import Path

import nbformat

from sozialraum.publish.notebook import run_notebook

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import batch_sides

SHOWN = [
    'region = ""\ngebiet = ""',
    "from sozialraum.display.blocks import Text\n"
    "from sozialraum.display.several import Blocks\n"
    "Text((gebiet,))",
    'Blocks((Text(("eins",)), Text(("zwei",))))',
]


def outputs(path: Path) -> list[list[dict]]:
    return [
        [output.data for output in cell.outputs]
        for cell in nbformat.read(path, 4).cells
        if cell.metadata.get("tags") != ["injected-parameters"]
    ]


def test_the_side_without_jupyter_writes_the_outputs_of_the_engine(tmp_path):
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in SHOWN])
    node.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(node, tmp_path / "ein.ipynb")
    batch_sides.plain(tmp_path / "ein.ipynb", tmp_path, ["05111"])
    run_notebook(tmp_path / "ein.ipynb", {"gebiet": "05111"}, tmp_path / "engine.ipynb")
    found = outputs(tmp_path / "05111.ipynb")
    assert found == outputs(tmp_path / "engine.ipynb")
    assert [len(shown) for shown in found] == [0, 1, 2]
