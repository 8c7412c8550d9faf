"""How main loops are asked: a fake routerd and a fake control socket, and one turn of the loop after the other."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctl.watchdog.asking import Routerd, Simulators
from ctl.watchdog.exchange import AlertTaken, Answered, Daemon, Input
from smsbus.loop import Loop
from smsbus.requests import StatusRequest
from smsbus.requests_watch import AlertClearRequest, AlertRaiseRequest, DaemonsRequest
from smsbus.sockets import Context
from tests.ctl.conftest import SILENCE, FakeRouterd, Refusal

LONG_S = 10.0


class Ears:
    """Turns of a loop until something was heard, or until `for_s` has passed."""

    def __init__(self) -> None:
        self.loop = Loop(self._clock)
        self.heard: list[Input] = []
        self._at = 0.0

    def _clock(self) -> float:
        return self._at

    def hear(self, incoming: Input) -> None:
        self.heard.append(incoming)
        self.loop.stop()

    @property
    def deadline(self) -> float:
        return self._at + self._wait_s

    def listen(self, for_s: float = LONG_S) -> list[Input]:
        self._wait_s = for_s
        self.loop._stopping = False
        self.loop.run(self, lambda: None, end_of_turn=self._turn)
        heard, self.heard = self.heard, []
        return heard

    def _turn(self) -> None:
        if not self.heard and self._wait_s < LONG_S:
            self.loop.stop()


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def line(ears: Ears, routerd: FakeRouterd, settings_path: Path) -> Iterator[Routerd]:
    context = Context(linger_ms=0)
    yield Routerd(ears.loop, context, f"ipc://{settings_path.parent}/run/clients", ears.hear)
    context.close()


def test_routerd_tells_of_the_daemons(ears: Ears, line: Routerd, routerd: FakeRouterd) -> None:
    routerd.answers["daemons"] = [
        {"name": "modemd-sim", "pid": 7, "answering": False, "seen_at": 1, "busy_ms": 500},
        {"name": "interactd", "pid": None, "answering": True, "seen_at": 1},
    ]
    line.ask()
    modemd = Daemon(name="modemd-sim", pid=7, answering=False, busy_ms=500)
    interactd = Daemon(name="interactd", pid=None, answering=True)
    assert ears.listen() == [Answered(program="routerd", daemons=(modemd, interactd))]
    assert [type(request) for request in routerd.asked] == [DaemonsRequest]


@pytest.mark.parametrize("answer", [Refusal("storage", "the disk is full"), {"no": "list"}, None])
def test_whatever_it_answers_it_answers(ears: Ears, line: Routerd, routerd: FakeRouterd, answer: object) -> None:
    routerd.answers["daemons"] = answer
    line.ask()
    assert ears.listen() == [Answered(program="routerd")]


@pytest.mark.parametrize("answer", [[{"name": "modemd-sim"}], [3], ["x"]])
def test_what_cannot_be_read_is_dropped(ears: Ears, line: Routerd, routerd: FakeRouterd, answer: object) -> None:
    routerd.answers["daemons"] = answer
    line.ask()
    assert ears.listen(0.3) == []


def test_after_a_silence_it_is_asked_on_a_new_connection(ears: Ears, line: Routerd, routerd: FakeRouterd) -> None:
    routerd.answers["daemons"] = SILENCE
    line.ask()
    assert ears.listen(0.3) == []
    routerd.answers["daemons"] = []
    line.ask()
    assert ears.listen() == [Answered(program="routerd", daemons=())]


def test_nobody_there_is_a_silence(ears: Ears, tmp_path: Path) -> None:
    context = Context(linger_ms=0)
    line = Routerd(ears.loop, context, f"ipc://{tmp_path}/nobody", ears.hear)
    for _ in range(3):
        line.ask()
        assert ears.listen(0.05) == []
    context.close()


def test_alerts_are_raised_and_cleared(ears: Ears, line: Routerd, routerd: FakeRouterd) -> None:
    routerd.answers["alert.raise"] = {"repeated": False}
    routerd.answers["alert.clear"] = {"cleared": True}
    line.raise_alert("interactd", "interactd is deaf")
    assert ears.listen() == [AlertTaken(program="interactd")]
    line.clear_alert("interactd")
    assert ears.listen() == [Answered(program="routerd")]
    raised, cleared = routerd.asked
    assert isinstance(raised, AlertRaiseRequest)
    assert (raised.subject, raised.message, raised.severity, raised.for_s) == (
        "watchdog interactd",
        "interactd is deaf",
        "critical",
        900,
    )
    assert isinstance(cleared, AlertClearRequest)
    assert cleared.subject == "watchdog interactd"


def test_an_alert_that_is_refused_was_not_taken(ears: Ears, line: Routerd, routerd: FakeRouterd) -> None:
    routerd.answers["alert.raise"] = Refusal("storage", "the disk is full")
    line.raise_alert("interactd", "interactd is deaf")
    assert ears.listen() == [Answered(program="routerd")]


def test_it_follows_an_endpoint_that_moved(ears: Ears, routerd: FakeRouterd, settings_path: Path) -> None:
    context = Context(linger_ms=0)
    line = Routerd(ears.loop, context, f"ipc://{settings_path.parent}/run/elsewhere", ears.hear)
    line.ask()
    line.move(f"ipc://{settings_path.parent}/run/clients")
    routerd.answers["daemons"] = []
    line.ask()
    assert ears.listen() == [Answered(program="routerd", daemons=())]
    assert StatusRequest not in {type(request) for request in routerd.asked}
    context.close()


def test_a_simulator_is_asked_through_its_control_socket(ears: Ears, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "sim"))
        server.listen()
        simulators = Simulators(ears.loop, {"simulator-sim": str(tmp_path / "sim")}, ears.hear)
        simulators.ask("simulator-sim")
        connection, _ = server.accept()
        with connection:
            assert connection.recv(100) == b'{"op":"state"}\n'
            assert ears.listen(0.1) == []  # it took the connection, which the kernel does for a stopped process too
            connection.sendall(b'{"ok":true')
            assert ears.listen() == [Answered(program="simulator-sim")]


def test_a_simulator_that_hangs_up_or_is_not_there_has_not_answered(ears: Ears, tmp_path: Path) -> None:
    simulators = Simulators(ears.loop, {"simulator-sim": str(tmp_path / "sim")}, ears.hear)
    simulators.ask("simulator-sim")
    simulators.ask("simulator-of-no-settings")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "sim"))
        server.listen()
        simulators.ask("simulator-sim")
        server.accept()[0].close()
        assert ears.listen(0.1) == []
        simulators.ask("simulator-sim")
        simulators.ask("simulator-sim")  # the one before is hung up
        assert ears.listen(0.05) == []
