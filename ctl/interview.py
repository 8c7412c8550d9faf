"""The questions of `smsctl init`: those whose answer was not given on the command line, each with a default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple, TypeVar

import click

from ctl import installation
from ctl.exits import Failure
from ctl.installation import Answers, Person
from ctl.output import printable
from smsbus.config import SIMULATED_PORT

T = TypeVar("T")


class Given(NamedTuple):
    """What the command line said; None, or no people: it did not."""

    port: str | None
    region: str | None
    number: str
    pin_file: str
    people: tuple[str, ...]


class Found(NamedTuple):
    """What the detection said. `port`: None where there is no modem."""

    port: str | None
    baudrate: int
    reason: str


def without_questions(given: Given, found: Found | None, usual_region: str) -> Answers:
    """The answers, with defaults for what was not given. Raises `Failure` for an impossible one."""
    region = installation.region(given.region) if given.region else usual_region
    port = installation.port(given.port or "auto")
    return Answers(
        port=port,
        baudrate=found.baudrate if found is not None and found.port is not None and port == "auto" else 115200,
        region=region,
        number=installation.number(given.number, region) if given.number else "",
        pin_file=given.pin_file,
        people=tuple(installation.person(text, region) for text in given.people),
    )


def asked(given: Given, found: Found | None, usual_region: str) -> Answers:
    """The same, with a question for each that was not given."""
    port = given.port or _port(found)
    pin = "" if given.pin_file or installation.port(port) == SIMULATED_PORT else _pin()
    region = given.region or _ask(
        "Country of numbers that are written without +", installation.region, default=usual_region
    )
    answers = without_questions(given._replace(port=port, region=region), found, usual_region)
    return replace(answers, pin=pin, people=answers.people or _people(answers.region))


def _port(found: Found | None) -> str:
    if found is not None:
        click.echo(f"Looked for a modem: {printable(found.reason)}.")
    click.echo("Its port: auto (looked for, also later), a path, socket://host:port, or sim (a simulated modem).")
    return _ask("Port of the modem", installation.port, default="auto")


def _pin() -> str:
    return _ask("PIN of the SIM (not shown; Enter if it asks for none)", installation.pin, default="", hidden=True)


def _people(region: str) -> tuple[Person, ...]:
    people: list[Person] = []
    question = "Who may text the house? NAME=NUMBER (Enter: nobody yet)"
    while (one := _ask(question, lambda text: _person(text, region), default="")) is not None:
        people.append(one)
        question = "Who else? (Enter: nobody)"
    return tuple(people)


def _person(text: str, region: str) -> Person | None:
    return installation.person(text, region) if text.strip() else None


def _ask(question: str, convert: Callable[[str], T], *, default: str, hidden: bool = False) -> T:
    """Asks until `convert` takes the answer."""

    def converted(text: str) -> T:
        try:
            return convert(text)
        except Failure as failure:
            raise click.UsageError(str(failure)) from None

    answer: T = click.prompt(
        question, default=default, show_default=bool(default), hide_input=hidden, value_proc=converted
    )
    return answer
