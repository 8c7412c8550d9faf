"""What an idle house costs: wake-ups and processor time of each process, and its memory.

Everything runs under supervisord as always, with the settings' own defaults, on a simulated modem to which nothing
happens. Counted are the switches of all threads of a process, voluntary and not, from /proc.

    python -m bench.idle [--seconds 120]
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.acceptance.house import House, new_house

WAKE_UPS_BAR: Final = 2.0
CORE_BAR: Final = 0.001
MEMORY_BAR_MIB: Final = 115
PROGRAMS: Final = ("routerd", "interactd", "modemd-sim", "watchdog")
JUDGED: Final = "modemd-sim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Of one process since its start: switches, seconds of a core; octets of memory, with shared pages and with its
    share of them.
    """

    switches: int
    core_s: float
    resident: int
    share: int


def use(pid: int) -> Use:
    """Reads /proc."""
    process = Path("/proc") / str(pid)
    switches = 0
    for thread in (process / "task").iterdir():
        for line in (thread / "status").read_text().splitlines():
            if "ctxt_switches" in line:
                switches += int(line.split()[1])
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    core_s = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    rollup = dict(line.split(":", 1) for line in (process / "smaps_rollup").read_text().splitlines()[1:])
    resident, share = (int(rollup[name].split()[0]) * 1024 for name in ("Rss", "Pss"))
    return Use(switches=switches, core_s=core_s, resident=resident, share=share)


def pids(house: House) -> dict[str, int]:
    """The daemons, and supervisord above them."""
    found = {name: pid for name in PROGRAMS if (pid := house.pid(name)) is not None}
    parent = (Path("/proc") / str(found["routerd"]) / "stat").read_text().rpartition(")")[2].split()[1]
    return found | {"supervisord": int(parent)}


def main() -> None:
    """Measures and prints; exit code 1 where a bar does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=120.0)
    seconds = parser.parse_args().seconds
    holds = True
    with new_house(log_level="info") as house:
        house.plug()
        house.up()
        house.ready()
        house.with_alice()
        running = pids(house)
        time.sleep(10)
        before = {name: use(pid) for name, pid in running.items()}
        time.sleep(seconds)
        after = {name: use(pid) for name, pid in running.items()}
    for name in running:
        wake_ups = (after[name].switches - before[name].switches) / seconds
        core = (after[name].core_s - before[name].core_s) / seconds
        print(f"{name}: {wake_ups:.2f} wake-ups a second, {core:.3%} of a core, {after[name].share / 2**20:.1f} MiB")
        if name == JUDGED:
            holds &= wake_ups <= WAKE_UPS_BAR and core < CORE_BAR
    memory_mib = sum(one.share for one in after.values()) / 2**20
    holds &= memory_mib < MEMORY_BAR_MIB
    print(f"together {memory_mib:.1f} MiB, bar {MEMORY_BAR_MIB} MiB")
    print(f"bar of modemd, {WAKE_UPS_BAR:g} wake-ups a second and {CORE_BAR:.1%} of a core; memory together: ", end="")
    print("holds" if holds else "DOES NOT HOLD")
    sys.exit(not holds)


if __name__ == "__main__":
    main()
