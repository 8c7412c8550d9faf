"""TP-PID: whether a message is one between people, replaces another, or is for a machine (3GPP TS 23.040 §9.2.3.9).

A reserved or unsupported value is to be treated as 0, an ordinary message, and is kept as received.
"""

from typing import Final

_TELEMATIC: Final = {
    0x00: "device type for this destination",
    0x01: "telex",
    0x02: "group 3 telefax",
    0x03: "group 4 telefax",
    0x04: "voice telephone",
    0x05: "ERMES",
    0x06: "national paging system",
    0x07: "videotex",
    0x08: "teletex, carrier unspecified",
    0x09: "teletex, in PSPDN",
    0x0A: "teletex, in CSPDN",
    0x0B: "teletex, in analog PSTN",
    0x0C: "teletex, in digital ISDN",
    0x0D: "UCI",
    0x10: "message handling facility",
    0x11: "X.400",
    0x12: "Internet e-mail",
    0x1F: "GSM or UMTS mobile station",
}
_SPECIAL: Final = {
    0x40: "short message type 0",
    0x48: "device triggering short message",
    0x5E: "enhanced message service (obsolete)",
    0x5F: "return call message",
    0x7C: "ANSI-136 R-DATA",
    0x7D: "ME data download",
    0x7E: "ME de-personalization short message",
    0x7F: "(U)SIM data download",
}
TYPE_0: Final = 0x40
"""To be acknowledged and then discarded without a trace."""


def describe(pid: int) -> str:
    """What `pid` means, in the words of the standard."""
    if pid < 0x20:
        return "short message" if pid == 0 else f"SM-AL protocol {pid} between the two ends"
    if pid < 0x40:
        kind = pid & 0x1F
        if 0x18 <= kind < 0x1F:
            return f"telematic interworking: specific to the centre ({kind})"
        return f"telematic interworking: {_TELEMATIC.get(kind, 'reserved')}"
    if replaces(pid) is not None:
        return f"replace short message type {replaces(pid)}"
    if pid < 0x80:
        return _SPECIAL.get(pid, "reserved: as short message")
    return "reserved: as short message" if pid < 0xC0 else "specific to the centre"


def replaces(pid: int) -> int | None:
    """The type, 1 to 7, of a message that replaces the one of the same type and sender; None for another."""
    return pid - 0x40 if 0x41 <= pid <= 0x47 else None
