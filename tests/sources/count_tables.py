"""Small tables of counts for tests, and files that must be refused."""

import random
import string
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from sozialraum.errors import DataError
from sozialraum.sources.cases import read_cases

HEADER = "jahr;kategorie;auspraegung;anzahl;zaehleinheit"
SMALL = """
2024;gesamt;gesamt;10;fall
2024;ebene;individuell;6;fall
2024;ebene;institutionell;3;fall
2024;ebene;unbekannt;1;fall
2024;machtverhaeltnis;rassismus;8;fall
2024;machtverhaeltnis;sprache;5;fall
2024;stelle;vzae;0,5;vzae
2024;strukturarbeit;fortbildungen;4;veranstaltung
2024;strukturarbeit;teilnehmende;60;teilnehmende
"""
CROSS = "jahr;kategorie;auspraegung;kategorie2;auspraegung2;anzahl;zaehleinheit"


def write(folder: Path, body: str, header: str = HEADER, name: str = "faelle.csv") -> Path:
    path = folder / name
    path.write_text(f"{header}\n{body.strip()}\n", encoding="utf-8")
    return path


def workbook() -> openpyxl.Workbook:
    """A workbook with the sheet of counts alone."""
    book = openpyxl.Workbook()
    book.active.title = "Aggregat"
    for line in [HEADER, *SMALL.strip().splitlines()]:
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(";")])
    return book


def faults_of(path: Path, **options) -> list[str]:
    with pytest.raises(DataError) as caught:
        read_cases(path, **options)
    return [str(fault) for fault in caught.value.faults]


def only_fault(path: Path, **options) -> str:
    (fault,) = faults_of(path, **options)
    return fault


TOKENS = 200


def tokens_of(seed: int) -> list[str]:
    """Words that stand nowhere else."""
    dice = random.Random(seed)
    return ["".join(dice.choices(string.ascii_letters, k=9)) for _ in range(TOKENS)]


def refused_files(folder: Path, tokens: list[str], each: int = 20) -> Iterator[Path]:
    """Files of many shapes with every token somewhere; each of them is refused."""
    for number, at in enumerate(range(0, len(tokens), each)):
        part = tokens[at : at + each]
        for which, content in enumerate(_texts(part)):
            path = folder / f"f{number}-{which}.csv"
            path.write_bytes(content)
            yield path
        (folder / f"f{number}-kaputt.xlsx").write_bytes(b"PK" + " ".join(part).encode())
        yield folder / f"f{number}-kaputt.xlsx"
        for which, book in enumerate(_books(part)):
            path = folder / f"f{number}-{which}.xlsx"
            book.save(path)
            yield path


def _people(part: list[str]) -> str:
    pairs = zip(part[::2], part[1::2], strict=True)
    return f"{HEADER}\n" + "\n".join(f"2024;{a};{b};1;fall" for a, b in pairs)


def _texts(part: list[str]) -> Iterator[bytes]:
    people, body, long = _people(part), SMALL.strip(), " ".join(part)
    rows = people.split("\n", 1)[1]
    texts = [
        people,
        f"jahr;name;vorname;anzahl;zaehleinheit\n{rows}",
        f"{';'.join(part)}\n{rows}",
        f"{HEADER}\n{body}\n2024;ebene;{long};1;fall",
        f"{HEADER}\n{body}\n" + "\n".join(f"2024;ebene;{one};1;fall" for one in part),
        f"{HEADER}\n{body}\n" + "\n".join(f"{one};ebene;individuell;1;fall" for one in part),
        f"{HEADER}\n{body}\n" + "\n".join(f"2024;ebene;individuell;{one};fall" for one in part),
        f"{HEADER}\n{body}\n" + "\n".join(f"2024;ebene;individuell;1;{one}" for one in part),
        f"stelle;{HEADER}\n" + "\n".join(f"{one};2024;gesamt;;9;fall" for one in part),
        f"{HEADER}\n{body};{';'.join(part)}",
        f"{HEADER};{part[0]}\n" + "\n".join(f"{row};{long}" for row in body.splitlines()),
        f'{HEADER}\n2024;"{long}\n{body}',
        f"{HEADER}\n{long} kÃ¶nnen\n{body}",
        f"jahr,kategorie,auspraegung\n{','.join(part)}",
    ]
    yield from (text.encode("utf-8") for text in texts)
    yield people.encode("utf-16")
    yield people.encode() + b"\x81\x8d" + long.encode()
    yield people.encode() + b"\0"


def _books(part: list[str]) -> Iterator[openpyxl.Workbook]:
    for sheets in (["Blatt"], ["Aggregat", part[0]], part[:2]):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for sheet in sheets:
            page = book.create_sheet(sheet)
            for row in _people(part).splitlines():
                page.append(row.split(";"))
        yield book
    for spoil in (
        _hidden_sheet,
        _form_with_names,
        _comments,
        _hidden_column,
        _far_away,
        _hidden_row,
    ):
        book = workbook()
        spoil(book, part)
        yield book


def _hidden_sheet(book: openpyxl.Workbook, part: list[str]) -> None:
    page = book.create_sheet(part[0])
    page.append(part)
    page.sheet_state = "veryHidden"


def _form_with_names(book: openpyxl.Workbook, part: list[str]) -> None:
    page = book.create_sheet("Fälle")
    page.append(["Quartal", "Name", *part])
    page.append([1, *part])


def _comments(book: openpyxl.Workbook, part: list[str]) -> None:
    for row, one in enumerate(part, 2):
        book.active.cell(row, 1).comment = Comment(one, one)


def _hidden_column(book: openpyxl.Workbook, part: list[str]) -> None:
    for row, one in enumerate(part, 1):
        book.active.cell(row, 6, one)
    book.active.column_dimensions["F"].hidden = True


def _far_away(book: openpyxl.Workbook, part: list[str]) -> None:
    """Right of the table, in columns without a name."""
    for row, one in enumerate(part, 2):
        book.active.cell(row, 30, one)


def _hidden_row(book: openpyxl.Workbook, part: list[str]) -> None:
    book.active.append([2024, "ebene", " ".join(part), 1, "fall"])
    book.active.row_dimensions[book.active.max_row].hidden = True
