"""`smsctl explain`: routerd's decision about a number; the meaning of a modem's error code, without any daemon."""

from __future__ import annotations

import click

from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_fields, print_json
from ctl.parameters import Command


@click.command("explain", cls=Command)
@click.argument("what", metavar="NUMBER|cms|cme|rp|fcs|tp-st")
@click.argument("code", type=click.IntRange(0, 65535), required=False)
@pass_invocation
def command(invocation: Invocation, what: str, code: int | None) -> None:
    """Tell what a text from NUMBER would meet and why, or what an error code means.

    cms and cme are what modems answer (+CMS ERROR, +CME ERROR); rp and fcs are causes that the network gives, tp-st is
    the status in a delivery report.

    \b
    Examples:
      smsctl explain +33639980001
      smsctl explain cms 330
      smsctl explain cme 14
      smsctl explain tp-st 70
    """
    from ctl.error_codes import LAST, SOURCES, explained

    source = what.lower()
    if source in SOURCES:
        if code is None:
            raise click.UsageError(f"give the code, too: smsctl explain {source} 38")
        if code > LAST.get(source, code):
            raise click.UsageError(f"a code of {source} is at most {LAST[source]}")
        document = explained(source, code)
    elif code is not None:
        raise click.UsageError(f"a code follows one of {', '.join(SOURCES)} only: smsctl explain cms 330")
    else:
        document = invocation.ask("policy.explain", {"number": what})
    if invocation.json:
        print_json(document)
    else:
        print_fields((name.replace("_", " "), value) for name, value in document.items())
