"""What has to be said beside an index: what was estimated, treated, left out or tied."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sozialraum.formats import write_number
from sozialraum.measures.composite.checks import areas_text
from sozialraum.measures.composite.columns import periods
from sozialraum.measures.composite.index import Index
from sozialraum.measures.composite.normalise import ZScore, limited


def missing_reasons(normalised: pd.DataFrame, scores: pd.DataFrame, index: Index) -> pd.Series:
    """Return for each area without a score which of its indicators are unknown."""
    absent = normalised[scores[index.root.code].isna()].isna()
    return pd.Series(
        [f"unbekannt: {', '.join(absent.columns[row])}" for row in absent.to_numpy()],
        index=absent.index,
        dtype="object",
    )


def notes(
    index: Index,
    was_imputed: pd.DataFrame,
    was_treated: pd.DataFrame,
    normalised: pd.DataFrame,
    ranks: pd.DataFrame,
    excluded: pd.Series,
) -> tuple[str, ...]:
    """Return sentences in German, none for what did not happen."""
    return (
        *([index.note] if index.note else []),
        *_excluded(excluded),
        *_pairs(index, normalised, excluded),
        *_partial(normalised, ranks[index.root.code]),
        *_counted(was_imputed, "Geschätzt, weil unbekannt"),
        *_counted(was_treated.isin(["winhi", "winlo"]), "An den nächsten Wert herangezogen"),
        *_counted(was_treated == "log", "Logarithmiert"),
        *_limited(index, normalised),
        *_tied(ranks[index.root.code]),
    )


def _excluded(excluded: pd.Series) -> Iterator[str]:
    for reason, areas in excluded.groupby(excluded, sort=False):
        yield f"Ohne Rang ({reason}): {areas_text(areas.index, most=10)}."


def _pairs(index: Index, normalised: pd.DataFrame, excluded: pd.Series) -> Iterator[str]:
    absent = excluded.index.intersection(normalised.index)
    if len(absent) and any(level.aggregation == "copeland" for level in index.levels):
        yield f"Im Paarvergleich nicht gezählt, weil ohne Wert: {areas_text(absent, most=10)}."


def _partial(normalised: pd.DataFrame, rank: pd.Series) -> Iterator[str]:
    absent = normalised[rank.notna()].isna()
    areas = absent.index[absent.any(axis=1)]
    if len(areas):
        codes = ", ".join(absent.columns[absent.any()])
        yield f"Rang ohne alle Indikatoren ({codes} unbekannt): {areas_text(areas, most=10)}."


def _counted(marks: pd.DataFrame, what: str) -> Iterator[str]:
    counts = marks.sum()
    parts = [f"{code} {write_number(count)}" for code, count in counts[counts > 0].items()]
    if parts:
        yield f"{what} (Zahl der Werte je Indikator): {', '.join(parts)}."


def _limited(index: Index, normalised: pd.DataFrame) -> Iterator[str]:
    if isinstance(index.normalisation, ZScore) and index.normalisation.limit is not None:
        limit = f"{index.normalisation.limit:g}".replace(".", ",")
        yield from _counted(limited(normalised, index.normalisation), f"Auf ±{limit} begrenzt")


def _tied(ranks: pd.Series) -> Iterator[str]:
    for period, part in periods(ranks.to_frame()):
        rank = part[ranks.name].dropna()
        tied = rank[rank.duplicated(keep=False)].sort_values()
        when = f" im Zeitraum {period}" if period else ""
        shown = [
            f"Rang {value:g} ({areas_text(areas.index)})".replace(".", ",")
            for value, areas in tied.groupby(tied)
        ]
        if shown:
            more = f" und {len(shown) - 5} weitere" if len(shown) > 5 else ""
            yield f"Gleiche Ränge{when}: {', '.join(shown[:5])}{more}."
