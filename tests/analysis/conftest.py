"""Local evidence by hand: the same columns as the reader gives, only what matters filled."""

from dataclasses import replace

import pandas as pd
import pytest

from sozialraum.sources.evidence import empty_evidence

PIECE = {
    "gebiet": (), "art": "gespraech", "thema": "", "aussage": "", "zielgruppe": "Familien",
    "richtung": "stuetzt", "staerke": 1, "quelle": "Protokoll", "stand": "2025-05",
    "n": float("nan"), "einschraenkung": "", "aus_zielgruppe": False, "freigabe": "oeffentlich",
}  # fmt: skip
FINDING = {"aussage": "", "belege": (), "freigabe": "oeffentlich"}
NEED = {
    "gebiet": (), "zielgruppe": "Familien", "bedarf": "", "belege": (), "befunde": (),
    "indikatoren": (), "luecke": "keine", "angebot_ausreichend": False, "eckpunkte": {"SRA": 2},
    "zustaendig": "IA", "bedarfsart": "", "personal": "", "auftrag": "", "partner": "",
    "freigabe": "oeffentlich",
}  # fmt: skip


def frame(rows, standard, text):
    """Rows by id with the standard where nothing is given; texts say the id."""
    full = [standard | {text: f"Text von {name}"} | row for name, row in rows.items()]
    table = pd.DataFrame(full, index=list(rows), columns=list(standard), dtype=object)
    return table.assign(zeile=range(2, len(rows) + 2))


@pytest.fixture(scope="session")
def evidence_of():
    """A function: pieces, needs and findings by id in, evidence out."""

    def build(pieces=None, needs=None, findings=None):
        return replace(
            empty_evidence(),
            belege=frame(pieces or {}, PIECE, "aussage"),
            befunde=frame(findings or {}, FINDING, "aussage"),
            bedarfe=frame(needs or {}, NEED, "bedarf"),
            file="belege.xlsx",
        )

    return build


@pytest.fixture(scope="session")
def figures_of():
    """A function: indicator → (z, recognisable) or more columns in, figures of an area out."""

    def build(resources=(), **figures):
        rows = {
            name: {
                "name": name, "z": z, "erkennbar": told, "belegt": True, "text": f"Zahl {name}",
                "quelle": "Statistik", "stand": "2024-12-31", "vermerk": "",
            }
            for name, (z, told) in figures.items()
        }  # fmt: skip
        table = pd.DataFrame.from_dict(rows, orient="index")
        table.attrs["ressourcen"] = resources
        return table

    return build


@pytest.fixture(scope="session")
def worked_example(evidence_of, figures_of):
    """The worked example of the model: three needs, IKO and SRA and AD, BE only beside."""
    pieces = {
        "K1": {"art": "gespraech", "staerke": 2},
        "K2": {"art": "begehung", "staerke": 1},
        "T1": {"art": "gespraech", "staerke": 3, "aus_zielgruppe": True},
        "T2": {"art": "dokument", "staerke": 2},
        "T3": {"art": "begehung", "staerke": 1},
        "W1": {"art": "fallzahl", "staerke": 2, "n": 12},
        "W2": {"art": "befragung", "staerke": 3, "aus_zielgruppe": True},
    }
    needs = {
        "Kita": {
            "gebiet": ("22",), "belege": ("K1", "K2"), "indikatoren": ("E01",),
            "luecke": "teilweise", "eckpunkte": {"IKO": 2, "SRA": 1},
        },
        "Treff": {
            "belege": ("T1", "T2", "T3"), "luecke": "gross", "eckpunkte": {"SRA": 2, "BE": 1},
        },
        "Wohnung": {
            "belege": ("W1", "W2"), "luecke": "gross", "eckpunkte": {"AD": 2, "SRA": 1},
        },
    }  # fmt: skip
    return evidence_of(pieces, needs), {"22": figures_of(E01=(1.2, True))}
