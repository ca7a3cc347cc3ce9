"""Every figure can be cited: publisher, table, date, licence."""

import csv
import dataclasses
import re
import tomllib
from pathlib import Path

import pytest

from sozialraum.errors import DataError
from sozialraum.sources.registry import Source, source, sources, with_own

ROOT = Path(__file__).parents[2]
REGIONS = ("nrw", "koeln", "musterstadt")
IDS = {
    "gen-12411-0015", "gen-12411-0018", "rdb-12411-01-01-4", "destatis-12411-alter",
    "gen-11111-0002", "rdb-13211-02-05-4", "rdb-21111-01-03-4", "rdb-21111-02-06-4",
    "rdb-82411-01-03-4", "itnrw-33111-02ir", "zensus-2022", "zensus-2022-gitter",
    "zensus-2022-regionaltabelle",
    "btw-2025", "gisd-2025", "inkar-2024", "koeln-bevoelkerung", "koeln-btw-2013",
    "koeln-monitoring-2019", "koeln-stadtteile", "geobasis-nrw-kreise", "bkg-vg250",
    "schulen-nrw", "standorte-ada-nrw", "standorte-ia-nordrhein", "musterstadt",
}  # fmt: skip


def used_in(path: Path) -> set[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["quelle"] for row in csv.DictReader(file, delimiter=";")}


def test_the_registry_knows_these_26_sources():
    assert set(sources()) == IDS
    assert all(name == entry.id for name, entry in sources().items())


@pytest.mark.parametrize("name", sorted(IDS))
def test_every_source_has_title_publisher_and_a_licence_or_says_that_it_has_none(name):
    entry = source(name)
    assert entry.titel
    assert entry.herausgeber
    assert entry.lizenz or re.search(r"Lizenz|Erfunden|zusammengestellt", entry.hinweis)
    assert not entry.lizenz.startswith("dl-de") or entry.lizenz_adresse.endswith(entry.lizenz)
    assert all(
        not text or text.startswith("https://") for text in (entry.adresse, entry.lizenz_adresse)
    )


def test_an_unknown_source_is_answered_with_the_closest():
    with pytest.raises(DataError, match="Meinten Sie „rdb-13211-02-05-4“") as caught:
        source("rdb-13211-02-05")
    assert caught.value.faults[0].found == "rdb-13211-02-05"


def test_nobody_changes_the_registry():
    with pytest.raises(TypeError):
        sources()["neu"] = source("gisd-2025")
    with pytest.raises(dataclasses.FrozenInstanceError):
        source("gisd-2025").stand = "2026"


def test_the_sources_of_a_region_stand_behind_those_of_the_project():
    own = Source("stadt-x", "Einwohnerbuch", "Stadt X")
    assert list(with_own([own])) == [*sources(), "stadt-x"]
    assert with_own([own])["stadt-x"] is own


@pytest.mark.parametrize("region", REGIONS)
def test_every_figure_place_and_outline_of_a_region_names_a_known_source(region):
    folder = ROOT / "data" / region
    settings = tomllib.loads((folder / "region.toml").read_text(encoding="utf-8"))
    used = {settings["gebiete"]["quelle"]}
    for name in ("kennzahlen.csv", "standorte.csv"):
        used |= used_in(folder / name)
    assert used <= set(sources())


def test_the_readme_of_the_data_names_every_source_that_is_shipped():
    readme = (ROOT / "data/README.md").read_text(encoding="utf-8")
    shipped = used_in(ROOT / "data/nrw/kennzahlen.csv") | used_in(
        ROOT / "data/koeln/kennzahlen.csv"
    )
    assert not [name for name in shipped if name not in readme]


TABLES = [name for name in sorted(IDS) if source(name).tabelle]


@pytest.mark.parametrize("name", TABLES)
def test_the_date_of_a_table_is_the_one_in_its_footer(shared, name):
    files = list((shared / "data/raw/genesis").glob(f"{source(name).tabelle}*.csv"))
    assert files
    for path in files:
        last = path.read_text(encoding="cp1252").splitlines()[-1]
        assert last.removeprefix("Stand: ").split(" / ")[0] in source(name).stand
