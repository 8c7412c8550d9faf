"""Requests about errands, and about what is remembered of a sender."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from smsbus.messages import Kinds, registry
from smsbus.request import Request

ErrandState = Literal["waiting", "asked", "done", "cancelled", "expired", "dropped"]


class ErrandDocument(msgspec.Struct, frozen=True, kw_only=True):
    """An errand and what came of it. `contact` and `equipment` are the names as they were when it was asked for.

    `reason`: why it ended without an answer, or why a watch could not see last. `note`: in `contact.history` alone.
    """

    id: int
    number: int
    sender: str
    contact: str | None
    equipment: str | None
    what: str
    state: ErrandState
    reason: str | None
    due_at: int
    every_s: int | None
    expires_at: int | None
    created_at: int
    ended_at: int | None
    note: str = ""


class MemoryDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What interactd remembers of a number, in its own words."""

    id: int
    sender: str
    memory: str
    at: int


class InteractionScheduledRequest(Request, frozen=True, kw_only=True):
    """-> list of ErrandDocument: those that are open, the next first. `contact`: only its own (name or number)."""

    kind: ClassVar[str] = "interaction.scheduled"
    contact: str | None = None


class InteractionCancelRequest(Request, frozen=True, kw_only=True):
    """-> ErrandDocument. What is being done at that moment is not cancelled (`state`)."""

    kind: ClassVar[str] = "interaction.cancel"
    errand: int


KINDS: Kinds = registry(InteractionScheduledRequest, InteractionCancelRequest)
