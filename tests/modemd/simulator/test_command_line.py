"""V.250 command lines."""

from __future__ import annotations

import pytest

from modemd.simulator.command_line import Command, Form, edited, parse
from modemd.simulator.results import BadArgument, NotUnderstood


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("", []),
        ("E0", [Command(name="E", arguments=("0",))]),
        ("e0v1&f", [Command(name=name, arguments=(given,)) for name, given in (("E", "0"), ("V", "1"), ("&F", ""))]),
        ("S0=0", [Command(name="S0", form=Form.WRITE, arguments=("0",))]),
        ("S3?", [Command(name="S3", form=Form.READ, arguments=("",))]),
        ("D+33639980001;", [Command(name="D", arguments=("+33639980001;",))]),
        ("+CMGF?", [Command(name="+CMGF", form=Form.READ)]),
        ("+CMGF=?", [Command(name="+CMGF", form=Form.TEST)]),
        ("+cmgf = 1", [Command(name="+CMGF", form=Form.WRITE, arguments=("1",))]),
        ("^CURC=0", [Command(name="^CURC", form=Form.WRITE, arguments=("0",))]),
        ('+CPMS="SM","ME"', [Command(name="+CPMS", form=Form.WRITE, arguments=("SM", "ME"))]),
        ('+CSCA="1;2, 3",145', [Command(name="+CSCA", form=Form.WRITE, arguments=("1;2, 3", "145"))]),
        ("+CNMI=2,,0", [Command(name="+CNMI", form=Form.WRITE, arguments=("2", "", "0"))]),
        (
            "+CMEE=1;+CREG=2",
            [
                Command(name=name, form=Form.WRITE, arguments=(given,))
                for name, given in (("+CMEE", "1"), ("+CREG", "2"))
            ],
        ),
        ("E0;+CSQ", [Command(name="E", arguments=("0",)), Command(name="+CSQ")]),
    ],
)
def test_a_line_is_read_as_its_commands(line: str, commands: list[Command]) -> None:
    assert parse(line) == commands


@pytest.mark.parametrize("line", ["+", "=1", "+CMGF!", "+CMGF?1", "?", "é", "1"])
def test_a_line_that_is_no_command_is_refused(line: str) -> None:
    with pytest.raises(NotUnderstood):
        parse(line)


@pytest.mark.parametrize("digits", ["", "-1", "+1", "1x", "２", "4", "9999999999", "1 1"])
def test_an_argument_must_be_one_of_the_allowed_numbers(digits: str) -> None:
    with pytest.raises(BadArgument):
        Command(name="+CMGF", form=Form.WRITE, arguments=(digits,)).number(0, range(4))


def test_an_argument_left_out_has_its_default() -> None:
    command = Command(name="+CNMI", form=Form.WRITE, arguments=("2", ""))
    assert (command.number(1, range(3), 1), command.number(7, range(3), 2), command.text(1, "x")) == (1, 2, "x")


def test_a_backspace_takes_back_the_character_before_it() -> None:
    assert edited("ATX\b+CSW\bQ") == "AT+CSQ"
    assert edited("\b\bAT") == "AT"
