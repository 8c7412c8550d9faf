"""Requests about all that is kept of a person: to read it, and to have it purged."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from smsbus.messages import Kinds, registry
from smsbus.request import Request


class PurgeDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What one `contact.purge` removed. `more`: ask again. `left`: messages at a modem, to be purged later.

    Open errands are cancelled by it.
    """

    inbox: int
    outbox: int
    values: int
    left: int
    more: bool
    errands: int = 0


class ContactHistoryRequest(Request, frozen=True, kw_only=True):
    """-> list of InboxDocument, OutboxDocument, ErrandDocument or MemoryDocument, by `box`, oldest first: what came
    from, went to, is to be done for or is remembered of the contact's numbers.

    `after`: the last id of the page before; an empty page is the end.
    """

    kind: ClassVar[str] = "contact.history"
    equipment: str
    name: str
    box: Literal["inbox", "outbox", "errands", "memory"]
    after: int = 0
    limit: int = 200


class ContactPurgeRequest(Request, frozen=True, kw_only=True):
    """-> PurgeDocument. Removes messages from and to the contact's numbers, their questions, errands and memory, and
    values that show them.

    The contact stays. What waits is cancelled, keys are kept, so that nothing is handled twice.
    """

    kind: ClassVar[str] = "contact.purge"
    equipment: str
    name: str


class MessagePurgeRequest(Request, frozen=True, kw_only=True):
    """-> null. Removes one message; its keys are kept, so that it is not handled again."""

    kind: ClassVar[str] = "message.purge"
    box: Literal["inbox", "outbox"]
    message: int


KINDS: Kinds = registry(ContactHistoryRequest, ContactPurgeRequest, MessagePurgeRequest)
