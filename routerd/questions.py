"""Questions: who is asked, and what the sender gets when no answer comes.

    waiting     no interactd was asked, or the question is known not to have reached one
    asked       durably, before it leaves: the interactd, and which process of it
    taken       that process said it is about to act
    answered    the answer is queued, in the same transaction; or it was silence
    apologised  no answer came: the apology is queued, and a later answer is dropped
    dropped     neither: the loop guard muted the sender meanwhile, the sender may not ask any more, or the errand
                behind it may not be done any more

Acting twice is worse than not answering. A question is asked again only when it cannot have been acted on: it never
left; or the process it was given to lives and says that it has never seen it, when routerd has come back; or this
very routerd asked it, it was not taken, and another process of that interactd says hello (an interactd says `taken`
before it acts, so what the old process said was read before the new one could say anything). A connection that ended
proves nothing: the process may have been frozen and act when it wakes up. After a restart of routerd a `taken` may
have been lost with the old connection, so what was asked before and is not disowned is never asked again: its answer
is awaited while the process it was given to may live, then the sender gets the apology.

A conversation is in order: of each sender one question is asked at a time, whatever the number of interactds, so that
the next one finds what the one before left in `conversation`. Others' are not held up by it.

What must not be done twice is not begun before `taken.ack`, which goes out when `taken` is on disk, and only to the
process that the question was given to, while its time runs: from then on nobody else is ever asked it.
"""

from __future__ import annotations

from typing import Any

from routerd import conversation, errands, outbox, replying, store_errands, store_inbox, store_questions, values
from routerd.exchange import Link
from routerd.peers import Peer
from routerd.policy import Asker, Reason
from routerd.store_errands import Errand
from routerd.store_inbox import Message
from routerd.store_questions import Question as Record
from routerd.work import Work
from smsbus.numbers import Number, NumberKind
from smsbus.questions import Answer, AnswerOutcome, Question, QuestionTaken, QuestionUnknown, TakenAck

LONGEST_TEXT = 2000
"""What interactd gets of a text: many times what it reads, and little enough for memory and errands beside it."""
LONGEST_REASON = 200

OPEN = ("asked", "taken")


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


def assign(work: Work) -> bool:
    """Asks an interactd what waits; the one with the least in hand first. Whether one was dropped instead, so that what
    waits behind it may be asked.
    """
    peers = work.memory.peers.usable(Link.INTERACTIONS)
    if not peers:
        return False
    waiting = store_questions.next_waiting(work.store)
    if not waiting:
        return False
    dropped = False
    load = {peer.name: len(store_questions.at(work.store, peer.name)) for peer in peers}
    for record in waiting:
        peer = min(peers, key=lambda candidate: (load[candidate.name], candidate.name))
        if _ask(work, record, peer):
            load[peer.name] += 1
        else:
            dropped = True
    return dropped


def taken(work: Work, peer_id: bytes, peer: Peer | None, message: QuestionTaken) -> None:
    """An interactd is about to act on it. Said again it is acknowledged again: the acknowledgement may be lost."""
    record = store_questions.question(work.store, message.question)
    if record is None or record.state not in OPEN:
        work.count("late-takes")
        return
    if record.state == "asked":
        store_questions.change(work.store, record.id, state="taken")
    assert record.deadline_at is not None
    # Whoever has not said hello yet will repeat it; a process that was given up would act beside another.
    if peer is None or peer.boot != record.boot or record.deadline_at <= work.now_ms:
        return
    conversation.remember(work, record.sender, message.memory)
    if message.acts:
        if not record.acts:
            store_questions.change(work.store, record.id, acts=1)
        work.send(Link.INTERACTIONS, peer_id, TakenAck(question=record.id))


def answered(work: Work, peer: Peer | None, message: Answer) -> None:
    """The answer came: it is queued for the sender, in the transaction that closes the question."""
    record = store_questions.question(work.store, message.question)
    # Of a process that was given up nobody wants an answer while another has the question in hand.
    stale = record is not None and peer is not None and peer.boot != record.boot
    if record is None or record.state not in OPEN or stale:
        work.count("late-answers")
        work.log("warning", "dropped", answer=message.question, state=record.state if record else "unknown")
        return
    work.memory.asked_here.discard(record.id)
    work.count(f"answers.{message.outcome.value}")
    conversation.remember(work, record.sender, message.memory)
    errand = _errand_of(work, record)
    if errand is not None and message.outcome is AnswerOutcome.NOT_YET and _may_look_again(errand, record):
        _look_again(work, record, errand, message.outcome.value, message.reason)
    else:
        _close(work, record, errand, message)


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
            _without_answer(work, record)


