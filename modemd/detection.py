"""Which serial port is the modem's: facts about USB devices and answers of their ports in, a choice and its reason out.

What is plugged in falls into three kinds. A *modem* is known by its ids, its vendor or its driver; all of its ports may
be asked. An *adapter* says nothing of what is behind it, and may be the radio stick of somebody's heating: it is asked
with a plain AT only, and only when no modem is there. Anything *foreign* is never touched: built-in ports, other
devices, what another program holds, what another modem of the settings owns.

A port is believed to be a modem's when it names its maker and knows commands for messages: secondary ports of some
modems answer OK to everything, diagnostic ones send binary data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum, auto
from typing import Final

from modemd.devices import SerialPort, UsbDevice, Whereabouts, is_modem, wrong_mode
from modemd.holders import remedy
from modemd.usb_ids import BRIDGE_SPEEDS, FOREIGN_WORDS, HUAWEI, find

USB_SPEED: Final = 115200
"""A modem that is a USB device itself takes any."""

# --- which ports to ask, in which order ----------------------------------------------------------------------------


class Role(Enum):
    """What a port is for, as far as ids and descriptor tell."""

    NOTICES = auto()  # AT commands, and the unsolicited codes come here
    COMMANDS = auto()
    UNKNOWN = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A port to ask, at these speeds in turn. `cautious`: only a plain AT until it has answered that."""

    device: UsbDevice | None
    port: SerialPort
    role: Role = Role.UNKNOWN
    speeds: tuple[int, ...] = (USB_SPEED,)
    cautious: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`groups` has one tuple of candidates per device, the likeliest device and port first; `left` are the ports that
    are not touched, each with the reason.
    """

    groups: tuple[tuple[Candidate, ...], ...] = ()
    left: tuple[tuple[SerialPort, str], ...] = ()


def plan(devices: tuple[UsbDevice, ...], *, speeds: tuple[int, ...] = (), known: Whereabouts | None = None) -> Plan:
    """Which ports of `devices` to ask. `speeds` go before the usual ones at adapters; `known` is tried first."""
    groups, left = [], []
    for device in sorted(devices, key=lambda device: _rank(device, known)):
        if why := _why_untouched(device):
            left += [(port, f"not touched: {_occupied(port) or why}") for port in device.ports]
        elif device.ports:
            groups.append(_candidates(device, speeds, known))
    return Plan(groups=tuple(groups), left=tuple(left))


def role(device: UsbDevice, port: SerialPort) -> Role:
    """What the descriptor (Huawei) or the table says of the port."""
    if device.vendor == HUAWEI and port.descriptor[0] == 0xFF and port.descriptor[1] in (1, 2):
        match port.descriptor[2]:
            case 0x01:
                return Role.COMMANDS  # for PPP
            case 0x02:
                return Role.NOTICES
            case _:
                return Role.OTHER  # 3: diagnostics; 5, 0x14: positions
    known = find(device.vendor, device.product)
    if known is None or not known.ports:
        return Role.UNKNOWN
    if port.interface in known.ports:
        # Where the descriptors told of another port, its word counts more than the table's.
        first = port.interface == known.ports[0] and not _described(device)
        return Role.NOTICES if first else Role.COMMANDS
    return Role.OTHER if port.interface in known.others else Role.UNKNOWN


def _described(device: UsbDevice) -> bool:
    return device.vendor == HUAWEI and any(port.descriptor in ((0xFF, 1, 2), (0xFF, 2, 2)) for port in device.ports)


def _candidates(device: UsbDevice, speeds: tuple[int, ...], known: Whereabouts | None) -> tuple[Candidate, ...]:
    if device.bridge and not is_modem(device):
        tried = tuple(dict.fromkeys((*speeds, *BRIDGE_SPEEDS)))
        return tuple(Candidate(device=device, port=port, speeds=tried, cautious=True) for port in device.ports)
    row = find(device.vendor, device.product)
    order = row.ports if row else ()

    def likelihood(candidate: Candidate) -> tuple[bool, int, int, int]:
        interface = candidate.port.interface
        place = order.index(interface) if interface in order else len(order)
        worked = known is not None and known.ids == device.ids and known.interface == interface
        return (not worked, candidate.role.value, place, interface)

    ports = (Candidate(device=device, port=port, role=role(device, port)) for port in device.ports)
    return tuple(sorted(ports, key=likelihood))


def _rank(device: UsbDevice, known: Whereabouts | None) -> tuple[bool, bool, bool, bool, str]:
    return (
        not (known is not None and known.at(device)),
        not (known is not None and known.named(device)),
        not (known is not None and known.ids == device.ids),
        not is_modem(device),
        device.place,
    )


def _why_untouched(device: UsbDevice) -> str | None:
    for port in device.ports:
        if why := _occupied(port):
            # Two programs on two ports of one modem take each other's messages and answers.
            return f"{port.path} of the same device is {why}"
    if is_modem(device):
        return None
    if device.bridge is None:
        return "not known to be a modem"
    said = f"{device.maker} {device.model}".lower()
    if word := next((word for word in FOREIGN_WORDS if re.search(rf"\b{re.escape(word)}", said)), None):
        return f"it calls itself {word!r}, which is no modem"
    return None


def _occupied(port: SerialPort) -> str | None:
    if port.reserved is not None:
        return f"the port of modem {port.reserved} of the settings"
    return None if port.holder is None else f"in use by {port.holder}"


# --- what a port answered ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """`maker` is the text of +CGMI; `locked`: it names itself only after the PIN; `messages`: it knows commands for
    messages; `codes` are the unsolicited codes that came.
    """

    maker: str | None
    model: str | None = None
    imei: str | None = None
    locked: bool = False
    messages: bool = False
    codes: tuple[str, ...] = ()


class Verdict(StrEnum):
    """What a port is, by its answers."""

    MODEM = "modem"
    SECONDARY = "secondary"  # speaks AT, but is not the port to use
    SILENT = "silent"
    UNREADABLE = "unreadable"
    UNAVAILABLE = "unavailable"
    UNTOUCHED = "untouched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What came of a port; `says` is for a person. `missing`: there is no such port; `held`: another
    program has it.
    """

    port: SerialPort
    verdict: Verdict
    says: str
    device: UsbDevice | None = None
    role: Role = Role.UNKNOWN
    speed: int = USB_SPEED
    cautious: bool = False
    missing: bool = False
    held: bool = False
    answers: Answers | None = field(default=None, repr=False)


