"""Modems in a wrong mode, and what the kernel log tells of cables, hubs, power and brltty."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Final

from ctl.facts import Facts, UsbDevice
from ctl.findings.finding import Finding, Severity, Step, found

MANY_DISCONNECTS: Final = 3
"""Within a day. A person who plugs a stick in and out makes one or two."""
HILINK_STORAGE: Final = "12d1:1f01"
X220L_STORAGE: Final = "1bbb:f000"
_OWN_FILES: Final = {HILINK_STORAGE, X220L_STORAGE}
"""Files for usb_modeswitch that came with smsbus."""

_INSTALL: Final = Step(do="Install what switches it", command="sudo apt install usb-modeswitch usb-modeswitch-data")
_REPLUG: Final = Step(do="unplug the stick, plug it in, and look again after half a minute", command="smsctl doctor")
_REMOVE_BRLTTY: Final = "sudo apt remove brltty"
_SUPPLY: Final = (
    Step(do="Use a supply of 5 V and 3 A with a short, thick cable, and a powered hub for the modem"),
    Step(do="see when it happens", command="sudo dmesg -T | grep -i voltage"),
)
_POWER: Final = (
    Step(
        do="Use a powered hub and a short cable, not an extension", command="sudo dmesg -T | grep -i usb | tail -n 30"
    ),
    Step(do="or another socket; some sticks have to be reset now and then, which modemd does"),
)


def of_modes(facts: Facts) -> Iterator[Finding]:
    """Modems that show no port."""
    working = any(modem.usable for modem in facts.modems)
    for device in facts.devices:
        finding = _of_mode(facts, device)
        if finding is not None:
            # Beside a modem that works it may be meant so: a router with a web page.
            severity = Severity.WARNING if working else finding.severity
            yield found(finding.key, finding.about, finding.what, *finding.remedy, severity=severity)


def _of_mode(facts: Facts, device: UsbDevice) -> Finding | None:
    where = f"{device.name}, plugged in at {device.place},"
    match device.mode:
        case "network-card":
            return found(
                "stick-network-card",
                "USB",
                f"{where} is in network-card (HiLink) mode",
                _INSTALL,
                _copy(facts, HILINK_STORAGE),
                _REPLUG,
                Step(do="if it stays so, its firmware knows no other mode: use another stick"),
            )
        case "disk":
            own = [_copy(facts, device.ids)] if device.ids in _OWN_FILES else []
            vendor, _, product = device.ids.partition(":")
            rule = f"""ATTR{{idVendor}}=="{vendor}", ATTR{{idProduct}}=="{product}", RUN+="usb_modeswitch '/%k'\""""
            return found(
                "stick-disk",
                "USB",
                f"{where} shows its disk with drivers and no serial port",
                _INSTALL,
                *own,
                _REPLUG,
                Step(
                    do="if it still shows its disk, tell udev to switch it, and plug it in again",
                    command=f"echo {shlex.quote(rule)} | sudo tee /etc/udev/rules.d/41-smsbus-modeswitch.rules",
                ),
            )
        case "no-port":
            return found(
                "stick-without-port",
                "USB",
                f"{where} shows no serial port",
                Step(do="Wait half a minute: it may be starting"),
                _INSTALL,
                _REPLUG,
            )
        case "adapter":
            return found(
                "adapter-without-port",
                "USB",
                f"{where} is a serial adapter without its port",
                Step(do="Perhaps brltty took it; without a braille display, remove it", command=_REMOVE_BRLTTY),
                Step(do="unplug it, plug it in, and see which driver it gets", command="sudo dmesg | tail"),
            )
        case _:
            return None


def _copy(facts: Facts, name: str) -> Step:
    file = shlex.quote(f"{facts.share}/usb_modeswitch.d/{name}")
    return Step(do="have it switched to the mode with ports", command=f"sudo cp {file} /etc/usb_modeswitch.d/")


def of_kernel(facts: Facts) -> Iterator[Finding]:
    """The kernel log of the last day."""
    yield from _of_places(facts)
    signs = facts.kernel
    for place in signs.brltty:
        yield found(
            "adapter-taken",
            "USB",
            f"brltty took the serial adapter at {place} from its driver",
            Step(do="Unless you have a braille display, remove it", command=_REMOVE_BRLTTY),
            Step(do="then unplug the adapter and plug it in"),
        )
    if signs.under_voltage:
        yield found(
            "under-voltage",
            "power",
            f"the kernel saw the voltage too low: {signs.under_voltage} within a day",
            *_SUPPLY,
        )
    if signs.over_current:
        yield found("over-current", "power", f"a USB socket was overloaded: {signs.over_current} within a day", *_POWER)
    for line in [line for line in signs.disk_errors if _concerns(facts, line)][:1]:
        yield found(
            "disk-failing",
            "disk",
            f"the kernel reports: {line}",
            Step(
                do="Back the store up to another disk", command=f"cp -a {shlex.quote(_state_dir(facts))} /mnt/backup/"
            ),
            Step(do="and replace the disk or the memory card; see its health", command="sudo dmesg --level=err"),
        )


def _of_places(facts: Facts) -> Iterator[Finding]:
    signs = facts.kernel
    names = {device.place: device.name for device in facts.devices}
    # Of mice and disks nobody asked; but a modem that is gone now is not among the devices.
    others = {place for place in (*signs.disconnects, *signs.resets) if place not in names} if _lost(facts) else set()
    for place in sorted({*names, *others} & {*signs.disconnects, *signs.resets, *signs.errors}):
        disconnects, resets = signs.disconnects.get(place, 0), signs.resets.get(place, 0)
        name = names.get(place, "the device")
        if disconnects >= MANY_DISCONNECTS or resets >= MANY_DISCONNECTS:
            yield found(
                "usb-disconnects",
                "USB",
                f"{name} at {place}: {disconnects} disconnects and {resets} resets within a day",
                *_POWER,
            )
        elif signs.errors.get(place, 0) >= MANY_DISCONNECTS:
            yield found("usb-errors", "USB", f"{name} at {place} answers the USB with errors", *_POWER)


def _concerns(facts: Facts, line: str) -> bool:
    """Whether a line is about a disk that our folders are on. The disk with drivers of a stick has errors by nature."""
    ours = {disk for folder in facts.folders for disk in folder.disks}
    return any(re.search(rf"\b{re.escape(disk)}\b", line) for disk in ours)


def _lost(facts: Facts) -> bool:
    return any(modem.state == "absent" for modem in facts.modems)


def _state_dir(facts: Facts) -> str:
    return next((folder.path for folder in facts.folders if folder.key == "state_dir"), "/var/lib/smsbus")
