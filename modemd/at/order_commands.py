"""Commands that a person orders: any command line, within limits, and USSD (27.007 §7.15)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Final

from modemd.at.commands import BadArgument, Command, Lines, fields, quoted
from smsbus.sms import gsm7

LONGEST: Final = 200
ANSWER_WITHIN_S: Final = 60.0
SEARCH_WITHIN_S: Final = 180.0

CODING_UCS2_WITH_LANGUAGE: Final = 17
"""23.038 §5, 0001 0001; modems tell it where there is no language in front."""
MANY_OCTETS: Final = 12

_PRINTABLE: Final = re.compile(r"AT[ -~]*", re.IGNORECASE)
_SEARCH: Final = re.compile(r"\+COPS=\?", re.IGNORECASE)
# A PIN or password has its own place in the settings and its own rules.
_SECRET: Final = re.compile(r"(?:\+CPIN|\+CPWD|\+CLCK|\+CPIN2|\^CPIN|\^CARDLOCK)=(?!\?)", re.IGNORECASE)
# What changes nothing: reading (`?`), testing (`=?`), and these. Everything else might send, dial, delete, reset, or
# make modemd and the modem talk past each other. ^GETPORTMODE crashes a MU609, and to +CLAC some never answer.
_HARMLESS: Final = re.compile(
    r"I\d*"
    r"|(?!\^GETPORTMODE|\+CLAC)[+^#$%*_!][A-Z0-9]+=?\?"
    r"|\+C?G(?:MI|MM|MR|SN)|\+(?:CSQ|CESQ|CIMI|CCID|ICCID|QCCID|CNUM|CPAS|CBC|GCAP|CPINR|SPIC|QNWINFO|QINISTAT|QCSQ)"
    r"|\+CMGL(?:=\S*)?|\+CMGR=\d+"
    r"|\^(?:SYSINFO|SYSINFOEX|HWVER|SPIC|MONI|SMONI|SCID)|#(?:QSS|CCID|CIMI|RFSTS|MONI)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCommand(Command):
    """A command line as a person wrote it. Raises `BadArgument` for what is none, and for what holds a PIN."""

    text: str
    bare: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if not _PRINTABLE.fullmatch(self.text) or len(self.text) > LONGEST:
            raise BadArgument(f"a command begins with AT and has at most {LONGEST} printable ASCII characters")
        if any(_SECRET.match(part) for part in self.parts):
            raise BadArgument("a PIN or password is not written here: set pin or pin_file of the modem")

    @property
    def line(self) -> str:
        return self.text

    @property
    def parts(self) -> list[str]:
        """The commands on the line, without AT; a semicolon inside quotes divides nothing."""
        outside = re.sub(r'"[^"]*"?', '""', self.text[2:].replace(" ", ""))
        return [part for part in outside.split(";") if part]

    @property
    def limit_s(self) -> float | None:
        return SEARCH_WITHIN_S if any(_SEARCH.match(part) for part in self.parts) else ANSWER_WITHIN_S

    @property
    def harmful(self) -> bool:
        """Whether it could send, delete, reset, or change what modemd relies on."""
        return not all(_HARMLESS.fullmatch(part) for part in self.parts)

    def owns(self, line: str) -> bool:
        names = [re.match(r"[+^#$%*_!][A-Z0-9]+", part, re.IGNORECASE) for part in self.parts]
        return any(name is not None and line.upper().startswith(f"{name[0].upper()}:") for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class UssdAnswer:
    """`state` as 27.007 §7.15 numbers it: 0 done, 1 more is asked, 2 ended, 4 not supported, 5 time-out."""

    state: int
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskUssd(Command):
    """AT+CUSD=1,"code",15. `written` is how the code is written: plain, `ucs2`, or `packed` (Huawei).

    Its answer comes behind the OK, and may have several lines. Raises `BadArgument` for what is no code.
    """

    code: str
    written: str = "plain"
    prefixes: ClassVar[tuple[str, ...]] = ("+CUSD:",)
    answers_late: ClassVar[bool] = True
    timeout_s: ClassVar[float | None] = ANSWER_WITHIN_S

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9*#+]{1,80}", self.code):
            raise BadArgument("a USSD code has digits, stars and hashes, such as *100#")

    @property
    def line(self) -> str:
        code = self.code
        if self.written == "ucs2":
            code = code.encode("utf-16-be").hex().upper()
        elif self.written == "packed":
            code = gsm7.pack(gsm7.encode(code)).hex().upper()
        return f"AT+CUSD=1,{quoted(code)},15"

    def answer(self, lines: Lines) -> UssdAnswer | None:
        """What the network said; None where nothing came."""
        if not lines:
            return None
        rest = lines[-1].text.partition(":")[2]
        values = fields(rest)
        state = int(values[0]) if values[0].isdecimal() else 0
        found = re.search(r'"(.*)"', rest, re.DOTALL)
        shown = found[1] if found else (values[1] if len(values) > 1 else "")
        coding = values[-1] if len(values) > 2 else ""
        return UssdAnswer(state=state, text=self._read(shown, coding) or None)

    def _read(self, shown: str, coding: str) -> str:
        """The coding that is told may be wrong: what comes out must be readable."""
        if not re.fullmatch(r"(?:[0-9A-Fa-f]{2})+", shown):
            return shown
        octets = bytes.fromhex(shown)
        if shown.isdecimal() and self.written == "plain" and any(octets[::2]):
            return shown  # a number, such as an amount
        ucs2 = octets.decode("utf-16-be", "replace") if len(octets) % 2 == 0 else ""
        packed = gsm7.decode(gsm7.unpack(octets, len(octets) * 8 // 7)).rstrip("\r")
        likely = [ucs2, packed] if _is_ucs2(octets, coding, self.written) else [packed, ucs2]
        return next((text for text in likely if text and _is_readable(text)), shown)


def _is_ucs2(octets: bytes, coding: str, written: str) -> bool:
    if len(octets) % 2:
        return False
    told = coding.isdecimal() and (int(coding) & 0x0C == 0x08 or int(coding) == CODING_UCS2_WITH_LANGUAGE)
    # A script has its letters in one block of 256, next to the digits and blanks of the first; septets vary.
    blocks = set(octets[::2])
    looks = blocks == {0} or (len(octets) >= MANY_OCTETS and len(blocks) <= 2)
    return told or written == "ucs2" or looks


def _is_readable(text: str) -> bool:
    return "\ufffd" not in text and all(character.isprintable() or character in "\r\n" for character in text)


CANCEL_USSD: Final = "AT+CUSD=2"
