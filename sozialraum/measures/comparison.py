"""Where an area stands among the others: its rank, its peers, its strengths and weaknesses.

*Standardised* means: the distance to the mean of all areas in standard deviations of all
areas (ddof 0), so that per cent and euro count alike.  What could not be compared is left
out, and ``hinweise`` says so in German sentences that can be printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.measures.composite.columns import constant
from sozialraum.measures.rates.series import Floats, as_array

BAND_NAMES = {
    3: ("niedrigstes Drittel", "mittleres Drittel", "höchstes Drittel"),
    5: (
        "niedrigstes Fünftel", "zweitniedrigstes Fünftel", "mittleres Fünftel",
        "zweithöchstes Fünftel", "höchstes Fünftel",
    ),
}  # fmt: skip
"""Names of rank bands, from low to high values; they say nothing of good or bad."""

FEWEST_AREAS = 3
"""With fewer known areas a standard deviation says nothing."""

MOST_NAMED = 5
"""Areas named in a note; of more, only the number is told."""


def percentile_rank(values: pd.Series) -> pd.Series:
    """Return for each area how many per cent of the other areas have a lower value.

    Parameters
    ----------
    values
        One value per area; unknown ones have no rank and are not counted.

    Returns
    -------
    Series
        0 for the lowest to 100 for the highest; equal values count half, so that
        ``percentile_rank(-v) == 100 - percentile_rank(v)``.  NaN where the value is
        unknown or there is no other area.

    Examples
    --------
    >>> percentile_rank(pd.Series([5.0, 7.0, 7.0, 9.0])).tolist()
    [0.0, 50.0, 50.0, 100.0]
    """
    ranks, known = _middle_ranks(values)
    others = known - 1 if known > 1 else np.nan
    return pd.Series(100 * (ranks - 1) / others, index=values.index)


def rank_band(values: pd.Series, bands: int = 5) -> pd.Series:
    """Return the band of ranks in which each area's value lies.

    A band hides differences of rank that mean nothing, and its name speaks of the
    height of the value only: „höchstes Fünftel“.

    Parameters
    ----------
    values
        One value per area; unknown ones are not counted.
    bands
        Number of bands, 3 or 5: an odd number, so that there is a middle.

    Returns
    -------
    Series of str
        „“ where the value is unknown or fewer areas than bands have one.  Equal values
        share a band; a tie across a limit lies in the band nearer to the middle.

    Examples
    --------
    >>> rank_band(pd.Series([1.0, 2.0, 3.0]), bands=3).tolist()
    ['niedrigstes Drittel', 'mittleres Drittel', 'höchstes Drittel']
    """
    ranks, known = _middle_ranks(values)
    limit = (ranks - 0.5) * bands / max(known, bands)
    number = np.where(limit > bands / 2, np.ceil(limit), np.floor(limit) + 1)
    shown = ~np.isnan(ranks) & (known >= bands)
    names = np.array(["", *BAND_NAMES[bands]])
    return pd.Series(names[np.where(shown, number, 0).astype(int)], index=values.index)


@dataclass(frozen=True, eq=False)
class Peers:
    """The areas most like one area.

    Parameters
    ----------
    abstand
        Index area, the nearest first: root mean square of the standardised differences;
        1 means one standard deviation per variable.
    merkmale
        The variables that the distance rests on.
    hinweise
        What was left out and why.
    """

    abstand: pd.Series
    merkmale: tuple[str, ...]
    hinweise: tuple[str, ...]


def nearest_peers(table: pd.DataFrame, key: str, number: int = 5) -> Peers:
    r"""Return the areas nearest to one area in all variables of a table.

    Parameters
    ----------
    table
        One row per area, one column per variable; not standardised.  Variables of unlike
        spread, such as populations, are better given as logarithms.
    key
        The area in question, a label of the rows.
    number
        How many peers to return; equal distances stay in the order of the table.

    Returns
    -------
    Peers
        Variables that are unknown for the area or equal everywhere are left out, and so are
        areas that lack one of the others: distances over different variables do not
        compare.  All that stands in ``hinweise``.

    Raises
    ------
    DataError
        If there is no such area or a value is infinite.

    Notes
    -----
    With :math:`z` the standardised values of :math:`V` variables:

    .. math:: d_{ij} = \sqrt{\frac{1}{V} \sum_v (z_{iv} - z_{jv})^2}

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"Alter": [40.0, 41.0, 45.0], "Miete": [8.0, 8.5, 12.0]}, index=["11", "12", "13"]
    ... )
    >>> nearest_peers(table, "11", 1).abstand.round(2).to_dict()
    {'12': 0.38}
    """
    _check_area(table, key)
    left_out = _unusable(table, key)
    used = table[[name for name in table if name not in left_out]]
    whole = used.notna().all(axis="columns")
    away = _standardised(used).sub(_standardised(used).loc[key])[whole]
    distance = np.sqrt((away**2).mean(axis="columns")).drop(key)
    nearest = distance.dropna().sort_values(kind="stable").head(number)
    notes = [f"{name}: {reason}." for name, reason in left_out.items()]
    if not whole.all():
        notes.append(f"Wegen fehlender Angaben nicht verglichen: {_named(table.index[~whole])}.")
    return Peers(nearest, tuple(map(str, used)), tuple(notes))


@dataclass(frozen=True, eq=False)
class Standing:
    """What speaks for and against one area, compared with all areas.

    Parameters
    ----------
    staerken, schwaechen
        Index indicator, the largest first: how many standard deviations the area lies on
        the favourable or unfavourable side of the mean, positive in both.
    hinweise
        What was left out and why.
    """

    staerken: pd.Series
    schwaechen: pd.Series
    hinweise: tuple[str, ...]


def strengths_and_weaknesses(
    values: pd.DataFrame,
    key: str,
    polarity: Mapping[str, int],
    *,
    number: int = 5,
    smallest: float = 0.5,
) -> Standing:
    r"""Return in which indicators an area stands out for good or ill.

    Parameters
    ----------
    values
        One row per area, one column per indicator; pass the peers' rows and the area's own
        to compare with peers only.
    key
        The area in question, a label of the rows.
    polarity
        By indicator: 1 a high value is a burden, −1 a low value is, 0 neither (such an
        indicator is context and stays out).
    number
        How many of each at most.
    smallest
        Standard deviations below which a difference is not worth telling.

    Raises
    ------
    DataError
        If there is no such area, a polarity is missing or a value is infinite.

    Notes
    -----
    With polarity :math:`s`, mean :math:`\bar x` and standard deviation :math:`\sigma`:

    .. math:: -s \, \frac{x - \bar x}{\sigma}

    It is a description: whether a difference is more than chance, tells
    `sozialraum.measures.rates.differences`.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"Arbeitslose": [10.0, 5.0, 6.0], "Wahlbeteiligung": [70.0, 60.0, 65.0]},
    ...     index=["11", "12", "13"],
    ... )
    >>> standing = strengths_and_weaknesses(table, "11", {"Arbeitslose": 1, "Wahlbeteiligung": -1})
    >>> standing.staerken.round(2).to_dict(), standing.schwaechen.round(2).to_dict()
    ({'Wahlbeteiligung': 1.22}, {'Arbeitslose': 1.39})
    """
    _check_area(values, key)
    _check_polarity(values, polarity)
    left_out = _unusable(values, key)
    used = [name for name in values if name not in left_out and polarity[name]]
    signs = pd.Series({name: float(-polarity[name]) for name in used}, dtype=np.float64)
    oriented = _standardised(values[used]).loc[key] * signs
    ranked = oriented[oriented.abs() >= smallest].sort_values(ascending=False, kind="stable")
    notes = tuple(f"{name}: {reason}." for name, reason in left_out.items())
    good, bad = ranked[ranked > 0], -ranked[ranked < 0][::-1]
    return Standing(good.head(number), bad.head(number), notes)


def _standardised(table: pd.DataFrame) -> pd.DataFrame:
    return (table - table.mean()) / table.std(ddof=0)


def _unusable(table: pd.DataFrame, key: str) -> dict[str, str]:
    """Return the variables that say nothing about the area, each with the reason."""
    reasons = {}
    for name in table:
        known = table[name].dropna()
        if np.isnan(table.at[key, name]):
            reasons[name] = f"für {key} unbekannt"
        elif len(known) < FEWEST_AREAS:
            reasons[name] = f"für weniger als {FEWEST_AREAS} Gebiete bekannt"
        elif constant(known)[0]:
            reasons[name] = "überall gleich"
    return reasons


def _named(areas: Iterable[str]) -> str:
    names = [str(area) for area in areas]
    return ", ".join(names) if len(names) <= MOST_NAMED else f"{len(names)} Gebiete"


def _check_area(table: pd.DataFrame, key: str) -> None:
    if key not in table.index:
        known = [str(area) for area in table.index]
        raise DataError(
            Fault("Dieses Gebiet gibt es nicht.", found=str(key), remedy=suggest(str(key), known))
        )
    infinite = np.isinf(table.to_numpy(np.float64)).any(axis=0)
    raise_all(
        Fault(
            f"„{name}“ hat unendliche Werte.",
            remedy="Solche Werte als unbekannt übergeben (NaN).",
        )
        for name in table.columns[infinite]
    )


def _check_polarity(values: pd.DataFrame, polarity: Mapping[str, int]) -> None:
    raise_all(
        Fault(
            f"Für „{name}“ ist nicht gesagt, was günstig ist.",
            found=str(polarity.get(name, "")),
            expected="1 (hoch belastet), -1 (niedrig belastet) oder 0 (Kontext)",
            remedy="Die Richtung ergänzen.",
        )
        for name in values
        if polarity.get(name) not in (-1, 0, 1)
    )


def _middle_ranks(values: pd.Series) -> tuple[Floats, int]:
    """Return ranks from 1 (lowest), equal values sharing theirs, and how many are known."""
    return as_array(values.rank(method="average")), int(values.notna().sum())
