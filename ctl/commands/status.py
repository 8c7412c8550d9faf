"""`smsctl status`: the status document on a page, worst things first, and its health as exit code."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import click

from ctl import orphans
from ctl.health import Health, Status, judge, without_routerd
from ctl.invocation import Invocation, pass_invocation, request
from ctl.output import local_time, print_json, print_json_line, showable, table
from ctl.parameters import Command
from ctl.status_page import BARS, MESSAGES_SHOWN, Paragraph, latest, paragraphs
from smsbus.codec import Body
from smsbus.errors import ConfigError, NoReply, RequestRefused

TIMEOUT_S = 3.0
USUAL_PERIOD_S = 2.0
SILENCE = "routerd does not answer; start everything with: smsctl up; if it is, what is wrong says: smsctl doctor"


class Seen(NamedTuple):
    """The status document and the last messages; none where routerd does not tell them."""

    status: dict[str, Any]
    messages: list[Body]


@click.command("status", cls=Command)
@click.option(
    "--watch",
    "period",
    type=click.FloatRange(min=0.1, max=86400),
    is_flag=False,
    flag_value=USUAL_PERIOD_S,
    metavar="[SECONDS]",
    help=f"Show it again every so many seconds ({USUAL_PERIOD_S:g}), until Ctrl-C.",
)
@pass_invocation
def command(invocation: Invocation, period: float | None) -> int:
    """Show modems, queues, values, the last messages, daemons, and what a person should look at.

    Hidden equipment is left out. Exit code: 0 all is well, 1 warning, 2 critical; with --watch that of the last look.

    \b
    Examples:
      smsctl status
      smsctl status --watch
      smsctl status --watch 10 >> status.log
      smsctl --json status
    """
    if period is not None:
        return _watch(invocation, period)
    seen = look(invocation)
    if invocation.json:
        print_json(seen.status)
    else:
        click.echo("\n".join(rendered(seen)))
    return judge(seen.status)


def lines(status: Status, messages: Sequence[Body] = (), *, bars: bool = True) -> list[str]:
    """What a person reads, worst things first, without colours and however wide it gets."""
    return _joined(paragraphs(status, messages, bars=bars), None)


def _watch(invocation: Invocation, period_s: float) -> int:
    from ctl.screen import Screen

    health = Health.GOOD
    with Screen() as screen:
        try:
            while True:
                begun = time.monotonic()
                seen = look(invocation)
                health = judge(seen.status)
                if invocation.json:
                    print_json_line(seen.status)
                else:
                    now = local_time(round(time.time() * 1000))
                    heading = f"{now}, every {period_s:g} s{'; Ctrl-C ends' if screen.on_terminal else ''}"
                    screen.show([heading, "", *rendered(seen)], shutil.get_terminal_size().lines)
                time.sleep(max(0.0, begun + period_s - time.monotonic()))
        except KeyboardInterrupt:
            return health  # the usual end of watching


def look(invocation: Invocation) -> Seen:
    """What there is to see now.

    On a connection of its own: questions to a routerd that is away shall not be waiting for its return.
    """
    path = str(invocation.path)
    with invocation.client() as client:
        try:
            status = {**request(client, "status", timeout_s=TIMEOUT_S), "config": path}
        except NoReply:
            return Seen(without_routerd(path, SILENCE), [])
        status["alerts"] = [*status["alerts"], *_of_supervisord(invocation)]
        if invocation.json:
            return Seen(status, [])
        try:
            boxes = [
                request(client, "message.list", {"box": box, "limit": MESSAGES_SHOWN}, timeout_s=TIMEOUT_S)
                for box in ("inbox", "outbox")
            ]
        except (NoReply, RequestRefused):
            return Seen(status, [])  # who may not read the inbox sees none of it here
    return Seen(status, latest(*boxes))


def _of_supervisord(invocation: Invocation) -> list[dict[str, Any]]:
    try:
        settings = invocation.service()
    except ConfigError:
        return []
    message = None if settings.remote else orphans.warning(settings.run_dir)
    return [{"about": "supervisord", "severity": "warning", "message": message, "at": None}] if message else []


def rendered(seen: Seen) -> list[str]:
    """The page as lines; on a terminal fitted to it, with colours."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    return _joined(paragraphs(*seen, bars=showable(BARS)), width)


def _joined(found: Sequence[Paragraph], width: int | None) -> list[str]:
    """The paragraphs with an empty line between; on a terminal of that width with colours."""
    written: list[str] = []
    for paragraph in found:
        written += [""] if written else []
        written += _plain(paragraph) if width is None else _fitted(paragraph, width)
    return written


def _plain(paragraph: Paragraph) -> list[str]:
    return table(paragraph.headers, paragraph.rows) if paragraph.headers else [text for text, _ in paragraph.rows]


def _fitted(paragraph: Paragraph, width: int) -> list[str]:
    from ctl import terminal

    if paragraph.headers:
        return terminal.rendered_table(paragraph.headers, paragraph.rows, width)
    return [line for text, state in paragraph.rows for line in terminal.rendered(text, width, state=state)]
