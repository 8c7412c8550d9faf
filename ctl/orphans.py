"""Daemons that answer while their supervisord is gone: all looks well, and nothing that ends is started again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

PID_FILE: Final = "supervisord.pid"
STOPPED: Final = "T"
ZOMBIE: Final = "Z"


def warning(run_dir: Path, *, proc: Path = Path("/proc")) -> str | None:
    """What a person should know of the supervisord of `run_dir`; None while it runs, or where nobody can tell.

    One that ended as it should took its file along, and daemons that something else runs have none.
    """
    try:
        pid = int((run_dir / PID_FILE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    state = _state(pid, proc)
    if state == STOPPED:
        return f"supervisord (process {pid}) is stopped: what ends now is not started again; see: smsctl doctor"
    if state == ZOMBIE:
        consequence = "what ends now is not started again; put it right with: smsctl up"
        return f"supervisord (process {pid}) was killed: {consequence}"
    return None


def _state(pid: int, proc: Path) -> str | None:
    """The letter of /proc/PID/stat; `Z` also for a process that there is not, None where that cannot be seen."""
    try:
        # Not by a look into /proc alone, which may hide what other users run.
        os.kill(pid, 0)
    except ProcessLookupError:
        return ZOMBIE
    except (OSError, OverflowError):
        return None
    try:
        return (proc / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return None
