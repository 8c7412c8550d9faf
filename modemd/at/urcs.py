"""Unsolicited result codes: what a modem says unasked, at any moment, also inside a response.

One table: prefix, whether a line with a PDU follows, and what it means. Prefixes whose meaning is `Chatter` are known
only so that they are never taken for an answer; a newcomer's modem will bring more, and they all start with one
of `+ ^ * # _ % $`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from modemd.at.commands import fields, readable


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageStored:
    """+CMTI: a message is in slot `index` of `storage`. None where the modem did not say: list instead."""

    storage: str | None
    index: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStored:
    """+CDSI: a status report is in slot `index` of `storage`. None where the modem did not say."""

    storage: str | None
    index: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePassedOn:
    """+CMT or +CDS: a message or report that the modem did not store (its second line, hexadecimal).

    In text mode `header` is the first line, and `pdu` the text: as many lines as it has.
    """

    pdu: str
    header: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ringing:
    """RING or +CRING: somebody calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerTold:
    """+CLIP: who calls; None when withheld."""

    caller: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationChanged:
    """+CREG, +CGREG or +CEREG in the unsolicited form; its many shapes are not worth reading, ask instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateSubmission:
    """+CMGS that no running command awaits: `reference` is the TP-MR of a message that was taken after all."""

    reference: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restarted:
    """The modem started again, or switched itself off, and has lost what it was told."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SimChanged:
    """+CPIN unasked, other than READY: the SIM was taken out or asks for its PIN."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageFull:
    """A storage is full: no message comes in until something is deleted."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorChanged:
    """+CIEV: an indicator, by its place in what AT+CIND=? lists or by its name, has this value now (27.007 §8.9)."""

    indicator: str
    value: int

    def says_full(self, place: int | None) -> bool:
        """Whether it says that a message storage is full; `place` is that of the indicator, None where not known."""
        named = self.indicator.lower() == "smsfull" or (place is not None and self.indicator == str(place))
        return named and self.value > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesReady:
    """The modem can use its storages from now on; before, it may have refused."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SimReady:
    """The SIM or the radio came up, perhaps anew: settings may be lost."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerWarning:
    """The modem finds its supply voltage too low or too high (SIMCom), and may switch itself off."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chatter:
    """Anything else a modem says unasked."""

    text: str


Event = (
    MessageStored
    | ReportStored
    | MessagePassedOn
    | Ringing
    | CallerTold
    | RegistrationChanged
    | LateSubmission
    | Restarted
    | SimChanged
    | StorageFull
    | IndicatorChanged
    | MessagesReady
    | SimReady
    | PowerWarning
    | Chatter
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Urc:
    """A row of the table. `event` gets the whole line, or the payload line where one follows."""

    prefix: str
    event: Callable[[str], Event]
    payload_follows: bool = False


_MESSAGES_READY: Final = ("SMSREADY", "SMSDONE", "+QIND:SMSDONE", '+QIND:"SMSDONE"')
_SLOT: Final = re.compile(r'\+C(?:MTI|DSI):\s*(?:"?([A-Z_]+)"?)?\s*,\s*(-?\d+)', re.IGNORECASE)


def _slot(line: str) -> tuple[str | None, int | None]:
    # `+CMTI: ,-1` (SIM7000) and `+CMTI: "SM",-1` (Huawei) have been seen: the index is no index.
    found = _SLOT.match(line)
    if found is None:
        return None, None
    index = int(found[2])
    return (found[1].upper() if found[1] else None), (index if index >= 0 else None)


def _message_stored(line: str) -> Event:
    storage, index = _slot(line)
    return MessageStored(storage=storage, index=index)


def _report_stored(line: str) -> Event:
    storage, index = _slot(line)
    return ReportStored(storage=storage, index=index)


def _late_submission(line: str) -> Event:
    found = re.match(r"\+CMGS:\s*(\d{1,3})", line, re.IGNORECASE)
    return LateSubmission(reference=int(found[1]) & 0xFF) if found else Chatter(text=line)


def _caller(line: str) -> Event:
    number = readable(fields(line.partition(":")[2])[0]) or ""  # in UCS2 where that character set is selected
    return CallerTold(caller=number if re.fullmatch(r"[+0-9*#]+", number) else None)


def _sim(line: str) -> Event:
    ready = re.fullmatch(r'\+CPIN:\s*"?READY"?', line, re.IGNORECASE)
    return Chatter(text=line) if ready else SimChanged(text=line)


def _chatter(line: str) -> Event:
    return Chatter(text=line)


def _messages_ready(line: str) -> Event:
    return MessagesReady(text=line) if line.upper().replace(" ", "") in _MESSAGES_READY else Chatter(text=line)


def _indicator(line: str) -> Event:
    values = fields(line.partition(":")[2])
    if len(values) < 2 or not values[1].isdecimal():
        return Chatter(text=line)
    return IndicatorChanged(indicator=values[0], value=int(values[1]))


def _sim_ready(line: str) -> Event:
    return SimReady(text=line) if re.match(r"[^:]+:\s*1\b", line) else Chatter(text=line)


def _sim_holder(line: str) -> Event:
    """0: the SIM was taken out; 1: it was put in; #QSS 3 and +WIND 4: messages can be used."""
    number = re.match(r"[^:]+:\s*(\d+)(?!\d|\s*,)", line)
    match line[:1] + number[1] if number else "":
        case "#0" | "^0" | "+0":
            return SimChanged(text=line)
        case "#1" | "^1" | "+1":
            return SimReady(text=line)
        case "#3" | "+4":
            return MessagesReady(text=line)
        case _:
            return Chatter(text=line)


