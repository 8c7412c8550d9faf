"""What time and trouble call for: pings, deadlines, the clock being set, a store that cannot be written."""

from __future__ import annotations

from dataclasses import replace

from routerd import (
    asks,
    awaited,
    conversation,
    errands,
    intake,
    pool,
    purging,
    questions,
    requests_watch,
    store_asks,
    store_conversation,
    store_events,
    store_inbox,
    store_outbox,
    store_questions,
    submission,
)
from routerd.exchange import Link, Publish
from routerd.peers import LOOK_AGAIN_S
from routerd.retention import AFTER_JUMP_S, Sweep
from routerd.work import Work
from smsbus.messages import Ping
from smsbus.requests import Event

PURGE_EVERY_S = 600.0
STORAGE_RETRY_S = 5.0


def ping(work: Work, link: Link | None = None) -> None:
    """Pings those whose turn it is; with `link` all of that link, which tells whose connection is gone."""
    for peer, nonce in work.memory.peers.to_ping(work.now, link):
        work.send(peer.link, peer.id, Ping(nonce=nonce))


def disconnected(work: Work, link: Link) -> None:
    """Some connection of the link ended; nobody says whose."""
    ping(work, link)
    work.memory.peers.look_again(link, work.now + LOOK_AGAIN_S)
    work.count(f"disconnections.{link.value}")


def time_passed(work: Work) -> None:
    """Does everything whose time has come."""
    memory = work.memory
    for peer in memory.peers.silent(work.now):
        work.log("warning", "silent", link=peer.link.value, name=peer.name, pid=peer.pid)
    ping(work)
    questions.give_up(work)
    asks.expire(work)
    awaited.give_up(work)
    intake.deliver_overdue(work)
    submission.settle_uncertain(work)
    submission.abandon(work)
    if memory.purge_at <= work.now:
        memory.purge_at = work.now + PURGE_EVERY_S
        conversation.forget_old(work)
        router = work.settings.router
        purged = store_events.purge(
            work.store, before_at=work.now_ms - round(router.events_max_age * 1000), keep=router.events_max_count
        )
        if purged == store_events.MOST_PURGED:
            memory.purge_at = work.now + purging.PAUSE_S
    if memory.sweep.at <= work.now:
        due = memory.sweep
        memory.sweep = replace(due, at=work.now + STORAGE_RETRY_S)  # if it cannot be written
        if memory.trouble is None:
            memory.sweep = purging.sweep(work, due)
    if memory.retry_at is not None and memory.retry_at <= work.now:
        memory.retry_at = work.now + STORAGE_RETRY_S
        work.store.execute("UPDATE counter SET value = value + 1 WHERE name = 'probe'")


def clock_jumped(work: Work, seconds: float) -> None:
    """The wall clock was set: waiting times go with it."""
    work.log("warning", "clock", jumped_s=round(seconds, 1))
    memory = work.memory
    memory.peers.clock_set(work.now)
    memory.purge_at = min(memory.purge_at, work.now + PURGE_EVERY_S)
    memory.sweep = Sweep(at=work.now + AFTER_JUMP_S)
    if memory.retry_at is not None:
        memory.retry_at = work.now
    pool.clock_set(memory.modems.values(), seconds)
    memory.buckets.clear()
    awaited.clock_set(work)
    requests_watch.clock_set(work)
    replan(work, round(seconds * 1000))


def replan(work: Work, shift_ms: int) -> None:
    """Moves waiting times with the clock, and none further ahead than its own rule allows."""
    router = work.settings.router

    def latest(seconds: float) -> int:
        return work.now_ms + round(seconds * 1000)

    store_outbox.replan(
        work.store,
        shift_ms,
        latest_retry=latest(router.retry_longest),
        latest_uncertain=latest(router.uncertain_wait),
        now=work.now_ms,
    )
    store_inbox.replan(work.store, shift_ms, latest(router.incomplete_after))
    store_questions.replan(
        work.store,
        shift_ms,
        latest_waiting=latest(router.question_wait),
        latest_asked=latest(router.question_timeout),
    )
    store_asks.replan(work.store, shift_ms, now=work.now_ms, pause=asks.PAUSE_MS)
    errands.replan(work, shift_ms)
    store_conversation.replan(work.store, shift_ms, work.now_ms)


def storage_fails(work: Work, reason: str) -> None:
    """A commit failed. Said once; tried again by `time_passed`."""
    memory = work.memory
    memory.directory = None
    memory.trouble, memory.trouble_at = reason, work.now
    memory.retry_at = work.now + STORAGE_RETRY_S
    work.log("error", "storage", reason=reason)
    # It cannot be recorded, so it has no number of its own; `storage_works` records it when there is room.
    work.outputs.append(Publish(event=Event(seq=0, topic="alert", at=work.now_ms, data=_trouble(reason))))


def commit_failed(work: Work) -> None:
    """What an input changed was rolled back. Pings it dropped go out again: daemons are no worse for a full disk."""
    work.memory.directory = None
    work.memory.retry_at = work.now + STORAGE_RETRY_S
    work.count("failed-commits")
    for peer, nonce in work.memory.peers.not_pinged(work.now):
        work.send(peer.link, peer.id, Ping(nonce=nonce))


def storage_works(work: Work) -> None:
    """A commit succeeded again."""
    memory = work.memory
    if memory.trouble is None:
        return
    work.event("alert", **_trouble(memory.trouble), since_at=round(memory.trouble_at * 1000), over=True)
    work.log("info", "storage", works="again")
    memory.trouble = memory.retry_at = None


def _trouble(reason: str) -> dict[str, str]:
    return {
        "message": f"the store cannot be written: {reason}; received messages stay on the SIM",
        "subject": "storage",
    }
