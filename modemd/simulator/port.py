"""The pseudo-terminal and the link to it: what a program opens as the modem's serial port.

The slave side stays open here, so that the master can be read whether or not a program has it open. A real port forgets
at its last close the exclusive mark (`TIOCEXCL`, which a killed program cannot take back) and the line settings; a
pseudo-terminal would keep them. So the closing is watched with inotify, and they are set back here.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import termios
import tty
from pathlib import Path
from typing import Final

_SPEEDS: Final = {
    getattr(termios, f"B{speed}"): speed
    for speed in (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)
}
_IN_CLOSE: Final = 0x08 | 0x10
MOST_UNREAD: Final = 64 * 1024
"""Octets kept for a program that does not read, beyond what the kernel keeps; newer ones are lost."""


class StartError(Exception):
    """The port or the control socket cannot be made; the text says why and what to do."""


class Port:
    """One pseudo-terminal, from construction to `close`."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self.descriptor, self._slave = os.openpty()
        self.name = os.ttyname(self._slave)
        os.set_blocking(self.descriptor, False)
        tty.setraw(self._slave)
        self.watch_descriptor = _watch(self.name)
        self.unread = bytearray()
        try:
            _point(link, self.name)
        except OSError as error:
            self._close_descriptors()
            raise StartError(f"cannot make the link {link}: {error.strerror}") from None

    @property
    def speed(self) -> int | None:
        """Bits per second that the program has set; None when it is no standard speed."""
        return _SPEEDS.get(termios.tcgetattr(self._slave)[5])

    def read(self) -> bytes:
        """What programs wrote since; may be nothing."""
        # First: setting the line back loses what is unread, and that shall not be the answer to the next program.
        self.tidy()
        try:
            return os.read(self.descriptor, 65536)
        except BlockingIOError:
            return b""

    def write(self, octets: bytes) -> int:
        """Sends `octets` as far as there is room and keeps the rest in `unread`; returns how many were lost."""
        room = MOST_UNREAD - len(self.unread)
        self.unread += octets[:room]
        self.flush()
        return max(0, len(octets) - room)

    def flush(self) -> None:
        """Sends on what is `unread`."""
        try:
            del self.unread[: os.write(self.descriptor, self.unread)]
        except BlockingIOError:
            return

    def tidy(self) -> None:
        """If a program closed the port since, as `watch_descriptor` tells: sets the line back; what was unread is lost.

        Whether it was the last one to have it open cannot be known; that two have it is no case worth more.
        """
        try:
            os.read(self.watch_descriptor, 4096)
        except BlockingIOError:
            return
        fcntl.ioctl(self._slave, termios.TIOCNXCL)
        tty.setraw(self._slave)

    def close(self) -> None:
        """The port is gone: programs that have it open see it hung up."""
        if self._link.is_symlink() and self._link.readlink() == Path(self.name):
            self._link.unlink()
        self._close_descriptors()

    def _close_descriptors(self) -> None:
        for descriptor in (self.watch_descriptor, self.descriptor, self._slave):
            os.close(descriptor)


def _point(link: Path, target: str) -> None:
    """Makes `link` point to `target` in one step, instead of what an earlier simulator may have left there."""
    if link.exists() and not link.is_symlink():
        raise FileExistsError(errno.EEXIST, "there is something that is not a link; remove it or choose another path")
    new = link.with_name(f".{link.name}.{os.getpid()}")
    new.symlink_to(target)
    new.replace(link)


def _watch(path: str) -> int:
    """An inotify descriptor that tells when `path` is closed."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = int(libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
    if descriptor < 0 or libc.inotify_add_watch(descriptor, path.encode(), _IN_CLOSE) < 0:
        raise StartError(f"cannot watch {path}: {os.strerror(ctypes.get_errno())}")
    return descriptor
