"""The real process: sockets, signals, garbage, exit codes. Everything else is seen without sockets, elsewhere."""

from __future__ import annotations

import os
import random
import resource
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgpack
import pytest
import zmq

from smsbus import codec
from tests.routerd.damaged import damage, fill

pytestmark = pytest.mark.acceptance

WITHIN_S = 10.0


class Process:
    """A running routerd and its clients."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "smsbus.toml"
        self.write("")
        self.context = zmq.Context()
        self.start()

    def write(self, more: str) -> None:
        self.config.write_text(
            f'[service]\nstate_dir = "state"\nrun_dir = "run"\nlog_dir = "log"\n{more}\n[modems.gsm]\nport = "sim:"\n'
        )

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "routerd", "--config", str(self.config)], stderr=log)
        self.client = self.socket(zmq.DEALER)
        assert self.ask("ping")["ok"]

    def socket(self, kind: int, endpoint: str = "clients") -> Any:
        socket = self.context.socket(kind)
        socket.setsockopt(zmq.LINGER, 0)
        socket.setsockopt(zmq.RCVTIMEO, round(WITHIN_S * 1000))
        socket.connect(f"ipc://{self.folder}/run/{endpoint}")
        return socket

    def ask(self, kind: str, socket: Any = None, **body: Any) -> dict[str, Any]:
        socket = socket or self.client
        socket.send_multipart(codec.frames(kind, {"id": 1, **body}))
        return reply_in(socket.recv_multipart())

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=WITHIN_S)


def reply_in(frames: list[bytes]) -> dict[str, Any]:
    assert frames[:2] == [codec.VERSION, b"reply"]
    body: dict[str, Any] = msgpack.unpackb(frames[2])
    return body


@pytest.fixture
def routerd(run_dir: Path) -> Iterator[Process]:
    process = Process(run_dir)
    yield process
    if process.process.poll() is None:
        process.stop(signal.SIGKILL)
    process.context.destroy(linger=0)


def test_a_req_client_and_a_dealer_are_answered(routerd: Process) -> None:
    req = routerd.socket(zmq.REQ)
    assert routerd.ask("ping", req)["result"]["pid"] == routerd.process.pid
    assert routerd.ask("nonsense", req)["error"]["code"] == "unknown-kind"
    assert routerd.ask("ping", routerd.socket(zmq.DEALER))["ok"]


def test_garbage_on_every_socket_stops_nothing_and_is_counted(routerd: Process) -> None:
    chance = random.Random(1)
    bodies = [
        b"",
        b"\xc1",
        b"\x81" * 60_000,
        b"\xdf\xff\xff\xff\xff",
        os.urandom(60_000),
        msgpack.packb([1]),
        msgpack.packb({1: 2}),
    ]
    kinds = [b"send", b"hello", b"sms.part", b"\xff\xfe", b"x" * 1000, b"pong", b"answer", b"status"]
    for endpoint in ("clients", "modems", "interactions", "events"):
        socket = routerd.socket(zmq.SUB if endpoint == "events" else zmq.DEALER, endpoint)
        for _ in range(300):
            if endpoint == "events":
                socket.setsockopt(zmq.SUBSCRIBE, chance.randbytes(20))
                continue
            version = chance.choice([codec.VERSION, codec.VERSION, b"smsbus/2", chance.randbytes(5)])
            frames = [version, chance.choice(kinds), chance.choice([*bodies, chance.randbytes(30)])]
            socket.send_multipart(frames[: chance.choice([1, 2, 3, 3, 3, 3])] * chance.choice([1, 1, 1, 20]))
    huge = routerd.socket(zmq.DEALER)
    huge.send_multipart([codec.VERSION, b"send", b"x" * 1_000_000])
    assert routerd.ask("ping")["ok"]
    assert routerd.process.poll() is None
    counted = {}
    for _ in range(50):  # what was sent to the other endpoints is read in turns
        counted = routerd.ask("stats")["result"]
        if {"malformed.clients", "malformed.modems", "malformed.interactions"} <= counted.keys():
            break
    assert {"malformed.clients", "malformed.modems", "malformed.interactions"} <= counted.keys()
    assert routerd.log().count("garbage") <= 10


def test_a_daemon_is_welcomed_and_its_part_acknowledged_and_told_to_subscribers(routerd: Process) -> None:
    events = routerd.socket(zmq.SUB, "events")
    events.setsockopt(zmq.SUBSCRIBE, b"sms.")
    modem = routerd.socket(zmq.DEALER, "modems")
    part = {
        "key": "k1",
        "modem": "gsm",
        "sim": "s",
        "sender": "+33639980099",
        "sender_type": "international",
        "smsc": None,
        "content": "text",
        "text": "Hello",
        "data": None,
        "scts": None,
        "concat": None,
        "pdu": b"\x04",
    }
    modem.send_multipart(codec.frames("sms.part", part))
    assert modem.recv_multipart()[1] == b"who-are-you"
    modem.send_multipart(codec.frames("hello", {"modem": "gsm", "boot": "b", "pid": 1}))
    assert modem.recv_multipart()[1] == b"welcome"
    modem.send_multipart(codec.frames("sms.part", part))
    answers = [modem.recv_multipart()[1:], modem.recv_multipart()[1:]]  # its first ping comes at once
    assert codec.frames("part.ack", {"key": "k1"})[1:] in answers
    topic, _, kind, body = events.recv_multipart()
    assert (topic, kind, msgpack.unpackb(body)["topic"]) == (b"sms.refused", b"event", "sms.refused")


def test_a_daemon_that_ends_is_noticed_at_once(routerd: Process) -> None:
    modem = routerd.socket(zmq.DEALER, "modems")
    modem.send_multipart(codec.frames("hello", {"modem": "gsm", "boot": "b", "pid": 1}))
    modem.recv_multipart()
    modem.close()
    until = time.monotonic() + 2.0  # sooner than any ping is due
    while routerd.ask("modem.info", modem="gsm")["result"]["reason"] != "its modemd is not connected":
        assert time.monotonic() < until
    assert routerd.process.poll() is None


def test_what_was_promised_survives_a_kill(routerd: Process) -> None:
    assert routerd.ask("send", to="+33639980002", text="Alarm", key="k")["ok"]
    routerd.stop(signal.SIGKILL)
    routerd.start()
    assert [message["text"] for message in routerd.ask("message.list", box="outbox")["result"]] == ["Alarm"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told(routerd: Process, number: int) -> None:
    assert routerd.stop(number) == 0
    assert "Traceback" not in routerd.log()


def test_wrong_settings_on_sighup_keep_the_old_ones(routerd: Process) -> None:
    routerd.write("nonsense = 1")
    routerd.process.send_signal(signal.SIGHUP)
    until = time.monotonic() + WITHIN_S
    while "nonsense" not in routerd.log():
        assert time.monotonic() < until
        assert routerd.ask("ping")["ok"]


def test_many_connections_do_not_end_it(routerd: Process) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limits = (Path("/proc") / str(routerd.process.pid) / "limits").read_text()
    soft = next(line.split()[3] for line in limits.splitlines() if line.startswith("Max open files"))
    assert int(soft) >= (65536 if hard == resource.RLIM_INFINITY else min(65536, hard))


def test_what_it_makes_is_private(routerd: Process) -> None:
    def mode(path: str) -> int:
        return stat.S_IMODE((routerd.folder / path).stat().st_mode)

    assert (mode("run"), mode("state"), mode("state/smsbus.sqlite3")) == (0o700, 0o700, 0o600)


def run(*arguments: str) -> tuple[int, list[str]]:
    """Exit code and lines on stderr of a routerd that must not start."""
    done = subprocess.run(
        [sys.executable, "-m", "routerd", *arguments], capture_output=True, text=True, timeout=WITHIN_S, check=False
    )
    return done.returncode, done.stderr.splitlines()


def test_a_second_one_says_who_holds_the_endpoints(routerd: Process) -> None:
    code, lines = run("--config", str(routerd.config))
    assert (code, len(lines)) == (1, 1)
    assert f"in use by process {routerd.process.pid}" in lines[0]


def test_wrong_settings_are_one_line_and_exit_code_2(tmp_path: Path) -> None:
    path = tmp_path / "smsbus.toml"
    path.write_text("[router]\nuncertain_retires = 1\n")
    code, lines = run("--config", str(path))
    assert (code, len(lines)) == (2, 1)
    assert "uncertain_retires" in lines[0]
    assert run("--config", str(tmp_path / "none.toml"))[0] == 2


def test_an_unusable_store_is_one_line_and_exit_code_1(run_dir: Path) -> None:
    (run_dir / "state").mkdir()
    (run_dir / "state" / "smsbus.sqlite3").write_bytes(b"nonsense" * 1000)
    path = run_dir / "smsbus.toml"
    path.write_text('[service]\nstate_dir = "state"\nrun_dir = "run"\nlog_dir = "log"\n')
    code, lines = run("--config", str(path))
    assert (code, len(lines)) == (1, 1)
    assert "smsbus.sqlite3" in lines[0]


def test_a_large_damaged_store_is_found_out_while_it_runs_and_takes_nothing_more(
    run_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (run_dir / "state").mkdir()
    path = run_dir / "state" / "smsbus.sqlite3"
    fill(path, 200_000)
    damage(path)
    process = Process(run_dir)
    try:
        deadline = time.monotonic() + WITHIN_S
        while "is corrupt" not in process.log():
            assert time.monotonic() < deadline, process.log()
            process.ask("ping")
        reply = process.ask("send", to="+33639980001", text="Alarm")
        assert reply["error"]["code"] == "storage"
        assert "restore a copy" in reply["error"]["message"]
        assert process.stop() == 0
    finally:
        process.context.destroy(linger=0)