def give_up(work: Work) -> None:
    """Apologises for what was not answered in time."""
    for record in store_questions.overdue(work.store, work.now_ms):
        _without_answer(work, record)


# --- asking ------------------------------------------------------------------------------------------------------


def _ask(work: Work, record: Record, peer: Peer) -> bool:
    """Whether it was asked: an errand may have become one that must not be."""
    errand = _errand_of(work, record)
    if errand is None:
        message = _message_of(work, record)
        assert message is not None
        asker = _asker(work, message)
        if asker is None:
            _drop(work, record, "the sender may not ask any more")
            return False
        errands.drop_of_others(work, record.sender, asker.equipment, asker.contact)
        question = _of_message(work, record, message, asker)
    else:
        who = errands.asker(work, errand)
        if isinstance(who, str):
            errands.end_unasked(work, errand, "dropped", who)
            return False
        question = _of_errand(work, record, errand, who)
    store_questions.change(
        work.store,
        record.id,
        state="asked",
        interactd=peer.name,
        boot=peer.boot,
        turn=question.turn,
        asked_at=work.now_ms,
        deadline_at=work.now_ms + _ms(work.settings.router.question_timeout),
    )
    work.memory.asked_here.add(record.id)
    work.send(Link.INTERACTIONS, peer.id, question)
    if errand is None or errand.every_s is None or question.turn == "expired":  # each look of a watch would be too much
        work.event(
            "question.asked",
            question=record.id,
            message=record.inbox,
            equipment=question.equipment,
            contact=values.masked_name(question.contact),
            interactd=peer.name,
            **({} if errand is None else {"errand": errand.id, "turn": question.turn}),
        )
    return True


def _asker(work: Work, message: Message) -> Asker | None:
    """As whom a message is asked: as the contact that it came from, with the user that this contact has by now."""
    number = Number(kind=NumberKind.INTERNATIONAL, value=message.sender)
    return next(
        (
            Asker(equipment=equipment.name, contact=contact.name, user=contact.user)
            for equipment, contact in work.directory.knowing(number)
            if (equipment.name, contact.name) == (message.equipment, message.contact)
            and not equipment.disable_interactions
        ),
        None,
    )


def _of_message(work: Work, record: Record, message: Message, asker: Asker) -> Question:
    return Question(
        question=record.id,
        text=(message.text or "")[:LONGEST_TEXT],
        contact=asker.contact,
        user=asker.user,
        equipment=asker.equipment,
        received_at=message.received_at,
        scts=message.scts,
        memory=conversation.recall(work, record.sender),
        errands=errands.others(work, record.sender, None),
    )


def _of_errand(work: Work, record: Record, errand: Errand, who: Asker) -> Question:
    return Question(
        question=record.id,
        text=errand.what,
        contact=who.contact,
        user=who.user,
        equipment=who.equipment,
        received_at=errand.created_at,
        memory=conversation.recall(work, record.sender),
        errands=errands.others(work, record.sender, errand.id),
        errand=errands.document(errand),
        turn=errands.turn_of(errand, work.now_ms, _ms(work.settings.router.errand_late)),
    )


def _wait_again(work: Work, record: Record) -> None:
    """Back to waiting, with the limit it had from the start: a question that ends every interactd must end too."""
    deadline_at = min(record.created_at, work.now_ms) + _ms(work.settings.router.question_wait)
    if deadline_at <= work.now_ms:
        _without_answer(work, record)
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


# --- ends --------------------------------------------------------------------------------------------------------


