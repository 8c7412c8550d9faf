"""What interactd asks to remember of a sender: kept unread, given with the sender's next question, forgotten in time.

A sender's questions are asked one after the other, so no two interactds ever have the same memory in hand.
"""

from __future__ import annotations

from routerd import store_conversation
from routerd.work import Work
from smsbus.numbers import mask

LONGEST_OCTETS = 8 * 1024
KEPT_S = 86_400.0
"""Without a question of the sender."""


def remember(work: Work, sender: str, memory: str | None) -> None:
    """Replaces what is remembered of the sender; None leaves it, and so does what is too long."""
    if memory is None:
        return
    if len(memory.encode()) > LONGEST_OCTETS:
        work.count("memories-too-long")
        work.log("warning", "memory", sender=mask(sender), ignored=f"longer than {LONGEST_OCTETS} octets")
        return
    store_conversation.put(work.store, sender, memory, work.now_ms)


def recall(work: Work, sender: str) -> str:
    """What is remembered of a sender who asks something now; empty: nothing."""
    memory = store_conversation.memory(work.store, sender)
    if memory:
        store_conversation.touch(work.store, sender, work.now_ms)
    return memory


def forget_old(work: Work) -> None:
    """Forgets those who have not come back."""
    store_conversation.forget_before(work.store, work.now_ms - round(KEPT_S * 1000))
