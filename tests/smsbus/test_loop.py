"""The loop with pipes and a clock moved by hand: what is called, and in which order."""

import os
import signal
import threading
import time
from dataclasses import dataclass, field

from smsbus.loop import Loop


@dataclass
class Timer:
    """A core that notes when it was called."""

    deadline: float | None = None


@dataclass
class Clock:
    now: float = 100.0
    calls: list[str] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now


def test_a_readable_descriptor_is_called_until_the_loop_is_stopped() -> None:
    loop, (read, write) = Loop(Clock()), os.pipe()
    seen: list[bytes] = []

    def readable() -> None:
        seen.append(os.read(read, 1))
        if len(seen) == 3:
            loop.stop()

    os.write(write, b"abc")
    loop.watch(read, readable)
    loop.run(Timer(), loop.stop)
    assert seen == [b"a", b"b", b"c"]


def test_a_deadline_that_has_passed_is_called_once_per_turn() -> None:
    clock = Clock()
    loop, timer, calls = Loop(clock), Timer(deadline=99.0), []

    def passed() -> None:
        calls.append(clock.now)
        timer.deadline = None if len(calls) == 2 else 100.0
        if timer.deadline is None:
            loop.stop()

    loop.run(timer, passed)
    assert calls == [100.0, 100.0]


def test_what_is_to_be_done_later_is_done_once_in_its_order_and_ends_the_wait() -> None:
    loop, order = Loop(Clock()), []
    loop.after(0.02, loop.stop)
    loop.after(0.01, lambda: order.append("second"))
    loop.after(0.0, lambda: order.append("first"))
    loop.run(Timer(), loop.stop)
    assert order == ["first", "second"]


def test_what_is_done_later_may_ask_for_more_of_it() -> None:
    loop, order = Loop(Clock()), []

    def again() -> None:
        order.append(len(order))
        loop.after(0.0, loop.stop if len(order) == 3 else again)

    loop.after(0.0, again)
    loop.run(Timer(), loop.stop)
    assert order == [0, 1, 2]


def test_the_turn_ends_after_all_inputs_were_handled() -> None:
    loop, (read, write), order = Loop(Clock()), os.pipe(), []
    os.write(write, b"x")

    def readable() -> None:
        order.append(os.read(read, 1).decode())
        loop.stop()

    loop.watch(read, readable)
    loop.run(Timer(deadline=0.0), lambda: order.append("deadline"), end_of_turn=lambda: order.append("end"))
    assert order == ["x", "deadline", "end"]


def test_a_source_forgotten_by_an_earlier_callback_is_not_called() -> None:
    loop, (first, write_first), (second, write_second) = Loop(Clock()), os.pipe(), os.pipe()
    os.write(write_first, b"x")
    os.write(write_second, b"x")
    called = []

    def forget(mine: int, other: int) -> None:
        called.append(mine)
        loop.unwatch(other)
        loop.stop()

    loop.watch(first, lambda: forget(first, second))
    loop.watch(second, lambda: forget(second, first))
    loop.run(Timer(), loop.stop)
    assert len(called) == 1


def test_a_writable_descriptor_is_called_only_while_wanted() -> None:
    loop, (read, write), calls = Loop(Clock()), os.pipe(), []

    def writable() -> None:
        calls.append("writable")
        loop.watch_writable(write, None)
        os.write(write, b"x")

    loop.watch(read, loop.stop)
    loop.watch_writable(write, writable)
    loop.run(Timer(), loop.stop)
    assert calls == ["writable"]


def test_a_broken_descriptor_is_told_to_its_reader() -> None:
    loop, (read, write) = Loop(Clock()), os.pipe()
    os.close(write)
    loop.watch(read, loop.stop)
    loop.run(Timer(), loop.stop)


def test_a_signal_that_another_thread_received_ends_the_wait() -> None:
    loop, handled = Loop(time.monotonic), []

    def handle() -> None:
        handled.append(True)
        loop.stop()

    before = signal.getsignal(signal.SIGHUP)
    receiver = threading.Timer(0.1, lambda: signal.pthread_kill(threading.get_ident(), signal.SIGHUP))
    try:
        loop.on_signal((signal.SIGHUP,), handle)
        receiver.start()
        loop.run(Timer(deadline=time.monotonic() + 5), loop.stop)
    finally:
        receiver.join()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGHUP, before)
    assert handled


def test_a_signal_is_handled_in_the_loop_not_in_the_handler() -> None:
    loop, handled = Loop(Clock()), []

    def handle() -> None:
        handled.append("hup")
        loop.stop()

    before = signal.getsignal(signal.SIGHUP)
    try:
        loop.on_signal((signal.SIGHUP,), handle)
        os.kill(os.getpid(), signal.SIGHUP)
        assert handled == []
        loop.run(Timer(), loop.stop)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert handled == ["hup"]


def test_a_wake_up_ends_the_wait() -> None:
    loop = Loop(Clock())
    loop.wake()
    loop.run(Timer(), loop.stop, end_of_turn=loop.stop)
