"""`smsctl backup`: a copy of all messages and of the directory, while everything runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from ctl.exits import Exit, Failure
from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_json
from ctl.parameters import Command


@click.command("backup", cls=Command)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@pass_invocation
def command(invocation: Invocation, file: Path) -> None:
    """Copy the store, with all messages, equipments and contacts, into FILE, which must not exist yet.

    Nothing is stopped, and the copy is of one moment: a copy made with cp while routerd runs is not. It is private to
    you. How to go back to it: docs/operations.md.

    \b
    Example:
      smsctl backup /mnt/usb/smsbus-$(date +%F).sqlite3
    """
    state_dir = invocation.service().state_dir
    done = subprocess.run(
        [sys.executable, "-P", "-m", "routerd.backup", str(state_dir), str(file.absolute())],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = " ".join(done.stdout.split()) or f"the copying ended with code {done.returncode}"
        raise Failure(Exit.USAGE if done.stdout else Exit.INTERNAL, "backup", reason)
    octets = file.stat().st_size
    if invocation.json:
        print_json({"file": str(file.absolute()), "octets": octets})
    else:
        click.echo(f"{file}: {octets / 2**20:.1f} MB")
