"""Unsolicited codes, in the forms that modems were seen to send."""

import pytest

from modemd.at import urcs
from modemd.at.urcs import (
    CallerTold,
    Chatter,
    Event,
    IndicatorChanged,
    LateSubmission,
    MessageStored,
    PowerWarning,
    RegistrationChanged,
    ReportStored,
    Restarted,
    Ringing,
    SimChanged,
    StorageFull,
)
from tests.modemd.transcript import NAMES, Transcript


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ('+CMTI: "SM",3', MessageStored(storage="SM", index=3)),
        ('+CMTI:"ME",0', MessageStored(storage="ME", index=0)),
        ("+CMTI: ME,12", MessageStored(storage="ME", index=12)),
        ("+CMTI: ,-1", MessageStored(storage=None, index=None)),
        ('+CMTI: "SM",-1', MessageStored(storage="SM", index=None)),
        ("+CMTI: ?", MessageStored(storage=None, index=None)),
        ('+CDSI: "SR",50', ReportStored(storage="SR", index=50)),
        ("+CMGS: 200", LateSubmission(reference=200)),
        ('+CMGS: 7,"26/03/14"', LateSubmission(reference=7)),
        ("RING", Ringing()),
        ("+CRING: VOICE", Ringing()),
        ('+CLIP: "+33639980001",145,,,,0', CallerTold(caller="+33639980001")),
        ('+CLIP: "",128', CallerTold(caller=None)),
        ("+CREG: 1", RegistrationChanged()),
        ("+CREG: 1,84CD,00D30156", RegistrationChanged()),
        ("+CGREG: 2,1, 81ED, 1A9CEB", RegistrationChanged()),
        ("RDY", Restarted(text="RDY")),
        ("^SYSSTART", Restarted(text="^SYSSTART")),
        ("+CPIN: READY", Chatter(text="+CPIN: READY")),
        ("+CPIN: NOT READY", SimChanged(text="+CPIN: NOT READY")),
        ("+CPIN: SIM PIN", SimChanged(text="+CPIN: SIM PIN")),
        ('^SMMEMFULL:"SM"', StorageFull(text='^SMMEMFULL:"SM"')),
        ("^SMGO: 2", StorageFull(text="^SMGO: 2")),
        ("+CIEV: 8,1", IndicatorChanged(indicator="8", value=1)),
        ('+CIEV: "smsfull",1', IndicatorChanged(indicator="smsfull", value=1)),
        ('+CIEV: "MESSAGE"', Chatter(text='+CIEV: "MESSAGE"')),
        ("NO CARRIER", Chatter(text="NO CARRIER")),
        ("UNDER-VOLTAGE WARNNING", PowerWarning(text="UNDER-VOLTAGE WARNNING")),
        ("OVER-VOLTAGE POWER DOWN", PowerWarning(text="OVER-VOLTAGE POWER DOWN")),
    ],
)
def test_a_code_is_the_event_it_announces(line: str, event: Event) -> None:
    urc = urcs.find(line)
    assert urc is not None
    assert urc.event(line) == event


@pytest.mark.parametrize("line", ["RINGO", "BUSYBODY", "READY", "hello", "1234", "Orange F"])
def test_what_merely_begins_like_one_is_none(line: str) -> None:
    assert urcs.find(line) is None


@pytest.mark.parametrize("prefix", ["+CMT: ,24", "+CDS: 25", "+CBM: 88"])
def test_three_codes_have_a_second_line(prefix: str) -> None:
    urc = urcs.find(prefix)
    assert urc is not None
    assert urc.payload_follows


@pytest.mark.parametrize(
    ("glued", "lines"),
    [
        ('+CMTI: "SM",3+CMTI: "SM",4', ['+CMTI: "SM",3', '+CMTI: "SM",4']),
        ('PB DONE+CMTI: "ME",1', ["PB DONE", '+CMTI: "ME",1']),
        ("ERROR+CNUM:", ["ERROR", "+CNUM:"]),
        ('OK+CMTI: "SM",1', ["OK", '+CMTI: "SM",1']),
        ('+CMGL: 1,1,"a name",24', ['+CMGL: 1,1,"a name",24']),
    ],
)
def test_lines_that_ran_together_are_separated(glued: str, lines: list[str]) -> None:
    assert urcs.split(glued) == lines


@pytest.mark.parametrize("name", NAMES)
def test_no_code_of_a_recorded_modem_can_be_taken_for_an_answer_without_prefix(name: str) -> None:
    data = Transcript(name).data
    for text in [*data["boot_urcs"], *(urc["text"].strip() for urc in data["urcs"])]:
        assert urcs.find(text) or urcs.looks_unsolicited(text), text


@pytest.mark.parametrize(
    ("indicator", "value", "place", "full"),
    [("8", 1, 8, True), ("8", 0, 8, False), ("8", 1, None, False), ("2", 5, 8, False), ("SMSFULL", 1, None, True)],
)
def test_which_indicator_says_that_a_storage_is_full_is_known_by_place_or_name(
    indicator: str, value: int, place: int | None, full: bool
) -> None:
    assert IndicatorChanged(indicator=indicator, value=value).says_full(place) is full
