"""Expressions that say when: a delay, or a time of day with or without its day, in either order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from interactd.times.clocks import Clock, clock
from interactd.times.days import Day, day
from interactd.times.durations import Duration, duration
from interactd.times.reader import Reader

LONGEST = 16
"""Words of an expression."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A time of day on a day; without one, the next such time."""

    clock: Clock
    day: Day | None = None


def expressions(reader: Reader, at: int) -> Iterator[tuple[Duration | Appointment, int]]:
    """Whatever can be read here, with the place behind it; the same words may be read up to several places."""
    delay = _delay(reader, at)
    if delay:
        yield delay
    on = day(reader, at)
    if on:
        yield from _on(reader, on[0], on[1])
    time = _at(reader, at)
    if time:
        yield Appointment(clock=time[0]), time[1]
        behind = day(reader, time[1])
        if behind:
            yield Appointment(clock=time[0], day=behind[0]), behind[1]


def _delay(reader: Reader, at: int) -> tuple[Duration, int] | None:
    """ "in 10 minutes", "10 minutes from now"."""
    start = reader.one_of(reader.known.delay, at)
    found = duration(reader, at if start is None else start)
    if not found:
        return None
    if start is not None:
        return found[0], reader.after("time", found[1])
    later = reader.one_of(reader.known.later, found[1])
    return None if later is None else (found[0], later)


def _on(reader: Reader, on: Day, at: int) -> Iterator[tuple[Appointment, int]]:
    start = reader.one_of(reader.known.at, at)
    time = clock(reader, at if start is None else start)
    # "tomorrow 7h" is a time, "tomorrow 7" may be anything.
    if time and (start is not None or time[0].marked):
        yield Appointment(clock=time[0], day=on), time[1]


def _at(reader: Reader, at: int) -> tuple[Clock, int] | None:
    start = reader.one_of(reader.known.at, at)
    time = clock(reader, start) if start is not None else None
    return time if time and (time[0].marked or reader.known.bare_hours) else None
