"""What /proc tells of processes: who they are, whose they are, who has which socket."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path


def named(process: int, *, root: Path) -> str:
    """`ModemManager (process 17)`; of a program that Python runs, its module."""
    folder = root / "proc" / str(process)
    name = _text(folder / "comm").strip() or "a program"
    arguments = _text(folder / "cmdline").split("\0")
    if name.startswith("python") and "-m" in arguments[:-1]:
        name = arguments[arguments.index("-m") + 1]
    return f"{name} (process {process})"


def suspended(process: int, *, root: Path) -> bool:
    """Whether a signal, or a debugger, has stopped it: then it exists and does nothing."""
    fields = _text(root / "proc" / str(process) / "stat").rpartition(")")[2].split()
    return fields[:1] in (["T"], ["t"])


def owner_of(process: int, *, root: Path) -> tuple[int, frozenset[int]] | None:
    """The effective user of a process and all its groups; None where it is gone."""
    fields = dict(
        line.split(":", 1) for line in _text(root / "proc" / str(process) / "status").splitlines() if ":" in line
    )
    try:
        uid, gid = int(fields["Uid"].split()[1]), int(fields["Gid"].split()[1])
        return uid, frozenset({gid, *map(int, fields.get("Groups", "").split())})
    except (KeyError, IndexError, ValueError):
        return None


def owners_of(inodes: Iterable[int], *, root: Path) -> Mapping[int, tuple[int, ...]]:
    """Socket inode -> processes that have it open, as far as this user may see."""
    wanted = {f"socket:[{inode}]": inode for inode in inodes}
    found: dict[int, list[int]] = {}
    for folder in (root / "proc").glob("[0-9]*") if wanted else ():
        with contextlib.suppress(OSError):
            links = {str(link.readlink()) for link in (folder / "fd").iterdir()}
            for name in links & wanted.keys():
                found.setdefault(wanted[name], []).append(int(folder.name))
    return {inode: tuple(sorted(processes)) for inode, processes in found.items()}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
