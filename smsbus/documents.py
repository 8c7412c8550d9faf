"""Documents: what requests result in, and what `smsctl --json` prints, there with moments in RFC 3339."""

from __future__ import annotations

from typing import Any

import msgspec

from smsbus.messages import ModemFacts, ModemNetwork, ModemSignal
from smsbus.requests import Event
from smsbus.sim_trouble import SimTrouble


class ContactDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A person of an equipment. `numbers` in E.164; `added_automatically`: by `add_unknown`; `muted`: by the guard."""

    equipment: str
    name: str
    user: str | None
    numbers: list[str]
    added_automatically: bool = False
    muted: bool = False


class EquipmentDocument(msgspec.Struct, frozen=True, kw_only=True):
    """An equipment with its settings, contacts and values.

    `left_out`: how many contacts are not in `contacts`, because all would be too much; `contact.list` has them.
    """

    name: str
    parent_object: str | None
    enabled: bool
    visible: bool
    disable_interactions: bool
    allow_unknown: bool
    add_unknown: bool
    modem: str | None
    contacts: list[ContactDocument] = []
    left_out: int = 0
    values: dict[str, Any] = {}


class InboxDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A received message. `state`: accepted, refused or incomplete; `reason`: the decision's word."""

    id: int
    text: str | None
    sender: str
    contact: str | None
    user: str | None
    equipment: str | None
    modem: str
    state: str
    reason: str
    parts: int
    scts: int | None
    received_at: int


class OutboxDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A message to one recipient. `state` is the worst of its parts; `reason` says why in plain English."""

    id: int
    to: str
    contact: str | None
    text: str
    state: str
    reason: str | None
    parts: int
    modem: str | None
    key: str | None
    queued_at: int
    sent_at: int | None
    delivered_at: int | None


class SendDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Result of `send`: one message per recipient. `repeated`: the key was known, nothing new was queued.

    Then `messages` holds those queued before, none where they were purged since.
    """

    messages: list[OutboxDocument]
    encoding: str
    repeated: bool = False
    dry_run: bool = False


class ModemDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A modem as routerd knows it. `connected` is false while its modemd does not answer."""

    name: str
    connected: bool
    state: str
    reason: str
    since_at: int | None
    signal: ModemSignal | None = None
    network: ModemNetwork | None = None
    facts: ModemFacts | None = None
    sim_trouble: SimTrouble | None = None


class DaemonDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A daemon that said hello: does its main loop answer pings?

    `busy_ms`: how much longer what it has in hand, a submission, may take; 0: nothing, or its time is over.
    """

    name: str
    answering: bool
    pid: int | None
    seen_at: int | None
    busy_ms: int = 0


class QueueDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Outgoing messages by state, incoming questions not yet answered, messages with parts missing, open asks."""

    queued: int
    in_flight: int
    uncertain: int
    failed_24h: int
    questions: int
    incomplete: int
    asks: int = 0


class AlertDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person should look at. `severity`: warning or critical; `about` is a word for programs."""

    severity: str
    message: str
    at: int | None = None
    about: str = "other"


class StatusDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Everything `smsctl status` shows; long values `message` are cut. `config` is the path of the settings in use."""

    config: str
    daemons: list[DaemonDocument]
    modems: list[ModemDocument]
    equipments: list[EquipmentDocument]
    queues: QueueDocument
    alerts: list[AlertDocument]


class ValueDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A value of an equipment; null until it was first set."""

    equipment: str
    name: str
    value: Any
    at: int | None


class EventsDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Events after `since`, oldest first. `lost`: some after `since` were already purged. `last` is the newest seq."""

    events: list[Event]
    lost: bool
    last: int
