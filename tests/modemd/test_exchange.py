"""What routerd is told, and when."""

from modemd.exchange import Exchange
from modemd.recovery import Ladder
from modemd.session import Session, Slot
from smsbus.messages import (
    Capabilities,
    LateReference,
    ModemCondition,
    ModemFacts,
    ModemHello,
    ModemState,
    Pong,
    WhoAreYou,
)

SESSION = Session(modem="sim")
LADDER = Ladder()


def exchange() -> Exchange:
    return Exchange(name="sim", port="/dev/x", boot="b", pid=1, epoch_s=1000.0, capabilities=Capabilities())


def test_before_the_hello_nothing_is_told() -> None:
    talk = exchange()
    assert talk.enter(ModemCondition.READY, "registered", 5.0) == []
    assert talk.tell(Pong(nonce=1)) == []


def test_hello_comes_first_and_the_state_with_its_time() -> None:
    talk = exchange()
    talk.enter(ModemCondition.READY, "registered", 5.0)
    hello, state, facts = (tell.message for tell in talk.greet(SESSION, LADDER, 9.0))
    assert isinstance(hello, ModemHello)
    assert state == ModemState(modem="sim", state=ModemCondition.READY, reason="registered", since_at=1_005_000)
    assert isinstance(facts, ModemFacts)


def test_a_state_is_told_when_it_or_its_reason_is_new() -> None:
    talk = exchange()
    talk.greet(SESSION, LADDER, 0.0)
    assert len(talk.enter(ModemCondition.ABSENT, "no such port", 5.0)) == 1
    assert talk.enter(ModemCondition.ABSENT, "no such port", 6.0) == []
    (tell,) = talk.enter(ModemCondition.ABSENT, "held by another program", 7.0)
    assert isinstance(tell.message, ModemState)
    assert tell.message.since_at == 1_005_000  # absent since then, whatever the reason


def test_facts_are_told_when_they_changed() -> None:
    talk = exchange()
    session = Session(modem="sim")
    talk.greet(session, LADDER, 0.0)
    assert talk.tell_facts(session, LADDER) == []
    session.filled("SM", 1, 30)
    assert len(talk.tell_facts(session, LADDER)) == 1


def test_the_fill_of_a_storage_is_told_when_it_changed_by_a_tenth_or_became_full() -> None:
    talk = exchange()
    session = Session(modem="sim")
    session.filled("SM", 0, 30)
    talk.greet(session, LADDER, 0.0)
    told = []
    for used in (1, 2, 1, 3, 5, 6, 29, 30, 29):
        session.filled("SM", used, 30)
        told += [used] if talk.tell_facts(session, LADDER) else []
    assert told == [3, 6, 29, 30, 29]


def test_what_happens_only_once_is_kept_for_the_welcome() -> None:
    talk = exchange()
    late = LateReference(modem="sim", reference=7)
    assert talk.tell(late) == []
    talk.greet(SESSION, LADDER, 0.0)
    assert [tell.message for tell in talk.welcome()] == [late]
    assert talk.welcome() == []


def test_a_question_that_crossed_the_hello_is_answered_only_if_no_welcome_follows() -> None:
    talk = exchange()
    talk.greet(SESSION, LADDER, 0.0)
    assert talk.handle(WhoAreYou(), SESSION, LADDER, 0.1) == []
    assert talk.hello_at == 1.0
    assert isinstance(talk.time_passed(SESSION, LADDER, 1.0)[0].message, ModemHello)
    talk.handle(WhoAreYou(), SESSION, LADDER, 1.1)
    talk.welcome()
    assert talk.hello_at is None
    assert talk.time_passed(SESSION, LADDER, 9.0) == []


def test_a_question_later_on_is_answered_at_once() -> None:
    talk = exchange()
    talk.greet(SESSION, LADDER, 0.0)
    assert isinstance(talk.handle(WhoAreYou(), SESSION, LADDER, 5.0)[0].message, ModemHello)


def test_a_new_problem_is_told() -> None:
    talk = exchange()
    session = Session(modem="sim")
    talk.greet(session, LADDER, 0.0)
    session.stuck = (Slot(storage="SM", index=3),)
    (tell,) = talk.tell_facts(session, LADDER)
    assert isinstance(tell.message, ModemFacts)
    assert "SM:3" in tell.message.problems[0]
    assert talk.tell_facts(session, LADDER) == []
