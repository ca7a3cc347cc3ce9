"""Plan: a goal says for whom what changes by when; an activity serves a goal."""

from datetime import date

import pandas as pd
import pytest

from sozialraum.errors import DataError
from sozialraum.sources.plan import check_plan, empty_plan, read_plan

AREAS = {"11": "Nordhafen", "22": "Altmarkt"}
GOAL = {
    "id": "Z1", "agentur": "MU-01", "jahr": "2026", "eckpunkt": "SRA", "bedarf": "N1",
    "zielgruppe": "Eltern", "ziel": "Es ändert sich etwas.", "ausgangswert": "0",
    "zielwert": "3", "bis": "30.11.2026", "indikator": "Zahl der Treffen",
}  # fmt: skip
ACTIVITY = {"id": "M1", "ziel": "Z1", "massnahme": "Treffen", "gebiet": "Altmarkt"}
SMART = {
    "zielgruppe": "Zielgruppe", "ziel": "Ziel", "ausgangswert": "Ausgangswert",
    "zielwert": "Zielwert", "bis": "Bis", "indikator": "Indikator",
}  # fmt: skip


def read(folder, goals=(GOAL,), activities=(ACTIVITY,)):
    for name, rows in {"ziele": goals, "massnahmen": activities}.items():
        if rows:
            pd.DataFrame(rows).to_csv(folder / f"{name}.csv", sep=";", index=False)
    return read_plan(folder, AREAS, today=date(2025, 10, 1))


def faults_of(folder, **rows):
    with pytest.raises(DataError) as caught:
        read(folder, **rows)
    return caught.value.faults


def test_a_goal_and_an_activity_are_read(tmp_path):
    plan = read(tmp_path)
    goal, activity = plan.ziele.loc["Z1"], plan.massnahmen.loc["M1"]
    assert (goal["jahr"], goal["bis"], goal["freigabe"]) == (2026, "2026-11-30", "foerderer")
    assert (activity["gebiet"], activity["status"]) == (("22",), "geplant")


def test_no_plan_is_an_empty_plan_of_the_same_types(tmp_path):
    plan = read(tmp_path, goals=(), activities=())
    assert plan.ziele.dtypes.equals(empty_plan().ziele.dtypes)
    assert len(plan.of("MU-01", 2026).released("oeffentlich").massnahmen) == 0


@pytest.mark.parametrize("column", SMART)
def test_a_goal_that_is_not_smart_is_refused(tmp_path, column):
    (fault,) = faults_of(tmp_path, goals=[GOAL | {column: ""}])
    assert (fault.row, fault.column, fault.what) == (2, SMART[column], "Die Angabe fehlt.")
    assert fault.remedy


@pytest.mark.parametrize(
    ("change", "title", "what"),
    [
        ({"ziel": ""}, "Ziel", "Die Angabe fehlt."),
        ({"ziel": "Z7"}, "Ziel", "Diese ID gibt es im Blatt Ziele nicht."),
        ({"ziel": "M1"}, "Ziel", "Die Zeile verweist auf sich selbst"),
        ({"beginn": "2026-05", "ende": "2026-04"}, "Ende", "Die Maßnahme endet, bevor sie"),
        ({"katalog": "XY1"}, "Katalog", "Das ist keine Nummer des Maßnahmenkatalogs."),
        ({"stunden": "viele"}, "Stunden", "Das ist keine Zahl."),
        ({"stunden": "-3"}, "Stunden", "„Stunden“ liegt außerhalb des Erlaubten."),
        ({"gebiet": "Altmark"}, "Gebiet", "Das Gebiet „Altmark“ gibt es nicht."),
        ({"status": "irgendwann"}, "Status", "„Status“ kennt dieses Wort nicht."),
    ],
)
def test_a_bad_activity_is_named_with_row_column_and_remedy(tmp_path, change, title, what):
    (fault,) = faults_of(tmp_path, activities=[ACTIVITY | change])
    assert (fault.file, fault.row, fault.column) == ("massnahmen.csv", 2, title)
    assert fault.what.startswith(what)
    assert fault.remedy


@pytest.mark.parametrize(
    ("change", "title", "what"),
    [
        ({"eckpunkt": "XYZ"}, "Eckpunkt", "„Eckpunkt“ kennt dieses Wort nicht."),
        ({"jahr": "26"}, "Jahr", "„Jahr“ liegt außerhalb des Erlaubten."),
        ({"bis": "bald"}, "Bis", "Das ist kein Datum."),
        ({"bis": "2025-12"}, "Bis", "Das Ziel endet vor dem Jahr 2026"),
        ({"bewertung": "gut"}, "Bewertung", "„Bewertung“ kennt dieses Wort nicht."),
    ],
)
def test_a_bad_goal_is_named_with_row_column_and_remedy(tmp_path, change, title, what):
    (fault,) = faults_of(tmp_path, goals=[GOAL | change])
    assert (fault.file, fault.row, fault.column) == ("ziele.csv", 2, title)
    assert fault.what.startswith(what)
    assert fault.remedy


def test_a_period_within_one_month_is_fine(tmp_path):
    period = {"beginn": "2026-05-04", "ende": "2026-05"}
    assert read(tmp_path, activities=[ACTIVITY | period]).massnahmen.at["M1", "ende"] == "2026-05"


def test_needs_and_agencies_that_nobody_knows_are_named(tmp_path):
    plan = read(tmp_path)
    assert check_plan(plan, ["N1"]) == []
    assert check_plan(plan, ["N1"], ["MU-01"]) == []
    need, agency = check_plan(plan, ["N2"], ["MU-02"])
    assert (need.file, need.row, need.column) == ("ziele.csv", 2, "Bedarf")
    assert need.remedy == "Bekannt sind: N2."
    assert (agency.column, agency.found) == ("Agentur", "MU-01")


def test_a_plan_belongs_to_an_agency_and_a_year_and_takes_its_activities_along(tmp_path):
    goals = [GOAL, GOAL | {"id": "Z2", "jahr": "2025"}, GOAL | {"id": "Z3", "agentur": "MU-02"}]
    activities = [ACTIVITY | {"id": f"M{n}", "ziel": f"Z{n}"} for n in (1, 2, 3)]
    own = read(tmp_path, goals=goals, activities=activities).of("MU-01", 2025)
    assert list(own.ziele.index) == ["Z2"]
    assert list(own.massnahmen.index) == ["M2"]


def test_a_canary_in_an_internal_goal_or_note_is_not_released(tmp_path):
    goals = [GOAL | {"freigabe": "oeffentlich", "notiz": "KANARIE"},
             GOAL | {"id": "Z2", "freigabe": "intern", "ziel": "KANARIE"}]  # fmt: skip
    activities = [ACTIVITY | {"freigabe": "öffentlich", "notiz": "KANARIE"},
                  ACTIVITY | {"id": "M2", "ziel": "Z2", "freigabe": "oeffentlich"},
                  ACTIVITY | {"id": "M3", "massnahme": "KANARIE"}]  # fmt: skip
    plan = read(tmp_path, goals=goals, activities=activities)
    public = plan.released("oeffentlich")
    assert "KANARIE" not in public.ziele.to_csv() + public.massnahmen.to_csv()
    assert list(public.massnahmen.index) == ["M1"]  # an activity goes with its goal
    assert "KANARIE" in plan.released("intern").ziele.to_csv()
