"""Unsolicited codes, in the forms that modems were seen to send."""

import pytest

from modemd.at import commands, urcs
from modemd.at.commands import Command, ReadOperator
from modemd.at.events import Completed, Unsolicited
from modemd.at.message_commands import SelectStorages, SubmitPdu
from modemd.at.urcs import (
    CallerTold,
    Chatter,
    Event,
    IndicatorChanged,
    LateSubmission,
    MessagesReady,
    MessageStored,
    PowerWarning,
    RegistrationChanged,
    ReportStored,
    Restarted,
    Ringing,
    SimChanged,
    SimReady,
    StorageFull,
)
from tests.modemd.at.test_engine import PDU, Line, completed
from tests.modemd.transcript import NAMES, Transcript

REPORT = "07913336990890F906070B913336990800F1626003412080406260034120804000"


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
        ("POWERED DOWN", Restarted(text="POWERED DOWN")),
        ("UNDER-VOLTAGE POWER DOWN", Restarted(text="UNDER-VOLTAGE POWER DOWN")),
        ("+CPIN: READY", Chatter(text="+CPIN: READY")),
        ("+CPIN: NOT READY", SimChanged(text="+CPIN: NOT READY")),
        ("+CPIN: SIM PIN", SimChanged(text="+CPIN: SIM PIN")),
        ('^SMMEMFULL:"SM"', StorageFull(text='^SMMEMFULL:"SM"')),
        ("^SMGO: 2", StorageFull(text="^SMGO: 2")),
        ("+CIEV: 8,1", IndicatorChanged(indicator="8", value=1)),
        ('+CIEV: "smsfull",1', IndicatorChanged(indicator="smsfull", value=1)),
        ('+CIEV: "MESSAGE"', Chatter(text='+CIEV: "MESSAGE"')),
        ("+WIND: 0", SimChanged(text="+WIND: 0")),
        ("+WIND: 1", SimReady(text="+WIND: 1")),
        ("+WIND: 4", MessagesReady(text="+WIND: 4")),
        ("+WIND: 5,1", Chatter(text="+WIND: 5,1")),
        ('+WIND: 10,"SM",1', Chatter(text='+WIND: 10,"SM",1')),
        ("^SCKS: 0", SimChanged(text="^SCKS: 0")),
        ("^SCKS: 1", SimReady(text="^SCKS: 1")),
        ("#QSS: 0", SimChanged(text="#QSS: 0")),
        ("#QSS: 3", MessagesReady(text="#QSS: 3")),
        ("#QSS: 2", Chatter(text="#QSS: 2")),
        ("NO CARRIER", Chatter(text="NO CARRIER")),
        ("UNDER-VOLTAGE WARNNING", PowerWarning(text="UNDER-VOLTAGE WARNNING")),
        ("OVER-VOLTAGE WARNNING", PowerWarning(text="OVER-VOLTAGE WARNNING")),
        ("OVER-VOLTAGE POWER DOWN", Restarted(text="OVER-VOLTAGE POWER DOWN")),
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
        ('RING+CLIP: "+33639980001",145', ["RING", '+CLIP: "+33639980001",145']),
        ("RDY+CFUN: 1", ["RDY", "+CFUN: 1"]),
        ('^RSSI:18+CMTI: "SM",3', ["^RSSI:18", '+CMTI: "SM",3']),
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


