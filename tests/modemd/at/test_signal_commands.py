"""Signal strength, in the three ways modems tell it."""

import pytest

from modemd.at.commands import Lines, ResponseLine
from modemd.at.signal_commands import Measure, ReadExtendedSignal, ReadHuaweiSignal, ReadSignal, Strength


def lines(text: str) -> Lines:
    return (ResponseLine(text=text),) if text else ()


@pytest.mark.parametrize(
    ("text", "raw"),
    [("+CSQ: 18,99", 18), ("+CSQ:18,99", 18), ("+CSQ: 99,99", 99), ("+CSQ: 05,0", 5), ("+CSQ: ,", None)],
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
