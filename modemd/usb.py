"""Resetting the USB device behind a serial port: the rung of the ladder between a reset by command and a hand.

Found through sysfs, so that nothing but the very device of the port is ever reset; what is no USB device, and what this
user may not touch, is left alone with a sentence that says so. Two ways: the ioctl USBDEVFS_RESET, and where
that is not possible its attribute `authorized`, which takes its drivers away and gives them back.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from modemd.events import UsbReset

USBDEVFS_RESET: Final = 0x5514
"""_IO('U', 20) of linux/usbdevice_fs.h."""
OFF_S: Final = 2.0
"""How long a device stays without its drivers. Waited for in place: the modem is closed, and this is rare."""
_HUB: Final = "09"


class UsbResetRefused(Exception):
    """The device cannot be reset; the message is a sentence for a person."""


def reset(
    port: str,
    *,
    wait: Callable[[float], None],
    sysfs: Path = Path("/sys"),
    devices: Path = Path("/dev/bus/usb"),
) -> None:
    """Resets the USB device that `port`, a path, belongs to. It goes and comes back. Raises `UsbResetRefused`."""
    device = device_of(port, sysfs=sysfs)
    try:
        _by_ioctl(device, devices)
    except UsbResetRefused as refused:
        try:
            _by_authorization(device, wait)
        except OSError as error:
            also = f"nor can {device / 'authorized'} be written: {os.strerror(error.errno or 0).lower()}"
            raise UsbResetRefused(f"{refused}; {also}") from None


def _by_authorization(device: Path, wait: Callable[[float], None]) -> None:
    """Raises `OSError`. A device that was taken away is given back whatever happens in between."""
    switch = device / "authorized"
    if not switch.exists():
        raise FileNotFoundError(errno.ENOENT, "no such attribute")
    switch.write_text("0", encoding="ascii")
    try:
        wait(OFF_S)
    finally:
        switch.write_text("1", encoding="ascii")


def _by_ioctl(device: Path, devices: Path) -> None:
    node = devices / f"{_number(device / 'busnum'):03}" / f"{_number(device / 'devnum'):03}"
    try:
        descriptor = os.open(node, os.O_WRONLY | os.O_CLOEXEC)
        try:
            fcntl.ioctl(descriptor, USBDEVFS_RESET, 0)
        finally:
            os.close(descriptor)
    except PermissionError:
        raise UsbResetRefused(f"{node} may not be written by this user: a udev rule can allow it") from None
    except OSError as error:
        raise UsbResetRefused(f"{node} cannot be reset: {os.strerror(error.errno or 0).lower()}") from None


def try_reset(port: str, wait: Callable[[float], None]) -> UsbReset:
    """As `reset`, for the core."""
    try:
        reset(port, wait=wait)
    except UsbResetRefused as error:
        return UsbReset(problem=str(error))
    return UsbReset(problem=None)


def device_of(port: str, *, sysfs: Path = Path("/sys")) -> Path:
    """The folder of the USB device in sysfs. Raises `UsbResetRefused` for what is none."""
    name = Path(port).resolve().name
    start = (sysfs / "class" / "tty" / name / "device").resolve()
    for folder in (start, *start.parents):
        if (folder / "idVendor").is_file() and (folder / "devnum").is_file():
            if _text(folder / "bDeviceClass") == _HUB:
                break
            return folder
    raise UsbResetRefused(f"{port} is no USB device")


def _number(path: Path) -> int:
    text = _text(path)
    if not text.isdecimal():
        raise UsbResetRefused(f"{path} does not say which device it is")
    return int(text)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
