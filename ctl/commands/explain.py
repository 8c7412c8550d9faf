"""`smsctl explain`: routerd's decision about a number; the meaning of a modem's error code, without any daemon."""

from __future__ import annotations

import click

from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_fields, print_json
from ctl.parameters import Command


@click.command("explain", cls=Command)
@click.argument("what", metavar="NUMBER|cms|cme")
@click.argument("code", type=click.IntRange(0, 65535), required=False)
@pass_invocation
def command(invocation: Invocation, what: str, code: int | None) -> None:
    """Tell what a text from NUMBER would meet and why, or what an error code of a modem means.

    \b
    Examples:
      smsctl explain +33639980001
      smsctl explain cms 330
      smsctl explain cme 14
    """
    if what.lower() in ("cms", "cme"):
        if code is None:
            raise click.UsageError(f"give the code, too: smsctl explain {what} 330")
        explained = cause(what.lower(), code)
    elif code is not None:
        raise click.UsageError("a code follows cms or cme only: smsctl explain cms 330")
    else:
        explained = invocation.ask("policy.explain", {"number": what})
    if invocation.json:
        print_json(explained)
    else:
        print_fields((name.replace("_", " "), value) for name, value in explained.items())


def cause(source: str, code: int) -> dict[str, object]:
    """What `+CMS ERROR: code` or `+CME ERROR: code` means, as a document."""
    from smsbus.sms.causes import describe_cme, describe_cms

    found = describe_cms(code) if source == "cms" else describe_cme(code)
    return {
        "source": source,
        "code": code,
        "class": found.kind.value,
        "meaning": found.meaning,
        "remedy": found.remedy,
    }
