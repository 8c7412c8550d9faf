"""Which port is the modem's, whether it may be opened, who has it, at which speed it answers."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Final

from ctl.facts import AUTOMATIC, Account, Facts, File, Modem, ModemPort, UsbDevice, UsbPort
from ctl.findings.finding import Finding, Step, found

READ_AND_WRITE: Final = 6
CHANGING: Final = re.compile(r"/dev/tty(USB|ACM)\d+")
"""Names that are given in the order of appearance."""

_SERVICES: Final = {
    "gammu-smsd": "gammu-smsd",
    "smsd": "smstools",
    "asterisk": "asterisk",
    "NetworkManager": "NetworkManager",
}
"""Programs on modems, and the Debian service that starts each."""


def of_ports(facts: Facts) -> Iterator[Finding]:
    """Everything about the ports of the modems of the settings."""
    for port in facts.ports:
        seen = facts.modem(port.modem)
        if port.port == AUTOMATIC:
            yield from _of_looked_for(facts, port, seen)
        elif port.device is not None:
            yield from _of_named(facts, port)
        if seen is not None:
            yield from _of_answers(port, seen)
            yield from _of_choice(facts, port, seen)


# --- a port that the settings name ---------------------------------------------------------------------------------


def _of_named(facts: Facts, port: ModemPort) -> Iterator[Finding]:
    about = f"modem {port.modem}"
    device = port.device or port.port
    file = facts.files.get(device)
    if file is None:
        yield _missing(facts, port)
        return
    foreign = [holder for holder in port.holders if not facts.ours(holder)]
    seen = facts.modem(port.modem)
    if not file.allows(facts.account, READ_AND_WRITE):
        yield forbidden(facts, about, file)
    elif foreign:
        yield _held(facts, about, port.port, foreign)
    elif port.locked_by and port.lock and not facts.ours(port.locked_by):
        yield _locked(about, port)
    elif seen is not None and seen.trouble == "held" and not port.holders:
        yield _held(facts, about, port.port, [])
    if CHANGING.fullmatch(port.port) and sum(len(each.ports) for each in facts.devices) > 1:
        yield _unstable(facts, port)


def _missing(facts: Facts, port: ModemPort) -> Finding:
    there = [usb.port for device in facts.devices if device.modem or device.adapter for usb in device.ports]
    now = f"; there are {', '.join(there)}" if there else ""
    return found(
        "port-missing",
        f"modem {port.modem}",
        f"{port.port} does not exist{now}",
        Step(do="Plug the modem in, and see where it is", command="smsctl modem detect"),
        Step(do=f'put that port, or port = "auto", into [modems.{port.modem}]', command=_edit(facts)),
        Step(do="and have it read", command="smsctl up"),
    )


def forbidden(facts: Facts, about: str, file: File) -> Finding:
    """The port may not be opened by the user that runs smsbus."""
    user = shlex.quote(facts.account.name)
    steps = [
        Step(do="Let the user in", command=f"sudo usermod -aG {shlex.quote(file.group)} {user}"),
        Step(do="log in again (the group counts from then on), and restart everything", command="smsctl down"),
        Step(do="then", command="smsctl up"),
    ]
    if file.group == "root" or not file.allows(_member_of(file), READ_AND_WRITE):
        rule = f'KERNEL=="{file.path.rpartition("/")[2]}", GROUP="dialout", MODE="0660"'
        steps = [
            Step(
                do="Give it to the group dialout",
                command=f"echo {shlex.quote(rule)} | sudo tee /etc/udev/rules.d/79-smsbus-port.rules",
            ),
            Step(do="have that read", command="sudo udevadm control --reload && sudo udevadm trigger"),
            Step(do="let the user in, and log in again", command=f"sudo usermod -aG dialout {user}"),
        ]
    return found(
        "port-forbidden",
        about,
        f"{file.path} may not be opened by {facts.account.name}: it belongs to the group {file.group}",
        *steps,
    )


def _member_of(file: File) -> Account:
    return Account(name="", uid=-1, groups=frozenset({file.gid}))


def _held(facts: Facts, about: str, port: str, holders: list[str]) -> Finding:
    by = " and ".join(holders) if holders else "a program of another user"
    steps = [step for holder in holders for step in _release(facts, port, holder)]
    if not holders:
        steps = [Step(do="See which", command=f"sudo fuser -v {shlex.quote(port)}"), Step(do="and stop it")]
    return found("port-held", about, f"{port} is held by {by}", *steps)


def _release(facts: Facts, port: str, holder: str) -> list[Step]:
    """How to have one program leave the port alone."""
    program, process = holder.partition(" (")[0], _pid(holder)
    if program == "ModemManager":
        rules = shlex.quote(f"{facts.share}/udev/78-smsbus.rules")
        return [
            Step(do="Have it leave modems of smsbus alone", command=f"sudo cp {rules} /etc/udev/rules.d/"),
            Step(do="have that read, then unplug the modem and plug it in", command="sudo udevadm control --reload"),
            Step(do="or do without it", command="sudo systemctl disable --now ModemManager"),
        ]
    if program == "brltty":
        return [
            Step(do="Unless you have a braille display, remove it", command="sudo apt remove brltty"),
            Step(do="then unplug the modem and plug it in"),
        ]
    if program in ("agetty", "getty"):
        name = port.rpartition("/")[2]
        return [Step(do="Stop the login there", command=f"sudo systemctl disable --now serial-getty@{name}")]
    if program in _SERVICES:
        return [Step(do="Stop it for good", command=f"sudo systemctl disable --now {_SERVICES[program]}")]
    return [
        Step(do="See what it is", command=f"ps -fp {process}"),
        Step(do="and stop it", command=f"kill {process}"),
    ]


def _locked(about: str, port: ModemPort) -> Finding:
    assert port.locked_by is not None
    assert port.lock is not None
    process = _pid(port.locked_by)
    return found(
        "port-locked",
        about,
        f"the lock file {port.lock} says that {port.locked_by} uses {port.port}",
        Step(do="See what it is, and stop it", command=f"ps -fp {process}"),
        Step(do="if it has nothing to do with the modem, remove the file", command=f"sudo rm {shlex.quote(port.lock)}"),
    )


def _unstable(facts: Facts, port: ModemPort) -> Finding:
    usb = _usb_port(facts, port.device)
    stays = usb[1].links[0] if usb and usb[1].links else AUTOMATIC
    return found(
        "port-unstable",
        f"modem {port.modem}",
        f"{port.port} is a name that changes, and there are several serial ports on the USB",
        Step(do=f'In [modems.{port.modem}]: port = "{stays}"', command=_edit(facts)),
        Step(do="and have it read", command="smsctl up"),
    )


# --- a port that is looked for -------------------------------------------------------------------------------------


def _of_looked_for(facts: Facts, port: ModemPort, seen: Modem | None) -> Iterator[Finding]:
    about = f"modem {port.modem}"
    devices = [device for device in facts.devices if device.modem and device.ports]
    absent = seen is not None and seen.state == "absent"
    for device in devices:
        files = [file for usb in device.ports if (file := facts.files.get(usb.port))]
        closed = [file for file in files if not file.allows(facts.account, READ_AND_WRITE)]
        foreign = [usb for usb in device.ports if usb.holder and not facts.ours(usb.holder)]
        if absent and closed:
            yield forbidden(facts, about, closed[0])
        elif absent and foreign:
            yield _held(facts, about, foreign[0].port, [each.holder for each in foreign[:1] if each.holder])
    if absent and not devices:
        assert seen is not None
        yield found(
            "modem-not-found",
            about,
            seen.reason,
            Step(do="Plug it in (another socket, a powered hub), and see what is there", command="smsctl modem detect"),
            Step(do="see what the kernel says when it is plugged in", command="sudo dmesg --follow"),
        )


# --- what it answered ----------------------------------------------------------------------------------------------


def _of_answers(port: ModemPort, seen: Modem) -> Iterator[Finding]:
    about = f"modem {port.modem}"
    fixed = isinstance(port.baudrate, int) and port.port != AUTOMATIC
    if fixed and seen.speed is not None and seen.speed != port.baudrate:
        yield found(
            "port-wrong-speed",
            about,
            f"the modem at {port.port} answers at {seen.speed} baud, and the settings say {port.baudrate}",
            Step(do=f"In [modems.{port.modem}]: baudrate = {seen.speed}"),
            Step(do="and have it read", command="smsctl up"),
        )
    if seen.state in ("silent", "recovering"):
        yield found(
            "port-silent",
            about,
            seen.reason or "the modem does not answer in time",
            Step(do="Unplug it for ten seconds and plug it in, at a powered hub or another socket"),
            Step(do="see which of its ports answers", command="smsctl modem detect"),
        )
    elif seen.state in ("opening", "probing"):
        yield found("modem-starting", about, seen.reason, Step(do="Wait a minute", command="smsctl status"))
    elif seen.state == "absent" and port.device is None and port.port != AUTOMATIC:
        yield found("modem-absent", about, seen.reason, Step(do="See what is wrong with it", command="smsctl modem"))


# --- which of several ----------------------------------------------------------------------------------------------


def _of_choice(facts: Facts, port: ModemPort, seen: Modem) -> Iterator[Finding]:
    about = f"modem {port.modem}"
    known = _usb_port(facts, seen.port or port.device)
    if known is None or len(known[0].ports) < 2:
        return
    device, used = known
    better = next((each for each in device.ports if each.notices and each != used), None)
    foreign = [each for each in device.ports if each.holder and not facts.ours(each.holder)]
    ours = used.holder is not None and facts.ours(used.holder)
    if ours and foreign:
        shared = foreign[0]
        steps = _release(facts, shared.port, shared.holder or "")
        yield found("port-shared", about, f"{shared.port} of the same modem is held by {shared.holder}", *steps)
    if better is not None and not used.notices:
        yield found(
            "port-other-better",
            about,
            f"{used.port} is interface {used.interface} of {device.name}; unsolicited codes come on interface "
            f"{better.interface}, {better.port}",
            Step(do=f'In [modems.{port.modem}]: port = "{_lasting(better)}"', command=_edit(facts)),
            Step(do="and have it read", command="smsctl up"),
        )
        return
    why = (
        f"interface {used.interface} of this device is where unsolicited codes come"
        if used.notices
        else "it answers; which of them carries unsolicited codes is not known of this device"
    )
    yield found(
        "port-several",
        about,
        f"{device.name} has {len(device.ports)} ports; {used.port} is used: {why}",
        Step(do=f'Nothing; to tie the modem to it: port = "{_lasting(used)}" in [modems.{port.modem}]'),
    )


def _usb_port(facts: Facts, path: str | None) -> tuple[UsbDevice, UsbPort] | None:
    for device in facts.devices:
        for usb in device.ports:
            if path is not None and (usb.port == path or path in usb.links):
                return device, usb
    return None


def _lasting(usb: UsbPort) -> str:
    return usb.links[0] if usb.links else usb.port


def _edit(facts: Facts) -> str:
    return f"nano {shlex.quote(facts.config)}"


def _pid(holder: str) -> int | None:
    """17 of `ModemManager (process 17)`."""
    match = re.search(r"\(process (\d+)\)$", holder)
    return int(match[1]) if match else None
