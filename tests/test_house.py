"""The house keeps its order: imports run one way, each room keeps to its tools."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

LIBRARY = Path(__file__).parents[1] / "sozialraum"
GROUND = ["errors", "cards", "keys", "formats", "programme"]
ORDER = [*GROUND, "measures", "sources", "region", "analysis", "display", "publish", "cli"]
ONLY_IN = {
    "display": {"matplotlib", "folium", "branca", "xstatic"},
    "publish": {"papermill", "nbformat", "nbclient", "nbconvert", "docx", "typst", "openpyxl"},
    "sources": {"pooch", "requests", "urllib", "python_calamine", "pyogrio"},
}
FILE_ROOMS = {"sources", "publish"}
READS = {"open", "read_text", "read_bytes", "read_csv", "read_excel", "read_file", "read_parquet"}
WRITES = {"write_text", "write_bytes", "to_csv", "to_excel", "to_file", "to_parquet", "mkdir"}
FILES = sorted(LIBRARY.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(LIBRARY).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[str]:
    """Dotted names of all imports, also of those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def mentions(node: ast.AST, names: set[str]) -> bool:
    return any(getattr(part, "id", "") in names for part in ast.walk(node))


def harmless(tree: ast.AST) -> set[str]:
    """Names of the library's own functions and of what is packed into an installed package."""
    names = {"files"}  # importlib.resources.files and what is derived from it
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("sozialraum"):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign) and mentions(node.value, names):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def file_calls(tree: ast.AST) -> Iterator[str]:
    names = harmless(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not mentions(node.func, names):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in READS | WRITES:
                yield f"line {node.lineno}: {name}"


@pytest.fixture(params=FILES, ids=lambda path: path.relative_to(LIBRARY).as_posix())
def module(request) -> tuple[str, ast.AST]:
    return room(request.param), ast.parse(request.param.read_text(encoding="utf-8"))


def test_a_room_imports_only_from_itself_and_the_rooms_before_it(module):
    here, tree = module
    allowed = {here, *ORDER[: ORDER.index(here)]} if here in ORDER else set()
    rooms = {name.split(".")[1] for name in imported(tree) if name.startswith("sozialraum.")}
    assert rooms <= allowed


def test_a_library_is_known_only_to_its_room(module):
    here, tree = module
    roots = {name.split(".")[0] for name in imported(tree)}
    foreign = {name for owner, names in ONLY_IN.items() if owner != here for name in names}
    assert not roots & foreign


def test_only_sources_and_publish_open_files(module):
    here, tree = module
    assert here in FILE_ROOMS or not list(file_calls(tree))


def test_the_search_for_file_calls_finds_them_and_leaves_packed_files_alone():
    code = """
from importlib.resources import files
from sozialraum.sources import tables
text = files("sozialraum").joinpath("a.toml").read_text()
tables.read_text(path)
open(path)
path.read_text()
frame.to_csv(path)
"""
    assert list(file_calls(ast.parse(code))) == [
        "line 6: open",
        "line 7: read_text",
        "line 8: to_csv",
    ]


def test_every_module_stands_in_a_known_room():
    assert {room(path) for path in FILES} <= {"__init__", *ORDER}
