"""Area search: a list of areas that gets shorter while somebody types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets

widgets: Any = ipywidgets  # has no types
ROWS = 4


class AreaSearch:
    """A field to type into and the list of areas that match.

    Parameters
    ----------
    seen
        Called when another area is chosen.
    style, layout
        As the other fields of the form have them.

    Examples
    --------
    >>> search = AreaSearch()
    >>> search.offer({"Ehrenfeld (401)": "401", "Neuehrenfeld (402)": "402"}, "402")
    >>> search.typed.value = "ehr"
    >>> search.key
    '401'
    """

    def __init__(
        self,
        seen: Callable[[], None] = lambda: None,
        *,
        style: Mapping[str, str] | None = None,
        layout: Mapping[str, str] | None = None,
    ) -> None:
        looks = {"style": dict(style or {}), "layout": dict(layout or {})}
        self.typed = widgets.Text(description="Gebiet", placeholder="Namen tippen …", **looks)
        self.found = widgets.Select(description=" ", rows=ROWS, **looks)
        self.form = widgets.VBox([self.typed, self.found])
        self._areas: Mapping[str, str] = {}
        self.typed.observe(lambda _: self._match(), "value")
        self.found.observe(lambda _: seen(), "value")

    def offer(self, areas: Mapping[str, str], chosen: str) -> None:
        """Offer areas, keys by label, and choose one."""
        self._areas = areas
        self.typed.value = ""
        self._match()
        self.found.value = chosen

    @property
    def key(self) -> str:
        """Key of the chosen area, empty if nothing matches what is typed."""
        return self.found.value or ""

    def _match(self) -> None:
        """Show the areas that match, those that begin with what is typed first."""
        wanted, before = str(self.typed.value).strip().casefold(), self.key
        labels = [label for label in sorted(self._areas) if wanted in label.casefold()]
        labels.sort(key=lambda label: not label.casefold().startswith(wanted))
        keys = [self._areas[label] for label in labels]
        self.found.options = list(zip(labels, keys, strict=True))
        if keys:
            self.found.value = before if before in keys and not wanted else keys[0]
