"""Questions: who is asked, and what the sender gets when no answer comes.

    waiting     no interactd was asked, or the question is known not to have reached one
    asked       durably, before it leaves: the interactd, and which process of it
    taken       that process said it is about to act
    answered    the answer is queued, in the same transaction; or it was silence
    apologised  no answer came: the apology is queued, and a later answer is dropped
    dropped     neither: the loop guard muted the sender meanwhile

Acting twice is worse than not answering. A question is asked again only when it cannot have been acted on: it never
left; or the process it was given to lives and says that it has never seen it, when routerd has come back; or this
very routerd asked it, it was not taken, and another process of that interactd says hello (an interactd says `taken`
before it acts, so what the old process said was read before the new one could say anything). A connection that ended
proves nothing: the process may have been frozen and act when it wakes up. After a restart of routerd a `taken` may
have been lost with the old connection, so what was asked before and is not disowned is never asked again: its answer
is awaited while the process it was given to may live, then the sender gets the apology.
"""

from __future__ import annotations

from routerd import limits, outbox, store_inbox, store_outbox, store_questions, values
from routerd.exchange import Link
from routerd.outbox import Cut, Order, Recipient
from routerd.peers import Peer
from routerd.store_inbox import Message
from routerd.store_questions import Question as Record
from routerd.work import Work
from smsbus import phrases
from smsbus.messages import Answer, Question, QuestionTaken, QuestionUnknown
from smsbus.numbers import Number, NumberKind
from smsbus.sms.errors import EncodeError


def create(work: Work, message: Message) -> None:
    """A received message is a question."""
    store_questions.add(
        work.store,
        id=work.ids.token(),
        inbox=message.id,
        sender=message.sender,
        modem=message.modem,
        created_at=work.now_ms,
        deadline_at=work.now_ms + _ms(work.settings.router.question_wait),
    )


def assign(work: Work) -> None:
    """Asks an interactd what waits; the one with the least in hand first."""
    peers = work.memory.peers.usable(Link.INTERACTIONS)
    if not peers:
        return
    waiting = store_questions.waiting(work.store)
    if not waiting:
        return
    load = {peer.name: len(store_questions.at(work.store, peer.name)) for peer in peers}
    for record in waiting:
        peer = min(peers, key=lambda candidate: (load[candidate.name], candidate.name))
        load[peer.name] += 1
        _ask(work, record, peer)


def taken(work: Work, message: QuestionTaken) -> None:
    """An interactd is about to act on it."""
    record = store_questions.question(work.store, message.question)
    if record is not None and record.state == "asked":
        store_questions.change(work.store, record.id, state="taken")


def answered(work: Work, message: Answer) -> None:
    """The answer came: it is queued for the sender, in the transaction that closes the question."""
    record = store_questions.question(work.store, message.question)
    if record is None or record.state not in ("asked", "taken"):
        work.count("late-answers")
        work.log("warning", "dropped", answer=message.question, state=record.state if record else "unknown")
        return
    work.memory.asked_here.discard(record.id)
    closed = "answered" if _reply(work, record, message.text) else "dropped"
    store_questions.change(work.store, record.id, state=closed, outcome=message.outcome.value, deadline_at=None)
    work.event(
        "question.answered",
        question=record.id,
        message=record.inbox,
        outcome=message.outcome.value,
        interaction=message.interaction,
        silent=not message.text,
    )


def given_to(work: Work, name: str, boot: str) -> list[str]:
    """What an interactd that says hello is asked about."""
    return [record.id for record in store_questions.at(work.store, name) if record.boot == boot]


def unknown(work: Work, peer: Peer | None, message: QuestionUnknown) -> None:
    """The question never reached the interactd. Only the process it was given to can say that for certain."""
    record = store_questions.question(work.store, message.question)
    if record is not None and record.state == "asked" and peer is not None and record.boot == peer.boot:
        _wait_again(work, record)


