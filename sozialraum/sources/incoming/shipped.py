"""Shipped mappings: tables of towns whose columns are known (``shipped.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from sozialraum.sources.incoming.mapping import Parts, Proposal, Term

FILE = "shipped.toml"


@cache
def shipped() -> Mapping[str, Mapping[str, Any]]:
    """Return all shipped mappings by name."""
    text = files("sozialraum.sources.incoming").joinpath(FILE).read_text(encoding="utf-8")
    return tomllib.loads(text)


def with_shipped(proposal: Proposal, columns: Collection[str]) -> Proposal:
    """Return a proposal in which the columns of a known table are certain.

    Parameters
    ----------
    proposal
        What the names of the columns alone say.
    columns
        Names of all columns of the table.
    """
    known = {
        merkmal: ((column, ""),)
        for entry in shipped().values()
        if set(entry["kennzeichen"]) <= set(columns)
        for merkmal, column in entry["merkmale"].items()
    }
    if not known:
        return proposal
    taken = {term for parts in known.values() for term in parts}
    return replace(
        proposal,
        sure=dict(sorted({**proposal.sure, **known}.items())),
        unsure={
            name: left for name, given in proposal.unsure.items() if (left := _left(given, taken))
        },
        rest=tuple(term for term in proposal.rest if term not in taken),
    )


def _left(given: tuple[Parts, ...], taken: Collection[Term]) -> tuple[Parts, ...]:
    return tuple(parts for parts in given if not set(parts) & set(taken))
