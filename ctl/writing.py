"""Files and folders for this user alone, or for the account of the service; nothing is replaced without being kept."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterable
from pathlib import Path

from ctl.exits import Exit, Failure
from ctl.installation import File

KEPT = ".old"
_FOLDER_MODE = 0o700
_FILE_MODE = 0o600


class Owner:
    """Whom what is written belongs to: the account of that name where it exists and this is root, else this user."""

    def __init__(self, account: str | None) -> None:
        self._ids: tuple[int, int] | None = None
        if account is not None and os.geteuid() == 0:
            try:
                found = pwd.getpwnam(account)
            except KeyError:
                return
            self._ids = (found.pw_uid, found.pw_gid)

    @property
    def other(self) -> bool:
        """Whether it is somebody else's."""
        return self._ids is not None

    def take(self, path: Path) -> None:
        """Makes it his."""
        if self._ids is not None:
            os.chown(path, *self._ids, follow_symlinks=False)


def existing(paths: Iterable[Path]) -> list[Path]:
    """Those that are there already, also as links to nowhere."""
    return [path for path in paths if os.path.lexists(path)]


def make_folder(path: Path, owner: Owner) -> bool:
    """Makes the folder, private, where it is missing; False when it was there: then it is left as it is."""
    try:
        if path.is_dir():
            return False
        path.mkdir(mode=_FOLDER_MODE, parents=True)
        owner.take(path)
    except OSError as error:
        raise _failure(path, error) from None
    return True


def write(file: File, owner: Owner) -> Path | None:
    """Writes the file; what was there before is kept under the path returned."""
    kept = file.path.with_name(file.path.name + KEPT)
    fresh = file.path.with_name(f".{file.path.name}.{os.getpid()}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _FILE_MODE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(file.text)
            stream.flush()
            os.fsync(stream.fileno())
        owner.take(fresh)
        was_there = os.path.lexists(file.path)
        if was_there:
            file.path.replace(kept)
        fresh.replace(file.path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise _failure(file.path, error) from None
    return kept if was_there else None


def _failure(path: Path, error: OSError) -> Failure:
    hint = "; for --system be root (sudo), else choose another --folder" if isinstance(error, PermissionError) else ""
    return Failure(Exit.USAGE, "not-written", f"{path}: {error.strerror or error}{hint}")
