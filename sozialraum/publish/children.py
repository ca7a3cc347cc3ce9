"""Processes that run the cells of a notebook, seen from the process that owns them.

A child is forked where that is possible, and then as warm as its owner.  Else it is a new
process: while a notebook runs in one, the next one warms up (`sozialraum.publish.warming`),
and none gets a second notebook.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import pickle
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener, wait
from typing import Any

from jupyter_client.jsonutil import extract_dates
from jupyter_client.session import json_unpacker

FOLDERS: set[str] = set()
"""Regions that new processes open before they get a notebook."""

_BEGIN = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from sozialraum.publish.warming import main; main()"
)
_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)  # Windows


class Child:
    """A process that runs cells."""

    def __init__(self, pipe: Connection, pid: int) -> None:
        self._pipe, self._pid = pipe, pid
        self._held: list[dict[str, Any]] = []
        self._ended = _end_of(pid)

    def send(self, message: dict[str, Any]) -> None:
        """Send a message that is not answered; it comes after the present cell."""
        self._held.append({**message, "buffers": []})

    def run(self, request: dict[str, Any], timeout: float | None) -> Iterator[dict[str, Any]]:
        """Send a request and yield the kernel's messages about it, the last of them ``idle``.

        Raises
        ------
        TimeoutError
            If the cell is not done in time.
        EOFError
            If the process is no more.
        """
        until = time.monotonic() + timeout if timeout and timeout > 0 else None
        try:
            self._pipe.send([*self._held, request])
            self._held.clear()
            while True:
                message = self._next(until)
                if message["parent_header"].get("msg_id") != request["header"]["msg_id"]:
                    continue  # it came too late; nbclient lets it go too
                yield message
                if message["content"].get("execution_state") == "idle":
                    return
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
            raise EOFError from error

    def _next(self, until: float | None) -> dict[str, Any]:
        left = None if until is None else max(0.0, until - time.monotonic())
        ready = wait([self._pipe, *self._ended], left)
        if not ready:
            raise TimeoutError
        if self._pipe not in ready:
            raise EOFError  # it has died, though something it started still holds the pipe
        packed, buffers = self._pipe.recv()
        message: dict[str, Any] = extract_dates(json_unpacker(packed))
        return {**message, "buffers": buffers}

    def end(self) -> None:
        """End the process and all that it started."""
        self._pipe.close()
        while self._ended:
            os.close(self._ended.pop())
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):  # it was quicker
                os.killpg(self._pid, signal.SIGKILL)


def _end_of(pid: int) -> list[int]:
    """Return what can be read when a process has ended, where there is such a thing."""
    if hasattr(os, "pidfd_open"):
        with suppress(OSError):  # it has ended, or the system is too old
            return [os.pidfd_open(pid)]
    return []


@contextmanager
def forked() -> Iterator[Child]:
    """Fork a child."""
    from sozialraum.publish.kernel import serve  # before the fork, so that it is done once

    ours, theirs = multiprocessing.Pipe()
    owner = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        os.setsid()  # Ctrl-C is for the parent
        ours.close()
        serve(theirs, owner=owner)
    theirs.close()
    child = Child(ours, pid)
    try:
        yield child
    finally:
        child.end()
        os.waitpid(pid, 0)


@contextmanager
def spawned(patience: float) -> Iterator[Child]:
    """Take a new process that has warmed up; let the next one do so meanwhile.

    A process that is not ready after ``patience`` seconds counts as dead.
    """
    _tell()
    spare = _ready_spare()
    prepare()
    child = spare.child(patience)
    try:
        yield child
    finally:
        child.end()
        spare.end()


def prepare() -> None:
    """Let a process warm up for the next notebook."""
    _spares.append(_Spare())


@cache
def _tell() -> None:
    logging.getLogger(__name__).warning(
        "Hier ist kein fork möglich: Jedes Notizbuch läuft in einem neuen Prozess. "
        "Das Ergebnis ist dasselbe, es dauert etwas länger."
    )


def _ready_spare() -> _Spare:
    while _spares:
        spare = _spares.pop()
        if spare.lives():
            return spare
        spare.end()
    return _Spare()


class _Spare:
    """A new process that warms up, then waits for its notebook."""

    def __init__(self) -> None:
        self._key, self._owner = secrets.token_bytes(32), os.getpid()
        self._called = threading.Event()
        self._listener = Listener(authkey=self._key)
        self._address = self._listener.address
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, "-c", _BEGIN],
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for us alone
            creationflags=_GROUP,
        )
        self._tell(sys.path, (self._address, self._key, tuple(FOLDERS)))

    def _tell(self, *things: object) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it has died, which `Child.run` finds
            for thing in things:
                pickle.dump(thing, self._process.stdin)
            self._process.stdin.flush()

    def lives(self) -> bool:
        """Return whether it is still there, and ours: this process may have been forked."""
        return self._owner == os.getpid() and self._process.poll() is None

    def child(self, patience: float) -> Child:
        """Return it as a child that is where this process is."""
        threading.Thread(target=self._knock, args=(patience,), daemon=True).start()
        try:
            pipe = self._listener.accept()
            pipe.send((os.getcwd(), dict(os.environ)))
        except (OSError, EOFError, AuthenticationError):
            pipe = _dead()
        self._called.set()
        return Child(pipe, self._process.pid)

    def _knock(self, patience: float) -> None:
        """Stand in for a process that ends before it calls, or we would wait for ever."""
        until = time.monotonic() + patience
        while self._process.poll() is None and time.monotonic() < until:
            if self._called.wait(0.05):
                return  # and no thread of ours keeps the next notebook from a fork
        with suppress(OSError, EOFError, AuthenticationError):
            Client(self._address, authkey=self._key).close()

    def end(self) -> None:
        """End the process and all that it started."""
        self._listener.close()
        if self._owner == os.getpid():
            self._process.kill()
            self._process.communicate()


_spares: list[_Spare] = []


def _dead() -> Connection:
    """Return a pipe at whose other end nobody is."""
    ours, theirs = multiprocessing.Pipe()
    theirs.close()
    return ours
