from __future__ import annotations

import pytest

from ctl.patience import Count, busy
from tests.ctl import tty


def test_a_terminal_sees_that_it_goes_on_and_nothing_of_it_stays() -> None:
    with tty.terminal("stderr") as screen:
        with busy("asking the ports"):
            began = screen.seen()
        ended = screen.seen()
    assert "asking the ports" in began
    assert ended.endswith("\x1b[1A\x1b[2K")  # up, and the line is erased


def test_a_bar_counts() -> None:
    with tty.terminal("stderr") as screen:
        with Count("waiting for the end") as count:
            count.tell(0, 3)
            count.tell(2, 3)
        assert "2/3" in screen.seen()


def test_nothing_is_shown_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    with tty.terminal("stderr") as screen:
        with busy("asking", silent=True), Count("waiting", silent=True) as count:
            count.tell(1, 2)
        assert screen.seen() == ""
    with busy("asking"), Count("waiting") as count:
        count.tell(1, 2)
    assert capsys.readouterr() == ("", "")


def test_what_fails_meanwhile_fails_and_the_cursor_is_back() -> None:
    with tty.terminal("stderr") as screen:
        with pytest.raises(ZeroDivisionError), busy("dividing"):
            raise ZeroDivisionError
        assert "\x1b[?25h" in screen.seen()
