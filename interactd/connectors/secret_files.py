"""Keys and tokens, each in a file of its own that nobody but its owner can read.

Read at every use: a key that was changed needs no restart. What it holds goes into one request and nowhere else.
"""

from __future__ import annotations

import os
import re
import stat

from interactd.errors import SourceFailed

MAX_OCTETS = 4096

# Blanks may stand inside ("Basic dXNlcg=="); whatever could end a header line may not.
_SECRET = re.compile(rb"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")


def read(path: str) -> str:
    """The secret in the file at `path`, stripped. Raises `SourceFailed`, with the path and never the content."""
    try:
        octets = _content(path)
    except OSError as error:
        raise SourceFailed(f"{path}: {error.strerror}") from None
    secret = octets.strip()
    if len(octets) > MAX_OCTETS or not _SECRET.fullmatch(secret):
        raise SourceFailed(f"{path}: must hold one line of printable ASCII characters")
    return secret.decode("ascii")


def _content(path: str) -> bytes:
    # Without O_NONBLOCK, opening a FIFO nobody writes to would hang.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise SourceFailed(f"{path}: not a regular file")
        if status.st_mode & 0o077:
            raise SourceFailed(f"{path}: others may read it, so it is not used; run: chmod 600 {path}")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_OCTETS + 1)
    finally:
        os.close(descriptor)
