"""What is known of one program under supervision, and how long it may be silent. Moments are monotonic seconds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final, Literal

from ctl.watchdog.exchange import PutInOrder

HOUR_S: Final = 3600.0

DEAF_AFTER_S: Final = 10.0
"""A main loop that is asked answers within milliseconds; an SD card at its worst holds it up for some seconds."""

CONFIRMED_AFTER_S: Final = 1.5
"""routerd itself waits 5 s for the answer to a ping; a second look sees whether that was the last moment."""

FIRST_WORD_S: Final = 60.0
"""Until a new process has to be heard: templates to compile, a slow card to read from."""

FIRST_WORD_OF_ROUTERD_S: Final = 600.0
"""A large store on a slow card may be copied and migrated before routerd answers anybody."""

SETTLED_AFTER_S: Final = 60.0
"""A program that has run for so long has started well."""

RECHECK_S: Final = 15.0
"""After it was killed: until supervisord has started it again and it said hello."""

FIRST_PAUSE_S: Final = 5.0
LONGEST_PAUSE_S: Final = 600.0

ENDED: Final = ("exited", "fatal", "unknown")
"""States that a program leaves only when it is started; out of `exited` supervisord does that itself, at once."""


@dataclass(slots=True, kw_only=True)
class Program:
    """One program. `state` None: nobody has told yet, it ran before this watchdog did."""

    name: str
    since: float
    state: str | None = None
    pid: int | None = None
    heard: bool = False  # this process
    heard_pid: int | None = None  # who it was, where that was told
    silent_since: float | None = None
    excused_until: float = 0.0  # what it had in hand when it fell silent may take so long
    asked_at: float | None = None
    ask_at: float = 0.0
    wait_until: float = 0.0
    start_at: float | None = None
    pause_s: float = FIRST_PAUSE_S
    barred_until: float = 0.0
    killing: bool = False
    restarts: deque[float] = field(default_factory=deque)
    falls: deque[float] = field(default_factory=deque)
    complaint: str | None = None  # why it cannot be put right

    @property
    def asked(self) -> bool:
        """Whether it has an own way of being asked; of the others routerd tells."""
        return self.name == "routerd" or self.name.startswith("simulator-")

    @property
    def told_of(self) -> bool:
        """Whether routerd pings it."""
        return self.name == "interactd" or self.name.startswith(("modemd-", "interactd-"))

    def judged(self, now: float) -> bool:
        """Whether its silence means anything now."""
        return self.state in (None, "running") and self.wait_until <= now

    def first_word_s(self) -> float:
        """How long its process may take until it is heard."""
        return FIRST_WORD_OF_ROUTERD_S if self.name == "routerd" and self.state is not None else FIRST_WORD_S

    def changed(self, state: str, pid: int | None, now: float) -> None:
        """It is in another state, or another process of it is."""
        # supervisord takes a second to call it running, and longer to say so to a listener that has just started
        # itself: what it said meanwhile was said by the same process.
        same = pid is not None and pid == self.heard_pid
        self.heard = same or (self.heard and (self.state, state) == ("starting", "running"))
        self.state, self.pid, self.since = state, pid, now
        self.silent_since = self.asked_at = self.start_at = None
        self.excused_until = self.wait_until = 0.0

    def start_over(self, now: float) -> None:
        """Nothing that was waited for counts: nobody was there to see whether it came."""
        self.silent_since = self.asked_at = None
        self.ask_at = now
        if not self.heard:
            self.since = now


def recent(moments: deque[float], now: float) -> int:
    """How many of them lie within the last hour; forgets the others."""
    while moments and moments[0] <= now - HOUR_S:
        moments.popleft()
    return len(moments)


def remedy(order: PutInOrder, state: str, pid: int | None) -> Literal["kill", "start", "nothing"]:
    """What to do with a program that supervisord says is in `state` as process `pid`.

    Whatever else it may be in, somebody wants it so, supervisord is at it, or another process of it runs meanwhile.
    """
    if state == "running":
        return "kill" if order.deaf and order.pid in (None, pid) else "nothing"
    return "start" if state in ENDED else "nothing"
