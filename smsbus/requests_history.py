"""Requests about all that is kept of a person: to read it, and to have it purged."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from smsbus.messages import Kinds, registry
from smsbus.request import Request


class PurgeDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What one `contact.purge` removed. `more`: ask again. `left`: messages at a modem, to be purged later."""

    inbox: int
    outbox: int
    values: int
    left: int
    more: bool


class ContactHistoryRequest(Request, frozen=True, kw_only=True):
    """-> list of InboxDocument or OutboxDocument: from or to the contact's numbers, oldest first.

    `after`: the last id of the page before; an empty page is the end.
    """

    kind: ClassVar[str] = "contact.history"
    equipment: str
    name: str
    box: Literal["inbox", "outbox"]
    after: int = 0
    limit: int = 200


class ContactPurgeRequest(Request, frozen=True, kw_only=True):
    """-> PurgeDocument. Removes messages from and to the contact's numbers, their questions, and values that show them.

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
