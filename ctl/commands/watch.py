"""`smsctl watch`: events as lines; numbers are masked once more here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import click

from ctl import completion
from ctl.invocation import Invocation, pass_invocation
from ctl.output import cell, local_time, print_json_line
from ctl.parameters import Command
from smsbus.client import EventStream
from smsbus.codec import Body
from smsbus.errors import NoReply

WAIT_S = 1.0
_FULL_NUMBER = re.compile(r"\+\d{7,15}")


@click.command("watch", cls=Command)
@click.argument("topics", nargs=-1, metavar="[TOPIC]...", shell_complete=completion.topics)
@click.option("--since", type=click.IntRange(min=0), help="Begin after the event with this number; 0: with the oldest.")
@pass_invocation
def command(invocation: Invocation, topics: tuple[str, ...], since: int | None) -> None:
    """Print events as they happen, until Ctrl-C: all, or those whose topic begins with one of TOPIC.

    Nothing is missed, also while routerd restarts. Numbers are masked; texts are never shown.

    \b
    Examples:
      smsctl watch
      smsctl watch sms.received alert
      smsctl --json watch modem
    """
    check_topics(topics)
    with invocation.client() as client:
        _follow(client.events(topics, since=since), as_json=invocation.json)


def check_topics(topics: Sequence[str]) -> None:
    """Raises a usage error for a topic that no event will ever have."""
    if not topics:
        return
    from smsbus.requests import TOPICS

    for topic in topics:
        if not any(known.startswith(topic) for known in TOPICS):
            raise click.UsageError(f"there is no topic {topic}; there are {', '.join(TOPICS)}")


def line(event: Body) -> str:
    """The event on one line, for a person."""
    fields = "".join(f" {key}={cell(value)}" for key, value in masked(event["data"]).items() if value is not None)
    return f"{local_time(event['at'])}  {event['topic']:<18}{fields}".rstrip()


def masked(value: Any) -> Any:
    """`value` with the middle of every full number in it replaced: a net under whoever forgot to."""
    if isinstance(value, str):
        return _FULL_NUMBER.sub(lambda match: match[0][:4] + "*" * (len(match[0]) - 7) + match[0][-3:], value)
    if isinstance(value, dict):
        return {key: masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item) for item in value]
    return value


def _follow(events: EventStream, *, as_json: bool) -> None:
    told_away = False
    try:
        while True:
            try:
                event = events.next(WAIT_S)
            except NoReply:
                if not told_away:
                    click.echo("smsctl: routerd does not answer; waiting for it", err=True)
                told_away = True
                continue
            told_away = False
            if events.lost:
                click.echo("smsctl: some events are too old to be told; going on with the oldest kept", err=True)
                events.lost = False
            if event is not None and as_json:
                print_json_line({**event, "data": masked(event["data"])})
            elif event is not None:
                click.echo(line(event))
    except KeyboardInterrupt:
        return  # the usual end of watching
