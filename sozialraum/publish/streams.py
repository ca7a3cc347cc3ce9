"""What a cell prints: collected as a kernel does, then sent as messages of the cell.

Programs that a cell starts, and libraries that are not written in Python, write past
``sys.stdout``; what they write is caught in a file and takes its place in between.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
import tempfile
import threading
import time
from typing import Any

FLUSH_SECONDS = 0.2
"""As long as ipykernel collects what is printed before it sends it."""

_READ_SIZE = 1 << 20
_CATCHES = not sys.platform.startswith("win")  # as a kernel does


class Streams:
    """Both streams of a kernel in place of the process's own."""

    def __init__(self, kernel: Any) -> None:
        self._both = OutStream("stdout", self, kernel), OutStream("stderr", self, kernel)
        sys.stdout, sys.stderr = self._both

    def flush(self) -> None:
        """Send what is there."""
        for stream in self._both:
            stream.flush()


class OutStream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a cell."""

    encoding = "UTF-8"
    errors = None

    def __init__(self, name: str, both: Streams, kernel: Any) -> None:
        self.name, self._both, self._kernel = name, both, kernel
        self._parts, self._since, self._parent = list[str](), 0.0, None
        self._turn, self._pid = threading.RLock(), os.getpid()
        self._past = _caught(self.fileno()) if _CATCHES else None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def write(self, text: str) -> int:
        """Take a piece of text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if os.getpid() != self._pid:  # a cell has forked this process
            os.write(self.fileno(), text.encode(errors="replace"))
            return len(text)
        with self._turn:  # a cell may have threads
            parent = self._kernel.get_parent("shell")  # the cell that started what writes
            late = self._parts and time.monotonic() - self._since > FLUSH_SECONDS
            if late or (self._parts and parent is not self._parent):
                self._both.flush()
            self._take_past()
            if not self._parts:
                self._since = time.monotonic()
            self._parent = parent
            self._parts.append(text)
        return len(text)

    def flush(self) -> None:
        """Send what was collected."""
        if os.getpid() != self._pid:
            return
        with self._turn:
            self._take_past()
            if text := "".join(self._parts):
                self._parts.clear()
                content = {"name": self.name, "text": text}
                self._kernel.session.send(None, "stream", content, self._parent)

    def _take_past(self) -> None:
        """Collect what was written past Python."""
        while self._past is not None and (caught := os.read(self._past, _READ_SIZE)):
            if not self._parts:
                self._parent = self._kernel.get_parent("shell")
            self._parts.append(self._decoder.decode(caught))

    def writable(self) -> bool:
        """Return that one can write here."""
        return True

    def fileno(self) -> int:
        """Return the number under which other programs write here."""
        return 1 if self.name == "stdout" else 2


def _caught(descriptor: int) -> int:
    """Redirect a descriptor into a file without a name; return one that reads it."""
    place, path = tempfile.mkstemp(prefix="zelle")
    reading = os.open(path, os.O_RDONLY)
    os.dup2(place, descriptor)
    os.close(place)
    os.unlink(path)
    return reading
