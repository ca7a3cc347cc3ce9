"""Cards: how an object tells in a notebook what it is, in a line or as a small list."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape


class Card:
    """An object with a name and a few facts.

    >>> class Town(Card):
    ...     def _card(self):
    ...         return "Musterstadt", {"Gebiete": 9, "Stand": ""}
    >>> Town()
    <Town Musterstadt · Gebiete: 9>
    >>> Town()._repr_html_()
    '<strong>Musterstadt</strong><table><tr><th>Gebiete</th><td>9</td></tr></table>'
    """

    def _card(self) -> tuple[str, Mapping[str, object]]:
        """Return the name and the facts; empty ones are not shown."""
        raise NotImplementedError

    def _facts(self) -> dict[str, str]:
        return {label: str(value) for label, value in self._card()[1].items() if str(value)}

    def __repr__(self) -> str:
        facts = (f"{label}: {value}" for label, value in self._facts().items())
        return f"<{type(self).__name__} {' · '.join((self._card()[0], *facts))}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{escape(label)}</th><td>{escape(value)}</td></tr>"
            for label, value in self._facts().items()
        )
        return f"<strong>{escape(self._card()[0])}</strong><table>{rows}</table>"
