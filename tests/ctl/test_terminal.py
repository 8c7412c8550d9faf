from __future__ import annotations

import pytest

from ctl import terminal
from tests.ctl import tty


def test_a_long_text_is_folded_in_its_column_and_nothing_is_lost() -> None:
    with tty.terminal("stdout", columns=50) as screen:
        terminal.print_table(("id", "text"), [(7, "word " * 20), (8, "x" * 120)])
        written = screen.seen()
    assert all(len(line) <= 50 for line in written.splitlines()[1:])
    assert written.count("word") == 20
    assert written.count("x") == 120


def test_the_last_column_alone_is_folded_where_that_is_enough() -> None:
    headers, rest = ("modem", "signal", "reason"), ("-71 dBm (68 %)", "registered in its home network")
    with tty.terminal("stdout"):
        wide = terminal.rendered_table(headers, [("main", *rest)], 44)
        narrow = terminal.rendered_table(headers, [("m" * 20, *rest)], 44)
    assert wide[1].rstrip() == "main   -71 dBm (68 %)  registered in its"
    assert len(narrow) > 3
    assert "".join(narrow[1:]).count("m") == 22  # dBm and home, too


def test_a_state_has_its_colour_unless_the_user_wants_none() -> None:
    with tty.terminal("stdout") as screen, pytest.MonkeyPatch.context() as patch:
        terminal.print_table(("state", "text"), [("failed", "failed")])
        assert screen.seen().count("\x1b[31mfailed") == 1
        patch.setenv("NO_COLOR", "1")
        terminal.print_table(("state", "text"), [("failed", "failed")])
        assert "\x1b[31m" not in screen.seen()


def test_a_text_from_a_stranger_is_neither_markup_nor_a_terminal_s_command() -> None:
    with tty.terminal("stdout") as screen:
        terminal.print_table(("text",), [("[red]:smiley: \x1b[2J\u202e",)])
        written = screen.seen()
    assert "[red]:smiley: \\x1b[2J\\u202e" in written
    assert "\x1b[2J" not in written


@pytest.mark.parametrize(
    ("state", "colour"),
    [
        *(("ready", "green"), ("absent (its modemd does not answer)", "red"), ("does not answer", "red")),
        *(("registering", "yellow"), ("queued", ""), ("sentimental", "")),
    ],
)
def test_the_colour_follows_the_word_of_the_state(state: str, colour: str) -> None:
    assert terminal.style(state) == colour


def test_rendered_lines_keep_within_the_width() -> None:
    with tty.terminal("stdout"):
        lines = terminal.rendered("critical: " + "the disk is full " * 8, 50, state="critical")
        table = terminal.rendered_table(("daemon", "state"), [("routerd", "answers")], 50)
    assert len(lines) > 2
    assert all(line.startswith("\x1b[31m") for line in lines)
    assert table[1].startswith("routerd")
