"""Files, folders and disks as stat and statvfs tell of them; where the settings keep secrets."""

from __future__ import annotations

import grp
import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from ctl.facts import File, Folder, Secret
from smsbus.config import Settings

STORE: Final = "smsbus.sqlite3"
_SECRET_FILES: Final = re.compile(r"(pin|token|password|secret|key)_file")
_SECRETS: Final = re.compile(r"pin|token|password|secret")


def file(path: str | Path) -> File | None:
    """The file, links followed; None where there is none, or it may not be looked at."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return File(
        path=str(path),
        uid=status.st_uid,
        gid=status.st_gid,
        group=_group(status.st_gid),
        mode=status.st_mode & 0o7777,
    )


def files(paths: Iterable[str]) -> dict[str, File]:
    """Those that there are."""
    return {path: found for path in paths if (found := file(path)) is not None}


def folders(settings: Settings, *, root: Path) -> tuple[Folder, ...]:
    """The folders of [service]."""
    return tuple(
        folder(key, path, root=root)
        for key, path in (
            ("state_dir", settings.state_dir),
            ("run_dir", settings.run_dir),
            ("log_dir", settings.log_dir),
        )
    )


def folder(key: str, path: Path, *, root: Path) -> Folder:
    """The folder and the disk that it is on."""
    found = file(path)
    if found is None:
        return Folder(key=key, path=str(path))
    try:
        disk = os.statvfs(path)
        disks = disks_of(path.stat().st_dev, root=root)
    except OSError:
        return Folder(key=key, path=str(path), file=found)
    return Folder(
        key=key,
        path=str(path),
        file=found,
        free=disk.f_bavail * disk.f_frsize,
        size=disk.f_blocks * disk.f_frsize,
        files_free=disk.f_favail,
        files=disk.f_files,
        read_only=bool(disk.f_flag & os.ST_RDONLY),
        disks=disks,
    )


def disks_of(device: int, *, root: Path) -> tuple[str, ...]:
    """`mmcblk0p2` and `mmcblk0` of a device number; nothing of a file system without a disk (tmpfs, nfs)."""
    link = root / "sys/dev/block" / f"{os.major(device)}:{os.minor(device)}"
    try:
        place = link.readlink()
    except OSError:
        return ()
    # ../../devices/.../block/mmcblk0/mmcblk0p2, or .../block/sda for a disk without partitions
    return tuple(name for name in (place.name, place.parent.name) if name != "block")


def secrets(settings: Settings) -> tuple[Secret, ...]:
    """The files that hold PINs, tokens, passwords, keys and messages, those that there are."""
    named: dict[Path, str] = {
        settings.state_dir / "pin.key": "the key of the PIN records",
        settings.state_dir / STORE: "all messages",
    }
    for path in (settings.path, Path(settings.interactions.file)):
        for key, value in _entries(path):
            if not value:
                continue
            if _SECRET_FILES.fullmatch(key):
                named[path.parent / value] = f"the {key.removesuffix('_file')}"
            elif _SECRETS.fullmatch(key):
                named[path] = f"a {key}"
    return tuple(
        Secret(holds=holds, file=found)
        for path, holds in named.items()
        if _regular(path) and (found := file(path)) is not None
    )


def _regular(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False  # what this user may not even look at


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    """Every key with a text in the file, at any depth; nothing of one that cannot be read."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    yield from _texts(tables)


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, str):
                yield key, item
            else:
                yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _group(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)
