"""How long a person, or a script with an alarm, waits for smsctl itself: whole processes, the minimum of several runs.

A busy machine makes runs longer, none shorter: the minimum says what the program costs. `send` is a whole round trip
with a routerd that has the message on disk when it answers.

    python -m bench.cli [--runs 20]
"""

from __future__ import annotations

import argparse
import compileall
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.acceptance.house import ALICE, House, new_house

SEND_BAR_MS: Final = 90.0
HELP_BAR_MS: Final = 120.0
ROOT: Final = Path(__file__).parents[1]
SMSCTL: Final = Path(sys.executable).with_name("smsctl")


def fastest_ms(command: Sequence[str], runs: int) -> float:
    """Of so many runs of a process that has to succeed."""
    found = []
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True, timeout=60)
        found.append((time.perf_counter() - begun) * 1000)
    return min(found)


def judged(what: str, measured_ms: float, bar_ms: float) -> bool:
    """Prints the line; whether the bar holds."""
    holds = measured_ms < bar_ms
    print(f"{what}: {measured_ms:.1f} ms, bar {bar_ms:g} ms{'' if holds else ': DOES NOT HOLD'}")
    return holds


def _send(house: House) -> list[str]:
    return [str(SMSCTL), "--config", str(house.settings_path), "send", ALICE, "Alarm"]


def main() -> None:
    """Measures and prints; exit code 1 where a bar does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    for package in ("ctl", "smsbus"):  # as an installer does: without it every run compiles
        compileall.compile_dir(ROOT / package, quiet=1)
    with new_house(log_level="info") as house:
        house.plug()
        house.up()
        house.ready()
        holds = judged(f"smsctl send, minimum of {runs}", fastest_ms(_send(house), runs), SEND_BAR_MS)
    holds &= judged(f"smsctl --help, minimum of {runs}", fastest_ms([str(SMSCTL), "--help"], runs), HELP_BAR_MS)
    sys.exit(not holds)


if __name__ == "__main__":
    main()
