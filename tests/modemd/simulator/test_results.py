"""Final result codes."""

from __future__ import annotations

import pytest

from modemd.simulator.results import BadArgument, CmeError, CmsError, ErrorReports, NotUnderstood, Refused, render


@pytest.mark.parametrize(
    ("refused", "reports", "messaging", "line"),
    [
        (NotUnderstood(), ErrorReports.PLAIN, False, "ERROR"),
        (NotUnderstood(), ErrorReports.NUMBERS, False, "+CME ERROR: 4"),
        (NotUnderstood(), ErrorReports.WORDS, False, "+CME ERROR: operation not supported"),
        (CmeError(11), ErrorReports.PLAIN, False, "ERROR"),
        (CmeError(11), ErrorReports.NUMBERS, False, "+CME ERROR: 11"),
        (CmeError(11), ErrorReports.WORDS, False, "+CME ERROR: SIM PIN required"),
        (CmsError(321), ErrorReports.PLAIN, True, "+CMS ERROR: 321"),
        (CmsError(321), ErrorReports.NUMBERS, True, "+CMS ERROR: 321"),
        (CmsError(321), ErrorReports.WORDS, True, "+CMS ERROR: invalid memory index"),
        (CmsError(99), ErrorReports.WORDS, True, "+CMS ERROR: 99"),
        (BadArgument(), ErrorReports.PLAIN, False, "ERROR"),
        (BadArgument(), ErrorReports.NUMBERS, False, "+CME ERROR: 50"),
        (BadArgument(), ErrorReports.NUMBERS, True, "+CMS ERROR: 302"),
    ],
)
def test_a_refusal_is_written_as_cmee_wants_it(
    refused: Refused, reports: ErrorReports, messaging: bool, line: str
) -> None:
    assert render(refused, reports, messaging=messaging) == line


def test_a_personality_may_have_its_own_word_for_unknown_commands() -> None:
    line = render(NotUnderstood(), ErrorReports.NUMBERS, messaging=False, unknown_command="COMMAND NOT SUPPORT")
    assert line == "COMMAND NOT SUPPORT"
