"""Exit codes, and what each way of failing tells the user: one line on stderr that says what to do."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import click

from smsbus.errors import Code, ConfigError, EndpointBusy, KeyRefused, NoReply, RequestRefused, SmsbusError

INTERRUPTED = 130  # what a shell reports for SIGINT
READER_GONE = 141  # and for SIGPIPE


class Exit(IntEnum):
    """The exit codes. `status` has its own meaning of the first three: good, warning, critical."""

    DONE = 0
    INTERNAL = 1
    USAGE = 2
    MESSAGE_FAILED = 3
    TIME_OUT = 4
    REFUSED = 5
    NO_DAEMON = 6


_EXIT_OF_CODE: dict[str, Exit] = {
    Code.MALFORMED: Exit.USAGE,
    Code.INVALID: Exit.USAGE,
    Code.NOT_FOUND: Exit.USAGE,
    Code.EXISTS: Exit.USAGE,
    Code.KEY_REUSED: Exit.USAGE,
    Code.STATE: Exit.USAGE,
    Code.REFUSED: Exit.REFUSED,
    Code.UNAVAILABLE: Exit.NO_DAEMON,
}


class Failure(SmsbusError):
    """A command cannot do what it was asked. `code` is a word for programs, `message` a line for people."""

    def __init__(self, exit_code: Exit, code: str, message: str) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.code = code


class Report(NamedTuple):
    """How a failure is shown."""

    exit_code: int
    code: str
    message: str


def report(error: BaseException) -> Report:
    """Exit code, word and line for anything a command may raise."""
    match error:
        case Failure():
            return Report(error.exit_code, error.code, str(error))
        case RequestRefused():
            return Report(_EXIT_OF_CODE.get(error.code, Exit.INTERNAL), error.code, error.message)
        case NoReply():
            return Report(Exit.NO_DAEMON, "no-reply", str(error))
        case KeyRefused():
            return Report(Exit.REFUSED, "key-refused", str(error))
        case ConfigError():
            return Report(Exit.USAGE, "settings", str(error))
        case EndpointBusy():
            return Report(Exit.NO_DAEMON, "busy", str(error))
        case SmsbusError():
            return Report(Exit.INTERNAL, Code.INTERNAL, str(error))
        case click.UsageError():
            return Report(Exit.USAGE, "usage", _with_hint(error))
        case click.ClickException():
            return Report(Exit.USAGE, "usage", error.format_message())
        case OSError():
            return Report(Exit.INTERNAL, "system", _os_error(error))
        case _:
            return Report(Exit.INTERNAL, Code.INTERNAL, f"this is a bug in smsctl: {type(error).__name__}: {error}")


def _with_hint(error: click.UsageError) -> str:
    message = error.format_message().rstrip(".")
    if isinstance(error, click.NoSuchOption) and not error.possibilities:
        message += " (put -- before a text that starts with -)"
    return f"{message}; see {error.ctx.command_path if error.ctx else 'smsctl'} --help"


def _os_error(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"
