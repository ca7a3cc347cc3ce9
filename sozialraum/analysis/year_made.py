"""The record of a year, made of what an agency's document is made of.

Nothing that is not released for the edition is in it, and no notes of any edition.
"""

from __future__ import annotations

import hashlib
import json
import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd

import sozialraum
from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.focus import Assessment
from sozialraum.analysis.needs import NeedIndex, NoNeedIndexError, need_index
from sozialraum.analysis.values import formula_for, snapshot
from sozialraum.analysis.year_data import (
    Area,
    Break,
    Chosen,
    Decided,
    Finding,
    Focus,
    Goal,
    IndexData,
    Measure,
    Need,
    Question,
    Value,
    YearRecord,
)
from sozialraum.analysis.year_plain import VERSION
from sozialraum.formats import plain_number
from sozialraum.measures.composite.as_data import index_to_data
from sozialraum.programme import ECKPUNKTE
from sozialraum.region import Region
from sozialraum.sources.decisions import Decision
from sozialraum.sources.plan import Plan

if TYPE_CHECKING:  # the dossier holds last year's record: at run time it comes after this file
    from sozialraum.analysis.dossier import Dossier

CONVENTIONS = ("model.toml", "need_index.toml")
FORMULAS = "indicators.toml"
OPEN, OPEN_FOCUS = "offen", "offen: erheben"
PUBLIC = "oeffentlich"
LENGTH = 16


def year_of(found: Dossier) -> YearRecord:
    """Return what is kept of a year of an agency for the next one.

    Parameters
    ----------
    found
        The dossier of the year; what it holds back is not in the record either.
    """
    index = _index(found.region, found.jahr)
    findings, needs = _findings(found.assessment), _needs(found.assessment)
    plans = (found.done, found.plan)
    goals = {one.id: one for plan in plans for one in _goals(plan)}
    measures = {one.id: one for plan in plans for one in _measures(plan)}
    record = YearRecord(
        version=VERSION,
        programm=sozialraum.__version__,
        region=found.region.key,
        name=found.region.name,
        erfunden=found.region.settings.erfunden,
        agentur=found.kennung,
        agentur_name=found.name,
        jahr=found.jahr,
        empfaenger=found.empfaenger,
        gebiete=tuple(_areas(found, index)),
        verfahren=fingerprints(),
        bedarfsindex=None if index is None else _index_data(found.region, index),
        befunde=findings,
        bedarfe=needs,
        schwerpunkte=tuple(_foci(found.assessment)),
        wahl=_decided(found.decision),
        ziele=tuple(goals.values()),
        massnahmen=tuple(measures.values()),
        offen=tuple(_questions(found.assessment, findings, needs)),
    )
    return record.released(found.empfaenger)


def fingerprints() -> dict[str, str]:
    """Return a hash of the content of each table of conventions; comments do not count."""
    found = {name: _hash(_packed(name)) for name in CONVENTIONS}
    rules = {
        name: [str(entry.rolle), entry.polaritaet, [str(one) for one in entry.rechnungen]]
        for name, entry in catalogue().items()
    }
    return found | {FORMULAS: _hash(rules)}


def _packed(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files("sozialraum.analysis").joinpath(name).read_text("utf-8"))


def _hash(content: object) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def _index(region: Region, jahr: int) -> NeedIndex | None:
    try:
        return need_index(region, jahr)
    except NoNeedIndexError:
        return None  # the report says why; a year without an index is a year all the same


def _index_data(region: Region, index: NeedIndex) -> IndexData:
    raw = index.status.raw
    population = snapshot(region, catalogue()["A01"], index.jahr)["wert"].astype(float)
    return IndexData(
        verfahren=index_to_data(index.status.index),
        werte={str(name): _numbers(raw[name]) for name in raw.columns},
        bevoelkerung=_numbers(population.reindex(raw.index)),
    )


