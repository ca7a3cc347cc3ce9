"""Statistical procedures in force beside the index: formula, source and limits of each.

Numbers come from need_index.toml and the measures; each procedure points to the function
that computes it, whose documentation names the same source in full.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sozialraum.analysis.age_adjusted import GROUPS
from sozialraum.analysis.need_rules import settings
from sozialraum.analysis.peers import PEERS
from sozialraum.analysis.profile import LEVEL
from sozialraum.analysis.reach import limit_km, step_weights
from sozialraum.analysis.space import FEWEST_AREAS
from sozialraum.analysis.standing import MOST, SMALLEST
from sozialraum.formats import write_number
from sozialraum.measures.change import shapley_parts
from sozialraum.measures.clusters import clusters, stability
from sozialraum.measures.comparison import nearest_peers, strengths_and_weaknesses
from sozialraum.measures.composite import cross_classes
from sozialraum.measures.composite.sensitivity import saltelli_points, sobol_indices
from sozialraum.measures.rates.differences import newcombe
from sozialraum.measures.rates.false_discovery import benjamini_hochberg
from sozialraum.measures.rates.funnel import funnel_limits
from sozialraum.measures.rates.intervals import wilson
from sozialraum.measures.rates.overdispersion import FEWEST_AREAS as FEWEST_IN_FUNNEL
from sozialraum.measures.rates.overdispersion import overdispersion
from sozialraum.measures.rates.shrinkage import shrink_shares
from sozialraum.measures.rates.standardisation import direct_rate
from sozialraum.measures.rates.trends import mann_kendall
from sozialraum.measures.space.access import floating_catchment, nearest
from sozialraum.measures.space.autocorrelation import local_moran
from sozialraum.measures.space.segregation import dissimilarity, interaction, isolation
from sozialraum.measures.space.siting import best_covering, best_median


@dataclass(frozen=True)
class Procedure:
    """One procedure in words.

    Parameters
    ----------
    name, formula, text
        German name, formula in one line, what it says and where it ends.
    sources
        Author and year of each publication, „“ for none.
    measures
        The functions that compute it.
    in_report
        Whether the report of an area shows it; the others are in the notebook 03_bedarf.
    """

    name: str
    formula: str
    text: str
    measures: tuple[Callable[..., Any], ...]
    sources: tuple[tuple[str, int], ...] = ()
    in_report: bool = False

    @property
    def source(self) -> str:
        """The publications as text."""
        return "; ".join(f"{author} {year}" for author, year in self.sources) or "–"

    @property
    def references(self) -> tuple[str, ...]:
        """The publications in full, as the functions' documentation names them."""
        pages = "\n".join(function.__doc__ or "" for function in self.measures)
        return tuple(one for source in self.sources for one in _in_full(pages, *source))


def _in_full(pages: str, author: str, year: int) -> tuple[str, ...]:
    """Return what is cited of the first author in a year, up to the pages or a semicolon."""
    first = author.split()[0]
    found = re.findall(rf"{first}\b[^:]*?\({year}\):\s.*?(?:\d–\d+|(?=;))", pages, re.DOTALL)
    return tuple(" ".join(one.split()) for one in found)


