"""The folders of [service] and the modems' program files: made, and refused where others could tamper with them."""

from __future__ import annotations

import shutil
from pathlib import Path

from ctl.exits import Exit, Failure
from ctl.programs import FILE_WITHOUT, elsewhere, program_files, supervisor_text
from smsbus.config import Settings

PRIVATE = 0o700
FOR_THE_GROUP = 0o2750
"""With the set-group-id bit: a socket made in there belongs to the group, else its members could see and not use it."""
WRITABLE_BY_ALL = 0o002


def prepare(settings: Settings) -> None:
    """Creates what is missing (mode 0700) and writes `run_dir/programs`. Raises `Failure` that names the setting."""
    for key, folder in (
        ("state_dir", settings.state_dir),
        ("run_dir", settings.run_dir),
        ("log_dir", settings.log_dir),
    ):
        _make(settings, key, folder)
    try:
        if settings.service.group:
            shutil.chown(settings.run_dir, group=settings.service.group)
            settings.run_dir.chmod(FOR_THE_GROUP)
        _write_programs(settings)
    except LookupError:
        raise _failure(settings, "group", f"there is no group {settings.service.group}") from None
    except OSError as error:
        raise _failure(settings, "run_dir", f"{error.filename}: {error.strerror}") from None


def _make(settings: Settings, key: str, folder: Path) -> None:
    try:
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        mode = folder.stat().st_mode
    except OSError as error:
        raise _failure(
            settings,
            key,
            f"{folder} cannot be created: {error.strerror}; set another folder, or create it for this user",
        ) from None
    # An existing folder keeps its mode: it may be the operator's own.
    if mode & WRITABLE_BY_ALL:
        raise _failure(settings, key, f"everybody may write into {folder}; use a folder of its own")


def _write_programs(settings: Settings) -> None:
    if elsewhere(settings):
        (settings.run_dir / FILE_WITHOUT).write_text(supervisor_text(settings), encoding="utf-8")
    folder = settings.run_dir / "programs"
    folder.mkdir(mode=PRIVATE, exist_ok=True)
    files = program_files(settings)
    for stale in folder.glob("*.conf"):
        if stale.name not in files:
            stale.unlink()
    for name, contents in files.items():
        (folder / name).write_text(contents, encoding="utf-8")


def _failure(settings: Settings, key: str, reason: str) -> Failure:
    return Failure(Exit.USAGE, "settings", f"{settings.path}: service.{key}: {reason}")
