"""Annex to the choice of focus areas: how the numbers came about, and how far they hold.

Shares of calculation routes stand only here, and are never called a probability.
"""

from __future__ import annotations

from collections.abc import Iterator

from sozialraum.analysis.chain import Need, Piece
from sozialraum.analysis.dossier import Dossier
from sozialraum.analysis.focus_routes import SHARES_ARE, Robustness
from sozialraum.analysis.model import conventions
from sozialraum.display.blocks import Block, Column, Note, Table, Text
from sozialraum.display.decision_charts import acceptability
from sozialraum.display.several import Blocks
from sozialraum.display.wording import date_text
from sozialraum.formats import MISSING, write_number
from sozialraum.programme import BELEGARTEN, ECKPUNKTE

MOST_NAMED = 6


def title_of(need: Need) -> str:
    """Return a need in short: what stands before its colon."""
    return need.text.split(":", 1)[0].rstrip(".")


def origin_of(piece: Piece) -> str:
    """Return source and date of a piece of evidence."""
    return f"{piece.quelle}, {date_text(piece.stand)}".strip(", ")


def scores(dossier: Dossier) -> Table | Note:
    """Return step by step how the score of each need came about."""
    shown = dossier.assessment.needs
    if not shown:
        return Note("Ohne Bedarf, der hier stehen darf, gibt es keine Punktzahl zu erklären.")
    heads = ("Mittel der zwei stärksten", "dritte Art", "Lücke", "Angebot anderer", "Punkte")
    return Table(
        "Punktzahl der Bedarfe, Schritt für Schritt",
        (Column("Bedarf"), Column("Stärke je Belegart"), *(Column(h, "right") for h in heads)),
        tuple(_steps(need) for need in shown),
        note="Stützt nur eine Belegart, zählt die Hälfte ihrer Stärke.",
    )


def evidence(dossier: Dossier) -> Table | Note:
    """Return each piece of evidence beside its need, also what contradicts or does not count."""
    shown = dossier.assessment.needs
    if not shown:
        return Note("Ohne Bedarf, der hier stehen darf, gibt es keinen Beleg dafür.")
    return Table(
        "Belege hinter den Bedarfen",
        (*map(Column, ("Bedarf", "Beleg", "Aussage", "Art", "Quelle, Stand")), Column("Zählt")),
        tuple(
            (
                title_of(need),
                piece.id,
                piece.text,
                BELEGARTEN[piece.art],
                origin_of(piece) or MISSING,
                _counts(piece),
            )
            for need in shown
            for piece in (*need.pieces, *need.counter, *need.weitere)
        ),
        note="Zählt: Stärke 1 bis 3, mit der ein Beleg in die Punktzahl geht. Stärke und Richtung "
        "amtlicher Zahlen rechnet das Programm nach den Schwellen unten.",
    )


def _counts(piece: Piece) -> str:
    if piece.contradicts:
        return "widerspricht"
    words = (str(piece.staerke),) if piece.supports else ()
    return "; ".join(filter(None, (*words, piece.vermerk))) or "zählt nicht"


def _steps(need: Need) -> tuple[str, ...]:
    kinds = ", ".join(f"{BELEGARTEN[kind]} {n}" for kind, n in need.steps["arten"].items())
    names = ("mittel", "dritte_art", "luecke", "angebot", "punktzahl")
    numbers = (float(need.steps[name]) for name in names)
    return (need.text, kinds or MISSING, *(write_number(number, 2) for number in numbers))


def robustness(dossier: Dossier) -> Blocks:
    """Return how far the order of the Eckpunkte depends on weights, strengths, thresholds."""
    found = dossier.assessment.robustness
    if found.acceptability is None:
        return Blocks((Note(found.sentence),))
    shown: tuple[Block, ...] = (
        Text(tuple(_robust(found))),
        acceptability(found),
        _weights(found),
    )
    return Blocks(shown)


def _robust(found: Robustness) -> Iterator[str]:
    yield (
        f"Reihenfolge stabil in {found.stable} von {found.of} Rechenwegen, die je eine Annahme "
        f"verändern, und in {_percent(found.kept)} von {write_number(found.draws)} Rechenwegen, "
        f"die alle zugleich verändern ({SHARES_ARE}; Startwert {found.seed})."
    )
    unstable = list(dict.fromkeys(route.label for route in found.unstable))
    if unstable:
        more = len(unstable) - MOST_NAMED
        named = "; ".join(unstable[:MOST_NAMED]) + (f"; {more} weitere" if more > 0 else "")
        yield f"Anders wird die Reihenfolge bei: {named}."
    if found.open:
        names = ", ".join(ECKPUNKTE[code] for code in found.open)
        yield f"Ohne Platz in der Reihenfolge, weil zu wenig belegt: {names}."
    yield f"Verändert wurden: {'; '.join(found.varied)}."
    yield f"Nicht verändert wurden: {'; '.join(found.fixed)}."


def _weights(found: Robustness) -> Table:
    """Return for whom an Eckpunkt comes first: central weights and confidence."""
    central = found.central_weights
    columns = [str(name) for name in central.columns]
    body = tuple(
        (
            ECKPUNKTE[code],
            *(write_number(float(central.at[code, name]), 2) for name in columns),
            _percent(float(found.confidence[code])),
        )
        for code in found.rated
    )
    heads = (*(f"Gewicht {name}" for name in columns), "Verlässlichkeit")
    return Table(
        "Mit welchen Gewichten ein Eckpunkt vorn liegt",
        (Column("Eckpunkt"), *(Column(head, "right") for head in heads)),
        body,
        note="Mittel der Gewichte auf den Rechenwegen, auf denen der Eckpunkt der erste ist; "
        "Verlässlichkeit: Anteil der Wege, auf denen er es mit diesen Gewichten ist. "
        f"{SHARES_ARE}. –: nie der erste.",
    )


def rules(dossier: Dossier) -> Table:
    """Return all thresholds and weights of the model in force, with their reasons."""
    return Table(
        "Modell: Schwellen, Gewichte und Zuschläge",
        (Column("Festlegung"), Column("Wert"), Column("Auf den Rechenwegen"), Column("Grund")),
        conventions(),
        note="Vorschläge des Programms, keine amtlichen Vorgaben.",
    )


def _percent(share: float) -> str:
    number = write_number(100 * share)
    return number if number == MISSING else f"{number}\u202f%"