def not_asked(work: Work, question: str) -> None:
    """The question never left routerd."""
    record = store_questions.question(work.store, question)
    if record is not None and record.state == "asked":
        _wait_again(work, record)


def interactd_ended(work: Work, name: str) -> None:
    """An interactd of that name said hello, or its connection ended: what was given to a process that is no longer
    connected will not be answered by the one that is. While none is connected, nothing is known.
    """
    boots = work.memory.peers.boots(Link.INTERACTIONS, name)
    for record in store_questions.at(work.store, name) if boots else ():
        if record.boot in boots:
            continue
        if record.state == "asked" and record.id in work.memory.asked_here:
            _wait_again(work, record)
        else:
            _apologise(work, record)


def give_up(work: Work) -> None:
    """Apologises for what was not answered in time."""
    for record in store_questions.overdue(work.store, work.now_ms):
        _apologise(work, record)


def _ask(work: Work, record: Record, peer: Peer) -> None:
    message = store_inbox.message(work.store, record.inbox)
    assert message is not None
    store_questions.change(
        work.store,
        record.id,
        state="asked",
        interactd=peer.name,
        boot=peer.boot,
        asked_at=work.now_ms,
        deadline_at=work.now_ms + _ms(work.settings.router.question_timeout),
    )
    work.memory.asked_here.add(record.id)
    question = Question(
        question=record.id,
        text=message.text or "",
        contact=message.contact,
        user=message.user,
        equipment=message.equipment,
        received_at=message.received_at,
    )
    work.send(Link.INTERACTIONS, peer.id, question)
    work.event(
        "question.asked",
        question=record.id,
        message=message.id,
        equipment=message.equipment,
        contact=values.masked_name(message.contact),
        interactd=peer.name,
    )


def _wait_again(work: Work, record: Record) -> None:
    """Back to waiting, with the limit it had from the start: a question that ends every interactd must end too."""
    deadline_at = min(record.created_at, work.now_ms) + _ms(work.settings.router.question_wait)
    if deadline_at <= work.now_ms:
        _apologise(work, record)
        return
    work.memory.asked_here.discard(record.id)
    store_questions.change(
        work.store,
        record.id,
        state="waiting",
        interactd=None,
        boot=None,
        asked_at=None,
        deadline_at=deadline_at,
    )


def _apologise(work: Work, record: Record) -> None:
    work.memory.asked_here.discard(record.id)
    queued = _reply(work, record, _apology(work))
    store_questions.change(work.store, record.id, state="apologised" if queued else "dropped", deadline_at=None)
    work.event("question.answered", question=record.id, message=record.inbox, outcome="no-answer", silent=not queued)
    work.log("warning", "apologised", question=record.id, message=record.inbox, interactd=record.interactd or "none")


def _apology(work: Work) -> str:
    return work.settings.router.unavailable_text or phrases.say(work.settings.service.language, "apology")


def _reply(work: Work, record: Record, text: str | None) -> bool:
    """Queues the text for the sender, through the modem the question came by; False when the guard forbids it."""
    if not text:
        return True
    if record.sender in work.directory.muted:
        return False
    message = store_inbox.message(work.store, record.inbox)
    if limits.exhausted(work, record.sender):
        limits.mute(work, record.sender, message.contact if message else None)
        return False
    cut = _cut(work, text, record.modem)
    key = f"{outbox.ANSWER_KEY}{record.id}"
    store_outbox.use_key(work.store, key, "", work.now_ms)
    order = Order(cut=cut, priority="answer", modem=record.modem, preferred=True, key=key)
    number = Number(kind=NumberKind.INTERNATIONAL, value=record.sender)  # nobody else ever asks
    outbox.enqueue(work, order, [Recipient(number=number, contact=message.contact if message else None)])
    return True


def _cut(work: Work, text: str, modem: str) -> Cut:
    try:
        return outbox.cut(work, text, modem)
    except EncodeError:
        return outbox.cut(work, phrases.say(work.settings.service.language, "apology"), modem)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
