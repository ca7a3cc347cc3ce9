"""Notebooks run from a program: parameters checked first, the result written whole.

papermill runs them as the specialist would, cell by cell in a kernel of its own, which is
forked from this process where that is possible (`sozialraum.publish.engine`).  What
differs from run to run without meaning anything (times, paths, random cell ids) is
taken out, so that the same input gives the same file.
"""

from __future__ import annotations

import ast
import json
import logging
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

from sozialraum import errors
from sozialraum.errors import PublishError, suggest
from sozialraum.publish import engine
from sozialraum.publish.files import write_whole
from sozialraum.publish.workers import ENVIRONMENT

KERNEL = "python3"
KNOWN_TYPES = {
    "str": (str, "ein Text"),
    "int": (int, "eine ganze Zahl"),
    "float": (float, "eine Zahl"),
    "bool": (bool, "True oder False"),
}
TIMEOUT = 600.0
"""Seconds after which a cell is ended unless somebody says otherwise."""

REMEDIES = {
    engine.TIMED_OUT: "Abhilfe: nachsehen, worauf sie wartet.",
    engine.DIED: "Vermutlich reichte der Speicher nicht. Abhilfe: mit --jobs 1 wiederholen.",
}
OUR_ERRORS = {name for name in vars(errors) if name.endswith("Error")}
logging.getLogger("papermill").setLevel(logging.ERROR)  # we have checked what it warns of
_WRITE: Any = nbformat.writes  # has no types
_READ: Any = nbformat.read
_NODE: Any = nbformat.NotebookNode


def notebook_path(name: str) -> Path:
    """Return the path of one of the notebooks that lie beside the library.

    Raises
    ------
    PublishError
        If it is not there, because the library was installed without its repository.
    """
    path = Path(__file__).resolve().parents[2] / "notebooks" / name
    if not path.is_file():
        raise PublishError(
            f"Das Notizbuch „{name}“ fehlt ({path.parent}). Abhilfe: das Programm so "
            "einrichten, wie es im README steht (make berichte)."
        )
    return path


def run_notebook(
    path: str | Path,
    parameters: Mapping[str, Any],
    out: str | Path,
    *,
    timeout: float = TIMEOUT,
) -> Any:
    """Run a notebook with parameters and write the result.

    Parameters
    ----------
    path
        The notebook.
    parameters
        Values for its cell tagged ``parameters``; texts stay texts.
    out
        Where the executed notebook is written, whole or not at all.
    timeout
        Seconds after which a cell is ended.

    Returns
    -------
    NotebookNode
        The executed notebook.

    Raises
    ------
    PublishError
        If a parameter is unknown or of the wrong type, a cell fails or nothing can be
        written.  A failed run is kept beside ``out`` as „…_abgebrochen.ipynb“.
    """
    node, out = _opened(Path(path)), Path(out)
    _check_parameters(node, parameters, Path(path).name)
    failed = out.with_name(f"{out.stem}_abgebrochen.ipynb")
    with tempfile.TemporaryDirectory() as scratch, _environment():
        kept = Path(scratch) / "lauf.ipynb"
        try:
            executed = _execute(node, parameters, kept, timeout)
        except PapermillExecutionError as error:
            write_whole(failed, _bytes(_settled(_READ(kept, as_version=4))))
            raise PublishError(_failure(error, failed)) from error
    write_whole(out, _bytes(_settled(executed)))
    failed.unlink(missing_ok=True)
    return executed


def forget_folders(notebook: Path, parameters: Mapping[str, Any]) -> None:
    """Leave only the names of folders in an executed notebook that is for everybody."""
    text = notebook.read_text(encoding="utf-8")
    for name in ("region", "vorjahr", "ordner"):
        path = str(parameters.get(name, ""))
        if Path(path).is_absolute() or path.startswith("~"):
            for written in (path, repr(path)[1:-1], path.encode("unicode_escape").decode()):
                inside = json.dumps(written, ensure_ascii=False)[1:-1]
                text = text.replace(inside, Path(path).name)
    write_whole(notebook, text.encode("utf-8"))


