"""Parts at the modems: handing over, results, and what is uncertain.

A part is durably in flight, with the modem and the process (`boot`) of its modemd, before the job leaves. A modemd that
says so (`Capabilities.jobs`) is handed the next one too, which it submits only when the result of the one before is
acknowledged: of the parts in flight at a modem, only the one handed over first may be on its way (more of it in
`outbox.perhaps_submitted`), and the others can be taken back at any time. Of that first one exactly one of these
happens:

- a result comes: sent, failed, or uncertain (the modem itself never answered);
- the job never left, or the same process says it has never seen it: queued again at once;
- another process says hello for that modem: uncertain, since the one before may have got as far as the network.

A part of which its modemd has reported that it does not know is marked (`NO_BOOT`): that process forgets it once the
report is acknowledged, so its "never seen" then means nothing, and the part must not go again before its time.

An uncertain part waits `uncertain_wait` for a late answer or a delivery report while others go on, and is then sent
again at most `uncertain_retries` times. Results are acknowledged after the commit, also those that tell nothing new.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from routerd import failover, outbox, pool, precedence, rates, reports, retry, store_outbox
from routerd.exchange import Link
from routerd.outbox import State
from routerd.peers import Peer
from routerd.store import Value
from routerd.store_outbox import Message, Part
from routerd.work import Work
from smsbus.messages import (
    Capabilities,
    Concat,
    JobResult,
    JobUnknown,
    LateReference,
    Outcome,
    ResultAck,
    SubmitJob,
    WithdrawJob,
)
from smsbus.numbers import mask

ABANDONED_AFTER_S = 600.0
"""A part counts as uncertain when its modemd has not come back for so long; longer than any submission may take."""
NO_BOOT = ""
"""The `boot` of a part that its own modemd reported as uncertain: no process can take the doubt back."""
MOST_AT_MODEM = 8
"""However many a modemd wants: what is at a modem is late for a more urgent message, and for another modem."""


def hand_over(work: Work) -> None:
    """Gives every modem that can send its next part; when each has one, what they take beyond it."""
    able = pool.able(work.memory.peers.all(Link.MODEMS), work.memory.modems, work.now)
    lost = failover.lost(work, [peer.name for peer in able])
    flying = {peer.name: store_outbox.in_flight(work.store, peer.name) for peer in able}
    for ahead in range(max((_jobs_taken(peer) for peer in able), default=0)):
        for peer in able:
            at_modem = flying[peer.name]
            if len(at_modem) == ahead < _jobs_taken(peer):
                following = _next_for(work, peer.name, lost, len(at_modem))
                if following is not None:
                    at_modem.append(_hand(work, peer, *following, behind=at_modem))


def _next_for(work: Work, name: str, lost: Sequence[str], flying: int) -> tuple[Message, Part, int] | None:
    """The message and part this modem is handed next, by class, then by age, within its limits; and of how many."""
    modem = work.memory.modems[name]
    heads = {head.priority: head.id for head in store_outbox.heads(work.store, name, lost, work.now_ms)}
    if heads and not rates.may_have(work, modem, flying):
        if heads.keys() - {precedence.ALERT}:
            rates.held_back(work, modem)
        heads = {kind: head for kind, head in heads.items() if kind == precedence.ALERT}
    if not heads:
        return None
    kind = precedence.choose(heads, modem.passed)
    modem.passed = precedence.served(kind, heads, modem.passed)
    message = store_outbox.message(work.store, heads[kind])
    assert message is not None
    message, parts = failover.prepare(work, message, name)
    part = outbox.head(parts)
    assert part is not None
    return message, part, len(parts)


def _jobs_taken(peer: Peer) -> int:
    return min((peer.capabilities or Capabilities()).jobs, MOST_AT_MODEM)


def jobs_at(work: Work, modem: str) -> list[str]:
    """What a modemd that says hello is asked about."""
    parts = [*store_outbox.in_flight(work.store, modem), *store_outbox.uncertain(work.store, modem)]
    return [part.job for part in parts if part.job is not None]


def modemd_started(work: Work, modem: str, boot: str) -> None:
    """A modemd said hello; the part that a process before it was to submit has an unknown fate."""
    flying = store_outbox.in_flight(work.store, modem)
    if flying and flying[0].boot != boot:
        _ended(work, flying, "modemd ended while the modem had the message")


def abandon(work: Work) -> None:
    """Doubts parts whose modemd has been away for long, so that they do not wait for ever."""
    for modem in store_outbox.modems_handed_before(work.store, work.now_ms - round(ABANDONED_AFTER_S * 1000)):
        peer = work.memory.peers.named(Link.MODEMS, modem)
        if peer is None or not peer.connected:
            flying = store_outbox.in_flight(work.store, modem)
            _ended(work, flying, "modemd went away while the modem had the message")


def _ended(work: Work, flying: Sequence[Part], reason: str) -> None:
    """The process that had these parts is gone: one may have been submitted, those behind it were not."""
    doubtful = outbox.perhaps_submitted(work, flying)
    for part in flying[len(doubtful) :]:
        _again(work, part)
    for part in doubtful:
        _doubt(work, part, reason)


def not_handed(work: Work, job: str) -> None:
    """The job never left routerd."""
    part = store_outbox.of_job(work.store, job)
    if part is not None and part.state == State.IN_FLIGHT:
        _again(work, part)


def unknown(work: Work, peer: Peer, message: JobUnknown) -> None:
    """A modemd has never seen the job. Only the process it was handed to can say that for certain."""
    part = store_outbox.of_job(work.store, message.job)
    if part is None or part.state not in (State.IN_FLIGHT, State.UNCERTAIN) or part.modem != message.modem:
        return
    if part.boot == peer.boot:
        _again(work, part)
    elif part.state == State.IN_FLIGHT:
        _doubt(work, part, "modemd ended while the modem had the message")


def want_back(work: Work, parts: Sequence[Part]) -> None:
    """Asks for parts that are at a modem: it has nothing yet of those that wait for it, or are held at its prompt."""
    for part in parts:
        peer = None if part.modem is None else work.memory.peers.named(Link.MODEMS, part.modem)
        if peer is not None and peer.connected and peer.boot == part.boot and part.job is not None:
            work.send(Link.MODEMS, peer.id, WithdrawJob(job=part.job))


def result(work: Work, peer: bytes, message: JobResult) -> None:
    """How a job ended."""
    part = store_outbox.of_job(work.store, message.job)
    if part is None or part.modem != message.modem:
        work.send(Link.MODEMS, peer, ResultAck(job=message.job))
        work.count("results-of-unknown-jobs")
        return
    behind = [] if message.outcome is Outcome.SENT else _behind(work, part)
    work.send(Link.MODEMS, peer, ResultAck(job=message.job, withdrawn=[other.job for other in behind if other.job]))
    for other in behind:
        _again(work, other)
    match message.outcome:
        case Outcome.SENT:
            _sent(work, part, message.reference)
        case Outcome.FAILED if part.state in (State.IN_FLIGHT, State.UNCERTAIN):
            _failed(work, part, message)
        case Outcome.UNCERTAIN if part.state == State.IN_FLIGHT:
            _doubt(work, part, "the modem did not say whether it sent the message", boot=NO_BOOT)
        case Outcome.UNCERTAIN if part.state == State.UNCERTAIN:
            # Acknowledged, its modemd forgets the job, and shall not disown it then.
            store_outbox.change_part(work.store, part.id, boot=NO_BOOT)
        case Outcome.FAILED | Outcome.UNCERTAIN:
            work.count("repeated-results")
        case _:
            assert_never(message.outcome)


def late(work: Work, message: LateReference) -> None:
    """A modem confirmed a submission nobody waited for any more: the last one that is uncertain.

    Where a modemd ended, that last one may never have been submitted: with others in doubt nobody can tell, and a wrong
    guess would lose it.
    """
    parts = store_outbox.uncertain(work.store, message.modem)
    if not parts:
        work.count("late-references-of-nothing")
    elif len(parts) > 1 and parts[0].boot != NO_BOOT:
        work.count("late-references-of-several")
    else:
        _sent(work, parts[0], message.reference)


def settle_uncertain(work: Work) -> None:
    """Sends again, or gives up, what has stayed uncertain long enough."""
    limit = work.settings.router.uncertain_retries
    for part in store_outbox.uncertain_until(work.store, work.now_ms):
        if part.resent < limit:
            _again(work, part, reason=part.reason, resent=part.resent + 1)
        else:
            tries = "" if part.resent == 0 else f" (sent again {part.resent} times, as uncertain)"
            outbox.give_up(work, part, State.FAILED, f"{part.reason}: it may have been sent or not{tries}")


def withdraw(work: Work, message_id: int, reason: str) -> bool:
    """Sends nothing more of a message; False when there was nothing left of it. What is at a modem may still go out."""
    parts = store_outbox.parts(work.store, message_id)
    waiting = [part for part in parts if part.state in (State.QUEUED, State.UNCERTAIN)]
    if not waiting and not any(part.state == State.IN_FLIGHT for part in parts):
        return False
    store_outbox.change(work.store, message_id, cancelled=1)
    for part in waiting:
        doubt = "; the part at the modem then may have been sent" if part.state == State.UNCERTAIN else ""
        outbox.move(work, part, State.CANCELLED, reason=f"{reason}{doubt}")
    want_back(work, [part for part in parts if part.state == State.IN_FLIGHT])
    return True


def _behind(work: Work, part: Part) -> list[Part]:
    """Parts of its message that were handed over behind this one: they wait for its next attempt."""
    assert part.modem is not None
    flying = store_outbox.in_flight(work.store, part.modem)
    return [other for other in flying if other.message == part.message and other.sequence > part.sequence]


def _hand(work: Work, peer: Peer, message: Message, part: Part, total: int, *, behind: Sequence[Part]) -> Part:
    job = work.ids.token()
    # The order at the modem is that of `handed_at`, also within a millisecond and when the clock is set back.
    after = max((other.handed_at for other in behind if other.handed_at is not None), default=0)
    handed = outbox.move(
        work,
        part,
        State.IN_FLIGHT,
        reason=part.reason,
        job=job,
        modem=peer.name,
        boot=peer.boot,
        handed_at=max(work.now_ms, after + 1),
        tp_mr=None,
    )
    work.memory.modems[peer.name].handed_at = work.now
    work.send(Link.MODEMS, peer.id, _job(job, message, part, total, peer, behind[-1].job if behind else None))
    work.log("info", "handed", message=message.id, part=part.sequence, of=total, modem=peer.name, job=job)
    return handed


def _job(job: str, message: Message, part: Part, total: int, peer: Peer, behind: str | None) -> SubmitJob:
    concat = None
    if message.reference is not None:
        concat = Concat(reference=message.reference, total=total, sequence=part.sequence)
    return SubmitJob(
        job=job,
        recipient=message.recipient,
        text=part.text,
        alphabet=message.alphabet,
        concat=concat,
        delivery_report=bool(message.delivery_report) and (peer.capabilities or Capabilities()).delivery_reports,
        flash=bool(message.flash),
        validity_s=message.validity_s,
        behind=behind,
    )


def _sent(work: Work, part: Part, tp_mr: int | None) -> None:
    if State(part.state) not in (State.SENT, State.DELIVERED):
        moved = outbox.move(work, part, State.SENT, tp_mr=tp_mr, sent_at=work.now_ms)
        work.log("info", "sent", message=part.message, part=part.sequence, modem=part.modem, job=part.job)
        if part.state != State.IN_FLIGHT and _message_of(work, part).via is None:
            store_outbox.change(work.store, part.message, via=part.modem)  # queued again, and sent after all
        rates.sent(work, part.modem or "")
        reports.apply_early(work, moved)
    else:
        work.count("repeated-results")


def _failed(work: Work, part: Part, message: JobResult) -> None:
    attempts = part.attempts + 1
    verdict = retry.after_failure(message.cause, attempts, work.settings.router, work.ids.fraction())
    work.log("warning", "failed", message=part.message, part=part.sequence, modem=part.modem, reason=verdict.reason)
    if verdict.alert:
        work.event("alert", message=f"modem {part.modem}: {verdict.reason}", modem=part.modem)
    elsewhere = verdict.alert and attempts < work.settings.router.max_attempts
    if elsewhere and failover.shun(work, _message_of(work, part), part.modem or ""):
        _again(work, part, reason=verdict.reason, wait_s=0, attempts=attempts)
    elif verdict.wait_s is None:
        store_outbox.change_part(work.store, part.id, attempts=attempts)
        outbox.give_up(work, part, State.FAILED, verdict.reason)
    else:
        _again(work, part, reason=verdict.reason, wait_s=verdict.wait_s, attempts=attempts)


def _again(
    work: Work,
    part: Part,
    *,
    reason: str | None = None,
    wait_s: float = 0,
    attempts: int | None = None,
    resent: int | None = None,
) -> None:
    """Queues a part again; what is not given stays."""
    due = {"due_at": work.now_ms + round(wait_s * 1000)} if wait_s else {}
    outbox.queue_again(
        work,
        part,
        reason=reason,
        attempts=part.attempts if attempts is None else attempts,
        resent=part.resent if resent is None else resent,
        **due,
    )


def _doubt(work: Work, part: Part, reason: str, **columns: Value) -> None:
    wait_ms = round(work.settings.router.uncertain_wait * 1000)
    doubtful = outbox.move(work, part, State.UNCERTAIN, reason=reason, due_at=work.now_ms + wait_ms, **columns)
    work.log(
        "warning",
        "uncertain",
        message=part.message,
        part=part.sequence,
        modem=part.modem,
        to=mask(_message_of(work, part).recipient),
        reason=reason,
    )
    reports.resolve_doubt(work, doubtful)


def _message_of(work: Work, part: Part) -> Message:
    message = store_outbox.message(work.store, part.message)
    assert message is not None
    return message
