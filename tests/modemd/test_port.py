"""The serial line on pseudo-terminals."""

import fcntl
import os
import pty
import socket
import termios
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from modemd.events import OpenPort, PortFailed, PortLost, PortOpened, Received, Trouble
from modemd.lock_files import LockFile
from modemd.port import Line, Port, PortGone, PortUnavailable, forbidden
from smsbus.loop import Loop

NOBODY = 65534


@pytest.fixture
def modem() -> Iterator[tuple[int, str]]:
    """The modem's end, and the path of ours."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    path = os.ttyname(slave)
    os.close(slave)
    yield master, path
    os.close(master)


def opened(path: str) -> Port:
    return Port(path, baudrate=115200, flow_control="none")


def test_octets_go_both_ways_unchanged(modem: tuple[int, str]) -> None:
    master, path = modem
    port = opened(path)
    assert port.write(b"AT\r\x1a\x1b\n") is False
    assert os.read(master, 100) == b"AT\r\x1a\x1b\n"
    os.write(master, b"\r\nOK\r\n\xff\x00")
    assert port.read() == b"\r\nOK\r\n\xff\x00"
    assert port.read() == b""
    port.close()


def test_what_the_line_does_not_take_at_once_is_kept_in_order(modem: tuple[int, str]) -> None:
    master, path = modem
    port = opened(path)
    octets = bytes(range(256)) * 800
    more = port.write(octets)
    assert more
    got = b""
    while len(got) < len(octets):
        got += os.read(master, 65536)
        more = port.write()
    assert got == octets
    assert not more
    port.close()


def test_a_port_that_does_not_exist_is_named() -> None:
    with pytest.raises(PortUnavailable, match="/dev/ttyNONE does not exist: is the modem plugged in"):
        opened("/dev/ttyNONE")


def test_a_port_that_another_program_holds_is_refused_and_the_program_named(modem: tuple[int, str]) -> None:
    _, path = modem
    port = opened(path)
    with pytest.raises(PortUnavailable, match=f"{path} is held by .*process {os.getpid()}"):
        opened(path)
    port.close()
    opened(path).close()


def test_the_lock_file_is_there_while_the_port_is_open(modem: tuple[int, str], tmp_path: Path) -> None:
    _, path = modem
    lock = LockFile(path=tmp_path / "LCK..ttyUSB2")
    port = Port(path, baudrate=115200, flow_control="none", lock=lock)
    assert lock.path.read_text() == f"{os.getpid():10d}\n"
    port.close()
    assert not lock.path.exists()


def test_a_port_with_the_lock_file_of_a_living_program_is_not_even_opened(
    modem: tuple[int, str], tmp_path: Path
) -> None:
    _, path = modem
    lock = LockFile(path=tmp_path / "LCK..ttyUSB2")
    lock.path.write_text("         1\n")
    with pytest.raises(PortUnavailable, match=rf"{path} is held by .+ \(process 1\): ") as refused:
        Port(path, baudrate=115200, flow_control="none", lock=lock)
    assert refused.value.trouble is Trouble.HELD
    opened(path).close()  # nothing of it is left open


def test_a_port_that_another_program_has_for_itself_is_left_to_it_by_root_too(
    modem: tuple[int, str], tmp_path: Path
) -> None:
    _, path = modem
    other = os.open(path, os.O_RDWR | os.O_NOCTTY)
    fcntl.ioctl(other, termios.TIOCEXCL)
    lock = LockFile(path=tmp_path / "LCK..ttyUSB2")
    with pytest.raises(PortUnavailable, match=f"{path} is held by ") as refused:
        Port(path, baudrate=115200, flow_control="none", lock=lock)
    assert refused.value.trouble is Trouble.HELD
    assert not lock.path.exists()
    fcntl.ioctl(other, termios.TIOCNXCL)
    os.close(other)
    Port(path, baudrate=115200, flow_control="none", lock=lock).close()


@pytest.mark.parametrize(
    ("baudrate", "speed"), [(9600, termios.B9600), (115200, termios.B115200), (19200, termios.B19200)]
)
def test_the_speed_of_the_settings_is_set(modem: tuple[int, str], baudrate: int, speed: int) -> None:
    master, path = modem
    port = Port(path, baudrate=baudrate, flow_control="none")
    attributes = termios.tcgetattr(master)
    assert (attributes[4], attributes[5]) == (speed, speed)
    port.close()


@pytest.mark.parametrize(
    ("flow_control", "rtscts", "xonxoff"), [("none", False, False), ("rtscts", True, False), ("xonxoff", False, True)]
)
def test_the_flow_control_of_the_settings_is_set(
    modem: tuple[int, str], flow_control: str, rtscts: bool, xonxoff: bool
) -> None:
    master, path = modem
    port = Port(path, baudrate=115200, flow_control=flow_control)
    input_flags, _, control_flags, local_flags, *_ = termios.tcgetattr(master)
    assert bool(control_flags & termios.CRTSCTS) is rtscts
    assert bool(input_flags & (termios.IXON | termios.IXOFF)) is xonxoff
    assert not local_flags & (termios.ICANON | termios.ECHO | termios.ISIG)  # Ctrl-Z is an octet like any other
    port.close()


@contextmanager
def as_somebody() -> Iterator[None]:
    """Nothing is forbidden to root, so root is somebody else for a while."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_port_that_may_not_be_opened_says_whose_it_is(run_dir: Path) -> None:
    run_dir.chmod(0o755)
    (run_dir / "ttyUSB2").touch(mode=0o000)
    with as_somebody(), pytest.raises(PortUnavailable, match="may not be opened by this user"):
        opened(str(run_dir / "ttyUSB2"))


