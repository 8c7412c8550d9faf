"""The command classes and parameter types that the commands share: `--json` anywhere, `list` by default, durations."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import click

from ctl.invocation import Invocation

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_UNITS_S = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"([0-9]{1,9})([smhdw]?)")
LONGEST_S = 10 * 365 * 86400


def _note_json(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    invocation = context.find_object(Invocation)
    if value and invocation is not None:
        invocation.json = True


class Command(click.Command):
    """A command that also takes `--json` behind its name, where people write it."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.params.append(
            click.Option(
                ["--json"], is_flag=True, expose_value=False, callback=_note_json, help="Print one JSON document."
            )
        )


class ListingGroup(click.Group):
    """A group of commands on one kind of thing; without a command it lists them."""

    command_class = Command

    def parse_args(self, context: click.Context, arguments: list[str]) -> list[str]:
        """As click does, with `list` put in where only its options are given."""
        wants_help = bool(arguments) and arguments[0] in context.help_option_names
        if context.resilient_parsing and not arguments:
            return super().parse_args(context, arguments)  # a shell asks which commands there are
        if not arguments or (arguments[0].startswith("-") and not wants_help):
            arguments = ["list", *arguments]
        return super().parse_args(context, arguments)

    def shell_complete(self, context: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Its commands, and its options together with those of `list`."""
        found = super().shell_complete(context, incomplete)
        listing = self.get_command(context, "list")
        if listing is None or not incomplete.startswith("-"):
            return found
        known = {item.value for item in found}
        more = listing.shell_complete(click.Context(listing, parent=context), incomplete)
        return found + [item for item in more if item.value not in known]


def duration(context: click.Context, parameter: click.Parameter, value: str | None) -> int | None:
    """Callback of an option: `90`, `90s`, `10m`, `2h`, `3d` or `1w` -> seconds, at least one."""
    if value is None:
        return None
    seconds = duration_s(value)
    if seconds is None:
        raise click.BadParameter(f"{value!r} is no duration: write 90, 90s, 10m, 2h, 3d or 1w", context, parameter)
    return seconds


def moment(context: click.Context, parameter: click.Parameter, value: str | None) -> int | None:
    """Callback of an option: an RFC 3339 moment with its zone, or a duration from now -> milliseconds since the epoch.

    A moment without a zone is refused: nobody knows whose noon it is.
    """
    if value is None:
        return None
    seconds = duration_s(value)
    if seconds is not None:
        return round((time.time() + seconds) * 1000)
    at_ms = moment_ms(value)
    if at_ms is None:
        raise click.BadParameter(
            f"{value!r} is no moment: write 2026-11-22T17:30:00+01:00 (with the zone), or 10m for in ten minutes",
            context,
            parameter,
        )
    return at_ms


def duration_s(text: str) -> int | None:
    """Seconds of a written duration; None when it is none, zero or longer than ten years."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        return None
    seconds = int(match[1]) * _UNITS_S[match[2]]
    return seconds if 0 < seconds <= LONGEST_S else None


def moment_ms(text: str) -> int | None:
    """Milliseconds of an RFC 3339 moment; None when it is none or has no zone."""
    from datetime import datetime

    try:
        parsed = datetime.fromisoformat(text.strip())
        return None if parsed.tzinfo is None else round(parsed.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
