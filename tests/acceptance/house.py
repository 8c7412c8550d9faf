"""A house for acceptance tests: the real processes under the real supervisord, on a simulated modem.

The simulator is a process of the test, not of supervisord: it is the world outside, and a test may unplug it.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from smsbus import config
from smsbus.client import Client
from smsbus.keys import credentials

ALICE = "+33639980001"
BOB = "+33639980002"
STRANGER = "+33639980099"
QUESTION = "What is the temperature of the room ?"
ANSWER = "16.3 °C"
PATIENCE_S = 20.0

SETTINGS = """\
[service]
state_dir = "state"
run_dir = "run"
log_dir = "log"
log_level = "{log_level}"

[modems.sim]
port = "{port}"
{modem}

[router]
{router}

[interactions]
{interactions}
"""

UNLIMITED = ["loop_detection", "answers_per_hour", "client_per_minute", "recipient_per_hour", "modem_per_day"]
"""Programs text here, without the pauses that people make: no limits but those a test sets."""

INTERACTIONS = """\
[lists]
room = [ { in = "(room|living room|lounge)", out = "room" }, { in = "bedroom", out = "bedroom" } ]

[[interaction]]
name = "temperature"
sentences = ["what is the temperature of [the] {room}", "quelle est la température (du|de la) {room}"]
value = { file = "sensors/{room}" }
reply = "{{ value }} °C"

[[interaction]]
name = "secret"
sentences = ["open sesame"]
value = { text = "gold" }
reply = "{{ value }}"
users = ["alice"]

[[interaction]]
name = "slow"
sentences = ["take your time"]
value = { command = ["/usr/bin/env", "sh", "-c", "touch FOLDER/taken; exec sleep 30"] }
reply = "done"

[[interaction]]
name = "story"
sentences = ["tell me a story"]
value = { file = "story" }
reply = "{{ value }}"
"""

T = TypeVar("T")

_SECONDS = itertools.count(int(time.time()))


def eventually(ask: Callable[[], T | None], what: str, timeout_s: float = PATIENCE_S) -> T:
    """The first true answer of `ask`. Polls: what a person sees from outside has no other way of telling."""
    deadline = time.monotonic() + timeout_s
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout_s:g} s: {what}")
        time.sleep(0.02)


def ended(pid: int) -> bool:
    """Whether the process has ended; one that nobody has waited for counts as ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


