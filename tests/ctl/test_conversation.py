from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ctl.conversation import Typed, called, help_page
from ctl.house import House, furnish


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


def test_the_help_names_every_command_and_the_settings_for_another_terminal(tmp_path: Path) -> None:
    built = House(folder=tmp_path, settings=furnish(tmp_path))
    page = help_page(built, "/opt/bin/smsctl")
    for words in (
        "/stranger",
        "/help",
        "/quit",
        f"/opt/bin/smsctl --config {tmp_path}/smsbus.toml status",
        f"> {tmp_path}/sensors/room",
    ):
        assert words in page


def test_who_has_no_smsctl_on_the_path_is_told_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert called() == str(Path(sys.executable).with_name("smsctl"))
    (tmp_path / "smsctl").touch(mode=0o755)
    assert called() == "smsctl"
