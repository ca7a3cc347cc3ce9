"""[[import]] in region.toml: how a file was imported, so that next year's asks nothing.

An entry names the file by a pattern and its header by a fingerprint; a file with another
header is another table and is asked about anew.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from itertools import pairwise
from typing import Any

from sozialraum.sources.entries import Entries
from sozialraum.sources.incoming.mapping import Parts

_PARTS = frozenset({"spalte", "auspraegung"})
_TEXTS = ("datei", "quelle", "blatt", "kennung", "jahr", "dezimal")
_BLOCK = re.compile(r"(?m)^(?:# Import von [^\n]*\n)?\[\[import\]\]")


@dataclass(frozen=True)
class ImportEntry:
    """One ``[[import]]``: which file, from which source, which columns become which merkmale.

    Parameters
    ----------
    datei
        Pattern of the file's name: years in it are ``*``.
    quelle
        Id of the source.
    blatt, kennung
        Sheet (years in its name are ``*``), and fingerprint of the header.
    gebiet
        Columns with key and name of the area.
    prozent
        Merkmale in per cent that the table gives as shares of one.
    jahr
        Column with the time, or a year or day; ``""`` if the table says it.
    dezimal
        Decimal mark, where the table does not prove it.
    merkmale
        For each merkmal the terms that are added up.
    gebiete
        Confirmed areas: text of the file → key, ``""`` for none.
    zellen
        Confirmed cells: text → sign or number.
    """

    datei: str
    quelle: str
    blatt: str = ""
    kennung: str = ""
    gebiet: tuple[str, ...] = ()
    prozent: tuple[str, ...] = ()
    jahr: str = ""
    dezimal: str = ""
    merkmale: Mapping[str, Parts] = field(default_factory=dict)
    gebiete: Mapping[str, str] = field(default_factory=dict)
    zellen: Mapping[str, str] = field(default_factory=dict)

    def concerns(self, file: str, sheet: str) -> bool:
        """Return whether the entry is for this file and sheet."""
        same = fnmatch(sheet.casefold(), self.blatt.casefold() or "*")
        return same and fnmatch(file.casefold(), self.datei.casefold())


def pattern_of(file: str) -> str:
    """Return the name of a file with its years as ``*``.

    >>> pattern_of("einwohner_2024.csv"), pattern_of("bevoelkerung_2005-2012.csv")
    ('einwohner_*.csv', 'bevoelkerung_*.csv')
    """
    year = r"(?<!\d)(?:18|19|20)\d{2}(?!\d)"
    return re.sub(rf"{year}(?:[-_]{year})*", "*", file)


def fingerprint(titles: Sequence[str]) -> str:
    """Return a short fingerprint of a header; neither order nor years in it matter."""
    plain = sorted(re.sub(r"(?:19|20)\d{2}", "*", title) for title in set(titles) if title)
    return hashlib.sha256("\n".join(plain).encode()).hexdigest()[:12]


def read_entries(raw: Mapping[str, Any], entries: Entries) -> tuple[ImportEntry, ...]:
    """Return the imports that region.toml knows; faults go to ``entries``."""
    listed = entries.take(raw, "import", list) if "import" in raw else []
    return tuple(
        one
        for number, item in enumerate(listed, 1)
        if (one := _entry(item, entries, f"import[{number}].")) is not None
    )


def _entry(raw: object, entries: Entries, place: str) -> ImportEntry | None:
    before = len(entries.faults)
    if not isinstance(raw, Mapping):
        remedy = "Jeden Import unter eine Zeile [[import]] schreiben."
        entries.fault("Hier wird eine Tabelle erwartet.", place, remedy, found=raw)
        return None
    entries.known(raw, [*_TEXTS, "gebiet", "prozent", "merkmale", "gebiete", "zellen"], place)
    texts: dict[str, str] = {name: entries.text(raw, name, place) for name in ("datei", "quelle")}
    for name in _TEXTS[2:]:
        texts[name] = str(entries.take(raw, name, str, place)) if name in raw else ""
    merkmale = {
        str(name): _terms(entry, entries, f"{place}merkmale.{name}")
        for name, entry in _table(raw, "merkmale", entries, place).items()
    }
    areas, cells = (_pairs(raw, name, entries, place) for name in ("gebiete", "zellen"))
    columns, shares = (_texts(raw.get(name, ())) for name in ("gebiet", "prozent"))
    if len(entries.faults) > before:
        return None
    return ImportEntry(
        **texts, gebiet=columns, prozent=shares, merkmale=merkmale, gebiete=areas, zellen=cells
    )


def _table(raw: Mapping[str, Any], name: str, entries: Entries, place: str) -> Mapping[str, Any]:
    return dict(entries.take(raw, name, dict, place)) if name in raw else {}


def _pairs(raw: Mapping[str, Any], name: str, entries: Entries, place: str) -> dict[str, str]:
    table = _table(raw, name, entries, place)
    return {key: str(entries.take(table, key, str, f"{place}{name}.")) for key in table}


def _terms(raw: object, entries: Entries, place: str) -> Parts:
    if not isinstance(raw, Mapping) or "spalte" not in raw or raw.keys() - _PARTS:
        remedy = 'So schreiben: name = { spalte = "…", auspraegung = "…" }'
        entries.fault("Die Spalte fehlt.", place, remedy, found=raw)
        return ()
    columns, groups = _texts(raw["spalte"]), _texts(raw.get("auspraegung", ""))
    return tuple((column, group) for column in columns for group in groups or ("",))


def _texts(raw: object) -> tuple[str, ...]:
    return (raw,) if isinstance(raw, str) else tuple(map(str, raw)) if isinstance(raw, list) else ()


def with_entry(text: str, entry: ImportEntry) -> str:
    """Return the text of region.toml with an import in it; everything else stays as it is.

    An earlier entry for the same pattern and sheet is replaced, or else the entry is put
    at the end.
    """
    pieces = _pieces(text)
    kept = [piece for piece in pieces if not _same(piece, entry)]
    return "".join(kept).rstrip("\n") + "\n\n" + written(entry)


def _pieces(text: str) -> list[str]:
    """Return a text divided before each ``[[import]]`` and after what belongs to it."""
    starts = [match.start() for match in _BLOCK.finditer(text)]
    cuts = sorted({0, *starts, *(_end_of(text, start) for start in starts), len(text)})
    return [text[begin:end] for begin, end in pairwise(cuts)]


def _end_of(text: str, start: int) -> int:
    header = re.compile(r"(?m)^\[(?!\[import\]\]|import\.)|^# Import von ")
    begin = text.index("[[import]]", start) + 1
    found = header.search(text, begin)
    return found.start() if found else len(text)


def _same(piece: str, entry: ImportEntry) -> bool:
    if not _BLOCK.match(piece):
        return False
    lines = piece.splitlines()
    return all(f"{key} = {quoted(value)}" in lines for key, value in _identity(entry).items())


def _identity(entry: ImportEntry) -> dict[str, str]:
    return {"datei": entry.datei, **({"blatt": entry.blatt} if entry.blatt else {})}


def written(entry: ImportEntry) -> str:
    """Return an import as TOML."""
    lines = [f"# Import von {entry.datei}", "[[import]]"]
    lines += [f"{n} = {quoted(v)}" for n in _TEXTS if (v := getattr(entry, n))]
    if entry.gebiet:
        lines.append(f"gebiet = {_list(entry.gebiet)}")
    if entry.prozent:
        lines.append(f"prozent = {_list(entry.prozent)}")
    lines += ["", "[import.merkmale]", *_merkmale(entry.merkmale)]
    for name, pairs in (("gebiete", entry.gebiete), ("zellen", entry.zellen)):
        if pairs:
            lines += ["", f"[import.{name}]"]
            lines += [f"{quoted(key)} = {quoted(value)}" for key, value in pairs.items()]
    return "\n".join(lines) + "\n"


def _merkmale(merkmale: Mapping[str, Parts]) -> list[str]:
    lines = []
    for name, parts in sorted(merkmale.items()):
        columns, groups = (list(dict.fromkeys(part[i] for part in parts)) for i in (0, 1))
        said = f", auspraegung = {_list(groups)}" if any(groups) else ""
        lines.append(f"{_key(name)} = {{ spalte = {_list(columns)}{said} }}")
    return lines


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else quoted(name)


def _list(texts: Sequence[str]) -> str:
    listed = ", ".join(map(quoted, texts))
    return listed if len(texts) == 1 else f"[{listed}]"


def quoted(text: str) -> str:
    """Return a text as TOML writes it; JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
