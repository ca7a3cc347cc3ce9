"""Mapping: which columns of a table become which merkmale.

A *term* is what one kind of figure in the table is called: its column, and in a long table
what the further columns say.  A *proposal* divides the terms: those that are meant for
certain, those that may be meant (a person decides), those that nobody may map without being
asked to (religion, marital status, origin), and the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sozialraum.formats import slug
from sozialraum.sources.incoming.naming import age_group, folded, is_sex, names

Term = tuple[str, str]
"""Column of the table (``merkmal`` of a figure) and what its rows say (``auspraegung``)."""

Parts = tuple[Term, ...]
"""Terms that are added up."""

POPULATION = "bevoelkerung"
_WHOLE = re.compile("Einwohner|Bevölkerung")


@dataclass(frozen=True)
class Proposal:
    """What is made of the terms of a table.

    Parameters
    ----------
    sure
        For each merkmal the terms that it is the sum of.
    unsure
        For each merkmal what it may be; a person decides.
    protected
        Terms on religion, marital status and origin: never proposed.
    rest
        Terms that no name fits.
    by_file
        What would be certain if the table is what only its file's name says.
    """

    sure: Mapping[str, Parts]
    unsure: Mapping[str, tuple[Parts, ...]]
    protected: tuple[Term, ...]
    rest: tuple[Term, ...]
    by_file: Mapping[str, Parts] = field(default_factory=dict)

    def question(self, merkmal: str) -> str:
        """Return what is to be asked about an unsure merkmal."""
        return names().questions.get(merkmal, "Ist das gemeint?")


def propose(terms: Sequence[Term], context: str = "", place: str = "") -> Proposal:
    """Return what the terms of a table may be.

    Parameters
    ----------
    terms
        All terms of a table.
    context
        Title of the table: it says what a column „insgesamt“ counts.
    place
        Name of the region.

    Examples
    --------
    >>> found = propose([("zahl", "Einwohner"), ("zahl", "Konfession | katholisch")])
    >>> dict(found.sure), found.protected
    ({'bevoelkerung': (('zahl', 'Einwohner'),)}, (('zahl', 'Konfession | katholisch'),))
    """
    known = names()
    protected = [term for term in terms if _is_protected(term)]
    open_terms = [term for term in terms if term not in protected]
    paths = {term: _path(term, context, place) for term in open_terms}
    found: dict[str, dict[str, list[Parts]]] = {"sure": {}, "unsure": {}}
    taken: set[Term] = set()
    for parts, path in _sums(paths):
        name = "|".join(slug(part) for part in path)
        age = _age(path)
        merkmal = f"{POPULATION}_{age}" if age else known.sure.get(name, "")
        kind = "sure" if merkmal else "unsure"
        if merkmal := merkmal or known.unsure.get(name, ""):
            found[kind].setdefault(merkmal, []).append(parts)
            taken |= set(parts)
    sure = {name: given[0] for name, given in found["sure"].items() if len(given) == 1}
    doubtful = {name: given for name, given in found["sure"].items() if len(given) > 1}
    unsure = {n: given for n, given in found["unsure"].items() if n not in found["sure"]}
    rest = tuple(term for term in open_terms if term not in taken)
    merged = {name: tuple(given) for name, given in sorted({**unsure, **doubtful}.items())}
    return Proposal(dict(sorted(sure.items())), merged, tuple(protected), rest)


def _is_protected(term: Term) -> bool:
    words = names().protected
    parts = folded([*term[0].split(" | "), *term[1].split(" | ")], frozenset(["_"])).split("|")
    return any(part in words or words & set(part.split("-")) for part in parts)


def _path(term: Term, context: str, place: str) -> tuple[str, ...]:
    """Return the folded parts of a term; ages stay as they are written."""
    known = names()
    texts = [text for text in (*term[0].split(" | "), *term[1].split(" | ")) if text]
    ages = [text for text in texts if age_group(text)]
    others = folded([text for text in texts if text not in ages], known.empty, place)
    parts = tuple(filter(None, others.split("|")))
    if not parts and any(_WHOLE.match(text) for text in ages):
        parts = (POPULATION,)
    plain = tuple(part for part in parts if not is_sex(part))
    if not plain and context:
        subject = folded([context], known.empty, place)
        parts = (*([subject] if subject else []), *parts)
    return (*parts, *ages)


def _sums(paths: Mapping[Term, tuple[str, ...]]) -> Iterator[tuple[Parts, tuple[str, ...]]]:
    """Yield each term by itself, and both sexes together where no total is given."""
    given = set(paths.values())
    halves: dict[tuple[str, ...], dict[str, Term]] = {}
    for term, path in paths.items():
        sexes = [part for part in path if is_sex(part)]
        if len(sexes) == 1:
            whole = tuple(part for part in path if part != sexes[0])
            halves.setdefault(whole, {})[sexes[0]] = term
        elif not sexes:
            yield (term,), path
    for whole, both in halves.items():
        if len(both) == 2 and whole not in given:
            yield tuple(both[sex] for sex in sorted(both)), whole


def _age(path: tuple[str, ...]) -> str:
    """Return the age group that a path tells of the whole population, ``""`` if none.

    An age group alone may be one of the unemployed or of pupils.
    """
    if not path or not age_group(path[-1]):
        return ""
    whole = len(path) > 1 and all(part in names().ages for part in path[:-1])
    return age_group(path[-1]) if whole and len(path) < 4 else ""
