"""Templates for the figures and places of a region: workbooks with lists and an example row."""

from __future__ import annotations

from collections.abc import Mapping

from sozialraum.analysis.catalogue import catalogue
from sozialraum.publish.forms import schema_workbook
from sozialraum.sources.places import KINDS
from sozialraum.sources.registry import sources
from sozialraum.sources.schema import schema

FIGURES_TEXT = (
    "Kennzahlen",
    "Hier stehen die Zahlen der Gebiete: je Gebiet, Jahr und Merkmal eine Zeile.",
    "Haben Sie eine Tabelle der Statistikstelle, dann brauchen Sie diese Vorlage nicht: "
    "„sozialraum import ORDNER DATEI“ liest sie ein.",
    "Ausgefüllt als kennzahlen.xlsx in den Ordner der Region legen, neben region.toml.",
)
PLACES_TEXT = (
    "Standorte",
    "Hier stehen Einrichtungen: die Integrationsagenturen und was sonst im Sozialraum wichtig ist.",
    "Keine Namen, Telefonnummern und E-Mail-Adressen von Menschen eintragen.",
    "Ausgefüllt als standorte.xlsx in den Ordner der Region legen, neben region.toml. Adresslisten "
    "anderer liest „sozialraum standorte ORDNER DATEI“ ein.",
)


def figures_workbook(areas: Mapping[str, str], level: str) -> bytes:
    """Return the template for the figures of a region.

    Parameters
    ----------
    areas
        Names of the areas by key.
    level
        Level of the areas: the list of merkmale holds those that indicators of it use.
    """
    sheets = {"kennzahlen": schema("inputs")["kennzahlen"]}
    lists = {"merkmal": merkmale(level), "quelle": tuple(sources())}
    return schema_workbook(sheets, areas, FIGURES_TEXT, None, lists)


def places_workbook(areas: Mapping[str, str]) -> bytes:
    """Return the template for the places of a region."""
    sheets = {"standorte": schema("inputs")["standorte"]}
    lists = {"art": tuple(KINDS), "gebiet_sitz": tuple(areas), "quelle": tuple(sources())}
    return schema_workbook(sheets, areas, PLACES_TEXT, None, lists)


def merkmale(level: str) -> tuple[str, ...]:
    """Return the merkmale that the indicators of a level are computed from.

    >>> merkmale("stadtteil")[0]
    'bevoelkerung'
    """
    formulas = (
        formula
        for indicator in catalogue().values()
        for formula in indicator.rechnungen
        if level in formula.ebenen
    )
    named = (name for one in formulas for name in (*one.merkmale, one.zaehlwert) if name)
    return tuple(dict.fromkeys(named))
