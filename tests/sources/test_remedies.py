"""Every fault tells what to do about it: no message ends with what is wrong."""

import ast
from pathlib import Path

import pytest

LIBRARY = Path(__file__).parents[2] / "sozialraum"
FILES = [LIBRARY / "keys.py", LIBRARY / "region.py", *sorted((LIBRARY / "sources").glob("*.py"))]


def without_remedy(tree: ast.AST) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "Fault"
        and len(node.args) < 7
        and "remedy" not in {keyword.arg for keyword in node.keywords}
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_fault_has_a_remedy(path):
    assert without_remedy(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_search_finds_a_fault_without_one():
    assert without_remedy(ast.parse('Fault("a", file="b")\nFault("a", remedy="c")')) == [1]
