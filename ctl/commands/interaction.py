"""`smsctl interaction`: a question tried without a phone; the file checked by interactd; what is to be done later."""

from __future__ import annotations

import subprocess
import sys

import click

from ctl.exits import Exit, Failure
from ctl.invocation import Invocation, pass_invocation
from ctl.output import local_time, print_fields, print_json, print_table, printable
from ctl.parameters import Command
from smsbus.codec import Body

QUESTION_TIMEOUT_S = 35.0
CHECK_TIMEOUT_S = 60.0


class _Group(click.Group):
    command_class = Command


@click.group("interaction", cls=_Group)
def command() -> None:
    """Try a question without a phone, check the interactions file, list or cancel what is to be done later.

    \b
    Examples:
      smsctl interaction test "What is the temperature of the room ?" --from Alice
      smsctl interaction check
      smsctl interaction scheduled
    """


@command.command("test")
@click.argument("text")
@click.option("--from", "sender", metavar="CONTACT", help="Ask as this contact (name or number).")
@click.option("--explain", is_flag=True, help="Show what TEXT was compared with, and why it was taken or not.")
@pass_invocation
def test(invocation: Invocation, text: str, sender: str | None, explain: bool) -> None:
    """Ask TEXT as a text would: values are read, no SMS is sent.

    \b
    Example:
      smsctl interaction test "What is the temperature of the room ?" --from Alice
      smsctl interaction test "wat is the temprature of the room" --from Alice --explain
    """
    answer = invocation.ask("interaction.test", test_body(text, sender), timeout_s=QUESTION_TIMEOUT_S)
    if invocation.json:
        print_json(answer)
        return
    shown = dict(answer)
    if isinstance(shown["explanation"], str) and not explain:
        # The last line says what came of it, those before how it was looked for.
        shown["explanation"] = shown["explanation"].rpartition("\n")[2]
    print_fields((name, shown[name]) for name in ("outcome", "text", "interaction", "explanation"))


@command.command("check")
@pass_invocation
def check(invocation: Invocation) -> None:
    """Read the interactions file as interactd would, and say what is wrong with it.

    \b
    Example:
      smsctl interaction check
    """
    # A process of its own: no part of interactd is imported by another program.
    invocation.settings()
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "interactd", "--config", str(invocation.path), "--check"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=CHECK_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Failure(Exit.TIME_OUT, "time-out", f"interactd --check took longer than {CHECK_TIMEOUT_S:g} s") from None
    said = (done.stdout + done.stderr).decode(errors="replace").strip().removeprefix("interactd: ")
    if done.returncode != 0:
        raise Failure(Exit.USAGE, "invalid", printable(said) or f"interactd --check ended with {done.returncode}")
    if invocation.json:
        print_json({"config": str(invocation.path), "ok": True, "message": said})
    else:
        click.echo(printable(said) or "the interactions are good")


@command.command("scheduled")
@click.option("--from", "contact", metavar="CONTACT", help="Only what this contact asked for (name or number).")
@pass_invocation
def scheduled(invocation: Invocation, contact: str | None) -> None:
    """List what contacts asked to be done later or to be watched for, the next first.

    \b
    Examples:
      smsctl interaction scheduled
      smsctl interaction scheduled --from Alice
    """
    errands = invocation.ask("interaction.scheduled", {} if contact is None else {"contact": contact})
    if invocation.json:
        print_json(errands)
        return
    print_table(("id", "due", "every", "until", "from", "state", "what"), map(_row, errands), empty="nothing scheduled")


@command.command("cancel")
@click.argument("errand", type=int, metavar="ID")
@pass_invocation
def cancel(invocation: Invocation, errand: int) -> None:
    """Cancel what was to be done later. The contact is not told.

    \b
    Example:
      smsctl interaction cancel 3
    """
    cancelled = invocation.ask("interaction.cancel", {"errand": errand})
    if invocation.json:
        print_json(cancelled)
        return
    shown = ("id", "number", "contact", "equipment", "what", "state", "reason")
    moments = (("due", "due_at"), ("made", "created_at"), ("ended", "ended_at"))
    print_fields(
        [*((name, cancelled[name]) for name in shown), *((name, local_time(cancelled[key])) for name, key in moments)]
    )


def _row(errand: Body) -> tuple[object, ...]:
    every = None if errand["every_s"] is None else f"{errand['every_s']} s"
    until = local_time(errand["expires_at"])
    who = errand["contact"] or errand["sender"]
    return errand["id"], local_time(errand["due_at"]), every, until, who, errand["state"], errand["what"]


def test_body(text: str, sender: str | None) -> Body:
    """The body of `interaction.test`."""
    return {"text": text, "sender": sender}
