"""What is plugged in, asked of `modemd --detect`: a process of its own, since no part of modemd is imported here."""

from __future__ import annotations

import subprocess
import sys

from ctl.exits import Exit, Failure
from ctl.output import printable

TIMEOUT_S = 180.0


def said(*options: str) -> str:
    """What it printed. Raises `Failure` when it took too long or broke."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "modemd", "--detect", *options],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Failure(Exit.TIME_OUT, "time-out", f"no end within {TIMEOUT_S:g} s") from None
    text = done.stdout.decode(errors="replace")
    if done.returncode not in (0, 1) or not text:
        complaint = printable(done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
        raise Failure(Exit.INTERNAL, "internal", complaint or f"modemd --detect ended with {done.returncode}")
    return text
