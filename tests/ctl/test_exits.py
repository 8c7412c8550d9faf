from __future__ import annotations

import click
import pytest

from ctl.exits import Exit, Failure, report
from smsbus.errors import ConfigError, EndpointBusy, KeyRefused, NoReply, RequestRefused, SmsbusError


@pytest.mark.parametrize(
    ("error", "exit_code", "code", "message"),
    [
        (Failure(Exit.TIME_OUT, "time-out", "too late"), 4, "time-out", "too late"),
        (RequestRefused("not-found", "no such message"), 2, "not-found", "no such message"),
        (RequestRefused("invalid", "no number"), 2, "invalid", "no number"),
        (RequestRefused("refused", "the limit"), 5, "refused", "the limit"),
        (RequestRefused("unavailable", "no interactd"), 6, "unavailable", "no interactd"),
        (RequestRefused("storage", "disk full"), 1, "storage", "disk full"),
        (RequestRefused("from-the-future", "what"), 1, "from-the-future", "what"),
        (NoReply("nobody"), 6, "no-reply", "nobody"),
        (KeyRefused("not you"), 5, "key-refused", "not you"),
        (ConfigError("f: k: r"), 2, "settings", "f: k: r"),
        (EndpointBusy("in use"), 6, "busy", "in use"),
        (SmsbusError("other"), 1, "internal", "other"),
        (click.UsageError("what ?"), 2, "usage", "what ?; see smsctl --help"),
        (PermissionError(13, "Permission denied", "/run/x"), 1, "system", "/run/x: Permission denied"),
        (ZeroDivisionError("division"), 1, "internal", "this is a bug in smsctl: ZeroDivisionError: division"),
    ],
)
def test_every_way_of_failing_has_its_exit_code_word_and_line(
    error: Exception, exit_code: int, code: str, message: str
) -> None:
    assert report(error) == (exit_code, code, message)


def test_the_exit_codes_are_those_of_the_help_page() -> None:
    assert [code.value for code in Exit] == [0, 1, 2, 3, 4, 5, 6]
