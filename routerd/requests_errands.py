"""Requests about errands: those that are open, and an end to one."""

from __future__ import annotations

from typing import cast

from routerd import errands, store_errands, store_questions
from routerd.paging import fitting
from routerd.store_errands import Errand
from routerd.work import Work
from smsbus.errors import Code, RequestRefused
from smsbus.numbers import InvalidNumber, parse
from smsbus.requests_errands import (
    ErrandDocument,
    ErrandState,
    InteractionCancelRequest,
    InteractionScheduledRequest,
)


def interaction_scheduled(work: Work, request: InteractionScheduledRequest) -> list[ErrandDocument]:
    """The open ones, as many as fit one reply."""
    if request.contact is None or not request.contact.strip():
        return fitting([document(errand) for errand in store_errands.all_open(work.store)])
    numbers = _numbers_of(work, request.contact.strip())
    return fitting([document(errand) for errand in store_errands.open_of(work.store, numbers)])


def interaction_cancel(work: Work, request: InteractionCancelRequest) -> ErrandDocument:
    """Ends an open one that nobody has taken."""
    errand = store_errands.errand(work.store, request.errand)
    if errand is None:
        raise RequestRefused(Code.NOT_FOUND, f"there is no errand {request.errand}")
    if errand.state not in errands.OPEN:
        raise RequestRefused(Code.STATE, f"errand {errand.id} is {errand.state}: there is nothing left to cancel")
    question = store_questions.open_of_errand(work.store, errand.id)
    if question is not None and question.state == "taken":
        raise RequestRefused(Code.STATE, f"errand {errand.id} is being done now: try again in a moment")
    errands.end_unasked(work, errand, "cancelled", "by a client")
    ended = store_errands.errand(work.store, errand.id)
    assert ended is not None
    return document(ended)


def document(errand: Errand, *, with_note: bool = False) -> ErrandDocument:
    """An errand as clients see it."""
    return ErrandDocument(
        id=errand.id,
        number=errand.number,
        sender=errand.sender,
        contact=errand.contact,
        equipment=errand.equipment,
        what=errand.what,
        state=cast("ErrandState", errand.state),
        reason=errand.reason,
        due_at=errand.due_at,
        every_s=errand.every_s,
        expires_at=errand.expires_at,
        created_at=errand.created_at,
        ended_at=errand.ended_at,
        note=errand.note if with_note else "",
    )


def _numbers_of(work: Work, contact: str) -> list[str]:
    """The numbers of a contact's name, in whatever equipment, or the number itself."""
    known = work.directory.contacts_named(contact)
    if known:
        return sorted({number.value for _, person in known for number in person.numbers})
    try:
        return [parse(contact, work.settings.numbers.default_region).value]
    except InvalidNumber:
        raise RequestRefused(Code.NOT_FOUND, f"{contact!r} is neither a contact nor a number") from None
