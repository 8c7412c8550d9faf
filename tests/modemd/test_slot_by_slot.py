"""Which slots are read where a modem does not list."""

import pytest

from modemd.at.commands import ResponseLine
from modemd.at.events import Completed
from modemd.at.message_commands import TestDeletion
from modemd.at.results import ERROR, OK
from modemd.session import Session
from modemd.slot_by_slot import worth_reading


def indexes(answer: str | None, *, used: int | None = None, total: int = 10) -> list[int]:
    session = Session(modem="sim")
    if used is not None:
        session.filled("SM", used, total)
    procedure = worth_reading(session, "SM")
    command = next(procedure)
    assert isinstance(command, TestDeletion)
    lines = (ResponseLine(text=answer),) if answer is not None else ()
    try:
        procedure.send(Completed(command=command, result=ERROR if answer is None else OK, lines=lines))
    except StopIteration as end:
        return list(end.value)
    raise AssertionError("one question is enough")


@pytest.mark.parametrize(
    ("answer", "used", "expected"),
    [
        ("+CMGD: (1,2,3),(0-4)", 3, [1, 2, 3]),
        ("+CMGD: (0,7),(0-4)", 2, [0, 7]),
        ("+CMGD: (1-30)", 3, list(range(11))),  # a range is no list
        ("+CMGD: (1,2),(0-4)", 3, list(range(11))),  # shorter than the counter says
        ("+CMGD: (),(0-4)", 0, list(range(11))),  # a counter may be late: an E3531's says 0 for half a second
        (None, 3, list(range(11))),
    ],
)
def test_a_list_of_what_is_in_use_is_believed_and_a_range_is_not(
    answer: str | None, used: int, expected: list[int]
) -> None:
    assert indexes(answer, used=used) == expected


def test_not_more_than_255_slots_and_so_many_where_the_total_is_not_known() -> None:
    assert indexes(None, used=1, total=1000) == list(range(256))
    assert indexes(None) == list(range(256))
