"""Wishes: what a batch is asked for, and which jobs that means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sozialraum.analysis.dossier import agencies, find_agency, no_agency
from sozialraum.errors import DataError, Fault, raise_all
from sozialraum.publish.export import master_remarks
from sozialraum.publish.reports import Job, agency_job, area_job
from sozialraum.region import Region

GEBIET, AGENTUR = "gebiet", "agentur"
KINDS = (GEBIET, AGENTUR)
"""What a batch makes a report for each of."""


@dataclass(frozen=True)
class Wishes:
    """What a batch was asked for; parameters as in `sozialraum.publish.batch.make_reports`."""

    je: str
    only: tuple[str, ...]
    formats: tuple[str, ...]
    empfaenger: str
    fassung: str
    vorlage: str
    neu: bool


def wished_jobs(region: Region, out: Path, year: int, wishes: Wishes) -> list[Job]:
    """Return a job for each report that is wished for."""
    common = (out, year, wishes.formats, wishes.empfaenger)
    keys = _wanted(region, wishes.only, wishes.je) or _all_keys(region, wishes.je)
    if wishes.je == GEBIET:
        todo = [area_job(region, key, *common) for key in keys]
    else:
        todo = [agency_job(region, key, *common, wishes.fassung) for key in keys]
    return [with_master(job, wishes.vorlage) for job in todo]


def year_of(region: Region, jahr: int) -> int:
    """Return the year of a report, 0 standing for the region's own."""
    first = int(region.kennzahlen["jahr"].min())
    if jahr and jahr < first:
        raise DataError(
            Fault(
                "Für dieses Jahr gibt es keine Zahlen.",
                file=region.key,
                found=str(jahr),
                expected=f"ein Jahr ab {first}",
            )
        )
    return jahr or region.settings.jahr


def with_master(job: Job, vorlage: str | Path) -> Job:
    """Return a job with its master for Word, which is checked before anything is made."""
    if not vorlage:
        return job
    master_remarks(vorlage)
    return replace(job, vorlage=str(Path(vorlage).absolute()))


def _all_keys(region: Region, kind: str) -> list[str]:
    keys = list(region.gebiete.index) if kind == GEBIET else agencies(region)
    if not keys:
        raise no_agency(region)
    return keys


def _wanted(region: Region, wanted: Iterable[str], kind: str) -> list[str]:
    found: list[str] = []
    faults: list[Fault] = []
    for text in wanted:
        try:
            found.append(region.find_area(text) if kind == GEBIET else find_agency(region, text))
        except DataError as error:
            faults += error.faults
    raise_all(faults)
    return list(dict.fromkeys(found))
