"""Errands: whoever ends meanwhile and whatever the clock is set to, each is done at most once and told exactly once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from routerd.exchange import (
    ClockJumped,
    FromClient,
    FromInteractd,
    FromModem,
    Input,
    Link,
    Output,
    Send,
    TimePassed,
    Undelivered,
)
from smsbus.errands import Plan
from smsbus.messages import ModemHello, Ping, Pong, Welcome
from smsbus.questions import Answer, AnswerOutcome, InteractdHello, Question, QuestionTaken, QuestionUnknown, TakenAck
from smsbus.requests import ContactAddRequest, Reply
from smsbus.requests_errands import InteractionCancelRequest
from tests.routerd.house import ALICE, BOB, CLIENT, INTERACTD, MODEM, House
from tests.routerd.models.budget import folder, look
from tests.routerd.models.ends import ENDS, LOST, until

MOODS = ("does", "does and dies", "does and dies", "takes and dies", "is deaf", "sees nothing")
FREE = "answers_per_minute = 100000\nanswers_per_hour = 0\nloop_detection = false"
DAY_S = 86400.0


class Errands(RuleBasedStateMachine):
    """A router, two people who plan, an interactd in changing moods. The modem never sends: what is told is queued."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = folder()

    @initialize()
    def begin(self) -> None:
        self.house = House(Path(self.folder.name), router=FREE)
        self.house.furnish()
        self.house.result(ContactAddRequest(id=1, equipment="home", name="Bob", numbers=BOB))
        self.mood, self.boot, self.there, self.count = "does", 0, False, 0
        self.running: dict[str, Question] = {}
        self.known: set[str] = set()
        self.acted: Counter[str] = Counter()
        self.plan: Plan | None = None
        self.cancelled: dict[str, int] = {}  # how often it had been done by then
        self.come_back()

    # --- the others ---

    def come_back(self) -> None:
        """routerd has started: everybody says hello again."""
        self.turn(FromModem(peer=MODEM, message=ModemHello(modem="gsm", boot="m1", pid=2)))
        if self.there:
            self.turn(self.greeting())

    def greeting(self) -> Input:
        hello = InteractdHello(name="interactd", boot=f"i{self.boot}", pid=3, interactions=1)
        return FromInteractd(peer=self.peer, message=hello)

    @property
    def peer(self) -> bytes:
        return INTERACTD + str(self.boot).encode()

    def turn(self, *inputs: Input, end: int | None = None) -> list[Output]:
        """A turn, and what the others say to it until nobody says anything; all that came out."""
        waiting, seen = list(inputs), []
        while waiting:
            if end == LOST:
                break
            outputs = list(until(end, self.house.turns.run(waiting, self.house.now)))
            waiting = [said for output in outputs for said in self.hears(output)]
            seen += outputs
            if end is not None:
                break
        if end is not None:
            self.house.restart()
            self.come_back()
        return seen

    def hears(self, output: Output) -> list[Input]:
        match output:
            case Send(message=Ping(nonce=nonce), peer=peer) if peer == MODEM:
                return [FromModem(peer=MODEM, message=Pong(nonce=nonce))]
            case Send(link=Link.INTERACTIONS, peer=peer) if peer != self.peer or not self.there:
                return [Undelivered(link=Link.INTERACTIONS, peer=output.peer, message=output.message)]
            case Send(message=Ping(nonce=nonce)):
                return [FromInteractd(peer=self.peer, message=Pong(nonce=nonce))]
            case Send(message=Question() as question) if self.mood != "is deaf":
                return self.asked(question)
            case Send(message=TakenAck(question=name)):
                return self.may_act(name)
            case Send(message=Welcome(questions=questions), link=Link.INTERACTIONS):
                unknown = [QuestionUnknown(question=name) for name in questions if name not in self.known]
                takes = [QuestionTaken(question=name, acts=True) for name in self.running]
                return [FromInteractd(peer=self.peer, message=message) for message in (*unknown, *takes)]
            case _:
                return []

    def asked(self, question: Question) -> list[Input]:
        self.known.add(question.question)
        errand = question.errand
        if errand is not None and errand.every_s and question.turn == "due" and self.mood == "sees nothing":
            return self.say(Answer(question=question.question, outcome=AnswerOutcome.NOT_YET, text=None))
        if errand is not None:
            self.running[question.question] = question
            return self.say(QuestionTaken(question=question.question, acts=True))
        plans = [self.plan] if self.plan is not None and self.plan.what == question.text else []
        if plans and {plan.number for plan in plans} & {other.number for other in question.errands}:
            plans = []
        return self.say(
            QuestionTaken(question=question.question),
            Answer(question=question.question, outcome=AnswerOutcome.ANSWERED, text="Planned.", plans=plans),
        )

    def may_act(self, name: str) -> list[Input]:
        rows = self.house.store.rows("SELECT 1 FROM question WHERE id = ? AND acts AND state = 'taken'", (name,))
        assert rows, "acknowledged and not on disk"
        question = self.running.pop(name, None)
        if question is None or self.mood == "takes and dies":
            return self.dies() if question is not None else []
        self.acted[question.text] += 1
        if self.mood == "does and dies":
            return self.dies()
        return self.say(Answer(question=name, outcome=AnswerOutcome.ANSWERED, text=f"done {question.text}"))

    def say(self, *messages: QuestionTaken | Answer) -> list[Input]:
        return [FromInteractd(peer=self.peer, message=message) for message in messages]

    def dies(self) -> list[Input]:
        """Its connection ends; what it had in hand is gone."""
        gone = Undelivered(link=Link.INTERACTIONS, peer=self.peer, message=Ping(nonce=0))
        self.there = False
        self.running.clear()
        self.known.clear()
        return [gone]

    # --- what happens ---

    @rule(mood=st.sampled_from(MOODS), end=ENDS)
    def interactd_starts(self, mood: str, end: int | None) -> None:
        if self.there:
            self.turn(*self.dies())
        self.mood, self.there, self.boot = mood, True, self.boot + 1
        self.turn(self.greeting(), end=end)

    @rule(mood=st.sampled_from(MOODS))
    def its_mood_changes(self, mood: str) -> None:
        self.mood = mood

    @rule(
        sender=st.sampled_from([ALICE, ALICE, BOB]),
        after_s=st.sampled_from([0, 0, 60, 1800]),
        watches=st.booleans(),
        relative=st.booleans(),
        end=ENDS,
    )
    def somebody_plans(self, sender: str, after_s: int, watches: bool, relative: bool, end: int | None) -> None:
        self.count += 1
        due_at = round((self.house.now + after_s) * 1000)
        watch = {"every_s": 60, "expires_at": due_at + 1_800_000} if watches else {}
        what = f"errand {self.count}"
        self.plan = Plan(number=self.count, what=what, note="", due_at=due_at, relative=relative, **watch)
        self.turn(FromModem(peer=MODEM, message=self.house.part(what, sender)), end=end)

    @rule(seconds=st.sampled_from([1.0, 31.0, 60.0, 301.0, 1800.0, DAY_S]), end=ENDS)
    def time_passes(self, seconds: float, end: int | None) -> None:
        self.house.now += seconds
        self.turn(TimePassed(), end=end)

    @rule(seconds=st.sampled_from([-DAY_S, -60.0, 60.0, 1800.0, DAY_S]), running=st.booleans())
    def clock_is_set(self, seconds: float, running: bool) -> None:
        self.house.now += seconds
        if running:
            self.turn(ClockJumped(seconds=seconds))
        else:
            self.house.restart()
            self.come_back()

    @rule(data=st.data(), end=ENDS)
    def a_client_cancels(self, data: st.DataObject, end: int | None) -> None:
        rows = self.house.store.rows("SELECT id, what FROM errand WHERE ended_at IS NULL")
        if not rows:
            return
        errand = data.draw(st.sampled_from([(row["id"], row["what"]) for row in rows]))
        request = InteractionCancelRequest(id=1, errand=errand[0])
        for output in self.turn(FromClient(peer=CLIENT, request=request), end=end):
            if isinstance(output, Send) and isinstance(output.message, Reply) and output.message.ok:
                self.cancelled[errand[1]] = self.acted[errand[1]]

    # --- what holds ---

    @invariant()
    def nothing_is_done_twice_or_after_it_was_cancelled(self) -> None:
        if not hasattr(self, "acted"):
            return
        assert all(times <= 1 for times in self.acted.values()), self.acted
        assert all(self.acted[what] == times for what, times in self.cancelled.items()), "cancelled, and done"

    @invariant()
    def one_question_of_a_sender_is_asked_at_a_time(self) -> None:
        if hasattr(self, "house"):
            asked = self.house.store.rows("SELECT sender FROM question WHERE state IN ('asked', 'taken')")
            assert len({row["sender"] for row in asked}) == len(asked)

    def teardown(self) -> None:
        if hasattr(self, "acted"):
            self.settle()
            self.house.store.close()
        self.folder.cleanup()

    def settle(self) -> None:
        """In the end nothing is open, and of each errand that nobody cancelled its sender heard once."""
        for _ in range(2):
            self.house.now += 31
            self.turn(TimePassed())
        self.interactd_starts("does", None)
        for _ in range(500):
            row = self.house.store.row("SELECT min(due_at) AS at FROM errand WHERE ended_at IS NULL")
            if row is None or row["at"] is None:
                break
            self.house.now = max(self.house.now + 60, row["at"] / 1000)
            self.turn(TimePassed())
        self.nothing_is_done_twice_or_after_it_was_cancelled()
        told: Counter[str] = Counter()
        for row in self.house.store.rows("SELECT text FROM outbox"):
            told[row["text"].removeprefix("done ").removeprefix("Sorry, this may not have been done: ")] += 1
        # What could not be kept, since the clock was set between the plan and its answer, is refused instead.
        others = ("Sorry, your question", "Too much is planned")
        replies = told["Planned."] + sum(told[text] for text in told if text.startswith(others))
        assert replies == len(self.house.store.rows("SELECT 1 FROM inbox")), "each text has one reply"
        errands = self.house.store.rows("SELECT what, state FROM errand")
        assert {row["state"] for row in errands} <= {"done", "expired", "cancelled", "dropped"}
        for row in errands:
            assert told[row["what"]] == int(row["state"] != "cancelled"), (row["what"], row["state"])
        assert self.acted.keys() - self.cancelled.keys() <= {row["what"] for row in errands}


def test_errands_are_done_at_most_once_and_told_once() -> None:
    look(Errands, examples=100, steps=40)
