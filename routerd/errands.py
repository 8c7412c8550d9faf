"""Errands: what is to be done later for a sender, once or by watching for something. interactd plans and does them.

    waiting     its turn has not come; of a watch: it is not looked at right now
    asked       its turn has come: there is an open question of it
    done        that was answered
    expired     a watch: its time was over, unfulfilled
    cancelled   by its sender's text, by a client, or with all that was kept of the sender
    dropped     its turn came and nothing may have come of it; `reason` says why

When its turn comes an errand becomes a question, with all that is promised of questions: one of a sender at a time, at
most once what acts, an apology when no answer comes. It becomes one only when there is an interactd to ask and the
sender has no other open question, so that nothing but its own doing takes from its time. What is asked more than
`errand_late` behind its time is asked as `late`, and interactd decides; after a day it is not asked any more. Whether
the sender may still ask anything is looked up at that moment. When the number is another contact's by then, the errand
is dropped: neither does one get done what the other wanted, nor is told of it.

A watch is looked at again and again, each time as a question of its own that leaves no trace when the answer is
`not-yet`, or when none came and nothing can have been done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from routerd import outbox, policy, replying, store_errands, store_questions
from routerd.exchange import Link
from routerd.policy import Asker, Received
from routerd.store_errands import Errand
from routerd.work import Work
from smsbus import errands as wire
from smsbus.errands import Plan
from smsbus.numbers import Number, NumberKind, mask
from smsbus.questions import ErrandTurn

MOST_OPEN = 20
"""Of one sender."""
MOST_OPEN_IN_ALL = 1000
MOST_OCTETS = 24 * 1024
"""Of what one sender's open errands say: all of them travel with each question, which must fit a message."""
LONGEST_WHAT = 1000
LONGEST_NOTE_OCTETS = 4 * 1024
HIGHEST_NUMBER = 10_000
LONGEST_MS = 366 * 86_400_000
SHORTEST_EVERY_S = 10
PATIENCE_MS = 86_400_000
"""How far behind its time an errand is still asked."""

OPEN = frozenset({"waiting", "asked"})
End = Literal["done", "expired", "cancelled", "dropped"]

ANOTHERS = "the number is another contact's now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """For whom an errand is kept: the number, names as they are now, and the modem by which it was asked for."""

    sender: str
    modem: str
    contact: str | None
    equipment: str | None


def turn_of(errand: Errand, now_ms: int, late_ms: int) -> ErrandTurn:
    """As what an errand whose turn has come is asked. A watch is never late: it is looked at now."""
    if errand.expires_at is not None:
        return "expired" if errand.expires_at <= now_ms else "due"
    return "late" if now_ms - errand.due_at > late_ms else "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When an errand was asked for, when its turn comes, when it expires."""

    created_at: int
    due_at: int
    expires_at: int | None


def moved(errand: Errand, now_ms: int, *, shift_ms: int, here: bool) -> Times:
    """Its times after the clock was set by `shift_ms`; no wait gets longer than it was meant to be.

    What is counted from the moment it was asked for moves with the clock, if this process was told by that very clock
    (`here`). What an earlier one was told stays: mostly the computer lost its power and the time with it, and was put
    right just now. A moment of the wall clock stays, and a watch keeps its pace.
    """
    created_at, due_at, expires_at = errand.created_at, errand.due_at, errand.expires_at
    if errand.relative:
        created_at = min(created_at + (shift_ms if here else 0), now_ms)
        due_at += created_at - errand.created_at
        expires_at = None if expires_at is None else expires_at + created_at - errand.created_at
    if errand.every_s is not None and expires_at is not None:
        due_at = min(errand.due_at + shift_ms, now_ms + errand.every_s * 1000, expires_at)
    return Times(created_at=created_at, due_at=due_at, expires_at=expires_at)


