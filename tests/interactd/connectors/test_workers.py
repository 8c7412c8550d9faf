"""Workers: several readings at once, none of which can hold the others."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from interactd.connectors.source import Patience
from interactd.connectors.text import TextSource
from interactd.connectors.workers import MAX_BUSY, Reading, Workers
from interactd.errors import SourceFailed

WITHIN_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A source that gives its value when somebody opens it, as a dead network file system does."""

    opened: threading.Event = field(default_factory=threading.Event)
    kind: str = "gate"

    def placeholders(self) -> frozenset[str]:
        return frozenset()

    def choices(self) -> frozenset[str]:
        return frozenset()

    def filled(self, slots: Mapping[str, str]) -> "Gate":
        return self

    def read(self, patience: Patience) -> str:
        self.opened.wait(WITHIN_S)
        return "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A source that fails."""

    kind: str = "broken"

    def placeholders(self) -> frozenset[str]:
        return frozenset()

    def choices(self) -> frozenset[str]:
        return frozenset()

    def filled(self, slots: Mapping[str, str]) -> "Broken":
        return self

    def read(self, patience: Patience) -> str:
        raise SourceFailed("no value")


class Bench:
    """Workers whose wake-ups can be waited for."""

    def __init__(self) -> None:
        self.woken = threading.Semaphore(0)
        self.workers = Workers(self.woken.release)

    def start(self, reading: int, source: Gate | Broken | TextSource) -> None:
        self.workers.start(reading, source, WITHIN_S)

    def results(self, count: int) -> list[Reading]:
        done: list[Reading] = []
        while len(done) < count:
            assert self.woken.acquire(timeout=WITHIN_S)
            done += self.workers.results()
        return sorted(done, key=lambda one: one.reading)


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.workers.close()


def test_values_and_failures_come_back_under_their_numbers(bench: Bench) -> None:
    bench.start(1, TextSource(text="a"))
    bench.start(2, Broken())
    assert bench.results(2) == [Reading(reading=1, value="a"), Reading(reading=2, failure="no value")]


def test_a_hanging_reading_does_not_hold_another(bench: Bench) -> None:
    gate = Gate()
    bench.start(1, gate)
    bench.start(2, TextSource(text="a"))
    assert bench.results(1) == [Reading(reading=2, value="a")]
    gate.opened.set()
    assert bench.results(1) == [Reading(reading=1, value="open")]


def test_more_readings_than_threads_wait_their_turn(bench: Bench) -> None:
    gate = Gate()
    for reading in range(MAX_BUSY):
        bench.start(reading, gate)
    bench.start(100, TextSource(text="a"))
    assert list(bench.workers.results()) == []
    gate.opened.set()
    assert len(bench.results(MAX_BUSY + 1)) == MAX_BUSY + 1


def test_abandoned_readings_that_hang_leave_room_for_others(bench: Bench) -> None:
    gate = Gate()
    for reading in range(MAX_BUSY):
        bench.start(reading, gate)
    bench.start(100, TextSource(text="a"))
    bench.workers.abandon(0)
    assert bench.results(1) == [Reading(reading=100, value="a")]
    gate.opened.set()
    assert len(bench.results(MAX_BUSY)) == MAX_BUSY


def test_an_abandoned_reading_that_waits_is_never_started(bench: Bench) -> None:
    gate = Gate()
    for reading in range(MAX_BUSY):
        bench.start(reading, gate)
    bench.start(100, TextSource(text="a"))
    bench.workers.abandon(100)
    gate.opened.set()
    assert [one.reading for one in bench.results(MAX_BUSY)] == list(range(MAX_BUSY))
