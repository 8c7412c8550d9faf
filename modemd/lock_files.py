"""Lock files in the manner of UUCP, `/var/lock/LCK..ttyUSB2`: what older programs ask instead of the kernel.

minicom, gammu, smstools, pppd and gettys look there before they open a port, and not all of them ask for an flock or
are stopped by TIOCEXCL (root never is). The file has the process number in ten columns (the format of HDB UUCP), is
there at once with its content, and goes with the close. One whose process is gone holds nothing and is taken over, as
is one older than the process that has the number now: that of a gateway that was killed would lock it out else. Two of
us cannot both take it over, because each has the flock on the device by then.

Only the terminals of devices have one. The number of a pseudo-terminal is somebody else's a moment later, and a socket
has no name here. Where the folder may not be written, the kernel's two locks must do.
"""

from __future__ import annotations

import contextlib
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from modemd.holders import started_at

FOLDERS: Final = (Path("/var/lock"), Path("/run/lock"))
"""Most often the same, one being a link to the other."""

CLOCK_ERROR_S: Final = 5.0
"""Start of a process and time of a file come from clocks of different coarseness."""

_OCTETS_OF_A_NUMBER: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFile:
    """The lock file of one terminal."""

    path: Path

    def holder(self) -> int | None:
        """The process that has the lock, if it lives and is not this one."""
        process = process_in(self.path)
        if process is None or process == os.getpid() or not _lives(process):
            return None
        return None if self._older_than(process) else process

    def _older_than(self, process: int) -> bool:
        """Whether the number was given to another program since. Where the clock was set in between, this is wrong for
        a program that does not ask the kernel for a lock; the kernel keeps the others.
        """
        started = started_at(process)
        try:
            written = self.path.stat().st_mtime
        except OSError:
            return True
        return started is not None and started > written + CLOCK_ERROR_S

    def take(self) -> int | None:
        """Takes the lock unless a living process has it, whose number is returned."""
        if (process := self.holder()) is not None:
            return process
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        # Read-only, full, or a stale file of another user in a folder with the sticky bit: it is done without.
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
            draft.write_text(f"{os.getpid():10d}\n", encoding="ascii")
            draft.chmod(0o644)
            with contextlib.suppress(FileExistsError):
                self.path.hardlink_to(draft)
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        return self.holder()  # of a program that came in between

    def release(self) -> None:
        """Removes it, if it is ours."""
        if process_in(self.path) == os.getpid():
            with contextlib.suppress(OSError):
                self.path.unlink()


def lock_file_of(port: str, *, folders: tuple[Path, ...] = FOLDERS) -> LockFile | None:
    """The lock file of `port`, a path or URL, under the name of the device that a link means; None where it has none.

    Where both folders exist, one that has such a file counts, else the first.
    """
    if "://" in port:
        return None
    device = Path(port).resolve()
    if device.parent.name != "dev" or not device.name.startswith("tty"):
        return None
    there = [folder / f"LCK..{device.name}" for folder in folders if folder.is_dir()]
    found = next((path for path in there if process_in(path) is not None), there[0] if there else None)
    return LockFile(path=found) if found is not None else None


def process_in(path: Path) -> int | None:
    """The process number in a lock file, in digits or in octets, as the first UUCP wrote it; None: there is none."""
    try:
        octets = path.read_bytes()[:64]
    except OSError:
        return None
    words = octets.split()
    if words and words[0].isdigit():
        return int(words[0]) or None
    if len(octets) == _OCTETS_OF_A_NUMBER:
        (process,) = struct.unpack("=i", octets)
        return int(process) if process > 0 else None
    return None


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # it is another user's
        return True
    return True
