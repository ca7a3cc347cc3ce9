"""What a notebook opens a region with: from here on its blocks have the region's words."""

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
