"""The simulator as a process for tests: started, asked over its control socket, ended."""

from __future__ import annotations

import json
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")
POLL_S = 0.02


def await_condition(condition: Callable[[], T], what: str, within_s: float = 20.0) -> T:
    """What `condition` returns once it is true; AssertionError naming `what` when it is not `within_s` seconds."""
    deadline = time.monotonic() + within_s
    while not (result := condition()):
        assert time.monotonic() < deadline, f"{what}: not within {within_s} s"
        time.sleep(POLL_S)
    return result


class ControlConnection:
    """A connection to the control socket."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(10)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("rwb")

    def send(self, line: bytes) -> None:
        """Sends one line as it is."""
        self._lines.write(line + b"\n")
        self._lines.flush()

    def receive(self) -> dict[str, Any]:
        """The next line."""
        received: dict[str, Any] = json.loads(self._lines.readline())
        return received

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        """The reply to a request, which must be ok. `sender` is sent as `from`."""
        if "sender" in fields:
            fields["from"] = fields.pop("sender")
        self.send(json.dumps({"op": op, **fields}).encode())
        reply = self.receive()
        assert reply["ok"], reply
        return reply

    def close(self) -> None:
        """Hangs up."""
        self._lines.close()
        self._socket.close()


class SimulatorProcess:
    """`with SimulatorProcess("--pin", "1234") as simulator:` runs one; `link` is its port, `ask` its control socket."""

    def __init__(self, *options: str) -> None:
        # Not below pytest's folders: a unix socket's path may have 107 characters.
        self.folder = Path(tempfile.mkdtemp(prefix="simulator-"))
        self.link = self.folder / "modem"
        self.socket = self.folder / "control"
        self.log = self.folder / "log"
        self._options = options

    def __enter__(self) -> SimulatorProcess:
        command = (sys.executable, "-m", "modemd.simulator", "--link", self.link, "--control", self.socket)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen((*command, *self._options), stderr=log)
        try:
            await_condition(self.link.is_symlink, "the simulator makes its link", 30)
            self._control = ControlConnection(self.socket)
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self._control.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        shutil.rmtree(self.folder)

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        """The reply to a request, which must be ok. `sender` is sent as `from`."""
        return self._control.ask(op, **fields)

    def deliver(self, sender: str, text: str) -> int:
        """Somebody texts the modem; returns the number of parts."""
        return int(self.ask("deliver", sender=sender, text=text)["parts"])

    def submitted(self) -> list[dict[str, Any]]:
        """Everything sent through the modem."""
        submitted: list[dict[str, Any]] = self.ask("submitted")["submitted"]
        return submitted

    def state(self) -> dict[str, Any]:
        """What the modem looks like inside."""
        return self.ask("state")

    def watch(self) -> ControlConnection:
        """A connection that is told of every submission."""
        connection = ControlConnection(self.socket)
        connection.ask("watch")
        return connection


def readable(descriptor: int, within_s: float) -> bool:
    """Whether `descriptor` has something to read within that time."""
    return bool(select.select([descriptor], [], [], within_s)[0])
