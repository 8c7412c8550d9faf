"""`ask` followed to its end: the request's body, when an ask has reached its end, and what that means."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from ctl import sending
from ctl.exits import Exit, Failure
from ctl.invocation import request
from smsbus.client import DEFAULT_TIMEOUT_S, Client
from smsbus.codec import Body
from smsbus.errors import NoReply

RECHECK_S = 2.0
TRIES = 3
"""Of the request itself: with its key it is one ask however often it is repeated, and a restart takes a moment."""
GRACE_S = 60.0

_PENDING = ("waiting", "asking", "asked")


def body(to: str, text: str, answers: Sequence[str], timeout_s: int, **options: Any) -> Body:
    """The body of the request. Raises `Failure` for an impossible text."""
    return {**sending.body(to, text, **options), "answers": list(answers), "timeout_s": timeout_s}


def listed(answers: str) -> list[str]:
    """`yes, no` -> the answers."""
    return [answer.strip() for answer in answers.split(",") if answer.strip()]


def ended(ask: Body) -> bool:
    """Whether nothing more will happen."""
    return ask["state"] not in _PENDING


def follow(client: Client, wanted: Body, *, reply_timeout_s: float = DEFAULT_TIMEOUT_S) -> Body:
    """Asks, then waits for the end of the ask; when it does not come in any time it may take, the ask as it is.

    It may be sent up to its time-out from now, and answered up to its time-out later. Raises `Failure` that tells how
    to repeat it when it is unknown whether it was asked.
    """
    deadline = time.monotonic() + 2 * wanted["timeout_s"] + GRACE_S
    # Before the request: nothing can happen between the two.
    events = client.events(("ask.",))
    ask = _asked(client, wanted, reply_timeout_s)
    while not ended(ask) and (left_s := deadline - time.monotonic()) > 0:
        try:
            event = events.next(min(left_s, RECHECK_S))
            if event is None or event["data"].get("ask") == ask["id"]:
                ask = client.request("ask.show", {"ask": ask["id"]})
        except NoReply:
            continue  # routerd is being restarted; it has the ask on disk
    return ask


def failure(ask: Body) -> Failure | None:
    """How a followed ask ends the command; None when it was answered."""
    if ask["state"] == "answered":
        return None
    reason = f": {ask['reason']}" if ask["reason"] else ""
    line = f"ask {ask['id']} of {ask['contact']} is {ask['state']}{reason}"
    if ask["state"] == "expired":
        return Failure(Exit.TIME_OUT, "time-out", line)
    if ended(ask):
        return Failure(Exit.MESSAGE_FAILED, str(ask["state"]), line)
    return Failure(Exit.TIME_OUT, "time-out", f"{line}, not at its end yet (it goes on: smsctl asks show {ask['id']})")


def _asked(client: Client, wanted: Body, reply_timeout_s: float, tries: int = TRIES) -> Body:
    try:
        return dict(request(client, "ask", wanted, timeout_s=reply_timeout_s))
    except NoReply as error:
        if tries > 1:
            return _asked(client, wanted, reply_timeout_s, tries - 1)
        hint = f"; if you repeat it, add --key {wanted['key']}, then it is asked only once"
        raise Failure(Exit.NO_DAEMON, "no-reply", f"{error}{hint}") from None