def objection(plan: Plan, now_ms: int) -> str | None:
    """What is wrong with a plan by itself."""
    if not 1 <= plan.number <= HIGHEST_NUMBER:
        return "its number"
    if not plan.what.strip() or len(plan.what) > LONGEST_WHAT:
        return "what it is"
    if len(plan.note.encode()) > LONGEST_NOTE_OCTETS:
        return "its note is too long"
    if not now_ms - PATIENCE_MS <= plan.due_at <= now_ms + LONGEST_MS:
        return "its time"
    if (plan.every_s is None) != (plan.expires_at is None):
        return "a watch has both every_s and expires_at"
    if plan.every_s is not None and not SHORTEST_EVERY_S <= plan.every_s <= LONGEST_MS // 1000:
        return "how often it is looked at"
    if plan.expires_at is not None and not now_ms < plan.expires_at <= now_ms + LONGEST_MS:
        return "when it expires"
    return None


def keep(work: Work, owner: Owner, plans: Sequence[Plan]) -> list[int]:
    """Keeps these, or none of them where one may not be; their ids. The last guard: interactd has checked them."""
    kept: list[int] = []
    for plan in plans:
        reason = objection(plan, work.now_ms) or _no_room(work, owner.sender, plan)
        if reason is None:
            kept.append(_keep(work, owner, plan))
            continue
        work.count("plans-dropped")
        work.log("warning", "not planned", sender=mask(owner.sender), reason=reason)
        for other in kept:
            store_errands.erase(work.store, other)
        return []
    return kept


def cancel_of(work: Work, sender: str, ids: Sequence[int]) -> list[int]:
    """Cancels those of the sender's errands; the ids of those that were open."""
    found = [errand for errand in store_errands.open_of(work.store, [sender]) if errand.id in ids]
    for errand in found:
        end(work, errand, "cancelled", "by the sender")
    return [errand.id for errand in found]


def end(work: Work, errand: Errand, state: End, reason: str | None = None) -> None:
    """It ends; an open question of it with it, unless that was closed before."""
    question = store_questions.open_of_errand(work.store, errand.id)
    if question is not None:
        work.memory.asked_here.discard(question.id)
        store_questions.change(work.store, question.id, state="dropped", deadline_at=None)
    work.memory.planned_here.discard(errand.id)
    store_errands.change(work.store, errand.id, state=state, reason=reason, ended_at=work.now_ms)


def end_unasked(work: Work, errand: Errand, state: End, reason: str, *, silent: bool = True) -> None:
    """The same, and told: no question of it is answered."""
    end(work, errand, state, reason)
    work.event(
        "question.answered", question=None, message=None, errand=errand.id, outcome=state, reason=reason, silent=silent
    )
    work.log("warning" if state == "dropped" else "info", state, errand=errand.id, reason=reason)


def look_again(work: Work, errand: Errand, reason: str | None) -> bool:
    """Plans the next look of a watch; whether `reason`, why this one told nothing, is news."""
    assert errand.every_s is not None
    assert errand.expires_at is not None
    due_at = min(work.now_ms + errand.every_s * 1000, errand.expires_at)
    store_errands.change(work.store, errand.id, state="waiting", due_at=due_at, reason=reason)
    return reason is not None and reason != errand.reason


def advance(work: Work) -> None:
    """Makes questions of those whose turn has come."""
    there = bool(work.memory.peers.usable(Link.INTERACTIONS))
    moment = work.now_ms if there else work.now_ms - PATIENCE_MS
    asking: set[str] = set()
    for errand in store_errands.due(work.store, moment):
        if errand.sender in asking:
            continue
        if _given_up(work, errand):
            continue
        if there:
            asking.add(errand.sender)
            _ask(work, errand)


def asker(work: Work, errand: Errand) -> Asker | str:
    """As whom it is asked now, or why it may not be."""
    number = Number(kind=NumberKind.INTERNATIONAL, value=errand.sender)
    decision = policy.decide(Received(sender=number, text=errand.what), work.directory)
    # A stranger whom an equipment would add is not the one who planned this.
    if decision.asks is None or decision.additions:
        return decision.reason.value
    return decision.asks if _is_of(errand, decision.asks.equipment, decision.asks.contact) else ANOTHERS


