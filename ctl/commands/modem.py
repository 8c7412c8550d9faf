"""`smsctl modem`: state, signal, network and facts of the modems, in words that `status` uses as well."""

from __future__ import annotations

import json

import click

from ctl import completion, detection
from ctl.invocation import Invocation, pass_invocation
from ctl.output import local_time, print_fields, print_json, print_table, printable, showable
from ctl.parameters import ListingGroup
from ctl.patience import busy
from ctl.status_page import BARS, network, signal, state

ORDER_TIMEOUT_S = 205.0
"""A search for networks takes three minutes."""


@click.group("modem", cls=ListingGroup)
def command() -> None:
    """List the modems, show one, look for those that are plugged in, or ask one something.

    \b
    Examples:
      smsctl modem
      smsctl modem info main
      smsctl modem detect
      smsctl modem at AT+CSQ
      smsctl modem ussd '*100#'
    """


@command.command("list")
@pass_invocation
def listing(invocation: Invocation) -> None:
    """List the modems with their state.

    \b
    Example:
      smsctl modem list
    """
    modems = invocation.ask("modem.list")
    if invocation.json:
        print_json(modems)
        return
    bars = showable(BARS)
    rows = (
        (
            modem["name"],
            state(modem),
            signal(modem, bars=bars),
            network(modem),
            local_time(modem["since_at"]),
            modem["reason"],
        )
        for modem in modems
    )
    print_table(("name", "state", "signal", "network", "since", "reason"), rows, empty="no modems")


@command.command("info")
@click.argument("name", shell_complete=completion.modems)
@pass_invocation
def info(invocation: Invocation, name: str) -> None:
    """Show what is known about a modem: identity, port, SIM, storages, signal, network.

    \b
    Example:
      smsctl modem info main
    """
    modem = invocation.ask("modem.info", {"modem": name})
    if invocation.json:
        print_json(modem)
        return
    facts = modem["facts"] or {}
    print_fields(
        [
            ("name", modem["name"]),
            ("state", state(modem)),
            ("reason", modem["reason"]),
            ("since", local_time(modem["since_at"])),
            ("signal", signal(modem)),
            ("network", network(modem)),
            *((key, facts.get(key)) for key in ("port", "manufacturer", "model", "revision", "imei", "smsc")),
            *((f"storage {each['name']}", f"{each['used']} of {each['total']}") for each in facts.get("storages", ())),
            *(("problem", problem) for problem in facts.get("problems", ())),
            *((f"recovered by {rung}", count) for rung, count in facts.get("recoveries", {}).items()),
        ]
    )


@command.command("detect")
@pass_invocation
def detect(invocation: Invocation) -> None:
    """Ask the serial ports of USB devices what they are, and say which is a modem's and why.

    Ports in use, by modemd for one, are shown as such and not touched. It may take two minutes.

    \b
    Example:
      smsctl modem detect
    """
    with busy("asking the ports", silent=invocation.json):
        said = detection.said(*(["--json"] if invocation.json else []))
    if invocation.json:
        print_json(json.loads(said))
    else:
        for line in said.splitlines():
            click.echo(printable(line))


@command.command("at")
@click.argument("name_and_command", metavar="[NAME] COMMAND", nargs=-1, required=True, shell_complete=completion.modems)
@click.option("--force", is_flag=True, help="Also what could send, delete, reset, or change settings.")
@pass_invocation
def at(invocation: Invocation, name_and_command: tuple[str, ...], force: bool) -> None:
    """Give a modem an AT command of your own, in turn with what modemd does. NAME may be left out of one modem.

    Reading (AT+X?) and testing (AT+X=?) are always possible, the rest only where it changes nothing, or with --force.

    \b
    Examples:
      smsctl modem at AT+CSQ
      smsctl modem at main 'AT+COPS?'
    """
    name, line = _name_and(invocation, name_and_command)
    answer = invocation.ask(
        "modem.command", {"modem": name, "command": line, "force": force}, timeout_s=ORDER_TIMEOUT_S
    )
    if invocation.json:
        print_json(answer)
        return
    for text in (*answer["lines"], answer["result"]):
        click.echo(printable(text))


@command.command("ussd")
@click.argument("name_and_code", metavar="[NAME] CODE", nargs=-1, required=True, shell_complete=completion.modems)
@pass_invocation
def ussd(invocation: Invocation, name_and_code: tuple[str, ...]) -> None:
    """Ask the network with a USSD code, such as that of your credit. NAME may be left out where there is one modem.

    \b
    Example:
      smsctl modem ussd '*100#'
    """
    name, code = _name_and(invocation, name_and_code)
    answer = invocation.ask("modem.ussd", {"modem": name, "code": code}, timeout_s=ORDER_TIMEOUT_S)
    if invocation.json:
        print_json(answer)
        return
    click.echo(printable(answer["text"] or ""))


def _name_and(invocation: Invocation, words: tuple[str, ...]) -> tuple[str, str]:
    """The modem's name and what is asked of it. Raises `click.UsageError`."""
    if len(words) == 2:
        return words[0], words[1]
    if len(words) > 2:
        raise click.UsageError("at most a name and one command: put what has blanks in quotes")
    names = [modem["name"] for modem in invocation.ask("modem.list")]
    if len(names) != 1:
        raise click.UsageError(f"name the modem: there are {', '.join(names) or 'none'}")
    return names[0], words[0]
