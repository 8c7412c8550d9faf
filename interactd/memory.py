"""What interactd asks routerd to remember of a sender: a string that only interactd reads.

A sender is a number, and a number may become another contact's: what was said with one is nothing to the other.

It outlives both processes, and may have been written by an older or newer version: whatever cannot be read is as if
nothing were remembered. At worst a follow-up is not understood and a code has to be asked for again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec

from interactd import confirmation, misunderstandings
from interactd.confirmation import Pending
from smsbus.phrases import Language
from smsbus.questions import Question

VERSION = 1
MAX_OCTETS = 8 * 1024
PREVIOUS_S = 600.0
MORE_S = 3600.0

CLOCK_SLACK_S = 60.0
"""What is said to have happened farther ahead than this was remembered by a clock that was wrong: it is forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """The question a follow-up refers to."""

    interaction: str
    slots: Mapping[str, str]
    language: Language
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """The pages that MORE has not asked for yet, the next one first; who asked for them, and what they tell."""

    pages: tuple[str, ...]
    at: float
    user: str | None = None
    interactions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Of one sender. `misses`: when they were last told that they were not understood; `wrong`: when they last told a
    wrong code. `owner`: the contact it is of,
    as `owner` names them. Times are UTC epoch seconds.
    """

    owner: str = ""
    previous: Previous | None = None
    more: More | None = None
    pending: Pending | None = None
    misses: tuple[float, ...] = ()
    wrong: tuple[float, ...] = ()


NOTHING = Memory()


def owner(question: Question) -> str:
    """The contact that asks: a name is one person's within an equipment."""
    return f"{question.equipment or ''}/{question.contact or ''}"


class _Stored(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    memory: Memory


def load(text: str) -> Memory:
    """The memory in `text`; nothing, when it holds none that can be read."""
    if not text or len(text) > MAX_OCTETS:
        return NOTHING
    try:
        stored = msgspec.json.decode(text.encode(), type=_Stored)
    # UnicodeEncodeError (a ValueError) for half a surrogate pair.
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return NOTHING
    return stored.memory if stored.version == VERSION else NOTHING


def dump(memory: Memory) -> str:
    """`memory` as at most `MAX_OCTETS` octets of UTF-8; empty for nothing.

    Of what is too long the last pages are left out first, then what a follow-up would need, and at last a pending code.
    """
    for smaller in _shrinking(memory):
        if replace(smaller, owner="") == NOTHING:
            break
        try:
            octets = msgspec.json.encode(_Stored(version=VERSION, memory=smaller))
        except UnicodeEncodeError:  # half a surrogate pair, which no phone sent and no store keeps
            continue
        if len(octets) <= MAX_OCTETS:
            return octets.decode()
    return ""


def of(question: Question, now: float) -> Memory:
    """What is remembered of who asks; nothing of whose number it was before."""
    memory = forget(load(question.memory), now)
    whose = owner(question)
    return memory if memory.owner == whose else Memory(owner=whose)


def forget(memory: Memory, now: float) -> Memory:
    """`memory` without what is too old, or was remembered by a clock that has been set back since."""
    previous, more, pending = memory.previous, memory.more, memory.pending
    return Memory(
        owner=memory.owner,
        previous=previous if previous is not None and _fresh(previous.at, now, PREVIOUS_S) else None,
        more=more if more is not None and more.pages and _fresh(more.at, now, MORE_S) else None,
        pending=pending if pending is not None and _fresh(pending.created_at, now, confirmation.VALID_S) else None,
        misses=tuple(at for at in memory.misses if _fresh(at, now, misunderstandings.REMEMBERED_S)),
        wrong=tuple(at for at in memory.wrong if _fresh(at, now, confirmation.WRONG_S))[-confirmation.MOST_WRONG :],
    )


def _fresh(at: float, now: float, lasts_s: float) -> bool:
    return -CLOCK_SLACK_S <= now - at < lasts_s


def _shrinking(memory: Memory) -> Iterator[Memory]:
    yield memory
    while memory.more is not None:
        pages = memory.more.pages[:-1]
        memory = replace(memory, more=replace(memory.more, pages=pages) if pages else None)
        yield memory
    memory = replace(memory, misses=memory.misses[-misunderstandings.MOST_REMEMBERED :], previous=None)
    yield memory
    yield replace(memory, pending=None)
