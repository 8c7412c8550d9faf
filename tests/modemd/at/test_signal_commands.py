"""Signal strength, in the three ways modems tell it."""

import pytest

from modemd.at.commands import Lines, ResponseLine
from modemd.at.signal_commands import (
    Measure,
    ReadExtendedSignal,
    ReadHuaweiSignal,
    ReadHuaweiSystem,
    ReadSignal,
    ReadSimcomSystem,
    Strength,
    TestIndicators,
)


def lines(text: str) -> Lines:
    return (ResponseLine(text=text),) if text else ()


@pytest.mark.parametrize(
    ("text", "raw"),
    [("+CSQ: 18,99", 18), ("+CSQ:18,99", 18), ("+CSQ: 99,99", 99), ("+CSQ: 05,0", 5), ("+CSQ: ,", None), ("18,99", 18)],
)
def test_the_signal_is_read(text: str, raw: int | None) -> None:
    assert ReadSignal().answer(lines(text)) == raw


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("+CESQ: 99,99,255,255,20,46", Strength(measure=Measure.RSRP, dbm=-95)),
        ("+CESQ: 99,99,41,30,255,255", Strength(measure=Measure.RSCP, dbm=-80)),
        ("+CESQ:30,0,255,255,255,255", Strength(measure=Measure.RSSI, dbm=-81)),
        ("+CESQ: 99,99,255,255,255,255", None),
        ("+CESQ: ,,", None),
        ("", None),
    ],
)
def test_the_extended_signal_is_that_of_the_network_in_use(text: str, strength: Strength | None) -> None:
    assert ReadExtendedSignal().answer(lines(text)) == strength


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ('^HCSQ: "LTE",49,46,111,20', Strength(measure=Measure.RSSI, dbm=-72, technology="LTE")),
        ('^HCSQ:"WCDMA",40,38,30', Strength(measure=Measure.RSSI, dbm=-81, technology="UMTS")),
        ('^HCSQ: "NOSERVICE"', None),
        ('^HCSQ: "GSM",255', None),
        ("", None),
    ],
)
def test_huaweis_own_signal(text: str, strength: Strength | None) -> None:
    assert ReadHuaweiSignal().answer(lines(text)) == strength


@pytest.mark.parametrize(("line", "owned"), [("+CSQ: 18,99", True), ("18,99", True), ("18, 99", True), ("1899", False)])
def test_some_phones_leave_out_the_prefix(line: str, owned: bool) -> None:
    assert ReadSignal().owns(line) is owned


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            '+CIND: ("battchg",(0-5)),("signal",(0-5)),("smsfull",(0-1)),("call",(0,1))',
            ("battchg", "signal", "smsfull", "call"),
        ),
        ("+CIND: (battchg,(0-5)),(smsfull,(0,1))", ("battchg", "smsfull")),
        ("", ()),
    ],
)
def test_indicators_are_read_in_order(text: str, names: tuple[str, ...]) -> None:
    assert TestIndicators().answer(lines(text)) == names


@pytest.mark.parametrize(
    ("text", "technology"),
    [("^SYSINFO:2,3,0,5,1,,4", "UMTS"), ("^SYSINFO: 2,3,0,3,1", "GSM"), ("^SYSINFO:0,0,0,0,255", None), ("", None)],
)
def test_the_technology_as_huawei_and_alcatel_tell_it(text: str, technology: str | None) -> None:
    assert ReadHuaweiSystem().answer(lines(text)) == technology


@pytest.mark.parametrize(
    ("text", "technology"),
    [("+CNSMOD: 0,8", "LTE"), ("+CNSMOD: 1,2", "GSM"), ("+CNSMOD: 0,0", None), ("+CNSMOD: 0,99", None), ("", None)],
)
def test_the_technology_as_simcom_tells_it(text: str, technology: str | None) -> None:
    assert ReadSimcomSystem().answer(lines(text)) == technology
