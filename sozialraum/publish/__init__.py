"""Publish: notebooks run, read as documents and written as web page and Word file."""

from __future__ import annotations

import importlib
import sys
from typing import Any


def load_without(absent: str, module: str) -> None:
    """Load a module as if another one, that it can do without and that is slow, were absent."""
    modules: dict[str, Any] = sys.modules
    if module in modules or absent in modules:
        return
    modules[absent] = None
    try:
        importlib.import_module(module)
    finally:
        del modules[absent]


load_without("rfc3987_syntax", "jsonschema")  # a second, to check addresses that no notebook has
