from __future__ import annotations

from collections import deque

import pytest

from ctl.watchdog.exchange import PutInOrder
from ctl.watchdog.program import Program, recent, remedy


@pytest.mark.parametrize(
    ("deaf", "judged", "state", "pid", "done"),
    [
        (True, 7, "running", 7, "kill"),
        (True, None, "running", 7, "kill"),
        (True, 7, "running", 8, "nothing"),  # another process meanwhile
        (True, 7, "starting", 8, "nothing"),
        (True, 7, "backoff", None, "nothing"),
        (True, 7, "stopped", None, "nothing"),  # somebody wants it so
        (True, 7, "stopping", 7, "nothing"),
        (True, 7, "fatal", None, "start"),
        (True, None, "exited", None, "start"),
        (False, None, "fatal", None, "start"),
        (False, None, "unknown", None, "start"),
        (False, None, "running", 7, "nothing"),  # it was started by somebody else: it is not to be killed
        (False, None, "stopped", None, "nothing"),
    ],
)
def test_what_is_done_depends_on_what_supervisord_says_at_that_moment(
    deaf: bool, judged: int | None, state: str, pid: int | None, done: str
) -> None:
    assert remedy(PutInOrder(program="p", deaf=deaf, pid=judged), state, pid) == done


def test_only_the_last_hour_counts() -> None:
    moments = deque([0.0, 10.0, 3600.0])
    assert recent(moments, 3605.0) == 2
    assert list(moments) == [10.0, 3600.0]


@pytest.mark.parametrize(
    ("name", "asked", "told_of"),
    [
        ("routerd", True, False),
        ("simulator-sim", True, False),
        ("modemd-main", False, True),
        ("interactd", False, True),
        ("interactd-2", False, True),
        ("something-of-yours", False, False),
    ],
)
def test_who_is_asked_and_of_whom_routerd_tells(name: str, asked: bool, told_of: bool) -> None:
    program = Program(name=name, since=0.0)
    assert (program.asked, program.told_of) == (asked, told_of)


def test_a_routerd_that_was_just_started_may_take_ten_minutes_for_its_store() -> None:
    program = Program(name="routerd", since=0.0)
    assert program.first_word_s() == 60.0  # it ran already when the watchdog began
    program.changed("running", 7, 5.0)
    assert program.first_word_s() == 600.0
