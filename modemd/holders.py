"""Who has a port, from /proc: the program's name and number, and what to do about it.

What the programs of another user have open only root may see. That they run, everybody may: then those are named that
are known to take ports, with the command that tells.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")

REMEDIES: Final = {
    "ModemManager": 'have it leave this device alone by a udev rule with ENV{ID_MM_DEVICE_IGNORE}="1" and plug it in '
    "again, or stop it: 'sudo systemctl disable --now ModemManager'",
    "brltty": "it takes serial adapters for braille displays: remove it, or its udev rules",
}
"""What to do about programs that take ports by themselves; any other was started by somebody."""

SUSPECTS: Final = (
    *REMEDIES,
    *("pppd", "wvdial", "gammu-smsd", "smsd", "gnokii", "asterisk", "agetty", "minicom", "modemd"),
)


def held(port: str, holders: list[str], *, proc: Path = PROC) -> str:
    """A sentence for a person: who holds the port, and the way out. No holders: this user may not see them."""
    if holders:
        known = next((words for each in holders if (words := remedy(each))), "stop it, or keep it away from this port")
        return f"{port} is held by {' and '.join(holders)}: {known}"
    running = [named(process, proc=proc) for process in _processes(proc) if _is_suspect(proc / str(process))]
    suspicion = f"; running here: {' and '.join(running)}" if running else ""
    return f"{port} is held by a program of another user: 'sudo fuser -v {port}' names it{suspicion}"


def remedy(holder: str) -> str | None:
    """What to do about a program, as `named` gives it, that takes ports by itself; None for any other."""
    return next((words for name, words in REMEDIES.items() if holder.startswith(f"{name} (")), None)


def holders_of(port: str, *, proc: Path = PROC) -> list[str]:
    """The programs that have the device open, as far as this user may see."""
    device = Path(port).resolve()
    found = []
    for process in _processes(proc):
        with contextlib.suppress(OSError):
            if any(link.readlink() == device for link in (proc / str(process) / "fd").iterdir()):
                found.append(named(process, proc=proc))
    return found


def named(process: int, *, proc: Path = PROC) -> str:
    """`ModemManager (process 17)`"""
    return f"{program(proc / str(process))} (process {process})"


def program(process: Path) -> str:
    """The name of the program with this folder in /proc; of one that Python runs, its module."""
    name = _text(process / "comm") or "another program"
    arguments = _text(process / "cmdline").split("\0")
    if name.startswith("python") and "-m" in arguments[:-1]:
        return arguments[arguments.index("-m") + 1]
    return name


def started_at(process: int, *, proc: Path = PROC) -> float | None:
    """When the process started, in seconds of the wall clock as it is now (proc(5): field 22 of stat, btime)."""
    after_name = _text(proc / str(process) / "stat").rpartition(")")[2].split()
    booted = re.search(r"^btime (\d+)", _text(proc / "stat"), re.MULTILINE)
    if booted is None or len(after_name) < 20:
        return None
    return int(booted[1]) + int(after_name[19]) / os.sysconf("SC_CLK_TCK")


def _is_suspect(process: Path) -> bool:
    return process.name != str(os.getpid()) and program(process) in SUSPECTS


def _processes(proc: Path) -> list[int]:
    return sorted(int(folder.name) for folder in proc.glob("[0-9]*"))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip("\n ")
    except OSError:
        return ""
