"""Zip files without a clock: the same content always gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def _unchanged(name: str, content: bytes) -> bytes:
    return content


def fixed_zip(
    content: bytes, change: Callable[[str, bytes], bytes] = _unchanged, *, packed: bool = True
) -> bytes:
    """Return the same zip file with all its members on one fixed day.

    Parameters
    ----------
    content
        The file.
    change
        Gets name and content of each member and returns what is written instead.
    packed
        Whether members are compressed; another zlib would give other bytes.
    """
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, ZIP_DAY)
            member.compress_type = method
            member.create_system = 0  # else Windows and Linux each write their own number
            new.writestr(member, change(name, old.read(name)))
    return stream.getvalue()
