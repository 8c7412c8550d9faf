"""What a person sees on a terminal: init, status --watch, watch and the demo."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.house import ALICE, ANSWER, QUESTION, House, eventually, new_house
from tests.acceptance.screen import SMSCTL, Screen, new_screen
from tests.modemd.sysfs import Tree

pytestmark = pytest.mark.acceptance


@pytest.fixture
def home() -> Iterator[Path]:
    """A home without anything, with a path short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="home-", dir="/tmp") as folder:
        yield Path(folder)


def no_traceback(screen: Screen) -> None:
    assert "Traceback" not in screen.history
    assert "bug in smsctl" not in screen.history


def test_a_newcomer_answers_four_questions_and_has_a_house_that_runs(home: Path, tmp_path: Path) -> None:
    machine = str(Tree(tmp_path).root)
    settings = home / "house" / "smsbus.toml"
    with new_screen(HOME=str(home), SMSBUS_ROOT=machine, LANG="en_GB.UTF-8", LC_ALL="") as screen:
        try:
            screen.runs("init")
            screen.sees("Port of the modem [auto]:")
            screen.types("ttyUSB9")
            screen.sees("is no port: give auto, sim, a path such as /dev/ttyUSB2")
            screen.types("sim")
            screen.sees("Country of numbers that are written without + [GB]:")
            screen.types("FR")
            screen.sees("Who may text the house? NAME=NUMBER (Enter: nobody yet)")
            screen.types("Alice=06 39 98 00 01")
            screen.sees("Who else?")
            screen.types("")
            screen.sees("Start everything now? [Y/n]:")
            screen.types("")
            screen.sees("ended 0")
            seen = screen.history
            assert f"contact  Alice {ALICE}" in seen
            assert re.search(r"main +ready +▂▄▆· -71 dBm \(68 %\)", seen)
            assert "health    good" in seen
            assert f"export SMSBUS_CONFIG={settings}" in seen
            screen.runs("init")
            screen.sees("nothing was written")
            screen.sees("ended 2")
            no_traceback(screen)
        finally:
            subprocess.run([*SMSCTL, "--config", str(settings), "down"], capture_output=True, timeout=60)


def test_a_pin_is_never_shown_and_lies_in_a_private_file(home: Path) -> None:
    with new_screen(HOME=str(home)) as screen:
        screen.runs("init", "--modem", "/dev/ttyUSB9", "--region", "FR", "--contact", f"Alice={ALICE}", "--no-up")
        screen.sees("PIN of the SIM")
        screen.types("12x4")
        screen.sees("a PIN has 4 to 8 digits")
        screen.types("8512")
        screen.sees("ended 0")
        assert "8512" not in screen.history
        assert "12x4" not in screen.history
    assert (home / "house" / "pin").read_text() == "8512\n"
    assert (home / "house" / "pin").stat().st_mode & 0o777 == 0o600
    assert "8512" not in (home / "house" / "smsbus.toml").read_text()


@pytest.mark.parametrize("key", ["C-c", "C-d"])
def test_who_leaves_the_questions_leaves_nothing_behind(home: Path, key: str) -> None:
    with new_screen(HOME=str(home)) as screen:
        screen.runs("init", "--modem", "sim")
        screen.sees("Country of numbers")
        screen.presses(key)
        screen.sees("ended 130")
        no_traceback(screen)
    assert list(home.iterdir()) == []


@pytest.fixture
def house() -> Iterator[House]:
    with new_house() as built:
        built.plug()
        built.up()
        built.ready()
        yield built.with_alice("--parent-object", "Home")


def test_status_is_watched_in_its_place_and_survives_a_restart_of_routerd(house: House) -> None:
    config = str(house.settings_path)
    with new_screen() as screen:
        screen.types("echo before")
        screen.runs("--config", config, "status", "--watch", "0.2")
        screen.sees("every 0.2 s; Ctrl-C ends")
        screen.sees("health    good")
        assert not screen.cursor
        house.phone.text(QUESTION)
        seen = screen.sees(ANSWER)
        assert seen.count("health") == 1
        assert re.search(r"^Home +House +signal +68 %$", seen, re.MULTILINE)
        assert re.search(rf"^in 1 .*Alice +accepted +{re.escape(QUESTION)}$", seen, re.MULTILINE)
        house.kill(house.pid("routerd") or 0)
        screen.sees("health    good", 30)
        house.unplug()
        screen.sees("health    critical")
        screen.sees("absent")
        screen.presses("C-c")
        seen = screen.sees("ended 2")
        assert "before" in seen
        assert "health" not in seen
        assert screen.cursor
        no_traceback(screen)


def test_a_window_that_is_too_low_says_what_is_missing(house: House) -> None:
    with new_screen(columns=60, lines=12) as screen:
        screen.runs("--config", str(house.settings_path), "status", "--watch")
        screen.sees("more lines: make the window higher")
        screen.presses("C-c")
        screen.sees("ended 0")


def test_events_are_watched_until_ctrl_c(house: House) -> None:
    with new_screen(columns=140) as screen:
        screen.runs("--config", str(house.settings_path), "watch", "sms", "value")
        # Nobody sees from outside when it listens: text until it does.
        eventually(lambda: house.phone.text("hello") or "sms.received" in screen.text, "an event on the screen")
        seen = screen.text
        assert re.search(r"sms\.received +message=\d+ .*contact=Alice", seen)
        assert ALICE not in seen
        assert "hello" not in seen
        screen.presses("C-c")
        screen.sees("ended 0")
        no_traceback(screen)


def test_a_list_on_a_terminal_fits_it(house: House) -> None:
    house.phone.text("word " * 60)
    eventually(lambda: house.json("inbox"), "a text in the inbox")
    with new_screen(columns=80) as screen:
        screen.runs("--config", str(house.settings_path), "inbox")
        seen = screen.sees("ended 0")
        lines = [line for line in seen.splitlines() if "word" in line]
        assert len(lines) > 3
        assert sum(line.count("word") for line in lines) == 60


def test_the_demo_is_a_conversation(home: Path) -> None:
    with new_screen(TMPDIR=str(home)) as screen:
        screen.runs("demo")
        screen.sees("/help tells more, /quit or Ctrl-C ends everything.")
        screen.types(QUESTION)
        screen.sees(f"< {ANSWER}")
        screen.types("/frobnicate")
        screen.sees("there are /stranger TEXT, /help and /quit")
        screen.presses("C-c")
        screen.sees("Everything has ended; nothing is left behind.")
        screen.sees("ended 0")
        no_traceback(screen)
    assert list(home.iterdir()) == []
