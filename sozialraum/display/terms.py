"""The words of a house: one place where what the program writes takes them on.

region.toml chooses them (`sozialraum.sources.terms`); texts are written with the usual words
everywhere and changed where they leave `display`: in every block that is shown and in every
picture before it is laid out.  What others wrote stays: titles of sources, names of
institutions and places, sentences from a specialist's own tables.  Markdown of a notebook is
no block and is never touched.

The words in force are those of the region that a notebook opened last (`speak`), for a
chart does not know its region.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

from sozialraum.sources.terms import USUAL, Terms

if TYPE_CHECKING:
    from sozialraum.region import Region

T = TypeVar("T")

NOT_OURS = ("source", "links", "svg")
"""Fields of blocks with titles of others, addresses and what was laid out with the words."""

READ_LATER = ("belege", "plan", "entscheidungen", "faelle")
"""Tables that a region reads when asked for: what was never read stands in no block."""

SENTENCE = 6
"""From so many words on, a text of a specialist's table is a sentence of their own."""

AFFECTED = re.compile(r"Eckpunkt|Handlungsfeld|wanderungsgeschichte|\w\*[a-zäöü]|keiner gewählt")
STAR = re.compile(r"(?<=\w)\*(?=in|zze|nja)")
PAIR = r"Eckpunkte? \(Handlungsfeld(?:er)?\)|Handlungsfeld(?:er)? \(Eckpunkte?\)"
ARTICLES = {
    "der": "das", "den": "das", "dieser": "dieses", "diesen": "dieses", "jeder": "jedes",
    "jeden": "jedes", "welcher": "welches", "welchen": "welches", "einen": "ein",
    "keinen": "kein",
}  # fmt: skip
"""What stands before „Eckpunkt“ and before „Handlungsfeld“."""

_ARTICLE = rf"\b({'|'.join(ARTICLES)})((?: [a-zäöüß]+e)?) Eckpunkt\b"
_EITHER = re.compile(rf"({PAIR}|„Eckpunkte?“)|(?i:{_ARTICLE})|Eckpunkt(en|e|s|)\b")
_ENDINGS = {"": "", "e": "er", "en": "ern", "s": "s"}


def apply(text: str, terms: Terms, kept: Iterable[str] = ()) -> str:
    """Return a text with the words of a house; doing so twice changes nothing more.

    Parameters
    ----------
    text
        Written with the usual words.
    terms
        The words that region.toml chooses.
    kept
        What others wrote and stays as it is wherever it stands in the text.

    Examples
    --------
    >>> apply("Welcher Eckpunkt? Die Eckpunkte der Schüler*innen", Terms("Handlungsfeld"))
    'Welches Handlungsfeld? Die Handlungsfelder der Schüler*innen'
    """
    if terms == USUAL or not AFFECTED.search(text):
        return text
    longest_first = sorted(kept, key=len, reverse=True)
    others = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in longest_first)
    parts = re.split(f"({others})", text) if others else [text]
    return "".join(part if number % 2 else _said(part, terms) for number, part in enumerate(parts))


def _said(text: str, terms: Terms) -> str:
    if terms.eckpunkt != USUAL.eckpunkt:
        text = _phrases(text, _words()["handlungsfeld"])
        text = _EITHER.sub(_as_handlungsfeld, text)
    if terms.einwanderung != USUAL.einwanderung:
        text = re.sub(r"\bEinwanderungsgeschichte", "Zuwanderungsgeschichte", text)
    if terms.gender == "neutral":
        return _phrases(text, _words()["neutral"])
    return STAR.sub(":", text) if terms.gender == "doppelpunkt" else text


def _as_handlungsfeld(found: re.Match[str]) -> str:
    if found[1]:  # both words beside each other, or a name between quotation marks
        one = re.fullmatch(r"(Eckpunkte?) \((Handlungsfeld(?:er)?)\)", found[1])
        return f"{one[2]} ({one[1]})" if one else found[1]
    if found[2]:
        article = ARTICLES[found[2].lower()]
        article = article.capitalize() if found[2][0].isupper() else article
        return f"{article}{found[3]} Handlungsfeld"
    return f"Handlungsfeld{_ENDINGS[found[4]]}"


def _phrases(text: str, phrases: Mapping[str, str]) -> str:
    for phrase, other in phrases.items():
        text = text.replace(phrase, other)
    return text


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(
        files("sozialraum.display").joinpath("terms.toml").read_text("utf-8")
    )
    return found


_OPENED: list[Region] = []


def speak(region: Region | None) -> None:
    """Let everything that is shown from now on have the words of a region; None: the usual."""
    _OPENED[:] = [] if region is None else [region]


def spoken(text: str) -> str:
    """Return a text with the words in force."""
    if not _OPENED or _OPENED[0].settings.begriffe == USUAL:
        return text
    return apply(text, _OPENED[0].settings.begriffe, kept_words(_OPENED[0]))


def spoken_block(block: T) -> T:
    """Return a block with the words in force."""
    usual = not _OPENED or _OPENED[0].settings.begriffe == USUAL
    return block if usual else _mapped(block, spoken)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(part, change) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {one.name: getattr(value, one.name) for one in fields(value)}
        return replace(value, **{
            name: _mapped(part, change) for name, part in parts.items() if name not in NOT_OURS
        })  # fmt: skip
    return value


def kept_words(region: Region) -> tuple[str, ...]:
    """Return what stays as others wrote it, as far as a word of it could be changed."""
    read = tuple(name for name in READ_LATER if name in vars(region))
    return _kept(region, read)


@lru_cache(maxsize=8)
def _kept(region: Region, read: tuple[str, ...]) -> tuple[str, ...]:
    named = [region.name, *region.names.values(), *(parent.name for parent in region.parents)]
    named += [text for source in region.sources.values() for text in _texts(source)]
    named += [text for column in ("einrichtung", "traeger") for text in region.standorte[column]]
    own = [text for name in read for text in _texts(vars(region)[name])]
    sentences = [text for text in own if len(text.split()) >= SENTENCE]
    found = {text.strip().rstrip(".") for text in (*named, *sentences) if AFFECTED.search(text)}
    return tuple(sorted({form for text in found for form in _forms(text)}))


def _forms(text: str) -> Iterator[str]:
    """Yield a text as it stands in tables and as it stands in the data of a map."""
    yield from (text, escape(text))
    yield from (json.dumps(text, ensure_ascii=plain)[1:-1] for plain in (True, False))


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a record or table."""
    import pandas as pd  # takes a while to load, and writers of documents need no table

    if isinstance(value, str):
        yield value
    elif isinstance(value, pd.DataFrame):
        yield from (text for name in value.columns for text in _texts(value[name].tolist()))
    elif isinstance(value, Mapping):
        yield from (text for part in value.values() for text in _texts(part))
    elif isinstance(value, tuple | list):
        yield from (text for part in value for text in _texts(part))
    elif is_dataclass(value):
        yield from (text for one in fields(value) for text in _texts(getattr(value, one.name)))
