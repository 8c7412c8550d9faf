"""The one loop: descriptors, sockets, the nearest deadline, signals. It decides nothing.

A turn: wait for a source or the deadline, call what the ready sources registered, call the deadline's function if it
has passed, then call `end_of_turn`: routerd commits there what the turn gathered. An exception from any of them ends
the process; supervisord starts it again.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Protocol

from smsbus.sockets import POLLERR, POLLIN, POLLOUT, Poller, Socket

Callback = Callable[[], None]
Source = Socket | int

CLOCK_JUMP_S = 2.0
"""The wall clock and the monotonic one may drift apart by this much between two turns before it counts as a jump."""

LONGEST_WAIT_S = 3600.0


class Timed(Protocol):
    """Something with a `deadline` on the loop's clock, as every core has."""

    @property
    def deadline(self) -> float | None: ...


class Loop:
    """Runs until `stop`. `clock` is `time.monotonic` (modemd) or `time.time` (routerd, interactd)."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self._poller = Poller()
        self._ready: dict[Source, Callback] = {}
        self._writable: dict[int, Callback] = {}
        self._stopping = False
        self._later: list[tuple[float, Callback]] = []
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._signalled: set[int] = set()
        self._on_signal: dict[int, Callback] = {}
        self.watch(self._wake_read, self._drain_wake)

    def now(self) -> float:
        """The loop's clock."""
        return self.clock()

    def watch(self, source: Source, on_readable: Callback) -> None:
        """Calls `on_readable` in each turn in which `source` can be read (or is broken)."""
        self._ready[source] = on_readable
        self._register(source)

    def watch_writable(self, descriptor: int, on_writable: Callback | None) -> None:
        """Calls `on_writable` in each turn in which the watched `descriptor` takes octets; None ends that."""
        if on_writable is None:
            self._writable.pop(descriptor, None)
        else:
            self._writable[descriptor] = on_writable
        self._register(descriptor)

    def unwatch(self, source: Source) -> None:
        """Forgets `source`. Do this before closing it: poll fires for ever on a dead descriptor."""
        self._ready.pop(source, None)
        if isinstance(source, int):
            self._writable.pop(source, None)
        if source in self._poller:
            self._poller.unregister(source)

    def on_signal(self, signals: tuple[int, ...], handler: Callback) -> None:
        """Calls `handler` in the turn after one of `signals` came (not inside the signal handler)."""
        for number in signals:
            self._on_signal[number] = handler
            signal.signal(number, self._note_signal)
        # Python's handler runs only when the main thread runs Python: a signal that comes just before it waits, or that
        # another thread receives, would else be noticed when the wait ends for another reason.
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)

    def after(self, seconds: float, callback: Callback) -> None:
        """Calls `callback` once, when so much time has passed, whatever becomes of the wall clock meanwhile."""
        self._later.append((time.monotonic() + seconds, callback))

    def wake(self) -> None:
        """Ends the current wait; safe from another thread."""
        try:
            os.write(self._wake_write, b"\0")
        except BlockingIOError:
            return  # the pipe is full of wake-ups already

    def stop(self) -> None:
        """Ends `run` after this turn."""
        self._stopping = True

    def run(
        self,
        timed: Timed,
        on_deadline: Callback,
        *,
        end_of_turn: Callback | None = None,
        on_clock_jump: Callable[[float], None] | None = None,
    ) -> None:
        """Turns until `stop`. `on_clock_jump(seconds)` tells by how much the wall clock was set."""
        offset = time.time() - time.monotonic()
        while not self._stopping:
            ready = self._poller.poll(self._wait_ms(timed.deadline))
            jump = time.time() - time.monotonic() - offset
            if abs(jump) > CLOCK_JUMP_S:
                offset += jump
                if on_clock_jump is not None:
                    on_clock_jump(jump)
            self._dispatch(dict(ready))
            self._call_due()
            if timed.deadline is not None and timed.deadline <= self.now():
                on_deadline()
            if end_of_turn is not None:
                end_of_turn()

    def _dispatch(self, ready: dict[Source, int]) -> None:
        for source, events in ready.items():
            # An earlier callback of this turn may have closed a later source: look it up, do not trust the list.
            if events & (POLLIN | POLLERR) and (callback := self._ready.get(source)):
                callback()
            if events & POLLOUT and isinstance(source, int) and (callback := self._writable.get(source)):
                callback()

    def _call_due(self) -> None:
        now = time.monotonic()
        due = [callback for at, callback in self._later if at <= now]
        self._later = [(at, callback) for at, callback in self._later if at > now]
        for callback in due:
            callback()

    def _wait_ms(self, deadline: float | None) -> int:
        wait_s = LONGEST_WAIT_S if deadline is None else min(max(0.0, deadline - self.now()), LONGEST_WAIT_S)
        for at, _ in self._later:
            wait_s = min(wait_s, max(0.0, at - time.monotonic()))
        # Round up: waking a fraction too early would turn the loop once for nothing.
        return int(wait_s * 1000 + 0.999)

    def _register(self, source: Source) -> None:
        wanted = (POLLIN | POLLERR if source in self._ready else 0) | (
            POLLOUT if isinstance(source, int) and source in self._writable else 0
        )
        if wanted:
            self._poller.register(source, wanted)

    def _note_signal(self, number: int, frame: FrameType | None) -> None:
        self._signalled.add(number)
        self.wake()

    def _drain_wake(self) -> None:
        os.read(self._wake_read, 4096)
        while self._signalled:
            self._on_signal[self._signalled.pop()]()