class Phone:
    """The far end of the simulated modem, through its control socket."""

    def __init__(self, control: Path) -> None:
        self._control = control

    def order(self, **order: Any) -> dict[str, Any]:
        """One order to the simulator and its reply."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE_S)
            connection.connect(str(self._control))
            connection.sendall(json.dumps(order).encode() + b"\n")
            reply = json.loads(connection.makefile().readline())
        assert reply["ok"], reply
        return dict(reply)

    def text(self, text: str, sender: str = ALICE) -> None:
        """Somebody texts the house. Each text has a second of its own: equal octets would be the same message twice."""
        scts = datetime.fromtimestamp(next(_SECONDS), UTC).isoformat()
        self.order(op="deliver", **{"from": sender, "text": text, "scts": scts})

    def submitted(self) -> list[dict[str, Any]]:
        """Everything that the network took from the modem, oldest first."""
        return list(self.order(op="submitted", after=0)["submitted"])

    def texts_to(self, number: str) -> list[str | None]:
        """Texts that a number got, part by part."""
        return [message["text"] for message in self.submitted() if message["to"] == number]

    def awaits(self, number: str, text: str) -> None:
        """Waits until the number got the text."""
        eventually(lambda: text in self.texts_to(number), f"{text!r} sent to {number}")


@dataclass
class House:
    """A folder with settings, and what runs on it."""

    folder: Path
    log_level: str = "debug"
    modem: str = ""
    router: str = ""
    interactions: str = ""
    _simulator: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.write("interactions.toml", INTERACTIONS.replace("FOLDER", str(self.folder)))
        self.write("sensors/room", "16.3\n")
        self.write("sensors/bedroom", "14.0\n")
        self.write_settings()

    @property
    def settings_path(self) -> Path:
        return self.folder / "smsbus.toml"

    @property
    def link(self) -> Path:
        return self.folder / "modem"

    @property
    def phone(self) -> Phone:
        return Phone(self.folder / "modem.sim")

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def write_settings(self) -> None:
        unlimited = [
            f"{name} = {'false' if name == 'loop_detection' else 0}" for name in UNLIMITED if name not in self.router
        ]
        text = SETTINGS.format(
            log_level=self.log_level,
            port=self.link,
            modem=self.modem,
            router="\n".join([self.router, *unlimited]),
            interactions=self.interactions,
        )
        self.write("smsbus.toml", text)

    def plug(self, *options: str) -> None:
        """Starts the simulated modem and waits for its port."""
        control = self.folder / "modem.sim"
        command = [sys.executable, "-m", "modemd.simulator", "--link", str(self.link), "--control", str(control)]
        with (self.folder / "simulator.log").open("ab") as log:
            self._simulator = subprocess.Popen([*command, *options], stdout=log, stderr=log)
        eventually(lambda: self.link.exists() and control.exists(), "the simulated modem is there")

    @property
    def simulator_pid(self) -> int:
        assert self._simulator is not None
        return self._simulator.pid

    def unplug(self) -> None:
        """Ends the simulated modem."""
        if self._simulator is not None:
            self._simulator.terminate()
            self._simulator.wait(PATIENCE_S)
            self._simulator = None

    def run(self, *arguments: str, stdin: str = "", timeout_s: float = 60.0) -> subprocess.CompletedProcess[str]:
        """`smsctl` as a person runs it."""
        command = [sys.executable, "-m", "ctl", "--config", str(self.settings_path), *arguments]
        return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=timeout_s)

    def do(self, *arguments: str, stdin: str = "") -> str:
        """`smsctl` that has to succeed; its standard output."""
        done = self.run(*arguments, stdin=stdin)
        assert done.returncode == 0, f"smsctl {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def json(self, *arguments: str) -> Any:
        """The document that `smsctl --json` prints."""
        done = self.run("--json", *arguments)
        assert done.stdout, f"smsctl --json {' '.join(arguments)}: {done.returncode}\n{done.stderr}"
        return json.loads(done.stdout)

    def up(self) -> None:
        self.do("up")

    def ready(self) -> None:
        """Waits until the modem is ready."""
        eventually(lambda: self.modem_state()["state"] == "ready", "the modem is ready")

    def modem_state(self) -> dict[str, Any]:
        with self.client() as client:
            (modem,) = client.request("modem.list")
        return dict(modem)

    def with_alice(self, *options: str) -> House:
        """An equipment House with the contact Alice."""
        self.do("equipment", "add", "House", *options)
        self.do("contact", "add", "House", "Alice", ALICE, "--user", "alice")
        return self

    @contextmanager
    def client(self) -> Iterator[Client]:
        settings = config.load(self.settings_path)
        with Client(settings.endpoint("clients"), settings.endpoint("events"), credentials(settings)) as client:
            yield client

    def pid(self, program: str) -> int | None:
        """The process of a program, from supervisord."""
        processes = {item["name"]: item for item in self.json("ps")}
        return processes[program]["pid"] or None

    def kill(self, pid: int) -> None:
        """kill -9."""
        os.kill(pid, signal.SIGKILL)

    def processes(self) -> list[int]:
        """Everything that runs on this folder."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue  # it ended meanwhile
            if os.fsencode(self.folder) in line:
                found.append(int(entry.name))
        return found

    def end(self) -> None:
        """Stops everything; whatever the test left must not outlive it."""
        try:
            self.run("down")
            self.unplug()
        finally:
            for pid in self.processes():
                os.kill(pid, signal.SIGKILL)


AnyHouse = TypeVar("AnyHouse", bound=House)


@contextmanager
def new_house(kind: type[AnyHouse] = House, **settings: Any) -> Iterator[AnyHouse]:  # type: ignore[assignment]
    """A house in a folder of its own, with a path short enough for unix sockets; removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="house-", dir="/tmp"))
    house = kind(folder, **settings)
    try:
        yield house
    finally:
        house.end()
        shutil.rmtree(folder, ignore_errors=True)