def _restarted(line: str) -> Event:
    return Restarted(text=line)


def _power(line: str) -> Event:
    return PowerWarning(text=line)


TABLE: Final = (
    Urc(prefix="+CMTI:", event=_message_stored),
    Urc(prefix="+CDSI:", event=_report_stored),
    Urc(prefix="+CMT:", event=lambda line: MessagePassedOn(pdu=line), payload_follows=True),
    Urc(prefix="+CDS:", event=lambda line: MessagePassedOn(pdu=line), payload_follows=True),
    Urc(prefix="+CBM:", event=_chatter, payload_follows=True),  # cell broadcast: not for us, but it has two lines
    Urc(prefix="+CMGS:", event=_late_submission),
    Urc(prefix="RING", event=lambda line: Ringing()),
    Urc(prefix="+CRING:", event=lambda line: Ringing()),
    Urc(prefix="+CLIP:", event=_caller),
    Urc(prefix="+CREG:", event=lambda line: RegistrationChanged()),
    Urc(prefix="+CGREG:", event=lambda line: RegistrationChanged()),
    Urc(prefix="+CEREG:", event=lambda line: RegistrationChanged()),
    Urc(prefix="+CPIN:", event=_sim),
    Urc(
        prefix="^SMMEMFULL:", event=lambda line: StorageFull(text=line)
    ),  # huawei_e1750.json: +CMTI stays away after it
    Urc(prefix="^SMGO:", event=lambda line: StorageFull(text=line)),  # siemens_mc35i.json
    Urc(prefix="+CIEV:", event=_indicator),
    Urc(prefix="SMS Ready", event=_messages_ready),  # simcom_sim800c.json
    Urc(prefix="SMS DONE", event=_messages_ready),  # simcom_sim7600.json
    Urc(prefix="+QIND:", event=_messages_ready),  # quectel_ec25.json
    Urc(prefix="^SIMST:", event=_sim_ready),
    Urc(prefix="+QUSIM:", event=_sim_ready),
    Urc(prefix="+CFUN:", event=_sim_ready),
    Urc(prefix="#QSS:", event=_sim_holder),  # telit_he910.json
    Urc(prefix="^SCKS:", event=_sim_holder),
    Urc(prefix="+WIND:", event=_sim_holder),  # wavecom_multiband.json
    Urc(prefix="RDY", event=_restarted),
    Urc(prefix="APP RDY", event=_restarted),
    Urc(prefix="^SYSSTART", event=_restarted),
    Urc(prefix="^SHUTDOWN", event=_restarted),
    Urc(prefix="POWERED DOWN", event=_restarted),
    Urc(prefix="NORMAL POWER DOWN", event=_restarted),
    Urc(prefix="UNDER-VOLTAGE POWER DOWN", event=_restarted),
    Urc(prefix="OVER-VOLTAGE POWER DOWN", event=_restarted),
    Urc(prefix="UNDER-VOLTAGE", event=_power),
    Urc(prefix="OVER-VOLTAGE", event=_power),
    *(
        Urc(prefix=prefix, event=_chatter)
        for prefix in (
            "NO CARRIER",
            "BUSY",
            "NO ANSWER",
            "NO DIALTONE",
            "CONNECT",
            "HANGUP:",
            "Call Ready",
            "PB DONE",
            "DST:",
            "VOICE CALL:",
            "MISSED_CALL:",
        )
    ),
)

_BY_PREFIX: Final = tuple((urc.prefix.upper(), urc.prefix[0].isalpha() and urc.prefix[-1] != ":", urc) for urc in TABLE)
_OTHERS: Final = tuple("+^*#_%$")
_VENDORS: Final = re.compile(r"[+^*#_%$][A-Z][A-Z0-9]*\s*:")

# Where two lines run together the second starts with a notice, or the first is a word (`ERROR+CNUM:`, `RING+CLIP:`).
_GLUED: Final = re.compile(
    r'(?<=[^"])(?=\+(?:CMTI|CDSI|CMT|CDS|CBM|CMGL):)|(?<=^OK)(?=[+^])|(?<=^ERROR)(?=[+^])|(?<=^RING)(?=[+^])|(?<=^RDY)(?=[+^])',
    re.IGNORECASE,
)


def find(line: str) -> Urc | None:
    """The row for `line`, or None when its beginning is not that of a known code."""
    upper = line.upper()
    for prefix, word, urc in _BY_PREFIX:
        # A bare word must stand alone: `RING` is not the beginning of an operator's name.
        if upper.startswith(prefix) and (not word or upper == prefix or upper[len(prefix)] == " "):
            return urc
    return None


def looks_unsolicited(line: str) -> bool:
    """Whether an unknown line is one of a vendor's codes rather than an answer without prefix."""
    return line.startswith(_OTHERS)


def reads_like_code(line: str) -> bool:
    """Whether a line among those of a text may be a code: a known one, or one in the form of the vendors' (`^RSSI:18`).

    A person may have typed it all the same.
    """
    return find(line) is not None or _VENDORS.match(line) is not None


def split(line: str) -> list[str]:
    """The lines that ran together in `line`; most often itself alone."""
    return [part.strip() for part in _GLUED.split(line) if part.strip()]
