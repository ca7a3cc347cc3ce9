"""Protective rules that can be checked on an assessment and a decision.

What breaks a rule becomes a fault with its remedy; what a rule demands to be said becomes a
German sentence that a document must print.  The numbers are those of the model file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sozialraum.analysis.chain import PROPOSALS, Focus, Need
from sozialraum.analysis.evidence import STATISTICS
from sozialraum.analysis.focus import Assessment
from sozialraum.analysis.named_indicators import place_of
from sozialraum.errors import Fault
from sozialraum.formats import slug
from sozialraum.programme import ECKPUNKTE
from sozialraum.sources.decisions import FILE as DECISIONS
from sozialraum.sources.decisions import Decision

NOT_INVOLVED = "Menschen aus der Zielgruppe wurden nicht beteiligt."
"""Rule 8: printed with a chosen Eckpunkt without evidence from the target group itself."""

FEW_CASES = (
    "Die Zahl der gemeldeten Fälle ist gering oder unbekannt. Sie sagt, wer eine Stelle "
    "erreicht hat, nicht, wie oft etwas vorkommt: Viele Fälle werden nirgends gemeldet "
    "(Dunkelfeld)."
)
"""Rule 5: printed with every Eckpunkt that rests on few or uncounted cases."""

_GROUP = r"(auslaend\w*|migrations\w*|migrant\w*|einwander\w*|zuwander\w*|gefluecht\w*)"
_SHARE_OF_A_GROUP = re.compile(
    rf"{_GROUP}-?(anteil|quote)|(auslaender|migranten|gefluechteten)(innen)?(anteil|quote)"
    rf"|anteil-((der|von|an)-)?((menschen|personen|bevoelkerung)-mit-)?{_GROUP}"
    r"(-staatsangehoerigkeit)?-(liegt|betraegt|ist|bei|im|von|steigt|waechst|\d)"
)
"""The share of a group by origin itself: a size of a target group (rule 2)."""


def rule_faults(assessment: Assessment, decision: Decision | None = None) -> list[Fault]:
    """Return all that breaks a protective rule.

    Parameters
    ----------
    assessment
        The full one, not an edition of it.
    decision
        What the agency decided; None if nothing yet.
    """
    return [
        *need_faults(assessment),
        *share_faults(assessment),
        *resource_faults(assessment),
        *(decision_faults(assessment, decision) if decision else ()),
    ]


def need_faults(assessment: Assessment) -> Iterator[Fault]:
    """Yield needs without target group, area or evidence (rule 1)."""
    for need in assessment.needs:
        if not need.zielgruppe.strip():
            remedy = "Eintragen, wer das braucht."
            yield _need_fault(assessment, need, "Zielgruppe", "nennt keine Zielgruppe.", remedy)
        if not need.pieces:
            remedy = "Beleg ergänzen oder die Zeile bis dahin streichen und als Frage führen."
            what = "hat keinen Beleg, der zählt."
            yield _need_fault(assessment, need, "Belege", what, remedy)
        for piece in need.pieces:
            if need.gebiete and piece.gebiet and not set(need.gebiete) & set(piece.gebiet):
                what = f"nennt Beleg {piece.id}, der für ein anderes Gebiet gilt."
                remedy = "Gebiet am Beleg oder am Bedarf ergänzen, sonst den Verweis streichen."
                yield _need_fault(assessment, need, "Gebiet", what, remedy)


def _need_fault(assessment: Assessment, need: Need, column: str, what: str, remedy: str) -> Fault:
    return Fault(
        f"Bedarf {need.id} {what}",
        file=place_of(assessment.file, "bedarfe"),
        row=need.zeile,
        column=column,
        remedy=remedy,
    )


def share_faults(assessment: Assessment) -> Iterator[Fault]:
    """Yield own statistics that take the share of a group for a need (rule 2).

    Official figures cannot: their role forbids it.
    """
    pieces = {piece.key: piece for need in assessment.needs for piece in need.pieces}
    for piece in pieces.values():
        own = piece.art == STATISTICS and not piece.amtlich
        if own and _SHARE_OF_A_GROUP.search(slug(piece.text)):
            yield Fault(
                f"Beleg {piece.id} nennt den Anteil einer Gruppe als Beleg für einen Bedarf. "
                "Er sagt, wie groß eine Zielgruppe ist, und ist nie ein Mangel.",
                file=place_of(assessment.file, "belege"),
                row=piece.zeile,
                column="Richtung",
                found="stützt",
                expected="neutral",
                remedy="„neutral“ eintragen oder den Unterschied zwischen Gruppen beschreiben.",
            )


def resource_faults(assessment: Assessment) -> Iterator[Fault]:
    """Yield areas of which nothing is named that they have (rule 4)."""
    for area in assessment.gebiete:
        if not assessment.resources.get(area):
            yield Fault(
                f"Für das Gebiet {area} ist keine Ressource genannt.",
                file=place_of(assessment.file, "belege"),
                column="Thema",
                expected="mindestens ein Beleg mit dem Thema „Ressource“",
                remedy="Eine Stärke des Gebiets eintragen: Treffpunkt, Verein, Engagement.",
            )


def decision_faults(assessment: Assessment, decision: Decision) -> Iterator[Fault]:
    """Yield choices without the reason that they need (rules 1 and 6, step S6)."""
    choices = {code: decision.eckpunkte.get(code) for code in ECKPUNKTE}
    if not any(choice and choice.gewaehlt for choice in choices.values()):
        yield Fault(
            "Es ist kein Eckpunkt gewählt.",
            file=DECISIONS,
            column="eckpunkte",
            remedy="Mindestens einen Eckpunkt wählen.",
        )
    for code, choice in choices.items():
        focus = assessment.focus[code]
        reason = _is_reason(choice.begruendung if choice else "", assessment)
        for why in reasons_due(focus, bool(choice and choice.gewaehlt)) if not reason else ():
            yield _choice_fault(code, "begruendung", why, "ein Satz mit der Begründung")
        against = _against(assessment, focus)
        if choice and choice.gewaehlt and against and not choice.gegenbelege.strip():
            why = f"Zu diesem Eckpunkt liegen Gegenbelege vor: {', '.join(against)}."
            yield _choice_fault(code, "gegenbelege", why, "ein Satz, wie sie gewichtet sind")


def reasons_due(focus: Focus, chosen: bool) -> tuple[str, ...]:
    """Return why a choice needs a reason in writing (German), empty if it needs none.

    Parameters
    ----------
    focus
        What the evidence says of the Eckpunkt.
    chosen
        Whether it is chosen.
    """
    due = []
    if departs(focus, chosen):
        done = "gewählt" if chosen else "nicht gewählt"
        due.append(f"Die Wahl weicht vom Vorschlag ab: „{focus.proposal}“, {done}.")
    if chosen and not focus.bestaetigt:
        due.append("Der Eckpunkt ist gewählt, und keiner seiner Bedarfe ist bestätigt.")
    return tuple(due)


def departs(focus: Focus, chosen: bool) -> bool:
    """Return whether a choice departs from the proposal; „möglich“ leaves it open."""
    return focus.proposal in ((PROPOSALS[2], PROPOSALS[3]) if chosen else (PROPOSALS[0],))


def _is_reason(text: str, assessment: Assessment) -> bool:
    return len(text.split()) >= assessment.model.woerter_begruendung


def _against(assessment: Assessment, focus: Focus) -> tuple[str, ...]:
    """Return the counter-evidence to the needs that lead to an Eckpunkt."""
    leading = (assessment.need(name) for name in focus.leading)
    return tuple(dict.fromkeys(piece.id for need in leading for piece in need.counter))


def _choice_fault(code: str, entry: str, what: str, expected: str) -> Fault:
    return Fault(
        f"{ECKPUNKTE[code]}: {what}",
        file=DECISIONS,
        column=f"eckpunkte.{code}.{entry}",
        expected=expected,
        remedy="In einem Satz ergänzen.",
    )


def participation(focus: Focus) -> str:
    """Return what must be printed with a chosen Eckpunkt, „“ if nothing must (rule 8)."""
    return "" if focus.aus_zielgruppe else NOT_INVOLVED


def few_cases(assessment: Assessment) -> str:
    """Return what must be printed with needs that rest on few cases, „“ without (rule 5)."""
    found = any(focus.wenige_faelle for focus in assessment.focus.values())
    return FEW_CASES if found else ""


def counter_evidence(focus: Focus) -> str:
    """Return what must be printed of contradicting evidence, „“ without any (rule 6)."""
    if not focus.gegenbelege:
        return ""
    return f"Gegenbelege zu diesem Eckpunkt: {', '.join(focus.gegenbelege)}."


def resources_of(assessment: Assessment, gebiet: str) -> tuple[str, ...]:
    """Return in words what an area has (rule 4): at least one, or the document has a gap."""
    return tuple(piece.text for piece in assessment.resources.get(gebiet, ()))
