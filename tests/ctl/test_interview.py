from __future__ import annotations

import io

import pytest

from ctl.exits import Failure
from ctl.installation import Answers, Person
from ctl.interview import Found, Given, asked, without_questions

NOTHING = Given(port=None, region=None, number="", pin_file="", people=())
FOUND = Found("/dev/ttyUSB2", 9600, "/dev/ttyUSB2 is a SIM800C")
NONE_FOUND = Found(None, 115200, "nothing is plugged in")


def interview(
    monkeypatch: pytest.MonkeyPatch, typed: str, given: Given = NOTHING, found: Found | None = NONE_FOUND
) -> Answers:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda question: input())
    return asked(given, found, "FR")


def test_who_presses_enter_four_times_gets_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    assert interview(monkeypatch, "\n\n\n\n") == Answers()


def test_the_answers_are_taken(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    typed = "/dev/ttyUSB2\n1234\nGB\nAlice=07700 900001\nBob=+33639980002\n\n"
    assert interview(monkeypatch, typed, found=FOUND) == Answers(
        port="/dev/ttyUSB2",
        region="GB",
        pin="1234",
        people=(Person(name="Alice", number="+447700900001"), Person(name="Bob", number="+33639980002")),
    )
    assert "Looked for a modem: /dev/ttyUSB2 is a SIM800C." in capsys.readouterr().out


def test_a_wrong_answer_is_explained_and_asked_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = interview(monkeypatch, "ttyUSB2\nsim\nFrance\nFR\nAlice\nAlice=0639980001\n\n")
    assert answers == Answers(port="sim:", people=(Person(name="Alice", number="+33639980001"),))
    out = capsys.readouterr().out
    assert "'ttyUSB2' is no port" in out and "'France' is no country" in out and "'Alice' is no contact" in out


def test_what_was_given_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    given = Given(
        port="auto", region="GB", number="07700 900000", pin_file="/etc/smsbus/pin", people=("Alice=07700900001",)
    )
    answers = interview(monkeypatch, "", given, FOUND)
    assert answers == Answers(
        port="auto",
        baudrate=9600,
        region="GB",
        number="+447700900000",
        pin_file="/etc/smsbus/pin",
        people=(Person(name="Alice", number="+447700900001"),),
    )
    assert answers == without_questions(given, FOUND, "FR")


def test_a_simulated_modem_has_no_pin(monkeypatch: pytest.MonkeyPatch) -> None:
    assert interview(monkeypatch, "\n\n", NOTHING._replace(port="sim")) == Answers(port="sim:")


def test_without_questions_what_is_wrong_ends_it() -> None:
    with pytest.raises(Failure, match="no contact"):
        without_questions(NOTHING._replace(people=("Alice",)), None, "FR")
