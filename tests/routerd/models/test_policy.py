"""Who may: whatever people do to the directory, each text is decided as the table says and changes what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from routerd.exchange import FromClient, FromInteractd, FromModem, Input, Output, Send, TimePassed
from smsbus.messages import Content, JobResult, ModemHello, Outcome, Ping, Pong, SubmitJob
from smsbus.questions import Answer, AnswerOutcome, InteractdHello, Question, QuestionTaken
from smsbus.requests import (
    ContactAddRequest,
    ContactRemoveRequest,
    ContactSetRequest,
    ContactUnmuteRequest,
    EquipmentAddRequest,
    EquipmentListRequest,
    EquipmentRemoveRequest,
    EquipmentSetRequest,
    MessageListRequest,
    PolicyExplainRequest,
    Request,
)
from tests.routerd.house import ALICE, BOB, CLIENT, INTERACTD, MODEM, STRANGER, House, modem_state
from tests.routerd.models.budget import folder, look
from tests.routerd.models.ends import ENDS, LOST, until
from tests.routerd.models.table import Thing, Verdict, verdict

OWN = "+33639980050"
LOOK_ALIKE = "+32639980001"  # Alice's tail, another country
EQUIPMENTS = st.sampled_from(["attic", "barn", "home"])
NAMES = st.sampled_from(["Alice", "alice", "Bob", STRANGER])
NUMBERS = st.sampled_from([ALICE, BOB, STRANGER, OWN])
SENDERS = st.one_of(
    st.tuples(st.sampled_from([ALICE, BOB, STRANGER, OWN, LOOK_ALIKE]), st.just("international")),
    st.sampled_from([("+33639980001", "alphanumeric"), ("Bank", "alphanumeric"), ("36665", "unknown")]),
)
MOST_ANSWERS = 3
SECOND_MODEM = f'answers_per_minute = {MOST_ANSWERS}\n[modems.second]\nport = "sim:"\nnumber = "{OWN}"'
ROUTER = f"loop_detection = false\nanswers_per_hour = 0\n{SECOND_MODEM}"
"""Of the loop guard only the minute is in the model."""


class Policy(RuleBasedStateMachine):
    """A router, its directory as plain values, and an interactd that answers all it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = folder()

    @initialize()
    def begin(self) -> None:
        self.house = House(Path(self.folder.name), router=ROUTER)
        self.things: dict[str, Thing] = {}
        self.values: dict[str, dict[str, str]] = {}
        self.muted: set[str] = set()
        self.answered: set[str] = set()
        self.answers: list[tuple[str, float]] = []  # to whom, and when
        self.come_back()

    def come_back(self) -> None:
        """modemd and interactd say hello, and answer what follows from it."""
        hello = ModemHello(modem="gsm", boot="m1", pid=2)
        greeting = InteractdHello(name="interactd", boot="i1", pid=3, interactions=1)
        self.turn(
            FromModem(peer=MODEM, message=hello),
            FromModem(peer=MODEM, message=modem_state()),
            FromInteractd(peer=INTERACTD, message=greeting),
        )

    def turn(self, *inputs: Input) -> list[Question]:
        """A turn and what the others say to it, until nobody says anything; the questions that were asked in it."""
        asked: list[Question] = []
        waiting = list(inputs)
        while waiting:
            outputs = list(self.house.turns.run(waiting, self.house.now))
            waiting = [said for output in outputs for said in self.carry_out(output)]
            sent = [output.message for output in outputs if isinstance(output, Send)]
            asked += [message for message in sent if isinstance(message, Question)]
        return asked

    # --- the directory -------------------------------------------------------------------------------------------

    def change(self, request: Request, end: int | None, *, allowed: bool) -> bool:
        """Asks for it; whether it is to be done in the model too."""
        if end is None:
            assert self.house.ask(request).ok == allowed
        else:
            self.ends(FromClient(peer=CLIENT, request=request), end)
        return allowed and end != LOST

    def ends(self, incoming: Input, end: int) -> None:
        """routerd ends in the turn of this input, and another comes. A while later nothing of that counts any more."""
        if end != LOST:
            for _ in until(end, self.house.turns.run([incoming], self.house.now)):
                continue
        self.house.restart()
        self.come_back()
        for _ in range(3):
            self.passes(400.0)

    @rule(
        name=EQUIPMENTS,
        enabled=st.booleans(),
        silent=st.booleans(),
        allow=st.booleans(),
        add=st.booleans(),
        end=ENDS,
    )
    def equipment(self, name: str, enabled: bool, silent: bool, allow: bool, add: bool, end: int | None) -> None:
        """Adds it, or sets it where there is one."""
        kind = EquipmentSetRequest if name in self.things else EquipmentAddRequest
        request = kind(
            id=self.house.id(),
            name=name,
            enabled=enabled,
            disable_interactions=silent,
            allow_unknown=allow,
            add_unknown=add,
        )
        if self.change(request, end, allowed=allow or not add):
            thing = self.things.setdefault(name, Thing())
            self.values.setdefault(name, {})
            thing.enabled, thing.disable_interactions = enabled, silent
            thing.allow_unknown, thing.add_unknown = allow, add

    @rule(name=EQUIPMENTS, end=ENDS)
    def equipment_removed(self, name: str, end: int | None) -> None:
        request = EquipmentRemoveRequest(id=self.house.id(), name=name)
        if self.change(request, end, allowed=name in self.things):
            del self.things[name], self.values[name]

    @rule(equipment=EQUIPMENTS, name=NAMES, number=NUMBERS, user=st.sampled_from([None, "u"]), end=ENDS)
    def contact(self, equipment: str, name: str, number: str, user: str | None, end: int | None) -> None:
        thing = self.things.get(equipment)
        request = ContactAddRequest(id=self.house.id(), equipment=equipment, name=name, numbers=number, user=user)
        allowed = thing is not None and named(thing, name) is None and thing.who(number) is None
        if self.change(request, end, allowed=allowed) and thing is not None:
            thing.contacts[name] = (user, {number})

    @rule(equipment=EQUIPMENTS, name=NAMES, numbers=st.sets(NUMBERS, min_size=1), end=ENDS)
    def contact_set(self, equipment: str, name: str, numbers: set[str], end: int | None) -> None:
        thing = self.things.get(equipment)
        request = ContactSetRequest(
            id=self.house.id(), equipment=equipment, name=name, numbers=";".join(sorted(numbers))
        )
        known = named(thing, name) if thing else None
        allowed = thing is not None and known is not None and all(thing.who(it) in (None, known) for it in numbers)
        if self.change(request, end, allowed=allowed) and thing is not None and known is not None:
            thing.contacts[known] = (thing.contacts[known][0], numbers)

    @rule(equipment=EQUIPMENTS, name=NAMES, end=ENDS)
    def contact_removed(self, equipment: str, name: str, end: int | None) -> None:
        thing = self.things.get(equipment)
        known = named(thing, name) if thing else None
        request = ContactRemoveRequest(id=self.house.id(), equipment=equipment, name=name)
        if self.change(request, end, allowed=known is not None) and thing is not None and known is not None:
            del thing.contacts[known]

    @rule(equipment=EQUIPMENTS, name=NAMES, end=ENDS)
    def contact_unmuted(self, equipment: str, name: str, end: int | None) -> None:
        thing = self.things.get(equipment)
        known = named(thing, name) if thing else None
        request = ContactUnmuteRequest(id=self.house.id(), equipment=equipment, name=name)
        if self.change(request, end, allowed=known is not None) and thing is not None and known is not None:
            self.muted -= thing.contacts[known][1]

    # --- texts ---------------------------------------------------------------------------------------------------

    def expected(self, sender: str, kind: str, *, is_text: bool = True) -> Verdict:
        return verdict(
            sender,
            self.things,
            telephone=kind == "international",
            is_text=is_text,
            muted=sender in self.muted,
            own=sender == OWN,
        )

    @rule(sender=SENDERS, is_text=st.sampled_from([True, True, True, False]), end=ENDS)
    def text_comes(self, sender: tuple[str, str], is_text: bool, end: int | None) -> None:
        number, kind = sender
        part = self.house.part("On ?" if is_text else None, number, sender_type=kind, content=_CONTENT[is_text])
        incoming = FromModem(peer=MODEM, message=part)
        if end == LOST:
            before = self.received()
            self.ends(incoming, end)
            assert self.received() == before
            return
        told = self.expected(number, kind, is_text=is_text)
        if told.asks and self.guard_mutes(number):
            told = self.expected(number, kind)
        self.follow(number, told)
        if end is None:
            asked = self.turn(incoming)
            assert len(asked) == told.asks
            assert all((it.contact, it.user, it.equipment) == (told.contact, told.user, told.equipment) for it in asked)
        else:
            self.ends(incoming, end)
        row = self.received()[0]
        assert (row["state"], row["reason"]) == (told.state, told.reason)
        assert (row["equipment"], row["contact"], row["user"]) == (told.equipment, told.contact, told.user)

    @rule(sender=SENDERS)
    def texts_come_one_after_the_other(self, sender: tuple[str, str]) -> None:
        """More than the loop guard lets anybody have answers to."""
        for _ in range(MOST_ANSWERS + 2):
            self.text_comes(sender, is_text=True, end=None)

    def follow(self, number: str, told: Verdict) -> None:
        """What the text changes in the model."""
        for name, shown in told.changed.items():
            if name in told.added:
                self.things[name].contacts[shown] = (None, {number})
            self.values[name] = {"message": "On ?", "sender": shown}
        if told.asks:
            self.answered.add(number)
            self.answers.append((number, self.house.now))

    def guard_mutes(self, number: str) -> bool:
        """Whether one more answer within a minute is one too many."""
        lately = [at for to, at in self.answers if to == number and at > self.house.now - 60]
        if len(lately) >= MOST_ANSWERS:
            self.muted.add(number)
        return number in self.muted

    def received(self) -> list[Any]:
        return list(self.house.result(MessageListRequest(id=self.house.id(), box="inbox")))

    @rule(seconds=st.sampled_from([1.0, 61.0]))
    def passes(self, seconds: float) -> None:
        self.house.now += seconds
        self.turn(TimePassed())

    def carry_out(self, output: Output) -> list[Input]:
        match output:
            case Send(message=Question(question=question)):
                taken = QuestionTaken(question=question)
                answer = Answer(question=question, outcome=AnswerOutcome.ANSWERED, text="16.3 °C")
                return [FromInteractd(peer=INTERACTD, message=message) for message in (taken, answer)]
            case Send(message=SubmitJob(job=job, recipient=recipient)):
                assert recipient in self.answered, "refused, and answered all the same"
                result = JobResult(modem="gsm", job=job, outcome=Outcome.SENT, reference=1)
                return [FromModem(peer=MODEM, message=result)]
            case Send(message=Ping(nonce=nonce), peer=peer):
                kind = FromModem if peer == MODEM else FromInteractd
                return [kind(peer=peer, message=Pong(nonce=nonce))]
            case _:
                return []

    # --- what holds ----------------------------------------------------------------------------------------------

    @invariant()
    def the_directory_is_the_models(self) -> None:
        if not hasattr(self, "muted"):
            return
        shown = self.house.result(EquipmentListRequest(id=self.house.id()))
        assert [row["name"] for row in shown] == sorted(self.things)
        for row in shown:
            contacts = {it["name"]: (it["user"], set(it["numbers"])) for it in row["contacts"]}
            assert contacts == self.things[row["name"]].contacts
            values = {name: value for name, value in row["values"].items() if value is not None}
            assert values == self.values[row["name"]]

    @invariant()
    def it_is_explained_as_it_would_be_decided(self) -> None:
        for number in (ALICE, STRANGER, OWN, LOOK_ALIKE) if hasattr(self, "muted") else ():
            told = self.expected(number, "international")
            shown = self.house.result(PolicyExplainRequest(id=self.house.id(), number=number))
            assert (shown["decision"], shown["reason"]) == (told.state, told.reason)
            assert (shown["equipment"], shown["contact"], shown["asks"]) == (told.equipment, told.contact, told.asks)

    def teardown(self) -> None:
        if hasattr(self, "house"):
            self.house.store.close()
        self.folder.cleanup()


_CONTENT = {True: Content.TEXT, False: Content.DATA}


def named(thing: Thing, name: str) -> str | None:
    """The contact of that name as it is written there, whatever its case."""
    return next((known for known in thing.contacts if known.casefold() == name.casefold()), None)


def test_every_text_is_decided_as_the_table_says_whatever_became_of_the_directory() -> None:
    look(Policy, examples=80, steps=30)
