"""The ladder: what is tried when a modem does not answer, from harmless to drastic, as data.

Each rung is tried once, then start-up is; when that fails too, the next rung. Above the last rung the port is
reopened for ever, with a reset in between as often as the limits allow: resets without end make a modem worse, and a
modem that comes to life by itself is noticed within seconds because each start-up begins with AT.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import Final

from modemd.at.commands import Command, Plain, SetFunctionality
from modemd.procedure import Blind, Pause, Procedure
from modemd.profiles import Profile

CALM_S: Final = 300.0
"""A modem that worked this long starts again from the lowest rung."""
RESET_EVERY_S: Final = 600.0
RESETS_PER_HOUR: Final = 3
RADIO_EVERY_S: Final = 600.0
RADIO_LATER_S: Final = 1800.0
NETWORK_CALM_S: Final = 3600.0
"""After this long without such a trouble the next one begins with the radio."""
REOPEN_FIRST_S: Final = 1.0
REOPEN_LONGEST_S: Final = 30.0
REOPEN_MISSING_S: Final = 2.0
"""Between two looks for a port that is not there: a replug is noticed within this, and a look costs next to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """`says` completes "the modem does not answer; ..."; `blind` are commands written without awaiting an answer, each
    with the pause after it; then the port is closed and opened again or not, `pause_s` later start-up begins. `usb`:
    while it is closed its USB device is reset.
    """

    name: str
    says: str
    blind: tuple[tuple[Command, float], ...] = ()
    reopen: bool = False
    pause_s: float = 0.0
    usb: bool = False


ESCAPE: Final = Rung(name="escape", says="leaving a possible prompt and asking again")
REOPEN: Final = Rung(name="reopen", says="closing and opening the port", reopen=True, pause_s=1.0)
RADIO: Final = Rung(
    name="radio",
    says="switching its radio off and on",
    blind=((SetFunctionality(level=4), 3.0), (SetFunctionality(level=1), 1.0)),
)
# A modem that says nothing most likely hears nothing either: it may come to life any moment, and is asked again soon.
RADIO_IN_SILENCE: Final = replace(RADIO, blind=((SetFunctionality(level=4), 1.5), (SetFunctionality(level=1), 1.0)))
RESET: Final = Rung(
    name="reset",
    says="restarting the modem",
    blind=((SetFunctionality(level=1, reset=True), 0.5),),
    reopen=True,
    # Short for the same reason; one that did hear is away for longer anyway.
    pause_s=1.5,
)

USB: Final = Rung(name="usb", says="resetting its USB device", reopen=True, pause_s=1.5, usb=True)
WAIT: Final = Rung(
    name="reopen",
    says="nothing helped so far: unplug it and plug it in again; meanwhile the port is opened again now and then",
    reopen=True,
    pause_s=1.0,
)

LADDER: Final = (ESCAPE, REOPEN, RADIO_IN_SILENCE, RESET)


@dataclass(slots=True)
class Ladder:
    """Where on the ladder a modem is. `counts` says how often each rung was tried since the process runs.

    `usb_possible`: it is not known yet that the USB device cannot be reset, or is none.
    """

    counts: dict[str, int] = field(default_factory=dict)
    usb_possible: bool = True
    _next: int = 0
    _climbed_at: float = float("-inf")
    _resets_tried: int = 0
    _network: int = 0
    _network_at: float = float("-inf")
    _sim_resets: int = 0
    _sim_at: float = float("-inf")
    _resets: deque[float] = field(default_factory=lambda: deque(maxlen=RESETS_PER_HOUR))

    def climb(self, now: float) -> Rung:
        """The rung to try now."""
        if now - self._climbed_at > CALM_S:
            self._next = 0
            self._resets_tried = 0
        self._climbed_at = now
        rung = LADDER[min(self._next, len(LADDER) - 1)]
        self._next += 1
        return self._count(self._reset(now) if rung is RESET else rung)

    def network(self, now: float) -> Rung | None:
        """The rung for a modem that answers and has no use of the network: radio, then one reset, then radio rarely.

        None when one was tried a short while ago.
        """
        if now - self._network_at > NETWORK_CALM_S:
            self._network = 0
        if now - self._network_at < (RADIO_EVERY_S if self._network < 2 else RADIO_LATER_S):
            return None
        self._network += 1
        self._network_at = now
        if self._network == 2 and self._may_reset(now):
            self._resets.append(now)
            return self._count(RESET)
        return self._count(RADIO)

    def without_sim(self, now: float) -> Rung | None:
        """The rung for a modem that sees no SIM: some look for it only when they start. None where it is not time."""
        if now - self._sim_at > NETWORK_CALM_S:
            self._sim_at, self._sim_resets = now, 0
            return None
        if now - self._sim_at < (RADIO_LATER_S if self._sim_resets else RESET_EVERY_S) or not self._may_reset(now):
            return None
        self._sim_at = now
        self._sim_resets += 1
        self._resets.append(now)
        return self._count(RESET)

    def usb_was_impossible(self) -> None:
        """The rung that was given last could not be taken: it does not count, and is not given again."""
        self.usb_possible = False
        self._resets.pop()
        self.counts.pop(USB.name)

    def network_is_well(self) -> None:
        """It has: the next trouble begins with the radio."""
        self._network = 0

    def _reset(self, now: float) -> Rung:
        """By command, then through USB, in turn; when neither may be, only a hand is left."""
        if not self._may_reset(now):
            return WAIT if self._resets_tried else REOPEN
        self._resets.append(now)
        self._resets_tried += 1
        return USB if self._resets_tried % 2 == 0 and self.usb_possible else RESET

    def _may_reset(self, now: float) -> bool:
        if not self._resets:
            return True
        hour_full = len(self._resets) == RESETS_PER_HOUR and now - self._resets[0] < 3600
        return now - self._resets[-1] >= RESET_EVERY_S and not hour_full

    def _count(self, rung: Rung) -> Rung:
        self.counts[rung.name] = self.counts.get(rung.name, 0) + 1
        return rung


def climb(rung: Rung, profile: Profile) -> Procedure[None]:
    """Does what the rung says over the line; a reset also in the words of the modem's maker."""
    own = ((Plain(text=profile.restart), 0.5),) if rung is RESET and profile.restart else ()
    for command, pause_s in (*rung.blind, *own):
        yield Blind(command=command)
        yield Pause(seconds=pause_s)


@dataclass(slots=True)
class BackOff:
    """How long to wait before the port is opened again: 1 s, doubled up to 30 s."""

    _next_s: float = REOPEN_FIRST_S

    def next(self) -> float:
        """The time to wait now."""
        wait, self._next_s = self._next_s, min(self._next_s * 2, REOPEN_LONGEST_S)
        return wait

    def missing(self) -> float:
        """The time to wait for a port that is not there; once it is, what fails then is tried again soon."""
        self.reset()
        return REOPEN_MISSING_S

    def reset(self) -> None:
        """The port works."""
        self._next_s = REOPEN_FIRST_S
