"""Workbench: move weights and strengths, see proposal and robustness move, decide.

Everything it shows is in the report as well, as text and pictures.  What is decided goes
to entscheidungen.toml, with a backup of what stood there; nothing else is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import ipywidgets

from sozialraum.analysis.dossier import Dossier, agencies, no_agency, trial_dossier
from sozialraum.analysis.dossier import dossier as dossier_of
from sozialraum.analysis.focus import Assessment
from sozialraum.analysis.rules import decision_faults
from sozialraum.analysis.what_if import what_if
from sozialraum.display.blocks import Column, Note, Table
from sozialraum.display.decision_charts import acceptability
from sozialraum.display.several import Blocks, as_html
from sozialraum.errors import SozialraumError
from sozialraum.formats import MISSING, write_number
from sozialraum.programme import AUDIENCES, BELEGARTEN, ECKPUNKTE
from sozialraum.region import Region
from sozialraum.sources.decisions import Choice, Decision, write_decision

widgets: Any = ipywidgets  # has no types
WIDE = {"description_width": "16em"}
FULL = "40em"


def begin(region: Region, agentur: str = "", jahr: int = 0, gebiet: str = "") -> Dossier:
    """Return the dossier to work on, with all that is for internal use.

    Parameters
    ----------
    region
        An opened region.
    agentur
        Key or name of the agency; empty means the first one.
    jahr
        Year of the report, 0 for the region's own.
    gebiet
        Area to try out with where no agency has one yet; empty means the example.
    """
    if agentur or agencies(region):
        return dossier_of(region, agentur, jahr, empfaenger="intern")
    return trial_dossier(region, gebiet, jahr)


def try_out(dossier: Dossier) -> Any:
    """Return a form that moves weights of kinds and strengths of pieces of evidence."""
    known = dossier.evidence.belege
    weights = {
        kind: widgets.FloatSlider(
            value=1.0, min=0.5, max=2.0, step=0.1, description=title, style=WIDE
        )
        for kind, title in BELEGARTEN.items()
    }
    strengths = {
        str(key): widgets.IntSlider(
            value=int(row["staerke"]), min=0, max=3, style=WIDE, layout={"width": FULL},
            description=f"{key}: {row['aussage']}", tooltip=str(row["aussage"]),
        )
        for key, row in known.iterrows()
        if row["richtung"] == "stuetzt"
    }  # fmt: skip
    seen = widgets.HTML()

    def update(_: object = None) -> None:
        seen.value = tried(
            dossier,
            gewichte={kind: slider.value for kind, slider in weights.items()},
            staerken={key: slider.value for key, slider in strengths.items()},
        ).to_html()

    for slider in (*weights.values(), *strengths.values()):
        slider.observe(update, "value")
    update()
    parts = [widgets.VBox(list(weights.values())), widgets.VBox(list(strengths.values()))]
    accordion = widgets.Accordion(parts, titles=["Gewicht der Belegarten", "Stärke der Belege"])
    return widgets.VBox([accordion, seen])


def tried(
    dossier: Dossier,
    *,
    gewichte: Mapping[str, float] | None = None,
    staerken: Mapping[str, int] | None = None,
) -> Blocks:
    """Return proposal and robustness under other assumptions: what `try_out` shows.

    Parameters and errors are those of `sozialraum.analysis.what_if.what_if`.
    """
    found = what_if(dossier, gewichte=gewichte, staerken=staerken)
    return Blocks((result(found), acceptability(found.robustness)))


def result(found: Assessment) -> Table:
    """Return what the assessment proposes for the four Eckpunkte."""
    return Table(
        "Vorschlag mit diesen Annahmen",
        (Column("Eckpunkt"), Column("Vorschlag"), Column("Punkte", "right")),
        tuple(
            (
                ECKPUNKTE[code],
                focus.proposal,
                MISSING if focus.open else write_number(focus.score, 2),
            )
            for code, focus in found.focus.items()
        ),
        note=found.robustness.sentence,
    )


def decide(dossier: Dossier, *, datum: str = "") -> Any:
    """Return a form for the choice; its button writes entscheidungen.toml.

    Parameters
    ----------
    dossier
        The agency's dossier.
    datum
        Day that the form begins with (ISO); today if empty.
    """
    before = dossier.decision
    old: Mapping[str, Choice] = before.eckpunkte if before else {}
    day = widgets.Text(
        value=datum or (before.datum if before else date.today().isoformat()),
        description="Datum (JJJJ-MM-TT)", style=WIDE,
    )  # fmt: skip
    roles = widgets.Textarea(
        value="\n".join(before.beteiligte if before else ()), style=WIDE,
        description="Beteiligte (Rollen, je Zeile eine)", layout={"width": FULL},
    )  # fmt: skip
    level = widgets.Dropdown(
        options=list(AUDIENCES), value=before.freigabe if before else "foerderer",
        description="Freigegeben für", style=WIDE,
    )  # fmt: skip
    boxes = {code: _choice_box(code, old.get(code, Choice(False))) for code in ECKPUNKTE}
    button = widgets.Button(description="Entscheidung speichern", layout={"width": "auto"})
    told = widgets.HTML()

    def save(_: object) -> None:
        decision = Decision(
            agentur=dossier.kennung,
            jahr=dossier.jahr,
            datum=day.value.strip(),
            beteiligte=tuple(filter(None, map(str.strip, roles.value.splitlines()))),
            freigabe=level.value,
            eckpunkte={code: read() for code, (_, read) in boxes.items()},
        )
        told.value = as_html(store(dossier, decision))

    button.on_click(save)
    return widgets.VBox([day, roles, level, *(box for box, _ in boxes.values()), button, told])


def _choice_box(code: str, old: Choice) -> tuple[Any, Any]:
    """Return the form of one Eckpunkt and a function that reads it."""
    chosen = widgets.Checkbox(value=old.gewaehlt, description=ECKPUNKTE[code], indent=False)
    reason = widgets.Textarea(
        value=old.begruendung, description="Begründung", style=WIDE, layout={"width": FULL}
    )
    against = widgets.Textarea(
        value=old.gegenbelege, description="Gegenbelege", style=WIDE, layout={"width": FULL}
    )

    def read() -> Choice:
        return Choice(bool(chosen.value), reason.value.strip(), against.value.strip())

    return widgets.VBox([chosen, reason, against]), read


def store(dossier: Dossier, decision: Decision) -> Note:
    """Write a decision down unless a rule is broken; say what happened.

    A deviation from the proposal without a reason is refused here as `pruefen` refuses it.
    """
    if not decision.agentur:
        return Note(f"Nicht gespeichert. {no_agency(dossier.region)}", "warnung")
    faults = list(decision_faults(dossier.assessment, decision))
    if faults:
        return Note("Nicht gespeichert. " + " ".join(map(str, faults)), "warnung")
    try:
        path = write_decision(dossier.region.folder, decision)
    except SozialraumError as error:
        return Note(f"Nicht gespeichert. {error}", "warnung")
    kept = " Die frühere Fassung liegt als .bak daneben." if dossier.region.entscheidungen else ""
    return Note(f"Gespeichert in {path.name}.{kept}")
