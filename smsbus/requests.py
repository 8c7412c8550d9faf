"""What clients ask on the `clients` endpoint, what they get back, and what `events` carries.

A request is a message whose body also holds `id`; its reply has the kind `reply` and repeats the id. What stands behind
-> is the result: a document of `documents`, or of the module of its subject.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import msgspec

from smsbus import requests_ask, requests_directory, requests_errands, requests_history, requests_watch
from smsbus.messages import Kinds, Message, Priority, registry
from smsbus.request import Request as Request
from smsbus.requests_directory import DirectoryApplyRequest as DirectoryApplyRequest


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


TOPICS = (
    "sms.received",
    "sms.refused",
    "sms.queued",
    "sms.sent",
    "sms.delivered",
    "sms.failed",
    "question.asked",
    "question.answered",
    "ask.asked",
    "ask.answered",
    "ask.expired",
    "ask.failed",
    "ask.cancelled",
    "modem.state",
    "modem.signal",
    "modem.network",
    "modem.call",
    "contact.added",
    "equipment.changed",
    "value.changed",
    "alert",
)

# --- requests ----------------------------------------------------------------------------------------------------


class PingRequest(Request, frozen=True, kw_only=True):
    """-> {"service": "routerd", "pid": int}: the main loop answers."""

    kind: ClassVar[str] = "ping"


class StatusRequest(Request, frozen=True, kw_only=True):
    """-> StatusDocument."""

    kind: ClassVar[str] = "status"


class StatsRequest(Request, frozen=True, kw_only=True):
    """-> counters since start, by name (malformed messages, repeated parts, ...)."""

    kind: ClassVar[str] = "stats"


class SendRequest(Request, frozen=True, kw_only=True):
    """-> SendDocument, after the messages are on disk.

    `to`: numbers or contact names with `;` between several, `@equipment` for all its contacts. `key`: repeating a
    request with the same key queues nothing new. `not_before_at`: milliseconds; `validity_s`: seconds the network may
    try, and after which an unsent message expires.
    """

    kind: ClassVar[str] = "send"
    to: str
    text: str
    key: str | None = None
    priority: Priority = "normal"
    delivery_report: bool = False
    flash: bool = False
    validity_s: int | None = None
    not_before_at: int | None = None
    modem: str | None = None
    dry_run: bool = False


class MessageListRequest(Request, frozen=True, kw_only=True):
    """-> list of InboxDocument (`box` inbox) or OutboxDocument (`box` outbox), newest first."""

    kind: ClassVar[str] = "message.list"
    box: Literal["inbox", "outbox"]
    limit: int = 50
    state: str | None = None


class MessageShowRequest(Request, frozen=True, kw_only=True):
    """-> InboxDocument or OutboxDocument."""

    kind: ClassVar[str] = "message.show"
    box: Literal["inbox", "outbox"]
    message: int


class MessageCancelRequest(Request, frozen=True, kw_only=True):
    """-> OutboxDocument. What the network may have stays as it is."""

    kind: ClassVar[str] = "message.cancel"
    message: int


class MessageRetryRequest(Request, frozen=True, kw_only=True):
    """-> OutboxDocument. Failed, expired or cancelled parts are queued again; sent ones are not."""

    kind: ClassVar[str] = "message.retry"
    message: int


class EquipmentListRequest(Request, frozen=True, kw_only=True):
    """-> list of EquipmentDocument, by name."""

    kind: ClassVar[str] = "equipment.list"


class EquipmentShowRequest(Request, frozen=True, kw_only=True):
    """-> EquipmentDocument."""

    kind: ClassVar[str] = "equipment.show"
    name: str


class EquipmentAddRequest(Request, frozen=True, kw_only=True):
    """-> EquipmentDocument."""

    kind: ClassVar[str] = "equipment.add"
    name: str
    parent_object: str | None = None
    enabled: bool = True
    visible: bool = True
    disable_interactions: bool = False
    allow_unknown: bool = False
    add_unknown: bool = False
    modem: str | None = None


class EquipmentSetRequest(Request, frozen=True, kw_only=True):
    """-> EquipmentDocument. Fields left out stay as they are; `parent_object` and `modem` "" mean none."""

    kind: ClassVar[str] = "equipment.set"
    name: str
    new_name: str | None = None
    parent_object: str | None = None
    enabled: bool | None = None
    visible: bool | None = None
    disable_interactions: bool | None = None
    allow_unknown: bool | None = None
    add_unknown: bool | None = None
    modem: str | None = None


class EquipmentRemoveRequest(Request, frozen=True, kw_only=True):
    """-> null. Its contacts go with it; messages stay."""

    kind: ClassVar[str] = "equipment.remove"
    name: str


class ContactListRequest(Request, frozen=True, kw_only=True):
    """-> list of ContactDocument, by name; of one equipment or of all.

    As many as fit; the rest follows the names `after_equipment` and `after_contact` of the last. An empty page is the
    end.
    """

    kind: ClassVar[str] = "contact.list"
    equipment: str | None = None
    after_equipment: str | None = None
    after_contact: str | None = None


class ContactAddRequest(Request, frozen=True, kw_only=True):
    """-> ContactDocument. `numbers` with `;` between several."""

    kind: ClassVar[str] = "contact.add"
    equipment: str
    name: str
    numbers: str
    user: str | None = None


class ContactSetRequest(Request, frozen=True, kw_only=True):
    """-> ContactDocument. Fields left out stay as they are; `user` "" means none."""

    kind: ClassVar[str] = "contact.set"
    equipment: str
    name: str
    new_name: str | None = None
    numbers: str | None = None
    user: str | None = None


class ContactRemoveRequest(Request, frozen=True, kw_only=True):
    """-> null."""

    kind: ClassVar[str] = "contact.remove"
    equipment: str
    name: str


class ContactUnmuteRequest(Request, frozen=True, kw_only=True):
    """-> ContactDocument. Ends the loop guard's mute of all the contact's numbers."""

    kind: ClassVar[str] = "contact.unmute"
    equipment: str
    name: str


class PolicyExplainRequest(Request, frozen=True, kw_only=True):
    """-> {"number", "decision", "reason", "equipment", "contact", "asks", "ask"}: what a text from it would meet."""

    kind: ClassVar[str] = "policy.explain"
    number: str


class ValueGetRequest(Request, frozen=True, kw_only=True):
    """-> ValueDocument; `name` is signal, network, message or sender."""

    kind: ClassVar[str] = "value.get"
    equipment: str
    name: str


class ModemListRequest(Request, frozen=True, kw_only=True):
    """-> list of ModemDocument."""

    kind: ClassVar[str] = "modem.list"


class ModemInfoRequest(Request, frozen=True, kw_only=True):
    """-> ModemDocument."""

    kind: ClassVar[str] = "modem.info"
    modem: str


class ModemCommandRequest(Request, frozen=True, kw_only=True):
    """-> {"lines", "result"}: what the modem answered to `command`. Without `force` nothing that changes anything."""

    kind: ClassVar[str] = "modem.command"
    modem: str
    command: str
    force: bool = False


class ModemUssdRequest(Request, frozen=True, kw_only=True):
    """-> {"text"}: what the network answered to `code`, such as `*100#`; null for an empty answer."""

    kind: ClassVar[str] = "modem.ussd"
    modem: str
    code: str


class InteractionTestRequest(Request, frozen=True, kw_only=True):
    """-> {"outcome", "text", "interaction", "explanation"}. `sender`: a contact's name or number, or null."""

    kind: ClassVar[str] = "interaction.test"
    text: str
    sender: str | None = None


