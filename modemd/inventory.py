"""`modemd --survey`: what is plugged in and who holds it, found without opening a port, for `smsctl doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from modemd.detection import Role, role
from modemd.devices import SerialPort, UsbDevice, is_modem, mode_without_port
from modemd.finder import AUTOMATIC
from modemd.holders import holders_of, named
from modemd.lock_files import process_in
from modemd.settings import port_of
from modemd.survey import devices
from smsbus.config import SIMULATED_PORT, Settings


def inventory(root: Path, settings: Settings | None) -> dict[str, Any]:
    """`devices`: those with serial ports, and modems without, in a wrong mode; `modems`: the ports of the settings.

    Who holds a port is known as far as this user may see.
    """
    found = devices(root)
    entries = [_device(device) for device in found if device.ports or mode_without_port(device)]
    names = settings.local_modems if settings is not None else []
    return {"devices": entries, "modems": [_modem(root, settings, name) for name in names] if settings else []}


def _device(device: UsbDevice) -> dict[str, Any]:
    mode = mode_without_port(device)
    return {
        "name": device.name,
        "ids": device.ids,
        "place": device.place,
        "modem": is_modem(device),
        "adapter": device.bridge is not None,
        "mode": mode.value if mode else None,
        "ports": [_port(device, port) for port in device.ports],
    }


def _port(device: UsbDevice, port: SerialPort) -> dict[str, Any]:
    return {
        "port": port.path,
        "interface": port.interface,
        "links": list(port.links),
        "notices": role(device, port) is Role.NOTICES,
        "holder": port.holder,
    }


def _modem(root: Path, settings: Settings, name: str) -> dict[str, Any]:
    """The port that the settings name; nothing of one that is looked for, simulated, or behind a network."""
    port = port_of(settings, name)
    document: dict[str, Any] = {"name": name, "port": port, "device": None, "holders": [], "locked_by": None}
    if settings.modems[name].port in (AUTOMATIC, SIMULATED_PORT) or "://" in port:
        return document
    device = Path(port).resolve()
    document["device"] = str(device)
    document["holders"] = holders_of(port, proc=root / "proc")
    for folder in ("var/lock", "run/lock"):
        process = process_in(root / folder / f"LCK..{device.name}")
        if process is not None and (root / "proc" / str(process)).exists():
            document["locked_by"] = {
                "file": str(root / folder / f"LCK..{device.name}"),
                "program": named(process, proc=root / "proc"),
            }
    return document
