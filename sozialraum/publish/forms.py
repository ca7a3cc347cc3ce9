"""Forms: the workbooks that specialists fill in, made from the schema they are read by.

Each column of a sheet has its prompt, codes and areas have a drop-down list, and one row
marked as an example shows what is meant; the reader passes over it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sozialraum.formats import read_number
from sozialraum.publish.backup import write_kept
from sozialraum.publish.count_form import write_count_form
from sozialraum.publish.files import prepare_folder
from sozialraum.publish.form_lists import ROWS, Lists
from sozialraum.publish.paper_forms import write_paper_forms
from sozialraum.publish.workbook import put, render_workbook
from sozialraum.region import STATION_KIND, Region
from sozialraum.sources.count_files import FORM
from sozialraum.sources.evidence import STEM as EVIDENCE
from sozialraum.sources.evidence import evidence_schema
from sozialraum.sources.plan import STEM as PLAN
from sozialraum.sources.plan import plan_schema
from sozialraum.sources.schema import EXAMPLE, Column, Schema, Sheet
from sozialraum.sources.workbooks import SUFFIXES

READ_ME, SUBFOLDER = "Lies mich", "vorlagen"
NUMBERS = ("number", "whole", "x", "y")
AGENCIES = ("IA", "ADA")
FREE = ("areas", "ids", "indicators", "eckpunkte")
"""Kinds of cell that may hold several entries: their lists only propose."""

MOST_OF_TITLE, MOST_OF_PROMPT = 32, 255
"""Characters that Excel shows beside a cell."""

_HEAD = PatternFill("solid", fgColor="FF1F4E79")
_NEEDED = Font(bold=True, color="FFFFFFFF")
_OPTIONAL = Font(color="FFFFFFFF")
_EXAMPLE_FONT = Font(italic=True, color="FF6B6B6B")
_LINE = Border(bottom=Side(style="thin", color="FFBFBFBF"))
_WRAP = Alignment(wrap_text=True, vertical="top")

EVIDENCE_TEXT = (
    "Belege, Befunde und Bedarfe",
    "Hier steht, was Sie vor Ort wissen und keine Statistik sagt. Amtliche Zahlen kommen von "
    "selbst dazu.",
    "1. Im Blatt „Belege“ je Zeile eine Aussage mit Quelle und Stand eintragen.",
    "2. Im Blatt „Befunde“ zusammenfassen, was mehrere Belege sagen.",
    "3. Im Blatt „Bedarfe“ sagen: Wer braucht was, wo, wozu? Auf Belege und Befunde verweisen.",
    "4. Die Blätter „Netz“, „Nadel“ und „Befragung“ nur füllen, wenn Sie damit arbeiten.",
    "Keine Namen, Telefonnummern und Adressen von Menschen eintragen, auch keine Angaben, an "
    "denen jemand zu erkennen ist.",
    "Freigabe: Leer heißt intern. Nur was Sie freigeben, erscheint in Fassungen für Förderer "
    "oder die Öffentlichkeit; Notizen erscheinen dort nie.",
)
PLAN_TEXT = (
    "Ziele und Maßnahmen",
    "Hier planen Sie das kommende Jahr und halten fest, was aus dem laufenden wurde.",
    "1. Im Blatt „Ziele“ je gewähltem Eckpunkt ein bis drei Ziele eintragen: für wen ändert sich "
    "was, von welchem Wert auf welchen, bis wann, woran zu sehen?",
    "2. Im Blatt „Maßnahmen“ eintragen, was Sie dafür tun. Jede Maßnahme gehört zu einem Ziel.",
    "3. Am Ende des Jahres Ist, Bewertung und Folgerung ergänzen. Alte Jahre bleiben stehen.",
    "Freigabe: Leer heißt Förderer. Notizen erscheinen nur in der internen Fassung.",
)
COMMON_TEXT = (
    "Fett überschriebene Spalten sind Pflicht. Was gemeint ist, steht beim Anklicken einer Zelle.",
    f"Zeilen, deren erste Zelle mit {EXAMPLE} beginnt, sind Beispiele: Das Programm überliest sie. "
    "Sie dürfen gelöscht werden.",
    "Blätter und Überschriften nicht umbenennen. Fertig? Datei schließen, im Ordner der Region "
    "lassen und „sozialraum pruefen“ starten.",
)

Rows = Mapping[str, Sequence[Mapping[str, object]]]
"""Rows by sheet: what each cell holds, by the name of its column."""


def write_forms(region: Region, folder: Path) -> tuple[Path, ...]:
    """Write all forms of a region and return their paths.

    The two workbooks lie in the folder itself, ready to be filled in; where it holds
    evidence or a plan already, they go to its subfolder, as the forms for Word do.

    Raises
    ------
    SozialraumError
        If the folder or a file cannot be written.
    """
    prepare_folder(folder / SUBFOLDER)
    return (
        write_evidence_form(_place(folder, EVIDENCE, evidence_schema()), region),
        write_plan_form(_place(folder, PLAN, plan_schema()), region),
        *write_paper_forms(folder / SUBFOLDER),
        *_count_form(folder / SUBFOLDER / FORM, region),
    )


def _count_form(path: Path, region: Region) -> Iterator[Path]:
    """Yield the form for counting cases; one that is there may hold cases and stays."""
    if STATION_KIND in set(region.standorte["art"]):
        yield path if path.exists() else write_count_form(path, year=region.settings.jahr)


def write_evidence_form(path: Path, region: Region) -> Path:
    """Write the empty workbook for local evidence; returns its path.

    An existing file is kept beside it as ``<name>.<n>.bak``.

    Raises
    ------
    SozialraumError
        If the file in the way cannot be copied, or the new one not be written.
    """
    return _write(path, evidence_workbook(_names(region)))


def write_plan_form(path: Path, region: Region) -> Path:
    """Write the empty workbook for goals and activities; returns its path.

    An existing file is kept beside it as ``<name>.<n>.bak``.

    Raises
    ------
    SozialraumError
        If the file in the way cannot be copied, or the new one not be written.
    """
    places = region.standorte
    agencies = [str(key) for key in places.loc[places["art"].isin(AGENCIES), "kennung"]]
    return _write(path, plan_workbook(_names(region), agencies))


def evidence_workbook(areas: Mapping[str, str], rows: Rows | None = None) -> bytes:
    """Return the workbook for local evidence: with the example rows, or with rows given.

    Parameters
    ----------
    areas
        Names of the areas by key, for the drop-down list.
    rows
        What it is filled with; the same rows always give the same bytes.
    """
    return schema_workbook(evidence_schema(), areas, EVIDENCE_TEXT, rows, {})


def plan_workbook(
    areas: Mapping[str, str], agencies: Sequence[str], rows: Rows | None = None
) -> bytes:
    """Return the workbook for goals and activities, as `evidence_workbook` does."""
    return schema_workbook(plan_schema(), areas, PLAN_TEXT, rows, {"agentur": agencies})


def _write(path: Path, content: bytes) -> Path:
    write_kept(path, content)
    return path


def _place(folder: Path, stem: str, schema: Schema) -> Path:
    """Return where a form goes: not where work of the same kind lies already."""
    used = [f"{stem}{end}" for end in SUFFIXES] + [f"{name}.csv" for name in schema]
    in_use = any((folder / name).exists() for name in used)
    return (folder / SUBFOLDER if in_use else folder) / f"{stem}.xlsx"


def _names(region: Region) -> dict[str, str]:
    return {str(key): str(name) for key, name in region.gebiete["name"].items()}


def schema_workbook(
    schema: Schema,
    areas: Mapping[str, str],
    text: Sequence[str],
    rows: Rows | None,
    more: Mapping[str, Sequence[str]],
) -> bytes:
    """Return a workbook with all sheets of a schema, as `evidence_workbook` does.

    ``text`` is what its first sheet says, ``more`` are lists by column.
    """
    book = Workbook()
    _read_me(book.active, [*text, *COMMON_TEXT])
    pages = {name: book.create_sheet(sheet.titel) for name, sheet in schema.items()}
    lists = Lists(book, schema, areas, more)
    for name, sheet in schema.items():
        given = [_example(sheet)] if rows is None else rows.get(name, ())
        _fill(pages[name], sheet, given, example=rows is None)
        for number, column in enumerate(sheet.spalten, 1):
            _guide(pages[name], number, column, lists.range_of(column))
    return render_workbook(book, packed=False)


def _read_me(page: Worksheet, text: Sequence[str]) -> None:
    page.title = READ_ME
    page.column_dimensions["A"].width = 100
    for number, paragraph in enumerate(text, 1):
        cell = page.cell(number, 1, paragraph)
        cell.alignment = _WRAP
        cell.font = Font(bold=number == 1, size=14 if number == 1 else 11)


def _example(sheet: Sheet) -> dict[str, object]:
    return {column.name: column.beispiel for column in sheet.spalten}


def _fill(
    page: Worksheet, sheet: Sheet, rows: Sequence[Mapping[str, object]], *, example: bool
) -> None:
    for number, column in enumerate(sheet.spalten, 1):
        _head(page, number, column)
        style = page.column_dimensions[get_column_letter(number)]
        style.width, style.alignment = column.breite, _WRAP
        # As text, so that no spreadsheet makes a date of 2025-09 or a number of 05315.
        style.number_format = "General" if column.art in NUMBERS else "@"
        for line, row in enumerate(rows, 2):
            cell = put(page, line, number, _value(row.get(column.name, ""), column))
            cell.alignment, cell.number_format = _WRAP, style.number_format
            cell.font = _EXAMPLE_FONT if example else Font()
    page.freeze_panes = "B2"


def _head(page: Worksheet, number: int, column: Column) -> None:
    cell = page.cell(1, number, column.titel)
    cell.fill, cell.font, cell.border = _HEAD, _NEEDED if column.pflicht else _OPTIONAL, _LINE
    cell.alignment = _WRAP


def _value(value: object, column: Column) -> object:
    """Return what stands in a cell: numbers as numbers, everything else as text."""
    if value in ("", None):
        return None
    if isinstance(value, str) and column.art in NUMBERS:
        return read_number(value)
    return value


def _guide(page: Worksheet, number: int, column: Column, listed: str) -> None:
    """Add what is said when a cell is chosen, and its drop-down list."""
    rule = DataValidation(allow_blank=True, **_rule(column, listed))
    rule.promptTitle = rule.errorTitle = column.titel[:MOST_OF_TITLE]
    rule.prompt = rule.error = column.hinweis[:MOST_OF_PROMPT]
    rule.showInputMessage = True
    rule.showErrorMessage = column.art not in FREE and rule.type is not None
    letter = get_column_letter(number)
    rule.add(f"{letter}2:{letter}{ROWS}")
    page.add_data_validation(rule)


def _rule(column: Column, listed: str) -> dict[str, Any]:
    if listed:
        return {"type": "list", "formula1": listed}
    if column.art not in NUMBERS or column.von is None:
        return {}
    kind = "whole" if column.art == "whole" else "decimal"
    if column.bis is None:
        return {"type": kind, "operator": "greaterThanOrEqual", "formula1": f"{column.von:g}"}
    return {"type": kind, "formula1": f"{column.von:g}", "formula2": f"{column.bis:g}"}
