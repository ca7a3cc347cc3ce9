"""Export: an executed notebook as the documents that people hand in.

What arrives where: web page, Word and PDF carry everything that the notebook says, also
what was added by hand, in the same order and with the same numbers of tables, figures
and maps; Excel carries its tables with captions, remarks and sources.  A file that is
already there may have been worked on: it is replaced only if that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from sozialraum.errors import PublishError, suggest
from sozialraum.publish.document import Document, read_document
from sozialraum.publish.docx import write_docx
from sozialraum.publish.files import prepare_folder
from sozialraum.publish.html import write_html
from sozialraum.publish.pdf import write_pdf
from sozialraum.publish.xlsx import write_xlsx

Writer = Callable[[Document, Path], None]
WRITERS: Mapping[str, Writer] = {
    "html": write_html,
    "docx": write_docx,
    "pdf": write_pdf,
    "xlsx": write_xlsx,
}
FORMATS = tuple(WRITERS)


def export(
    notebook: str | Path,
    formats: Iterable[str] = FORMATS,
    out: str | Path | None = None,
    *,
    replace: bool = False,
) -> tuple[Path, ...]:
    """Write an executed notebook as documents beside it.

    Parameters
    ----------
    notebook
        Path of the executed ``.ipynb`` file.
    formats
        Some of `FORMATS`; each is written once, in the order given.
    out
        Another folder; it is made if need be.
    replace
        Whether files that are already there are replaced.

    Returns
    -------
    tuple of Path
        The files written, named as the notebook.

    Raises
    ------
    PublishError
        If a format is unknown, a file is already there, the notebook was not run to its
        end or a file cannot be written.  Nothing is written then, except in the last case.

    Examples
    --------
    >>> export("bericht.ipynb", ["odt"])
    Traceback (most recent call last):
    sozialraum.errors.PublishError: Unbekanntes Format „odt“. Möglich: html, docx, pdf, xlsx.
    """
    source = Path(notebook)
    wanted = _known(formats)
    folder = source.parent if out is None else Path(out)
    paths = {name: folder / f"{source.stem}.{name}" for name in wanted}
    if not replace:
        _refuse_existing(paths.values())
    document = read_document(source)
    prepare_folder(folder)
    for name, path in paths.items():
        WRITERS[name](document, path)
    return tuple(paths.values())


def _known(formats: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(name.strip().lower() for name in formats))
    for name in wanted:
        if name not in WRITERS:
            hint = suggest(name, WRITERS) or f"Möglich: {', '.join(WRITERS)}."
            raise PublishError(f"Unbekanntes Format „{name}“. {hint}")
    if not wanted:
        raise PublishError(f"Es ist kein Format angegeben. Möglich: {', '.join(WRITERS)}.")
    return wanted


def _refuse_existing(paths: Iterable[Path]) -> None:
    there = [path for path in paths if path.exists()]
    if there:
        names = ", ".join(f"„{path.name}“" for path in there)
        raise PublishError(
            f"Schon vorhanden in „{there[0].parent}“: {names}. Darin kann eigene Arbeit stecken, "
            "deshalb wird nichts ersetzt. Abhilfe: einen anderen Ordner angeben (-o) oder das "
            "Ersetzen ausdrücklich verlangen (--ersetzen)."
        )
