"""Requests about messages: send, list, show, cancel, retry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

import msgspec

from routerd import documents, modems, outbox, rates, recipients, store_asks, store_inbox, store_outbox, submission
from routerd.outbox import ANSWER_KEY, Cut, Order, Recipient, State
from routerd.paging import fitting
from routerd.requests_directory import check_modem
from routerd.store_outbox import Message
from routerd.work import Work
from smsbus import requests as wire
from smsbus.documents import InboxDocument, OutboxDocument, SendDocument
from smsbus.errors import Code, RequestRefused
from smsbus.requests import Request
from smsbus.sms.errors import EncodeError

MOST_LISTED = 1000
LONGEST_KEY = 200
LONGEST_VALIDITY_S = 63 * 7 * 86400  # 23.040 §9.2.3.12: what TP-VP can say
LATEST_START_S = 366 * 86400


def send(work: Work, request: wire.SendRequest) -> SendDocument:
    """Queues one message per recipient. A repeated key gives what was queued under it, and queues nothing."""
    _check(work, request)
    digest = digest_of(request)
    if request.key is not None and not request.dry_run:
        queued = _queued_under(work, request.key, digest)
        if queued:
            return _document(queued, repeated=True)
        if queued is not None:
            return SendDocument(messages=[], encoding="", repeated=True)  # they were purged since
    to = recipients.parse(request.to, work.directory, work.settings.numbers.default_region)
    for bound in sorted({recipient.modem for recipient in to if recipient.modem and not request.modem}):
        check_modem(work, bound)
    if request.delivery_report:
        _check_reports(work, {request.modem or recipient.modem for recipient in to})
    cut = _cut(work, request)
    if request.dry_run:
        return _rehearsal(work, request, cut, to)
    rates.check_client(work, work.client)
    rates.check_recipients(work, to)
    if request.key is not None:
        store_outbox.use_key(work.store, request.key, digest, work.now_ms)
    order = Order(
        cut=cut,
        priority=request.priority,
        modem=request.modem,
        key=request.key,
        delivery_report=request.delivery_report,
        flash=request.flash,
        validity_s=request.validity_s,
        not_before_at=request.not_before_at,
    )
    return _document([(message, len(cut.parts)) for message in outbox.enqueue(work, order, to)])


def message_list(work: Work, request: wire.MessageListRequest) -> list[InboxDocument] | list[OutboxDocument]:
    """The newest, as many as fit one reply."""
    limit = max(1, min(request.limit, MOST_LISTED))
    if request.box == "inbox":
        received = store_inbox.messages(work.store, state=request.state, limit=limit)
        return fitting([documents.inbox(message) for message in received])
    queued = store_outbox.messages(work.store, state=request.state, limit=limit)
    return fitting([outbox_document(work, message) for message in queued])


def message_show(work: Work, request: wire.MessageShowRequest) -> InboxDocument | OutboxDocument:
    """One."""
    if request.box == "outbox":
        return _shown(work, _message(work, request.message).id)
    received = store_inbox.message(work.store, request.message)
    if received is None:
        raise RequestRefused(Code.NOT_FOUND, f"there is no received message {request.message}")
    return documents.inbox(received)


def message_cancel(work: Work, request: wire.MessageCancelRequest) -> OutboxDocument:
    """What was sent stays as it is; what is at a modem is wanted back, and cancelled when the modem has not had it."""
    message = _message(work, request.message)
    if not submission.withdraw(work, message.id, "cancelled"):
        raise RequestRefused(Code.STATE, f"message {message.id} is {message.state}: there is nothing left to cancel")
    return _shown(work, message.id)


def message_retry(work: Work, request: wire.MessageRetryRequest) -> OutboxDocument:
    """Queues again what failed, expired or was cancelled."""
    message = _message(work, request.message)
    ended = [part for part in store_outbox.parts(work.store, message.id) if State(part.state) in outbox.ENDED]
    if not ended:
        raise RequestRefused(Code.STATE, f"message {message.id} is {message.state}: only an ended message is retried")
    ask = store_asks.of_message(work.store, message.id)
    if ask is not None and ask.ended_at is not None:
        # Nobody waits for the reply any more: it would be taken for a question.
        raise RequestRefused(Code.STATE, f"message {message.id} asks for ask {ask.id}, which has ended: ask again")
    expires_at = None if message.validity_s is None else work.now_ms + message.validity_s * 1000
    store_outbox.change(work.store, message.id, cancelled=0, expires_at=expires_at)
    due_at = max(work.now_ms, message.not_before_at or 0)
    for part in ended:
        # Not without its job: a late result of it still counts.
        outbox.queue(
            work,
            part,
            message,
            due_at=due_at,
            attempts=0,
            resent=0,
            tp_mr=None,
            sent_at=None,
            delivered_at=None,
        )
    return _shown(work, message.id)


def check_key(key: str | None) -> None:
    """Raises `RequestRefused` for what no key may be."""
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise RequestRefused(Code.INVALID, f"a key has 1 to {LONGEST_KEY} characters")


def _check(work: Work, request: wire.SendRequest) -> None:
    if not request.text:
        raise RequestRefused(Code.INVALID, "the text is empty")
    check_key(request.key)
    if request.key is not None and request.key.startswith(ANSWER_KEY):
        raise RequestRefused(Code.INVALID, f"keys that begin with {ANSWER_KEY!r} are those of answers: choose another")
    if request.validity_s is not None and not 0 < request.validity_s <= LONGEST_VALIDITY_S:
        raise RequestRefused(Code.INVALID, f"validity_s must be 1 to {LONGEST_VALIDITY_S} (63 weeks)")
    latest = work.now_ms + LATEST_START_S * 1000
    if request.not_before_at is not None and not 0 <= request.not_before_at <= latest:
        raise RequestRefused(Code.INVALID, "not_before_at must be milliseconds since 1970, at most a year ahead")
    if request.modem is not None:
        check_modem(work, request.modem)


def _check_reports(work: Work, bound: set[str | None]) -> None:
    """A report that can never come must not be waited for."""
    names = set(modems.names(work)) if None in bound else {name for name in bound if name is not None}
    off = sorted(name for name in names if not outbox.capabilities(work, name).delivery_reports)
    if off:
        raise RequestRefused(
            Code.INVALID,
            f"delivery reports are switched off for modem {', '.join(off)}: set delivery_reports = true there, name "
            "another modem, or do not ask for a report",
        )


def digest_of(request: Request) -> str:
    """Of all that makes it this message, or this ask, and no other."""
    told = msgspec.to_builtins(request)
    for name in ("id", "key", "dry_run"):
        told.pop(name, None)
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _queued_under(work: Work, key: str, digest: str) -> list[tuple[Message, int]] | None:
    """The messages of the key, each with its number of parts; None for a new key."""
    known = store_outbox.digest_of_key(work.store, key)
    if known is None:
        return None
    if known != digest:
        raise RequestRefused(Code.KEY_REUSED, f"the key {key!r} was used for another message: use a new one")
    queued = store_outbox.of_key(work.store, key)
    return [(message, len(store_outbox.parts(work.store, message.id))) for message in queued]


def _cut(work: Work, request: wire.SendRequest) -> Cut:
    try:
        return outbox.cut(work, request.text, request.modem)
    except EncodeError as error:
        raise RequestRefused(Code.INVALID, f"the text cannot be sent: {error.reason}") from None


def _rehearsal(work: Work, request: wire.SendRequest, cut: Cut, to: Sequence[Recipient]) -> SendDocument:
    listed = [
        OutboxDocument(
            id=0,
            to=recipient.number.value,
            contact=recipient.contact,
            text=request.text,
            state="dry-run",
            reason=None,
            parts=len(cut.parts),
            modem=request.modem,
            key=request.key,
            queued_at=work.now_ms,
            sent_at=None,
            delivered_at=None,
        )
        for recipient in to
    ]
    return SendDocument(messages=listed, encoding=cut.alphabet.value, dry_run=True)


def _document(queued: list[tuple[Message, int]], *, repeated: bool = False) -> SendDocument:
    """What was queued. With many recipients and a long text the repetition of the text is left out, to fit a reply."""
    listed = [documents.outbox(message, parts) for message, parts in queued]
    if len(fitting(listed)) < len(listed):
        listed = [msgspec.structs.replace(document, text="") for document in listed]
    return SendDocument(messages=listed, encoding=queued[0][0].alphabet, repeated=repeated)


def _message(work: Work, message_id: int) -> Message:
    message = store_outbox.message(work.store, message_id)
    if message is None:
        raise RequestRefused(Code.NOT_FOUND, f"there is no outgoing message {message_id}")
    return message


def _shown(work: Work, message_id: int) -> OutboxDocument:
    return outbox_document(work, _message(work, message_id))


def outbox_document(work: Work, message: Message) -> OutboxDocument:
    """A message to one recipient."""
    return documents.outbox(message, len(store_outbox.parts(work.store, message.id)))
