"""The port of a running simulator, as programs open it."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from modemd.simulator.port import MOST_UNREAD
from modemd.simulator.wire import WRONG_SPEED

from .process import SimulatorProcess, await_condition, readable

HI = b"0001000B913336990800F1000002C834"


@pytest.fixture
def simulator() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("--no-echo") as running:
        yield running


def opened(link: Path) -> int:
    return os.open(link, os.O_RDWR | os.O_NOCTTY)


def ask(descriptor: int, octets: bytes, end: bytes = b"OK\r\n") -> bytes:
    os.write(descriptor, octets)
    return answer(descriptor, end)


def answer(descriptor: int, end: bytes) -> bytes:
    heard = b""
    while not heard.endswith(end):
        assert readable(descriptor, 10), heard
        heard += os.read(descriptor, 4096)
    return heard


def test_programs_come_and_go(simulator: SimulatorProcess) -> None:
    for _ in range(3):
        descriptor = opened(simulator.link)
        assert ask(descriptor, b"AT\r") == b"\r\nOK\r\n"
        os.close(descriptor)


def test_a_program_killed_at_the_prompt_leaves_it_and_neither_its_lock_nor_its_settings(
    simulator: SimulatorProcess,
) -> None:
    code = (
        "import fcntl, os, sys, termios, time\n"
        "port = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)\n"
        "fcntl.ioctl(port, termios.TIOCEXCL)\n"
        "settings = termios.tcgetattr(port)\n"
        "settings[3] |= termios.ICANON | termios.ECHO\n"
        "termios.tcsetattr(port, termios.TCSANOW, settings)\n"
        "os.write(port, b'AT+CMGS=15\\r')\n"
        "time.sleep(60)\n"
    )
    process = subprocess.Popen((sys.executable, "-c", code, simulator.link))
    await_condition(lambda: simulator.state()["mode"] == "prompt", "the modem is at the prompt")
    process.kill()
    process.wait()
    descriptor = os.open(simulator.link, os.O_RDWR | os.O_NOCTTY) if os.getuid() == 0 else _patiently(simulator.link)
    await_condition(lambda: not _exclusive(descriptor), "the exclusive mark is gone")
    await_condition(lambda: not termios.tcgetattr(descriptor)[3] & termios.ICANON, "the line is raw again")
    assert simulator.state()["mode"] == "prompt"
    assert ask(descriptor, b"\x1bAT\r", b"OK\r\n\r\nOK\r\n")
    os.close(descriptor)


def _exclusive(descriptor: int) -> bool:
    tiocgexcl = 0x80045440
    return bool(int.from_bytes(fcntl.ioctl(descriptor, tiocgexcl, bytes(4)), sys.byteorder))


def _patiently(link: Path) -> int:
    def attempt() -> int | None:
        try:
            return opened(link)
        except OSError:
            return None

    return await_condition(attempt, "the port can be opened again") or -1


def test_a_submission_counts_although_its_program_was_killed_and_its_answer_comes_all_the_same(
    simulator: SimulatorProcess,
) -> None:
    simulator.ask("set", submit_delay_s=0.5)
    descriptor = opened(simulator.link)
    os.write(descriptor, b"AT+CMGS=15\r" + HI + b"\x1a")
    await_condition(simulator.submitted, "the network has the message")
    os.close(descriptor)
    descriptor = opened(simulator.link)
    assert answer(descriptor, b"OK\r\n").endswith(b"\r\n+CMGS: 0\r\n\r\nOK\r\n")
    assert [one["text"] for one in simulator.submitted()] == ["Hi"]
    os.close(descriptor)


def test_nobody_reading_costs_neither_the_modem_nor_memory(simulator: SimulatorProcess) -> None:
    descriptor = opened(simulator.link)
    for _ in range(2 * MOST_UNREAD // 1000):
        os.write(descriptor, b"AT+COPS=?\r" * 20)
    await_condition(lambda: "lost" in simulator.log.read_text(), "what nobody reads is lost, and said so")
    assert simulator.deliver("+33639980001", "Hello") == 1
    assert simulator.state()["used"] == 1
    while readable(descriptor, 0.2):
        os.read(descriptor, 65536)
    assert ask(descriptor, b"AT\r").endswith(b"\r\nOK\r\n")
    os.close(descriptor)


def test_an_unplugged_port_is_hung_up_and_returns_as_a_new_one(simulator: SimulatorProcess) -> None:
    descriptor = opened(simulator.link)
    ask(descriptor, b"AT+CNMI=2,1\r")
    simulator.ask("fault", name="unplug")
    assert readable(descriptor, 10)
    assert os.read(descriptor, 10) == b""
    assert not simulator.link.is_symlink()
    simulator.ask("end_fault", name="unplug")
    os.close(descriptor)
    descriptor = opened(simulator.link)
    assert ask(descriptor, b"ATE0\rAT+CNMI?\r", b"OK\r\n\r\n+CNMI: 0,0,0,0,0\r\n\r\nOK\r\n")
    os.close(descriptor)


def test_another_link_of_that_name_is_left_alone_at_the_end(simulator: SimulatorProcess, tmp_path: Path) -> None:
    simulator.link.unlink()
    simulator.link.symlink_to(tmp_path)
    simulator.ask("fault", name="unplug")
    assert simulator.link.readlink() == tmp_path


def test_a_device_may_return_under_its_other_name(tmp_path: Path) -> None:
    other = tmp_path / "other"
    with SimulatorProcess("--no-echo", "--second-link", str(other)) as simulator:
        simulator.ask("fault", name="unplug", elsewhere=True)
        simulator.ask("end_fault")
        assert not simulator.link.is_symlink()
        descriptor = opened(other)
        assert ask(descriptor, b"AT\r") == b"\r\nOK\r\n"
        os.close(descriptor)
        simulator.ask("fault", name="unplug")
        simulator.ask("end_fault")
        assert simulator.link.is_symlink()
        assert not other.is_symlink()


def test_a_line_is_as_slow_as_a_real_one_and_understands_one_speed() -> None:
    with SimulatorProcess("--no-echo", "--personality", "sim800c") as simulator:
        descriptor = opened(simulator.link)
        set_speed(descriptor, termios.B115200)
        assert ask(descriptor, b"AT\r", WRONG_SPEED) == WRONG_SPEED
        set_speed(descriptor, termios.B9600)
        began = time.monotonic()
        said = ask(descriptor, b"AT+CSQ\r" * 20, b"OK\r\n")
        while said.count(b"OK") < 20:
            said += answer(descriptor, b"OK\r\n")
        assert time.monotonic() - began >= len(said) / 960
        os.close(descriptor)


def set_speed(descriptor: int, speed: int) -> None:
    attributes = termios.tcgetattr(descriptor)
    attributes[4] = attributes[5] = speed
    termios.tcsetattr(descriptor, termios.TCSANOW, attributes)