def _opened(path: Path) -> Any:
    try:
        node = _READ(path, as_version=4)
    except FileNotFoundError as error:
        raise PublishError(f"Das Notizbuch „{path}“ gibt es nicht.") from error
    except (nbformat.reader.NotJSONError, UnicodeDecodeError) as error:
        raise PublishError(f"„{path.name}“ ist kein lesbares Notizbuch (.ipynb).") from error
    spec = {"name": KERNEL, "language": "python", "display_name": "Python 3"}
    node.metadata.setdefault("kernelspec", _NODE(spec))
    return node


def _execute(node: Any, parameters: Mapping[str, Any], kept: Path, timeout: float) -> Any:
    return papermill.execute_notebook(
        node,
        str(kept),
        dict(parameters),
        kernel_name=KERNEL,
        engine_name=engine.NAME,
        execution_timeout=timeout,
        progress_bar=False,
        request_save_on_cell_execute=False,
        autosave_cell_every=0,
    )


def _check_parameters(node: Any, parameters: Mapping[str, Any], name: str) -> None:
    known = known_parameters(node)
    for key, value in parameters.items():
        if key not in known:
            hint = suggest(key, known) or f"Bekannt sind: {', '.join(known)}."
            raise PublishError(f"„{name}“ kennt keinen Parameter „{key}“. {hint}")
        kind, german = KNOWN_TYPES.get(known[key], (object, ""))
        misfit = isinstance(value, bool) and kind in (int, float)
        if misfit or not isinstance(value, (int, float) if kind is float else kind):
            raise PublishError(
                f"Parameter „{key}“ von „{name}“: erwartet wird {german}, angegeben ist {value!r}."
            )


def known_parameters(node: Any) -> dict[str, str]:
    """Return the parameters of a notebook and their types as far as they are said.

    papermill's own search gives up at a comment with ``=`` in it.
    """
    cells = [cell for cell in node.cells if "parameters" in cell.metadata.get("tags", [])]
    found: dict[str, str] = {}
    try:
        statements = [line for cell in cells for line in ast.parse(cell.source).body]
    except SyntaxError as error:
        raise PublishError(
            f"Die Parameterzelle des Notizbuchs ist in Zeile {error.lineno} kein gültiges Python."
        ) from error
    for statement in statements:
        if isinstance(statement, ast.AnnAssign):
            found[ast.unparse(statement.target)] = ast.unparse(statement.annotation)
        elif isinstance(statement, ast.Assign):
            found |= {ast.unparse(target): "" for target in statement.targets}
    return found


def _failure(error: PapermillExecutionError, kept: Path) -> str:
    if error.ename in OUR_ERRORS:
        return str(error.evalue)
    if error.ename in REMEDIES:
        return (
            f"Zelle [{error.exec_count}] des Notizbuchs: {error.evalue} "
            f"{REMEDIES[error.ename]} Sie ist in „{kept.name}“ markiert."
        )
    return (
        f"Das Notizbuch ist in der Zelle [{error.exec_count}] abgebrochen "
        f"({error.ename}: {error.evalue}). Abhilfe: „{kept.name}“ in JupyterLab öffnen und "
        "die markierte Zelle ansehen."
    )


@contextmanager
def _environment() -> Iterator[None]:
    """Give kernels started meanwhile what they need; what the user has set stays."""
    added = {name: value for name, value in ENVIRONMENT.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


def _settled(node: Any) -> Any:
    """Take out of a notebook what differs from run to run."""
    given = node.metadata.get("papermill", {}).get("parameters", {})
    node.metadata["papermill"] = {"parameters": given}
    for number, cell in enumerate(node.cells, start=1):
        for volatile in ("papermill", "execution", "collapsed"):
            cell.metadata.pop(volatile, None)
        if "injected-parameters" in cell.metadata.get("tags", []) or "id" not in cell:
            cell["id"] = f"zelle-{number}"
    return node


def _bytes(node: Any) -> bytes:
    text: str = _WRITE(node, version=4)
    return f"{text}\n".encode()
