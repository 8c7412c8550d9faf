"""The kernel log of the last day: from /dev/kmsg, else from the journal; not everybody may read either."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Final

MOST_RECORDS: Final = 20_000
OCTETS: Final = 8192
"""A record has at most that many (CONSOLE_EXT_LOG_MAX)."""
DAY_S: Final = 86_400.0
JOURNAL_TIMEOUT_S: Final = 5.0
_JOURNAL: Final = ("journalctl", "-k", "-b", "--since=-24h", "-o", "cat", "--no-pager", "-q", "-n", str(MOST_RECORDS))


class Unreadable(Exception):
    """Neither may be read; the message says why and what would help."""


def lines(root: Path) -> list[str]:
    """The messages, oldest first. Raises `Unreadable`."""
    try:
        return _kmsg(root / "dev/kmsg")
    except OSError as error:
        found = _journal() if root == Path("/") else None
        if found is None:
            reason = (error.strerror or str(error)).lower()
            raise Unreadable(f"{reason}; root may read it") from None
        return found


def _kmsg(path: Path) -> list[str]:
    """Records of /dev/kmsg: `6,339,5140900,-;usb 1-1: ...`, microseconds since the start, then lines of properties."""
    now_us = time.clock_gettime(time.CLOCK_MONOTONIC) * 1e6
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    found = []
    try:
        for _ in range(MOST_RECORDS):
            try:
                octets = os.read(descriptor, OCTETS)
            except BlockingIOError:
                break
            except BrokenPipeError:
                continue  # records were overwritten meanwhile; the next read goes on behind them
            if not octets:
                break
            for record in octets.decode(errors="replace").splitlines():
                head, semicolon, message = record.partition(";")
                at_us = head.split(",")[2:3]
                if semicolon and at_us and at_us[0].isdecimal() and now_us - int(at_us[0]) < DAY_S * 1e6:
                    found.append(message)
    finally:
        os.close(descriptor)
    return found


def _journal() -> list[str] | None:
    try:
        done = subprocess.run(
            _JOURNAL, stdin=subprocess.DEVNULL, capture_output=True, timeout=JOURNAL_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    # Without the right to see it, it has no entries and says so on the side.
    if done.returncode != 0 or (not done.stdout and done.stderr):
        return None
    return done.stdout.decode(errors="replace").splitlines() or None
