"""How procedures ask."""

import pytest

from modemd.at import commands
from modemd.at.commands import EnterPin
from modemd.at.events import Completed
from modemd.at.results import ERROR, OK, FinalResult, ResultKind
from modemd.procedure import BUSY_TRIES, NoAnswer, Pause, Procedure, Reply, Step, ask_if_answered, ask_patiently
from modemd.session import Session

BUSY = FinalResult(kind=ResultKind.CME, code=14)


def play(procedure: Procedure[Completed | None], *results: FinalResult) -> tuple[list[Step], Completed | None]:
    """Answers each command with the next result; the last one repeats."""
    steps: list[Step] = []
    left = list(results)
    reply: Reply = None
    while True:
        try:
            step = procedure.send(reply)
        except StopIteration as end:
            return steps, end.value
        steps.append(step)
        if isinstance(step, Pause):
            reply = None
            continue
        assert isinstance(step, commands.Command)
        reply = Completed(command=step, result=left.pop(0) if len(left) > 1 else left[0], lines=())


def test_a_busy_sim_is_asked_again_each_second() -> None:
    steps, completed = play(ask_patiently(commands.IMSI), BUSY, BUSY, OK)
    pause = Pause(seconds=1.0)
    assert steps == [commands.IMSI, pause, commands.IMSI, pause, commands.IMSI]
    assert completed is not None
    assert completed.result == OK


def test_a_sim_that_stays_busy_is_given_a_minute() -> None:
    steps, completed = play(ask_patiently(commands.IMSI), BUSY)
    assert steps.count(commands.IMSI) == BUSY_TRIES
    assert completed is not None
    assert completed.result == BUSY


def test_an_error_is_not_asked_again() -> None:
    steps, _ = play(ask_patiently(commands.IMSI), ERROR)
    assert steps == [commands.IMSI]


def test_what_can_be_done_without_is_none_where_it_is_refused() -> None:
    _, completed = play(ask_if_answered(Session(modem="sim"), commands.MODEL), ERROR)
    assert completed is None


def unanswered(session: Session, *, attention: bool) -> None:
    """AT+CGMM has no answer; AT has one, or not."""
    procedure = ask_if_answered(session, commands.MODEL)
    next(procedure)
    assert procedure.throw(NoAnswer(commands.MODEL, silent=False)) == commands.ATTENTION
    if attention:
        with pytest.raises(StopIteration):
            procedure.send(Completed(command=commands.ATTENTION, result=OK, lines=()))
    else:
        with pytest.raises(NoAnswer):
            procedure.throw(NoAnswer(commands.ATTENTION, silent=True))


def test_a_modem_that_falls_silent_is_asked_everything_again_when_it_is_back() -> None:
    session = Session(modem="sim")
    for _ in range(5):
        unanswered(session, attention=False)
    steps, _ = play(ask_if_answered(session, commands.MODEL), OK)
    assert steps == [commands.MODEL]


def test_a_command_that_is_never_answered_is_not_asked_a_third_time() -> None:
    session = Session(modem="sim")
    unanswered(session, attention=True)
    play(ask_if_answered(session, commands.MODEL), OK)  # forgiven
    for _ in range(2):
        unanswered(session, attention=True)
    steps, completed = play(ask_if_answered(session, commands.MODEL), OK)
    assert (steps, completed) == ([], None)


def test_silence_is_not_the_fault_of_a_command() -> None:
    session = Session(modem="sim")
    procedure = ask_if_answered(session, commands.MODEL)
    next(procedure)
    with pytest.raises(NoAnswer):
        procedure.throw(NoAnswer(commands.MODEL, silent=True))
    assert not session.unanswered


def test_no_answer_to_a_pin_does_not_show_it() -> None:
    assert "1234" not in str(NoAnswer(EnterPin(pin="1234"), silent=False))
