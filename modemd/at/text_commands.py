"""The commands about messages in text mode (3GPP TS 27.005 §3 and §4): what differs from `message_commands`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import ClassVar, Final

from modemd.at.commands import CTRL_Z, ESC, BadArgument, Command, Lines, fields, quoted
from modemd.at.message_commands import Submission

_OWN: Final = re.compile(r'"?STO ', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestFormats(Command):
    """AT+CMGF=?: whether there is a text mode, and whether there is anything else."""

    __test__ = False  # pytest takes a name that begins so for one of its classes
    prefixes: ClassVar[tuple[str, ...]] = ("+CMGF:",)

    @property
    def line(self) -> str:
        return "AT+CMGF=?"

    def answer(self, lines: Lines) -> frozenset[int]:
        """0 is PDU mode, 1 text mode; empty where the modem did not say."""
        text = lines[0].text.partition(":")[2] if lines else ""
        return frozenset(
            {0, 1} if re.search(r"0\s*-\s*1", text) else (int(digit) for digit in re.findall("[01]", text))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCharacterSets(Command):
    """AT+CSCS=?"""

    __test__ = False
    prefixes: ClassVar[tuple[str, ...]] = ("+CSCS:",)

    @property
    def line(self) -> str:
        return "AT+CSCS=?"

    def answer(self, lines: Lines) -> tuple[str, ...]:
        """The names, in capitals; empty where the modem did not say."""
        return tuple(re.findall(r"[A-Z0-9][A-Z0-9-]+", lines[0].text.partition(":")[2].upper())) if lines else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTextParameters(Command):
    """AT+CSMP=fo,vp,pid,dcs: what a text says of itself besides its characters (§3.3.2)."""

    first_octet: int
    validity: int
    coding: int

    @property
    def line(self) -> str:
        return f"AT+CSMP={self.first_octet},{self.validity},0,{self.coding}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredText:
    """A message as text mode shows it: the header, and the lines of its text."""

    index: int
    header: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTexts(Command):
    """AT+CMGL="ALL": which slots hold something. Of a text it does not show the alphabet: that is read one by one."""

    prefixes: ClassVar[tuple[str, ...]] = ("+CMGL:",)
    payload_follows: ClassVar[bool] = True
    timeout_s: ClassVar[float | None] = 60.0

    @property
    def line(self) -> str:
        return 'AT+CMGL="ALL"'

    def answer(self, lines: Lines) -> list[int]:
        """The slots of received messages and reports, not of what somebody stored to be sent."""
        headers = [fields(response.text.partition(":")[2]) for response in lines]
        return [
            int(values[0])
            for values in headers
            if values[0].isdecimal() and not (len(values) > 1 and _OWN.match(values[1]))
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadText(Command):
    """AT+CMGR=index."""

    index: int
    prefixes: ClassVar[tuple[str, ...]] = ("+CMGR:",)
    payload_follows: ClassVar[bool] = True

    @property
    def line(self) -> str:
        return f"AT+CMGR={self.index}"

    def answer(self, lines: Lines) -> StoredText | None:
        """The message, or None for an empty slot and for what somebody stored to be sent."""
        for response in lines:
            if not _OWN.match(response.text.partition(":")[2].strip()):
                return StoredText(index=self.index, header=response.text, text=response.payload or "")
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitText(Submission):
    """AT+CMGS="number",type, then the text at the prompt (§3.5.1). `coded`: the number is written in UCS2.

    Raises `BadArgument` for a number that is none, and for a text that would leave the prompt.
    """

    recipient: str
    text: bytes = field(repr=False)
    coded: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\+?[0-9*#]{1,20}", self.recipient):
            raise BadArgument("a text goes to a number: digits, with a plus in front where it is international")
        if CTRL_Z in self.text or ESC in self.text:
            raise BadArgument("the text holds a character that ends or leaves the prompt")

    @property
    def line(self) -> str:
        number = self.recipient.encode("utf-16-be").hex().upper() if self.coded else self.recipient
        return f"AT+CMGS={quoted(number)},{145 if self.recipient.startswith('+') else 129}"

    @property
    def payload(self) -> bytes | None:
        return self.text

    @property
    def echoes(self) -> frozenset[str]:
        return frozenset(line.strip() for line in self.text.decode("latin-1").splitlines())
