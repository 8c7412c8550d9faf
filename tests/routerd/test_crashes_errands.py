"""Ends of the process between any two outputs of an errand: planned once, done at most once, and the sender learns it.

The interactd of this world does as a real one: it acts when it has `taken.ack`, says `taken` again when routerd comes
back, and disowns what never reached it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from routerd.exchange import FromInteractd, FromModem, Input, Link, Output, Send, TimePassed, Undelivered
from smsbus.errands import Plan
from smsbus.messages import Ping, Welcome
from smsbus.questions import Answer, AnswerOutcome, InteractdHello, Question, QuestionTaken, QuestionUnknown, TakenAck
from tests.routerd.house import ALICE, INTERACTD, MODEM, START, House
from tests.routerd.test_crashes import TAKES_TWO, World, each_crash

LATER = "open the gate in an hour"
WATCH = "tell me when it is warm"
SEEN = "tell me when it is warm, which it is"
REGRET = "Sorry, this may not have been done: "
LOOKS = 3


@dataclass
class ActingWorld(World):
    """`acted` are the questions whose action was done; `running` those taken and not answered."""

    running: dict[str, Question] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    looked: int = 0
    boots: int = 1
    mortal: bool = False  # the interactd ends whenever routerd does
    ends_after: int | None = None  # outputs: the interactd alone ends

    def greeting(self) -> InteractdHello:
        if self.mortal:
            self.interactd_ends()
        return InteractdHello(name="interactd", boot=f"i{self.boots}", pid=3, interactions=1)

    def interactd_ends(self) -> None:
        """What it had in hand, and what it said and nobody read, is gone."""
        self.boots += 1
        self.running.clear()
        self.known.clear()
        self.waiting = [incoming for incoming in self.waiting if not isinstance(incoming, FromInteractd)]

    def _tick(self) -> None:
        super()._tick()
        if self.ends_after is not None and self.carried_out > self.ends_after:
            self.ends_after = None
            self.interactd_ends()
            self.waiting.append(Undelivered(link=Link.INTERACTIONS, peer=INTERACTD, message=Ping(nonce=0)))
            self.waiting.append(FromInteractd(peer=INTERACTD, message=self.greeting()))

    def _carry_out(self, output: Output) -> None:
        match output:
            case Send(message=Question() as question):
                self.known.add(question.question)
                self.asked(question)
            case Send(message=TakenAck(question=name)):
                question = self.running.pop(name, None)
                if question is not None:  # a repeated one is too late
                    self.acted.append(question.text)
                    self.say(Answer(question=name, outcome=AnswerOutcome.ANSWERED, text=f"done: {question.text}"))
            case Send(message=Welcome(questions=questions), peer=peer) if peer == INTERACTD:
                for name in self.running:
                    self.say(QuestionTaken(question=name, acts=True))
                for name in questions:
                    if name not in self.known:
                        self.say(QuestionUnknown(question=name))
            case _:
                super()._carry_out(output)

    def asked(self, question: Question) -> None:
        """A text plans; an errand acts, unless it is a watch, which sees at the third look."""
        if question.errand is None:
            self.say(QuestionTaken(question=question.question))
            plans = [self.plan(question.text)] if not question.errands else []
            answer = Answer(question=question.question, outcome=AnswerOutcome.ANSWERED, text="Planned.", plans=plans)
            self.say(answer)
        elif question.errand.every_s is not None and self.looked < LOOKS - 1:
            self.looked += 1
            self.say(QuestionTaken(question=question.question))
            self.say(Answer(question=question.question, outcome=AnswerOutcome.NOT_YET, text=None))
        else:
            self.running[question.question] = question
            self.say(QuestionTaken(question=question.question, acts=True))

    def plan(self, what: str) -> Plan:
        at = round((self.house.now + 60) * 1000)
        if what in (WATCH, SEEN):
            return Plan(number=1, what=what, note="", due_at=at, every_s=60, expires_at=at + 3_600_000)
        return Plan(number=1, what=what, note="", due_at=at, relative=True)

    def say(self, message: QuestionTaken | QuestionUnknown | Answer) -> None:
        self.waiting.append(FromInteractd(peer=INTERACTD, message=message))


def acting_world(folder: Path) -> ActingWorld:
    folder.mkdir()
    house = House(folder)
    house.furnish()
    house.hello(capabilities=TAKES_TWO)
    house.greet()
    return ActingWorld(house=house)


def planned(world: World, what: str) -> None:
    """The errand is on disk; its question is not asked yet."""
    part = world.house.part(what)
    world.sim = {part.key: part}
    world.run(FromModem(peer=MODEM, message=part))
    world.house.store.commit()
    assert [row["what"] for row in world.house.store.rows("SELECT what FROM errand")] == [what]
    world.on_air.clear()


def done_once(world: World, what: str) -> None:
    """It was done at most once, and the sender was told once: what came of it, or that nobody knows."""
    world.settle()
    assert world.acted in ([], [what]), "done twice"
    assert [(job.recipient, job.text in (f"done: {what}", REGRET + what)) for job in world.on_air] == [(ALICE, True)]
    assert world.house.store.rows("SELECT 1 FROM errand WHERE ended_at IS NULL") == []


@pytest.mark.parametrize("mortal", [False, True], ids=["routerd", "both"])
@pytest.mark.parametrize("what", [LATER, WATCH, SEEN])
def test_what_is_done_later_is_done_at_most_once_wherever_the_process_ends(
    tmp_path: Path, what: str, mortal: bool
) -> None:
    outcomes = set()

    def begin(world: World) -> list[Input]:
        assert isinstance(world, ActingWorld)
        world.mortal = mortal
        planned(world, what)
        world.looked = LOOKS - 1 if what == SEEN else 0
        world.house.now = START + 60
        return [TimePassed()]

    def check(world: World) -> None:
        done_once(world, what)
        outcomes.add((len(world.acted), world.on_air[0].text.startswith(REGRET)))

    assert each_crash(tmp_path, begin, check, acting_world) > (4 if what == WATCH else 7)
    assert (1, False) in outcomes
    assert what == WATCH or outcomes >= {(1, True)}, "no end came between the action and its answer"


@pytest.mark.parametrize("what", [LATER, SEEN])
def test_what_is_done_later_is_done_at_most_once_wherever_interactd_ends(tmp_path: Path, what: str) -> None:
    outcomes = set()
    for outputs in range(1000):
        world = acting_world(tmp_path / str(outputs))
        planned(world, what)
        world.looked = LOOKS - 1
        world.house.now = START + 60
        world.carried_out = 0
        world.ends_after = outputs
        world.run(TimePassed())
        ended, world.ends_after = world.ends_after is None, None
        done_once(world, what)
        outcomes.add((len(world.acted), world.on_air[0].text.startswith(REGRET)))
        world.house.store.close()
        if not ended:
            break
    assert outcomes == {(1, False), (0, True), (1, True)}, "asked again before it was taken, never afterwards"


def test_an_errand_is_planned_exactly_when_its_answer_is_queued_wherever_the_process_ends(tmp_path: Path) -> None:
    def begin(world: World) -> list[Input]:
        part = world.house.part(LATER)
        world.sim = {part.key: part}
        return [FromModem(peer=MODEM, message=part)]

    def check(world: World) -> None:
        texts = [job.text for job in world.on_air if not job.text.startswith("Sorry, your")]
        listed = [row["what"] for row in world.house.store.rows("SELECT what FROM errand")]
        assert (len(listed), texts) in (
            (1, ["Planned.", f"done: {LATER}"]),
            (0, []),
        ), "planned and not told, or told and not planned"

    assert each_crash(tmp_path, begin, check, acting_world) > 15
