"""Requests about asks: ask, show, list, cancel."""

from __future__ import annotations

from routerd import asks, choice, rates, recipients, store_asks
from routerd.asks import OPEN, Target
from routerd.outbox import PRIORITIES, Recipient
from routerd.paging import fitting
from routerd.requests_directory import check_modem
from routerd.requests_messages import MOST_LISTED, check_key, digest_of
from routerd.store_asks import Ask
from routerd.work import Work
from smsbus import requests_ask as wire
from smsbus.errors import Code, RequestRefused
from smsbus.numbers import SEPARATOR
from smsbus.requests_ask import AskDocument
from smsbus.sms.errors import EncodeError

MOST_ANSWERS = 20
LONGEST_ANSWER = 40
LONGEST_TIMEOUT_S = 30 * 86400
MOST_OPEN = 20
"""Of one person: who is asked more than that at once is not asked but flooded."""
MOST_OPEN_IN_ALL = 1000
"""They are looked after in every turn; no client may make routerd slow for the others."""


def ask(work: Work, request: wire.AskRequest) -> AskDocument:
    """Makes an ask, and queues its question if it is its turn. A repeated key gives the ask made under it."""
    answers = _checked(work, request)
    digest = digest_of(request)
    if request.key is not None:
        known = store_asks.of_key(work.store, request.key)
        if known is not None and known.digest != digest:
            raise RequestRefused(Code.KEY_REUSED, f"the key {request.key!r} was used for another ask: use a new one")
        if known is not None:
            return document(known, repeated=True)
    target = _target(work, request.to)
    _check_sendable(work, request, answers, target)
    person = asks.related(work, target.number.value, target.contact.id)
    _check_room(work, target, person)
    rates.check_client(work, work.client)
    rates.check_recipients(work, [Recipient(number=target.number, contact=target.contact.name)])
    ask_id = store_asks.add(
        work.store,
        answers,
        key=request.key,
        digest=digest,
        contact=target.contact.id,
        contact_name=target.contact.name,
        equipment_name=target.equipment.name,
        number=target.number.value,
        text=request.text,
        timeout_s=request.timeout_s,
        priority=PRIORITIES.index(request.priority),
        modem=request.modem,
        created_at=work.now_ms,
        due_at=work.now_ms,
        deadline_at=work.now_ms + request.timeout_s * 1000,
    )
    asks.start(work, _ask(work, ask_id))
    return document(_ask(work, ask_id))


def ask_show(work: Work, request: wire.AskShowRequest) -> AskDocument:
    """One."""
    return document(_ask(work, request.ask))


def ask_list(work: Work, request: wire.AskListRequest) -> list[AskDocument]:
    """The newest, as many as fit one reply."""
    limit = max(1, min(request.limit, MOST_LISTED))
    return fitting([document(found) for found in store_asks.asks(work.store, state=request.state, limit=limit)])


def ask_cancel(work: Work, request: wire.AskCancelRequest) -> AskDocument:
    """Ends an open one."""
    found = _ask(work, request.ask)
    if found.state not in OPEN:
        raise RequestRefused(Code.STATE, f"ask {found.id} is {found.state}: there is nothing left to cancel")
    asks.cancel(work, found)
    return document(_ask(work, found.id))


def document(found: Ask, *, repeated: bool = False) -> AskDocument:
    """An ask as clients see it."""
    return AskDocument(
        id=found.id,
        key=found.key,
        to=found.number,
        contact=found.contact_name,
        equipment=found.equipment_name,
        text=found.text,
        answers=list(found.allowed),
        timeout_s=found.timeout_s,
        state=found.state,
        reason=found.reason,
        answer=found.answer,
        choice=found.choice,
        message=found.message,
        reply=found.reply,
        created_at=found.created_at,
        asked_at=found.asked_at,
        deadline_at=found.deadline_at,
        ended_at=found.ended_at,
        repeated=repeated,
    )


def _checked(work: Work, request: wire.AskRequest) -> tuple[str, ...]:
    """The allowed answers. Raises `RequestRefused` for what no ask may be."""
    check_key(request.key)
    if not request.text.strip():
        raise RequestRefused(Code.INVALID, "the question is empty")
    if not 0 < request.timeout_s <= LONGEST_TIMEOUT_S:
        raise RequestRefused(Code.INVALID, f"timeout_s must be 1 to {LONGEST_TIMEOUT_S} (30 days)")
    if request.modem is not None:
        check_modem(work, request.modem)
    answers = tuple(answer.strip() for answer in request.answers)
    if len(answers) > MOST_ANSWERS:
        raise RequestRefused(Code.INVALID, f"{len(answers)} answers: at most {MOST_ANSWERS} are allowed")
    folded: dict[str, str] = {}
    for answer in answers:
        form = choice.fold(answer)
        if not form or len(answer) > LONGEST_ANSWER or not answer.isprintable():
            raise RequestRefused(
                Code.INVALID, f"{answer[:LONGEST_ANSWER]!r} is no answer: write 1 to {LONGEST_ANSWER} characters"
            )
        if form in folded:
            raise RequestRefused(
                Code.INVALID, f"the answers {folded[form]!r} and {answer!r} cannot be told apart in a reply"
            )
        folded[form] = answer
    return answers


def _target(work: Work, to: str) -> Target:
    """The one contact, or number of one, that `to` names: only a contact's reply would be accepted."""
    if SEPARATOR in to or to.strip().startswith(recipients.GROUP):
        raise RequestRefused(Code.INVALID, "an ask goes to one contact: make one for each")
    recipient = recipients.parse(to, work.directory, work.settings.numbers.default_region)[0]
    known = work.directory.knowing(recipient.number)
    if not known:
        raise RequestRefused(
            Code.NOT_FOUND,
            f"{recipient.number.value} is no contact's number, so its reply would not be accepted; `contact add` makes "
            "it one",
        )
    if recipient.number.value in work.directory.own:
        raise RequestRefused(Code.INVALID, f"{recipient.number.value} is the number of one of our own SIMs")
    equipment, contact = next((pair for pair in known if pair[1].name == recipient.contact), known[0])
    return Target(equipment=equipment, contact=contact, number=recipient.number)


def _check_sendable(work: Work, request: wire.AskRequest, answers: tuple[str, ...], target: Target) -> None:
    bound = request.modem or target.equipment.modem
    if bound is not None:
        check_modem(work, bound)
    try:
        asks.question_cut(work, request.text, answers, bound)
    except EncodeError as error:
        raise RequestRefused(Code.INVALID, f"the question cannot be sent: {error.reason}") from None


def _check_room(work: Work, target: Target, person: set[int]) -> None:
    if len(store_asks.open_of(work.store, person)) >= MOST_OPEN:
        raise RequestRefused(
            Code.REFUSED, f"{target.contact.name!r} has {MOST_OPEN} open asks already: wait, or cancel some"
        )
    if store_asks.open_count(work.store) >= MOST_OPEN_IN_ALL:
        raise RequestRefused(Code.REFUSED, f"{MOST_OPEN_IN_ALL} asks are open already: wait, or cancel some")


def _ask(work: Work, ask_id: int) -> Ask:
    found = store_asks.ask(work.store, ask_id)
    if found is None:
        raise RequestRefused(Code.NOT_FOUND, f"there is no ask {ask_id}")
    return found
