"""Deciding: what region.toml knew counts, then what is certain; the rest is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.formats import write_number
from sozialraum.sources.genesis_layout import content_of
from sozialraum.sources.incoming.area_columns import Areas
from sozialraum.sources.incoming.asking import (
    AREA,
    CELL,
    DOUBT,
    MAPPING,
    Ask,
    ImportReport,
    Question,
)
from sozialraum.sources.incoming.entry import ImportEntry
from sozialraum.sources.incoming.joining import (
    MATCHED,
    PARENT,
    PROPOSED,
    AreaJoin,
    join_areas,
)
from sozialraum.sources.incoming.layout import Layout
from sozialraum.sources.incoming.mapping import Parts, Proposal, Term, propose
from sozialraum.sources.incoming.numbers import UNKNOWN
from sozialraum.sources.incoming.reading import Place, Survey, read_figures
from sozialraum.sources.incoming.shape import Shape
from sozialraum.sources.incoming.shipped import with_shipped

YES = "ja"
LEFT_OUT = "Nicht übernommen"
_UNSURE, _BY_FILE = "Nicht eindeutig", "Nur der Dateiname"
_MERKMAL = re.compile("[a-z][a-z0-9_]*")
NO_AREA = "keins"
MOST_TOLD = 30
_POPULATION = re.compile(r"bev(?:oe|ö)lkerung|einwohner", re.IGNORECASE)
_PART_OF_IT = re.compile(r"migration|ausl(?:ae|ä)nd|sgb|haushalt|weiblich|frauen", re.IGNORECASE)


def decide_merkmale(
    shape: Shape,
    found: Survey,
    entry: ImportEntry,
    ask: Ask,
    report: ImportReport,
    place: str,
    said: Mapping[str, str],
) -> dict[str, Parts]:
    """Return which terms become which merkmale, and tell what stays out.

    Parameters
    ----------
    place
        Name of the region.
    said
        What the caller says: merkmal → term as the report writes it.

    Raises
    ------
    DataError
        If region.toml or the caller name terms that the table does not have.
    """
    terms = list(found.terms)
    if said:
        chosen = _as_said(said, terms, shape.layout.table.place)
        report.tell("Merkmale wie angegeben", map(_line, *_columns(chosen)))
        return chosen
    if entry.merkmale:
        raise_all(_lost_terms(entry, terms, shape.layout.table.place))
        report.tell("Merkmale wie beim letzten Mal", map(_line, *_columns(entry.merkmale)))
        return dict(entry.merkmale)
    proposal = _proposal(shape.layout, terms, place)
    chosen = _confirmed(proposal, ask)
    report.tell("Merkmale", map(_line, *_columns(chosen)))
    report.tell(LEFT_OUT, _left_out(proposal, chosen))
    return chosen


def _as_said(said: Mapping[str, str], terms: Sequence[Term], place: str) -> dict[str, Parts]:
    """Return the terms that the caller names; protected ones cannot be named."""
    open_terms = {_written(t): t for t in terms if t not in propose(terms).protected}
    faults = []
    for merkmal, text in said.items():
        if not _MERKMAL.fullmatch(merkmal):
            what, expected = "So kann ein Merkmal nicht heißen.", "Kleinbuchstaben, Ziffern und _"
            faults.append(Fault(what, "--spalte", None, "", merkmal, expected))
        if text not in open_terms:
            remedy = suggest(text, open_terms) or f"Es gibt: {_shown(open_terms)}."
            faults.append(Fault("Diese Spalte gibt es nicht.", place, None, text, "", "", remedy))
    raise_all(faults)
    return {merkmal: (open_terms[text],) for merkmal, text in said.items()}


def _shown(names: Iterable[str]) -> str:
    return ", ".join(f"„{name}“" for name in list(names)[:MOST_TOLD])


def nothing_found(file: str, report: ImportReport) -> Fault:
    """Return the fault of a file of which nothing could be taken."""
    left = [line for title, lines in report.sections if title == LEFT_OUT for line in lines]
    asked = any(line.startswith((_UNSURE, _BY_FILE)) for line in left)
    return Fault(
        "In der Datei wurde kein Merkmal erkannt, das der Katalog der Indikatoren braucht.",
        file=file,
        found=" ".join(left)[:300],
        remedy=("Ohne --ja einlesen und die Fragen beantworten. " if asked else "")
        + 'Oder die Spalte selbst nennen, etwa --spalte bevoelkerung="Einwohner insg.".',
    )


def _columns(merkmale: Mapping[str, Parts]) -> tuple[Sequence[str], Sequence[Parts]]:
    return list(merkmale), list(merkmale.values())


def _lost_terms(entry: ImportEntry, terms: Sequence[Term], place: str) -> Iterator[Fault]:
    for merkmal, parts in entry.merkmale.items():
        for part in parts:
            if part not in terms:
                what = "Was region.toml diesem Merkmal zuordnet, steht nicht mehr in der Tabelle."
                hint = suggest(_written(part), map(_written, terms))
                remedy = f"{hint} Den Eintrag [[import]] berichtigen oder löschen.".strip()
                yield Fault(what, place, None, merkmal, _written(part), remedy=remedy)


def _proposal(layout: Layout, terms: Sequence[Term], place: str) -> Proposal:
    """Return what the terms may be; what only the file's name says is doubtful."""
    title = content_of(layout.preamble)[0] if layout.preamble else ""
    columns, file = [column.name for column in layout.columns], layout.table.file
    proposal = with_shipped(propose(terms, title, place), columns)
    if title or not _POPULATION.search(file) or _PART_OF_IT.search(file):
        return proposal
    guessed = propose(terms, "Bevölkerung", place)
    by_file = {name: parts for name, parts in guessed.sure.items() if name not in proposal.sure}
    return replace(guessed, sure=proposal.sure, by_file=by_file)


