"""Figures that cannot be: found when a region is opened, before anybody computes with them."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch

import pandas as pd

from sozialraum.errors import Fault
from sozialraum.formats import plain_number

BALANCES = ("*saldo*", "*veraenderung*", "*index*")
"""Merkmale that may be negative, by their names; counts and rates may not."""

RATES = ("*quote*",)
"""Merkmale that are shares in per cent, by their names."""


def implausible(figures: pd.DataFrame, file: str) -> list[Fault]:
    """Return what cannot be true in a long table: negative counts, rates over 100 %, dates.

    Parameters
    ----------
    figures
        The long table; its index is the line of the file.
    file
        Name of the file, for the faults.
    """
    value, merkmal = figures["wert"], figures["merkmal"]
    negative = figures[(value < 0) & ~_named(merkmal, BALANCES)]
    beyond = figures[(value > 100) & _named(merkmal, RATES)]
    late = figures[figures["stand"].str[:4].astype(int) > figures["jahr"] + 1]
    return [
        *(_negative(line, row, file) for line, row in negative.iterrows()),
        *(_beyond(line, row, file) for line, row in beyond.iterrows()),
        *(_late(line, row, file) for line, row in late.iterrows()),
    ]


def _named(merkmal: pd.Series, patterns: Sequence[str]) -> pd.Series:
    names = [name for name in merkmal.unique() if any(fnmatch(name, p) for p in patterns)]
    return merkmal.isin(names)


def _negative(line: int, row: pd.Series, file: str) -> Fault:
    return Fault(
        f"„{row['merkmal']}“ ist negativ.",
        file, int(line), "wert", plain_number(row["wert"]),
        "eine Zahl ab 0; negativ sind nur Merkmale, in deren Namen „saldo“, „veraenderung“ "
        "oder „index“ steht",
        "Die Zahl mit der Quelle vergleichen; was fehlt, bekommt ein Zeichen statt einer Zahl.",
    )  # fmt: skip


def _beyond(line: int, row: pd.Series, file: str) -> Fault:
    return Fault(
        f"„{row['merkmal']}“ liegt über 100 %.",
        file, int(line), "wert", plain_number(row["wert"]), "0 bis 100",
        "Die Zahl mit der Quelle vergleichen; oft fehlt das Dezimalkomma.",
    )  # fmt: skip


def _late(line: int, row: pd.Series, file: str) -> Fault:
    return Fault(
        f"Der Stand liegt Jahre nach dem Jahr {row['jahr']} der Zahl.",
        file, int(line), "stand", row["stand"], f"spätestens das Jahr {row['jahr'] + 1}",
        "Jahr oder Stand berichtigen; „stand“ ist der Stichtag der Zahl, nicht der Abruf.",
    )  # fmt: skip
