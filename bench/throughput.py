"""How fast texts leave: through a line of 115200 bits per second, and end to end at unlimited speed.

The daemons run under supervisord with their default settings, routerd on a real disk; the modem is the simulator's core
in this process, and its network takes each message at once.

1. A line: 100 messages of one part wait while there is no network; from the first `AT+CMGS` to the last result code,
   against what the octets that must cross take alone: command line, prompt, PDU, reference and result code, which by
   their nature follow each other. Five times, short and full messages.
2. End to end: a process of its own hands in `send` requests through the `clients` socket, WINDOW at a time, while the
   modem sends; from the first request until the network has the last message, every one durable at each step.

    python -m bench.throughput [--count 2000]
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import time
from collections import deque
from typing import Final

from bench.line import UNLIMITED, House, Line, new_house
from modemd.simulator.events import Turn
from modemd.simulator.line import BITS_PER_OCTET
from modemd.simulator.network import Submission
from modemd.simulator.settings import Conditions, Settings
from smsbus import codec
from smsbus.sockets import Caller, Context

BAUDRATE: Final = 115200
LINE_MESSAGES: Final = 100
LENGTHS: Final = (20, 160)
LINE_BAR: Final = 0.90
RATE_BAR: Final = 570
WINDOW: Final = 50
FILES: Final = {"interactions.toml": '[[interaction]]\nname = "ping"\nsentences = ["ping"]\nreply = "pong"\n'}
RECIPIENT: Final = "+33639980001"


def send_all(endpoint: str, count: int, length: int) -> None:
    """Hands in `count` messages of `length` characters; returns when each was answered `ok`."""
    context = Context(linger_ms=0)
    caller = Caller(context, endpoint)
    unanswered: deque[int] = deque()
    for number in range(count):
        text = f"{number} ".ljust(length, ".")
        caller.send(codec.frames("send", {"id": number, "to": RECIPIENT, "text": text, "key": f"bench-{number}"}))
        unanswered.append(number)
        if len(unanswered) >= WINDOW:
            _take_reply(caller, unanswered)
    while unanswered:
        _take_reply(caller, unanswered)
    context.close()


def _take_reply(caller: Caller, unanswered: deque[int]) -> None:
    frames = caller.receive(10.0)
    if frames is None:
        raise SystemExit("routerd does not answer")
    kind, body = codec.parse(frames)
    if kind != "reply" or not body["ok"]:
        raise SystemExit(f"refused: {body}")
    unanswered.popleft()


def must_cross(submission: Submission) -> int:
    """Octets of one submission on the line, both ways."""
    tpdu = len(submission.pdu) - 1  # in front of it the empty address of the SMSC
    command = len(f"AT+CMGS={tpdu}\r")
    prompt = len("\r\n> ")
    payload = 2 * len(submission.pdu) + len("\x1a")
    answer = len(f"\r\n+CMGS: {submission.mr}\r\n\r\nOK\r\n")
    return command + prompt + payload + answer


def line_used(length: int) -> float:
    """Which part of the time the line carried octets that had to cross."""
    line = Line(Settings(baudrate=BAUDRATE, storage_size=50, conditions=Conditions(registration=0)))
    begun: list[float] = []
    ended = [0.0]

    def heard(octets: bytes, now: float) -> None:
        if b"AT+CMGS=" in octets and not begun:
            begun.append(now)

    def said(octets: bytes, now: float) -> None:
        ended[0] = now

    line.on_heard, line.on_said = heard, said
    with new_house(line, FILES, router=UNLIMITED) as house:
        line.settle(1.0)
        send_all(clients(house), LINE_MESSAGES, length)
        line.settle(0.5)
        line.handle(Turn(conditions=Conditions()))
        submissions = line.modem.network.submissions
        line.until(lambda: len(submissions) >= LINE_MESSAGES, "all messages sent")
        line.settle(0.05)  # the last result code is on its way
        last = ended[0]
    octets = sum(must_cross(submission) for submission in submissions)
    return octets * BITS_PER_OCTET / BAUDRATE / (last - begun[0])


def rate(count: int) -> float:
    """Messages a second, from the first request until the network has the last message."""
    line = Line(Settings(storage_size=50))
    with new_house(line, FILES, router=UNLIMITED) as house:
        line.settle(1.0)
        client = multiprocessing.get_context("spawn").Process(target=send_all, args=(clients(house), count, 40))
        begun: list[float] = []
        client.start()
        submissions = line.modem.network.submissions
        # A process takes long to start: the time begins with the first message, less than a request's way late.
        line.until(lambda: bool(submissions), "the first message")
        begun.append(time.monotonic())
        line.until(lambda: len(submissions) >= count, "all messages sent", 120)
        took_s = time.monotonic() - begun[0]
        client.join()
        if len({submission.text for submission in submissions}) != count or len(submissions) != count:
            raise SystemExit("messages were lost or doubled")
    return (count - 1) / took_s


def clients(house: House) -> str:
    """The endpoint of the house for clients."""
    return f"ipc://{house.folder}/run/clients"


def main() -> None:
    """Measures and prints; exit code 1 where a bar does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--only", choices=("line", "rate"))
    given = parser.parse_args()
    holds = True
    if given.only != "rate":
        for length in LENGTHS:
            used = [line_used(length) for _ in range(5)]
            median = statistics.median(used)
            holds &= median >= LINE_BAR
            print(
                f"{LINE_MESSAGES} messages of {length} characters at {BAUDRATE} bits/s: median {median:.1%} of the line"
                f" (least {min(used):.1%}), bar {LINE_BAR:.0%}: {'holds' if median >= LINE_BAR else 'DOES NOT HOLD'}"
            )
    if given.only != "line":
        rates = [rate(given.count) for _ in range(3)]
        median = statistics.median(rates)
        holds &= median > RATE_BAR
        print(
            f"{given.count} messages end to end: median {median:.0f} a second (least {min(rates):.0f}),"
            f" bar {RATE_BAR}: {'holds' if median > RATE_BAR else 'DOES NOT HOLD'}"
        )
    sys.exit(not holds)


if __name__ == "__main__":
    main()
