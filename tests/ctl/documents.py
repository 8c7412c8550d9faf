"""Documents as routerd sends them, made of the declared classes, so that a change of the contract shows here."""

from __future__ import annotations

from typing import Any

from smsbus import codec
from smsbus.documents import (
    AlertDocument,
    ContactDocument,
    DaemonDocument,
    EquipmentDocument,
    InboxDocument,
    ModemDocument,
    OutboxDocument,
    QueueDocument,
    SendDocument,
    StatusDocument,
    ValueDocument,
)
from smsbus.messages import ModemFacts, ModemNetwork, ModemSignal, Registration, Storage
from smsbus.requests_ask import AskDocument
from smsbus.requests_errands import ErrandDocument

AT = 1_795_000_000_250  # 2026-11-18T11:06:40.250Z

QUEUES = QueueDocument(queued=1, in_flight=0, uncertain=0, failed_24h=0, questions=0, incomplete=0)


def inbox(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": 12,
        "text": "What is the temperature of the room ?",
        "sender": "+33639980001",
        "contact": "Alice",
        "user": None,
        "equipment": "House",
        "modem": "main",
        "state": "accepted",
        "reason": "contact",
        "parts": 1,
        "scts": AT,
        "received_at": AT,
    }
    return codec.to_body(InboxDocument(**{**fields, **changes}))


def outbox(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": 7,
        "to": "+33639980001",
        "contact": None,
        "text": "Alarm",
        "state": "queued",
        "reason": None,
        "parts": 1,
        "modem": None,
        "key": None,
        "queued_at": AT,
        "sent_at": None,
        "delivered_at": None,
    }
    return codec.to_body(OutboxDocument(**{**fields, **changes}))


def ask(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": 3,
        "key": None,
        "to": "+33639980001",
        "contact": "Alice",
        "equipment": "House",
        "text": "Open the door?",
        "answers": ["yes", "no"],
        "timeout_s": 300,
        "state": "asking",
        "reason": None,
        "answer": None,
        "choice": None,
        "message": 7,
        "reply": None,
        "created_at": AT,
        "asked_at": None,
        "deadline_at": None,
        "ended_at": None,
    }
    return codec.to_body(AskDocument(**{**fields, **changes}))


def errand(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": 3,
        "number": 1,
        "sender": "+33639980001",
        "contact": "Alice",
        "equipment": "House",
        "what": "open the gate",
        "state": "waiting",
        "reason": None,
        "due_at": AT,
        "every_s": None,
        "expires_at": None,
        "created_at": AT,
        "ended_at": None,
    }
    return codec.to_body(ErrandDocument(**{**fields, **changes}))


def sent(*messages: dict[str, Any], dry_run: bool = False, repeated: bool = False) -> dict[str, Any]:
    listed = [codec.from_body(message, OutboxDocument) for message in messages]
    return codec.to_body(SendDocument(messages=listed, encoding="gsm7", dry_run=dry_run, repeated=repeated))


def contact(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"equipment": "House", "name": "Alice", "user": "alice", "numbers": ["+33639980001"]}
    return codec.to_body(ContactDocument(**{**fields, **changes}))


def equipment(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": "House",
        "parent_object": "Home",
        "enabled": True,
        "visible": True,
        "disable_interactions": False,
        "allow_unknown": False,
        "add_unknown": False,
        "modem": None,
        "values": {"message": "Hello", "sender": "Alice"},
    }
    return codec.to_body(EquipmentDocument(**{**fields, **changes}))


def modem(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": "main",
        "connected": True,
        "state": "ready",
        "reason": "registered with Simulated",
        "since_at": AT,
        "signal": ModemSignal(modem="main", raw=21, dbm=-71, percent=68),
        "network": ModemNetwork(
            modem="main",
            operator="Simulated",
            plmn="00101",
            registration=Registration.HOME,
            technology=None,
            roaming=False,
        ),
        "facts": ModemFacts(
            modem="main",
            port="/dev/ttyUSB0",
            model="Simulator",
            storages=[Storage(name="SM", used=2, total=30)],
            recoveries={"reopen": 3},
        ),
    }
    return codec.to_body(ModemDocument(**{**fields, **changes}))


def daemon(name: str = "interactd", *, answering: bool = True) -> dict[str, Any]:
    return codec.to_body(DaemonDocument(name=name, answering=answering, pid=4711, seen_at=AT))


def alert(severity: str = "warning", message: str = "the SIM is nearly full") -> dict[str, Any]:
    return codec.to_body(AlertDocument(severity=severity, message=message, at=AT))


def value(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"equipment": "House", "name": "message", "value": "Hello", "at": AT}
    return codec.to_body(ValueDocument(**{**fields, **changes}))


def status(**changes: Any) -> dict[str, Any]:
    body = codec.to_body(
        StatusDocument(config="/etc/smsbus/smsbus.toml", daemons=[], modems=[], equipments=[], queues=QUEUES, alerts=[])
    )
    filled = {"daemons": [daemon()], "modems": [modem()], "equipments": [equipment()]}
    return {**body, **filled, **changes}
