"""Signs of bad power, cables, hubs and disks in lines of the kernel log. Pure; any text may come."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from ctl.facts import KernelSigns

LONGEST: Final = 160
"""Of a line that is shown."""

_PLACE: Final = r"(\d+-[\d.]+)"
_DISCONNECT: Final = re.compile(rf"^usb {_PLACE}: USB disconnect")
_RESET: Final = re.compile(rf"^usb {_PLACE}: reset \S+ USB device")
_ERROR: Final = re.compile(
    rf"^usb {_PLACE}: (?:device descriptor read|device not accepting address|can't set config|unable to)"
)
# usbfs: interface 0 claimed by ch341 while 'brltty' sets config #1
_BRLTTY: Final = re.compile(rf"^usb {_PLACE}: usbfs: interface \d+ claimed by \S+ while 'brltty'")
_UNDER_VOLTAGE: Final = re.compile(r"under-?voltage detected", re.IGNORECASE)
_OVER_CURRENT: Final = re.compile(r"over-?current (?:change|condition)", re.IGNORECASE)
_DISK: Final = re.compile(
    r"I/O error,? (?:on )?dev|Remounting filesystem read-only|EXT4-fs error|forced readonly"
    r"|mmc\d+: (?:Card stuck|error -)"
)
_PREFIX: Final = re.compile(r"^\[ *\d+\.\d+\] ")


def signs(lines: Iterable[str]) -> KernelSigns:
    """What the lines tell, which may begin with the time in brackets, as dmesg gives it."""
    disconnects: Counter[str] = Counter()
    resets: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    brltty: dict[str, None] = {}
    disk: dict[str, None] = {}
    under_voltage = over_current = 0
    for raw in lines:
        line = _PREFIX.sub("", raw)
        if match := _DISCONNECT.match(line):
            disconnects[match[1]] += 1
        elif match := _RESET.match(line):
            resets[match[1]] += 1
        elif match := _BRLTTY.match(line):
            brltty[match[1]] = None
        elif match := _ERROR.match(line):
            errors[match[1]] += 1
        elif _UNDER_VOLTAGE.search(line):
            under_voltage += 1
        elif _OVER_CURRENT.search(line):
            over_current += 1
        elif _DISK.search(line):
            disk[line[:LONGEST]] = None
    return KernelSigns(
        disconnects=disconnects,
        resets=resets,
        errors=errors,
        brltty=tuple(brltty),
        under_voltage=under_voltage,
        over_current=over_current,
        disk_errors=tuple(disk),
    )
