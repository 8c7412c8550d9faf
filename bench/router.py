"""routerd alone: how many durable `send` requests it takes, how long one takes, how it decides, and how it bears a
million stored messages.

A routerd of its own in a folder of its own on a real disk, requests over ipc; no modem, so that everything is queued.

1. 50 clients, each with one request in the air at a time, as fast as they are answered; five times.
2. One client, one request after the other.
3. Policy: the decision over a message from one of 10,000 contacts, looked up in the directory, in this process.
4. With a million messages in the store: start until the first reply, one client again, memory. Whether a `send` takes
   longer than with an empty store is told from turns: 100 requests to this one, 100 to an empty one, 100 to another
   empty one, and again in the other order. The ratio of each turn counts, so that what else the machine does meanwhile
   falls out; that of the two empty ones shows how well.

    python -m bench.router [--stored 1000000]
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.idle import use
from bench.stored import fill
from routerd.directory import Contact, Equipment, build
from routerd.policy import Received, decide
from smsbus import codec
from smsbus.numbers import Number, NumberKind
from smsbus.sockets import POLLIN, Caller, Context, Poller

CLIENTS: Final = 50
REQUESTS: Final = 6000
SINGLE: Final = 500
CONTACTS: Final = 10_000
DECISIONS: Final = 20_000
RATE_BAR: Final = 3000
ROUND_TRIP_BAR_MS: Final = 3.0
DECISION_BAR_US: Final = 50.0
START_BAR_S: Final = 1.0
MEMORY_BAR_MIB: Final = 40.0
TURNS: Final = 100
IN_TURN: Final = 100
ALIKE: Final = 1.05
"""Two empty stores, which are alike, differ by up to 2 % in so many turns, while the machine has other work."""
SETTINGS: Final = """\
[service]
state_dir = "state"
run_dir = "run"
log_dir = "log"
[modems.bench]
port = "/dev/none"
[router]
client_per_minute = 0
recipient_per_hour = 0
"""


class Routerd:
    """One process of it."""

    def __init__(self, folder: Path) -> None:
        self.endpoint = f"ipc://{folder}/run/clients"
        command = [sys.executable, "-m", "routerd", "--config", str(folder / "smsbus.toml")]
        self._log = (folder / "routerd.log").open("ab")
        began = time.monotonic()
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log)
        self.pid = self._process.pid
        with Asking(self.endpoint) as client:
            client.ask("ping", {})
        self.started_s = time.monotonic() - began

    def wait_for_check(self) -> float:
        """Until the process that checks a large store has ended; how long that took."""
        began = time.monotonic()
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        while children.read_text().strip():
            time.sleep(0.05)
        return time.monotonic() - began

    def end(self) -> None:
        """Stops it."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)
        self._log.close()


class Asking:
    """One client; what it asks it waits for."""

    def __init__(self, endpoint: str) -> None:
        self._context = Context(linger_ms=0)
        self.caller = Caller(self._context, endpoint)

    def __enter__(self) -> Asking:
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()

    def ask(self, kind: str, body: dict[str, object]) -> None:
        """Raises SystemExit when it is refused or takes ten seconds."""
        self.caller.send(codec.frames(kind, {**body, "id": 1}))
        check(self.caller.receive(10.0))


def check(frames: list[bytes] | None) -> None:
    """Ends the measurement when this is no good reply."""
    if frames is None:
        raise SystemExit("routerd does not answer")
    _, body = codec.parse(frames)
    if not body.get("ok"):
        raise SystemExit(f"refused: {body}")


def sending(number: int) -> dict[str, object]:
    """The body of a `send` request as smsctl makes it, with a key of its own."""
    key = f"smsctl-{os.urandom(8).hex()}"
    return {"to": f"+3363998{number % 10_000:04d}", "text": f"Alarm number {number} of the pump", "key": key}


def rate(endpoint: str, first: int) -> float:
    """Durable `send` requests a second from many clients."""
    context = Context(linger_ms=0)
    callers = [Caller(context, endpoint) for _ in range(CLIENTS)]
    poller = Poller()
    for caller in callers:
        poller.register(caller.socket, POLLIN)
    by_socket = {caller.socket: caller for caller in callers}
    sent = answered = 0
    began = time.monotonic()
    for caller in callers:
        caller.send(codec.frames("send", {**sending(first + sent), "id": sent}))
        sent += 1
    while answered < REQUESTS:
        for socket, _ in poller.poll(10_000):
            caller = by_socket[socket]
            check(caller.receive(0))
            answered += 1
            if sent < REQUESTS:
                caller.send(codec.frames("send", {**sending(first + sent), "id": sent}))
                sent += 1
    took_s = time.monotonic() - began
    context.close()
    return REQUESTS / took_s


def round_trip_ms(endpoint: str, first: int, requests: int = SINGLE) -> float:
    """The median of single `send` requests."""
    taken = []
    with Asking(endpoint) as client:
        for number in range(requests):
            began = time.monotonic()
            client.ask("send", sending(first + number))
            taken.append((time.monotonic() - began) * 1000)
    return statistics.median(taken)


