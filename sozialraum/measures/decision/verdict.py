"""In a word how clearly one alternative comes before another, by stated thresholds.

The thresholds are parameters: what counts as „deutlich“ is a convention that belongs into
the model's data and the report's annex, not into code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sozialraum.errors import Fault, raise_all, suggest
from sozialraum.measures.decision.acceptability import Acceptability
from sozialraum.measures.rates.intervals import wilson

WORDS = ("deutlich", "knapp", "gleichauf")
"""Verdicts, from the clearest to none."""


@dataclass(frozen=True)
class Verdict:
    """How clearly one alternative comes before another.

    Parameters
    ----------
    first, second
        The alternatives.
    share, error
        Share of the routes in which ``first`` comes before ``second``; standard error.
    word
        One of `WORDS`.
    settled
        Whether the word holds throughout the 95 % interval of the share; if not, more
        routes are needed before it is printed.
    """

    first: str
    second: str
    share: float
    error: float
    word: str
    settled: bool


def verdict(
    found: Acceptability, first: str, second: str, *, clear: float, narrow: float
) -> Verdict:
    """Return in a word how clearly one alternative comes before another.

    Parameters
    ----------
    found
        The shares.
    first, second
        The alternatives.
    clear, narrow
        Smallest share of routes for „deutlich“ and for „knapp“; below, „gleichauf“.

    Returns
    -------
    Verdict
        The word, the share and whether more routes could still change the word.

    Raises
    ------
    DataError
        If an alternative is unknown or not ``0.5 ≤ narrow ≤ clear ≤ 1``.

    Examples
    --------
    >>> import pandas as pd
    >>> from sozialraum.measures.decision.acceptability import rank_acceptability
    >>> routes = pd.DataFrame({"SRA": [3.0] * 95 + [1.0] * 5, "AD": [2.0] * 100})
    >>> verdict(rank_acceptability(routes), "SRA", "AD", clear=0.8, narrow=0.6).word
    'deutlich'
    """
    raise_all(_verdict_faults(found, (first, second), clear, narrow))
    share = float(found.pairwise.loc[first, second])
    error = float(found.pairwise_error.loc[first, second])
    interval = wilson(share * found.routes, found.routes)
    words = {_word(float(bound), clear, narrow) for bound in (interval["unten"], interval["oben"])}
    word = _word(share, clear, narrow)
    return Verdict(first, second, share, error, word, settled=words == {word})


def verdicts(found: Acceptability, *, clear: float, narrow: float) -> tuple[Verdict, ...]:
    """Return the verdict on each two neighbours in the order of mean ranks, best first."""
    return tuple(
        verdict(found, first, second, clear=clear, narrow=narrow)
        for first, second in pairwise(found.order)
    )


def _word(share: float, clear: float, narrow: float) -> str:
    return WORDS[0 if share >= clear else 1 if share >= narrow else 2]


def _verdict_faults(
    found: Acceptability, names: tuple[str, str], clear: float, narrow: float
) -> Iterator[Fault]:
    known = [str(name) for name in found.pairwise.index]
    for name in names:
        if name not in known:
            yield Fault(
                f"Die Alternative „{name}“ gibt es nicht.",
                expected=", ".join(known),
                remedy=suggest(name, known) or "Name berichtigen.",
            )
    if names[0] == names[1]:
        yield Fault(f"„{names[0]}“ ist mit sich selbst verglichen.", remedy="Zwei verschiedene.")
    if not 0.5 <= narrow <= clear <= 1:
        yield Fault(
            "Die Schwellen für „deutlich“ und „knapp“ passen nicht zusammen.",
            found=f"deutlich ab {clear}, knapp ab {narrow}",
            expected="0,5 ≤ knapp ≤ deutlich ≤ 1",
            remedy="Schwellen als Anteile der Rechenwege angeben.",
        )
