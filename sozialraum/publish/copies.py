"""Copies: the notebooks for one choice of region and area, to work on in them.

The notebooks of the project stay as they are; a copy has the choice in its parameters.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

from sozialraum.publish.files import prepare_folder, write_whole
from sozialraum.publish.notebook import known_parameters, notebook_path
from sozialraum.publish.reports import portable
from sozialraum.region import Region

STEPS = (
    "01_daten", "02_sozialraum", "03_bedarf", "04_schwerpunkte", "05_antidiskriminierung",
)  # fmt: skip
_WRITE: Any = nbformat.writes  # has no types
_READ: Any = nbformat.read


def working_copies(
    region: Region, gebiet: str, out: Path, *, agentur: str = ""
) -> tuple[Path, ...]:
    """Write the five notebooks for a choice; a copy that is there stays as it is.

    Parameters
    ----------
    region
        The region.
    gebiet
        Key of the area.
    out
        Folder of the results; the copies go to ``<out>/<region>/notizbuecher/<area>``.
    agentur
        Key of the agency, empty for the first one.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from sozialraum.region import open_region
    >>> with TemporaryDirectory() as out:
    ...     paths = working_copies(open_region("data/musterstadt"), "22", Path(out))
    >>> [path.stem for path in paths][:2]
    ['01_daten', '02_sozialraum']
    """
    folder = prepare_folder(out / region.key / "notizbuecher" / region.folder_of(gebiet))
    given = {"region": portable(region.folder), "gebiet": gebiet, "agentur": agentur}
    paths = tuple((folder / f"{name}.ipynb").absolute() for name in STEPS)
    for path in paths:
        if not path.is_file():
            _copy(path, given)
    return paths


def _copy(path: Path, given: Mapping[str, str]) -> None:
    node = _READ(notebook_path(path.name), as_version=4)
    known = known_parameters(node)
    cell = next(cell for cell in node.cells if "parameters" in cell.metadata.get("tags", []))
    cell.source = with_values(cell.source, {k: v for k, v in given.items() if k in known})
    write_whole(path, f"{_WRITE(node, version=4)}\n".encode())


def with_values(source: str, given: Mapping[str, str]) -> str:
    """Return a parameters cell with other values; comments stay.

    >>> with_values('gebiet: str = ""  # Schlüssel', {"gebiet": "101"})
    'gebiet: str = "101"  # Schlüssel'
    """
    lines = source.splitlines()
    for statement in ast.parse(source).body:
        name = ast.unparse(statement.target) if isinstance(statement, ast.AnnAssign) else ""
        if name in given:
            head, _, comment = lines[statement.lineno - 1].partition("  # ")
            value = given[name].replace("\\", "\\\\").replace('"', '\\"')
            lines[statement.lineno - 1] = f'{head.partition("=")[0]}= "{value}"  # {comment}'
    return "\n".join(lines)