def _confirmed(proposal: Proposal, ask: Ask) -> dict[str, Parts]:
    """Return what is certain, if it is wanted, and what a person has said of the rest."""
    chosen: dict[str, Parts] = {}
    if proposal.sure:
        lines = "\n  ".join(map(_line, *_columns(proposal.sure)))
        if ask(Question(MAPPING, f"Erkannt:\n  {lines}\nSo übernehmen?", (YES, "nein"))) == YES:
            chosen.update(proposal.sure)
    if proposal.by_file:
        lines = "\n  ".join(map(_line, *_columns(proposal.by_file)))
        text = f"Nur der Dateiname sagt, dass es die ganze Bevölkerung ist:\n  {lines}\nStimmt das?"
        if ask(Question(DOUBT, text, (YES, "nein"))) == YES:
            chosen.update(proposal.by_file)
    for merkmal, candidates in proposal.unsure.items():
        for parts in candidates:
            text = f"{_line(merkmal, parts)} {proposal.question(merkmal)}"
            if merkmal not in chosen and ask(Question(DOUBT, text, (YES, "nein"))) == YES:
                chosen[merkmal] = parts
    return chosen


def _line(merkmal: str, parts: Parts) -> str:
    return f"{merkmal} ← {' + '.join(f'„{_written(part)}“' for part in parts)}"


def _written(term: Term) -> str:
    return " / ".join(filter(None, term))


def _left_out(proposal: Proposal, chosen: Mapping[str, Parts]) -> Iterator[str]:
    if proposal.protected:
        listed = _listed(proposal.protected)
        yield f"Religion, Familienstand und Herkunft bleiben draußen: {listed}."
    for merkmal, candidates in proposal.unsure.items():
        if merkmal not in chosen:
            shown = " oder ".join(_line(merkmal, parts) for parts in candidates)
            yield f"{_UNSURE}: {shown}. {proposal.question(merkmal)}"
    if proposal.by_file and not set(proposal.by_file) & set(chosen):
        listed = ", ".join(proposal.by_file)
        yield f"{_BY_FILE} sagt, dass es die ganze Bevölkerung ist: {listed}."
    if proposal.rest:
        yield f"Ohne Merkmal im Katalog: {_listed(proposal.rest)}."


def _listed(terms: Sequence[Term]) -> str:
    names = list(dict.fromkeys(map(_written, terms)))
    more = f" und {write_number(len(names) - MOST_TOLD)} weitere" if len(names) > MOST_TOLD else ""
    return ", ".join(f"„{name}“" for name in names[:MOST_TOLD]) + more


def decide_places(
    found: Sequence[Place], areas: Areas, entry: ImportEntry, ask: Ask
) -> tuple[AreaJoin, dict[str, str]]:
    """Return how places are joined to areas, and what was decided about them."""
    decided = {text: key for text, key in entry.gebiete.items() if key}
    join = _join(found, areas, decided)
    for text, proposed in join.proposed.items():
        if text not in entry.gebiete:
            names = ", ".join(f"{areas.names[key]} ({key})" for key in proposed)
            question = f"Welches Gebiet ist „{text}“? Ähnlich: {names}."
            answer = ask(Question(AREA, question, (*proposed, NO_AREA)))
            if answer in areas.names:
                decided[text] = answer
    same = decided == {text: key for text, key in entry.gebiete.items() if key}
    return (join if same else _join(found, areas, decided)), decided


def _join(found: Sequence[Place], areas: Areas, decided: Mapping[str, str]) -> AreaJoin:
    """Return the join; a table that tells of areas only is joined to areas only.

    A Bezirk may be called as one of its Stadtteile is.  Where most rows are areas and none is
    an area of comparison, the Stadtteil is meant.
    """
    join = _join_to(found, areas, decided)
    matched = sum(how in MATCHED for how in join.how)
    only_areas = PARENT not in join.how and set(decided.values()) <= set(areas.names)
    if PROPOSED in join.how and only_areas and 2 * matched > len(join.how):
        return _join_to(found, replace(areas, parents={}), decided)
    return join


def _join_to(found: Sequence[Place], areas: Areas, decided: Mapping[str, str]) -> AreaJoin:
    """Return the join; where a table has the region's keys, an unknown key is another place."""
    known = [bool(areas.by_key(key)) for key, _ in found]
    by_key = 2 * sum(known) >= len(known)
    names = [
        "" if by_key and key and not area and name not in decided else name
        for (key, name), area in zip(found, known, strict=True)
    ]
    return join_areas(
        [key for key, _ in found],
        names,
        areas.names,
        level=areas.level,
        decided=decided,
        parents=areas.parents,
    )


def decide_cells(
    shape: Shape,
    places: Mapping[Place, str],
    merkmale: Mapping[str, Parts],
    entry: ImportEntry,
    ask: Ask,
) -> dict[str, str]:
    """Return what cells that are neither number nor sign stand for; only a person knows."""
    decided = dict(entry.zellen)
    terms = {term for parts in merkmale.values() for term in parts}
    for fault in _bad_cells(shape, places, terms):
        if fault.found and fault.found not in decided:
            text = f"{fault} Den Wert als unbekannt („{UNKNOWN}“) übernehmen?"
            if ask(Question(CELL, text, (UNKNOWN, "nein"))) == UNKNOWN:
                decided[fault.found] = UNKNOWN
    return decided


def _bad_cells(shape: Shape, places: Mapping[Place, str], terms: set[Term]) -> tuple[Fault, ...]:
    try:
        read_figures(shape, places, terms)
    except DataError as error:
        return tuple(fault for fault in error.faults if fault.what.startswith("Weder"))
    return ()
