"""The demo without a terminal: one known phone, one stranger, one alert, each checked; silence is a failure."""

from __future__ import annotations

import click

from ctl.exits import Exit, Failure
from ctl.house import ALICE, STRANGER, House
from ctl.phone import Phones, Text
from smsbus.client import EventStream

QUESTION = "What is the temperature of the room ?"
ANSWER = "16.3 °C"
ALERT = "Alarm: somebody is at the door"
TIMEOUT_S = 20.0


def play(house: House, timeout_s: float = TIMEOUT_S) -> None:
    """Plays and prints the whole exchange. Raises `Failure` with what did not come within `timeout_s`."""
    with house.client() as client, Phones(house.control) as phones:
        click.echo(f"\nAlice ({ALICE}, known) texts the house:")
        click.echo(f"  > {QUESTION}")
        phones.text(ALICE, QUESTION)
        _expect(phones, Text(to=ALICE, text=ANSWER), timeout_s)

        click.echo(f"\nA stranger ({STRANGER}) asks the same:")
        click.echo(f"  > {QUESTION}")
        refusals = client.events(("sms.refused",))
        phones.text(STRANGER, QUESTION)
        await_event(refusals, timeout_s)
        refused = client.request("message.list", {"box": "inbox", "state": "refused"})
        if [message["sender"] for message in refused] != [STRANGER]:
            raise Failure(Exit.MESSAGE_FAILED, "demo", "the stranger's text is not among the refused ones")
        click.echo(f"  (nothing was answered; the inbox has it as refused: {refused[0]['reason']})")

        click.echo(f'\nsmsctl send {ALICE} "{ALERT}":')
        client.request("send", {"to": ALICE, "text": ALERT})
        # Had the stranger been answered, that answer would be here first.
        _expect(phones, Text(to=ALICE, text=ALERT), timeout_s)


def await_event(events: EventStream, timeout_s: float = TIMEOUT_S) -> None:
    """Waits for the next event of the stream. Raises `Failure` when none comes in time."""
    if events.next(timeout_s) is None:
        raise Failure(Exit.TIME_OUT, "time-out", f"the house took no notice of the text within {timeout_s:g} s")


def _expect(phones: Phones, expected: Text, timeout_s: float) -> None:
    arrived = phones.receive(timeout_s)
    if arrived is None:
        raise Failure(Exit.TIME_OUT, "time-out", f"nothing arrived at the phone within {timeout_s:g} s")
    if arrived != expected:
        raise Failure(
            Exit.MESSAGE_FAILED,
            "demo",
            f"{arrived.text!r} arrived at {arrived.to} instead of {expected.text!r} at {expected.to}",
        )
    click.echo(f"  < {arrived.text}")
