"""What is plugged in, from /sys, /dev and /proc; and the files in state_dir that remember where a modem worked.

Only serial ports of USB devices are seen: built-in ones (ttyS*) may be a console or a heat pump. All paths are below a
root, which tests build themselves.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

from modemd.devices import SerialPort, UsbDevice, Whereabouts
from modemd.events import Surveyed
from modemd.finder import AUTOMATIC
from modemd.holders import named
from modemd.ledger import write_durably
from modemd.lock_files import process_in
from smsbus.config import REMOTE_PORT, SIMULATED_PORT, Settings

HUB: Final = "09"
UNCHANGED_FOR: Final = 15
"""So many surveys in a row may be answered from the last one, when nothing was plugged in or out: looking who holds
a port costs a walk through /proc.
"""


class Surroundings:
    """What modem `name` of `settings` sees below `root`."""

    def __init__(self, settings: Settings, name: str, *, root: Path) -> None:
        self._settings = settings
        self._name = name
        self._root = root
        self._seen: object = None
        self._devices: tuple[UsbDevice, ...] = ()
        self._repeated = 0

    def survey(self) -> Surveyed:
        """What is there now."""
        seen = [(path.name, _text(path / "devnum")) for path in _usb(self._root)], sorted(_ttys(self._root))
        self._repeated += 1
        if seen != self._seen or self._repeated > UNCHANGED_FOR:
            self._devices = devices(self._root, reserved(self._settings, self._name))
            self._seen, self._repeated = seen, 0
        others = {}
        for name, modem in self._settings.modems.items():
            known = self._recall(name) if name != self._name and modem.port == AUTOMATIC else None
            if known is not None and known.imei is not None:
                others[known.imei] = name
        return Surveyed(devices=self._devices, known=self._recall(self._name), others=others)

    def remember(self, whereabouts: Whereabouts) -> str | None:
        """Keeps it on disk; what went wrong, or None. Without the file a search merely takes longer."""
        try:
            self._path(self._name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_durably(self._path(self._name), json.dumps(asdict(whereabouts)).encode())
        except OSError as error:
            return f"{self._path(self._name)} cannot be written: {error.strerror}"
        return None

    def _recall(self, name: str) -> Whereabouts | None:
        try:
            return Whereabouts(**json.loads(self._path(name).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _path(self, name: str) -> Path:
        return self._settings.state_dir / f"port-{name}.json"


def reserved(settings: Settings, name: str) -> dict[Path, str]:
    """The ports that the settings give to other modems than `name`, with their names."""
    return {
        Path(modem.port).resolve(): other
        for other, modem in settings.modems.items()
        if other != name and modem.port not in (AUTOMATIC, REMOTE_PORT, SIMULATED_PORT) and "://" not in modem.port
    }


def devices(root: Path, reserved: Mapping[Path, str] | None = None) -> tuple[UsbDevice, ...]:
    """All USB devices but hubs, with their serial ports."""
    ports: dict[str, list[SerialPort]] = {}
    ttys = sorted(_ttys(root).items())
    held = _holders(root) if ttys else {}
    links = _links(root)
    for name, interface in ttys:
        path = root / "dev" / name
        port = SerialPort(
            path=str(path),
            interface=int(_text(interface / "bInterfaceNumber") or "0", 16),
            descriptor=_descriptor(interface),
            driver=_driver(interface),
            links=tuple(sorted(links.get(name, ()))),
            holder=_locked_by(root, name) or held.get(path.resolve()),
            reserved=(reserved or {}).get(path.resolve()),
        )
        ports.setdefault(interface.parent.name, []).append(port)
    found = (_device(path, ports.get(path.name, [])) for path in _usb(root))
    return tuple(device for device in found if device is not None)


def _device(path: Path, ports: list[SerialPort]) -> UsbDevice | None:
    if _text(path / "bDeviceClass") == HUB:
        return None
    try:
        return UsbDevice(
            place=path.name,
            plugging=int(_text(path / "devnum") or "0"),
            vendor=int(_text(path / "idVendor"), 16),
            product=int(_text(path / "idProduct"), 16),
            serial=_text(path / "serial"),
            maker=_text(path / "manufacturer"),
            model=_text(path / "product"),
            ports=tuple(sorted(ports, key=lambda port: (port.interface, port.path))),
        )
    except ValueError:
        return None  # unplugged while it was looked at


def _usb(root: Path) -> list[Path]:
    """The devices; interfaces have a colon in their names."""
    folder = root / "sys/bus/usb/devices"
    return sorted(folder / name for name in _names(folder) if ":" not in name)


def _ttys(root: Path) -> dict[str, Path]:
    """Names of ttys of USB devices, each with the folder of its interface."""
    folder = root / "sys/class/tty"
    found = {}
    for name in _names(folder):
        device = folder / name / "device"
        # Most ttys are consoles and have no device: do not walk up from each.
        if device.is_symlink() and (interface := _interface(device.resolve())) is not None:
            found[name] = interface
    return found


def _interface(folder: Path) -> Path | None:
    nearest = (folder, *folder.parents[:3])
    return next((path for path in nearest if (path / "bInterfaceNumber").exists()), None)


def _descriptor(interface: Path) -> tuple[int, int, int]:
    names = ("bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol")
    first, second, third = (int(_text(interface / name) or "0", 16) for name in names)
    return first, second, third


def _driver(interface: Path) -> str:
    try:
        return (interface / "driver").readlink().name
    except OSError:
        return ""


def _links(root: Path) -> dict[str, list[str]]:
    """The names that stay: by-path first, because by-id may be the same for two sticks."""
    found: dict[str, list[str]] = {}
    for folder in ("by-path", "by-id"):
        place = root / "dev/serial" / folder
        for name in _names(place):
            with contextlib.suppress(OSError):
                found.setdefault((place / name).readlink().name, []).append(str(place / name))
    return found


def _holders(root: Path) -> dict[Path, str]:
    """The programs that have terminals open, as far as this user may see."""
    found: dict[Path, str] = {}
    for process in (root / "proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        with contextlib.suppress(OSError):
            for link in (process / "fd").iterdir():
                target = link.readlink()
                if target.parts[1:2] == ("dev",) or target.is_relative_to(root / "dev"):
                    found.setdefault(target, named(int(process.name), proc=root / "proc"))
    return found


def _locked_by(root: Path, name: str) -> str | None:
    """Who has a lock file for the tty, if that process lives."""
    for folder in ("var/lock", "run/lock"):
        process = process_in(root / folder / f"LCK..{name}")
        if process is not None and process != os.getpid() and (root / "proc" / str(process)).exists():
            return named(process, proc=root / "proc")
    return None


def _names(folder: Path) -> Iterator[str]:
    try:
        yield from (path.name for path in folder.iterdir())
    except OSError:
        return


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip("\n ")
    except OSError:
        return ""
