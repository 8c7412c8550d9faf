"""What clients ask about asks: questions to contacts, whose replies go to the client instead of interactions."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from smsbus.messages import Kinds, Priority, registry
from smsbus.request import Request

AskState = Literal["waiting", "asking", "asked", "answered", "expired", "failed", "cancelled"]


class AskDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A question to a contact and what came of it; `choice` is the place of `answer` among `answers`, from 1.

    Of a question without `answers`, `answer` is the reply as it came and `choice` null.
    """

    id: int
    key: str | None
    to: str
    contact: str
    equipment: str
    text: str
    answers: list[str]
    timeout_s: int
    state: str
    reason: str | None
    answer: str | None
    choice: int | None
    message: int | None
    reply: int | None
    created_at: int
    asked_at: int | None
    deadline_at: int | None
    ended_at: int | None
    repeated: bool = False


class AskRequest(Request, frozen=True, kw_only=True):
    """-> AskDocument, after the ask is on disk; `ask.show` and the events `ask.*` tell how it ends.

    `to`: a contact or its number. `answers`: those allowed, none for any. It must be sent within `timeout_s`, and
    answered within `timeout_s` of being sent. `key`: repeating a request with the same key gives the same ask.
    """

    kind: ClassVar[str] = "ask"
    to: str
    text: str
    answers: list[str] = msgspec.field(default_factory=list)
    timeout_s: int = 300
    key: str | None = None
    priority: Priority = "normal"
    modem: str | None = None


class AskShowRequest(Request, frozen=True, kw_only=True):
    """-> AskDocument."""

    kind: ClassVar[str] = "ask.show"
    ask: int


class AskListRequest(Request, frozen=True, kw_only=True):
    """-> list of AskDocument, newest first; of one state or of all."""

    kind: ClassVar[str] = "ask.list"
    limit: int = 50
    state: AskState | None = None


class AskCancelRequest(Request, frozen=True, kw_only=True):
    """-> AskDocument. A question that was sent stays so; its reply is then an ordinary text."""

    kind: ClassVar[str] = "ask.cancel"
    ask: int


KINDS: Kinds = registry(AskRequest, AskShowRequest, AskListRequest, AskCancelRequest)
