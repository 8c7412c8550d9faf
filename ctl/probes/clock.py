"""The clock: what it says, whether a time server set it, and by how much messages seem to have been late."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ctl.facts import Clock

TIMEOUT_S: Final = 3.0
NEWEST: Final = 20
DAY_MS: Final = 86_400_000


def clock(messages: Iterable[Mapping[str, Any]]) -> Clock:
    """`messages` are the newest documents of the inbox."""
    now_ms = round(time.time() * 1000)
    return Clock(now_ms=now_ms, synchronised=synchronised(), late_ms=late(messages, now_ms))


def late(messages: Iterable[Mapping[str, Any]], now_ms: int) -> tuple[int, ...]:
    """Of the messages of the last day: received when, after the network stamped them."""
    return tuple(
        message["received_at"] - message["scts"]
        for message in messages
        if message.get("scts") is not None and abs(now_ms - message["received_at"]) < DAY_MS
    )


def synchronised() -> bool | None:
    """As systemd has it; None where it cannot tell."""
    try:
        done = subprocess.run(
            ["timedatectl", "show", "--property=NTPSynchronized", "--value"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {b"yes": True, b"no": False}.get(done.stdout.strip())