def turns_ms(routerds: Sequence[Routerd], first: int) -> list[list[float]]:
    """The median of single `send` requests to each of them, in each turn; all had the same before these."""
    taken: list[list[float]] = [[] for _ in routerds]
    order = list(enumerate(routerds))
    for turn in range(TURNS):
        for index, routerd in order:
            taken[index].append(round_trip_ms(routerd.endpoint, first + turn * IN_TURN, IN_TURN))
        order.reverse()
    return taken


def ratio(these: Sequence[float], those: Sequence[float]) -> float:
    """How much longer these took, from turn to turn: the median."""
    return statistics.median(this / that for this, that in zip(these, those, strict=True))


def decision_us() -> float:
    """Microseconds of one decision."""
    contacts = [
        Contact(
            id=number,
            name=f"Contact {number}",
            user=None,
            numbers=(Number(kind=NumberKind.INTERNATIONAL, value=f"+336{number:08d}"),),
        )
        for number in range(CONTACTS)
    ]
    directory = build([Equipment(id=1, name="Farm", contacts=tuple(contacts))])
    senders = [Received(sender=contacts[n * 7 % CONTACTS].numbers[0]) for n in range(DECISIONS)]
    decide(senders[0], directory)
    began = time.perf_counter()
    for sender in senders:
        decide(sender, directory)
    return (time.perf_counter() - began) / DECISIONS * 1e6


@contextmanager
def folder() -> Iterator[Path]:
    """A place for one routerd, on the disk that holds temporary files."""
    path = Path(tempfile.mkdtemp(prefix="bench-", dir="/tmp"))
    try:
        for name in ("state", "run", "log"):
            (path / name).mkdir(mode=0o700)
        (path / "smsbus.toml").write_text(SETTINGS, encoding="utf-8")
        yield path
    finally:
        shutil.rmtree(path)


def main() -> None:
    """Measures and prints; exit code 1 where a bar does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stored", type=int, default=1_000_000)
    stored = parser.parse_args().stored
    verdicts = []

    def say(what: str, holds: bool) -> None:
        verdicts.append(holds)
        print(f"{what}: {'holds' if holds else 'DOES NOT HOLD'}", flush=True)

    with folder() as empty:
        routerd = Routerd(empty)
        rates = [rate(routerd.endpoint, run * REQUESTS) for run in range(5)]
        least, median = min(rates), statistics.median(rates)
        say(
            f"{CLIENTS} clients: median {median:.0f} durable sends a second (least {least:.0f}), bar {RATE_BAR}",
            median >= RATE_BAR,
        )
        routerd.end()
    with folder() as empty:
        routerd = Routerd(empty)
        single_ms = round_trip_ms(routerd.endpoint, 0)
        say(
            f"one client: median {single_ms:.2f} ms a send, bar {ROUND_TRIP_BAR_MS:g} ms", single_ms < ROUND_TRIP_BAR_MS
        )
        routerd.end()
    taken_us = decision_us()
    say(
        f"a decision among {CONTACTS} contacts: {taken_us:.1f} us, bar {DECISION_BAR_US:g} us",
        taken_us < DECISION_BAR_US,
    )
    with folder() as full, folder() as empty, folder() as empty_too:
        fill(full / "state", stored)
        routerd = Routerd(full)
        say(
            f"{stored} messages stored: started in {routerd.started_s:.2f} s, bar {START_BAR_S:g} s",
            routerd.started_s < START_BAR_S,
        )
        during_ms = round_trip_ms(routerd.endpoint, 10_000_000)
        print(f"{stored} messages stored: median {during_ms:.2f} ms a send while the store is checked", flush=True)
        checked_s = routerd.wait_for_check()
        print(f"{stored} messages stored: checked {checked_s:.1f} s later", flush=True)
        others = [Routerd(empty), Routerd(empty_too)]
        for other in others:
            round_trip_ms(other.endpoint, 10_000_000)
        with_many, with_none, with_none_too = turns_ms([routerd, *others], 20_000_000)
        for other in others:
            other.end()
        longer = ratio(with_many, with_none)
        say(
            f"{stored} messages stored: median {statistics.median(with_many):.2f} ms a send, "
            f"{statistics.median(with_none):.2f} ms without; in turns {longer:.3f} times, bar {ALIKE:g}",
            longer < ALIKE,
        )
        print(
            f"of two empty stores one takes {ratio(with_none_too, with_none):.3f} times as long as the other",
            flush=True,
        )
        memory = use(routerd.pid).resident / 2**20
        say(f"{stored} messages stored: {memory:.1f} MiB resident, bar {MEMORY_BAR_MIB:g} MiB", memory < MEMORY_BAR_MIB)
        routerd.end()
    sys.exit(not all(verdicts))


if __name__ == "__main__":
    main()
