"""A house under random troubles: texts go in and out for a while, the modem misbehaves in every way it can.

At the end the modem behaves again and everything must have come through: each text that somebody sent is in the inbox
exactly once, each text that was queued was taken by the network, and nothing was restarted by hand. Some texts act
(`deeds`), while interactd is killed now and then: nothing is done twice, and whoever asked for it gets a word. The same
seed orders the same troubles. The daemons run under supervisord as always, the modem is the simulator with ten slots;
it is looked for (`port = "auto"`), because some troubles bring it back under another name. People also call, and MMS
notices come.

    python -m bench.soak [--minutes 20] [--seed 1] [--personality generic]

`--personality all` gives each kind of modem its share of the minutes.

Octets are damaged only on their way from the modem: one that is lost on the way to it may change a digit, of a number
that is texted or of a slot that is emptied, and nothing can tell (docs/decisions/deleting-on-a-bad-line.md).
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import sqlite3
import sys
import time
from collections import Counter
from typing import Any, Final

from bench.deeds import Deeds
from modemd.simulator.personalities import PERSONALITIES
from smsbus.errors import SmsbusError
from tests.acceptance.house import House, new_house
from tests.modemd.sysfs import Tree

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
    {"name": "unplug", "elsewhere": True},
    {"name": "registration"},
)
"""Faults of the simulator; "registration" is none of them but a condition of its world."""
SHORT: Final = (0,)
"""Text mode does not tell which parts belong together: a long text comes in as several."""
SHORT_AND_LONG: Final = (0, 0, 0, 0, 20)
CALLS: Final = 0.02
PICTURES: Final = 0.02
DEEDS: Final = 0.1
KILLS: Final = 0.01
STICK: Final = ("12d1:1442", "option")
ADAPTER: Final = ("1a86:7523", "ch341")
TEXTERS: Final = tuple(f"+3363998010{digit}" for digit in range(5))
READERS: Final = tuple(f"+3363998020{digit}" for digit in range(5))
PATIENCE_S: Final = 240.0
MODEM: Final = "cycle = 5\ntimeout = 3\nsubmit_timeout = 20\nbaudrate = {baudrate}"
ROUTER: Final = (
    "retry_first = 1\nretry_longest = 10\nmax_attempts = 1000\nuncertain_wait = 40\nuncertain_retries = 3\n"
    "answers_per_minute = 100000"
)


class Usb:
    """The bus that the modem is on, as sysfs shows it: another plugging is another place and another name."""

    def __init__(self, house: House, device: tuple[str, str]) -> None:
        self._ids, self._driver = device
        self._tree = Tree(house.folder / "root")
        self._links = (house.link, house.folder / "modem2")
        self._elsewhere = False
        self._plugged = 0
        self.plug()

    @property
    def second_link(self) -> str:
        """The other name of the simulated modem."""
        return str(self._links[1])

    def plug(self) -> None:
        """It is there, at its link of now."""
        self._plugged += 1
        tty = f"ttyUSB{self._plugged}"
        self._tree.plug(f"1-{self._plugged}", self._ids, ttys={2: tty}, driver=self._driver)
        self._tree.connect(tty, self._links[self._elsewhere])

    def unplug(self, *, elsewhere: bool) -> None:
        """It is gone, and will be back at its first or second link."""
        self._tree.unplug(f"1-{self._plugged}")
        self._elsewhere = elsewhere


class Soak:
    """What was injected and queued, and the troubles there were. `chance` decides everything."""

    def __init__(self, house: House, usb: Usb, deeds: Deeds, chance: random.Random, lengths: tuple[int, ...]) -> None:
        self._house = house
        self.deeds = deeds
        self._usb = usb
        self._lengths = lengths
        self._chance = chance
        self._away = False
        self.pictures = 0
        self.calls = 0
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
            what = self._chance.random()
            if what < CALLS:
                self.calls += 1
                self._house.phone.order(op="call", **{"from": self._chance.choice(TEXTERS)})
            elif what < CALLS + PICTURES:
                self.pictures += 1
                self._house.phone.order(op="deliver_mms", **{"from": self._chance.choice(TEXTERS)})
            elif what < CALLS + PICTURES + DEEDS:
                self.injected.append(self.deeds.text())
            elif what < CALLS + PICTURES + DEEDS + KILLS:
                self.deeds.kill()
            elif what < 0.5:
                self.inject()
            else:
                self.queue()
            time.sleep(self._chance.uniform(0.05, 0.95))
        self.behave()

    def inject(self) -> None:
        """Somebody texts the house; now and then at length."""
        text = f"in {len(self.injected)}" + " and on and on" * self._chance.choice(self._lengths)
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
            if trouble["name"] == "registration":
                self._house.phone.order(op="set", registration=self._chance.choice((0, 2, 3)))
            else:
                self._house.phone.order(op="fault", **trouble)
            if trouble["name"] == "unplug":
                self._away = True
                self._usb.unplug(elsewhere=trouble.get("elsewhere", False))
            self._trouble_until = now + self._chance.uniform(1, 15)

    def behave(self) -> None:
        """The modem is well again."""
        self._house.phone.order(op="end_fault")
        self._house.phone.order(op="set", registration=1)
        if self._away:
            self._away = False
            self._usb.plug()

    # --- what came of it

    def inbox(self) -> Counter[str]:
        """How often each text is in the inbox: in the database itself, since a reply has a size."""
        database = self._house.folder / "state" / "smsbus.sqlite3"
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            texts = connection.execute("SELECT text FROM inbox WHERE text IS NOT NULL")
            return Counter(str(text) for (text,) in texts)

    def notices(self) -> int:
        """How many MMS notices are in the inbox."""
        database = self._house.folder / "state" / "smsbus.sqlite3"
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            (number,) = connection.execute("SELECT count(*) FROM inbox WHERE text IS NULL").fetchone()
        return int(number)

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
    notices = soak.notices()
    print(f"calls {soak.calls}; MMS notices {soak.pictures}, of which in the inbox {notices}")
    print(f"injected {len(soak.injected)}: missing {len(not_delivered)}, twice {len(twice)}, never sent {len(strange)}")
    print(f"queued {len(soak.queued)}: missing {len(not_submitted)}, more than once, being uncertain: {len(again)}")
    deeds = soak.deeds.verdict()
    print(
        f"deeds {deeds.asked}, interactd killed {soak.deeds.kills} times: twice {deeds.twice}, claimed and not done "
        f"{deeds.claimed}, without a word {deeds.unanswered}, told that they may not be done: {deeds.unknown}"
    )
    print("all through " + (f"{took_s:.1f} s after the last trouble" if took_s is not None else "NEVER"))
    for what, texts in (("missing", not_delivered + not_submitted), ("twice", twice), ("never sent", strange)):
        for text in texts[:20]:
            print(f"  {what}: {text!r}")
    holds = took_s is not None and not (not_delivered or not_submitted or twice or strange)
    holds = holds and notices == soak.pictures and deeds.holds
    print("every text delivered exactly once, every queued one submitted: " + ("holds" if holds else "DOES NOT HOLD"))
    return holds


def until_through(soak: Soak) -> float | None:
    """Seconds until nothing is outstanding; None when that does not happen."""
    since = time.monotonic()
    while any(soak.outstanding()) or soak.notices() < soak.pictures or soak.deeds.verdict().unanswered:
        if time.monotonic() - since > PATIENCE_S:
            return None
        time.sleep(0.5)
    return time.monotonic() - since


def main() -> int:
    """Sets up a house, troubles it, prints the report; returns the exit code: 0 it holds, 1 it does not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--personality", choices=("all", *PERSONALITIES), default="generic")
    given = parser.parse_args()
    kinds = tuple(PERSONALITIES) if given.personality == "all" else (given.personality,)
    return max([soak_one(kind, given.minutes / len(kinds), given.seed + number) for number, kind in enumerate(kinds)])


