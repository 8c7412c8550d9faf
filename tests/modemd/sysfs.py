"""A tree that looks like /sys, /dev and /proc of a computer with things plugged in, for tests and their processes."""

from __future__ import annotations

import os
from pathlib import Path


class Tree:
    """Below `root`. What it writes has the shape of Linux 6: links from class and bus to folders below devices."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._plugging = 1
        for folder in ("sys/bus/usb/devices", "sys/class/tty", "dev/serial/by-path", "dev/serial/by-id", "proc"):
            (root / folder).mkdir(parents=True)
        # A computer has many terminals that are not on USB.
        for name in ("tty0", "console", "ptmx"):
            (root / "sys/class/tty" / name).mkdir()
        serial8250 = root / "sys/devices/platform/serial8250"
        serial8250.mkdir(parents=True)
        (root / "sys/class/tty/ttyS0").mkdir()
        (root / "sys/class/tty/ttyS0/device").symlink_to(serial8250)
        (root / "dev/ttyS0").touch()

    def plug(
        self,
        place: str,
        ids: str,
        *,
        ttys: dict[int, str] | None = None,
        driver: str = "option",
        descriptors: dict[int, str] | None = None,
        **texts: str,
    ) -> Path:
        """Plugs a device in; `ttys` are names by interface, `descriptors` like `ff/02/12`; returns its folder."""
        self._plugging += 1
        device = self.root / "sys/devices/pci0000:00/usb1" / place
        vendor, product = ids.split(":")
        texts = {"bDeviceClass": "00", "devnum": str(self._plugging), **texts}
        self._write(device, idVendor=vendor, idProduct=product, **texts)
        (self.root / "sys/bus/usb/devices" / place).symlink_to(device)
        for interface, name in (ttys or {}).items():
            first, second, third = (descriptors or {}).get(interface, "ff/ff/ff").split("/")
            folder = device / f"{place}:1.{interface}"
            self._write(
                folder,
                bInterfaceNumber=f"{interface:02x}",
                bInterfaceClass=first,
                bInterfaceSubClass=second,
                bInterfaceProtocol=third,
            )
            (self.root / "sys/bus/usb/devices" / folder.name).symlink_to(folder)
            (folder / "driver").symlink_to(f"../../../../../../bus/usb/drivers/{driver}")
            # usb-serial has a folder for the port below the interface, cdc_acm has none.
            port = folder if name.startswith("ttyACM") else folder / name
            (port / "tty" / name).mkdir(parents=True)
            (port / "tty" / name / "device").symlink_to("../..")
            (self.root / "sys/class/tty" / name).symlink_to(port / "tty" / name)
            link = self.root / "dev/serial/by-path" / f"pci-0000:00:14.0-usb-0:{place[2:]}:1.{interface}-port0"
            link.symlink_to(f"../../{name}")
        return device

    def _write(self, folder: Path, **texts: str) -> None:
        folder.mkdir(parents=True)
        for name, text in texts.items():
            (folder / name).write_text(f"{text}\n")

    def unplug(self, place: str) -> None:
        """Takes it out, with its ports."""
        device = self.root / "sys/devices/pci0000:00/usb1" / place
        for link in (self.root / "sys/class/tty").iterdir():
            if link.is_symlink() and link.resolve().is_relative_to(device):
                (self.root / "dev" / link.name).unlink(missing_ok=True)
                for by_path in (self.root / "dev/serial/by-path").iterdir():
                    if by_path.readlink().name == link.name:
                        by_path.unlink()
                link.unlink()
        for link in (self.root / "sys/bus/usb/devices").iterdir():
            if link.resolve().is_relative_to(device):
                link.unlink()
        device.rename(device.with_name(f"gone-{self._plugging}-{place}"))

    def connect(self, tty: str, target: str | Path) -> Path:
        """What /dev/TTY is: the name of a pseudo-terminal, for one."""
        path = self.root / "dev" / tty
        path.symlink_to(target)
        return path

    def hold(self, path: Path, *, process: int, program: str, arguments: str = "") -> None:
        """A program has the port open."""
        folder = self.root / "proc" / str(process) / "fd"
        folder.mkdir(parents=True)
        (folder / "3").symlink_to(os.path.realpath(path))
        (folder.parent / "comm").write_text(f"{program}\n")
        (folder.parent / "cmdline").write_text(arguments)
