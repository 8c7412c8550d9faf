"""From the `+CMTI` octets on the line to the last octet of the reply: how long the house takes to answer.

The three daemons run under supervisord as always. The modem is the simulator's core on a pseudo-terminal of this
process, without delays, so that the two moments are taken where the octets pass: just before `+CMTI` is written, and
when the Ctrl-Z behind the reply's last octet has been read.

    python -m bench.answer [--count 50]
"""

from __future__ import annotations

import argparse
import statistics
import sys
from datetime import UTC, datetime, timedelta

from bench.line import UNLIMITED, Line, new_house
from modemd.simulator.events import Deliver
from modemd.simulator.network import compose
from modemd.simulator.settings import Settings

ALICE = "+33639980001"
QUESTION = "What is the temperature of the room ?"
PATIENCE_S = 20.0
BAR_MS = 25.0

INTERACTIONS_TOML = """\
[[interaction]]
name = "temperature"
sentences = ["what is the temperature of [the] room"]
value = { file = "room" }
reply = "{{ value }} °C"
"""


class Asker:
    """Texts the house, and takes the two moments."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._scts = datetime.now(UTC)
        self.noticed = 0.0
        self.replied = 0.0
        line.on_heard = self._heard
        line.on_said = self._said

    def deliver(self, text: str) -> None:
        """A text arrives at the modem, stamped a second after the last: equal octets would be the same message."""
        self.noticed = self.replied = 0.0
        self._scts += timedelta(seconds=1)
        (pdu,) = compose(sender=ALICE, text=text, scts=self._scts, smsc="+33639980098", reference=0)
        self.line.handle(Deliver(pdu=pdu))

    def _heard(self, octets: bytes, now: float) -> None:
        if b"\x1a" in octets:
            self.replied = now

    def _said(self, octets: bytes, now: float) -> None:
        if b"+CMTI" in octets:
            self.noticed = now


def measure(asker: Asker, count: int) -> list[float]:
    """Milliseconds of `count` answers, one after the other; three more before them do not count."""
    taken = []
    for number in range(count + 3):
        asker.deliver(QUESTION)
        asker.line.until(lambda: bool(asker.replied), f"an answer to question {number}", PATIENCE_S)
        taken.append((asker.replied - asker.noticed) * 1000)
        asker.line.settle()  # acknowledgements, deletion: as between two texts in life
    return taken[3:]


def main() -> None:
    """Sets up a house, measures, prints median and maximum."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=50)
    count = parser.parse_args().count
    line = Line(Settings(storage_size=100))
    files = {"interactions.toml": INTERACTIONS_TOML, "room": "16.3\n"}
    with new_house(line, files, router=UNLIMITED) as house:
        house.smsctl("equipment", "add", "House")
        house.smsctl("contact", "add", "House", "Alice", ALICE)
        line.settle()
        taken = measure(Asker(line), count)
    median = statistics.median(taken)
    print(f"+CMTI to the reply's last octet, {count} questions: median {median:.1f} ms, maximum {max(taken):.1f} ms")
    print(f"bar: median below {BAR_MS:g} ms: {'holds' if median < BAR_MS else 'DOES NOT HOLD'}")
    sys.exit(median >= BAR_MS)


if __name__ == "__main__":
    main()
