from __future__ import annotations

import pytest

from ctl.conversation import HELP, Typed


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        ([b"hello\n"], ["hello"]),
        ([b"hel", b"lo\n/qu", b"it\n"], ["hello", "/quit"]),
        (["16.3 °C\n".encode()[:6], "16.3 °C\n".encode()[6:]], ["16.3 °C"]),
        ([b"\n  two  \r\n"], ["", "two"]),
        ([b"\xff\n"], ["\ufffd"]),
        ([b"unfinished"], []),
    ],
)
def test_lines_are_put_together_from_what_the_terminal_gives(pieces: list[bytes], lines: list[str]) -> None:
    typed = Typed()
    assert [line for piece in pieces for line in typed.lines(piece)] == lines


def test_the_help_names_every_command_and_the_settings_for_another_terminal() -> None:
    page = HELP.format(config="/tmp/x/smsbus.toml")
    for words in ("/stranger", "/help", "/quit", "smsctl --config /tmp/x/smsbus.toml status"):
        assert words in page
