"""Requests about all that is kept of a person: read it page by page, purge it batch by batch."""

from __future__ import annotations

from typing import assert_never

from routerd import (
    documents,
    purging,
    requests_errands,
    store_conversation,
    store_errands,
    store_inbox,
    store_outbox,
    store_purge,
)
from routerd.paging import fitting
from routerd.purging import BATCH
from routerd.requests_directory import contact_named, equipment_named
from routerd.requests_messages import MOST_LISTED, outbox_document
from routerd.store_conversation import Memory
from routerd.work import Work
from smsbus.documents import InboxDocument, OutboxDocument
from smsbus.requests_errands import ErrandDocument, MemoryDocument
from smsbus.requests_history import ContactHistoryRequest, ContactPurgeRequest, MessagePurgeRequest, PurgeDocument

Page = list[InboxDocument] | list[OutboxDocument] | list[ErrandDocument] | list[MemoryDocument]


def contact_history(work: Work, request: ContactHistoryRequest) -> Page:
    """What comes next of one kind."""
    contact = contact_named(equipment_named(work, request.equipment), request.name)
    numbers = [number.value for number in contact.numbers]
    after, limit = request.after, max(1, min(request.limit, MOST_LISTED))
    match request.box:
        case "inbox":
            received = store_inbox.of_senders(work.store, numbers, after=after, limit=limit)
            return fitting([documents.inbox(message) for message in received])
        case "outbox":
            sent = store_outbox.of_recipients(work.store, numbers, after=after, limit=limit)
            return fitting([outbox_document(work, message) for message in sent])
        case "errands":
            kept = store_errands.of_senders(work.store, numbers, after=after, limit=limit)
            return fitting([requests_errands.document(errand, with_note=True) for errand in kept])
        case "memory":
            remembered = store_conversation.of_senders(work.store, numbers, after=after, limit=limit)
            return fitting([_remembered(memory) for memory in remembered])
        case _:
            assert_never(request.box)


def contact_purge(work: Work, request: ContactPurgeRequest) -> PurgeDocument:
    """One batch; what is at a modem stays until it is asked for again."""
    equipment = equipment_named(work, request.equipment)
    contact = contact_named(equipment, request.name)
    numbers = [number.value for number in contact.numbers]
    received = store_purge.received_from(work.store, numbers, BATCH)
    sent = store_purge.sent_to(work.store, numbers, BATCH - len(received))
    purging.erase_inbox(work, received)
    purging.erase_outbox(work, sent)
    asked = store_purge.asks_of(work.store, numbers, BATCH)
    store_purge.erase_asks(work.store, asked)
    reports = store_purge.reports_on(work.store, numbers, BATCH)
    store_purge.erase_reports(work.store, reports, work.now_ms)
    errands = store_errands.of_senders(work.store, numbers, after=0, limit=BATCH)
    purging.erase_errands(work, errands)
    store_conversation.forget(work.store, numbers)
    erased = purging.erase_values(work, equipment, contact)
    work.count("purges")
    return PurgeDocument(
        inbox=len(received),
        outbox=len(sent),
        values=erased,
        left=store_purge.flying_to(work.store, numbers),
        more=BATCH in (len(received) + len(sent), len(asked), len(reports), len(errands)),
        errands=len(errands),
    )


def message_purge(work: Work, request: MessagePurgeRequest) -> None:
    """One message."""
    purging.erase_one(work, request.box, request.message)


def _remembered(memory: Memory) -> MemoryDocument:
    return MemoryDocument(id=memory.id, sender=memory.sender, memory=memory.memory, at=memory.at)
