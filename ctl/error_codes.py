"""What an error number of a modem or network means, what smsbus does about it, and what a person can do. Pure."""

from __future__ import annotations

from typing import Any, Final

from smsbus.sms.causes import (
    Cause,
    CauseClass,
    Outcome,
    describe_cme,
    describe_cms,
    describe_fcs,
    describe_rp,
    describe_status,
    family,
)

SOURCES: Final = ("cms", "cme", "rp", "fcs", "tp-st")
"""What a number may belong to; each has a space of its own."""

OCTET: Final = 255
LAST: Final = {"rp": 127, "fcs": OCTET, "tp-st": OCTET}
"""The largest number of those that are fields of a message; errors of modems go further."""

_HANDLING: Final = {
    CauseClass.TRANSIENT: "sent again after growing pauses, up to {limit}",
    CauseClass.NETWORK: "sent again after growing pauses, up to {limit}; or through another modem that is ready",
    CauseClass.STORAGE: "sent again after growing pauses, up to {limit}; modemd empties the storages meanwhile",
    CauseClass.PERMANENT: "not sent again: the message has failed, and smsctl outbox says why",
    CauseClass.SIM: "not sent again through this modem, and an alert: a person must act; a PIN is never tried twice",
    CauseClass.CONFIGURATION: "not sent again through this modem, and an alert: something must be changed first",
}
_REMEDIES: Final = {
    CauseClass.TRANSIENT: "Nothing, if it passes by itself; look at the signal if it comes back.",
    CauseClass.NETWORK: "Look at coverage, credit and subscription; ask the operator.",
    CauseClass.STORAGE: "Look at the storages with smsctl modem info NAME.",
    CauseClass.PERMANENT: "Correct the number or the text, and send it anew.",
    CauseClass.SIM: "Try the card in a phone.",
    CauseClass.CONFIGURATION: "Look at the settings of the modem, then smsctl outbox retry ID.",
}
_OUTCOMES: Final = {
    Outcome.DELIVERED: "the message is shown as delivered",
    Outcome.PENDING: "nothing: another report follows",
    Outcome.FAILED_TEMPORARILY: "the message is shown as failed; it is not sent again by itself",
    Outcome.FAILED: "the message is shown as failed; it is not sent again by itself",
}


def explained(source: str, code: int) -> dict[str, Any]:
    """The document of `smsctl explain SOURCE CODE`."""
    if source == "tp-st":
        return _status(code)
    describe = {"cms": describe_cms, "cme": describe_cme, "rp": describe_rp, "fcs": describe_fcs}[source]
    cause = describe(code)
    return {
        "source": source,
        "code": code,
        "class": cause.kind.value,
        "meaning": cause.meaning,
        "given_by": family("cme" if source == "cme" else "cms", code),
        "handling": _handling(cause),
        "remedy": cause.remedy or _REMEDIES[cause.kind],
    }


def _handling(cause: Cause) -> str:
    tries = "max_attempts" if cause.retry_limit is None else f"{cause.retry_limit + 1} attempts in all"
    words = _HANDLING[cause.kind].format(limit=tries)
    return f"{words}, the first after at least {cause.retry_after_s} s" if cause.retry_after_s else words


def _status(code: int) -> dict[str, Any]:
    status = describe_status(code)
    remedy = {
        Outcome.FAILED_TEMPORARILY: "The recipient's phone may be off or full: send it anew later.",
        Outcome.FAILED: "Look at the number; send it anew when the recipient can be reached.",
    }.get(status.outcome, "Nothing.")
    return {
        "source": "tp-st",
        "code": code,
        "class": status.outcome.value,
        "meaning": status.meaning,
        "given_by": "the message centre, in a delivery report (TP-ST, 3GPP TS 23.040)",
        "handling": _OUTCOMES[status.outcome],
        "remedy": remedy,
    }
