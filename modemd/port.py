"""The serial line as a descriptor: opened and set up by pyserial, read and written without ever waiting.

The only module that imports serial. A port has one master: pyserial's `exclusive` is an flock, which programs that do
not ask for one never notice; TIOCEXCL keeps those out, but not root; a lock file (`lock_files`) is what older programs
look for. Any error of a read or write means the same: the device is gone.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import grp
import os
import stat
import struct
import termios
from collections.abc import Callable
from pathlib import Path

import serial

from modemd.events import OpenPort, PortFailed, PortLost, PortOpened, Received, Trouble
from modemd.holders import held, holders_of, named
from modemd.lock_files import LockFile, lock_file_of
from smsbus.loop import Loop

READ_OCTETS = 65536
TIOCGEXCL = 0x80045440
"""_IOR('T', 0x40, int) of asm-generic/ioctls.h; the module termios lacks it."""


class PortUnavailable(Exception):
    """The port cannot be opened; the message is a sentence for a person."""

    def __init__(self, reason: str, trouble: Trouble) -> None:
        super().__init__(reason)
        self.trouble = trouble


class PortGone(Exception):
    """The open port can no longer be used; the message is a sentence for a person."""


class Port:
    """An open line. `descriptor` is for the loop; `read` and `write` raise `PortGone`."""

    def __init__(self, url: str, *, baudrate: int, flow_control: str, lock: LockFile | None = None) -> None:
        """Opens `url`: a path, or what pyserial understands, such as `socket://host:port`. Raises `PortUnavailable`."""
        self._url = url
        self._lock = lock
        self._unwritten = bytearray()
        # Asked first: opening alone drops DTR at the end, and with it somebody's call.
        if lock is not None and (process := lock.holder()) is not None:
            raise PortUnavailable(held(url, [named(process)]), Trouble.HELD)
        try:
            self._serial = serial.serial_for_url(
                url,
                baudrate=baudrate,
                timeout=0,
                rtscts=flow_control == "rtscts",
                xonxoff=flow_control == "xonxoff",
                do_not_open=True,
            )
            if "://" not in url:
                self._serial.exclusive = True
            self._serial.open()
            self.descriptor: int = self._serial.fileno()
        except (OSError, ValueError) as error:  # SerialException is an OSError
            raise PortUnavailable(*_why(url, error)) from None
        if lock is not None and _is_exclusive(self.descriptor):
            self._serial.close()
            raise PortUnavailable(held(url, holders_of(url)), Trouble.HELD)
        os.set_blocking(self.descriptor, False)
        with contextlib.suppress(OSError, termios.error):  # a socket is no terminal
            fcntl.ioctl(self.descriptor, termios.TIOCEXCL)
            _tell_nothing_from_hung_up(self.descriptor)
        if lock is not None and (process := lock.take()) is not None:
            self.close()
            raise PortUnavailable(held(url, [named(process)]), Trouble.HELD)

    def read(self) -> bytes:
        """What has come in; empty when nothing has."""
        try:
            octets = os.read(self.descriptor, READ_OCTETS)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise PortGone(f"{self._url} was lost: {_plain(error)}") from None
        if not octets:
            raise PortGone(f"{self._url} was lost: the device hung up")
        return octets

    def write(self, octets: bytes = b"") -> bool:
        """Writes what it takes now and keeps the rest for the next call. Returns whether a rest is kept."""
        self._unwritten += octets
        try:
            while self._unwritten:
                del self._unwritten[: os.write(self.descriptor, self._unwritten)]
        except BlockingIOError:
            return True
        except OSError as error:
            raise PortGone(f"{self._url} was lost: {_plain(error)}") from None
        return False

    def close(self) -> None:
        """Closes the line; a device that is gone is no reason to fail."""
        if self._lock is not None:
            self._lock.release()
        with contextlib.suppress(OSError, termios.error):
            # The mark goes with the last close of a serial line, but stays on a pseudo-terminal.
            fcntl.ioctl(self.descriptor, termios.TIOCNXCL)
        with contextlib.suppress(OSError, termios.error):
            self._serial.close()


def _is_exclusive(descriptor: int) -> bool:
    """Whether another program, as ModemManager, has set TIOCEXCL: root gets in all the same, and must go out again."""
    try:
        answer = fcntl.ioctl(descriptor, TIOCGEXCL, struct.pack("i", 0))
    except OSError:
        return False
    return struct.unpack("i", answer) != (0,)


def _tell_nothing_from_hung_up(descriptor: int) -> None:
    """With VMIN 0, as pyserial leaves it, a line that is silent and one that is gone both read as no octets."""
    attributes = termios.tcgetattr(descriptor)
    attributes[6][termios.VMIN] = 1
    termios.tcsetattr(descriptor, termios.TCSANOW, attributes)


class Line:
    """The port of one modem, open or not, in the loop. What comes of it is handed to `feed`."""

    def __init__(self, loop: Loop, feed: Callable[[Received | PortLost], None]) -> None:
        self._loop = loop
        self._feed = feed
        self._port: Port | None = None

    def open(self, wanted: OpenPort) -> PortOpened | PortFailed:
        """Opens it and watches it."""
        try:
            self._port = Port(
                wanted.port,
                baudrate=wanted.baudrate,
                flow_control=wanted.flow_control,
                lock=lock_file_of(wanted.port),
            )
        except PortUnavailable as error:
            return PortFailed(reason=str(error), trouble=error.trouble)
        self._loop.watch(self._port.descriptor, self._readable)
        return PortOpened()

    def write(self, octets: bytes = b"") -> None:
        """Writes, now as far as possible, the rest when the line takes it. Nothing where the port is not open."""
        if self._port is None:
            return
        try:
            more = self._port.write(octets)
        except PortGone as error:
            self._lost(error)
            return
        self._loop.watch_writable(self._port.descriptor, self.write if more else None)

    def close(self) -> None:
        """Closes it, if it is open."""
        if self._port is not None:
            self._loop.unwatch(self._port.descriptor)  # first: poll fires for ever on a dead descriptor
            self._port.close()
            self._port = None

    def _readable(self) -> None:
        if self._port is None:
            return
        try:
            octets = self._port.read()
        except PortGone as error:
            self._lost(error)
            return
        if octets:
            self._feed(Received(octets=octets))

    def _lost(self, error: PortGone) -> None:
        self.close()
        self._feed(PortLost(reason=str(error)))


def _plain(error: OSError) -> str:
    match error.errno:
        case errno.EIO | errno.ENXIO | errno.ENODEV:
            return "the device was unplugged or switched off"
        case None:
            return str(error)
        case number:
            return os.strerror(number).lower()


def _why(url: str, error: OSError | ValueError) -> tuple[str, Trouble]:
    """Why the port cannot be opened, and what to do."""
    number = getattr(error, "errno", None)
    if not Path(url).exists() and "://" not in url:
        return f"{url} does not exist: is the modem plugged in, and is this the right name?", Trouble.MISSING
    if number == errno.EACCES:
        status = Path(url).stat()
        return forbidden(url, group=status.st_gid, mode=status.st_mode), Trouble.OTHER
    if number in (errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK) or "exclusively lock" in str(error):
        return held(url, holders_of(url)), Trouble.HELD
    return f"{url} cannot be opened: {os.strerror(number).lower() if number else error}", Trouble.OTHER


def forbidden(url: str, *, group: int, mode: int) -> str:
    """Whom to ask for access: the group of the device, most often dialout or uucp, where that has rights at all."""
    both = stat.S_IRGRP | stat.S_IWGRP
    if group == 0 or mode & both != both:
        return f"{url} may not be opened by this user, nor by a group: a udev rule can give it to one, such as dialout"
    try:
        name = grp.getgrgid(group).gr_name
    except KeyError:
        name = f"number {group}"
    return (
        f"{url} may not be opened by this user: it belongs to the group {name}; "
        f"run 'sudo adduser USER {name}' with the user that runs this, then start it anew (a person: log in again)"
    )