@pytest.mark.parametrize(
    ("owner", "mode", "words"),
    [
        (0, 0o660, "nor by a group: a udev rule can give it to one, such as dialout"),
        (1, 0o600, "nor by a group"),
        (1, 0o660, "belongs to the group daemon; run 'sudo adduser USER daemon'"),
        (54321, 0o660, "belongs to the group number 54321"),
    ],
)
def test_the_group_that_may_open_a_port_is_named(owner: int, mode: int, words: str) -> None:
    assert words in forbidden("/dev/ttyUSB2", group=owner, mode=mode)


def test_what_is_no_serial_line_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PortUnavailable, match="cannot be opened"):
        opened(str(tmp_path / "file"))


def test_a_device_that_goes_away_is_gone_for_reading_and_writing() -> None:
    master, slave = pty.openpty()
    path = os.ttyname(slave)
    os.close(slave)
    port = opened(path)
    os.close(master)
    with pytest.raises(PortGone, match="was lost"):
        port.read()
    with pytest.raises(PortGone, match="was lost"):
        port.write(b"AT\r")
    port.close()
    port.close()


def test_a_modem_behind_a_tcp_port_is_a_line_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = opened(f"socket://127.0.0.1:{server.getsockname()[1]}")
        connection, _ = server.accept()
        port.write(b"AT\r")
        assert connection.recv(10) == b"AT\r"
        connection.close()
        with pytest.raises(PortGone, match="hung up"):
            while True:
                port.read()
        port.close()


class Never:
    """Nothing is ever due; the loop ends when the test has what it wants."""

    deadline: float | None = None


def test_the_line_hands_over_what_comes_in_and_that_it_was_lost() -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    path = os.ttyname(slave)
    os.close(slave)
    loop = Loop(time.monotonic)
    fed: list[Received | PortLost] = []

    def feed(incoming: Received | PortLost) -> None:
        fed.append(incoming)
        if isinstance(incoming, Received):
            os.close(master)
        else:
            loop.stop()

    line = Line(loop, feed)
    assert line.open(OpenPort(port=path, baudrate=115200, flow_control="none")) == PortOpened()
    os.write(master, b"\r\nRING\r\n")
    loop.run(Never(), lambda: None)
    assert fed[0] == Received(octets=b"\r\nRING\r\n")
    assert isinstance(fed[1], PortLost)
    line.write(b"AT\r")  # not open: nothing happens
    line.close()


def test_a_line_that_cannot_be_opened_says_why() -> None:
    failed = Line(Loop(time.monotonic), lambda incoming: None).open(
        OpenPort(port="/dev/ttyNONE", baudrate=115200, flow_control="none")
    )
    assert isinstance(failed, PortFailed)
    assert "/dev/ttyNONE" in failed.reason
    assert failed.trouble is Trouble.MISSING


def test_a_port_that_is_held_is_told_from_one_that_is_missing(modem: tuple[int, str]) -> None:
    _, path = modem
    port = opened(path)
    line = Line(Loop(time.monotonic), lambda incoming: None)
    failed = line.open(OpenPort(port=path, baudrate=115200, flow_control="none"))
    assert isinstance(failed, PortFailed)
    assert failed.trouble is Trouble.HELD
    port.close()
