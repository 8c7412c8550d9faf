"""The status document, and what a person should look at."""

from __future__ import annotations

import shlex

from routerd import documents, glance, modems, requests_watch, store_asks, store_inbox, store_outbox, store_questions
from routerd.exchange import Link
from routerd.work import Work
from smsbus.documents import AlertDocument, ModemDocument, QueueDocument, StatusDocument
from smsbus.messages import ModemCondition

DAY_MS = 86_400_000

_CRITICAL = frozenset({ModemCondition.SIM_LOCKED, ModemCondition.ABSENT})


def document(work: Work) -> StatusDocument:
    """Everything `smsctl status` shows."""
    equipments, left_out = glance.equipments(work)
    shown = [modems.document(work, name) for name in modems.names(work)]
    return StatusDocument(
        config=str(work.settings.path),
        daemons=requests_watch.documents(work),
        modems=shown,
        equipments=equipments,
        queues=_queues(work),
        alerts=[
            *_of_storage(work),
            *_of_modems(work, shown),
            *_of_queues(work),
            *_of_interactds(work),
            *glance.bounded(_of_contacts(work)),
            *left_out,
            *requests_watch.alerts(work),
        ],
    )


def _queues(work: Work) -> QueueDocument:
    counts = store_outbox.counts(work.store, work.now_ms - DAY_MS)
    return QueueDocument(
        queued=counts.queued,
        in_flight=counts.in_flight,
        uncertain=counts.uncertain,
        failed_24h=counts.failed_since,
        questions=store_questions.open_count(work.store),
        incomplete=store_inbox.incomplete(work.store),
        asks=store_asks.open_count(work.store),
    )


def _of_storage(work: Work) -> list[AlertDocument]:
    if work.memory.trouble is None:
        return []
    remedy = "Make room, make it writable or put it back; it goes on by itself"
    text = f"the store cannot be written: {work.memory.trouble}. {remedy}"
    return [_alert("store", "critical", text, round(work.memory.trouble_at * 1000))]


def _of_modems(work: Work, shown: list[ModemDocument]) -> list[AlertDocument]:
    alerts: list[AlertDocument] = []
    for modem in shown:
        name = modem.name
        peer = work.memory.peers.named(Link.MODEMS, name)
        if peer is None:
            alerts.append(_alert("modemd", "critical", modem.reason))
        elif not peer.connected:
            alerts.append(_alert("modemd", "critical", f"modemd of modem {name} is not connected", modem.since_at))
        elif not peer.answering:
            alerts.append(_alert("modemd", "critical", f"modemd of modem {name} does not answer"))
        elif modem.state != ModemCondition.READY:
            severity = "critical" if modem.state in _CRITICAL else "warning"
            text = f"modem {name} is {modem.state}: {modem.reason}"
            alerts.append(_alert("modem-state", severity, text, modem.since_at))
        known = work.memory.modems.get(name)
        if known is not None and known.told_at is not None and (known.held_until or 0) > work.now:
            alerts.append(_alert("modem-limit", "warning", f"modem {name} has reached modem_per_day: messages wait"))
        problems = modem.facts.problems if modem.facts is not None else []
        alerts += [_alert("modem-problem", "warning", f"modem {name}: {problem}") for problem in problems]
    return alerts


def _of_queues(work: Work) -> list[AlertDocument]:
    alerts: list[AlertDocument] = []
    for lane in sorted(set(store_outbox.lanes(work.store)) - set(modems.names(work))):
        count = store_outbox.waiting_in(work.store, lane)
        wait = "1 message waits" if count == 1 else f"{count} messages wait"
        text = f"{wait} for modem {lane}, which is not in the settings: set it up again, or cancel what waits for it"
        alerts.append(_alert("queue", "warning", text))
    return alerts


def _of_interactds(work: Work) -> list[AlertDocument]:
    peers = list(work.memory.peers.all(Link.INTERACTIONS))
    if not peers:
        return [_alert("interactd", "critical", "no interactd has connected: questions are not answered")]
    silent = [
        _alert("interactd", "critical", f"{peer.name} {'does not answer' if peer.connected else 'is not connected'}")
        for peer in peers
        if not peer.usable
    ]
    troubled = [
        _alert("interactd-problem", "warning", f"{peer.name}: {problem}")
        for peer in peers
        if peer.connected
        for problem in peer.problems
    ]
    return [*silent, *troubled]


def _of_contacts(work: Work) -> list[AlertDocument]:
    alerts: list[AlertDocument] = []
    for equipment in work.directory.equipments:
        for person in equipment.contacts:
            if person.added_automatically:
                text = f"{person.name} was added to {equipment.name} automatically: rename or remove this contact"
                alerts.append(_alert("contact-added", "warning", text))
            if documents.contact(equipment, person, work.directory).muted:
                command = f"smsctl contact unmute {shlex.quote(equipment.name)} {shlex.quote(person.name)}"
                text = f"{person.name} of {equipment.name} is muted after too many answers; when settled: {command}"
                alerts.append(_alert("contact-muted", "warning", text))
    return alerts


def _alert(about: str, severity: str, message: str, at: int | None = None) -> AlertDocument:
    return AlertDocument(severity=severity, message=message, at=at, about=about)
