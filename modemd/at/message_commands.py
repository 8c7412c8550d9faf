"""The commands about messages (3GPP TS 27.005): storages, notices, service centre, reading, deleting, submitting."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import ClassVar, Final

from modemd.at.commands import BadArgument, Command, Lines, Plain, announced_length, fields, quoted, readable

_GROUP: Final = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadServiceCentre(Command):
    """AT+CSCA?"""

    prefixes: ClassVar[tuple[str, ...]] = ("+CSCA:",)

    @property
    def line(self) -> str:
        return "AT+CSCA?"

    def answer(self, lines: Lines) -> str | None:
        """The number of the service centre, with a plus where it is international; None when there is none."""
        values = fields(lines[0].text.split(":", 1)[1]) if lines else []
        number = readable(values[0]) if values else None
        if number is None or not re.fullmatch(r"\+?[0-9]{3,20}", number):
            return None
        international = len(values) > 1 and values[1] == "145"
        return "+" + number if international and not number.startswith("+") else number


@dataclass(frozen=True, slots=True, kw_only=True)
class SetServiceCentre(Command):
    """AT+CSCA="number",type. Raises `BadArgument` for anything but digits with or without a plus.

    `coded`: the number is written in UCS2, as AT+CSCS="UCS2" asks for.
    """

    number: str
    coded: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\+?[0-9]{3,20}", self.number):
            raise BadArgument(
                "the number of a service centre is digits, with a plus in front where it is international"
            )

    @property
    def line(self) -> str:
        number = self.number.encode("utf-16-be").hex().upper() if self.coded else self.number
        return f'AT+CSCA="{number}",{145 if self.number.startswith("+") else 129}'


@dataclass(frozen=True, slots=True, kw_only=True)
class TestMessageFormat(Command):
    """AT+CMGF=?: known to whatever knows commands for messages."""

    __test__ = False  # pytest takes a name that begins so for one of its classes
    prefixes: ClassVar[tuple[str, ...]] = ("+CMGF:",)

    @property
    def line(self) -> str:
        return "AT+CMGF=?"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestStorages(Command):
    """AT+CPMS=?: which storages there are, for reading, for writing, for receiving."""

    __test__ = False  # pytest takes a name that begins so for one of its classes
    prefixes: ClassVar[tuple[str, ...]] = ("+CPMS:",)

    @property
    def line(self) -> str:
        return "AT+CPMS=?"

    def answer(self, lines: Lines) -> tuple[tuple[str, ...], ...]:
        """One tuple per group; a flat list is one group; nothing where the modem has nothing (nokia_n79.json)."""
        text = lines[0].text.split(":", 1)[1] if lines else ""
        groups = [group for group in _GROUP.findall(text) if group.strip()] or ([text] if "(" not in text else [])
        found = (tuple(re.findall(r"[A-Z][A-Z_]+", group.upper())) for group in groups)
        return tuple(group for group in found if group)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReadiness(Command):
    """Whether messages can be used yet, in a vendor's words: AT#QSS? (Telit), AT+QINISTAT (Quectel)."""

    text: str
    prefixes: ClassVar[tuple[str, ...]] = ("#QSS:", "+QINISTAT:")

    @property
    def line(self) -> str:
        return self.text

    def answer(self, lines: Lines) -> bool:
        """False only where the modem says so."""
        prefix, _, rest = lines[0].text.partition(":") if lines else ("", "", "")
        numbers = [int(value) for value in fields(rest) if value.isdecimal()]
        if not numbers:
            return True
        if prefix.upper() == "+QINISTAT":  # a sum: 1 the SIM, 2 messages, 4 the phone book
            return bool(numbers[-1] & 2)
        return numbers[-1] != 2  # 0 no SIM, 1 a SIM, 2 unlocked, 3 ready; where codes are off only 0 and 1 are told


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageFill:
    """How full a storage is; `name` None where the reply has only numbers."""

    name: str | None
    used: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectStorages(Command):
    """AT+CPMS="A"[,"B"[,"C"]]: for reading and deleting, for writing, for receiving."""

    names: tuple[str, ...]
    prefixes: ClassVar[tuple[str, ...]] = ("+CPMS:",)

    @property
    def line(self) -> str:
        return "AT+CPMS=" + ",".join(quoted(name) for name in self.names)

    def answer(self, lines: Lines) -> StorageFill | None:
        """The fill of the first storage; None where the reply was only OK (huawei_e3372_stick.json)."""
        return _fill(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStorages(Command):
    """AT+CPMS?"""

    prefixes: ClassVar[tuple[str, ...]] = ("+CPMS:",)

    @property
    def line(self) -> str:
        return "AT+CPMS?"

    def answer(self, lines: Lines) -> StorageFill | None:
        """The fill of the storage that is read from."""
        return _fill(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestNotices(Command):
    """AT+CNMI=?: which values are offered."""

    __test__ = False
    prefixes: ClassVar[tuple[str, ...]] = ("+CNMI:",)

    @property
    def line(self) -> str:
        return "AT+CNMI=?"

    def answer(self, lines: Lines) -> tuple[frozenset[int], ...]:
        """One set per value; empty where the modem did not say."""
        return tuple(_numbers(group) for group in _GROUP.findall(lines[0].text)) if lines else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNotices(Command):
    """AT+CNMI=mode,mt,bm,ds,bfr (27.005 §3.4.1)."""

    values: tuple[int, ...]

    @property
    def line(self) -> str:
        return "AT+CNMI=" + ",".join(map(str, self.values))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNotices(Command):
    """AT+CNMI?"""

    prefixes: ClassVar[tuple[str, ...]] = ("+CNMI:",)

    @property
    def line(self) -> str:
        return "AT+CNMI?"

    def answer(self, lines: Lines) -> str | None:
        """The values as the modem writes them, without blanks."""
        return lines[0].text.partition(":")[2].replace(" ", "") or None if lines else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPdu:
    """A message as it lies in a slot. `status`: 0 unread, 1 read, 2 and 3 our own, unsent and sent; None not told.

    `length` is that of the TPDU as the header announced it.
    """

    index: int
    status: int | None
    pdu: str
    length: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMessages(Command):
    """AT+CMGL=4: everything in the storage."""

    prefixes: ClassVar[tuple[str, ...]] = ("+CMGL:",)
    payload_follows: ClassVar[bool] = True
    timeout_s: ClassVar[float | None] = 60.0  # a full storage over a 9600 baud line

    @property
    def line(self) -> str:
        return "AT+CMGL=4"

    def answer(self, lines: Lines) -> list[StoredPdu]:
        """What could be read of it; `index,stat,[alpha],length`, where alpha and its comma may be missing."""
        found = []
        for response in lines:
            values = fields(response.text.split(":", 1)[1])
            if response.payload is not None and values and values[0].isdecimal():
                status = int(values[1]) if len(values) > 1 and values[1].isdecimal() else None
                length = announced_length(response.text)
                found.append(StoredPdu(index=int(values[0]), status=status, pdu=response.payload, length=length))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMessage(Command):
    """AT+CMGR=index."""

    index: int
    prefixes: ClassVar[tuple[str, ...]] = ("+CMGR:",)
    payload_follows: ClassVar[bool] = True

    @property
    def line(self) -> str:
        return f"AT+CMGR={self.index}"

    def answer(self, lines: Lines) -> StoredPdu | None:
        """The message, or None for an empty slot. Of the header only a state in front of other fields is believed."""
        for response in lines:
            if response.payload is None:
                continue
            values = fields(response.text.split(":", 1)[1])
            status = int(values[0]) if len(values) > 1 and values[0].isdecimal() else None
            length = announced_length(response.text)
            return StoredPdu(index=self.index, status=status, pdu=response.payload, length=length)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteMessage(Command):
    """AT+CMGD=index alone: Siemens refuses a second value."""

    index: int

    @property
    def line(self) -> str:
        return f"AT+CMGD={self.index}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestDeletion(Command):
    """AT+CMGD=?: on some modems which slots are in use, `+CMGD: (1,2,3),(0-4)`; on others only their range."""

    __test__ = False
    prefixes: ClassVar[tuple[str, ...]] = ("+CMGD:",)

    @property
    def line(self) -> str:
        return "AT+CMGD=?"

    def answer(self, lines: Lines) -> tuple[int, ...] | None:
        """The slots in use; None for a range, which says nothing of them, and where the modem did not say."""
        found = re.match(r"\+CMGD:\s*\(([\d\s,]*)\)", lines[0].text, re.IGNORECASE) if lines else None
        return None if found is None else tuple(int(index) for index in re.findall(r"\d+", found[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMessageService(Command):
    """AT+CSMS? (27.005 §3.2.1)."""

    prefixes: ClassVar[tuple[str, ...]] = ("+CSMS:",)

    @property
    def line(self) -> str:
        return "AT+CSMS?"

    def answer(self, lines: Lines) -> int | None:
        """0: what is passed on needs no acknowledgement of ours; 1: it does."""
        found = re.match(r"\+CSMS:\s*(\d+)", lines[0].text, re.IGNORECASE) if lines else None
        return int(found[1]) if found else None


NO_ACKNOWLEDGEMENTS: Final = Plain(text="AT+CSMS=0")
"""With service 1 each +CMT and +CDS wants AT+CNMA within seconds, or the modem passes on nothing more (§3.4.4)."""

KEEP_LINK: Final = Plain(text="AT+CMMS=1")
"""27.005 §3.5.6: the link to the network stays up between messages that follow each other; ends by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission(Command):
    """What is submitted at a prompt. `answer_within_s` runs from Ctrl-Z on."""

    answer_within_s: float
    prefixes: ClassVar[tuple[str, ...]] = ("+CMGS:",)

    def answer(self, lines: Lines) -> int | None:
        """TP-MR of the message, as the modem counted it."""
        found = re.match(r"\+CMGS:\s*(\d{1,3})", lines[0].text, re.IGNORECASE) if lines else None
        return int(found[1]) & 0xFF if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPdu(Submission):
    """AT+CMGS=length, then the PDU at the prompt (27.005 §3.5.1). `smsc` 00 leaves the service centre to the SIM."""

    tpdu: bytes = field(repr=False)

    @property
    def line(self) -> str:
        return f"AT+CMGS={len(self.tpdu)}"

    @property
    def payload(self) -> bytes | None:
        return b"00" + self.tpdu.hex().upper().encode()


def _fill(lines: Lines) -> StorageFill | None:
    values = fields(lines[0].text.split(":", 1)[1]) if lines else []
    name = values.pop(0).upper() if values and re.fullmatch(r"[A-Za-z_]+", values[0]) else None
    if len(values) < 2 or not (values[0].isdecimal() and values[1].isdecimal()):
        return None
    return StorageFill(name=name, used=int(values[0]), total=int(values[1]))


def _numbers(group: str) -> frozenset[int]:
    """`0-2,4` -> {0, 1, 2, 4}."""
    found: set[int] = set()
    for item in group.split(","):
        first, _, last = item.strip().partition("-")
        if first.isdecimal():
            found.update(range(int(first), min(int(last) if last.isdecimal() else int(first), 20) + 1))
    return frozenset(found)
