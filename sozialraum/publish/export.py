"""Export: an executed notebook as the documents that people hand in.

What arrives where: web page, Word and PDF carry everything that the notebook says, also
what was added by hand, in the same order and with the same numbers of tables, figures
and maps; Excel carries its tables with captions, remarks and sources.  A file that is
already there may have been worked on: it is replaced only if that was asked for.

A notebook that was run in part becomes a partial document, which says so on every page;
reports (`sozialraum.publish.reports`) are made of whole notebooks only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from sozialraum.errors import PublishError, suggest
from sozialraum.publish.document import Document, read_document
from sozialraum.publish.docx import write_docx
from sozialraum.publish.docx_master import open_master
from sozialraum.publish.files import prepare_folder
from sozialraum.publish.html import write_html
from sozialraum.publish.pdf import write_pdf
from sozialraum.publish.xlsx import write_xlsx

Writer = Callable[[Document, Path], object]
Tell = Callable[[str], object]


WRITERS: Mapping[str, Writer] = {
    "html": write_html,
    "docx": write_docx,
    "pdf": write_pdf,
    "xlsx": write_xlsx,
}
FORMATS = tuple(WRITERS)
WORD = "docx"


def export(
    notebook: str | Path,
    formats: Iterable[str] = FORMATS,
    out: str | Path | None = None,
    *,
    replace: bool = False,
    master: str | Path | None = None,
    tell: Tell | None = None,
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
    master
        A carrier's own Word file, whose page, type, header and footer the Word file gets.
    tell
        Gets what the user should know: that a document is partial, and which styles a
        master lacked.

    Returns
    -------
    tuple of Path
        The files written, named as the notebook.

    Raises
    ------
    PublishError
        If a format is unknown, a file is already there or open elsewhere, or nothing of
        the notebook was run; nothing is written then.  Also if a file cannot be written;
        the others are there then.

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
    _refuse_open(paths.values())
    document = read_document(source, partial=True)
    for sentence in document.missing[:1]:
        (tell or _nobody)(f"{document.partial}. {sentence}. Das steht auf jeder Seite.")
    prepare_folder(folder)
    _write_all(document, paths, master, tell or _nobody)
    return tuple(paths.values())


def write_format(
    name: str, document: Document, path: Path, *, master: str | Path | None = None
) -> tuple[str, ...]:
    """Write a document in one format; return what the user should know, in German.

    Raises
    ------
    PublishError
        If the file cannot be written or the master is none.
    """
    if name != WORD or master is None:
        WRITERS[name](document, path)
        return ()
    return _lacked(master, write_docx(document, path, master=master))


def master_remarks(master: str | Path) -> tuple[str, ...]:
    """Check a master before anything is made; return what the user should know of it.

    Raises
    ------
    PublishError
        If it is none.
    """
    return _lacked(master, open_master(master)[1])


def _lacked(master: str | Path, added: Sequence[str]) -> tuple[str, ...]:
    if not added:
        return ()
    names = ", ".join(f"„{style}“" for style in added)
    return (
        f"Der Vorlage „{Path(master).name}“ fehlten Formatvorlagen: {names}. Sie sind ergänzt "
        "und lassen sich in Word ändern.",
    )


def _nobody(_: str) -> None:
    """Take a message that nobody asked for."""


def _write_all(
    document: Document, paths: Mapping[str, Path], master: str | Path | None, tell: Tell
) -> None:
    """Write every format, also if one of them fails; say all failures together."""
    faults = []
    for name, path in paths.items():
        try:
            for sentence in write_format(name, document, path, master=master):
                tell(sentence)
        except PublishError as error:
            faults.append(str(error))
    if faults:
        raise PublishError("\n".join(faults))


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


def _refuse_open(paths: Iterable[Path]) -> None:
    """Refuse to replace a file that somebody works on: saving there would undo it."""
    for path in paths:
        for lock in _locks(path):
            if path.exists() and lock.exists():
                raise PublishError(
                    f"„{path.name}“ ist gerade in Word, Excel oder LibreOffice geöffnet. Abhilfe: "
                    "dort schließen. Ist sie nirgends geöffnet, ist von einem Absturz die Datei "
                    f"„{lock.name}“ übrig; dann diese löschen."
                )


def _locks(path: Path) -> Iterator[Path]:
    """Yield the files that other programs put beside one that they have open.

    Word cuts up to two letters off a name.
    """
    yield path.with_name(f".~lock.{path.name}#")
    yield from (path.with_name(f"~${path.name[cut:]}") for cut in (0, 1, 2))
