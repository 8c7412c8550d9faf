"""Ends of the process between any two outputs of an exchange: nothing is lost and nothing doubled.

The world around the router is small and honest: a SIM that keeps a part until it is acknowledged, a modem that keeps
results until they are acknowledged, holds a second job until then and tells which jobs it knows, an interactd that
answers each question it takes. The router ends after the n-th output was carried out, for every n; what it had not
committed and what it had not yet put out is lost. Then another starts on the same store, everybody says hello, and time
passes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from routerd.exchange import Commit, FromClient, FromInteractd, FromModem, Input, MoveOn, Output, Send, TimePassed
from smsbus.messages import (
    Capabilities,
    JobResult,
    JobUnknown,
    ModemHello,
    Outcome,
    PartAck,
    Ping,
    Pong,
    ReceivedPart,
    ResultAck,
    SubmitJob,
    Welcome,
    WhoAreYou,
    WithdrawJob,
)
from smsbus.questions import Answer, AnswerOutcome, InteractdHello, Question, QuestionTaken
from smsbus.requests import MessageCancelRequest, Reply, SendRequest
from tests.routerd.house import ALICE, BOB, CLIENT, INTERACTD, MODEM, House, modem_state

APOLOGY = "Sorry, your question could not be answered. Please ask again later."
TAKES_TWO = Capabilities(jobs=2)
LONG = "0123456789" * 20  # two parts


class Crash(Exception):
    """The process ends here."""


@dataclass
class World:
    """Everything around one router, which may end and start again."""

    house: House
    crash_after: int | None = None  # outputs
    carried_out: int = 0
    sim: dict[str, ReceivedPart] = field(default_factory=dict)
    on_air: list[SubmitJob] = field(default_factory=list)  # what the network has
    results: dict[str, JobResult] = field(default_factory=dict)  # not acknowledged
    held: dict[str, SubmitJob] = field(default_factory=dict)  # until no result is unacknowledged
    acted: list[str] = field(default_factory=list)  # questions interactd acted on
    answers: list[Answer] = field(default_factory=list)  # sent, and perhaps lost
    replies: list[Reply] = field(default_factory=list)
    waiting: list[Input] = field(default_factory=list)
    fates: list[Outcome] = field(default_factory=list)  # of the next submissions; then they are sent
    people: dict[str, str] = field(default_factory=dict)  # what Alice replies to which text, before the modem's result
    hands_back: int = 0  # jobs, because the modem is away; then it takes them

    def run(self, *inputs: Input) -> None:
        """Carries out what follows from the inputs, and from what the others then say, until nothing more does."""
        self.waiting += inputs
        while self.waiting:
            for incoming in (self.waiting.pop(0), MoveOn()):
                for output in self.house.router.handle(incoming, self.house.now):
                    self._tick()
                    self._carry_out(output)
                self._tick()

    def _tick(self) -> None:
        if self.crash_after is not None and self.carried_out >= self.crash_after:
            raise Crash
        self.carried_out += 1

    def _carry_out(self, output: Output) -> None:
        match output:
            case Commit():
                self.house.store.commit()
            case Send(message=PartAck(key=key)):
                self.sim.pop(key, None)
            case Send(message=ResultAck(job=job, withdrawn=withdrawn)):
                self.results.pop(job, None)
                self.held = {name: held for name, held in self.held.items() if name not in withdrawn}
                self._submit()
            case Send(message=SubmitJob() as job) if self.hands_back:
                self.hands_back -= 1
                self.waiting.append(FromModem(peer=MODEM, message=JobUnknown(modem="gsm", job=job.job)))
            case Send(message=WithdrawJob(job=job)):
                if self.held.pop(job, None) or not any(sent.job == job for sent in self.on_air):
                    self.waiting.append(FromModem(peer=MODEM, message=JobUnknown(modem="gsm", job=job)))
            case Send(message=SubmitJob() as job):
                self.held[job.job] = job
                self._submit()
            case Send(message=Question(question=question)):
                self.acted.append(question)
                answer = Answer(question=question, outcome=AnswerOutcome.ANSWERED, text="16.3 °C")
                self.answers.append(answer)
                self.waiting.append(FromInteractd(peer=INTERACTD, message=QuestionTaken(question=question)))
                self.waiting.append(FromInteractd(peer=INTERACTD, message=answer))
            case Send(message=Welcome(jobs=jobs), peer=peer) if peer == MODEM:
                self.held = {name: held for name, held in self.held.items() if name in jobs}
                seen = {job.job for job in self.on_air} | self.held.keys()
                self.waiting += [
                    FromModem(peer=MODEM, message=JobUnknown(modem="gsm", job=job)) for job in jobs if job not in seen
                ]
                self.waiting += [FromModem(peer=MODEM, message=result) for result in self.results.values()]
                self._submit()
            case Send(message=Ping(nonce=nonce), peer=peer):
                kind = FromModem if peer == MODEM else FromInteractd
                self.waiting.append(kind(peer=peer, message=Pong(nonce=nonce)))
            case Send(message=WhoAreYou()):
                raise AssertionError("everybody has said hello")
            case Send(message=Reply() as reply):
                self.replies.append(reply)
            case _:
                return

    def _submit(self) -> None:
        if self.results or not self.held:
            return
        job = self.held.pop(next(iter(self.held)))
        self.on_air.append(job)
        outcome = self.fates.pop(0) if self.fates else Outcome.SENT
        reference = len(self.on_air) if outcome is Outcome.SENT else None
        if job.text in self.people and outcome is not Outcome.FAILED:
            part = self.house.part(self.people[job.text])
            self.sim[part.key] = part
            self.waiting.append(FromModem(peer=MODEM, message=part))
        self.results[job.job] = result = JobResult(modem="gsm", job=job.job, outcome=outcome, reference=reference)
        self.waiting.append(FromModem(peer=MODEM, message=result))

    def restart(self) -> None:
        """Another process on the same store; the daemons come back and repeat what was not acknowledged."""
        self.crash_after = None
        self.waiting.clear()
        self.house.restart()
        self.run(
            TimePassed(),
            FromModem(peer=MODEM, message=ModemHello(modem="gsm", boot="m1", pid=2, capabilities=TAKES_TWO)),
            FromModem(peer=MODEM, message=modem_state()),
            FromInteractd(peer=INTERACTD, message=self.greeting()),
        )
        self.run(*(FromModem(peer=MODEM, message=part) for part in list(self.sim.values())))

    def greeting(self) -> InteractdHello:
        """What the interactd says when it comes back."""
        return InteractdHello(name="interactd", boot="i1", pid=3, interactions=1)

    def settle(self) -> None:
        """All waits end."""
        self.crash_after = None
        until = self.house.now + 400
        while (deadline := self.house.router.deadline) is not None and deadline <= until:
            self.house.now = max(self.house.now, deadline)
            self.run(TimePassed())
        self.house.now = until

    def crash(self, *inputs: Input) -> bool:
        """Whether the process ended while it worked on the inputs."""
        try:
            self.run(*inputs)
        except Crash:
            return True
        return False


def new_world(folder: Path) -> World:
    folder.mkdir()
    house = House(folder)
    house.furnish()
    house.hello(capabilities=TAKES_TWO)
    house.greet()
    return World(house=house)


def each_crash(
    tmp_path: Path,
    begin: Callable[[World], list[Input]],
    check: Callable[[World], None],
    new: Callable[[Path], World] = new_world,
) -> int:
    """Plays `begin` with a crash after every possible number of outputs, until one play needs no more; their number."""
    for outputs in range(1000):
        world = new(tmp_path / str(outputs))
        inputs = begin(world)
        world.crash_after = outputs
        crashed = world.crash(*inputs)
        if crashed:
            world.restart()
        world.settle()
        check(world)
        world.house.store.close()
        if not crashed:
            return outputs
    raise AssertionError("the play never ends")


def receive(*parts: tuple[int, str]) -> Callable[[World], list[Input]]:
    def begin(world: World) -> list[Input]:
        total = len(parts)
        pieces = [
            world.house.piece(at, text, total=total) if total > 1 else world.house.part(text) for at, text in parts
        ]
        world.sim = {piece.key: piece for piece in pieces}
        return [FromModem(peer=MODEM, message=piece) for piece in pieces]

    return begin


def check_incoming(world: World) -> None:
    [message] = world.house.inbox()
    assert (message["state"], message["text"]) == ("accepted", "On ?")
    assert world.sim == {}
    assert len(world.acted) <= 1, "asked twice"
    # One reply: the answer, or the apology where it was lost with the connection. Never none, never two.
    assert [(job.recipient, job.text in ("16.3 °C", APOLOGY)) for job in world.on_air] == [(ALICE, True)]
    assert [found["state"] for found in world.house.outbox()] == ["sent"]


@pytest.mark.parametrize("parts", [[(1, "On ?")], [(2, " ?"), (1, "On")]], ids=["single", "multipart"])
def test_a_received_message_is_kept_once_acted_on_at_most_once_and_answered_once(
    tmp_path: Path, parts: list[tuple[int, str]]
) -> None:
    assert each_crash(tmp_path, receive(*parts), check_incoming) > 15


@pytest.mark.parametrize(("text", "parts"), [("Alarm", 1), (LONG, 2)], ids=["single", "multipart"])
def test_a_message_to_send_is_sent_once_when_its_request_is_repeated_until_answered(
    tmp_path: Path, text: str, parts: int
) -> None:
    request = FromClient(peer=CLIENT, request=SendRequest(id=1, to=BOB, text=text, key="alarm"))

    def begin(world: World) -> list[Input]:
        return [request]

    def check(world: World) -> None:
        queued = len(world.house.outbox())
        if world.replies:
            assert queued == 1, "it was promised"
        world.run(request)  # a client that saw no reply asks again
        world.settle()
        assert [message["state"] for message in world.house.outbox()] == ["sent"]
        assert "".join(job.text for job in world.on_air) == text
        assert len(world.on_air) == parts

    assert each_crash(tmp_path, begin, check) > 6 * parts


def test_a_strangers_message_is_kept_and_never_answered(tmp_path: Path) -> None:
    def begin(world: World) -> list[Input]:
        part = world.house.part("Hello", "+33639980099")
        world.sim = {part.key: part}
        return [FromModem(peer=MODEM, message=part)]

    def check(world: World) -> None:
        assert [message["state"] for message in world.house.inbox()] == ["refused"]
        assert (world.sim, world.on_air, world.acted) == ({}, [], [])

    assert each_crash(tmp_path, begin, check) >= 3


def test_when_modemd_ends_with_the_part_at_the_modem_there_is_at_most_one_copy_too_many(tmp_path: Path) -> None:
    world = new_world(tmp_path / "world")
    world.run(FromClient(peer=CLIENT, request=SendRequest(id=1, to=BOB, text="Alarm")))
    world.house.store.commit()
    # A second message, whose modemd ends after the modem sent it and before anybody heard of it; and so for ever.
    for boot in range(10):
        world.run(FromClient(peer=CLIENT, request=SendRequest(id=2, to=ALICE, text="Fire", key="fire")))
        world.results.clear()
        world.held.clear()
        world.waiting.clear()
        hello = ModemHello(modem="gsm", boot=f"boot-{boot}", pid=2, capabilities=TAKES_TWO)
        world.run(FromModem(peer=MODEM, message=hello), FromModem(peer=MODEM, message=modem_state()))
        world.settle()
    assert [job.recipient for job in world.on_air].count(ALICE) <= 2


@pytest.mark.parametrize("fate", [Outcome.FAILED, Outcome.UNCERTAIN])
def test_a_part_taken_back_because_the_one_before_it_was_not_sent_goes_out_once(tmp_path: Path, fate: Outcome) -> None:
    """Two parts are at the modem, the first is not sent: the second must follow its next attempt, and only that."""
    request = FromClient(peer=CLIENT, request=SendRequest(id=1, to=BOB, text=LONG, key="alarm"))

    def begin(world: World) -> list[Input]:
        world.fates = [fate]
        return [request]

    def check(world: World) -> None:
        world.run(request)  # a client that saw no reply asks again
        world.settle()
        assert [message["state"] for message in world.house.outbox()] == ["sent"]
        first, second = LONG[:153], LONG[153:]
        assert [job.text for job in world.on_air] == [first, first, second]

    assert each_crash(tmp_path, begin, check) > 10


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_part_that_modemd_hands_back_goes_out_once(tmp_path: Path, times: int) -> None:
    request = FromClient(peer=CLIENT, request=SendRequest(id=1, to=BOB, text=LONG, key="alarm"))

    def begin(world: World) -> list[Input]:
        world.hands_back = times
        return [request]

    def check(world: World) -> None:
        world.run(request)  # a client that saw no reply asks again
        world.settle()
        assert [message["state"] for message in world.house.outbox()] == ["sent"]
        # The second may have been taken when the first was handed back: in any order, and each once.
        assert sorted(job.text for job in world.on_air) == sorted([LONG[:153], LONG[153:]])

    assert each_crash(tmp_path, begin, check) > 10


def test_a_message_cancelled_at_a_modem_is_cancelled_or_sent_and_says_which(tmp_path: Path) -> None:
    send = FromClient(peer=CLIENT, request=SendRequest(id=1, to=BOB, text=LONG, key="alarm"))
    cancel = FromClient(peer=CLIENT, request=MessageCancelRequest(id=2, message=1))

    def begin(world: World) -> list[Input]:
        return [send, cancel]

    def check(world: World) -> None:
        world.run(send)  # a client that saw no reply asks again
        world.run(cancel)
        world.settle()
        [message] = world.house.outbox()
        sent = [job.text for job in world.on_air]
        assert (message["state"], len(sent)) in (("cancelled", 0), ("cancelled", 1), ("sent", 2))
        assert len(set(sent)) == len(sent)

    assert each_crash(tmp_path, begin, check) > 5