def _numbers(series: pd.Series) -> dict[str, float | None]:
    return {str(key): _number(value) for key, value in series.items()}


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _areas(found: Dossier, index: NeedIndex | None) -> Iterator[Area]:
    classes = {} if index is None else index.status.classes.to_dict()
    for key, profile in found.profile.items():
        known = profile.werte[profile.werte["jahr"] > 0]
        values = tuple(_value(found.region, catalogue()[i], known.loc[i]) for i in known.index)
        yield Area(key, profile.name, str(classes.get(key, "")), values)


def _value(region: Region, indicator: Indicator, row: pd.Series) -> Value:
    formula = formula_for(region, indicator)
    merkmale = formula.merkmale if formula else ()
    breaks = tuple(
        Break(entry.ab, entry.text)
        for entry in region.settings.bruch
        if any(entry.concerns(name) for name in merkmale)
    )
    return Value(
        id=indicator.id,
        name=indicator.name_of(formula),
        wert=_number(float(row["wert"])),
        zeichen=str(row["zeichen"]),
        einheit=indicator.einheit,
        nachkommastellen=indicator.nachkommastellen,
        jahr=int(row["jahr"]),
        stand=str(row["stand"]),
        quellen=tuple(row["quellen"]),
        belegt=bool(row["belegt"]),
        brueche=breaks,
    )


def _findings(assessment: Assessment) -> tuple[Finding, ...]:
    return tuple(
        Finding(one.id, one.text, one.status, one.freigabe)
        for one in assessment.findings
        if one.text
    )


def _needs(assessment: Assessment) -> tuple[Need, ...]:
    return tuple(
        Need(
            id=one.id,
            text=one.text,
            zielgruppe=one.zielgruppe,
            gebiete=tuple(one.gebiete),
            status=one.status,
            luecke=one.luecke,
            punktzahl=float(one.score),
            eckpunkte={code: int(weight) for code, weight in one.eckpunkte.items()},
            zustaendig=one.zustaendig,
            freigabe=one.freigabe,
        )
        for one in assessment.needs
        if one.text
    )


def _foci(assessment: Assessment) -> Iterator[Focus]:
    for code in ECKPUNKTE:
        one = assessment.focus[code]
        yield Focus(code, float(one.score), one.proposal, int(one.pieces), int(one.kinds))


def _questions(
    assessment: Assessment, findings: Iterable[Finding], needs: Iterable[Need]
) -> Iterator[Question]:
    for code, focus in assessment.focus.items():
        if focus.proposal == OPEN_FOCUS:
            yield Question("eckpunkt", code, ECKPUNKTE[code], focus.proposal, PUBLIC)
    for need in needs:
        if need.status == OPEN:
            yield Question("bedarf", need.id, need.text, need.status, need.freigabe)
    for finding in findings:
        if finding.status == OPEN:
            yield Question("befund", finding.id, finding.text, finding.status, finding.freigabe)


def _decided(decision: Decision | None) -> Decided | None:
    if decision is None:
        return None
    choices = {
        code: Chosen(bool(one.gewaehlt), one.begruendung, one.gegenbelege)
        for code, one in decision.eckpunkte.items()
    }
    roles = tuple(decision.beteiligte)
    return Decided(str(decision.datum), roles, choices, decision.freigabe)


def _goals(plan: Plan) -> Iterator[Goal]:
    for key, row in plan.ziele.iterrows():
        names = [name for name in Goal.__dataclass_fields__ if name not in ("id", "jahr")]
        yield Goal(id=str(key), jahr=int(row["jahr"]), **{n: _text(row[n]) for n in names})


def _measures(plan: Plan) -> Iterator[Measure]:
    for key, row in plan.massnahmen.iterrows():
        names = [name for name in Measure.__dataclass_fields__ if name != "id"]
        yield Measure(id=str(key), **{n: _text(row[n]) for n in names})


def _text(value: object) -> str:
    """Return a cell as text: numbers as Germans write them, nothing for what is missing."""
    if isinstance(value, float):
        return plain_number(value)
    return "" if value is None else str(value)
