"""Lock of a folder: one run at a time writes there, and another learns who it is.

The system keeps the lock as long as a process lives that holds the file open, so a run
that was killed leaves none behind.
"""

from __future__ import annotations

import errno
import getpass
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sozialraum.errors import PublishError
from sozialraum.publish.files import not_written, prepare_folder

FILE = "sperre"
PATIENCE = 2.0
"""Seconds that are waited: processes of a run that was killed may take a moment to end."""

HELD = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
"""What the system says of a lock that another holds; else its disk knows no locks."""

_FAR = 1 << 20


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder of reports.

    Raises
    ------
    PublishError
        If another run holds it, with who that is, or nothing can be written there.
    """
    path = prepare_folder(folder / ".lauf") / FILE
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    except OSError as error:
        raise not_written(path, error) from error
    try:
        until = time.monotonic() + PATIENCE
        while not _taken(descriptor):
            if time.monotonic() > until:
                raise PublishError(occupied(path.read_bytes(), str(folder)))
            time.sleep(0.05)
        with suppress(OSError):  # on a full disk it holds as well, only without a name
            os.truncate(descriptor, 0)
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, me())
        try:
            yield
        finally:  # nobody's name stays behind in a folder that is handed on
            os.truncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, _FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            os.lseek(descriptor, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in HELD
    return True


def me() -> bytes:
    """Return who works here: this person on this computer in this process."""
    since = datetime.now().astimezone().strftime("%d.%m.%Y, %H:%M Uhr")
    who = {"rechner": socket.gethostname(), "person": _user(), "prozess": os.getpid()}
    return json.dumps({**who, "seit": since}).encode()


def ended(told: bytes) -> bool:
    """Return whether who told this was a process of this computer and is no more.

    >>> ended(me()), ended(b"nobody has said anything")
    (False, False)
    """
    try:
        who = json.loads(told)
        here, process = who["rechner"] == socket.gethostname(), int(who["prozess"])
    except (ValueError, KeyError, TypeError):
        return False
    if not here or not hasattr(os, "killpg"):  # elsewhere asking would end the process
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # somebody else's, who works
    return False


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unbekannt"


def occupied(told: bytes, place: str) -> str:
    """Return what is said to whoever comes second; ``told`` is what the first said of itself."""
    try:
        who = "{person} auf {rechner}, Prozess {prozess}, seit {seit}".format(**json.loads(told))
    except (ValueError, KeyError, TypeError):
        who = "ein anderer Lauf"
    return (
        f"In „{place}“ arbeitet schon jemand ({who}). "
        "Abhilfe: warten, bis dieser Lauf fertig ist, oder mit -o einen anderen Ordner angeben."
    )
