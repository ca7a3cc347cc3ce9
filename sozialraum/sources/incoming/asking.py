"""Questions that only a person can answer, and the report of what was read and decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sozialraum.errors import Fault

MAPPING, DOUBT, AREA, CELL, TIME, PUBLISHER, MARK, SHARE = (
    *("zuordnung", "merkmal", "gebiet", "zelle", "zeit", "herausgeber", "zeichen", "anteil"),
)
"""What is asked: the whole mapping, a doubtful column, an area, a cell, the time, a name, what
a point means, whether shares of one are per cent."""


@dataclass(frozen=True)
class Question:
    """One question: what it is about, its German text, and what can be answered.

    Parameters
    ----------
    topic
        One of the words above.
    text
        The question.
    choices
        Answers, the likeliest first; any text if there are none.
    """

    topic: str
    text: str
    choices: tuple[str, ...] = ()


Ask = Callable[[Question], str]
"""Returns one of the choices (or any text if there are none), ``""`` for no answer."""


def only_sure(question: Question) -> str:
    """Answer as ``--ja`` does: take what is sure, leave what is doubtful."""
    return question.choices[0] if question.topic == MAPPING else ""


@dataclass
class ImportReport:
    """What was read, repaired, decided and found wrong, in the order in which it came up."""

    sections: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def tell(self, title: str, lines: Iterable[str]) -> Sequence[str]:
        """Add German sentences under a title; none are no section."""
        told = tuple(lines)
        if told:
            self.sections.append((title, told))
        return told
