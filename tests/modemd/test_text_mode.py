"""What a message shown in text mode is for routerd."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemd.text_mode import Shown, moment, understand
from smsbus.messages import Concat, Content, ReceivedPart, StatusReport

STAMP = '"26/11/22,14:30:59+04"'
AT = 1795354259000


def part(
    text: str, *, dcs: int | None = 0, fo: int = 4, charset: str = "GSM", sender: str = '"+33639980001"'
) -> object:
    detail = "" if dcs is None else f',145,{fo},0,{dcs},"+33639980099",145,5'
    header = f'+CMGR: "REC UNREAD",{sender},,{STAMP}{detail}'
    return understand(Shown(header=header, text=text, charset=charset), modem="sim", sim="s", slot="SM:1")


def received(text: str, **more: object) -> ReceivedPart:
    told = part(text, **more)  # type: ignore[arg-type]
    assert isinstance(told, ReceivedPart)
    return told


@pytest.mark.parametrize(
    ("shown", "charset", "dcs", "text"),
    [
        ("00480069", "UCS2", 0, "Hi"),
        ("00480069", "UCS2", None, "Hi"),
        ("00310036002E003300200 0B00043".replace(" ", ""), "GSM", 8, "16.3 °C"),
        ("D83DDE00", "IRA", 8, "😀"),
        ("CAFE1234", "IRA", 0, "CAFE1234"),
        ("12345678", "IRA", None, "12345678"),
        ("65E5672C", "IRA", None, "日本"),
        ("\x00\x05 \x1be", "GSM", 0, "@é €"),
        ("Hello\0", "IRA", 0, "Hello"),
        ("a\nOK\nb", "GSM", 0, "a\nOK\nb"),
        ("", "UCS2", 0, ""),
    ],
)
def test_a_text_is_decoded_as_alphabet_and_character_set_say(
    shown: str, charset: str, dcs: int | None, text: str
) -> None:
    told = received(shown, charset=charset, dcs=dcs)
    assert (told.content, told.text) == (Content.TEXT, text)


def test_data_is_for_no_person() -> None:
    told = received("0605040B8423F0", dcs=4)
    assert (told.content, told.text, told.data) == (Content.DATA, None, bytes.fromhex("0605040B8423F0"))


@pytest.mark.parametrize(
    ("shown", "dcs", "text"),
    [("05000307020100480069", 8, "Hi"), ("0500030702019069", 0, "Hi"), ("Hi", 0, "Hi")],
)
def test_a_part_of_several_is_told_by_its_header_where_the_modem_shows_it(shown: str, dcs: int, text: str) -> None:
    told = received(shown, dcs=dcs, fo=0x44, charset="IRA")
    assert told.text == text
    assert told.concat == (None if shown == "Hi" else Concat(reference=7, total=2, sequence=1))


@pytest.mark.parametrize(
    ("sender", "number", "kind"),
    [
        ('"+33639980001"', "+33639980001", "international"),
        ('"002B00330033003600330039"', "+33639", "international"),
        ('"36105"', "36105", "unknown"),
        ('"Bank"', "Bank", "alphanumeric"),
        ('""', "", "unknown"),
    ],
)
def test_the_sender_and_its_type(sender: str, number: str, kind: str) -> None:
    told = received("x", sender=sender, dcs=None)
    assert (told.sender, told.sender_type) == (number, kind)


def test_an_international_number_without_plus_gets_one() -> None:
    assert received("x", sender='"33639980001"').sender == "+33639980001"


def test_the_key_is_of_sim_sender_time_and_text_and_not_of_character_set_or_state() -> None:
    assert received("00480069", charset="UCS2").key == received("Hi", charset="IRA").key
    assert received("Hi").key != received("Ho").key
    assert received("Hi").key != received("Hi", sender='"+33639980002"').key


def test_class_service_centre_and_octets_are_kept() -> None:
    told = received("Hi", dcs=0x10)
    assert (told.message_class, told.smsc, told.scts) == (0, "+33639980099", AT)
    assert told.pdu.endswith(b"\nHi")


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("26/11/22,14:30:59+04", AT),
        ("2026/11/22,14:30:59+04", AT),
        ("26/11/22,13:30:59", AT),
        ("26/11/22,08:30:59-20", AT),
        ("26/13/22,08:30:59-20", None),
        ("", None),
    ],
)
def test_time_stamps_with_quarters_of_an_hour(stamp: str, expected: int | None) -> None:
    assert moment(stamp) == expected


@pytest.mark.parametrize("prefix", ["+CDS: ", '+CMGR: "REC READ",'])
def test_a_report_is_told_with_reference_and_status(prefix: str) -> None:
    header = f'{prefix}6,200,"+33639980001",145,{STAMP},{STAMP},70'
    told = understand(Shown(header=header, text="", charset="UCS2"), modem="sim", sim="s", slot="")
    assert isinstance(told, StatusReport)
    assert (told.reference, told.recipient, told.status) == (200, "+33639980001", 70)
    assert (told.scts, told.discharged_at) == (AT, AT)


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["UCS2", "GSM", "IRA"]))
def test_any_header_and_text_are_told_as_something(header: str, text: str, charset: str) -> None:
    for prefix in ("+CMGR: ", "+CMT: ", "+CDS: ", f'+CMGR: "REC READ","x",,{STAMP},145,68,0,0,"",145,'):
        assert understand(Shown(header=prefix + header, text=text, charset=charset), modem="m", sim="s", slot="").key


@pytest.mark.parametrize(
    ("text", "charset", "length", "expected"),
    [
        ("00480069", "UCS2", ",145,4,0,0,,145,2", True),
        ("00480069", "UCS2", "", True),
        ("1234", "UCS2", ",145,4,0,0,,145,4", False),
        ("Hi", "UCS2", ",145,4,0,0,,145,2", False),
        ("", "UCS2", ",145,4,0,0,,145,0", True),
        ("1234", "IRA", ",145,4,0,0,,145,4", True),
        ("Hi", "GSM", "", True),
    ],
)
def test_what_can_be_in_the_set_that_was_chosen(text: str, charset: str, length: str, expected: bool) -> None:
    header = f'+CMGR: "REC READ","+33639980001",,"26/11/22,14:30:59+04"{length}'
    assert Shown(header=header, text=text, charset=charset).in_its_set is expected
