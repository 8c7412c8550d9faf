"""The endpoints of the settings: is somebody listening, and who? From /proc/net/unix and descriptors of processes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ctl.facts import Socket
from ctl.probes.files import file
from ctl.probes.processes import named, owners_of
from smsbus.config import Settings

NAMES: Final = ("modems", "interactions", "clients", "events")
_LISTENING: Final = 0x10000  # __SO_ACCEPTCON of linux/net.h


def sockets(settings: Settings, *, root: Path) -> tuple[Socket, ...]:
    """Those of routerd, in the order of `NAMES`; none where routerd is on another host."""
    if settings.remote:
        return ()
    paths = {
        name: endpoint.removeprefix("ipc://")
        for name in NAMES
        if (endpoint := settings.endpoint(name)).startswith("ipc://")
    }
    inodes = listening(root)
    owners = owners_of([inodes[path] for path in paths.values() if inodes and path in inodes], root=root)
    return tuple(_socket(name, path, inodes, owners, root) for name, path in paths.items())


def _socket(
    name: str, path: str, inodes: Mapping[str, int] | None, owners: Mapping[int, tuple[int, ...]], root: Path
) -> Socket:
    processes = owners.get(inodes[path], ()) if inodes and path in inodes else ()
    return Socket(
        name=name,
        path=path,
        file=file(path),
        owners=tuple(named(process, root=root) for process in processes),
        owner_pids=frozenset(processes),
        listening=None if inodes is None else path in inodes,
    )


def listening(root: Path) -> dict[str, int] | None:
    """Path -> inode of the unix sockets that somebody listens at; None where that cannot be read."""
    try:
        lines = (root / "proc/net/unix").read_text(encoding="utf-8", errors="replace").splitlines()[1:]
    except OSError:
        return None
    found = {}
    for line in lines:
        # Num RefCount Protocol Flags Type St Inode Path
        fields = line.split(None, 7)
        if len(fields) == 8 and int(fields[3], 16) & _LISTENING:
            found[fields[7]] = int(fields[6])
    return found
