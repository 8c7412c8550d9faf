"""Facts about USB devices and their serial ports, and where a modem was when it last worked. Gathered by `survey`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from modemd.usb_ids import BRIDGES, HILINK, MODEM_DRIVERS, MODEM_VENDORS, STORAGE, find

MEANINGLESS_SERIALS: Final = re.compile(r"|0+|F+|1234567890ABCDEF|0123456789ABCDEF", re.IGNORECASE)
"""Serial numbers that all devices of a kind share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialPort:
    """A tty of a USB device. `descriptor` is class, subclass and protocol of its interface; `links` are its names that
    stay; `holder` names the program that has it open or locked, `reserved` the modem of the settings whose port it is.
    """

    path: str
    interface: int
    descriptor: tuple[int, int, int] = (0xFF, 0xFF, 0xFF)
    driver: str = ""
    links: tuple[str, ...] = ()
    holder: str | None = None
    reserved: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsbDevice:
    """`place` is where it is plugged in (`1-1.2`), `plugging` counts up each time something is plugged in."""

    place: str
    plugging: int
    vendor: int
    product: int
    serial: str = ""
    maker: str = ""
    model: str = ""
    ports: tuple[SerialPort, ...] = ()

    @property
    def ids(self) -> str:
        """`12d1:1001`"""
        return f"{self.vendor:04x}:{self.product:04x}"

    @property
    def name(self) -> str:
        """What a person would call it."""
        known = find(self.vendor, self.product)
        said = " ".join(word for word in (self.maker, self.model) if word)
        name = known.name if known else said or MODEM_VENDORS.get(self.vendor) or self.bridge or "USB device"
        return f"{name} ({self.ids})"

    @property
    def bridge(self) -> str | None:
        """Which kind of serial adapter it is."""
        return BRIDGES.get((self.vendor, self.product))


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a modem was when it last worked; `serial` is empty where it means nothing."""

    place: str
    ids: str
    interface: int
    serial: str = ""
    imei: str | None = None

    def at(self, device: UsbDevice) -> bool:
        """Whether it is the same kind of device in the same place."""
        return (self.place, self.ids) == (device.place, device.ids)

    def named(self, device: UsbDevice) -> bool:
        """Whether it is the same kind of device with the same serial number."""
        return bool(self.serial) and (self.serial, self.ids) == (meaningful(device.serial), device.ids)


def meaningful(serial: str) -> str:
    """The serial number, or nothing where all devices of its kind have the same."""
    return "" if MEANINGLESS_SERIALS.fullmatch(serial) else serial


def is_modem(device: UsbDevice) -> bool:
    """Whether it is a modem for certain, so that all its ports may be asked."""
    return device.vendor in MODEM_VENDORS or any(port.driver in MODEM_DRIVERS for port in device.ports)


class WrongMode(StrEnum):
    """What a modem without serial ports is in instead."""

    NETWORK_CARD = "network-card"
    DISK = "disk"
    NO_PORT = "no-port"
    ADAPTER = "adapter"  # it is none itself, and one may be behind it


_IN_WORDS: Final = {
    WrongMode.NETWORK_CARD: "is in network-card (HiLink) mode, in which SMS by AT commands is impossible: "
    "have usb_modeswitch switch it to stick mode (docs/detection.md)",
    WrongMode.DISK: "shows its disk with drivers and no serial port: "
    "install usb-modeswitch and usb-modeswitch-data, then unplug it and plug it in again",
    WrongMode.NO_PORT: "shows no serial port: it may still be starting, or need usb_modeswitch",
    WrongMode.ADAPTER: "is a serial adapter without its port: brltty takes those (remove it), or its driver is missing",
}


def mode_without_port(device: UsbDevice) -> WrongMode | None:
    """In which mode a modem is that has no serial ports; None for one that has, and for what is no modem."""
    if device.ports:
        return None
    if (device.vendor, device.product) in HILINK:
        return WrongMode.NETWORK_CARD
    if (device.vendor, device.product) in STORAGE:
        return WrongMode.DISK
    if device.vendor in MODEM_VENDORS:
        return WrongMode.NO_PORT
    return WrongMode.ADAPTER if device.bridge else None


def wrong_mode(device: UsbDevice) -> str | None:
    """`mode_without_port` for a person."""
    mode = mode_without_port(device)
    return None if mode is None else _IN_WORDS[mode]
