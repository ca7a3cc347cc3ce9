"""Kernel in a child process: IPython's own kernel, its messages sent through a pipe.

The child is forked from a process that is warm (it has imported what notebooks need); it
never shares anything back.  Everything that makes a notebook what it is – shell, magics,
display, tracebacks, widgets – is ipykernel's; only sockets and threads are missing.
"""

from __future__ import annotations

import asyncio
import ctypes
import importlib
import io
import logging
import os
import random
import signal
import sys
import tempfile
import threading
import time
import traceback
import typing
import warnings
from multiprocessing.connection import Client, Connection
from types import SimpleNamespace
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from jupyter_client.session import Session, json_packer
from traitlets.config import Config

from sozialraum.publish import load_without

INLINE = "module://matplotlib_inline.backend_inline"
FLUSH_SECONDS = 0.2
"""As long as ipykernel collects what is printed before it sends it."""

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_READ_SIZE = 1 << 20


class _Wire(Session):
    """A session whose messages go through a pipe, as JSON, instead of over sockets."""

    pipe: Any = None
    turn = threading.Lock()

    def send(self, stream: Any, msg_or_type: Any, *args: Any, **options: Any) -> Any:
        """Send a message; ``stream`` would be the socket."""
        buffers = options.pop("buffers", None) or []
        options.pop("ident", None)
        if isinstance(msg_or_type, str):
            message = self.msg(msg_or_type, *args, **_kept(options))
        else:
            message = msg_or_type
        with self.turn:  # a cell may have threads
            self.pipe.send((json_packer(message), [bytes(buffer) for buffer in buffers]))
        return message


def _kept(options: dict[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name in ("parent", "header", "metadata") if name in options}


class _Kernel(IPythonKernel):
    """IPython's kernel without a queue of requests that an error would have to empty."""

    def _abort_queues(self, *_: Any) -> None:
        """Do nothing: who sends the cells decides what follows."""


class _Spoken(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a cell: collected, then sent."""

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, name: str, desk: _Streams) -> None:
        self.name, self._desk, self._parts = name, desk, list[str]()
        self._since = 0.0

    def write(self, text: str) -> int:
        """Take a piece of text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if self._parts and time.monotonic() - self._since > FLUSH_SECONDS:
            self._desk.flush()
        if not self._parts:
            self._since = time.monotonic()
        self._parts.append(text)
        return len(text)

    def flush(self) -> None:
        """Send what was collected."""
        if text := "".join(self._parts):
            self._parts.clear()
            self._desk.send(self.name, text)

    def writable(self) -> bool:
        """Return that one can write here."""
        return True

    def fileno(self) -> int:
        """Return the number under which other programs write here."""
        return 1 if self.name == "stdout" else 2


class _Streams:
    """Both streams of a child, and what programs write past Python."""

    def __init__(self, kernel: Any) -> None:
        self._kernel = kernel
        self._out, self._err = _Spoken("stdout", self), _Spoken("stderr", self)
        self._past = [(self._out, _caught(1)), (self._err, _caught(2))]
        sys.stdout, sys.stderr = self._out, self._err

    def send(self, name: str, text: str) -> None:
        """Send text as output of the present cell."""
        parent = self._kernel.get_parent("shell")
        content = {"name": name, "text": text}
        self._kernel.session.send(None, "stream", content, parent=parent)

    def flush(self) -> None:
        """Send what is there, first what Python wrote."""
        for stream in (self._out, self._err):
            stream.flush()
        for stream, file in self._past:
            while text := os.read(file, _READ_SIZE):
                self.send(stream.name, text.decode(errors="replace"))


def _caught(descriptor: int) -> int:
    """Redirect a descriptor into a file without a name; return one that reads it."""
    place, path = tempfile.mkstemp(prefix="zelle")
    reading = os.open(path, os.O_RDONLY)
    os.dup2(place, descriptor)
    os.close(place)
    os.unlink(path)
    return reading


def serve(pipe: Connection, *, owner: int = 0) -> typing.NoReturn:
    """Run the cells that come through a pipe, then end the process at once.

    Parameters
    ----------
    pipe
        Gives sources of cells; gets messages as a kernel sends them.
    owner
        Process that must outlive this one, 0 for none.
    """
    code, told = 1, os.dup(2)
    try:
        if owner:
            die_with(owner)
        asyncio.run(_serve(_kernel(pipe), pipe))
        code = 0
    except (EOFError, BrokenPipeError):
        pass  # nobody wants further cells
    except BaseException:
        os.write(told, traceback.format_exc().encode())  # the cells' own come as messages
    finally:
        os._exit(code)


def die_with(owner: int) -> None:
    """Let the system end this process when its parent ends, where it can (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != owner:
            os._exit(1)


async def _serve(kernel: Any, pipe: Connection) -> None:
    streams = _Streams(kernel)
    session = kernel.session
    while (cell := pipe.recv()) is not None:
        request = session.msg("execute_request", cell)
        kernel.set_parent(None, request, channel="shell")
        kernel._publish_status("busy", "shell")
        await kernel.execute_request(None, None, request)
        streams.flush()
        kernel._publish_status("idle", "shell")


def _kernel(pipe: Connection) -> Any:
    """Return a kernel in a process that looks like a kernel's."""
    _like_new()
    config = Config()
    config.HistoryManager.hist_file = ":memory:"  # as nbclient does
    wire = _Wire()
    wire.pipe = pipe
    load_without("debugpy", "ipykernel.debugger")  # nobody sets breakpoints here
    made: Any = _Kernel  # has no types
    kernel = made(config=config, session=wire, log=logging.getLogger("ipykernel"))
    here = SimpleNamespace(parent_thread=threading.main_thread())
    kernel.shell_channel_thread = here  # cells that await look for it
    return kernel


def _like_new() -> None:
    """Undo what a child inherits and a new process would not have."""
    if hasattr(os, "setsid"):
        os.setsid()  # Ctrl-C is for the parent
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    importlib.reload(warnings)  # who records warnings in the parent gets none of ours
    logging.root.handlers.clear()
    logging.root.setLevel(logging.WARNING)
    sys.argv = ["ipykernel_launcher.py"]
    if "" not in sys.path:
        sys.path.insert(0, "")
    random.seed()
    if numpy := sys.modules.get("numpy.random"):
        numpy.seed()
    os.environ.setdefault("MPLBACKEND", INLINE)
    if matplotlib := sys.modules.get("matplotlib"):
        matplotlib.rc_file_defaults()
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]


if __name__ == "__main__":
    serve(Client(sys.argv[1], authkey=bytes.fromhex(sys.stdin.readline())))