def drop_of_others(work: Work, sender: str, equipment: str | None, contact: str | None) -> None:
    """Whose number it was before has no part in what this contact asks."""
    for errand in store_errands.open_of(work.store, [sender]):
        if not _is_of(errand, equipment, contact):
            end_unasked(work, errand, "dropped", ANOTHERS)


def replan(work: Work, shift_ms: int) -> None:
    """The clock was set."""
    for errand in store_errands.all_open(work.store):
        times = moved(errand, work.now_ms, shift_ms=shift_ms, here=errand.id in work.memory.planned_here)
        if (times.created_at, times.due_at, times.expires_at) != (errand.created_at, errand.due_at, errand.expires_at):
            store_errands.change(
                work.store,
                errand.id,
                created_at=times.created_at,
                due_at=times.due_at,
                expires_at=times.expires_at,
            )


def others(work: Work, sender: str, but: int | None) -> list[wire.Errand]:
    """The sender's open errands as they travel with a question."""
    return [document(errand) for errand in store_errands.open_of(work.store, [sender]) if errand.id != but]


def document(errand: Errand) -> wire.Errand:
    """An errand as interactd sees it."""
    return wire.Errand(
        errand=errand.id,
        number=errand.number,
        what=errand.what,
        note=errand.note,
        due_at=errand.due_at,
        relative=bool(errand.relative),
        every_s=errand.every_s,
        expires_at=errand.expires_at,
    )


def _is_of(errand: Errand, equipment: str | None, contact: str | None) -> bool:
    """Whether it is this contact's. Its names follow those of the directory (`store_errands.rename_contact`)."""
    return [_folded(errand.equipment), _folded(errand.contact)] == [_folded(equipment), _folded(contact)]


def _folded(name: str | None) -> str:
    return (name or "").casefold()


def _no_room(work: Work, sender: str, plan: Plan) -> str | None:
    known = store_errands.open_of(work.store, [sender])
    if len(known) >= MOST_OPEN:
        return f"the sender has {MOST_OPEN} already"
    if any(errand.number == plan.number for errand in known):
        return "its number is taken"
    if sum(_octets(errand) for errand in known) + _octets(plan) > MOST_OCTETS:
        return f"the sender's would have more than {MOST_OCTETS} octets"
    if store_errands.open_count(work.store) >= MOST_OPEN_IN_ALL:
        return f"there are {MOST_OPEN_IN_ALL} already"
    return None


def _octets(errand: Errand | Plan) -> int:
    return len(errand.what.encode()) + len(errand.note.encode())


def _keep(work: Work, owner: Owner, plan: Plan) -> int:
    kept = store_errands.add(
        work.store,
        sender=owner.sender,
        modem=owner.modem,
        contact=owner.contact,
        equipment=owner.equipment,
        number=plan.number,
        what=plan.what,
        note=plan.note,
        due_at=plan.due_at if plan.expires_at is None else min(plan.due_at, plan.expires_at),
        relative=int(plan.relative),
        every_s=plan.every_s,
        expires_at=plan.expires_at,
        created_at=work.now_ms,
    )
    work.memory.planned_here.add(kept)
    return kept


def _given_up(work: Work, errand: Errand) -> bool:
    who = asker(work, errand)
    if isinstance(who, str):
        # Nothing is sent to who may not ask, and a muted number is not waited for: nobody knows what it would do then.
        end_unasked(work, errand, "dropped", who)
        return True
    if (errand.expires_at or errand.due_at) > work.now_ms - PATIENCE_MS:
        return False
    queued = replying.queue(
        work,
        key=f"{outbox.ERRAND_KEY}missed-{errand.id}",
        sender=errand.sender,
        contact=who.contact,
        modem=errand.modem,
        text=replying.regret(work, errand.what),
    )
    end_unasked(work, errand, "dropped", "nobody could be asked for a day", silent=not queued)
    return True


def _ask(work: Work, errand: Errand) -> None:
    store_questions.add(
        work.store,
        id=work.ids.token(),
        errand=errand.id,
        sender=errand.sender,
        modem=errand.modem,
        created_at=work.now_ms,
        deadline_at=work.now_ms + round(work.settings.router.question_wait * 1000),
    )
    store_errands.change(work.store, errand.id, state="asked")
