"""`send` followed to its end: the request's body, when a message has reached its end, and what that means."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from ctl.exits import Exit, Failure
from ctl.invocation import request
from smsbus.client import DEFAULT_TIMEOUT_S, Client
from smsbus.codec import Body
from smsbus.errors import NoReply

LONGEST_TEXT = 255 * 153
"""Characters in the most parts a concatenated SMS may have (23.040 §9.2.3.24.1), in the alphabet with the most room."""

RECHECK_S = 2.0
_FAILED = ("failed", "expired", "cancelled")


def body(to: str, text: str, **options: Any) -> Body:
    """The body of the request; options that were not given are left out. Raises `Failure` for an impossible text."""
    if not text:
        raise Failure(Exit.USAGE, "invalid", "the text is empty")
    if len(text) > LONGEST_TEXT:
        raise Failure(
            Exit.USAGE, "invalid", f"the text has {len(text)} characters; a message has {LONGEST_TEXT} at most"
        )
    return {"to": to, "text": text} | {key: value for key, value in options.items() if value not in (None, False)}


def ended(message: Body, *, report: bool) -> bool:
    """Whether nothing more will happen: with a delivery report asked for, `sent` is not the end."""
    return message["state"] in (*_FAILED, "delivered") or (message["state"] == "sent" and not report)


def send(client: Client, wanted: Body, *, timeout_s: float = DEFAULT_TIMEOUT_S) -> Body:
    """The result of `send`. Raises `Failure` that tells how to repeat it when it is unknown whether it was queued."""
    try:
        result: Body = request(client, "send", wanted, timeout_s=timeout_s)
    except NoReply as error:
        hint = f"; if you repeat it, add --key {wanted['key']}, then it is queued only once" if "key" in wanted else ""
        raise Failure(Exit.NO_DAEMON, "no-reply", f"{error}{hint}") from None
    return result


def follow(
    client: Client, wanted: Body, timeout_s: float, tell: Callable[[int, int], None] = lambda done, total: None
) -> tuple[Body, bool]:
    """As `send`, then waits for the end of every message; the second value is False when the time was not enough.

    `tell` hears how many of how many have come to their end.
    """
    deadline = time.monotonic() + timeout_s
    # Before the request: nothing can happen between the two.
    events = client.events(("sms.",))
    result = send(client, wanted)
    report = bool(wanted.get("delivery_report"))
    ids = {message["id"] for message in result["messages"]}
    while (done := sum(ended(message, report=report) for message in result["messages"])) < len(result["messages"]):
        tell(done, len(result["messages"]))
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            return result, False
        try:
            event = events.next(min(left_s, RECHECK_S))
            if event is not None and event["data"].get("message") not in ids:
                continue
            result = {**result, "messages": [_now(client, message) for message in result["messages"]]}
        except NoReply:
            continue  # routerd is being restarted; it has the messages on disk
    return result, True


def failure(messages: Iterable[Body], *, in_time: bool) -> Failure | None:
    """How a followed `send` ends the command; None when all is well."""
    listed = list(messages)
    failed = [message for message in listed if message["state"] in _FAILED]
    if failed:
        return Failure(Exit.MESSAGE_FAILED, "failed", "; ".join(map(_line, failed)))
    if not in_time:
        line = "; ".join(map(_line, listed))
        return Failure(Exit.TIME_OUT, "time-out", f"not at its end yet: {line} (it goes on: smsctl outbox)")
    return None


def _now(client: Client, message: Body) -> Body:
    if message["state"] in (*_FAILED, "delivered"):
        return message
    shown: Body = client.request("message.show", {"box": "outbox", "message": message["id"]})
    return shown


def _line(message: Body) -> str:
    reason = f": {message['reason']}" if message["reason"] else ""
    return f"message {message['id']} is {message['state']}{reason}"
