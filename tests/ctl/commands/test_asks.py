from __future__ import annotations

import json
import typing

from ctl.commands import asks
from smsbus.requests_ask import AskState
from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Refusal, Smsctl


def test_it_lists_whom_was_asked_what_and_what_came_of_it(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["ask.list"] = [documents.ask(), documents.ask(id=2, state="answered", answer="no", choice=2)]
    assert smsctl("asks").out.splitlines() == [
        "ID  MADE                 TO     STATE     ANSWER  QUESTION",
        "3   2026-11-18 11:06:40  Alice  asking    -       Open the door?",
        "2   2026-11-18 11:06:40  Alice  answered  no      Open the door?",
    ]
    smsctl("asks", "--state", "asked", "--limit", "5")
    assert (routerd.asked[1].state, routerd.asked[1].limit) == ("asked", 5)


def test_the_states_are_those_of_the_protocol() -> None:
    assert typing.get_args(AskState) == asks.STATES


def test_no_asks_are_a_line(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["ask.list"] = []
    assert smsctl("asks").out == "no asks\n"


def test_show_tells_why_there_is_no_answer(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["ask.show"] = documents.ask(state="expired", reason="was not answered in time")
    out = smsctl("asks", "show", "3").out
    assert (
        "state      expired\nreason     was not answered in time\nquestion   Open the door?\nanswers    yes, no\n"
        in out
    )
    assert routerd.asked[0].ask == 3


def test_cancel_shows_the_ask(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["ask.cancel"] = documents.ask(state="cancelled")
    assert json.loads(smsctl("asks", "cancel", "3", "--json").out)["state"] == "cancelled"
    routerd.answers["ask.cancel"] = Refusal("state", "ask 3 is answered: there is nothing left to cancel")
    assert smsctl("asks", "cancel", "3").code == 2
