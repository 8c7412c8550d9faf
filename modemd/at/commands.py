"""What may be asked of a modem: one dataclass per command, with its line, its prefix, and what its answer means.

Here are those of V.250 and 27.007; those about messages are in `message_commands`. Only these two build command
lines. Arguments are checked: a CR in one would start a second command. What people write is never part of a line; a
PDU travels as payload, in hexadecimal. `answer` of a command reads the response lines it got; it gives None (or
nothing found) rather than an error, because modems leave out whatever they like.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar, Final

CTRL_Z: Final = b"\x1a"
ESC: Final = b"\x1b"

_FORBIDDEN: Final = re.compile(r"[^ -~]")


class BadArgument(ValueError):
    """An argument holds something else than printable ASCII, or a quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseLine:
    """A line of a response; `payload` is the line with the PDU, or the lines of the text, that its header announced."""

    text: str
    payload: str | None = None


Lines = tuple[ResponseLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(ABC):
    """Base of the commands. Class variables say how its response is recognised."""

    prefixes: ClassVar[tuple[str, ...]] = ()
    """What its response lines begin with, in capitals."""
    bare: ClassVar[bool] = False
    """Its response has lines without prefix."""
    payload_follows: ClassVar[bool] = False
    """Each header is followed by a line with a PDU."""
    may_end_unsaid: ClassVar[bool] = False
    """Some modems send no final result code behind its response (wavecom_multiband.json)."""
    answers_late: ClassVar[bool] = False
    """Its response comes behind the OK, in quotes that may span lines."""
    secret: ClassVar[bool] = False
    """Its line must not be shown."""
    timeout_s: ClassVar[float | None] = None
    """Its own limit, where the usual one is too short."""

    @property
    @abstractmethod
    def line(self) -> str:
        """The command line without the CR."""

    @property
    def payload(self) -> bytes | None:
        """What follows at the prompt, without Ctrl-Z."""
        return None

    @property
    def echoes(self) -> frozenset[str]:
        """Lines of the payload that could be taken for something else when they are echoed."""
        return frozenset()

    @property
    def limit_s(self) -> float | None:
        """The time it may take; None: as the settings say."""
        return self.timeout_s

    def owns(self, line: str) -> bool:
        """Whether `line` is part of the response while this command is in flight."""
        return line.upper().startswith(self.prefixes) if self.prefixes else False


# --- plain ones ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain(Command):
    """A command of the settings or of a modem's profile whose answer does not matter.

    Raises `BadArgument` for what is not printable ASCII beginning with AT.
    """

    text: str

    def __post_init__(self) -> None:
        if _FORBIDDEN.search(self.text) or not self.text.upper().startswith("AT"):
            raise BadArgument(f"{self.text!r} is not an AT command")

    @property
    def line(self) -> str:
        return self.text


ATTENTION: Final = Plain(text="AT")
ECHO_OFF: Final = Plain(text="ATE0")
NUMERIC_ERRORS: Final = Plain(text="AT+CMEE=1")
PDU_MODE: Final = Plain(text="AT+CMGF=0")
TEXT_MODE: Final = Plain(text="AT+CMGF=1")
ALL_PARAMETERS: Final = Plain(text="AT+CSDH=1")
CALLER_ID: Final = Plain(text="AT+CLIP=1")
HANG_UP: Final = Plain(text="AT+CHUP")
HANG_UP_V250: Final = Plain(text="ATH")
REGISTRATION_NOTICES: Final = Plain(text="AT+CREG=1")
OPERATOR_BY_NAME: Final = Plain(text="AT+COPS=3,0")
OPERATOR_BY_NUMBER: Final = Plain(text="AT+COPS=3,2")


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectCharacterSet(Command):
    """AT+CSCS: for names of operators and the like; PDUs do not depend on it."""

    name: str

    @property
    def line(self) -> str:
        return f"AT+CSCS={quoted(self.name)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFunctionality(Command):
    """AT+CFUN: 1 full, 4 radio off; `reset` restarts the modem (27.007 §8.2)."""

    level: int
    reset: bool = False
    timeout_s: ClassVar[float | None] = 30.0

    @property
    def line(self) -> str:
        return f"AT+CFUN={self.level}" + (",1" if self.reset else "")


# --- identity ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadIdentity(Command):
    """One of AT+CGMI, +CGMM, +CGMR, +CGSN, +CIMI, +CCID: answered without prefix, or with it by some modems."""

    what: str
    bare: ClassVar[bool] = True

    @property
    def line(self) -> str:
        return f"AT+{self.what}"

    def owns(self, line: str) -> bool:
        # `^ICCID:` and `+ICCID:` are answers to +CCID too.
        return re.match(rf"[+^]{'I?CCID' if self.what == 'CCID' else self.what}:", line, re.IGNORECASE) is not None

    def answer(self, lines: Lines) -> str | None:
        """The first line, without prefix, quotes and the blanks that Wavecom puts around names."""
        if not lines:
            return None
        text = lines[0].text
        text = text.split(":", 1)[1] if self.owns(text) else text
        return " ".join(text.replace('"', " ").split()) or None

    def digits(self, lines: Lines) -> str | None:
        """The answer as a serial number or identity: its digits, without what follows a comma (Option)."""
        text = (self.answer(lines) or "").split(",")[0]
        # nokia_n79.json says OK to what it does not know; a short number is no identity either.
        found = re.search(r"\d{10,22}", text)
        return found[0] if found else None


MANUFACTURER: Final = ReadIdentity(what="CGMI")
MODEL: Final = ReadIdentity(what="CGMM")
REVISION: Final = ReadIdentity(what="CGMR")
SERIAL: Final = ReadIdentity(what="CGSN")
IMSI: Final = ReadIdentity(what="CIMI")
ICCID: Final = ReadIdentity(what="CCID")


# --- SIM -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPinState(Command):
    """AT+CPIN?: which code the SIM waits for, or READY (27.007 §8.3)."""

    prefixes: ClassVar[tuple[str, ...]] = ("+CPIN:",)
    may_end_unsaid: ClassVar[bool] = True

    @property
    def line(self) -> str:
        return "AT+CPIN?"

    def answer(self, lines: Lines) -> str | None:
        """`READY`, `SIM PIN`, `SIM PUK`...; None when the modem said nothing."""
        if not lines:
            return None
        return lines[-1].text.split(":", 1)[1].replace('"', "").strip().upper() or None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterPin(Command):
    """AT+CPIN="PIN". Raises `BadArgument` for anything but 4 to 8 digits."""

    pin: str = field(repr=False)
    secret: ClassVar[bool] = True
    timeout_s: ClassVar[float | None] = 30.0

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{4,8}", self.pin):
            raise BadArgument("a PIN has 4 to 8 digits")

    @property
    def line(self) -> str:
        return f'AT+CPIN="{self.pin}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPinCounter(Command):
    """How many attempts are left: AT+CPINR, or the vendor's own command (`AT^CPIN?`, `AT+SPIC`, `AT^SPIC`)."""

    text: str = "AT+CPINR"
    prefixes: ClassVar[tuple[str, ...]] = ("+CPINR:", "^CPIN:", "+SPIC:", "^SPIC:")

    @property
    def line(self) -> str:
        return self.text

    def answer(self, lines: Lines) -> int | None:
        """Attempts left for the SIM PIN."""
        for response in lines:
            prefix, _, rest = response.text.partition(":")
            values = fields(rest)
            numbers = [int(value) for value in values if value.isdecimal()]
            if prefix.upper() == "+CPINR" and values and values[0].upper() == "SIM PIN" and numbers:
                return numbers[0]
            # ^CPIN: <code>,<times>,<puk>,<pin>,<puk2>,<pin2>: the fourth; SPIC begins with the PIN's.
            if prefix.upper() == "^CPIN" and len(values) >= 4 and values[3].isdecimal():
                return int(values[3])
            if prefix.upper().endswith("SPIC") and numbers:
                return numbers[0]
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFunctionality(Command):
    """AT+CFUN?"""

    prefixes: ClassVar[tuple[str, ...]] = ("+CFUN:",)

    @property
    def line(self) -> str:
        return "AT+CFUN?"

    def answer(self, lines: Lines) -> int | None:
        """The level; None also where the modem answers with its list of levels (zte_k3565z.json)."""
        text = lines[0].text.split(":", 1)[1].split(",")[0].strip() if lines else ""
        return int(text) if text.isdecimal() else None


# --- network -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationAnswer:
    """`status` as 27.007 §7.2 numbers it; `technology` is its AcT number where the modem told it."""

    status: int
    technology: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRegistration(Command):
    """AT+CREG?, +CGREG? or +CEREG? The unsolicited code has the same prefix: the read form has the mode first."""

    what: str

    @property
    def line(self) -> str:
        return f"AT+{self.what}?"

    def owns(self, line: str) -> bool:
        prefix, colon, rest = line.partition(":")
        if not colon or prefix.upper() != f"+{self.what}":
            return False
        # `+CREG: 1` and `+CREG: 1,84CD,00D30156` (sierra_c885.json) come unasked; `+CREG: 1,1,84CD,00D30173` answers.
        values = fields(rest)
        return len(values) >= 2 and re.fullmatch(r"\d{1,3}", rest.split(",")[1].strip()) is not None

    def answer(self, lines: Lines) -> RegistrationAnswer | None:
        """What the first line says; broken quotes and missing fields cost the technology only."""
        if not lines:
            return None
        values = fields(lines[0].text.split(":", 1)[1])
        technology = values[4] if len(values) > 4 and re.fullmatch(r"\d{1,2}", values[4]) else None
        return RegistrationAnswer(status=int(values[1]), technology=int(technology) if technology else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorAnswer:
    """The operator as asked for (name or PLMN digits), and the access technology's number."""

    operator: str | None
    technology: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOperator(Command):
    """AT+COPS?"""

    prefixes: ClassVar[tuple[str, ...]] = ("+COPS:",)

    @property
    def line(self) -> str:
        return "AT+COPS?"

    def answer(self, lines: Lines) -> OperatorAnswer:
        """`+COPS: 0` means registered nowhere. Mode and format may be missing in front of the name."""
        values = fields(lines[0].text.split(":", 1)[1]) if lines else []
        for place in (0, 1):
            if len(values) > place and not re.fullmatch(r"\d?", values[place]):
                values.insert(place, "")
        technology = int(values[3]) if len(values) > 3 and values[3].isdecimal() else None
        return OperatorAnswer(operator=readable(values[2]) if len(values) > 2 else None, technology=technology)


# --- reading fields ------------------------------------------------------------------------------------------------


def fields(text: str) -> list[str]:
    """The comma-separated values of `text`; commas inside quotes do not count, quotes and blanks around go.

    Total: broken quotes give something, never an error.
    """
    values, value, quoted = [], "", False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            values.append(value.strip())
            value = ""
        else:
            value += character
    return [*values, value.strip()]


def announced_length(header: str) -> int | None:
    """How many octets a header says its TPDU has: the last number in it (`0,,23`, `0,23`, `24`, `2,2,,174`)."""
    numbers = [value for value in fields(header.partition(":")[2]) if value.isdecimal()]
    return int(numbers[-1]) if numbers else None


def readable(text: str) -> str | None:
    """A name as people read it: UCS2 in hexadecimal is decoded, control characters go (ZTE MF627)."""
    if re.fullmatch(r"(?:[0-9A-Fa-f]{4})+", text) and (not text.isdecimal() or text.startswith("003")):
        text = bytes.fromhex(text).decode("utf-16-be", "replace")
    return "".join(character for character in text if character.isprintable()).strip() or None


def quoted(argument: str) -> str:
    """The argument in quotes. Raises `BadArgument` for what could leave them."""
    if _FORBIDDEN.search(argument) or '"' in argument:
        raise BadArgument(f"{argument!r} cannot stand in a command")
    return f'"{argument}"'
