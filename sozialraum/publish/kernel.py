"""Kernel in a child process: ipykernel's own application, its messages sent through a pipe.

The child is forked from a process that is warm (it has imported what notebooks need), or
is new and has warmed up by itself; it never shares anything back.  Everything that makes
a notebook what it is – settings, shell, magics, display, tracebacks, widgets – is
ipykernel's; only sockets and threads are missing.
"""

from __future__ import annotations

import asyncio
import builtins
import ctypes
import importlib
import inspect
import json
import logging
import os
import random
import signal
import sys
import threading
import traceback
import typing
import warnings
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import Any

from ipykernel import ipkernel, kernelapp
from jupyter_client.jsonutil import json_default
from jupyter_client.session import Session, json_packer
from tornado.ioloop import IOLoop

from sozialraum.publish import load_without
from sozialraum.publish.streams import Streams

INLINE = "module://matplotlib_inline.backend_inline"
ARGUMENTS = ["--HistoryManager.hist_file=:memory:"]
"""What nbclient starts a kernel with."""

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_LATE = (
    "core.completerlib",
    "core.debugger",
    "core.logger",
    "core.oinspect",
    "extensions.storemagic",
)
for _name in _LATE:
    importlib.import_module(f"IPython.{_name}")  # else each kernel would do it
importlib.import_module("sqlite3")
load_without("debugpy", "ipykernel.debugger")  # nobody sets breakpoints here


class _Wire(Session):
    """A session whose messages go through a pipe, as JSON, instead of over sockets."""

    pipe: Any = None
    turn = threading.Lock()

    def send(
        self,
        stream: Any,  # would be the socket
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> Any:
        """Send a message; parameters as every session takes them."""
        message = msg_or_type
        if isinstance(message, str):
            message = self.msg(message, content, parent, header, metadata)
        parts = [bytes(part) for part in buffers or message.get("buffers") or ()]
        packed = _packed({**message, "buffers": []})
        if os.getpid() == self.pid:  # else a cell has forked this process
            with self.turn:  # a cell may have threads
                self.pipe.send((packed, parts))
        return message


def _packed(message: dict[str, Any]) -> bytes:
    try:
        return bytes(json_packer(message))
    except UnicodeEncodeError:  # half a character: a kernel behind sockets loses the whole message
        text = json.dumps(message, default=json_default, ensure_ascii=False)
        return text.encode(errors="replace")


class IPythonKernel(ipkernel.IPythonKernel):
    """IPython's kernel without a queue of requests that an error would have to empty."""

    def _abort_queues(self, *_: Any) -> None:
        """Do nothing: who sends the cells decides what follows."""


class IPKernelApp(kernelapp.IPKernelApp):
    """ipykernel's application, with a pipe where it has sockets."""

    streams: Streams

    def init_sockets(self, **_: Any) -> None:
        """Do nothing: the session has its pipe already."""

    init_connection_file = write_connection_file = log_connection_info = init_sockets
    init_poller = init_heartbeat = init_sockets

    def init_io(self) -> None:
        """Keep the kernel's own log apart from what cells print."""
        for handler in self.log.handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(os.fdopen(os.dup(2), "w"))
        patch: Any = self.patch_io  # has no types
        patch()

    def init_kernel(self) -> None:
        """Make the kernel."""
        made: Any = IPythonKernel  # has no types
        kernel = made.instance(
            parent=self, session=self.session, log=self.log, profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )  # fmt: skip
        # cells that await look for it
        kernel.shell_channel_thread = SimpleNamespace(parent_thread=threading.main_thread())
        self.kernel = kernel
        self.streams = Streams(kernel)

    async def answer(self, message: dict[str, Any]) -> None:
        """Do what a message asks for, as a kernel does."""
        kernel = self.kernel
        kernel.set_parent(None, message, channel="shell")
        kernel._publish_status("busy", "shell")
        kernel.pre_handler_hook()
        done = kernel.shell_handlers[message["header"]["msg_type"]](None, None, message)
        if inspect.isawaitable(done):
            await done
        kernel.post_handler_hook()
        self.streams.flush()
        kernel._publish_status("idle", "shell")
        await asyncio.sleep(0)  # tasks that the cell has started begin


def serve(pipe: Connection, *, owner: int = 0) -> typing.NoReturn:
    """Run the cells that come through a pipe, then end the process at once.

    Parameters
    ----------
    pipe
        Gives requests, several at a time; gets messages as a kernel sends them.
    owner
        Process that must outlive this one, 0 for none.
    """
    code, told = 1, os.dup(2)
    try:
        if owner:
            die_with(owner)
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(_serve(_application(pipe), pipe))
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


async def _serve(app: Any, pipe: Connection) -> None:
    app.kernel.io_loop = IOLoop.current()
    while not app.shell.exit_now:
        for message in pipe.recv():
            await app.answer(message)


def _application(pipe: Connection) -> Any:
    """Return an application in a process that looks like a kernel's."""
    _like_new()
    wire = _Wire()
    wire.pipe = pipe
    made: Any = IPKernelApp  # has no types
    app = made.instance(session=wire)
    app.initialize(ARGUMENTS)
    return app


def _like_new() -> None:
    """Undo what a child inherits and a new process would not have."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    importlib.reload(warnings)  # who records warnings in the parent gets none of ours
    logging.root.handlers.clear()
    logging.root.setLevel(logging.WARNING)
    logging.disable(logging.NOTSET)
    builtins.__dict__.pop("_", None)  # else the shell leaves its own alone
    for name in ("tqdm.auto", "tqdm.autonotebook"):
        sys.modules.pop(name, None)  # they find out anew whether this is a notebook
    if tqdm := sys.modules.get("tqdm.std"):
        tqdm.tqdm._instances.clear()  # bars of the parent are not among ours
    sys.argv = ["ipykernel_launcher.py"]
    sys.breakpointhook = lambda *_, **__: None  # nobody is there to go through a cell
    random.seed()
    if numpy := sys.modules.get("numpy.random"):
        numpy.seed()
    os.environ.setdefault("MPLBACKEND", INLINE)
    if matplotlib := sys.modules.get("matplotlib"):
        matplotlib.rc_file_defaults()
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot:
        pyplot._pylab_helpers.Gcf.figs.clear()
        pyplot._backend_mod = None  # else figures go where the parent's went
        sys.modules.pop(INLINE.removeprefix("module://"), None)  # loading it tells the shell
