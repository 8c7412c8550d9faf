"""Received messages: parts in any order, again and again, whoever ends meanwhile, make exactly the model's messages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from routerd.exchange import ClockJumped, FromInteractd, FromModem, Input, Output, Send, TimePassed
from smsbus.messages import Concat, PartAck, ReceivedPart, SubmitJob
from smsbus.questions import Answer, AnswerOutcome, Question, QuestionTaken
from smsbus.requests import EquipmentSetRequest
from tests.routerd.house import ALICE, INTERACTD, MODEM, STRANGER, House
from tests.routerd.models.budget import folder, look
from tests.routerd.models.ends import ENDS, LOST, until
from tests.routerd.models.mailbox import Mailbox
from tests.routerd.models.table import Thing

LOOK_ALIKE = "+32639980001"  # Alice's tail, another country
DAY_S = 86400.0


class Inbox(RuleBasedStateMachine):
    """A router, a SIM that keeps what is not acknowledged, an interactd that answers all it takes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = folder()

    @initialize()
    def begin(self) -> None:
        self.house = House(Path(self.folder.name), router="answers_per_minute = 100000")
        self.house.furnish()
        self.mailbox = Mailbox({"home": Thing(contacts={"Alice": ("alice", {ALICE})})})
        self.sim: dict[str, ReceivedPart] = {}
        self.known: list[ReceivedPart] = []  # all there ever were
        self.asked: list[str] = []
        self.asking_ended = False
        self.greet()

    def greet(self) -> None:
        self.house.hello()
        for output in self.house.greet():
            self.carry_out(output)

    @rule(
        sender=st.sampled_from([ALICE, ALICE, STRANGER, LOOK_ALIKE]),
        group=st.sampled_from([None, (7, False), (7, False), (8, False), (7, True)]),
        place=st.sampled_from([(1, 2), (2, 2), (1, 3), (2, 3), (3, 3)]),
        text=st.sampled_from(["On ", "?", "{é} \U0001f600", ""]),
        stamp_s=st.sampled_from([0.0, 0.0, 0.0, None, -2 * DAY_S, 60.0]),
    )
    def comes(
        self,
        sender: str,
        group: tuple[int, bool] | None,
        place: tuple[int, int],
        text: str,
        stamp_s: float | None,
    ) -> None:
        """The network puts a part on the SIM."""
        concat = None
        if group is not None:
            concat = Concat(reference=group[0], wide=group[1], sequence=place[0], total=place[1])
        scts = None if stamp_s is None else round((self.house.now + stamp_s) * 1000)
        part = self.house.part(text, sender, concat=concat, scts=scts)
        self.sim[part.key] = part
        self.known.append(part)

    @rule(data=st.data(), end=ENDS)
    def is_read(self, data: st.DataObject, end: int | None) -> None:
        """modemd reads the SIM, in any order, and some parts twice."""
        parts = data.draw(st.permutations(list(self.sim.values())))
        again = data.draw(st.lists(st.sampled_from(self.known), max_size=2)) if self.known else []
        self.hands_over([*parts, *again], end)

    def hands_over(self, parts: Sequence[ReceivedPart], end: int | None = None) -> None:
        self.turn(*(FromModem(peer=MODEM, message=part) for part in parts), end=end)
        if end is None:
            left = self.sim.keys() & {part.key for part in parts}
            assert not left, "stored and not acknowledged"

    def turn(self, *inputs: Input, end: int | None = None) -> None:
        """A turn of the router, and what the others say to it until nobody says anything."""
        waiting = list(inputs)
        while True:
            if end != LOST:
                self.model(waiting)
                outputs = until(end, self.house.turns.run(waiting, self.house.now))
                waiting = [said for output in outputs for said in self.carry_out(output)]
            if end is not None:
                self.house.restart()
                self.greet()
                return
            if not waiting:
                return

    def model(self, inputs: Sequence[Input]) -> None:
        """The same for the model; called when what the router makes of it is about to be durable."""
        now_ms = round(self.house.now * 1000)
        for incoming in inputs:
            match incoming:
                case FromModem(message=ReceivedPart() as part):
                    self.mailbox.receive(part, now_ms)
                case TimePassed():
                    self.mailbox.time_passed(now_ms)
                case ClockJumped(seconds=seconds):
                    self.mailbox.clock_set(round(seconds * 1000), now_ms)
                case _:
                    continue

    def carry_out(self, output: Output) -> list[Input]:
        match output:
            case Send(message=PartAck(key=key)):
                assert key in self.mailbox.keys, "acknowledged before it was stored"
                self.sim.pop(key, None)
            case Send(message=Question(question=question)):
                self.asked.append(question)
                taken, answer = QuestionTaken(question=question), answer_to(question)
                return [FromInteractd(peer=INTERACTD, message=message) for message in (taken, answer)]
            case Send(message=SubmitJob(recipient=recipient)):
                assert recipient == ALICE, "a stranger got an answer"
            case _:
                return []
        return []

    @rule(enabled=st.booleans(), interactions=st.booleans())
    def house_changes(self, enabled: bool, interactions: bool) -> None:
        request = EquipmentSetRequest(
            id=self.house.id(), name="home", enabled=enabled, disable_interactions=not interactions
        )
        self.house.result(request)
        home = self.mailbox.things["home"]
        home.enabled, home.disable_interactions = enabled, not interactions
        self.asking_ended |= not (enabled and interactions)

    @rule(seconds=st.sampled_from([1.0, 400.0, DAY_S - 10.0, DAY_S, 3 * DAY_S]), end=ENDS)
    def time_passes(self, seconds: float, end: int | None) -> None:
        self.house.now += seconds
        self.turn(TimePassed(), end=end)

    @rule(seconds=st.sampled_from([-2 * DAY_S, -60.0, 60.0, 2 * DAY_S]), running=st.booleans())
    def clock_is_set(self, seconds: float, running: bool) -> None:
        self.house.now += seconds
        if running:
            self.turn(ClockJumped(seconds=seconds))
        else:
            self.mailbox.clock_set(0, round(self.house.now * 1000))
            self.house.restart()
            self.greet()

    @invariant()
    def the_inbox_is_the_models(self) -> None:
        if not hasattr(self, "mailbox"):
            return
        shown = [
            (row["sender"], row["text"], row["parts"], row["state"], row["reason"], row["contact"], row["user"])
            for row in self.house.inbox()
        ]
        expected = []
        for mail in self.mailbox.mails:
            told = ("incomplete", "waiting-for-parts", None, None)
            if mail.verdict is not None:
                told = (mail.verdict.state, mail.verdict.reason, mail.verdict.contact, mail.verdict.user)
            expected.append((mail.sender, mail.text, mail.total, *told))
        assert shown == expected
        assert len(self.asked) == len(set(self.asked)) <= self.mailbox.asked, "asked twice, or what is no question"

    def teardown(self) -> None:
        if hasattr(self, "mailbox"):
            self.settle()
            self.house.store.close()
        self.folder.cleanup()

    def settle(self) -> None:
        """In the end each question has one answer, or one apology where it was lost, and the SIM is empty; one that
        waited while its sender might not ask any more has none.
        """
        self.hands_over(list(self.sim.values()))
        for _ in range(3):
            self.house.now += 400.0
            self.turn(TimePassed())
        self.the_inbox_is_the_models()
        assert self.sim == {}
        dropped = len(self.house.store.rows("SELECT 1 FROM question WHERE state = 'dropped'"))
        assert self.asking_ended or not dropped
        assert [row["to"] for row in self.house.outbox()] == [ALICE] * (self.mailbox.asked - dropped)


def answer_to(question: str) -> Answer:
    return Answer(question=question, outcome=AnswerOutcome.ANSWERED, text="16.3 °C")


def test_parts_become_the_messages_of_the_model_each_exactly_once() -> None:
    look(Inbox, examples=150, steps=30)
