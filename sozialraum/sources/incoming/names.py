"""Names of areas as different offices write them, made comparable; and the closest ones.

Two names are *alike* if they differ only in case, umlauts, hyphens, slashes, blanks and
usual abbreviations: „Altstadt/Süd“ and „Altstadt-Sued“, „St. Augustin“ and „Sankt Augustin“.
They are *akin* if only the kind of the area is told too: „Köln, Stadt“ and „Köln“.  Whatever
is less than that is only *close*, and a person has to decide.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sozialraum.formats import slug

MOST_PROPOSED = 3
NEAR_ENOUGH = 0.6
"""Share of equal letters (Ratcliff and Obershelp) from which a name is proposed."""

SHORTLIST = 30
"""Names that are compared letter by letter: those that share most groups of three letters."""

_JOINED = {
    r"a\. ?d\.": "an der",
    r"i\. ?d\.": "in der",
    r"v\. ?d\.": "vor der",
    r"o\. ?d\.": "ob der",
    r"b\.": "bei",
    r"a\.": "am",
    r"i\.": "im",
    r"st\.": "sankt",
    r"gr\.": "gross",
    r"kl\.": "klein",
    r"ndr?\.": "nieder",
    r"obr?\.": "ober",
}
"""Abbreviations with a point; without it „a“ or „st“ may be anything."""

_STREET = re.compile(r"str\.")
_AND = re.compile(r"\s(?:u\.|&|\+)\s")
_KINDS = {
    "stadt": r"(?:landes|bundes)?hauptstadt|(?:kreisfreie-|krfr-|grosse-kreis|hanse|bundes"
    r"|universitaets|kreis)?stadt",
    "gemeinde": "gemeinde|markt|flecken",
    "kreis": "(?:land)?kreis|staedteregion",
    "stadtteil": "(?:stadt|orts)teil",
    "stadtbezirk": "(?:stadt)?bezirk",
    "land": "(?:bundes)?land",
}
_KIND = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS.items()))
_FITTING = {
    "kreis": ("stadt", "kreis"),
    "gemeinde": ("stadt", "gemeinde"),
    "stadtteil": ("stadtteil",),
}
"""Kinds that a name may tell of an area of this level whose own name tells none."""

_TURNED = re.compile(r"^([^,]+), ?([^,]+)$")
_BRACKET = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")


def alike(name: str) -> str:
    """Return what all ways to write a name have in common.

    >>> alike("Altstadt/Süd") == alike(" ALTSTADT - Sued "), alike("St. Augustin")
    (True, 'sankt-augustin')
    >>> alike("Halle a. d. Saale"), alike("Frankfurt a. M."), alike("Städteregion Aachen")
    ('halle-an-der-saale', 'frankfurt-am-m', 'staedteregion-aachen')
    """
    text = _AND.sub(" und ", f" {name.casefold()} ")
    text = _STREET.sub("strasse ", text)
    for short, long in _JOINED.items():
        text = re.sub(rf"(?<![a-zäöüß]){short}", f"{long} ", text)
    return slug(text)


def akin(name: str) -> str:
    """Return what is left of a name without the kind of area that it tells.

    >>> akin("Köln, Stadt"), akin("Kreis Borken"), akin("Borken, Kreis"), akin("Bonn (Bundesstadt)")
    ('koeln', 'borken', 'borken', 'bonn')
    >>> akin("Stadtmitte"), akin("Kreis"), akin("Godesberg, Bad"), akin("Bad Godesberg")
    ('stadtmitte', 'kreis', 'bad-godesberg', 'bad-godesberg')
    """
    return _told(name)[0]


def fits(text: str, name: str, level: str) -> bool:
    """Return whether a text tells no other kind of area than that of a name.

    >>> fits("Köln, Stadt", "Köln", "kreis"), fits("Aachen, Kreis", "Aachen", "gemeinde")
    (True, False)
    >>> fits("Kreisfreie Stadt Aachen", "Städteregion Aachen", "kreis")
    False
    """
    told, own = _told(text)[1], _told(name)[1]
    return told == own if own else not told or told in _FITTING.get(level, _KINDS)


def _told(name: str) -> tuple[str, str]:
    """Return a name without its kind, and the kind, ``""`` if it tells none."""
    bare = _BRACKET.sub("", name).strip()
    turned = _TURNED.match(bare)
    words = alike(f"{turned[2]} {turned[1]}" if turned else bare).split("-")
    for start in range(min(3, len(words) - 1), 0, -1):
        if kind := _KIND.fullmatch("-".join(words[:start])):
            return "-".join(words[start:]), str(kind.lastgroup)
    bracket = _KIND.fullmatch(alike(name[len(bare) :]))
    return "-".join(words), str(bracket.lastgroup) if bracket else ""


class Closest:
    """Finds the names that are closest to a word.

    Parameters
    ----------
    names
        Names of areas by key.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._folded = {key: akin(name) for key, name in names.items()}
        self._having: dict[str, list[str]] = defaultdict(list)
        for key, folded in self._folded.items():
            for gram in _grams(folded):
                self._having[gram].append(key)

    def __call__(self, word: str) -> tuple[str, ...]:
        """Return the keys of the closest names, the closest first; none if none is close."""
        folded = akin(word)
        shared = Counter(key for gram in _grams(folded) for key in self._having.get(gram, ()))
        rated = [(self._likeness(folded, key), key) for key, _ in shared.most_common(SHORTLIST)]
        near = sorted((-value, key) for value, key in rated if value >= NEAR_ENOUGH)
        return tuple(key for _, key in near[:MOST_PROPOSED])

    def _likeness(self, word: str, key: str) -> float:
        """Return how like a name is; one that holds the word, or is held by it, is close."""
        name = self._folded[key]
        ratio = difflib.SequenceMatcher(None, word, name).ratio()
        held = f"-{word}-" in f"-{name}-" or f"-{name}-" in f"-{word}-"
        return max(ratio, NEAR_ENOUGH) if held else ratio


def unique(names: Mapping[str, str]) -> dict[str, str]:
    """Return the key of each name that only one key has.

    >>> unique({"1": "a", "2": "b", "3": "b"})
    {'a': '1'}
    """
    counts = Counter(names.values())
    return {name: key for key, name in names.items() if name and counts[name] == 1}


def parts_named(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys of all areas if a text names nothing but several of them.

    Parameters
    ----------
    text
        Such as „Libur, Wahn und Wahnheide“.
    known
        Keys by folded name, as `unique` gives them.

    >>> parts_named("Libur, Wahn und Lind", {"libur": "1", "wahn": "2", "lind": "3"})
    ('1', '2', '3')
    """
    pieces = list(_pieces(text))
    found = tuple(known.get(alike(piece), "") for piece in pieces)
    return found if len(pieces) > 1 and all(found) and len(set(found)) == len(found) else ()


def _pieces(text: str) -> Iterator[str]:
    yield from (piece for piece in re.split(r"\s*(?:[,;/+&]|\bund\b|\bmit\b)\s*", text) if piece)


def _grams(folded: str) -> Iterable[str]:
    padded = f"^{folded}$"
    return {padded[start : start + 3] for start in range(max(1, len(padded) - 2))}
