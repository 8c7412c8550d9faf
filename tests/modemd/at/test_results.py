"""Final result codes match whole and exactly."""

import pytest

from modemd.at.results import ERROR, OK, FinalResult, ResultKind, parse

CME, CMS = ResultKind.CME, ResultKind.CMS


@pytest.mark.parametrize(
    ("line", "result"),
    [
        ("OK", OK),
        ("ok", OK),
        ("OK\xff\xfe", OK),  # noise of the line
        ("\x80OK", OK),
        ("ERROR", ERROR),
        ("COMMAND NOT SUPPORT", ERROR),
        ("MODEM ERROR: 4", ERROR),
        ("+CMS ERROR: 321", FinalResult(kind=CMS, code=321)),
        ("+CMS ERROR:321", FinalResult(kind=CMS, code=321)),
        ("+cme error: 14", FinalResult(kind=CME, code=14)),
        ("+CME ERROR:-1", FinalResult(kind=CME, code=-1)),
        ("+CME ERROR: SIM busy", FinalResult(kind=CME, code=14)),
        ("+CME ERROR: incorrect password", FinalResult(kind=CME, code=16)),
        ("+CMS ERROR: memory full", FinalResult(kind=CMS, code=322)),
        ("+CMS ERROR: something new", FinalResult(kind=CMS, code=None)),
    ],
)
def test_a_final_result_code_is_recognised_in_every_dress(line: str, result: FinalResult) -> None:
    assert parse(line) == result


@pytest.mark.parametrize(
    "line",
    [
        "OK?",
        "OK\x10",
        "OKAY",
        "NOT OK",
        "ERRORS",
        "NO ERROR",
        "+CMS ERROR",
        "CMS ERROR: 3",
        "NO CARRIER",
        "BUSY",
        "CONNECT",
        "",
    ],
)
def test_what_merely_resembles_one_is_none(line: str) -> None:
    assert parse(line) is None


@pytest.mark.parametrize(
    ("line", "busy"), [("+CME ERROR: 14", True), ("+CMS ERROR: 515", True), ("ERROR", False), ("OK", False)]
)
def test_busy_means_that_the_same_command_may_succeed_in_a_second(line: str, busy: bool) -> None:
    result = parse(line)
    assert result is not None
    assert result.busy is busy


def test_a_result_reads_as_the_modem_wrote_it() -> None:
    assert [str(parse(line)) for line in ("OK", "ERROR", "+CMS ERROR: 38")] == ["OK", "ERROR", "+CMS ERROR: 38"]