def procedures() -> tuple[Procedure, ...]:
    """Return all procedures in force, in the order of the notebook 03_bedarf."""
    rules, number = settings(), write_number
    types, trend = rules["gebietstypen"], rules["trend"]
    levels = " und ".join(f"{number(100 * one, 1)} %" for one in rules["trichter"]["niveaus"])
    smoothed = "an" if rules["glaettung"]["verwenden"] else "ausgeschaltet"
    weights = "; ".join(
        f"bis {number(km, 1)} km {number(w, 2)}" for km, w in step_weights().items()
    )
    first, last = types["zahl"]
    return (
        Procedure(
            "95-%-Bereich einer Quote",
            "(p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n), z = 1,96",
            "Wilson; als wären die Menschen eine Stichprobe",
            (wilson,),
            (("Wilson", 1927),),
            in_report=True,
        ),
        Procedure(
            "Unterschied zum übrigen Vergleichsraum",
            "d ± √((p₁ − u₁)² + (o₂ − p₂)²), u, o: Grenzen nach Wilson",
            f"erkennbar, wenn p, über alle Kennzahlen eines Gebiets angepasst (p₍ᵢ₎ · m / i), "
            f"höchstens {number(LEVEL, 2)} ist",
            (newcombe, benjamini_hochberg),
            (("Newcombe", 1998), ("Benjamini und Hochberg", 1995)),
            in_report=True,
        ),
        Procedure(
            "Ähnliche Gebiete",
            "√(Σ_v ((x_v − y_v) / σ_v)² / m)",
            f"die {PEERS} mit dem kleinsten Abstand in m Größen der Struktur",
            (nearest_peers,),
            in_report=True,
        ),
        Procedure(
            "Lage und Dynamik (4 × 3)",
            "Klasse der Lage / Klasse der Dynamik",
            "Zwei getrennte Rechnungen, nebeneinander gezeigt; ohne eine der beiden keine Angabe",
            (cross_classes,),
            in_report=True,
        ),
        Procedure(
            "Einfluss der Annahmen",
            "S_T = Σ_j (f(A)_j − f(A_B)_j)² / (2nV), f: mittlere Änderung der Reihenfolge",
            "Anteil der Annahme an der Schwankung der Reihenfolge, mit ihrem Zusammenspiel; "
            "95-%-Bereich aus Ziehungen mit Zurücklegen",
            (sobol_indices, saltelli_points),
            (("Jansen", 1999), ("Saltelli u. a.", 2010)),
            in_report=True,
        ),
        Procedure(
            "Stärkste Abweichungen",
            "−s · (x − x̄) / σ, s: Richtung der Kennzahl",
            f"je Richtung höchstens {MOST}, ab {number(SMALLEST, 1)} Standardabweichungen; nie "
            "Kontext",
            (strengths_and_weaknesses,),
            in_report=True,
        ),
        Procedure(
            "Veränderung gegenüber dem Vorjahr",
            "φ_f = Σ_S |S|! (m − |S| − 1)! / m! · (v(S ∪ f) − v(S))",
            "Daten, Verfahren und Gewichte, gemittelt über alle Reihenfolgen; eine Kennzahl nur "
            "eines Jahres zählt zum Verfahren",
            (shapley_parts,),
            (("Shapley", 1953), ("Shorrocks", 2013)),
        ),
        Procedure(
            "Trichter",
            "Grenzen: (r − (F(r) − α/2) / (F(r) − F(r − 1))) / n, Abstand vom Ziel × √(1 + τ²/s²)",
            f"Niveaus {levels}; s: Standardfehler am Ziel; τ: übliche Verschiedenheit der Gebiete "
            "außer dem Zufall, aus ihren gestutzten z-Werten (additive Zufallseffekte); ab "
            f"{FEWEST_IN_FUNNEL} Gebieten",
            (funnel_limits, overdispersion),
            (("Spiegelhalter", 2005),),
        ),
        Procedure(
            "Glättung kleiner Zahlen",
            "(k + M · m) / (n + M), M = (1 − ρ) / ρ",
            f"im Bedarfsindex {smoothed}; ein geglätteter Wert ist nie die Zahl eines Gebiets",
            (shrink_shares,),
            (("Kleinman", 1973),),
        ),
        Procedure(
            "Direkte Altersstandardisierung",
            "Σ_g w_g · k_g / n_g; Bereich nach Dobson",
            f"nur Arbeitslose, in den Altersgruppen {' und '.join(GROUPS)}; Standard: alle Gebiete "
            "der Region. Kein anderer Zähler deckt alle Altersgruppen ab",
            (direct_rate,),
            (("Dobson u. a.", 1991),),
        ),
        Procedure(
            "Trend",
            "S = Σ_{i<j} sign(x_j − x_i), p exakt",
            f"Mann und Kendall, ab {trend['mindestjahre']} Jahren seit dem letzten Bruch; p ≤ "
            f"{number(trend['niveau'], 2)} über die Kennzahlen eines Gebiets nach Benjamini und "
            "Hochberg. Hinweis, kein Nachweis: Der Test nimmt die Jahre als unabhängig, Bestände "
            "sind aber von Jahr zu Jahr zum Teil dieselben Menschen; p ist deshalb eher zu klein",
            (mann_kendall,),
            (("Mann", 1945), ("Kendall", 1975), ("Sen", 1968)),
            in_report=True,
        ),
        Procedure(
            "Gebietstypen",
            "Ward über z-Werte; Stabilität: |C ∩ D| / |C ∪ D|",
            "Struktur wie bei ähnlichen Gebieten, nie Bedarf oder Herkunft; größte Zahl von "
            f"{last} bis {first} Typen, bei der jeder mindestens {types['mindestgebiete']} Gebiete "
            f"und Stabilität {number(types['mindeststabilitaet'], 1)} hat ({types['ziehungen']} "
            f"Stichproben); ab {FEWEST_AREAS} Gebieten",
            (clusters, stability),
            (("Ward", 1963), ("Hennig", 2007)),
        ),
        Procedure(
            "Räumliches Muster",
            "I_i = (n − 1)/n · z_i Σ_j w_ij z_j",
            f"Morans I, ganz und je Gebiet, mit Vertauschungen; ab {FEWEST_AREAS} Gebieten",
            (local_moran,),
            (("Anselin", 1995),),
        ),
        Procedure(
            "Ungleiche Verteilung",
            "½ Σ |g_i / G − h_i / H|; Σ g_i / G · g_i / t_i; Σ g_i / G · h_i / t_i",
            "Dissimilarität, Isolation und Kontakt mit den übrigen; Kontext, nie gewertet",
            (dissimilarity, isolation, interaction),
            (("Duncan und Duncan", 1955), ("Massey und Denton", 1988)),
        ),
        Procedure(
            "Erreichbarkeit",
            "R_j = S_j / Σ_i P_i f(d_ij), A_i = Σ_j R_j f(d_ij)",
            f"nächster Standort und Versorgung im Umkreis von {number(limit_km(), 1)} km "
            f"Luftlinie ab Gebietsmitte, ohne und mit Gewicht ({weights}); nur bei vollständiger "
            "Liste mit genauen Orten und wo die Gebiete im Mittel nicht weiter sind als der "
            "Umkreis",
            (floating_catchment, nearest),
            (("Luo und Wang", 2003), ("Luo und Qi", 2009)),
        ),
        Procedure(
            "Beste Lage eines weiteren Standorts",
            "max Σ_i P_i z_i; min Σ_ij P_i d_ij x_ij",
            "größte Abdeckung und kürzester Weg, exakt gelöst; vorhandene Standorte bleiben, "
            "möglich ist jede Gebietsmitte",
            (best_covering, best_median),
            (("Church und ReVelle", 1974), ("ReVelle und Swain", 1970)),
        ),
    )


def table() -> str:
    """Return all procedures as a Markdown table."""
    head = "| Verfahren | Formel | Festlegung und Grenze | Quelle |\n|---|---|---|---|"
    rows = [
        f"| {one.name} | {one.formula.replace('|', '∣')} | {one.text} | {one.source} |"
        for one in procedures()
    ]
    return "\n".join([head, *rows])


def literature() -> str:
    """Return all publications in full as a Markdown list, by the alphabet."""
    every = {one for procedure in procedures() for one in procedure.references}
    return "\n".join(f"* {one}" for one in sorted(every))