class EventsSinceRequest(Request, frozen=True, kw_only=True):
    """-> EventsDocument with events after `seq` (0: from the oldest kept), `limit` at most. `seq` -1: only `last`."""

    kind: ClassVar[str] = "events.since"
    seq: int
    limit: int = 200


_KINDS: Kinds = registry(
    PingRequest,
    StatusRequest,
    StatsRequest,
    SendRequest,
    MessageListRequest,
    MessageShowRequest,
    MessageCancelRequest,
    MessageRetryRequest,
    EquipmentListRequest,
    EquipmentShowRequest,
    EquipmentAddRequest,
    EquipmentSetRequest,
    EquipmentRemoveRequest,
    ContactListRequest,
    ContactAddRequest,
    ContactSetRequest,
    ContactRemoveRequest,
    ContactUnmuteRequest,
    PolicyExplainRequest,
    ValueGetRequest,
    ModemListRequest,
    ModemInfoRequest,
    ModemCommandRequest,
    ModemUssdRequest,
    InteractionTestRequest,
    EventsSinceRequest,
)

FROM_CLIENTS: Kinds = {
    **_KINDS,
    **requests_ask.KINDS,
    **requests_directory.KINDS,
    **requests_errands.KINDS,
    **requests_history.KINDS,
    **requests_watch.KINDS,
}
