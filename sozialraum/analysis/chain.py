"""The chain Beleg → Befund → Bedarf → Schwerpunkt: what each link is, and its status.

A *piece* (Beleg) is one checkable statement with source and date.  A *finding* (Befund) says
what pieces show together, a *need* (Bedarf) who needs what, where and what for.  A *focus*
is what the needs say of one Eckpunkt.  A *kind* (Belegart) is one of six ways to know
something: more kinds, not more pieces, make a finding confirmed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

STATUSES = ("bestätigt", "einfach belegt", "widersprüchlich", "offen")
PROPOSALS = ("naheliegend", "möglich", "derzeit nicht vordringlich", "offen: erheben")
FEASIBILITY = ("gegeben", "teilweise gegeben", "nicht gegeben", "offen")
"""Words for the separate axis of feasibility."""

SUPPORTS, CONTRADICTS, NEUTRAL = "stuetzt", "widerspricht", "neutral"


@dataclass(frozen=True)
class Piece:
    """One piece of evidence as it counts.

    Parameters
    ----------
    id
        Id of the row, or of the indicator.
    art
        Kind of evidence, a key of `sozialraum.programme.BELEGARTEN`.
    staerke
        Strength as it counts, 0–3; 0 counts as no evidence.
    richtung
        ``stuetzt``, ``widerspricht`` or ``neutral``.
    gebiet
        Keys of its areas; ``()`` is the whole region.
    amtlich
        Whether it is a figure of official statistics from the profile.
    z
        Directed z-score of such a figure (plus: more need); NaN where it does not count and
        for all else.
    hoechstens
        Most that the piece may count, whatever its strength.
    vermerk
        Why it counts less than stated or not at all (German), „“ if it counts as stated.
    zeile
        Line of the file in which it stands, 0 for an official figure.
    """

    id: str
    art: str
    staerke: int
    richtung: str
    text: str
    quelle: str
    stand: str
    gebiet: tuple[str, ...] = ()
    aus_zielgruppe: bool = False
    freigabe: str = "intern"
    thema: str = ""
    zielgruppe: str = ""
    n: float = math.nan
    einschraenkung: str = ""
    amtlich: bool = False
    z: float = math.nan
    hoechstens: int = 3
    vermerk: str = ""
    zeile: int = 0

    @property
    def supports(self) -> bool:
        """Whether it counts as evidence for what it is attached to."""
        return self.richtung == SUPPORTS and self.staerke > 0

    @property
    def contradicts(self) -> bool:
        """Whether it is counter-evidence that counts.

        A figure's strength measures need and is 0 then; its direction says enough.
        """
        return self.richtung == CONTRADICTS and (self.staerke > 0 or self.amtlich)

    @property
    def key(self) -> tuple[str, tuple[str, ...], bool]:
        """What tells it from all others: a row may be called like an indicator."""
        return self.id, self.gebiet, self.amtlich


@dataclass(frozen=True)
class Finding:
    """What pieces show together; ``weitere`` are shown and do not count."""

    id: str
    text: str
    status: str
    pieces: tuple[Piece, ...]
    counter: tuple[Piece, ...]
    weitere: tuple[Piece, ...] = ()
    freigabe: str = "intern"


@dataclass(frozen=True)
class Need:
    """Who needs what, where and what for, with its evidence and its score.

    Parameters
    ----------
    pieces, counter, weitere
        Evidence that counts, counter-evidence (changes no score), and what is shown only:
        too old, neutral, too small a difference; each ``vermerk`` says why.
    score
        B, 0–4.
    steps
        How it came about: ``arten`` (strongest piece of each kind, the strongest first),
        ``gewertet`` (the kinds whose mean is taken), ``mittel``, ``dritte_art``,
        ``vor_luecke``, ``luecke``, ``angebot`` (0 or negative), ``punktzahl``.
    eckpunkte
        Weight by Eckpunkt: 2 leading, 1 supporting.
    machbarkeit
        ``personal``, ``auftrag``, ``partner``: ja, teilweise, nein or „“.  Never part of
        the score.
    zeile
        Line of the file in which it stands.
    """

    id: str
    text: str
    zielgruppe: str
    gebiete: tuple[str, ...]
    pieces: tuple[Piece, ...]
    counter: tuple[Piece, ...]
    status: str
    luecke: str
    angebot_ausreichend: bool
    score: float
    steps: Mapping[str, Any]
    eckpunkte: Mapping[str, int]
    zustaendig: str
    machbarkeit: Mapping[str, str]
    freigabe: str = "intern"
    weitere: tuple[Piece, ...] = ()
    bedarfsart: str = ""
    befunde: tuple[str, ...] = ()
    zeile: int = 0

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of evidence that support it, the strongest first."""
        return tuple(self.steps["arten"])

    @property
    def feasibility(self) -> str:
        """Feasibility in a word of `FEASIBILITY`: the weakest of its parts decides."""
        answers = set(self.machbarkeit.values())
        if "nein" in answers:
            return "nicht gegeben"
        if not answers or "" in answers:
            return "offen"
        return "teilweise gegeben" if "teilweise" in answers else "gegeben"


@dataclass(frozen=True)
class Focus:
    """What the needs say of one Eckpunkt; the specialist decides.

    Parameters
    ----------
    score, proposal
        0–4 and one of `PROPOSALS`.
    leading, supporting
        Ids of the needs with weight 2 and 1.
    needs, pieces, kinds
        Number of needs, and density of evidence: pieces that count and kinds.
    arten
        The kinds.
    gegenbelege
        Ids of counter-evidence to its needs.
    bestaetigt
        Whether one of its needs is confirmed.
    aus_zielgruppe
        Whether a piece that counts comes from the target group itself.
    wenige_faelle
        Whether it rests on few cases, or on cases nobody counted.
    """

    eckpunkt: str
    score: float
    proposal: str
    leading: tuple[str, ...]
    supporting: tuple[str, ...]
    pieces: int
    kinds: int
    needs: int = 0
    arten: tuple[str, ...] = ()
    gegenbelege: tuple[str, ...] = ()
    bestaetigt: bool = False
    aus_zielgruppe: bool = False
    wenige_faelle: bool = False

    @property
    def open(self) -> bool:
        """Whether there is too little evidence for any proposal."""
        return self.proposal == PROPOSALS[3]


@dataclass(frozen=True)
class Sorted:
    """Pieces by what they do: count, contradict, or neither."""

    pieces: tuple[Piece, ...] = field(default=())
    counter: tuple[Piece, ...] = field(default=())
    weitere: tuple[Piece, ...] = field(default=())


def sort_pieces(pieces: Iterable[Piece]) -> Sorted:
    """Return pieces by what they do, each once, the strongest first."""
    once = {piece.key: piece for piece in pieces}
    ranked = sorted(once.values(), key=lambda piece: -piece.staerke)
    return Sorted(
        tuple(piece for piece in ranked if piece.supports),
        tuple(piece for piece in ranked if piece.contradicts),
        tuple(piece for piece in ranked if not piece.supports and not piece.contradicts),
    )


def status_of(found: Sorted, mindestarten: float) -> str:
    """Return the status of a finding or need: one of `STATUSES`."""
    kinds = {piece.art for piece in found.pieces}
    if found.counter:
        return "widersprüchlich"
    if not kinds:
        return "offen"
    return "bestätigt" if len(kinds) >= mindestarten else "einfach belegt"
