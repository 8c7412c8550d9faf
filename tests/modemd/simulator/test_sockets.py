"""The control socket of a running simulator."""

from __future__ import annotations

import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .process import ControlConnection, SimulatorProcess, await_condition


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorProcess]:
    with SimulatorProcess() as running:
        yield running


def test_every_line_gets_one_line_back_in_order(simulator: SimulatorProcess) -> None:
    connection = ControlConnection(simulator.socket)
    connection.send(b'{"op":"state"}\nnonsense\n\n{"op":"end_fault"}')
    assert [connection.receive()["ok"] for _ in range(3)] == [True, False, True]
    connection.close()


def test_only_its_owner_may_use_it(simulator: SimulatorProcess) -> None:
    assert stat.S_IMODE(simulator.socket.stat().st_mode) == 0o600


def test_a_watcher_is_told_of_each_submission(simulator: SimulatorProcess) -> None:
    before = simulator.ask("state")["submitted"]
    with simulator.link.open("r+b", buffering=0) as port:
        watchers = [simulator.watch(), simulator.watch()]
        port.write(b"ATE0\rAT+CMGS=15\r0001000B913336990800F1000002C834\x1a")
        assert [watcher.receive()["submission"]["index"] for watcher in watchers] == [before + 1, before + 1]
        late = ControlConnection(simulator.socket)
        late.ask("watch", after=before)
        assert late.receive()["submission"]["text"] == "Hi"
        for connection in (*watchers, late):
            connection.close()


def test_a_line_without_end_is_hung_up_on_and_others_go_on(simulator: SimulatorProcess) -> None:
    endless = socket.socket(socket.AF_UNIX)
    endless.settimeout(10)
    endless.connect(str(simulator.socket))
    with pytest.raises(OSError, match=r"pipe|reset"):
        for _ in range(100):
            endless.sendall(b"x" * 65536)
    endless.close()
    assert simulator.ask("state")["ok"]


def refused(*options: str | Path) -> str:
    command = (sys.executable, "-m", "modemd.simulator", *map(str, options))
    done = subprocess.run(command, capture_output=True, timeout=30, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    return done.stderr.decode().splitlines()[-1]


def test_a_socket_in_use_is_not_taken_over(simulator: SimulatorProcess, tmp_path: Path) -> None:
    assert "another simulator" in refused("--link", tmp_path / "modem", "--control", simulator.socket)
    assert simulator.ask("state")["ok"]


def test_what_cannot_be_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "not a link" in refused("--link", tmp_path / "file")
    assert "No such file" in refused("--link", tmp_path / "nowhere" / "modem")
    assert "too long" in refused("--link", tmp_path / "modem", "--control", tmp_path / ("x" * 120))
    assert "--storage-size" in refused("--link", tmp_path / "modem", "--storage-size", "0")
    assert "--submit-delay" in refused("--link", tmp_path / "modem", "--submit-delay", "soon")
    assert "not a telephone number" in refused("--link", tmp_path / "modem", "--smsc", "the operator")
    assert not (tmp_path / "modem").is_symlink()


def test_link_and_socket_are_gone_at_the_end_and_replaced_after_a_crash(tmp_path: Path) -> None:
    simulator = SimulatorProcess()
    simulator.link.symlink_to(tmp_path / "gone")
    stale = socket.socket(socket.AF_UNIX)
    stale.bind(str(simulator.socket))
    stale.close()
    simulator.log.touch()
    command = (sys.executable, "-m", "modemd.simulator", "--link", simulator.link, "--control", simulator.socket)
    with simulator.log.open("wb") as log:
        process = subprocess.Popen(command, stderr=log)
    await_condition(simulator.link.exists, "the link leads to a port")
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
    assert not simulator.link.is_symlink()
    assert not simulator.socket.exists()
