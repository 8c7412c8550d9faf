"""Which command does what, and what it is refused for."""

from __future__ import annotations

import pytest

from modemd.simulator.command_line import Command, Form
from modemd.simulator.dispatch import handler_of, refusal
from modemd.simulator.faults import Faults, SlowSim
from modemd.simulator.results import BadArgument, CmeError, CmsError, ErrorReports, NotUnderstood
from modemd.simulator.state import State

from .playing import settings

IMSI = Command(name="+CIMI")
LIST = Command(name="+CMGL", form=Form.WRITE, arguments=("4",))


def code(command: Command, state: State, faults: Faults | None = None) -> tuple[str, int]:
    with pytest.raises((CmeError, CmsError)) as caught:
        handler_of(command, state, faults or Faults())
    error = caught.value
    assert isinstance(error, CmeError | CmsError)
    return type(error).__name__, error.code


def test_a_locked_sim_is_named_in_the_words_of_each_family() -> None:
    state = State.fresh(settings(pin="4821"))
    assert code(IMSI, state) == ("CmeError", 11)
    assert code(LIST, state) == ("CmsError", 311)
    assert callable(handler_of(Command(name="+CPIN", form=Form.READ), state, Faults()))


def test_a_busy_sim_too() -> None:
    faults = Faults()
    faults.order(SlowSim(), 0.0)
    assert code(IMSI, State.fresh(settings()), faults) == ("CmeError", 14)
    assert code(LIST, State.fresh(settings()), faults) == ("CmsError", 314)


def test_the_sim_is_busy_after_start_and_pin_for_as_long_as_it_is_told() -> None:
    state = State.fresh(settings(sim_busy_s=5.0))
    state.switch_on(100.0)
    assert code(LIST, state) == ("CmsError", 314)
    state.now = 105.0
    assert callable(handler_of(LIST, state, Faults()))


def test_message_commands_wait_until_the_modem_is_ready_for_them() -> None:
    state = State.fresh(settings(sms_ready_s=8.0))
    state.switch_on(100.0)
    assert code(LIST, state) == ("CmsError", 302)
    assert callable(handler_of(IMSI, state, Faults()))


def test_a_modem_has_commands_of_its_own() -> None:
    state = State.fresh(settings(accepts=("^PORTSEL",)))
    assert callable(handler_of(Command(name="^PORTSEL"), state, Faults()))
    with pytest.raises(NotUnderstood):
        handler_of(Command(name="^U2DIAG"), state, Faults())


def test_a_refusal_is_put_as_its_family_and_cmee_want_it() -> None:
    state = State.fresh(settings())
    assert refusal(BadArgument(), state, LIST) == "+CMS ERROR: 302"
    assert refusal(BadArgument(), state, IMSI) == "ERROR"
    state.profile.error_reports = ErrorReports.NUMBERS
    assert refusal(BadArgument(), state, IMSI) == "+CME ERROR: 50"
    assert refusal(NotUnderstood(), state, None) == "+CME ERROR: 4"
