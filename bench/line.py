"""The simulated modem on a pseudo-terminal of the measuring process, so that moments are taken where octets pass."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from modemd.simulator.events import Input, Received, TimePassed, Write
from modemd.simulator.modem import SimulatedModem
from modemd.simulator.settings import Settings

PATIENCE_S = 30.0
AWAKE_S = 0.0002
SETTINGS = """\
[service]
state_dir = "state"
run_dir = "run"
log_dir = "log"
[modems.bench]
port = "{port}"
[router]
{router}
"""

UNLIMITED = """\
answers_per_minute = 100000
answers_per_hour = 0
loop_detection = false
client_per_minute = 0
recipient_per_hour = 0
modem_per_day = 0
"""


class Line:
    """`on_heard` and `on_said` see each portion of octets, to the modem and from it, and its moment."""

    def __init__(self, settings: Settings) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.port = os.ttyname(self._slave)
        self.modem = SimulatedModem(settings)
        self.on_heard: Callable[[bytes, float], None] = lambda octets, now: None
        self.on_said: Callable[[bytes, float], None] = lambda octets, now: None

    def turn(self, timeout_s: float) -> None:
        """Waits for octets or the modem's deadline, and handles them."""
        deadline = self.modem.deadline
        wait_s = timeout_s if deadline is None else min(timeout_s, max(0.0, deadline - time.monotonic()))
        # A line is never late, a process that sleeps always is a little: the last moment is not slept.
        if select.select([self._master], [], [], max(0.0, wait_s - AWAKE_S))[0] or self._heard_until(deadline):
            octets = os.read(self._master, 65536)
            now = time.monotonic()
            self.on_heard(octets, now)
            self.handle(Received(octets=octets))
        else:
            self.handle(TimePassed())

    def _heard_until(self, deadline: float | None) -> bool:
        while deadline is not None and time.monotonic() < deadline:
            if select.select([self._master], [], [], 0)[0]:
                return True
        return False

    def handle(self, incoming: Input) -> None:
        """What happens to the modem now."""
        for output in self.modem.handle(incoming, time.monotonic()):
            if isinstance(output, Write):
                self.on_said(output.octets, time.monotonic())
                os.write(self._master, output.octets)

    def until(self, over: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
        """Lets the modem live until it is so; ends the measurement where that takes too long."""
        deadline = time.monotonic() + patience_s
        while not over():
            self.turn(0.05)
            if time.monotonic() > deadline:
                raise SystemExit(f"not within {patience_s:g} s: {what}")

    def settle(self, seconds: float = 0.15) -> None:
        """Lets the daemons finish what they are at."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.turn(0.02)


class House:
    """The daemons under supervisord in a folder of their own, on a modem of this process."""

    def __init__(self, folder: Path, line: Line) -> None:
        self.folder = folder
        self.line = line

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.folder / "smsbus.toml"

    def smsctl(self, *arguments: str) -> str:
        """Runs the command while the modem goes on answering; what it printed."""
        command = [sys.executable, "-m", "ctl", "--config", str(self.settings), *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        while process.poll() is None:
            self.line.turn(0.02)
        printed, _ = process.communicate()
        if process.returncode:
            raise SystemExit(f"smsctl {' '.join(arguments)} ended with {process.returncode}")
        return printed


@contextmanager
def new_house(line: Line, files: dict[str, str], router: str = "") -> Iterator[House]:
    """Starts the daemons with these files beside their settings, `router` among them; stops them at the end."""
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir="/tmp"))
    house = House(folder, line)
    try:
        for name, text in {"smsbus.toml": SETTINGS.format(port=line.port, router=router), **files}.items():
            (folder / name).write_text(text, encoding="utf-8")
        house.smsctl("up")
        yield house
    finally:
        house.smsctl("down")
        shutil.rmtree(folder)
