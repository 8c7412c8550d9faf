"""Where messages are received, and which storages are emptied. What recorded modems offer is in `test_startup`."""

from __future__ import annotations

import pytest

from modemd import storages
from modemd.at.results import OK
from modemd.session import Session
from tests.modemd.test_startup import Answers, play


def offering(names: str, *, taken: str) -> Answers:
    """A modem that has these storages for everything and lets only `taken` be chosen, in all three places."""
    listed = f"({names})"
    return {
        "AT+CPMS=?": (OK, f"+CPMS: {listed},{listed},{listed}"),
        f"AT+CPMS={taken},{taken},{taken}": (OK, "+CPMS: 3,10,3,10,3,10"),
    }


@pytest.mark.parametrize(
    ("names", "taken", "drained", "selectable"),
    [
        ('"SM"', '"SM"', ("SM",), ()),
        ('"SM","ME"', '"SM"', ("SM", "ME"), ("ME",)),
        ('"SM","ME","MT","SR"', '"ME"', ("ME", "SM", "SR"), ("MT", "SM")),  # MT is SM and ME together
        ('"MT"', '"MT"', ("MT",), ()),
        ('"SM","BM"', '"SM"', ("SM",), ()),  # broadcasts are nobody's messages
    ],
)
def test_all_that_may_hold_messages_is_emptied_and_nothing_twice(
    names: str, taken: str, drained: tuple[str, ...], selectable: tuple[str, ...]
) -> None:
    session = Session(modem="sim")
    play(storages.choose(session), offering(names, taken=taken))
    assert session.receive == taken.strip('"')
    assert (session.drained, session.selectable) == (drained, selectable)
    assert (session.fills[session.receive].used, session.fills[session.receive].total) == (3, 10)


def test_one_that_was_of_no_use_is_not_chosen_again() -> None:
    session = Session(modem="sim", avoided={"SM"})
    answers = offering('"SM","ME"', taken='"ME"') | offering('"SM","ME"', taken='"SM"')
    play(storages.choose(session), answers)
    assert session.receive == "ME"


def test_a_modem_that_takes_one_name_only_is_asked_with_one() -> None:
    session = Session(modem="sim")
    answers: Answers = {"AT+CPMS=?": (OK, '+CPMS: ("SM")'), 'AT+CPMS="SM"': (OK, "+CPMS: 1,10")}
    asked = play(storages.choose(session), answers)
    assert asked[1:4] == ['AT+CPMS="SM","SM","SM"', 'AT+CPMS="SM","SM"', 'AT+CPMS="SM"']
    assert session.selection == ("SM",)


def test_where_there_is_no_storage_at_all_nothing_is_tried_for_long() -> None:
    session = Session(modem="sim")
    asked = play(storages.choose(session), {"AT+CPMS=?": (OK, "+CPMS: (),(),()")})
    assert asked.count("AT+CPMS=?") == 1
    assert (session.receive, session.drained) == (None, ())
