"""What every request, reply and event has, whatever it is about; `smsbus.requests` has the kinds."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import msgspec

from smsbus.messages import Message

Priority = Literal["alert", "answer", "normal", "bulk"]


class Request(Message, frozen=True, kw_only=True):
    """Base of all requests. `id` is chosen by the client and repeated in the reply."""

    id: str | int


class ErrorBody(msgspec.Struct, frozen=True, kw_only=True):
    """`code` is one of `smsbus.errors.Code`; `message` says what is wrong and what to do; `details` per code."""

    code: str
    message: str
    details: dict[str, Any] = {}


class Reply(Message, frozen=True, kw_only=True):
    """Answer to a request: `ok` with `result`, or not `ok` with `error`."""

    kind: ClassVar[str] = "reply"
    id: str | int | None
    ok: bool
    result: Any = None
    error: ErrorBody | None = None


class Event(Message, frozen=True, kw_only=True):
    """Something that happened. `seq` rises by one per event and survives restarts; `events.since` repeats them.

    `data` never holds a text, and numbers only masked: ask `message.show` for more.
    """

    kind: ClassVar[str] = "event"
    seq: int
    topic: str
    at: int
    data: dict[str, Any]