def _close(work: Work, record: Record, errand: Errand | None, message: Answer) -> None:
    """Queues the answer, and with it keeps and cancels what interactd asks for. Of what is not kept the sender is told
    that instead of the answer, which promises it; nothing is kept for a sender who cannot be told.
    """
    store_questions.change(work.store, record.id, state="answered", outcome=message.outcome.value, deadline_at=None)
    if errand is not None:
        errands.end(work, errand, "expired" if record.turn == "expired" else "done")
    cancelled = errands.cancel_of(work, record.sender, message.cancelled)
    kept = errands.keep(work, _owner(work, record, errand), message.plans)
    refused = len(message.plans) - len(kept)
    queued = _reply(work, record, errand, replying.refusal(work) if refused else message.text)
    if not queued:
        store_questions.change(work.store, record.id, state="dropped")
        if errand is not None:
            errands.end(work, errand, "dropped", Reason.MUTED.value)
        for unheard in kept:
            store_errands.erase(work.store, unheard)
        kept = []
    _tell(
        work,
        record,
        outcome=message.outcome.value,
        interaction=message.interaction,
        silent=not message.text,
        reason=_short(message.reason),
        planned=kept,
        cancelled=cancelled,
        plans_dropped=refused,
    )
    if message.outcome is AnswerOutcome.UNAVAILABLE:
        reason = _short(message.reason) or "not told"
        work.log("warning", "unavailable", question=record.id, interaction=message.interaction, reason=reason)


def _drop(work: Work, record: Record, reason: str) -> None:
    """It is not asked, and nothing is sent."""
    store_questions.change(work.store, record.id, state="dropped", deadline_at=None)
    _tell(work, record, outcome="dropped", silent=True, reason=reason)
    work.log("warning", "dropped", question=record.id, message=record.inbox, reason=reason)


def _without_answer(work: Work, record: Record) -> None:
    """No answer came: a watch is looked at again, everything else ends with an apology."""
    work.memory.asked_here.discard(record.id)
    work.count("answers.none")
    errand = _errand_of(work, record)
    if errand is not None and _may_look_again(errand, record):
        _look_again(work, record, errand, "no-answer", "no answer came")
        return
    acted = bool(record.acts)
    text = replying.apology(work, acted=acted) if errand is None else replying.regret(work, errand.what)
    queued = _reply(work, record, errand, text)
    state = "apologised" if queued else "dropped"
    store_questions.change(work.store, record.id, state=state, deadline_at=None)
    if errand is not None:
        errands.end(work, errand, "expired" if record.turn == "expired" else "dropped", "no answer came")
    _tell(work, record, outcome="no-answer", silent=not queued)
    work.log("warning", "apologised", question=record.id, message=record.inbox, interactd=record.interactd or "none")


def _may_look_again(errand: Errand, record: Record) -> bool:
    """Whether this was a look of a watch, and one that did nothing."""
    return errand.every_s is not None and not record.acts and record.turn != "expired"


def _look_again(work: Work, record: Record, errand: Errand, outcome: str, reason: str | None) -> None:
    """The look is over, and leaves no row: a watch shall not make the store grow. What is wrong is told once."""
    store_questions.remove(work.store, record.id)
    reason = _short(reason)
    if errands.look_again(work, errand, reason):
        _tell(work, record, outcome=outcome, silent=True, reason=reason)
        work.log("warning", "unseen", errand=errand.id, reason=reason)


def _tell(work: Work, record: Record, **data: Any) -> None:
    """The event of an end; what there is nothing to say of is left out."""
    optional = ("reason", "planned", "cancelled", "plans_dropped")
    shown = {name: value for name, value in data.items() if value or name not in optional}
    errand = {} if record.errand is None else {"errand": record.errand}
    work.event("question.answered", question=record.id, message=record.inbox, **errand, **shown)


def _reply(work: Work, record: Record, errand: Errand | None, text: str | None) -> bool:
    kind = outbox.ANSWER_KEY if errand is None else outbox.ERRAND_KEY
    owner = _owner(work, record, errand)
    return replying.queue(
        work,
        key=f"{kind}{record.id}",
        sender=record.sender,
        contact=owner.contact,
        modem=record.modem,
        text=text,
    )


def _owner(work: Work, record: Record, errand: Errand | None) -> errands.Owner:
    named = errand if errand is not None else _message_of(work, record)
    return errands.Owner(
        sender=record.sender,
        modem=record.modem,
        contact=named.contact if named else None,
        equipment=named.equipment if named else None,
    )


def _errand_of(work: Work, record: Record) -> Errand | None:
    return None if record.errand is None else store_errands.errand(work.store, record.errand)


def _message_of(work: Work, record: Record) -> Message | None:
    return None if record.inbox is None else store_inbox.message(work.store, record.inbox)


def _short(reason: str | None) -> str | None:
    return None if reason is None else " ".join(reason.split())[:LONGEST_REASON]


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
