"""From the `+CMTI` octets on the line to the last octet of the reply: how long the house takes to answer.

The three daemons run under supervisord as always. The modem is the simulator's core on a pseudo-terminal of this
process, without delays, so that the two moments are taken where the octets pass: just before `+CMTI` is written, and
when the Ctrl-Z behind the reply's last octet has been read.

    python bench/answer.py [--count 50]
"""

from __future__ import annotations

import argparse
import os
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tty
from datetime import UTC, datetime, timedelta
from pathlib import Path

from modemd.simulator.events import Deliver, Received, TimePassed, Write
from modemd.simulator.modem import SimulatedModem
from modemd.simulator.network import compose
from modemd.simulator.settings import Settings

ALICE = "+33639980001"
QUESTION = "What is the temperature of the room ?"
PATIENCE_S = 20.0
BAR_MS = 25.0

SMSBUS_TOML = """\
[service]
state_dir = "state"
run_dir = "run"
log_dir = "log"
log_level = "warning"
[modems.bench]
port = "{port}"
[router]
answers_per_minute = 100000
"""

INTERACTIONS_TOML = """\
[[interaction]]
name = "temperature"
sentences = ["what is the temperature of [the] room"]
value = { file = "room" }
reply = "{{ value }} °C"
"""


class Line:
    """The simulated modem on a pseudo-terminal."""

    def __init__(self) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.port = os.ttyname(self._slave)
        self._modem = SimulatedModem(Settings(storage_size=100))
        self._scts = datetime.now(UTC)
        self.noticed = 0.0
        self.replied = 0.0

    def turn(self, timeout_s: float) -> None:
        """Waits for octets or the modem's deadline, and handles them."""
        deadline = self._modem.deadline
        wait_s = timeout_s if deadline is None else min(timeout_s, max(0.0, deadline - time.monotonic()))
        if select.select([self._master], [], [], wait_s)[0]:
            octets = os.read(self._master, 65536)
            now = time.monotonic()
            if b"\x1a" in octets:
                self.replied = now
            self._carry_out(Received(octets=octets), now)
        else:
            self._carry_out(TimePassed(), time.monotonic())

    def deliver(self, text: str) -> None:
        """A text arrives at the modem, stamped a second after the last: equal octets would be the same message."""
        self._scts += timedelta(seconds=1)
        (pdu,) = compose(sender=ALICE, text=text, scts=self._scts, smsc="+33639980098", reference=0)
        self._carry_out(Deliver(pdu=pdu), time.monotonic())

    def _carry_out(self, incoming: Received | TimePassed | Deliver, now: float) -> None:
        for output in self._modem.handle(incoming, now):
            if isinstance(output, Write):
                if b"+CMTI" in output.octets:
                    self.noticed = time.monotonic()
                os.write(self._master, output.octets)


def measure(line: Line, count: int) -> list[float]:
    """Milliseconds of `count` answers, one after the other; three more before them do not count."""
    taken = []
    for number in range(count + 3):
        line.noticed = line.replied = 0.0
        line.deliver(QUESTION)
        deadline = time.monotonic() + PATIENCE_S
        while not line.replied:
            line.turn(0.1)
            if time.monotonic() > deadline:
                raise SystemExit(f"no answer to question {number} within {PATIENCE_S:g} s")
        taken.append((line.replied - line.noticed) * 1000)
        settle(line)
    return taken[3:]


def settle(line: Line) -> None:
    """Lets the daemons finish what follows an answer (acknowledgements, deletion), as between two texts in life."""
    until = time.monotonic() + 0.15
    while time.monotonic() < until:
        line.turn(0.02)


def smsctl(folder: Path, line: Line, *arguments: str) -> None:
    """Runs the command while the modem goes on answering."""
    command = [sys.executable, "-m", "ctl", "--config", str(folder / "smsbus.toml"), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        line.turn(0.02)
    if process.returncode:
        raise SystemExit(f"smsctl {' '.join(arguments)} ended with {process.returncode}")


def main() -> None:
    """Sets up a house, measures, prints median and maximum."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=50)
    count = parser.parse_args().count
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir="/tmp"))
    line = Line()
    (folder / "smsbus.toml").write_text(SMSBUS_TOML.format(port=line.port), encoding="utf-8")
    (folder / "interactions.toml").write_text(INTERACTIONS_TOML, encoding="utf-8")
    (folder / "room").write_text("16.3\n", encoding="utf-8")
    try:
        smsctl(folder, line, "up")
        smsctl(folder, line, "equipment", "add", "House")
        smsctl(folder, line, "contact", "add", "House", "Alice", ALICE)
        settle(line)
        taken = measure(line, count)
    finally:
        smsctl(folder, line, "down")
        shutil.rmtree(folder)
    median = statistics.median(taken)
    print(f"+CMTI to the reply's last octet, {count} questions: median {median:.1f} ms, maximum {max(taken):.1f} ms")
    print(f"bar: median below {BAR_MS:g} ms: {'holds' if median < BAR_MS else 'DOES NOT HOLD'}")
    sys.exit(median >= BAR_MS)


if __name__ == "__main__":
    main()
