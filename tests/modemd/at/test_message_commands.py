"""Commands about messages, and what their answers mean, in the forms that modems were seen to give."""

import pytest

from modemd.at.commands import (
    BadArgument,
    ResponseLine,
)
from modemd.at.message_commands import (
    ListMessages,
    ReadMessage,
    ReadMessageService,
    ReadServiceCentre,
    ReadStorages,
    SelectStorages,
    StorageFill,
    StoredPdu,
    SubmitPdu,
    TestDeletion,
    TestNotices,
    TestStorages,
)


def lines(*texts: str) -> tuple[ResponseLine, ...]:
    return tuple(ResponseLine(text=text) for text in texts)


def test_a_pdu_is_payload_in_hexadecimal_and_leaves_the_service_centre_to_the_sim() -> None:
    assert SubmitPdu(tpdu=b"\x01\x00\xab", answer_within_s=1).payload == b"000100AB"


@pytest.mark.parametrize("argument", ['SM","SM', "SM\r", "\x1a"])
def test_an_argument_cannot_leave_its_quotes(argument: str) -> None:
    with pytest.raises(BadArgument):
        assert SelectStorages(names=(argument,)).line


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('+CSCA: "+33639980099",145', "+33639980099"),
        ('+CSCA: "33639980099",145', "+33639980099"),
        ('+CSCA: "",129', None),
        ('+CSCA: "002B00330033003600330039003900380030003000390039",145', "+33639980099"),
        ("+CSCA: ", None),
    ],
)
def test_the_service_centre_is_read(text: str, number: str | None) -> None:
    assert ReadServiceCentre().answer(lines(text)) == number


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ('+CPMS: ("ME","MT","SM","SR"),("ME","SM"),("ME")', (("ME", "MT", "SM", "SR"), ("ME", "SM"), ("ME",))),
        ('+CPMS: (("SM","BM","SR"),("SM"))', (("SM", "BM", "SR"), ("SM",))),
        ('+CPMS: "SM","SM","SM"', (("SM", "SM", "SM"),)),
        ('+CPMS: (ME", "SR")', (("ME", "SR"),)),
        ('+CPMS: ("SM","ME","SM_P","ME_P")', (("SM", "ME", "SM_P", "ME_P"),)),
        ("+CPMS: (),(),()", ()),
    ],
)
def test_the_storages_on_offer_are_read(text: str, groups: tuple[tuple[str, ...], ...]) -> None:
    assert TestStorages().answer(lines(text)) == groups


@pytest.mark.parametrize(
    ("text", "fill"),
    [
        ("+CPMS: 2,40,2,40,2,40", StorageFill(name=None, used=2, total=40)),
        ("+CPMS: 0,23,0,23,1,20", StorageFill(name=None, used=0, total=23)),
        ('+CPMS: "ME",2,255,"ME",2,255,"ME",2,255', StorageFill(name="ME", used=2, total=255)),
        ("+CPMS: ,,,,,,,,", None),
    ],
)
def test_the_fill_of_a_storage_is_read(text: str, fill: StorageFill | None) -> None:
    assert ReadStorages().answer(lines(text)) == fill


def test_the_notices_on_offer_are_read() -> None:
    assert TestNotices().answer(lines("+CNMI: (0-2),(0,1),(0,2),(2),(1)")) == (
        frozenset({0, 1, 2}),
        frozenset({0, 1}),
        frozenset({0, 2}),
        frozenset({2}),
        frozenset({1}),
    )


@pytest.mark.parametrize(
    ("header", "stored"),
    [
        ("+CMGL: 1,0,,24", StoredPdu(index=1, status=0, pdu="00", length=24)),
        ('+CMGL: 0,1,"",24', StoredPdu(index=0, status=1, pdu="00", length=24)),
        ("+CMGL: 7,1,24", StoredPdu(index=7, status=1, pdu="00", length=24)),
        ('+CMGL: 2,1,"Bob, home",24', StoredPdu(index=2, status=1, pdu="00", length=24)),
    ],
)
def test_a_listed_message_is_read(header: str, stored: StoredPdu) -> None:
    assert ListMessages().answer((ResponseLine(text=header, payload="00"),)) == [stored]


@pytest.mark.parametrize(
    ("header", "status"), [("+CMGR: 0,,23", 0), ("+CMGR: ,,92", None), ("+CMGR: 24", None), ("+CMGR: 2,2,,174", 2)]
)
def test_a_message_is_read_from_its_slot(header: str, status: int | None) -> None:
    stored = ReadMessage(index=5).answer((ResponseLine(text=header, payload="00"),))
    assert stored is not None
    assert (stored.index, stored.status) == (5, status)


def test_an_empty_slot_gives_nothing() -> None:
    assert ReadMessage(index=5).answer(()) is None
    assert ReadMessage(index=5).answer(lines("+CMGR: 0,,0")) is None


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("+CMGD: (1,2,3),(0-4)", (1, 2, 3)),
        ("+CMGD: ( 0, 7 )", (0, 7)),
        ("+CMGD: (),(0-4)", ()),
        ("+CMGD: (1-30)", None),
        ("+CMGD: (0,2-5),(0-4)", None),
        ("", None),
    ],
)
def test_a_list_of_slots_in_use_is_told_from_a_range(text: str, slots: tuple[int, ...] | None) -> None:
    assert TestDeletion().answer(lines(text) if text else ()) == slots


@pytest.mark.parametrize(("text", "service"), [("+CSMS: 0,1,1,1", 0), ("+CSMS:1,1,1,1", 1), ("+CSMS: ,", None)])
def test_the_message_service_is_read(text: str, service: int | None) -> None:
    assert ReadMessageService().answer(lines(text)) == service


@pytest.mark.parametrize(
    ("header", "status", "length"),
    [
        ("0,,23", 0, 23),
        ("1,,78", 1, 78),
        ('0,"",50', 0, 50),  # Telit
        ("0,23", 0, 23),
        ("24", None, 24),
        (",,92", None, 92),  # Qualcomm
        (",,n", None, None),
        ("2,2,,174", 2, 174),  # the dummy of Siemens
    ],
)
def test_of_every_header_the_last_number_is_the_length(header: str, status: int | None, length: int | None) -> None:
    stored = ReadMessage(index=3).answer((ResponseLine(text=f"+CMGR: {header}", payload="00"),))
    assert stored == StoredPdu(index=3, status=status, pdu="00", length=length)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('+CSCA: "6281100000",145', "+6281100000"),  # no plus though 145
        ("+CSCA: 002B00330033003600330039003900380030003000390039,145", "+33639980099"),
        ('+CSCA: "0639980099",129', "0639980099"),
        ("+CSCA: ,129", None),
        ('+CSCA: "\x7f\x02",145', None),  # rubbish that +CSMP leaves behind on ZTE
    ],
)
def test_a_service_centre_in_its_odd_forms(text: str, number: str | None) -> None:
    assert ReadServiceCentre().answer(lines(text)) == number