def soak_one(kind: str, minutes: float, seed: int) -> int:
    """One kind of modem."""
    modem = MODEM.format(baudrate=PERSONALITIES[kind].baudrate or 115200)
    with new_house(log_level="info", modem=modem, router=ROUTER) as house:
        text = house.settings_path.read_text().replace(f'port = "{house.link}"', 'port = "auto"')
        house.settings_path.write_text(text)
        os.environ["SMSBUS_ROOT"] = str(house.folder / "root")
        deeds = Deeds(house)
        usb = Usb(house, ADAPTER if PERSONALITIES[kind].baudrate else STICK)
        house.plug("--storage-size", "10", "--personality", kind, "--second-link", usb.second_link)
        house.up()
        house.ready()
        house.do("equipment", "add", "House", "--disable-interactions")
        for number, texter in enumerate(TEXTERS):
            house.do("contact", "add", "House", f"Texter {number}", texter)
        deeds.introduce()
        soak = Soak(house, usb, deeds, random.Random(seed), SHORT if kind == "text-only" else SHORT_AND_LONG)
        print(f"{minutes:g} minutes, seed {seed}, personality {kind}", flush=True)
        try:
            soak.run(minutes * 60)
        except SmsbusError as error:
            print(f"the house does not answer: {error}")
            return 1
        took_s = until_through(soak)
        facts = house.json("modem", "info", "sim").get("facts") or {}
        return 0 if report(soak, took_s, dict(facts.get("recoveries", {}))) else 1


if __name__ == "__main__":
    sys.exit(main())
