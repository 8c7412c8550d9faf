"""`smsctl keys`: this host's key, and those that may connect to routerd over tcp."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctl.exits import Exit, Failure
from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_json, print_table
from ctl.parameters import ListingGroup

if TYPE_CHECKING:
    from smsbus.config import BusSettings
    from smsbus.keys import Allowed, Owner

ROLES = ("modem", "client", "interactions")  # smsbus.keys.Role, which the list of commands need not import


@click.group("keys", cls=ListingGroup)
def command() -> None:
    """Make this host's key; list, allow or revoke keys that may connect to routerd over tcp (docs/remote.md).

    \b
    Examples:
      smsctl keys new garage
      smsctl keys allow garage 'KEY' --may modem
      smsctl keys
    """


@command.command("new")
@click.argument("name", required=False)
@click.option("--force", is_flag=True, help="Replace the key there is: whoever allowed it no longer knows this host.")
@pass_invocation
def new(invocation: Invocation, name: str | None, force: bool) -> None:
    """Make a key for this host, called NAME (else as the host is), and tell what to do with it.

    The secret half stays in the file that `key_file` names, for this user alone; nothing ever shows it.

    \b
    Example:
      smsctl keys new garage
    """
    from smsbus import keys
    from smsbus.sockets import new_keys

    name = socket.gethostname().partition(".")[0] if name is None else name
    _check_name(name)
    path = Path(_bus(invocation).key_file)
    public, secret = new_keys()
    try:
        pair = keys.KeyPair(name=name, public=public, secret=secret)
        keys.write_pair(path, pair, replace=force, owner=_owner(invocation))
    except FileExistsError:
        raise Failure(
            Exit.USAGE, "exists", f"{path}: there is a key already; smsctl keys shows it, --force replaces it"
        ) from None
    if invocation.json:
        print_json({"name": name, "public": public, "file": str(path)})
        return
    click.echo(f"{path}: the key of {name}; its public half is {public}")
    click.echo(f"to let this host in, run on the host of routerd: smsctl keys allow {name} '{public}' --may modem")
    click.echo(f'if routerd is on this host, the others need in [bus]: server_key = "{public}"')


@command.command("list")
@pass_invocation
def listing(invocation: Invocation) -> None:
    """Show this host's public key, and the keys that may connect.

    \b
    Example:
      smsctl keys list
    """
    from smsbus import keys

    bus = _bus(invocation)
    path = Path(bus.key_file)
    own = keys.read_pair(path) if path.exists() else None
    allowed = keys.read_allowed(Path(bus.allow_file))
    if invocation.json:
        mine = None if own is None else {"name": own.name, "public": own.public, "file": str(path)}
        print_json({"own": mine, "allowed": [_document(each) for each in allowed]})
        return
    if own is None:
        click.echo("this host has no key; make one with: smsctl keys new")
    else:
        click.echo(f"this host: {own.name}  {own.public}")
    print_table(
        ("name", "may", "public key"),
        [(each.name, ", ".join(each.roles), each.public) for each in allowed],
        empty="no key may connect; allow one with: smsctl keys allow NAME KEY --may modem",
    )


@command.command("allow")
@click.argument("name")
@click.argument("key")
@click.option(
    "--may",
    type=click.Choice(ROLES),
    multiple=True,
    default=("modem",),
    show_default=True,
    help="What it may do, several times for several: modem (bring texts in and take them out), client (ask and order "
    "whatever smsctl can), interactions (answer questions).",
)
@pass_invocation
def allow(invocation: Invocation, name: str, key: str, may: tuple[str, ...]) -> None:
    """Let the host NAME with the public key KEY connect, or let it do more than before.

    \b
    Example:
      smsctl keys allow garage 'KEY' --may modem --may client
    """
    from smsbus import keys

    _check_name(name)
    if not keys.is_key(key):
        raise Failure(
            Exit.USAGE, "invalid", "KEY must be the 40 characters that `smsctl keys` shows on that host, within '...'"
        )
    path = Path(_bus(invocation).allow_file)
    known = {each.name: each for each in keys.read_allowed(path)}
    before = known.get(name)
    if before is not None and before.public != key:
        raise Failure(Exit.USAGE, "exists", f"{name} has another key; first run: smsctl keys revoke {name}")
    roles = tuple(role for role in keys.Role if role in may or (before is not None and role in before.roles))
    allowed = keys.Allowed(name=name, roles=roles, public=key)
    keys.allow(path, allowed, owner=_owner(invocation))
    _changed(invocation, f"{name} may connect as {', '.join(roles)}", _document(allowed))


@command.command("revoke")
@click.argument("name")
@pass_invocation
def revoke(invocation: Invocation, name: str) -> None:
    """No longer let the host NAME connect; if it is connected, it is thrown out.

    \b
    Example:
      smsctl keys revoke garage
    """
    from smsbus import keys

    path = Path(_bus(invocation).allow_file)
    known = {each.name: each for each in keys.read_allowed(path)}
    if name not in known:
        raise Failure(Exit.USAGE, "not-found", f"no key of {name} is allowed; smsctl keys lists those that are")
    keys.revoke(path, name, owner=_owner(invocation))
    _changed(invocation, f"{name} may no longer connect", {**_document(known[name]), "may": []})


def _changed(invocation: Invocation, what: str, document: dict[str, object]) -> None:
    from ctl.supervision import NotRunning, Supervisord

    try:
        told = Supervisord(invocation.service()).read_again("routerd")
    except NotRunning:
        told = False
    if invocation.json:
        print_json({**document, "told": told})
        return
    later = "" if told else "; a routerd that was not started by `smsctl up` reads this on SIGHUP, or when it starts"
    click.echo(what + later)


def _bus(invocation: Invocation) -> BusSettings:
    from smsbus import config

    return config.load_bus(invocation.path)


def _owner(invocation: Invocation) -> Owner | None:
    """Root makes keys for the user whom state_dir belongs to: the daemons have to read them."""
    if os.geteuid() != 0:
        return None
    try:
        found = invocation.service().state_dir.stat()
    except FileNotFoundError:
        return None
    return found.st_uid, found.st_gid


def _check_name(name: str) -> None:
    from smsbus import keys

    if not keys.is_name(name):
        raise Failure(Exit.USAGE, "invalid", f"{name!r} is no name of a key: up to 64 letters, digits, -, _ and .")


def _document(allowed: Allowed) -> dict[str, object]:
    return {"name": allowed.name, "may": list(allowed.roles), "public": allowed.public}
