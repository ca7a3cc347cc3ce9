"""From findings to the choice of focus areas, as a report shows it.

The calculation proposes, the specialist decides: proposal and decision always stand side
by side, with the reasons for what was chosen and for what was not.  Contradicting
evidence is printed in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sozialraum.analysis.chain import Finding, Focus, Need, Piece
from sozialraum.analysis.dossier import Dossier
from sozialraum.analysis.focus import Assessment
from sozialraum.analysis.rules import counter_evidence, few_cases, participation
from sozialraum.display.blocks import Block, Column, Gap, Heading, Note, Table, Text
from sozialraum.display.choice_annex import evidence, origin_of, robustness, rules, scores, title_of
from sozialraum.display.decision_charts import density
from sozialraum.display.feasibility import feasibility
from sozialraum.display.several import Blocks
from sozialraum.display.wording import date_text
from sozialraum.formats import MISSING, write_number
from sozialraum.programme import BELEGARTEN, ECKPUNKTE, LUECKEN, ZUSTAENDIG
from sozialraum.sources.decisions import Choice

__all__ = [
    "evidence", "findings", "needs", "picture", "places_text", "proposals", "reasons", "robustness",
    "rules", "scores", "title_of", "unused",
]  # fmt: skip

NO_EVIDENCE = (
    "Es liegen keine örtlichen Belege vor. Die Vorlage belege.xlsx legt „sozialraum vorlagen“ an; "
    "Bögen für Gespräche und Begehungen sind dabei."
)
STRENGTH_NOTE = (
    "Zahl: stärkster Beleg dieser Art (1 schwach bis 3 stark); dagegen: Belege, die widersprechen. "
    "Bestätigt heißt: mindestens zwei Belegarten stützen und nichts widerspricht."
)
SCORE_NOTE = (
    "Punkte von 0 bis 4 aus Belegen und Lücke; wie sie zustande kommen, steht im Anhang. Sie "
    "ordnen die Bedarfe und entscheiden nichts."
)


def findings(dossier: Dossier) -> Blocks | Note:
    """Return the board of findings by kind of evidence, and what contradicts them."""
    known = dossier.assessment.findings
    if not known:
        return Note(NO_EVIDENCE)
    body = tuple(
        (one.text, one.status, *_by_kind(one.pieces), str(len(one.counter) or MISSING))
        for one in known
    )
    kinds = (Column(kind, "right") for kind in BELEGARTEN.values())
    board = Table(
        "Befunde und die Belege dafür",
        (Column("Befund"), Column("Stand"), *kinds, Column("dagegen", "right")),
        body,
        note=STRENGTH_NOTE,
    )
    return Blocks((board, *_contradictions(dossier.assessment)))


def _by_kind(pieces: Iterable[Piece]) -> Iterator[str]:
    found: dict[str, int] = {}
    for piece in pieces:
        found[piece.art] = max(piece.staerke, found.get(piece.art, 0))
    return (str(found.get(kind, "")) or MISSING for kind in BELEGARTEN)


def _contradictions(assessment: Assessment) -> Iterator[Block]:
    """Yield every piece of counter-evidence once, with what it stands against."""
    against: dict[tuple[str, tuple[str, ...]], tuple[Piece, list[str]]] = {}
    concerned: tuple[Finding | Need, ...] = (*assessment.findings, *assessment.needs)
    for one in concerned:
        for piece in one.counter:
            against.setdefault((piece.id, piece.gebiet), (piece, []))[1].append(_short(one))
    if against:
        yield Table(
            "Was den Befunden und Bedarfen widerspricht",
            (Column("Gegenbeleg"), Column("Quelle, Stand"), Column("Steht gegen")),
            tuple(
                (piece.text, origin_of(piece), "; ".join(dict.fromkeys(texts)))
                for piece, texts in against.values()
            ),
            note="Gegenbelege ändern keine Punktzahl; sie gehören in die Abwägung.",
        )


def _short(one: Finding | Need) -> str:
    return title_of(one) if isinstance(one, Need) else one.text.rstrip(".")


def needs(dossier: Dossier) -> Blocks | Note:
    """Return the needs with gap and score, and what few cases mean."""
    shown = sorted(dossier.assessment.needs, key=lambda need: -need.score)
    if not shown:
        return Note(
            "Für diese Ausgabe ist kein Bedarf beschrieben. Zahlen allein ergeben keinen Bedarf."
        )
    heads = ("Bedarf", "Zielgruppe", "Raum", "Stand", "Lücke", "Zuständig")
    table = Table(
        "Bedarfe",
        (*map(Column, heads), Column("Punkte", "right")),
        tuple(
            (
                need.text,
                need.zielgruppe,
                places_text(dossier, need.gebiete),
                need.status,
                LUECKEN[need.luecke],
                ZUSTAENDIG[need.zustaendig],
                write_number(need.score, 2),
            )
            for need in shown
        ),
        note=SCORE_NOTE,
    )
    few = few_cases(dossier.assessment)
    return Blocks((table, *([Note(few)] if few else [])))


def places_text(dossier: Dossier, gebiete: Iterable[str]) -> str:
    """Return the names of areas, „ganzer Sozialraum“ for none."""
    names = [dossier.region.area_name(key) for key in gebiete]
    return ", ".join(names) or "ganzer Sozialraum"


def unused(dossier: Dossier) -> Table | Note:
    """Return evidence that no need rests on, so that nobody forgets it."""
    pieces = dossier.assessment.unused
    if not pieces:
        some = len(dossier.evidence.belege) > 0
        return Note(
            "Jeder Beleg ist einem Bedarf zugeordnet; keine Zahl fällt sonst auf."
            if some
            else "Keine Zahl fällt so auf, dass sie hier als Beleg stehen müsste."
        )
    return Table(
        "Belege ohne Bedarf: Was bedeuten sie?",
        (Column("Beleg"), Column("Raum"), Column("Art"), Column("Stärke", "right")),
        tuple(
            (
                piece.text,
                places_text(dossier, piece.gebiet),
                BELEGARTEN[piece.art],
                str(piece.staerke),
            )
            for piece in pieces
        ),
        note="Zahlen stehen hier ab Stärke 2.",
    )


def proposals(dossier: Dossier) -> Blocks:
    """Return proposal and decision for the four Eckpunkte side by side."""
    body = tuple(
        (
            ECKPUNKTE[code],
            focus.proposal,
            MISSING if focus.open else write_number(focus.score, 2),
            f"{focus.pieces} aus {focus.kinds}",
            _decided(dossier, code),
        )
        for code, focus in dossier.assessment.focus.items()
    )
    table = Table(
        "Die vier Eckpunkte: Vorschlag der Rechnung und Entscheidung",
        (
            Column("Eckpunkt (Handlungsfeld)"),
            Column("Rechnerischer Vorschlag"),
            Column("Punkte", "right"),
            Column("Belege aus Arten", "right"),
            Column("Entscheidung der Fachkraft"),
        ),
        body,
        note="„offen: erheben“ heißt: zu wenige Belegarten für einen Vorschlag; es heißt nicht "
        "„kein Bedarf“.",
    )
    order = f"Reihenfolge der Rechnung: {dossier.assessment.robustness.sentence}"
    if any(dossier.withheld.get(sheet) for sheet in ("belege", "befunde", "bedarfe")):
        order += (
            " Gerechnet ist mit den Belegen dieser Ausgabe; die Entscheidung stützt sich auch auf "
            "solche, die nicht freigegeben sind."
        )
    return Blocks((table, Text((order,))))


def _decided(dossier: Dossier, code: str) -> str:
    choice = _choice(dossier, code)
    if choice is None:
        return "noch offen"
    return "gewählt" if choice.gewaehlt else "nicht gewählt"


def _choice(dossier: Dossier, code: str) -> Choice | None:
    return None if dossier.decision is None else dossier.decision.eckpunkte.get(code)


def picture(dossier: Dossier) -> Blocks:
    """Return score beside density of evidence, and need beside feasibility."""
    found = dossier.assessment
    return Blocks((density(found.focus, found.model), feasibility(found.needs, found.model)))


def reasons(dossier: Dossier) -> Blocks:
    """Return for each Eckpunkt evidence, counter-evidence, feasibility, decision and reason."""
    found: list[Block] = [_who_decided(dossier)]
    for code, focus in dossier.assessment.focus.items():
        found += [Heading(3, ECKPUNKTE[code]), *_reason(dossier, code, focus)]
    return Blocks(tuple(found))


def _who_decided(dossier: Dossier) -> Block:
    decision = dossier.decision
    if decision is None:
        if dossier.withheld.get("entscheidung"):
            return Note("Die Entscheidung ist für diese Ausgabe nicht freigegeben.")
        return Gap("Entscheiden, mit wem und wann; „04_schwerpunkte“ hält die Entscheidung fest.")
    who = ", ".join(decision.beteiligte)
    return Text((f"Entschieden am {date_text(decision.datum)}. Beteiligt: {who}.",))


def _reason(dossier: Dossier, code: str, focus: Focus) -> Iterator[Block]:
    yield Text(tuple(_sentences(dossier, code, focus)))
    choice = _choice(dossier, code)
    if choice is None:
        if not dossier.withheld.get("entscheidung"):
            yield Gap(f"{ECKPUNKTE[code]}: gewählt oder nicht, und warum?")
    elif not choice.begruendung:
        yield Gap(f"{ECKPUNKTE[code]}: Warum {_decided(dossier, code)}?")
    if choice is not None and choice.gewaehlt and participation(focus):
        yield Note(participation(focus), "warnung")


def _sentences(dossier: Dossier, code: str, focus: Focus) -> Iterator[str]:
    choice = _choice(dossier, code)
    decided = f"Entscheidung: {_decided(dossier, code)}"
    reason = f", weil: {choice.begruendung}" if choice and choice.begruendung else "."
    yield f"Rechnerischer Vorschlag: {focus.proposal} – {decided}{reason}"
    shown = dossier.assessment.needs_of(code)
    leading = [need for need in shown if need.id in focus.leading]
    supporting = [need for need in shown if need.id in focus.supporting]
    if leading:
        yield f"Dafür sprechen: {_listed(leading)}."
    if supporting:
        yield f"Ergänzend berührt: {_listed(supporting)}."
    if not shown:
        yield "Kein beschriebener Bedarf ist diesem Eckpunkt zugeordnet."
    if focus.gegenbelege:
        yield counter_evidence(focus)
    if choice and choice.gegenbelege:
        yield f"Dazu die Fachkraft: {choice.gegenbelege}"
    feasible = [f"„{title_of(need)}“: {need.feasibility}" for need in leading]
    if feasible:
        yield f"Machbarkeit (zählt nicht in der Punktzahl): {'; '.join(feasible)}."


def _listed(found: Iterable[Need]) -> str:
    return "; ".join(
        f"„{title_of(need)}“ ({need.status}, {write_number(need.score, 2)} Punkte)"
        for need in found
    )
