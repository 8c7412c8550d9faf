"""The demo on a terminal: lines typed are texts to the house, and answers are printed as they arrive."""

from __future__ import annotations

import os
import select
import shutil
import sys
from pathlib import Path

import click

from ctl.exchange import QUESTION, await_event
from ctl.exits import Failure
from ctl.house import ALICE, STRANGER, House
from ctl.output import printable
from ctl.phone import Phones
from smsbus.client import EventStream

PROMPT = "> "
FRESH_LINE = "\r\x1b[K"
READ_OCTETS = 4096

INTRODUCTION = f"""
You hold Alice's phone ({ALICE}), which the house knows. What you type is texted to the house:
an SMS through a simulated modem, AT commands and all. Try:

  {QUESTION}
  And in the bedroom ?
  Turn on the light in the room in 5 seconds
  Open the gate
  HELP
  /stranger Open the gate

/help tells more, /quit or Ctrl-C ends everything.
"""

HELP = f"""\
TEXT              text the house as Alice ({ALICE})
/stranger TEXT    text it from a phone it does not know ({STRANGER})
/help             this page
/quit             end; nothing is left behind

It also understands French and slips of the pen, and remembers what you asked:
  Wat is the temprature of the bedroom
  Combien fait-il dans la chambre ?
  Tell me when the temperature of the room is above 20
  PLANNED
  Cancel all
  Show me the log, then MORE

From another terminal, while this runs; the first makes the room warm:
  echo 21.5 > {{folder}}/sensors/room
  {{smsctl}} --config {{config}} status
  {{smsctl}} --config {{config}} inbox
  {{smsctl}} --config {{config}} send Alice "Alarm"
  {{smsctl}} --config {{config}} watch
"""

COMMANDS = "what begins with / is no text: there are /stranger TEXT, /help and /quit"


def help_page(house: House, smsctl: str) -> str:
    """What /help prints; `smsctl`: how another terminal calls it."""
    return HELP.format(config=house.settings.path, folder=house.folder, smsctl=smsctl)


def called() -> str:
    """The name that another terminal finds smsctl under: its path where it is not on the PATH."""
    return "smsctl" if shutil.which("smsctl") else str(Path(sys.executable).with_name("smsctl"))


class Typed:
    """Octets of a terminal -> lines."""

    def __init__(self) -> None:
        self._pending = b""

    def lines(self, octets: bytes) -> list[str]:
        """The lines that `octets` complete, without blanks around them."""
        *whole, self._pending = (self._pending + octets).split(b"\n")
        return [line.decode(errors="replace").strip() for line in whole]


def converse(house: House) -> None:
    """Until /quit or the end of the input. KeyboardInterrupt passes through."""
    click.echo(INTRODUCTION)
    with house.client() as client, Phones(house.control) as phones:
        refusals = client.events(("sms.refused",))
        typed = Typed()
        _prompt()
        while True:
            ready, _, _ = select.select([sys.stdin, phones], [], [])
            if phones in ready:
                _show_arrived(phones)
            if sys.stdin in ready:
                octets = os.read(sys.stdin.fileno(), READ_OCTETS)
                if not octets or not all(_obey(line, house, phones, refusals) for line in typed.lines(octets)):
                    return
                _prompt()


def _obey(line: str, house: House, phones: Phones, refusals: EventStream) -> bool:
    """Does what the line says; False for /quit."""
    command, _, rest = line.partition(" ")
    try:
        match command:
            case "":
                return True
            case "/quit" | "/exit":
                return False
            case "/help":
                click.echo(help_page(house, called()))
            case "/stranger" if rest.strip():
                phones.text(STRANGER, rest.strip())
                await_event(refusals)
                click.echo("(nothing was answered: the house does not know this phone)")
            case _ if command.startswith("/"):
                click.echo(COMMANDS)
            case _:
                phones.text(ALICE, line)
    except Failure as failure:
        click.echo(f"smsctl: {failure}", err=True)
    return True


def _show_arrived(phones: Phones) -> None:
    while (text := phones.receive(0)) is not None:
        to = "" if text.to == ALICE else f"({text.to}) "
        click.echo(f"{FRESH_LINE}< {to}{printable(text.text)}")
        _prompt()


def _prompt() -> None:
    click.echo(PROMPT, nl=False)
