"""Aufgabenplanung and Sachbericht-Gerüst as Excel workbooks.

Which columns they have stands in a template, for funders' forms change; none of them is
official, and every sheet says so.  People go on writing in these files, so one that is
replaced is kept beside the new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from sozialraum.analysis.dossier import Dossier
from sozialraum.analysis.review import review
from sozialraum.display import theme
from sozialraum.programme import AUDIENCES, ECKPUNKTE, released
from sozialraum.publish.backup import write_kept
from sozialraum.publish.document import INVENTED
from sozialraum.publish.planning_rows import FIELDS, Row, plan_rows
from sozialraum.publish.planning_template import (
    PLAN,
    REPORT,
    PlanColumn,
    Template,
    own_template,
    read_template,
)
from sozialraum.publish.workbook import (
    put,
    render_workbook,
    set_page,
    set_widths,
    sheet_name,
    style_body,
    style_head,
    style_line,
)
from sozialraum.sources.plan import Plan

NOT_OFFICIAL = "Vorlage nicht amtlich; mit den Anlagen der Bewilligungsbehörde abgleichen."
NO_GOALS = "[FACHKRAFT: Für {jahr} sind noch keine Ziele eingetragen (plan.xlsx, Blatt Ziele)]"
NO_DECISION = "[FACHKRAFT: Entscheidung für {jahr} festhalten (entscheidungen.toml)]"
ANSWER_HEIGHT = 110
YEAR = "jahr"


def write_plan_workbook(
    found: Dossier, path: str | Path, *, template: str | Path | None = None
) -> None:
    """Write the Aufgabenplanung: one row per activity, and the choice with its reasons.

    Parameters
    ----------
    found
        The dossier; its plan is that of the following year.
    path
        The ``.xlsx`` file; an older one that differs is kept as ``<name>.<n>.bak``.
    template
        Own columns; None: ``planung.toml`` in the region's folder, else those built in.

    Raises
    ------
    DataError
        If the template has faults.
    PublishError
        If the file cannot be written.
    """
    chosen = _template(found, PLAN, template)
    year = found.jahr + 1
    sheets = _Sheets(found, f"{chosen.titel} {year}")
    _plan_sheet(sheets, found, chosen, found.plan, year)
    heads = ("Eckpunkt", "Rechnerischer Vorschlag", "Punktzahl", "Belege", "Belegarten",
             "Gewählt", "Begründung", "Gegenbelege")  # fmt: skip
    widths = (28, 22, 10, 9, 10, 10, 60, 40)
    sheets.table("Wahl der Eckpunkte", heads, widths, _choice_rows(found))
    write_kept(Path(path), sheets.render())


def write_report_workbook(
    found: Dossier, path: str | Path, *, template: str | Path | None = None
) -> None:
    """Write the Sachbericht-Gerüst: planned and actual, and questions to be answered in words.

    Its year is that of the report; where nothing was planned for it yet, the following year,
    for which the frame is then ready.  Parameters and errors as in `write_plan_workbook`.
    """
    chosen = _template(found, REPORT, template)
    later = found.done.ziele.empty
    year = found.jahr + 1 if later else found.jahr
    sheets = _Sheets(found, f"{chosen.titel} {year}")
    _plan_sheet(sheets, found, chosen, found.plan if later else found.done, year)
    if chosen.fragen:
        empty = [(question, "") for question in chosen.fragen]
        sheets.table("Bericht in Worten", ("Frage", "Antwort"), (40, 110), empty, ANSWER_HEIGHT)
    looked_back = review(found)
    if looked_back is not None and looked_back.offen:
        heads = ("Offene Frage des Vorjahres", "damals", "geworden", "heute", "Anmerkung")
        became = [
            (one.frage.text, one.frage.stand, one.geworden, one.jetzt, "")
            for one in looked_back.offen
        ]
        sheets.table("Offene Fragen", heads, (60, 20, 20, 20, 40), became)
    write_kept(Path(path), sheets.render())


def _template(found: Dossier, part: str, given: str | Path | None) -> Template:
    return read_template(part, Path(given) if given else own_template(found.region.folder))


class _Sheets:
    """A workbook in the making; all its sheets have the same lines above their table."""

    def __init__(self, found: Dossier, title: str) -> None:
        self.book = Workbook()
        self.book.remove(self.book.worksheets[0])
        self.title = title
        carrier = str(found.agentur.get("traeger", ""))
        names = (found.name, carrier, found.region.name)
        self.about = " · ".join(dict.fromkeys(name for name in names if name))
        self.warning = _page_line(found)

    def table(
        self,
        name: str,
        heads: Sequence[str],
        widths: Sequence[float],
        rows: Iterable[Sequence[object]],
        height: float = 0,
        forms: Sequence[str] = (),
    ) -> Any:
        """Add a sheet with a table and return it; a single text is a line below the head."""
        sheet = self.book.create_sheet(sheet_name(name))
        top = self._lines(sheet)
        for column, head in enumerate(heads, 1):
            put(sheet, top, column, head)
        style_head(sheet, top, len(heads))
        for number, row in enumerate(rows, top + 1):
            for column, value in enumerate(row, 1):
                put(sheet, number, column, value, forms[column - 1] if forms else "")
            style_body(sheet, number, len(heads))
            if height:
                sheet.row_dimensions[number].height = height
        set_widths(sheet, widths)
        below = f"{self.title} · {NOT_OFFICIAL}"
        set_page(sheet, above=self.warning, below=below, head_row=top)
        return sheet

    def _lines(self, sheet: Any) -> int:
        """Write what stands above a table and return the row of its head."""
        lines: list[tuple[str, dict[str, Any]]] = [
            (self.title, {"size": 15, "bold": True}),
            (self.about, {"size": 11}),
            (NOT_OFFICIAL, {"colour": theme.MUTED}),
        ]
        if self.warning:
            lines.append((self.warning, {"bold": True, "colour": theme.NEED}))
        for row, (text, style) in enumerate(lines, 1):
            style_line(put(sheet, row, 1, text), **style)
        return len(lines) + 2

    def render(self) -> bytes:
        return render_workbook(self.book, title=self.title)


def _page_line(found: Dossier) -> str:
    """Return what every page has to say of the region, as in all other formats."""
    settings = found.region.settings
    said = "erfunden" in settings.hinweis.casefold()
    parts = (INVENTED if settings.erfunden and not said else "", settings.hinweis)
    return " · ".join(part for part in parts if part)


def _plan_sheet(sheets: _Sheets, found: Dossier, template: Template, plan: Plan, year: int) -> None:
    rows = list(_rows(found, plan))
    cells = [[FIELDS[column.feld](row) for column in template.spalten] for row in rows]
    if not cells:
        cells = [[NO_GOALS.format(jahr=year), *[""] * (len(template.spalten) - 1)]]
    heads = [column.titel for column in template.spalten]
    widths = [column.breite for column in template.spalten]
    forms = ["0" if column.feld == YEAR else "" for column in template.spalten]
    sheet = sheets.table(template.blatt, heads, widths, cells, forms=forms)
    _add_lists(sheet, template.spalten, len(cells))


def _rows(found: Dossier, plan: Plan) -> list[Row]:
    """Return the rows of a plan, once more cut down to what the edition may show."""
    goals = _released(plan.ziele, found.empfaenger)
    activities = _released(plan.massnahmen, found.empfaenger)
    needs = {
        one.id: one.text
        for one in found.assessment.needs
        if one.text and released(one.freigabe, found.empfaenger)
    }
    return list(
        plan_rows(goals, activities, agentur=found.name, needs=needs, areas=found.region.area_name)
    )


def _released(table: pd.DataFrame, empfaenger: str) -> pd.DataFrame:
    allowed = [name for name in AUDIENCES if released(name, empfaenger)]
    return table[table["freigabe"].isin(allowed)]


def _choice_rows(found: Dossier) -> list[tuple[object, ...]]:
    """Return proposal and decision on each Eckpunkt, also on those that were not chosen."""
    rows: list[tuple[object, ...]] = []
    for code, name in ECKPUNKTE.items():
        focus = found.assessment.focus[code]
        choice = found.decision.eckpunkte.get(code) if found.decision else None
        said = (
            (choice.gewaehlt, choice.begruendung, choice.gegenbelege)
            if choice
            else ("", NO_DECISION.format(jahr=found.jahr), "")
        )
        score = round(float(focus.score), 2)
        rows.append((name, focus.proposal, score, int(focus.pieces), int(focus.kinds), *said))
    return rows


def _add_lists(sheet: Any, columns: Sequence[PlanColumn], rows: int) -> None:
    """Add the lists to choose from, below the head of their columns."""
    first = int(sheet.print_title_rows.split(":")[-1].strip("$")) + 1
    for number, column in enumerate(columns, 1):
        if column.auswahl:
            words = ",".join(column.auswahl).replace('"', "")
            rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
            letter = sheet.cell(1, number).column_letter
            rule.add(f"{letter}{first}:{letter}{first + rows - 1}")
            sheet.add_data_validation(rule)
