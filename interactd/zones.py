"""The time zone of this computer, with its rules for summer time: `$TZ`, else /etc/localtime, else UTC."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCALTIME = Path("/etc/localtime")


def local(environment: Mapping[str, str], localtime: Path) -> tzinfo:
    """The zone in which correspondents mean "at 17:30"."""
    name = environment.get("TZ", "").removeprefix(":")
    try:
        if name.startswith("/"):
            return _read(Path(name))
        return ZoneInfo(name) if name else _read(localtime)
    except (OSError, ValueError, ZoneInfoNotFoundError):  # no such zone or file, or not a zone file
        return UTC


def _read(path: Path) -> tzinfo:
    with path.open("rb") as file:
        return ZoneInfo.from_file(file)