def judge(candidate: Candidate, speed: int, answers: Answers) -> Finding:
    """What the port is that gave these answers."""
    if answers.locked:
        says = f"{_named(answers)}, asks for the PIN" if answers.maker else "answers AT and asks for the PIN"
        verdict = Verdict.MODEM
    elif answers.maker is None:
        verdict, says = Verdict.SECONDARY, "answers OK, but not who it is: a secondary port"
    elif not answers.messages:
        verdict, says = Verdict.SECONDARY, f"{_named(answers)} without commands for messages"
    else:
        verdict, says = Verdict.MODEM, f"{_named(answers)}, knows commands for messages"
    if answers.codes:
        says += f"; unsolicited codes come here ({answers.codes[0]})"
    if candidate.cautious:
        says += f"; at {speed} baud"
    return replace(finding_of(candidate, verdict, says), speed=speed, answers=answers)


def finding_of(candidate: Candidate, verdict: Verdict, says: str) -> Finding:
    """The finding on a port, without answers."""
    return Finding(
        port=candidate.port,
        verdict=verdict,
        says=says,
        device=candidate.device,
        role=candidate.role,
        cautious=candidate.cautious,
    )


def no_answer(candidate: Candidate, heard: bytes) -> Finding:
    """The finding on a port that did not answer AT; `heard` is what came instead."""
    at = f" at {' or '.join(str(speed) for speed in candidate.speeds)} baud" if len(candidate.speeds) > 1 else ""
    verdict, says = Verdict.SILENT, f"does not answer AT{at}"
    if heard:
        printable = sum(octet in b"\r\n\t" or 0x20 <= octet < 0x7F for octet in heard)
        verdict = Verdict.UNREADABLE
        says = f"does not answer AT{at}, but sends something else"
        if printable < 0.9 * len(heard):
            says = f"sends binary data: a port for diagnostics{', or another speed' if candidate.cautious else ''}"
    return finding_of(candidate, verdict, says)


def sound_identity(text: str | None) -> str | None:
    """The answer to +CGMI if it is a name: at the wrong speed, and on diagnostic ports, lines of rubbish come."""
    if text is None or not re.fullmatch(r"[ -~]{2,64}", text) or not re.search(r"[A-Za-z]{2}", text):
        return None
    return None if text.upper() in ("OK", "ERROR") else text


def _named(answers: Answers) -> str:
    return f"answers as {' '.join(name for name in (answers.maker, answers.model) if name)}"


# --- the choice ----------------------------------------------------------------------------------------------------


def best(findings: list[Finding]) -> Finding | None:
    """The port of one device to use: where notices are said to come, else where they came, else the likeliest."""
    modems = [finding for finding in findings if finding.verdict is Verdict.MODEM]
    return max(modems, key=lambda each: (each.role is Role.NOTICES, _heard(each)), default=None)


def certain(finding: Finding) -> bool:
    """Whether no other port of the device needs to be asked."""
    return finding.verdict is Verdict.MODEM and (finding.role is Role.NOTICES or finding.device is None)


def _heard(finding: Finding) -> bool:
    return finding.answers is not None and bool(finding.answers.codes)


def why(finding: Finding) -> str:
    """Why this port was chosen among those of its device."""
    if finding.device is not None and len(finding.device.ports) == 1:
        return "it is the only port of its device"
    if finding.role is Role.NOTICES:
        return f"interface {finding.port.interface} of this device is where unsolicited codes come"
    if _heard(finding):
        return "unsolicited codes were heard on it"
    return "it is the first of the device's ports that answers fully; where codes come could not be told"


def nothing_found(devices: tuple[UsbDevice, ...], findings: list[Finding]) -> str:
    """Why there is no modem, and what to do about it."""
    said = [f"{device.name} {mode}" for device in devices if (mode := wrong_mode(device))]
    held = list(dict.fromkeys(each.says for each in findings if each.verdict is Verdict.UNTOUCHED and _used(each)))
    asked = [each for each in findings if each.verdict is not Verdict.UNTOUCHED]
    said += [f"{each.port.path} {each.says}" for each in asked[:4]]
    if len(asked) > 4:
        said.append(f"and {len(asked) - 4} ports more: see smsctl modem detect")
    said += held[:2]
    takers = dict.fromkeys(each.port.holder for each in findings if each.port.holder)
    said += [f"{taker.partition(' ')[0]}: {words}" for taker in takers if taker and (words := remedy(taker))]
    if not said and findings:
        said = ["there are serial ports, but none that is known to be a modem's: name it as port"]
    return "no modem found: " + ("; ".join(said) or "no USB device with a serial port is plugged in")


def _used(finding: Finding) -> bool:
    return finding.port.holder is not None or finding.port.reserved is not None
