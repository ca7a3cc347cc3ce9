"""Files that people go on writing in: an older version is kept before it is replaced."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sozialraum.publish.files import write_whole
from sozialraum.sources.files import back_up


def write_kept(path: Path, content: bytes) -> None:
    """Write a file whole; what stood there and differs is kept as ``<name>.<n>.bak``.

    Raises
    ------
    SozialraumError
        If the old file cannot be read or one of them cannot be written.
    """
    if path.is_file() and path.read_bytes() == content:
        return
    back_up(path)
    write_whole(path, content)


@contextmanager
def kept(path: Path) -> Iterator[None]:
    """Keep what stands in a file while it is written anew.

    The copy ``<name>.<n>.bak`` stays unless the new content is the same.
    """
    copy = back_up(path)
    yield
    if copy is not None and path.is_file() and path.read_bytes() == copy.read_bytes():
        copy.unlink()
