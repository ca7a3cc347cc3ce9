"""What a notebook opens a region with: from here on its blocks have the region's words.

A region may be kept open for a batch (`keep_open`): then each of its notebooks, which run
in processes forked from this one, finds it opened and computed.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Any

from IPython import display, get_ipython

from sozialraum import region
from sozialraum.display import terms
from sozialraum.errors import SozialraumError

SERVED = "SOZIALRAUM_LAB"
"""Variable that names the folder which JupyterLab serves (see `sozialraum.cli.lab`)."""

_IN_SIGHT = """
const shown = () => element.closest('.jp-Cell')?.scrollIntoView({block: 'center'});
setTimeout(shown, 600);
"""
_shell: Any = get_ipython  # has no types
_script: Any = display

Stamp = tuple[tuple[str, int, int], ...]
_KEPT: dict[Path, tuple[Stamp, region.Region]] = {}


def open_region(folder: str | Path) -> region.Region:
    """Return an opened region and let all that is shown have its words (``[begriffe]``).

    Parameters and errors are those of `sozialraum.region.open_region`.

    Examples
    --------
    >>> open_region("data/musterstadt").name
    'Musterstadt'
    >>> open_region("data/musterdorf")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    sozialraum.errors.DataError: ...: Der Regionsordner ist nicht vorhanden. Abhilfe: ...
    """
    if shell := _shell():
        shell.set_custom_exc((SozialraumError,), _told_in_sight)
    path = region.locate(folder)
    stamp, opened = _KEPT.get(path, ((), None))
    if opened is None or stamp != _stamp(path):
        opened = region.open_region(folder)
    terms.speak(opened)
    return opened


def _told_in_sight(
    shell: Any,
    kind: type[SozialraumError],
    error: SozialraumError,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    """Show what is wrong and scroll to it: after running all cells JupyterLab is at the end."""
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
    if SERVED in os.environ:
        _script.display({"application/javascript": _IN_SIGHT}, raw=True)


def keep_open(folder: str | Path) -> region.Region:
    """Open a region for all who ask for it later, as long as its files stay as they are.

    Parameters and errors are those of `sozialraum.region.open_region`.
    """
    path = region.locate(folder)
    stamp = _stamp(path)  # before reading: what changes meanwhile counts as changed
    opened = region.open_region(folder)
    _KEPT[path] = stamp, opened
    return opened


def _stamp(path: Path) -> Stamp:
    files = sorted(file for file in path.rglob("*") if file.is_file())
    states = ((file, file.stat()) for file in files)
    return tuple((str(file), state.st_mtime_ns, state.st_size) for file, state in states)
