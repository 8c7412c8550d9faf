"""`smsctl doctor`: what is wrong, why it matters, what to do; whether daemons run or not."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_json, printable
from ctl.parameters import Command

if TYPE_CHECKING:
    from ctl.facts import Facts
    from ctl.findings.finding import Finding

WIDTH = 100
COLOURS = {"critical": "red", "warning": "yellow", "note": "cyan", "good": "green"}


@click.command("doctor", cls=Command)
@pass_invocation
def command(invocation: Invocation) -> int:
    """Say what is wrong, why it matters, and what to do. Exit code: 0 all is well, 1 warning, 2 critical.

    While the daemons run they are asked; what does not run is looked at here: ports, modem, SIM (never with its PIN),
    disk, store, clock, kernel log. Nothing is changed, and it takes 20 seconds at the most. As root it sees more.

    \b
    Examples:
      smsctl doctor
      sudo smsctl doctor
      smsctl --json doctor
    """
    from ctl.doctor import diagnose, document, health
    from ctl.probes.gather import gather

    if not invocation.json and os.isatty(2):
        click.echo("looking ...", err=True)
    facts = gather(invocation.path, root=Path(os.environ.get("SMSBUS_ROOT", "/")), named=invocation.named)
    findings = diagnose(facts)
    if invocation.json:
        print_json(document(facts, findings))
    else:
        click.echo("\n".join(lines(facts, findings)))
    return int(health(findings))


def lines(facts: Facts, findings: Sequence[Finding]) -> Iterator[str]:
    """The page for a person, with colours, which `click.echo` leaves out where there is no terminal."""
    from ctl.doctor import HEALTH, health

    word = HEALTH[health(findings)]
    yield f"settings  {printable(facts.config)}"
    yield f"health    {click.style(word, fg=COLOURS[word], bold=True)}"
    for finding in findings:
        yield ""
        yield from _finding(finding)
    if not findings:
        yield ""
        yield "Nothing is wrong with settings, daemons, endpoints, ports, modems, power, disk and clock."
    if facts.unseen:
        yield ""
        yield "Not looked at:"
        for unseen in facts.unseen:
            yield from _wrapped(f"{unseen.what}: {unseen.why}", "  - ")


def _finding(finding: Finding) -> Iterator[str]:
    severity = finding.severity.name.lower()
    head = click.style(severity.upper(), fg=COLOURS[severity], bold=True)
    yield f"{head}  {printable(finding.about)}  [{finding.key}]"
    yield from _wrapped(finding.what, "  ")
    yield from _wrapped(finding.why, "  why: ")
    for number, step in enumerate(finding.remedy, start=1):
        do = step.do[:1].upper() + step.do[1:]
        yield from _wrapped(f"{do}:" if step.command else f"{do}.", f"  {number}. ")
        if step.command:
            yield "       " + click.style(printable(step.command), bold=True)


def _wrapped(text: str, first: str) -> Iterator[str]:
    # Paths and words with hyphens stay whole: people copy them.
    yield from textwrap.wrap(
        printable(text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
