"""From strengths of evidence to scores of needs and Eckpunkte: steps S3 to S5 of the model.

A further piece of supporting evidence, a stronger one or a further need never lowers a
score.  That is why the mean is taken of those *two kinds for which it is highest*: with
equal weights they are the two strongest kinds, as the model says; and where weights differ,
a further kind still only adds a pair to choose from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from sozialraum.analysis.chain import PROPOSALS, Focus, Need, Piece
from sozialraum.analysis.model import Model
from sozialraum.programme import BELEGARTEN

CASES = "fallzahl"
LEADING, SUPPORTING = 2, 1
"""Weights with which a need belongs to an Eckpunkt."""


def strongest(pieces: Iterable[Piece]) -> dict[str, int]:
    """Return the strength of the strongest supporting piece of each kind, highest first."""
    found: dict[str, int] = {}
    for piece in pieces:
        if piece.supports:
            found[piece.art] = max(piece.staerke, found.get(piece.art, 0))
    order = list(BELEGARTEN)
    return dict(sorted(found.items(), key=lambda item: (-item[1], order.index(item[0]))))


def need_steps(
    arten: Mapping[str, int], luecke: str, angebot_ausreichend: bool, model: Model
) -> dict[str, Any]:
    """Return how the score of a need comes about (S3).

    Parameters
    ----------
    arten
        Strength by kind of evidence, from `strongest`; kinds of strength 0 are no kinds.
    luecke
        ``keine``, ``teilweise`` or ``gross``.
    angebot_ausreichend
        Whether what others offer is enough.
    model
        The numbers.

    Returns
    -------
    dict
        See `sozialraum.analysis.chain.Need`; without evidence there is no gap either.
    """
    known = {art: strength for art, strength in arten.items() if strength > 0}
    counted, mean = _mean(known, model)
    third = model.dritte_art if len(known) > 2 else 0.0
    before = min(mean + third, model.vor_der_luecke)
    gap = model.gap(luecke) if known else 0.0
    enough = -model.angebot_anderer if angebot_ausreichend and known else 0.0
    return {
        "arten": known,
        "gewertet": counted,
        "mittel": mean,
        "dritte_art": third,
        "vor_luecke": before,
        "luecke": gap,
        "angebot": enough,
        "punktzahl": min(max(before + gap + enough, 0.0), model.hoechstens),
    }


def _mean(arten: Mapping[str, int], model: Model) -> tuple[tuple[str, ...], float]:
    """Return the kinds that are taken, and their weighted mean; half of a single one."""
    if not arten:
        return (), 0.0
    best = max(arten, key=lambda art: arten[art])
    single = ((best,), model.eine_art * arten[best])
    pairs = [(pair, _weighted(pair, arten, model)) for pair in combinations(arten, 2)]
    return max([*pairs, single], key=lambda found: found[1])


def _weighted(pair: Sequence[str], arten: Mapping[str, int], model: Model) -> float:
    weights = [model.gewichte[art] for art in pair]
    total = sum(weight * arten[art] for weight, art in zip(weights, pair, strict=True))
    return total / sum(weights)


def focus_of(code: str, needs: Iterable[Need], model: Model) -> Focus:
    """Return what the needs say of one Eckpunkt (S4, S5)."""
    own = [need for need in needs if need.eckpunkte.get(code, 0) > 0]
    leading = [need for need in own if need.eckpunkte[code] >= LEADING]
    supporting = [need for need in own if need.eckpunkte[code] == SUPPORTING]
    score = max(
        max((need.score for need in leading), default=0.0),
        min(max((need.score for need in supporting), default=0.0), model.ergaenzend),
    )
    pieces = {piece.key: piece for need in own for piece in need.pieces}
    kinds = {piece.art for piece in pieces.values()}
    return Focus(
        eckpunkt=code,
        score=score,
        proposal=proposal(score, len(kinds), model),
        leading=tuple(need.id for need in leading),
        supporting=tuple(need.id for need in supporting),
        pieces=len(pieces),
        kinds=len(kinds),
        needs=len(own),
        arten=tuple(art for art in BELEGARTEN if art in kinds),
        gegenbelege=tuple(dict.fromkeys(piece.id for need in own for piece in need.counter)),
        bestaetigt=any(need.status == "bestätigt" for need in own),
        aus_zielgruppe=any(piece.aus_zielgruppe for piece in pieces.values()),
        wenige_faelle=any(_few(piece, model) for piece in pieces.values()),
    )


def _few(piece: Piece, model: Model) -> bool:
    """Return whether a piece counts few cases, or does not say how many."""
    return piece.art == CASES and not piece.n >= model.geringe_fallzahl


def proposal(score: float, kinds: int, model: Model) -> str:
    """Return the proposal: thin evidence is „offen: erheben“, never „kein Bedarf“.

    >>> from sozialraum.analysis.model import standard
    >>> proposal(3.75, 3, standard()), proposal(2.5, 1, standard())
    ('naheliegend', 'offen: erheben')
    """
    if kinds < model.mindestarten:
        return PROPOSALS[3]
    if score >= model.naheliegend:
        return PROPOSALS[0]
    return PROPOSALS[1] if score >= model.moeglich else PROPOSALS[2]
