"""`smsctl modem`: state, signal, network and facts of the modems, in words that `status` uses as well."""

from __future__ import annotations

import click

from ctl.invocation import Invocation, pass_invocation
from ctl.output import local_time, print_fields, print_json, print_table
from ctl.parameters import ListingGroup
from smsbus.codec import Body


@click.group("modem", cls=ListingGroup)
def command() -> None:
    """List the modems, or show one.

    \b
    Examples:
      smsctl modem
      smsctl modem info main
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
    rows = (
        (modem["name"], state(modem), signal(modem), network(modem), local_time(modem["since_at"]), modem["reason"])
        for modem in modems
    )
    print_table(("name", "state", "signal", "network", "since", "reason"), rows, empty="no modems")


@command.command("info")
@click.argument("name")
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
            *((f"recovered by {rung}", count) for rung, count in facts.get("recoveries", {}).items()),
        ]
    )


def state(modem: Body) -> str:
    """Its state, or that its modemd does not answer: then the state is the last one known."""
    known: str = modem["state"]
    return known if modem["connected"] else f"{known} (its modemd does not answer)"


def signal(modem: Body) -> str | None:
    """`-71 dBm (68 %)`; None while unknown."""
    strength = modem["signal"]
    if strength is None or strength["dbm"] is None:
        return None
    return f"{strength['dbm']} dBm ({strength['percent']} %)"


def network(modem: Body) -> str | None:
    """Operator and registration; None while unknown."""
    known = modem["network"]
    if known is None:
        return None
    return f"{known['operator'] or known['plmn'] or 'unknown operator'} ({known['registration']})"
