"""The user data header: what counts, what is kept, what is ignored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbus.sms import udh
from smsbus.sms.dcs import CODINGS, Waiting, WaitingIndication
from smsbus.sms.errors import EncodeError
from smsbus.sms.udh import Concatenation, Element, Ports


def elements(octets: str) -> tuple[Element, ...]:
    return udh.read(bytes.fromhex(octets), [])


def part(reference: int, total: int, sequence: int, *, wide: bool = False) -> Concatenation:
    return Concatenation(reference=reference, total=total, sequence=sequence, wide=wide)


@pytest.mark.parametrize(
    ("octets", "found"),
    [
        ("", None),
        ("00032A0201", part(42, 2, 1)),
        ("08049F8E0202", part(0x9F8E, 2, 2, wide=True)),
        ("700100" + "00032A0201", part(42, 2, 1)),
        ("00032A0001", None),  # total 0
        ("00032A0200", None),  # sequence 0
        ("00032A0203", None),  # sequence above total
        ("00042A020100", None),  # wrong length
        ("00032A0201" + "00032B0302", part(43, 3, 2)),  # repeated: the last one
        ("08049F8E0202" + "00032A0201", part(42, 2, 1)),  # both kinds: the last one
        ("00032A0201" + "00032B0300", part(42, 2, 1)),  # an impossible one does not count
    ],
)
def test_which_part_of_which_message(octets: str, found: Concatenation | None) -> None:
    assert udh.concatenation(elements(octets)) == found


@pytest.mark.parametrize("octets", ["00", "0003", "00032A02", "00032A020170", "7005010203"])
def test_a_header_whose_lengths_do_not_add_up_is_ignored_whole(octets: str) -> None:
    warnings: list[str] = []
    assert udh.read(bytes.fromhex(octets), warnings) == ()
    assert len(warnings) == 1


def test_unknown_elements_are_kept_in_order() -> None:
    octets = "0A03000410" + "7000" + "A10101"
    assert [(e.iei, e.data.hex()) for e in elements(octets)] == [(0x0A, "000410"), (0x70, ""), (0xA1, "01")]
    assert udh.write(elements(octets)).hex().upper() == "0A" + octets


def test_ports_say_that_a_program_is_meant() -> None:
    assert udh.ports(elements("05040B8423F0")) == Ports(destination=2948, source=9200)
    assert udh.ports(elements("0402F0F1")) == Ports(destination=0xF0, source=0xF1)
    assert udh.ports(elements("05030B8423")) is None
    assert udh.ports_element(Ports(destination=2948, source=9200)) == Element(iei=5, data=bytes.fromhex("0B8423F0"))
    with pytest.raises(EncodeError):
        udh.ports_element(Ports(destination=65536, source=0))


def test_national_languages_are_named_by_elements_24_and_25_hexadecimal() -> None:
    assert udh.shifts(elements("240101" + "250103")) == (3, 1)
    assert udh.shifts(elements("24020101")) == (0, 0)


@given(st.integers(0, 0xFFFF), st.integers(1, 255), st.integers(1, 255), st.booleans())
def test_a_part_is_written_and_read_back(reference: int, one: int, other: int, wide: bool) -> None:
    written = part(reference if wide else reference & 255, max(one, other), min(one, other), wide=wide)
    assert udh.concatenation([udh.concatenation_element(written)]) == written


def test_a_header_that_leaves_no_room_is_refused() -> None:
    assert len(udh.write([Element(iei=0x70, data=bytes(137))])) == 140
    with pytest.raises(EncodeError):
        udh.write([Element(iei=0x70, data=bytes(138))])
    with pytest.raises(EncodeError):
        udh.write([Element(iei=0x70, data=bytes(100)), Element(iei=0x71, data=bytes(40))])
    with pytest.raises(EncodeError):
        udh.write([Element(iei=256, data=b"")])


def waits(kind: Waiting, count: int | None, *, store: bool = False, profile: int = 1) -> WaitingIndication:
    return WaitingIndication(kind=kind, active=count != 0, store=store, count=count, profile=profile)


@pytest.mark.parametrize(
    ("octets", "dcs", "found"),
    [
        ("", 0x00, []),
        ("01020003", 0x00, [waits(Waiting.VOICEMAIL, 3)]),
        ("01028003", 0x00, [waits(Waiting.VOICEMAIL, 3, store=True)]),
        ("01020100", 0x00, [waits(Waiting.FAX, 0)]),
        ("010202FF", 0x00, [waits(Waiting.EMAIL, 255)]),
        ("01022301", 0x00, [waits(Waiting.OTHER, 1, profile=2)]),
        ("01020701", 0x00, [waits(Waiting.VIDEO, 1)]),
        ("01020F01", 0x00, [waits(Waiting.OTHER, 1)]),  # a reserved extension
        ("01020003" + "01020101", 0x00, [waits(Waiting.VOICEMAIL, 3), waits(Waiting.FAX, 1)]),  # several kinds
        ("01020003" + "01020004", 0x00, [waits(Waiting.VOICEMAIL, 4)]),  # repeated: the last one
        ("010200", 0x00, []),  # wrong length
        ("", 0xC8, [waits(Waiting.VOICEMAIL, None)]),
        ("01020000", 0xC8, [waits(Waiting.VOICEMAIL, 0)]),  # the header counts more
        ("01020002", 0xD8, [waits(Waiting.VOICEMAIL, 2, store=True)]),  # kept if either says so
        ("01020102", 0xC8, [waits(Waiting.VOICEMAIL, None), waits(Waiting.FAX, 2)]),
    ],
)
def test_what_waits_for_the_subscriber(octets: str, dcs: int, found: list[WaitingIndication]) -> None:
    assert list(udh.waiting(elements(octets), CODINGS[dcs])) == found


def test_elements_that_choose_tables_are_those_that_are_read() -> None:
    assert udh.shifts(udh.shift_elements(locking=3, single=1)) == (3, 1)
    assert udh.shift_elements() == ()
    assert udh.shifts(elements("250101" + "250103" + "240102")) == (3, 2)  # repeated: the last one


@pytest.mark.parametrize(
    ("octets", "found"),
    [
        ("05040B8423F0" + "0402F0F1", Ports(destination=0xF0, source=0xF1)),  # both kinds: the last one
        ("0402F0F1" + "05040B8423F0", Ports(destination=2948, source=9200)),
    ],
)
def test_of_two_elements_that_exclude_each_other_the_last_counts(octets: str, found: Ports) -> None:
    assert udh.ports(elements(octets)) == found
