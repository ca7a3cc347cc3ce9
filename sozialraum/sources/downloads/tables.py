"""Tables of GENESIS in the store: asked for once, then used without asking."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from sozialraum.errors import DataError, Fault, raise_all
from sozialraum.sources.downloads.genesis import Genesis, account_for
from sozialraum.sources.downloads.listing import Wanted
from sozialraum.sources.downloads.polite import Polite
from sozialraum.sources.downloads.store import Stored, keep, missing, stored_at
from sozialraum.sources.files import blocked, write_bytes

YEAR, KEYS = re.compile(r"((19|20)[0-9]{2})?"), re.compile(r"[0-9*,]{0,400}")


def fetch_table(
    wanted: Wanted,
    polite: Polite,
    *,
    folder: Path,
    ask: Callable[[str, bool], str] | None = None,
    only_cache: bool = False,
    anew: bool = False,
    von: str = "",
    bis: str = "",
    gebiete: str = "",
) -> Stored:
    """Return a table, from the store or from its data base.

    Parameters
    ----------
    wanted
        Which table.
    polite, folder, only_cache, anew
        As for `store.fetch`.
    ask
        Who is asked for user name and password where the environment has none.
    von, bis, gebiete
        As for `Genesis.table`.

    Raises
    ------
    DataError
        If the years or keys are none, there is no account, or the service does not deliver.
    """
    raise_all(_faults(von, bis, gebiete))
    path = folder / _name(wanted, von, bis, gebiete)
    known = stored_at(path)
    if known and not anew:
        return known
    if only_cache:
        name = f"{wanted.database.kennung}:{wanted.tabelle}"
        raise DataError(missing(path, name))
    account = account_for(wanted.database, ask)
    content = Genesis(wanted.database, account, polite).table(
        wanted, von=von, bis=bis, gebiete=gebiete
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise blocked(error, folder, "anlegen") from error
    write_bytes(path, content)
    return keep(path, f"{wanted.database.adresse}/data/tablefile {wanted.tabelle}")


def _name(wanted: Wanted, von: str, bis: str, gebiete: str) -> str:
    """Return the name of the file: everything that was asked for is in it."""
    years = f"_{von}-{bis}" if von or bis else ""
    keys = "_" + re.sub(r"[^0-9]+", lambda mark: "x" if "*" in mark[0] else "-", gebiete)
    return f"{wanted.database.kennung}_{wanted.tabelle}{years}{keys if gebiete else ''}.csv"


def _faults(von: str, bis: str, gebiete: str) -> list[Fault]:
    faults = [
        Fault("Das ist kein Jahr.", "daten", None, option, year, "JJJJ", "Vier Ziffern angeben.")
        for option, year in (("--von", von), ("--bis", bis))
        if not YEAR.fullmatch(year)
    ]
    if not KEYS.fullmatch(gebiete):
        what, expected = "Das sind keine Schlüssel von Gebieten.", "Ziffern und *, mit Komma"
        remedy = "Zum Beispiel 05315,05958 oder 05* angeben."
        faults.append(Fault(what, "daten", None, "--gebiete", gebiete, expected, remedy))
    return faults
