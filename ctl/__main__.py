"""smsctl: parse, hand over to a command, turn every way of failing into one line and an exit code."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

# Ctrl-C in the moment before `main` ends the process without a word, and not within an import with a traceback.
_interrupt = signal.signal(signal.SIGINT, signal.SIG_DFL)

import importlib  # noqa: E402
import os  # noqa: E402

import click  # noqa: E402

signal.signal(signal.SIGINT, _interrupt)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem

COMMANDS = {
    "init": "Write the settings for this computer and its modem, and start.",
    "up": "Start everything and wait until every daemon answers.",
    "down": "Stop everything and wait until no process is left.",
    "restart": "Restart one program, or all of them.",
    "ps": "List the processes under supervision.",
    "status": "Show modems, queues, values and alerts.",
    "send": "Send a text.",
    "ask": "Ask a contact by text and print the answer.",
    "asks": "List questions to contacts; show or cancel one.",
    "inbox": "List received messages, or show one.",
    "outbox": "List outgoing messages; show, cancel or retry one.",
    "watch": "Print events as they happen.",
    "equipment": "List, add, change or remove equipments.",
    "contact": "List, add, change, remove or purge contacts.",
    "value": "Print a value of an equipment.",
    "apply": "Add or set equipments and contacts as a file declares them.",
    "backup": "Copy all messages and the directory into a file.",
    "export": "Print the directory as such a file, or all that is kept of one contact.",
    "interaction": "Try a question, check the interactions file, list what is to be done later.",
    "explain": "Tell what a text from a number would meet, or what a modem's error code means.",
    "modem": "List modems, show or find one; give one a command.",
    "pdu": "Look into a PDU, or make one.",
    "config": "Check the settings.",
    "keys": "Make this host's key; list, allow or revoke keys of other hosts.",
    "doctor": "Say what is wrong, why it matters, and what to do.",
    "completion": "Print what lets a shell complete commands and names.",
    "demo": "Text a simulated house from this terminal.",
}
"""Name and one line of help; the rest is in ctl/commands/NAME.py and imported when it is called for."""

COMPLETION_VARIABLE = "_SMSCTL_COMPLETE"


class Commands(click.Group):
    """The commands of `COMMANDS`, each imported only when it runs or shows its own help."""

    def list_commands(self, context: click.Context) -> list[str]:
        """In the order of `COMMANDS`: first things first."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command, or None when there is none of that name."""
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"ctl.commands.{name}").command
        return command

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the name that was probably meant."""
        name = arguments[0]
        if name not in COMMANDS and not context.resilient_parsing:
            from difflib import get_close_matches

            meant = get_close_matches(name, COMMANDS, n=1)
            context.fail(f"No such command {name!r}{f' (is it {meant[0]}?)' if meant else ''}")
        return super().resolve_command(context, arguments)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of the help page, without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def shell_complete(self, context: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """The commands and options that begin so, without importing any command."""
        from click.shell_completion import CompletionItem

        commands = [CompletionItem(name, help=line) for name, line in COMMANDS.items() if name.startswith(incomplete)]
        return commands + click.Command.shell_complete(self, context, incomplete)


@click.group("smsctl", cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--config", metavar="FILE", help="The settings; else $SMSBUS_CONFIG, else /etc/smsbus/smsbus.toml.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON documents instead of text for people.")
@click.version_option(package_name="smsbus", prog_name="smsctl")
@click.pass_context
def cli(context: click.Context, config: str | None, as_json: bool) -> None:
    """Run, use and look into an SMS gateway of your own.

    \b
    Examples:
      smsctl demo                            text a simulated house, no modem needed
      smsctl init                            set up a house of your own
      smsctl up                              start everything
      smsctl status                          is all well?
      smsctl send +33639980001 "Alarm"       send a text
      smsctl contact add House Alice 0639980001

    \b
    Exit codes: 0 done, 1 internal error, 2 usage or validation, 3 message failed, 4 time-out,
    5 refused by policy or limit, 6 no daemon answers. `status` and `doctor`: 0 good, 1 warning, 2 critical.
    """
    from ctl.invocation import Invocation

    context.obj = Invocation(config, os.environ, json=as_json)


def main(arguments: Sequence[str] | None = None) -> int:
    """The whole of one call; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _open_streams()
    try:
        code = _run(given)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        return _reader_gone()
    except (KeyboardInterrupt, click.Abort):  # Abort: Ctrl-C or the end of the input at a question
        return _interrupted()
    except Exception as error:  # noqa: BLE001 - the one place where whatever happened becomes a line and a code
        return _fail(error, as_json="--json" in given)


def _run(given: list[str]) -> int:
    # Not `cli.main`, which has its own ways with Ctrl-C and closed pipes; but the shell's completion lives there.
    if COMPLETION_VARIABLE in os.environ:
        return _complete(given)
    try:
        with cli.make_context("smsctl", list(given)) as context:
            result = cli.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    return result if isinstance(result, int) else 0


def _complete(given: list[str]) -> int:
    """What the shell asks for at Tab; nothing, and no word, where that fails."""
    try:
        cli.main(list(given), prog_name="smsctl", complete_var=COMPLETION_VARIABLE)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except Exception:  # noqa: BLE001 - somebody is typing: an error in between would be in the way
        return 1


def _open_streams() -> None:
    """A stream that the caller had closed (`>&-`) is None, and what its number is given to next may be a socket."""
    for name, number in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, os.O_RDWR)
            if descriptor != number:
                os.dup2(descriptor, number)
                os.close(descriptor)
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # a text stream, whatever the locale


def _fail(error: Exception, *, as_json: bool) -> int:
    from ctl.exits import report

    if isinstance(error, click.exceptions.NoArgsIsHelpError) and not as_json:
        # Nothing was asked for: what could be is worth a page.
        click.echo(error.format_message(), err=True)
        return error.exit_code

    exit_code, code, message = report(error)
    if as_json:
        import json

        line = json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False)
    else:
        line = "smsctl: " + " ".join(message.splitlines())
    click.echo(line, err=True)
    return exit_code


def _interrupted() -> int:
    from ctl.exits import INTERRUPTED

    click.echo("smsctl: interrupted", err=True)
    return INTERRUPTED


def _reader_gone() -> int:
    from ctl.exits import READER_GONE

    # What is still buffered has nowhere to go: without this, Python complains about it at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return READER_GONE


if __name__ == "__main__":
    sys.exit(main())
