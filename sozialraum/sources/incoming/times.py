"""Years and days as titles, headers and file names tell them."""

from __future__ import annotations

import re

from sozialraum.sources.genesis_layout import Date, date_of

MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli"),
    *("August", "September", "Oktober", "November", "Dezember"),
)

WORDS = re.compile(
    "jahre?|schuljahr|berichtsjahr|erhebungsjahr|berichtszeitpunkt|stichtage?|stand|datum|date|year"
    "|zeit|zeitpunkt|zeitraum"
)
"""Headers of columns that hold a year or a day."""

_DAY = re.compile(r"(?<![0-9])[0-3]?[0-9]\.[01]?[0-9]\.(?:18|19|20)[0-9]{2}(?![0-9])")
_ISO = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?![0-9])")
_LONG = re.compile(rf"([0-3]?[0-9])\. ({'|'.join(MONTHS)}) ((?:19|20)[0-9]{{2}})")
_YEAR = re.compile(
    r"(?<![0-9.,])(?<!ab )(?<!bis )(?<!seit )(?<!vor )(?<!Zensus )(?<!zensus)"
    r"(?:19|20)[0-9]{2}(?![0-9])"
)


def times_in(text: str) -> dict[str, Date]:
    """Return the days that a text names, else its years: text → year and date.

    What a census or the beginning of a series is called by is no time.

    >>> times_in("Einwohner am 31.12.2024"), times_in("Basis: Zensus 2011")
    ({'31.12.2024': (2024, '2024-12-31')}, {})
    >>> times_in("mietpreis_2016_2019"), times_in("zum 15. Mai 2022")["15. Mai 2022"]
    ({'2016': (2016, '2016'), '2019': (2019, '2019')}, (2022, '2022-05-15'))
    """
    days = {match[0]: _long(match) for match in _LONG.finditer(text)}
    days |= {match[0]: match[0] for form in (_DAY, _ISO) for match in form.finditer(text)}
    known = {found: date for found, plain in days.items() if (date := date_of(plain))}
    return known or {match[0]: (int(match[0]), match[0]) for match in _YEAR.finditer(text)}


def _long(match: re.Match[str]) -> str:
    return f"{int(match[1])}.{MONTHS.index(match[2]) + 1}.{match[3]}"


def only_time(text: str) -> Date | None:
    """Return the only day or year that a text names, None if it names none or several."""
    found = set(times_in(text).values())
    return found.pop() if len(found) == 1 else None


def is_time_word(text: str) -> bool:
    """Return whether a header says that years or days stand below it."""
    return WORDS.fullmatch(text.casefold().strip(" :")) is not None


def without_time(path: tuple[str, ...]) -> tuple[tuple[str, ...], Date | None]:
    """Return a path through the header without its time, and the time if there is one.

    >>> without_time(("Stichtag", "31.12.2021", "Insgesamt"))
    (('Insgesamt',), (2021, '2021-12-31'))
    >>> without_time(("mietpreis_2019",)), without_time(("mietpreis_2016_2019",))
    ((('mietpreis',), (2019, '2019')), (('mietpreis_2016_2019',), None))
    """
    found = times_in("\n".join(path))
    if len(set(found.values())) != 1:
        return path, None
    text, date = next(iter(found.items()))
    bare = (re.sub(rf"[\s_,(-]*{re.escape(text)}\)?", "", part, count=1) for part in path)
    return tuple(part for part in bare if part and not is_time_word(part)), date
