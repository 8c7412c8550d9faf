"""Final result codes: how a command is refused, and how `+CMEE` wants that written (27.007 §9.2, 27.005 §3.2.5)."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

OK: Final = "OK"
ERROR: Final = "ERROR"
NO_CARRIER: Final = "NO CARRIER"


class ErrorReports(IntEnum):
    """`+CMEE`: how errors are written."""

    PLAIN = 0
    NUMBERS = 1
    WORDS = 2


class Refused(Exception):
    """Root of the refusals of a command."""


class NotUnderstood(Refused):
    """The line is not a command, or one this modem does not have."""


class BadArgument(Refused):
    """The command is known, this argument or form of it is not. Its family decides the code."""


class CmeError(Refused):
    """`+CME ERROR`: the mobile equipment refuses (27.007 §9.2)."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class CmsError(Refused):
    """`+CMS ERROR`: the message service or the network refuses (27.005 §3.2.5)."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


CME_WORDS: Final = {
    3: "operation not allowed",
    4: "operation not supported",
    10: "SIM not inserted",
    11: "SIM PIN required",
    12: "SIM PUK required",
    14: "SIM busy",
    16: "incorrect password",
    21: "invalid index",
    22: "not found",
    30: "no network service",
    50: "Incorrect parameters",
    100: "unknown",
}
CMS_WORDS: Final = {
    38: "Network out of order",
    302: "operation not allowed",
    303: "operation not supported",
    304: "invalid PDU mode parameter",
    305: "invalid text mode parameter",
    311: "SIM PIN required",
    314: "SIM busy",
    316: "SIM PUK required",
    321: "invalid memory index",
    322: "memory full",
    330: "SMSC address unknown",
    331: "no network service",
    340: "no +CNMA acknowledgement expected",
    500: "unknown error",
}


def render(refused: Refused, reports: ErrorReports, *, messaging: bool, unknown_command: str = ERROR) -> str:
    """The final result code of `refused`. `messaging`: the command belongs to 27.005, whose errors are `+CMS ERROR`."""
    match refused:
        case CmsError(code=code):
            # 27.005 has no plain form: +CMEE=0 silences +CME ERROR only.
            return f"+CMS ERROR: {CMS_WORDS.get(code, code) if reports is ErrorReports.WORDS else code}"
        case CmeError(code=code) if reports is not ErrorReports.PLAIN:
            return f"+CME ERROR: {CME_WORDS.get(code, code) if reports is ErrorReports.WORDS else code}"
        case BadArgument() if messaging:
            return render(CmsError(302), reports, messaging=True)
        case BadArgument():
            return render(CmeError(50), reports, messaging=False)
        case NotUnderstood() if unknown_command != ERROR or reports is ErrorReports.PLAIN:
            return unknown_command
        case NotUnderstood():
            return render(CmeError(4), reports, messaging=False)
        case _:
            return ERROR
