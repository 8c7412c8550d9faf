"""A house under random troubles: texts go in and out for a while, the modem misbehaves in every way it can.

At the end the modem behaves again and everything must have come through: each text that somebody sent is in the inbox
exactly once, each text that was queued was taken by the network, and nothing was restarted by hand. The same seed
orders the same troubles. The daemons run under supervisord as always, the modem is the simulator with ten slots.

    python -m bench.soak [--minutes 20] [--seed 1] [--personality generic]

Octets are damaged only on their way from the modem: a digit lost from `AT+CMGD=10` would delete another message,
which no program can know.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sqlite3
import sys
import time
from collections import Counter
from typing import Any, Final

from smsbus.errors import SmsbusError
from tests.acceptance.house import House, new_house

TROUBLES: Final[tuple[dict[str, Any], ...]] = (
    {"name": "mute"},
    {"name": "mute", "unsolicited": False},
    {"name": "lost-notice", "count": 3},
    {"name": "lost-result"},
    {"name": "lost-result", "whole": True, "count": 2},
    {"name": "lost-result", "command": "+CMGS"},
    {"name": "refuse", "code": 500, "count": 3},
    {"name": "refuse", "kind": "cme", "code": 14, "count": 3},
    {"name": "refuse", "command": "+CMGD", "count": 5},
    {"name": "refuse", "command": "+CMGS", "code": 332, "count": 4},
    {"name": "submit-error", "code": 38, "count": 4},
    {"name": "submit-silent"},
    {"name": "late-reference", "after_s": 30.0},
    {"name": "echo-twice"},
    {"name": "echo-kept"},
    {"name": "echo-glued"},
    {"name": "prompt", "form": "tight"},
    {"name": "prompt", "form": "line", "after_s": 3.0},
    {"name": "prompt", "form": "none", "count": 1},
    {"name": "split", "octets": 3, "pause_s": 0.002},
    {"name": "noise", "every_s": 0.5},
    {"name": "garbage", "every_s": 1.0},
    {"name": "drop-octets", "every": 400},
    {"name": "double-octets", "every": 400},
    {"name": "slow-sim"},
    {"name": "lost-smsc"},
    {"name": "lost-network"},
    {"name": "restart"},
    {"name": "restart", "silent": True},
    {"name": "unplug"},
)
TEXTERS: Final = tuple(f"+3363998010{digit}" for digit in range(5))
READERS: Final = tuple(f"+3363998020{digit}" for digit in range(5))
PATIENCE_S: Final = 240.0
MODEM: Final = "cycle = 5\ntimeout = 3\nsubmit_timeout = 20"
ROUTER: Final = (
    "retry_first = 1\nretry_longest = 10\nmax_attempts = 1000\nuncertain_wait = 40\nuncertain_retries = 3\n"
    "answers_per_minute = 100000"
)


class Soak:
    """What was injected and queued, and the troubles there were. `chance` decides everything."""

    def __init__(self, house: House, chance: random.Random) -> None:
        self._house = house
        self._chance = chance
        self._trouble_until = 0.0
        self._calm_until = 0.0
        self.injected: list[str] = []
        self.queued: list[str] = []
        self.troubles: Counter[str] = Counter()

    def run(self, seconds: float) -> None:
        """Texts in, texts out and troubles, until the time is over."""
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            self._trouble(now)
            if self._chance.random() < 0.5:
                self.inject()
            else:
                self.queue()
            time.sleep(self._chance.uniform(0.05, 0.95))
        self.behave()

    def inject(self) -> None:
        """Somebody texts the house; now and then at length."""
        text = f"in {len(self.injected)}" + " and on and on" * self._chance.choice((0, 0, 0, 0, 20))
        self.injected.append(text)
        self._house.phone.text(text, sender=self._chance.choice(TEXTERS))

    def queue(self) -> None:
        """The house texts somebody."""
        text = f"out {len(self.queued)}"
        self.queued.append(text)
        with self._house.client() as client:
            client.request("send", {"to": self._chance.choice(READERS), "text": text})

    def _trouble(self, now: float) -> None:
        if self._trouble_until:
            if now >= self._trouble_until:
                self.behave()
                self._trouble_until = 0.0
                self._calm_until = now + self._chance.uniform(1, 6)
        elif now >= self._calm_until:
            trouble = dict(self._chance.choice(TROUBLES))
            self.troubles[trouble["name"]] += 1
            self._house.phone.order(op="fault", **trouble)
            self._trouble_until = now + self._chance.uniform(1, 15)

    def behave(self) -> None:
        """The modem is well again."""
        self._house.phone.order(op="end_fault")

    # --- what came of it

    def inbox(self) -> Counter[str]:
        """How often each text is in the inbox: in the database itself, since a reply has a size."""
        database = self._house.folder / "state" / "smsbus.sqlite3"
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return Counter(str(text) for (text,) in connection.execute("SELECT text FROM inbox"))

    def submitted(self) -> Counter[str]:
        """How often the network took each text."""
        return Counter(str(submission["text"]) for submission in self._house.phone.submitted())

    def outstanding(self) -> tuple[list[str], list[str]]:
        """What is in no inbox yet, and what the network never took."""
        inbox, submitted = self.inbox(), self.submitted()
        return [one for one in self.injected if one not in inbox], [one for one in self.queued if one not in submitted]


def report(soak: Soak, took_s: float | None, recoveries: dict[str, int]) -> bool:
    """Prints what came of it; returns whether it holds."""
    inbox, submitted = soak.inbox(), soak.submitted()
    not_delivered, not_submitted = soak.outstanding()
    twice = [text for text in soak.injected if inbox[text] > 1]
    strange = [text for text in inbox if text not in set(soak.injected)]
    again = [text for text in soak.queued if submitted[text] > 1]
    print("troubles: " + ", ".join(f"{name} {count}" for name, count in sorted(soak.troubles.items())))
    print("recoveries of modemd: " + (", ".join(f"{name} {count}" for name, count in recoveries.items()) or "none"))
    print(f"injected {len(soak.injected)}: missing {len(not_delivered)}, twice {len(twice)}, never sent {len(strange)}")
    print(f"queued {len(soak.queued)}: missing {len(not_submitted)}, more than once, being uncertain: {len(again)}")
    print("all through " + (f"{took_s:.1f} s after the last trouble" if took_s is not None else "NEVER"))
    for what, texts in (("missing", not_delivered + not_submitted), ("twice", twice), ("never sent", strange)):
        for text in texts[:20]:
            print(f"  {what}: {text!r}")
    holds = took_s is not None and not (not_delivered or not_submitted or twice or strange)
    print("every text delivered exactly once, every queued one submitted: " + ("holds" if holds else "DOES NOT HOLD"))
    return holds


def until_through(soak: Soak) -> float | None:
    """Seconds until nothing is outstanding; None when that does not happen."""
    since = time.monotonic()
    while any(soak.outstanding()):
        if time.monotonic() - since > PATIENCE_S:
            return None
        time.sleep(0.5)
    return time.monotonic() - since


def main() -> int:
    """Sets up a house, troubles it, prints the report; returns the exit code: 0 it holds, 1 it does not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--personality", default="generic")
    given = parser.parse_args()
    with new_house(log_level="info", modem=MODEM, router=ROUTER) as house:
        house.plug("--storage-size", "10", "--index-base", "0", "--personality", given.personality)
        house.up()
        house.ready()
        house.do("equipment", "add", "House", "--disable-interactions")
        for number, texter in enumerate(TEXTERS):
            house.do("contact", "add", "House", f"Texter {number}", texter)
        soak = Soak(house, random.Random(given.seed))
        print(f"{given.minutes:g} minutes, seed {given.seed}, personality {given.personality}", flush=True)
        try:
            soak.run(given.minutes * 60)
        except SmsbusError as error:
            print(f"the house does not answer: {error}")
            return 1
        took_s = until_through(soak)
        facts = house.json("modem", "info", "sim").get("facts") or {}
        return 0 if report(soak, took_s, dict(facts.get("recoveries", {}))) else 1


if __name__ == "__main__":
    sys.exit(main())
