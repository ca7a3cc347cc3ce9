"""Desk: choose region and area, see what there is, make reports, open them.

Everything it does can be had by a plain call: `open_region`, `sozialraum.publish.stock`,
`make_report`, `make_reports`, `working_copies`, `write_forms`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets

from sozialraum.analysis.dossier import agencies, name_of_agency
from sozialraum.display.area_search import AreaSearch
from sozialraum.display.blocks import Note
from sozialraum.display.opening import open_region
from sozialraum.display.several import as_html
from sozialraum.errors import SozialraumError
from sozialraum.publish import stock
from sozialraum.publish.batch import make_agency_report, make_report, make_reports
from sozialraum.publish.copies import working_copies
from sozialraum.publish.forms import write_forms
from sozialraum.publish.manifest import Outcome
from sozialraum.publish.reports import short_path, year_folder
from sozialraum.publish.results import REPORTS, address, link_list, links
from sozialraum.region import Region, locate
from sozialraum.sources.regions import region_folders

widgets: Any = ipywidgets  # has no types
NARROW = {"description_width": "9em"}
WIDE = {"width": "40em"}
FORMATS = {"Webseite": "html", "Word": "docx", "PDF": "pdf", "Excel": "xlsx"}
USUAL = ("html", "docx")
AUDIENCES = {
    "nur für uns (intern)": "intern",
    "für Träger und Land (foerderer)": "foerderer",
    "für alle (oeffentlich)": "oeffentlich",
}


def desk(region: str | Path = "", gebiet: str = "", *, out: Path = REPORTS) -> Any:
    """Return the form with which work begins.

    Parameters
    ----------
    region
        Folder of the region shown first.
    gebiet
        Key or name of the area chosen first; empty means the region's example.
    out
        Folder of the results.

    Examples
    --------
    >>> form = desk("data/musterstadt", "Altmarkt")
    >>> form.children[0].description, form.children[0].label
    ('Region', 'Musterstadt')
    """
    return Desk(region, gebiet, out).form


class Desk:
    """The form and what it does; each button is a method."""

    def __init__(self, region: str | Path, gebiet: str, out: Path) -> None:
        known = region_folders()
        first = locate(region) if region else next(iter(known.values()))
        if first not in known.values():
            known[first.name] = first
        self.out = out
        self.folder = widgets.Dropdown(
            options=list(known.items()), value=first, description="Region", style=NARROW,
            layout=WIDE,
        )  # fmt: skip
        self.area = AreaSearch(self.show_results, style=NARROW, layout=WIDE)
        self.agency = widgets.Dropdown(description="Agentur", style=NARROW, layout=WIDE)
        self.audience = widgets.Dropdown(
            options=list(AUDIENCES.items()), value="foerderer", description="Ausgabe",
            style=NARROW, layout=WIDE,
        )  # fmt: skip
        self.formats = {
            code: widgets.Checkbox(value=code in USUAL, description=word, indent=False)
            for word, code in FORMATS.items()
        }
        self.stock, self.said = widgets.VBox(), widgets.HTML()
        self.bar = widgets.IntProgress(min=0, max=1, layout={"width": "25em", "display": "none"})
        self.told, self.results = widgets.HTML(), widgets.HTML()
        self.region: Region | None = None
        self.folder.observe(lambda _: self.show_region(), "value")
        self.show_region(gebiet)
        self.form = widgets.VBox(
            [
                self.folder, self.area.form, self.agency, self.stock,
                self.audience, widgets.HBox(list(self.formats.values())), self._buttons(),
                widgets.HBox([self.bar, self.told]), self.said, self.results,
            ]
        )  # fmt: skip

    def _buttons(self) -> Any:
        tasks: dict[str, Callable[[], None]] = {
            "Bericht für dieses Gebiet": self.make_one,
            "Dokument der Agentur": self.make_agency,
            "Alle Berichte": self.make_all,
            "Notizbücher für diese Auswahl": self.make_copies,
            "Vorlagen anlegen": self.make_forms,
        }
        return widgets.HBox([self._button(word, task) for word, task in tasks.items()])

    def _button(self, word: str, task: Callable[[], None]) -> Any:
        button = widgets.Button(description=word, layout={"width": "auto"})

        def clicked(_: object) -> None:
            button.disabled = True
            try:
                self._try(task)
            finally:  # also when somebody interrupts the kernel
                button.disabled = False

        button.on_click(clicked)
        return button

    def _try(self, task: Callable[[], None]) -> None:
        """Do something; what goes wrong is said in the form, for it has no other place."""
        self._warn()
        try:
            task()
        except SozialraumError as error:
            self._tell("")
            self._warn(str(error))
        except Exception as error:
            self._tell("")
            self._warn(f"Unerwarteter Fehler im Programm: {type(error).__name__}: {error}")

    def _warn(self, *texts: str) -> None:
        self.said.value = as_html(*(Note(text, "warnung") for text in texts))

    def show_region(self, gebiet: str = "") -> None:
        """Open the chosen region and say what it holds."""
        self.stock.children = ()
        self._try(lambda: self._open(gebiet))

    def _open(self, gebiet: str) -> None:
        self.region = None
        region = open_region(self.folder.value)
        self.area.offer(region.labels, region.find_area(gebiet))
        self.region = region
        listed = [(name_of_agency(region, key), key) for key in agencies(region)]
        self.agency.options = listed or [("keine mit Gebiet in standorte.csv", "")]
        self.agency.index = 0
        pages = {
            "Was nun?": stock.next_steps(region),
            "Was da ist": stock.indicators(region),
            "Was fehlt": stock.missing(region),
        }
        boxes = [widgets.HTML(as_html(block)) for block in pages.values()]
        self.stock.children = (widgets.Tab(boxes, titles=list(pages)),)
        self.show_results()

    def show_results(self) -> None:
        """Show links to the reports that there are for the choice."""
        self.results.value = ""
        if self.region is None:
            return
        folder = year_folder(self.region, self.out, self.region.settings.jahr)
        found = list(folder.glob("*.html"))
        if self.area.key:
            found += (folder / self.region.folder_of(self.area.key)).glob("bericht.*")
        if found:
            self.results.value = f"<strong>Schon erstellt</strong>{links(found)}"

    def make_one(self) -> None:
        """Make the report of the chosen area."""
        region = self._chosen()
        self._tell(f"{region.area_name(self._area())}: wird erstellt, etwa eine halbe Minute …")
        written = make_report(region.folder, self._area(), self.out, **self._wanted())
        self._done("Fertig.", written)

    def make_agency(self) -> None:
        """Make the document of the chosen agency."""
        region = self._chosen()
        self._tell("Das Dokument der Agentur wird erstellt, etwa eine Minute …")
        written = make_agency_report(region.folder, self.agency.value, self.out, **self._wanted())
        self._done("Fertig.", written)

    def make_all(self) -> None:
        """Make the reports of all areas and the overview."""
        region = self._chosen()
        total = len(region.gebiete)
        self._tell(f"0 von {total} Berichten fertig …", total)

        def seen(outcome: Outcome) -> None:
            self.bar.value += 1
            self.told.value = f"{self.bar.value} von {total} Berichten fertig: {outcome.name}"

        batch = make_reports(region.folder, self.out, seen=seen, **self._wanted())
        self._warn(*(f"Nicht erstellt: {one.name}. {one.fault}" for one in batch.failed))
        self._done(f"{total - len(batch.failed)} von {total} Berichten fertig.", [batch.overview])

    def make_copies(self) -> None:
        """Write the notebooks for the choice and link them."""
        paths = working_copies(
            self._chosen(), self._area(), self.out, agentur=self.agency.value or ""
        )
        found = link_list({path.stem: address(path, editor=True) for path in paths})
        self.results.value = f"<strong>Zum Weiterarbeiten</strong>{found}"

    def make_forms(self) -> None:
        """Write the workbooks and forms that specialists fill in."""
        region = self._chosen()
        written = write_forms(region, region.folder)
        area = self.area.key
        self.show_region(area)
        self._done("Vorlagen angelegt.", written)

    def _chosen(self) -> Region:
        if self.region is None:
            raise SozialraumError("Zuerst oben eine Region wählen, die sich öffnen lässt.")
        return self.region

    def _area(self) -> str:
        """Return the key of the area; a name that nobody has is refused with the closest ones."""
        region = self._chosen()
        return self.area.key or region.find_area(self.area.typed.value)

    def _wanted(self) -> dict[str, Any]:
        formats = [code for code, box in self.formats.items() if box.value]
        return {"formats": formats, "empfaenger": self.audience.value}

    def _tell(self, text: str, total: int = 0) -> None:
        self.bar.value, self.bar.max = 0, total or 1
        self.bar.layout.display = "" if total else "none"
        self.told.value = text

    def _done(self, text: str, written: Sequence[Path]) -> None:
        folder = (
            f" Die Dateien liegen im Ordner {short_path(written[0].parent)}." if written else ""
        )
        self._tell(f"{text}{escape(folder)}")
        self.results.value = f"<strong>Öffnen</strong>{links(written)}"
