"""Requests about all that is kept of a person: read it page by page, purge it batch by batch."""

from __future__ import annotations

from routerd import documents, purging, store_inbox, store_outbox, store_purge
from routerd.paging import fitting
from routerd.purging import BATCH
from routerd.requests_directory import contact_named, equipment_named
from routerd.requests_messages import MOST_LISTED, outbox_document
from routerd.work import Work
from smsbus.requests import InboxDocument, OutboxDocument
from smsbus.requests_history import ContactHistoryRequest, ContactPurgeRequest, MessagePurgeRequest, PurgeDocument


def contact_history(work: Work, request: ContactHistoryRequest) -> list[InboxDocument] | list[OutboxDocument]:
    """The next messages from or to the contact's numbers."""
    contact = contact_named(equipment_named(work, request.equipment), request.name)
    numbers = [number.value for number in contact.numbers]
    limit = max(1, min(request.limit, MOST_LISTED))
    if request.box == "inbox":
        received = store_inbox.of_senders(work.store, numbers, after=request.after, limit=limit)
        return fitting([documents.inbox(message) for message in received])
    sent = store_outbox.of_recipients(work.store, numbers, after=request.after, limit=limit)
    return fitting([outbox_document(work, message) for message in sent])


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
    erased = purging.erase_values(work, equipment, contact)
    work.count("purges")
    return PurgeDocument(
        inbox=len(received),
        outbox=len(sent),
        values=erased,
        left=store_purge.flying_to(work.store, numbers),
        more=BATCH in (len(received) + len(sent), len(asked), len(reports)),
    )


def message_purge(work: Work, request: MessagePurgeRequest) -> None:
    """One message."""
    purging.erase_one(work, request.box, request.message)
