"""Cutting texts: exact capacities, nothing cut in two, no part too many, and everything comes back."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsbus.sms import gsm7, national, segments, udh
from smsbus.sms.address import Address
from smsbus.sms.clusters import clusters
from smsbus.sms.dcs import Alphabet
from smsbus.sms.errors import EncodeError
from smsbus.sms.segments import Segmentation
from smsbus.sms.tpdu import Direction, SmsDeliver, SmsSubmit, decode, encode
from smsbus.sms.udh import Concatenation, Element, Ports

GSM7, UCS2 = Alphabet.GSM7, Alphabet.UCS2
FAMILY = "👨\u200d👩\u200d👧\u200d👦"
WELDER = "👩🏽\u200d🏭"
FLAG = "🇫🇷"

GSM_TEXTS = st.text("aé @€[]\r\n", max_size=700)
CLUSTERS = ["a", "°", "e\u0301", "👍", "👍🏽", "❤\ufe0f", FAMILY, WELDER, FLAG, "\r\n", "क्षि"]
RICH_TEXTS = st.lists(st.sampled_from(CLUSTERS), max_size=150).map("".join)


def units(text: str) -> int:
    return len(text.encode("utf-16-be")) // 2


@pytest.mark.parametrize(
    ("text", "alphabet", "lengths"),
    [
        ("", GSM7, [0]),
        ("x" * 160, GSM7, [160]),
        ("x" * 161, GSM7, [153, 8]),
        ("x" * 306, GSM7, [153, 153]),
        ("x" * 307, GSM7, [153, 153, 1]),
        ("€" * 80, GSM7, [80]),
        ("€" * 81, GSM7, [76, 5]),  # 153 is odd: no escape pair is cut, one septet stays empty
        ("°" * 70, UCS2, [70]),
        ("°" * 71, UCS2, [67, 4]),
        ("👍" * 35, UCS2, [35]),
        ("👍" * 36, UCS2, [33, 3]),  # 67 is odd: no surrogate pair is cut
        (FLAG * 17, UCS2, [34]),
        (FLAG * 18, UCS2, [32, 4]),
        ("°" * 60 + FAMILY + "°", UCS2, [60, len(FAMILY) + 1]),
    ],
)
def test_parts_are_filled_to_their_capacity(text: str, alphabet: Alphabet, lengths: list[int]) -> None:
    found, parts = segments.segments(text)
    assert (found, [len(part) for part in parts]) == (alphabet, lengths)


def test_a_wide_reference_leaves_less_room() -> None:
    assert [len(part) for part in segments.segments("x" * 305, wide=True)[1]] == [152, 152, 1]
    assert [len(part) for part in segments.segments("°" * 133, wide=True)[1]] == [66, 66, 1]
    assert len(segments.segments("x" * 160, wide=True)[1]) == 1


@given(GSM_TEXTS | RICH_TEXTS | st.text(max_size=200).filter(lambda text: not re.search("[\ud800-\udfff]", text)))
@settings(max_examples=200)
def test_parts_join_to_the_text_and_fit_and_cut_no_cluster(text: str) -> None:
    alphabet, parts = segments.segments(text)
    size, whole, each = (gsm7.septets, 160, 153) if alphabet is GSM7 else (units, 70, 67)
    assert "".join(parts) == text
    assert all(size(part) <= (whole if len(parts) == 1 else each) for part in parts)
    assert alphabet is GSM7 or not gsm7.encodable(text)
    if all(size(cluster) <= each for cluster in clusters(text)):
        assert [c for part in parts for c in clusters(part)] == clusters(text)


@given(st.lists(st.integers(0, 4), max_size=40))
def test_no_way_of_cutting_needs_fewer_parts(choices: list[int]) -> None:
    pieces = ["x" * 40, "°" * 23, FAMILY, FLAG, "👍"]
    text = "".join(pieces[choice] for choice in choices)
    alphabet, parts = segments.segments(text)
    size, whole, each = (gsm7.septets, 160, 153) if alphabet is GSM7 else (units, 70, 67)
    sizes = [size(cluster) for cluster in clusters(text)]
    assert len(parts) == (1 if sum(sizes) <= whole else fewest(sizes, each))


def fewest(sizes: list[int], capacity: int) -> int:
    """The least number of parts by trying every place for the last cut, for every beginning of the text."""
    least = [0]
    for end in range(1, len(sizes) + 1):
        starts = [start for start in range(end) if sum(sizes[start:end]) <= capacity]
        least.append(1 + min(least[start] for start in starts))
    return least[-1]


def test_a_cluster_that_no_part_can_hold_is_cut_between_code_points() -> None:
    monster = "e" + "\u0301" * 200
    _, parts = segments.segments(monster)
    assert [len(part) for part in parts] == [67, 67, 67]
    assert "".join(parts) == monster


@pytest.mark.parametrize(
    ("text", "max_chars", "parts"),
    [
        ("the door is open", 10, ["the door", "is open"]),
        ("the door is open", 8, ["the door", "is open"]),
        ("the door is open", 3, ["the", "doo", "r", "is", "ope", "n"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("a  b", 2, ["a", "b"]),
        ("ab ", 2, ["ab"]),
        ("    ", 2, ["  ", "  "]),
        ("", 5, [""]),
        ("€€€", 2, ["€€", "€"]),
        (FLAG + FLAG, 3, [FLAG, FLAG]),
        ("é" * 200, 500, ["é" * 160, "é" * 40]),
        ("°" * 100, 90, ["°" * 70, "°" * 30]),
    ],
)
def test_separate_messages_are_cut_between_words_where_possible(text: str, max_chars: int, parts: list[str]) -> None:
    assert list(segments.segments(text, max_chars=max_chars)[1]) == parts


@given(GSM_TEXTS | RICH_TEXTS, st.integers(1, 200))
@settings(max_examples=200)
def test_separate_messages_fit_and_lose_nothing_but_blanks(text: str, max_chars: int) -> None:
    alphabet, parts = segments.segments(text, max_chars=max_chars)
    size, capacity = (gsm7.septets, 160) if alphabet is GSM7 else (units, 70)
    assert all(len(part) <= max_chars and size(part) <= capacity for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(parts) or parts == ("",)


def test_what_cannot_be_sent_is_refused() -> None:
    with pytest.raises(EncodeError):
        segments.segments("half \ud83d a pair")
    assert len(segments.segments("x" * 153 * 255)[1]) == 255
    with pytest.raises(EncodeError):
        segments.segments("x" * (153 * 255 + 1))


SOMEBODY = Address.from_text("+33639980001")
TURKISH, SPANISH, PORTUGUESE, HINDI = 1, 2, 3, 6
PORTS = (udh.ports_element(Ports(destination=2948, source=0)),)


@pytest.mark.parametrize(
    ("text", "languages", "parts", "shifts"),
    [
        ("ğ" * 70, [TURKISH], 1, (0, 0)),  # one UCS2 message: a table saves nothing
        ("ğ" * 71, [], 2, (0, 0)),
        ("ğ" * 77, [TURKISH], 1, (0, TURKISH)),
        ("ğ" * 78, [TURKISH], 1, (TURKISH, 0)),
        ("x" * 100 + "ğ", [TURKISH], 1, (0, TURKISH)),
        ("x" * 160, [TURKISH], 1, (0, 0)),
        ("x" * 153 + "ğ", [TURKISH], 1, (0, TURKISH)),  # 4 octets of header leave 155 septets
        ("x" * 154 + "ğ", [TURKISH], 1, (TURKISH, 0)),
        ("x" * 155 + "ğ", [TURKISH], 2, (0, TURKISH)),
        ("Ú" * 71, [TURKISH], 2, (0, 0)),  # not in the Turkish tables
        ("Ú" * 80, [TURKISH, SPANISH, PORTUGUESE], 1, (PORTUGUESE, 0)),
        ("x" * 90 + "Úñ", [SPANISH], 1, (0, SPANISH)),
        ("€" * 81, [TURKISH], 1, (TURKISH, 0)),  # in the default alphabet, at two septets each
        ("न" * 100, [HINDI], 1, (HINDI, 0)),
        ("न" * 71 + "०" * 20, [HINDI], 1, (HINDI, HINDI)),
        ("ğ" * 60 + "Ú" * 60, [TURKISH, PORTUGUESE], 2, (0, 0)),
        ("ğ" * 100 + "Ú" * 20, [TURKISH, PORTUGUESE], 1, (TURKISH, PORTUGUESE)),
    ],
)
def test_a_permitted_national_table_is_used_where_it_saves_a_part(
    text: str, languages: list[int], parts: int, shifts: tuple[int, int]
) -> None:
    found = segments.segmentation(text, languages=languages)
    assert (len(found.parts), udh.shifts(found.udh), "".join(found.parts)) == (parts, shifts, text)


def sent(found: Segmentation, *, wide: bool = False) -> list[SmsSubmit]:
    """The parts as they are read by whom they are sent to."""
    total = len(found.parts)
    read = []
    for sequence, part in enumerate(found.parts, 1):
        place = Concatenation(reference=7, total=total, sequence=sequence, wide=wide) if total > 1 else None
        message = SmsSubmit(
            destination=SOMEBODY, text=part, alphabet=found.alphabet, udh=found.udh, concatenation=place
        )
        decoded = decode(encode(message).octets, direction=Direction.MO)
        assert isinstance(decoded, SmsSubmit)
        read.append(decoded)
    return read


NATIONAL = st.text("ağşİñÚçãõ€^नक्\u0964०x ", min_size=40, max_size=400)


@given(NATIONAL, st.sets(st.sampled_from(sorted(national.LANGUAGES)), max_size=4), st.booleans(), st.booleans())
@settings(max_examples=150)
def test_whatever_is_cut_is_sent_and_put_together_again(
    text: str, languages: set[int], wide: bool, ports: bool
) -> None:
    found = segments.segmentation(text, languages=languages, wide=wide, udh=PORTS if ports else ())
    messages = sent(found, wide=wide)
    assert segments.join(messages) == text
    assert all((udh.ports(message.udh) is not None) is ports for message in messages)
    assert {message.warnings for message in messages} == {()}
    assert len(found.parts) <= len(segments.segments(text, wide=wide)[1]) or ports


SHORT = st.text("ağ€Ú👍e\u0301न^", max_size=14)


@given(SHORT, st.sets(st.sampled_from([TURKISH, PORTUGUESE, HINDI])))
@settings(max_examples=200)
def test_no_permitted_coding_and_no_way_of_cutting_needs_fewer_parts(text: str, languages: set[int]) -> None:
    # A header of 100 octets leaves so little room that short texts need parts.
    ballast = (Element(iei=0x70, data=bytes(110)),)
    found = segments.segmentation(text, languages=languages, udh=ballast)
    least = []
    for locking in (None, 0, *languages):
        for single in (0, *languages):
            sizes = costs(text, locking, single)
            shifts = 3 * ((locking or 0) > 0) + 3 * (single > 0 and locking is not None)
            whole, part = 140 - 113 - shifts, 140 - 113 - shifts - 5
            if locking is None:
                whole, part = whole // 2, part // 2
            else:
                whole, part = 160 - -(-(140 - whole) * 8 // 7), 160 - -(-(140 - part) * 8 // 7)
            if sizes is not None and all(size <= part for size in sizes):
                least.append(1 if sum(sizes) <= whole else fewest(sizes, part))
    assert len(found.parts) == min(least)


def costs(text: str, locking: int | None, single: int) -> list[int] | None:
    """What each cluster takes in septets of these tables, or for None in units of UCS2; None where one is missing."""
    sizes = []
    for cluster in clusters(text):
        size = units(cluster) if locking is None else 0
        for character in cluster if locking is not None else "":
            if character in national.LOCKING.get(locking or 0, gsm7.DEFAULT):
                size += 1
            elif character in national.SINGLE.get(single, gsm7.EXTENSION).values():
                size += 2
            else:
                return None
        sizes.append(size)
    return sizes


def test_elements_that_every_part_carries_leave_less_room() -> None:
    assert [len(part) for part in segments.segmentation("x" * 152, udh=PORTS).parts] == [152]
    assert [len(part) for part in segments.segmentation("x" * 153, udh=PORTS).parts] == [146, 7]
    assert [len(part) for part in segments.segmentation("°" * 66, udh=PORTS).parts] == [66]
    assert [len(part) for part in segments.segmentation("°" * 67, udh=PORTS).parts] == [64, 3]


def test_a_text_may_be_said_in_the_gsm_alphabet() -> None:
    assert segments.segments("21 °C" + "x" * 80) == (UCS2, ("21 °C" + "x" * 62, "x" * 18))
    assert segments.segments("21 °C" + "x" * 80, transliterate=True) == (GSM7, ("21 deg C" + "x" * 80,))
    assert segments.segments("👍 °", transliterate=True) == (UCS2, ("👍 °",))


@pytest.mark.parametrize(
    ("size", "wide", "lengths"),
    [(0, False, [0]), (140, False, [140]), (141, False, [134, 7]), (269, False, [134, 134, 1]), (141, True, [133, 8])],
)
def test_data_is_cut_at_140_and_134_octets(size: int, wide: bool, lengths: list[int]) -> None:
    data = bytes(range(256)) * 2
    parts = segments.data_segments(data[:size], wide=wide)
    assert ([len(part) for part in parts], b"".join(parts)) == (lengths, data[:size])


def test_data_with_ports_leaves_room_for_them() -> None:
    assert [len(part) for part in segments.data_segments(bytes(134), udh=PORTS)] == [128, 6]
    with pytest.raises(EncodeError):
        segments.data_segments(bytes(134 * 255 + 1))
    with pytest.raises(EncodeError):
        segments.data_segments(bytes(50), udh=(Element(iei=0x70, data=bytes(132)),))


@pytest.mark.parametrize(
    "wrong", [{"languages": [0]}, {"languages": [14]}, {"udh": (Element(iei=0x70, data=bytes(137)),)}]
)
def test_an_unknown_language_and_a_header_without_room_behind_it_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(EncodeError):
        segments.segmentation("x" * 200, **wrong)  # type: ignore[arg-type]


def received(pdu: str) -> SmsDeliver:
    message = decode(bytes.fromhex("00440B913336990800F1000862304190623540" + pdu))
    assert isinstance(message, SmsDeliver)
    return message


def test_a_character_that_another_phone_cut_in_two_is_put_together() -> None:
    first, second = received("0A" + "0500032A0201" + "0061D83D"), received("0A" + "0500032A0202" + "DC4D0062")
    assert (first.text, second.text) == ("a\ufffd", "\ufffdb")
    assert segments.join([first, second]) == "a👍b"
    assert segments.join([second, first]) == "\ufffdba\ufffd"


def test_half_a_code_unit_stays_half() -> None:
    first, second = received("09" + "0500032A0201" + "006100"), received("08" + "0500032A0202" + "0062")
    assert segments.join([first, second]) == "a\ufffdb"
    assert segments.join([]) == ""


@pytest.mark.parametrize("text", ["👍" * 100_000, "\u0301" * 100_000, "a " * 100_000])
def test_an_endless_text_is_refused_in_reasonable_time(text: str) -> None:
    with pytest.raises(EncodeError):
        segments.segmentation(text, languages=national.LANGUAGES)
