"""Warming up: what notebooks need is imported and opened before they come.

A workshop does it before it forks (`sozialraum.publish.workshop`), and where there is no
fork a spare process does it before it gets its notebook (`sozialraum.publish.children`).
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from importlib import import_module
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pkgutil import iter_modules

from sozialraum import display
from sozialraum.display.opening import keep_open
from sozialraum.errors import SozialraumError
from sozialraum.publish import kernel
from sozialraum.region import Region

AT_HAND = ("matplotlib.pyplot",)
"""What notebooks need beside the library; no figure is drawn with pyplot here."""


def warm(folder: str) -> Region | None:
    """Import all rooms and open a region; what many reports share is not computed yet."""
    rooms = (f"{display.__name__}.{room.name}" for room in iter_modules(display.__path__))
    for name in (*AT_HAND, *rooms):
        import_module(name)
    try:
        return keep_open(folder) if folder else None
    except SozialraumError:
        return None  # whoever asks for a report of it is told


def main() -> None:
    """Warm up, then run the cells of one notebook in this process."""
    address, key, folders = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with, args=(os.dup(0),), daemon=True).start()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for folder in folders or ("",):
        warm(folder)
    try:
        pipe = Client(address, authkey=key)
        place, environment = pipe.recv()
    except (OSError, EOFError, AuthenticationError):
        return  # whoever might have needed it is gone
    os.chdir(place)
    os.environ.clear()
    os.environ.update(environment)
    kernel.serve(pipe)


def _end_with(held: int) -> None:
    """End this process, and what it started, when its owner lets go of the pipe or dies."""
    os.read(held, 1)
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