# What every family was seen to say unasked.
SPOKEN = (
    # standard
    *('+CMTI: "SM",3', "+CMT: ,24\r\n" + PDU, "+CDS: 25\r\n" + REPORT, '+CDSI: "SR",1', "+CBM: 88\r\n" + PDU),
    *("+CREG: 1", "+CGREG: 2,1, 81ED, 1A9CEB", "+CEREG: 5", "RING", "+CRING: VOICE", '+CLIP: "+33639980001",145'),
    *('+CUSD: 0,"5 EUR",15', '+CCWA: "+33639980001",145,1', "+CTZV: +4", "+CTZE: +04,0", "NO CARRIER"),
    *("+CGEV: NW DETACH", "+CIEV: 1,4"),
    # Huawei
    *("^RSSI:18", "^HRSSILVL:80", "^RSSILVL:80", '^HCSQ:"LTE",59,50,161,24', "^BOOT:27710117,0,0,0,75", "^MODE:3,3"),
    *("^DSFLOWRPT:00000124,00000082,00000EA6,0000000000012325,000000000022771D,0000BB80,0001F400", "^SRVST:2"),
    *("^SIMST:1", "^STIN: 7, 0, 0", "^NWTIME: 18/03/09,12:36:21+4,00", "^CSNR:0,0", "^SYSINFO:2,3,0,5,1"),
    *("^CERSSI:-80,-95", "^LTERSRP:-100,-10", "^ORIG:1,0", "^CONF:1", "^CONN:1,0", "^CEND:1,0,67,31", "^NDISSTAT:1"),
    *("^NDISEND:", "^PDPDEACT:1", "^DSDORMANT:1", "^CONNECT", '^SMMEMFULL:"SM"', "^RFSWITCH:1,1", '^EONS:1,"Orange F"'),
    *(
        "^LWURC:1",
        '^ECCLIST:0,"112",0,0',
        "^CSCHANNELINFO:2,0",
        "^CCALLSTATE:1,2",
        '+CUSATP:"D0"',
        "+CUSATEND",
        "^SCN:3",
    ),
    # Alcatel, ZTE
    *("+SPECC", "+SPERROR:1,1", "+ZUSIMR:2", '+ZDONR: "Orange F",208,1,"CS_PS","ROAM_OFF"', '+ZPASR: "UMTS"'),
    *("+ZPSTM: 1", "+ZEND", "+CIND: 4,1,1,0,0,0,0", "+CSQ: 18,99", '+ZPAS: "UMTS","CS_PS"'),
    # SIMCom
    *("RDY", "+CFUN: 1", "+CPIN: READY", "Call Ready", "SMS Ready", '*PSUTTZ: 2026,3,14,8,26,53,"+4",0', "DST: 0"),
    *('*PSNWID: "208","01","Orange F",0,"Orange F",0', '+CIEV: 10,"20801","Operator","Op", 0, 0'),
    *("UNDER-VOLTAGE WARNNING", "UNDER-VOLTAGE POWER DOWN", "OVER-VOLTAGE WARNNING", "OVER-VOLTAGE POWER DOWN"),
    *("NORMAL POWER DOWN", "SMS DONE", "PB DONE", "+CNSMOD: 8", "+NITZ: 26/03/14,08:26:53+04,0", "VOICE CALL: BEGIN"),
    *("VOICE CALL: END: 000041", "MISSED_CALL: 11:01AM 0639980001", "+RXDTMF: 1", "*ATREADY: 1"),
    # Quectel
    *("APP RDY", '+QIND: "csq",18,99', "+QIND: SMS DONE", "+QUSIM: 1", '+QIURC: "pdpdeact",1', "+QGPSURC: 1"),
    *("+QLWURC: 1", "POWERED DOWN"),
    # Siemens, Telit, Wavecom
    *("^SYSSTART", "^SHUTDOWN", "^SMGO: 2", "^SCKS: 1", "^SBC: Undervoltage", "#QSS: 3", '#STN: 150,1,""', "+WIND: 4"),
    # Option, Ericsson, Sierra, Icera, D-Link, Motorola
    *("_OSIGQ: 18,0", "_OBS: 1,1", "_OSSYSI: 2", "_OCTI: 3", "_OUWCTI: 4", "_OWANCALL: 1, 1", "+PACSP0", "+PACSP1"),
    *("*EMRDY: 1", "*E2NAP: 1", "*EBCA: 1", "*ESTKSMENU: 1", "%NWSTATE: 1", "%IPDPACT: 1,1", '+SPNWNAME: "208"'),
    *('+PSBEARER: "UMTS"', "+MBAN: 1"),
)

ASKED = (
    (commands.MODEL, ("E220",)),  # answered without prefix
    (commands.REVISION, ("11.110.05", "24-11-08")),
    (ReadOperator(), ('+COPS: 0,0,"Orange F",2',)),
    (SelectStorages(names=("SM", "SM", "SM")), ("+CPMS: 0,20,0,20,0,20",)),
)


@pytest.mark.parametrize("said", SPOKEN)
@pytest.mark.parametrize(("command", "answers"), ASKED, ids=[command.line for command, _ in ASKED])
def test_no_code_at_any_place_of_a_response_is_part_of_it_or_ends_it(
    command: Command, answers: tuple[str, ...], said: str
) -> None:
    lines = [command.line, *answers, "OK"]
    for place in range(len(lines) + 1):
        line = Line().synchronised()
        line.asked(command)
        outputs = line.says("".join(f"\r\n{text}\r\n" for text in (*lines[:place], said, *lines[place:])))
        done = [output for output in outputs if isinstance(output, Completed)]
        assert done == [completed(command, *answers)], place
        assert [output for output in outputs if isinstance(output, Unsolicited)], place


@pytest.mark.parametrize("said", [said for said in SPOKEN if not said.startswith("+CUSD")])
def test_no_code_between_prompt_and_reference_is_the_reference(said: str) -> None:
    submission = SubmitPdu(tpdu=b"\x01\x00\xab", answer_within_s=120.0)
    line = Line().synchronised()
    line.asked(submission)
    line.says("\r\n> ")
    outputs = line.says(f"\r\n{said}\r\n\r\n+CMGS: 7\r\n\r\n{said}\r\n\r\nOK\r\n")
    assert [output for output in outputs if isinstance(output, Completed)] == [completed(submission, "+CMGS: 7")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("^RSSI:18", True),
        ('+CMTI: "SM",3', True),
        ("RING", True),
        ("*PSUTTZ: 1", True),
        ("+1 and #1", False),
        ("# Paris: x", False),
        ("Hello", False),
        ("", False),
    ],
)
def test_lines_that_may_be_codes_although_a_person_may_type_them(line: str, expected: bool) -> None:
    assert urcs.reads_like_code(line) is expected
