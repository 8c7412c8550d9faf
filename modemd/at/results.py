"""Final result codes: what ends the response to a command (V.250 §5.7.1, 27.007 §9.2, 27.005 §3.2.5).

They match whole and exactly, in any case, but for noise around them. `NO CARRIER`, `BUSY`, `CONNECT` and their like end
calls, which nobody here makes: to us they are unsolicited.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ResultKind(StrEnum):
    """Which final result code it was; the values of the failing ones are those of `messages.FailureCause.source`."""

    OK = "ok"
    ERROR = "final"  # a bare ERROR
    CME = "cme"
    CMS = "cms"


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalResult:
    """`code` is that of +CME ERROR or +CMS ERROR where it could be told; negative ones exist."""

    kind: ResultKind
    code: int | None = None

    @property
    def ok(self) -> bool:
        """Whether the modem did as asked."""
        return self.kind is ResultKind.OK

    @property
    def busy(self) -> bool:
        """Whether the same command may succeed in a second: the SIM or the modem is still starting."""
        return (self.kind, self.code) in _BUSY

    @property
    def pin_wanted(self) -> bool:
        """Whether the SIM waits for its PIN."""
        return (self.kind, self.code) in _PIN_WANTED

    def __str__(self) -> str:
        match self.kind:
            case ResultKind.OK:
                return "OK"
            case ResultKind.ERROR:
                return "ERROR"
            case ResultKind.CME | ResultKind.CMS:
                return f"+{self.kind.upper()} ERROR: {'?' if self.code is None else self.code}"


OK: Final = FinalResult(kind=ResultKind.OK)
ERROR: Final = FinalResult(kind=ResultKind.ERROR)

_BUSY: Final = {
    (ResultKind.CME, 14),  # SIM busy
    (ResultKind.CMS, 314),  # SIM busy
    (ResultKind.CME, 515),  # Wavecom after +CFUN=1: please wait
    (ResultKind.CMS, 515),
}

_PIN_WANTED: Final = {(ResultKind.CME, 11), (ResultKind.CMS, 311)}

# Huawei E220, E17xx, E173 say COMMAND NOT SUPPORT for what they do not know.
_PLAIN: Final = {"ok": OK, "error": ERROR, "command not support": ERROR, "command not supported": ERROR}
_NOISE: Final = "".join(map(chr, (0x20, *range(0x7F, 0xA0), 0xFE, 0xFF)))
_NUMBERED: Final = re.compile(r"\+(CM[ES]) ERROR:\s*(-?\d+)?(.*)", re.IGNORECASE | re.DOTALL)
_MODEM_ERROR: Final = re.compile(r"MODEM ERROR:.*", re.IGNORECASE | re.DOTALL)  # some Motorola

# A modem left in +CMEE=2 gives words (27.007 §9.2.2, 27.005 §3.2.5): those that something depends on.
_CME_WORDS: Final = {
    "operation not allowed": 3,
    "operation not supported": 4,
    "sim not inserted": 10,
    "sim pin required": 11,
    "sim puk required": 12,
    "sim failure": 13,
    "sim busy": 14,
    "sim wrong": 15,
    "incorrect password": 16,
    "memory full": 20,
    "invalid index": 21,
    "not found": 22,
    "no network service": 30,
    "network timeout": 31,
    "unknown": 100,
}
_CMS_WORDS: Final = {
    "operation not allowed": 302,
    "operation not supported": 303,
    "invalid pdu mode parameter": 304,
    "sim not inserted": 310,
    "sim pin required": 311,
    "sim failure": 313,
    "sim busy": 314,
    "sim puk required": 316,
    "invalid memory index": 321,
    "memory full": 322,
    "smsc address unknown": 330,
    "no network service": 331,
    "network timeout": 332,
    "unknown error": 500,
}


def parse(line: str) -> FinalResult | None:
    """The final result code that `line` is, or None. Octets that are no text, as a noisy line adds, do not count."""
    line = line.strip(_NOISE)
    if plain := _PLAIN.get(line.lower()):
        return plain
    if numbered := _NUMBERED.fullmatch(line):
        kind = ResultKind(numbered[1].lower())
        words = _CME_WORDS if kind is ResultKind.CME else _CMS_WORDS
        code = int(numbered[2]) if numbered[2] else words.get(numbered[3].strip().lower())
        return FinalResult(kind=kind, code=code)
    return ERROR if _MODEM_ERROR.fullmatch(line) else None
