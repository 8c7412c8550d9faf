"""SIGKILL between every two effects of routerd: what others saw is on disk, and every promise holds afterwards.

Real processes on a real file. The world around them is that of `test_crashes`, seen through pipes: what the dead
process had put out has arrived, what it had not never will.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from routerd.exchange import FromClient, FromInteractd, FromModem, Input, Link, Output, Send, TimePassed
from smsbus import codec
from smsbus.messages import (
    TO_MODEMD,
    ModemHello,
    PartAck,
    ReceivedPart,
    ReportAck,
    ResultAck,
    StatusReport,
    SubmitJob,
    Welcome,
)
from smsbus.questions import TO_INTERACTD, Question, TakenAck
from smsbus.requests import EventsSinceRequest, Reply, SendRequest
from tests.routerd.crashing import NEVER
from tests.routerd.house import ALICE, BOB, CLIENT, INTERACTD, MODEM, House, modem_state
from tests.routerd.models.budget import folder
from tests.routerd.test_crashes import APOLOGY, LONG, TAKES_TWO, Crash, World

KINDS = {"modems": TO_MODEMD, "interactions": TO_INTERACTD}


class Life:
    """A connection to one process of routerd. Raises `Crash` when that is dead."""

    def __init__(self, path: Path, store_folder: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(path))
        self.lines = self.socket.makefile("rw", encoding="utf-8")
        self.lines.write(f"{store_folder}\n")
        self.deadline = 0.0
        self.left: int | None = None

    def turn(self, incoming: Input, now: float, kill_after: int | None) -> Iterator[dict[str, Any]]:
        """What comes out, as it does."""
        told = {"now": now, "inputs": [wire(incoming)], "kill_after": kill_after}
        self.lines.write(json.dumps(told) + "\n")
        self.lines.flush()
        while True:
            line = self.lines.readline()
            if not line:
                raise Crash
            shown = json.loads(line)
            if "deadline" in shown:
                self.deadline, self.left = shown["deadline"], shown["left"]
                return
            yield shown

    def close(self) -> None:
        self.lines.close()
        self.socket.close()


def wire(incoming: Input) -> list[Any]:
    match incoming:
        case FromModem(peer=peer, message=message):
            return ["modems", peer.decode(), [frame.hex() for frame in codec.encode(message)]]
        case FromInteractd(peer=peer, message=message):
            return ["interactions", peer.decode(), [frame.hex() for frame in codec.encode(message)]]
        case FromClient(peer=peer, request=request):
            return ["clients", peer.decode(), [frame.hex() for frame in codec.encode(request)]]
        case _:
            assert incoming == TimePassed()
            return ["time", "", []]


def unwired(shown: dict[str, Any]) -> Send:
    frames = [bytes.fromhex(frame) for frame in shown["frames"]]
    link = Link(shown["link"])
    message = (
        codec.from_body(codec.parse(frames)[1], Reply)
        if link is Link.CLIENTS
        else codec.decode(frames, KINDS[link.value])
    )
    return Send(link=link, peer=shown["peer"].encode(), message=message)


@dataclass
class FarWorld(World):
    """The world of `test_crashes` around a process; `heard` is what any process of routerd ever put out."""

    lives: Path = Path()
    life: Life | None = None
    kill_after: int | None = None
    heard: list[Output] = field(default_factory=list)
    events: list[tuple[int, str]] = field(default_factory=list)
    shown: list[ReceivedPart] = field(default_factory=list)
    reports: dict[str, StatusReport] = field(default_factory=dict)  # not acknowledged

    def run(self, *inputs: Input) -> None:
        assert self.life is not None
        self.waiting += inputs
        while self.waiting:
            kill_after, self.kill_after = self.kill_after, None
            for shown in self.life.turn(self.waiting.pop(0), self.house.now, kill_after):
                if "seq" in shown:
                    self.events.append((shown["seq"], shown["topic"]))
                else:
                    self.hear(unwired(shown))

    def hear(self, output: Send) -> None:
        self.heard.append(output)
        sent = len(self.on_air)
        self._carry_out(output)
        if isinstance(output.message, ReportAck):
            self.reports.pop(output.message.key, None)
        elif isinstance(output.message, Welcome) and output.peer == MODEM:
            self.waiting += [FromModem(peer=MODEM, message=report) for report in self.reports.values()]
        for index in range(sent, len(self.on_air)):
            self.report(index)

    def report(self, index: int) -> None:
        """The recipient has it, at once."""
        job = self.on_air[index]
        if job.delivery_report:
            report = StatusReport(
                key=f"report-{index}",
                modem="gsm",
                sim="sim-1",
                reference=index + 1,
                recipient=job.recipient,
                status=0,
                scts=None,
                discharged_at=None,
                pdu=b"\x06",
            )
            self.reports[report.key] = report
            self.waiting.append(FromModem(peer=MODEM, message=report))

    def restart(self) -> None:
        if self.life is not None:
            self.life.close()
        self.waiting.clear()
        self.life = Life(self.lives, self.house.folder)
        self.run(
            TimePassed(),
            FromModem(peer=MODEM, message=ModemHello(modem="gsm", boot="m1", pid=2, capabilities=TAKES_TWO)),
            FromModem(peer=MODEM, message=modem_state()),
            FromInteractd(peer=INTERACTD, message=self.greeting()),
        )
        self.run(*(FromModem(peer=MODEM, message=part) for part in list(self.sim.values())))

    def settle(self) -> None:
        assert self.life is not None
        until = self.house.now + 400
        while self.life.deadline <= until:
            self.house.now = max(self.house.now, self.life.deadline)
            self.run(TimePassed())
        self.house.now = until

    def said(self, kind: type[Any]) -> list[Any]:
        return [output.message for output in self.heard if isinstance(output, Send) and type(output.message) is kind]


@pytest.fixture(scope="module")
def lives() -> Iterator[Path]:
    """The socket at which processes of routerd are to be had."""
    with folder() as place:
        path = Path(place) / "lives"
        command = [sys.executable, "-m", "tests.routerd.crashing", str(path)]
        root = Path(__file__).parents[2]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
        ) as process:  # which ends when its standard input does
            assert process.stdout is not None
            assert process.stdout.readline() == "listening\n"
            yield path
            assert process.stdin is not None
            process.stdin.close()


@pytest.fixture(scope="module")
def furnished() -> Iterator[Path]:
    """The folder of a router that knows Alice."""
    with folder() as place:
        house = House(Path(place))
        house.furnish()
        house.store.close()
        yield Path(place)


def each_kill(
    lives: Path,
    furnished: Path,
    begin: Callable[[FarWorld], list[Input]],
    check: Callable[[FarWorld], None],
    new: type[FarWorld] = FarWorld,
) -> int:
    """Plays `begin` with a SIGKILL after every possible number of effects, until one play needs no more."""
    for effects in range(1000):
        with folder() as place:
            here = Path(shutil.copytree(furnished, Path(place) / "routerd"))
            house = House(here)
            house.store.close()
            world = new(house=house, lives=lives)
            world.restart()
            inputs = begin(world)
            world.kill_after = effects
            killed = world.crash(*inputs)
            if killed:
                house.restart()
                what_was_heard_is_on_disk(world)
                house.store.close()
                world.restart()
            world.kill_after = NEVER
            world.settle()
            house.restart()
            check(world)
            what_was_heard_is_on_disk(world)
            house.store.close()
            assert world.life is not None
            world.life.close()
        if not killed:
            return effects
    raise AssertionError("the play never ends")


def what_was_heard_is_on_disk(world: FarWorld) -> None:
    """Nothing was acknowledged, promised, handed over or told before it was durable."""

    def column(sql: str) -> set[Any]:
        return {row[0] for row in world.house.store.rows(sql)}

    assert {ack.key for ack in world.said(PartAck)} <= column("SELECT key FROM part")
    assert {ack.key for ack in world.said(ReportAck)} <= column("SELECT key FROM report")
    promised = {message["id"] for reply in world.said(Reply) if reply.ok for message in reply.result["messages"]}
    assert promised <= column("SELECT id FROM outbox")
    handed = {job.job for job in world.said(SubmitJob)}
    assert handed <= column("SELECT job FROM outbox_part WHERE state <> 'queued'")
    settled = {ack.job for ack in world.said(ResultAck)}
    assert settled <= column("SELECT job FROM outbox_part WHERE state IN ('sent', 'delivered')")
    asked = {question.question for question in world.said(Question)}
    assert asked <= column("SELECT id FROM question WHERE state <> 'waiting'")
    may_act = {ack.question for ack in world.said(TakenAck)}
    assert may_act <= column("SELECT id FROM question WHERE acts AND state <> 'asked'")
    known = {(row["seq"], row["topic"]) for row in world.house.store.rows("SELECT seq, topic FROM event")}
    assert set(world.events) <= known, "an event that `events.since` cannot repeat"
    assert len(set(world.events)) == len(world.events), "an event number was used twice"


@pytest.mark.parametrize("texts", [["On ?"], ["On", " ?"]], ids=["single", "multipart"])
def test_an_incoming_exchange_survives_a_kill_after_every_effect(
    lives: Path, furnished: Path, texts: list[str]
) -> None:
    def begin(world: FarWorld) -> list[Input]:
        total = len(texts)
        parts = [
            world.house.piece(sequence, text, total=total) if total > 1 else world.house.part(text)
            for sequence, text in enumerate(texts, start=1)
        ]
        world.shown = parts[::-1]
        world.sim = {part.key: part for part in world.shown}
        return [FromModem(peer=MODEM, message=part) for part in world.shown]

    def check(world: FarWorld) -> None:
        for again in (False, True):
            if again:  # the modem shows all of it once more, as after a reset
                world.sim = {part.key: part for part in world.shown}
                world.run(*(FromModem(peer=MODEM, message=part) for part in world.shown))
            [message] = world.house.inbox()
            assert (message["state"], message["text"]) == ("accepted", "On ?")
            assert world.sim == {}, "not acknowledged: it stays on the SIM for ever"
            assert len(world.acted) <= 1, "asked twice"
            # The answer, or the apology where it was lost with the connection. Never none, never two.
            assert [(job.recipient, job.text in ("16.3 °C", APOLOGY)) for job in world.on_air] == [(ALICE, True)]
            assert [found["state"] for found in world.house.outbox()] == ["sent"]

    assert each_kill(lives, furnished, begin, check) > 20


@pytest.mark.parametrize(("text", "parts"), [("Alarm", 1), (LONG, 2)], ids=["single", "multipart"])
def test_an_outgoing_message_survives_a_kill_after_every_effect(
    lives: Path, furnished: Path, text: str, parts: int
) -> None:
    request = SendRequest(id=1, to=BOB, text=text, key="alarm", delivery_report=True)

    def begin(world: FarWorld) -> list[Input]:
        return [FromClient(peer=CLIENT, request=request)]

    def check(world: FarWorld) -> None:
        replies = len(world.said(Reply))
        world.run(FromClient(peer=CLIENT, request=request))  # a client that saw no reply asks again, one that did may
        world.settle()
        assert len(world.said(Reply)) == replies + 1
        [message] = world.house.outbox()
        assert message["state"] == "delivered"
        assert all(reply.result["messages"][0]["id"] == message["id"] for reply in world.said(Reply))
        assert [job.text for job in world.on_air] == ([text] if parts == 1 else [text[:153], text[153:]])
        assert (world.results, world.held, world.reports) == ({}, {}, {}), "modemd keeps something for ever"
        told = world.house.result(EventsSinceRequest(id=9, seq=0))["events"]
        topics = [event["topic"] for event in told]
        assert [topic for topic in topics if topic.startswith("sms.")] == ["sms.queued", "sms.sent", "sms.delivered"]

    assert each_kill(lives, furnished, begin, check) > 10


def test_a_strangers_message_is_refused_once_and_never_answered_wherever_routerd_is_killed(
    lives: Path, furnished: Path
) -> None:
    def begin(world: FarWorld) -> list[Input]:
        part = world.house.part("Hello", "+33639980099")
        world.sim = {part.key: part}
        return [FromModem(peer=MODEM, message=part)]

    def check(world: FarWorld) -> None:
        assert [message["state"] for message in world.house.inbox()] == ["refused"]
        assert (world.sim, world.on_air, world.acted) == ({}, [], [])

    assert each_kill(lives, furnished, begin, check) >= 4
