"""Parts -> messages."""

from __future__ import annotations

import itertools

import pytest

from routerd.inbox import GAP, belongs, text_of
from routerd.store_inbox import Message, Place
from smsbus.messages import Concat
from smsbus.questions import Question
from smsbus.requests import ValueGetRequest
from smsbus.sms.tpdu import SmsDeliver, decode
from tests.routerd.house import ALICE, BOB, House

DAY = 86_400


def texts(house: House) -> list[str | None]:
    return [message["text"] for message in house.inbox()]


@pytest.mark.parametrize(
    ("there", "text"),
    [
        ({1: "a", 2: "b", 3: "c"}, "abc"),
        ({1: "a", 3: "c"}, f"a{GAP}c"),
        ({3: "c"}, f"{GAP}c"),
        ({1: "a"}, f"a{GAP}"),
        ({1: None, 2: "b", 3: ""}, "b"),
    ],
)
def test_neighbouring_gaps_are_one_mark(there: dict[int, str | None], text: str) -> None:
    places = [Place(sequence=sequence, text=piece, scts=None) for sequence, piece in there.items()]
    assert text_of(places, 3) == text


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3])))
def test_parts_in_any_order_make_one_message_asked_once(house: House, order: tuple[int, ...]) -> None:
    for sequence in order:
        house.modem(house.piece(sequence, f"<{sequence}>", total=3))
    assert texts(house) == ["<1><2><3>"]
    assert [question.text for question in house.seen(Question)] == ["<1><2><3>"]
    assert len(house.acknowledged()) == 3


@pytest.mark.parametrize("wide", [False, True])
def test_parts_outlive_a_restart_between_any_two_of_them(house: House, wide: bool) -> None:
    for sequence in (3, 1, 2):
        house.modem(house.piece(sequence, f"<{sequence}>", total=3, reference=0x1FF if wide else 7, wide=wide))
        house.restart()
        house.hello()
        house.greet()
    assert texts(house) == ["<1><2><3>"]
    assert len(house.seen(Question)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        " two  blanks, at both ends ",
        "a line\r\nand another\n",
        "16.3 \u00b0C \u20ac [\\]^{|}~",
        "e\u0301 is not \u00e9",
        "\U0001f469\u200d\U0001f469\u200d\U0001f467",
        "a\x00b\x0c",
        "\ufffd half",
    ],
)
def test_a_text_is_kept_exactly_as_it_was_sent(house: House, text: str) -> None:
    house.receive(text)
    house.modem(house.piece(2, text, reference=9))
    house.modem(house.piece(1, text, reference=9))
    house.restart()
    assert texts(house) == [text, text + text]


def test_when_it_was_sent_and_when_it_came_are_both_kept(house: House) -> None:
    sent_at = round(house.now * 1000) - 3_600_000
    house.receive("Hello", scts=sent_at)
    house.receive("from a modem that gives none", scts=None)
    now = round(house.now * 1000)
    assert [(message["scts"], message["received_at"]) for message in house.inbox()] == [(sent_at, now), (None, now)]


def test_while_parts_are_missing_the_message_is_listed_as_incomplete_and_nothing_is_asked(house: House) -> None:
    house.modem(house.piece(2, "end"))
    assert [(message["state"], message["text"]) for message in house.inbox()] == [("incomplete", f"{GAP}end")]
    assert house.seen(Question) == []


def test_a_part_read_twice_is_acknowledged_twice_and_handled_once(house: House) -> None:
    part = house.part("On ?")
    house.modem(part)
    house.modem(part)
    assert house.acknowledged() == [part.key, part.key]
    assert len(house.inbox()) == len(house.seen(Question)) == 1


def test_a_part_is_not_handled_again_when_its_message_was_purged(house: House) -> None:
    part = house.part("On ?", BOB)
    house.modem(part)
    house.store.execute("DELETE FROM inbox")
    house.store.commit()
    house.modem(part)
    assert house.inbox() == []
    assert house.acknowledged() == [part.key, part.key]


@pytest.mark.parametrize(
    "other",
    [
        {"sender": BOB},
        {"reference": 8},
        {"total": 3},
        {"wide": True},
        {"scts_after": DAY + 1},
    ],
)
def test_parts_of_different_messages_are_kept_apart(house: House, other: dict[str, object]) -> None:
    house.modem(house.piece(1, "one"))
    moved = other.pop("scts_after", None)
    if isinstance(moved, int):
        other["scts"] = round(house.now + moved) * 1000
    house.modem(house.piece(2, "two", **other))  # type: ignore[arg-type]
    assert [message["state"] for message in house.inbox()] == ["incomplete", "incomplete"]


def test_parts_of_two_senders_with_the_same_reference_do_not_mix(house: House) -> None:
    for sequence, sender in [(1, ALICE), (1, BOB), (2, BOB), (2, ALICE)]:
        house.modem(house.piece(sequence, f"{sender[-1]}.{sequence} ", sender=sender))
    assert sorted(text or "" for text in texts(house)) == ["1.1 1.2 ", "2.1 2.2 "]


def test_a_reference_used_again_after_completion_starts_a_new_message(house: House) -> None:
    for text in ("a", "b", "c", "d"):
        house.modem(house.piece(1 if text in "ac" else 2, text))
    assert texts(house) == ["ab", "cd"]


# 23.040 §9.2.2.1: UCS2 parts 1 and 2 of 2, reference 42; the first ends and the second begins with half of U+1F44D.
HALVES = (
    "00440B913336990800F1000862304190623540" + "0C0500032A0201" + "00410020D83D",
    "00440B913336990800F1000862304190623540" + "0C0500032A0202" + "DC4D00200042",
)


def test_a_character_that_the_senders_phone_cut_in_two_is_whole_again(house: House) -> None:
    for sequence, (pdu, text) in enumerate(zip(HALVES, ("A \ufffd", "\ufffd B"), strict=True), 1):
        octets = bytes.fromhex(pdu)
        read = decode(octets)
        assert isinstance(read, SmsDeliver)
        assert read.text == text
        house.modem(house.part(text, pdu=octets, concat=Concat(reference=42, total=2, sequence=sequence)))
    assert texts(house) == ["A \U0001f44d B"]


def test_half_a_character_stays_marked_where_the_other_half_never_came(house: House) -> None:
    octets = bytes.fromhex(HALVES[0])
    house.modem(house.part("A \ufffd", pdu=octets, concat=Concat(reference=42, total=2, sequence=1)))
    house.later(86_401)
    assert texts(house) == [f"A \ufffd{GAP}"]


def test_the_same_place_with_the_same_text_is_the_senders_phone_repeating_itself(house: House) -> None:
    house.modem(house.piece(1, "a"))
    house.modem(house.piece(1, "a"))
    house.modem(house.piece(2, "b"))
    house.modem(house.piece(2, "b"))
    assert texts(house) == ["ab"]
    assert len(house.seen(Question)) == 1
    assert len(house.acknowledged()) == 4


def test_an_incomplete_message_is_delivered_after_its_time_with_the_gap_marked_and_not_asked(house: House) -> None:
    house.modem(house.piece(2, "off"))
    house.later(DAY - 1)
    assert house.events("sms.received") == []
    house.later(1)
    assert [(message["state"], message["reason"], message["text"]) for message in house.inbox()] == [
        ("accepted", "gap", f"{GAP}off")
    ]
    assert len(house.events("sms.received")) == 1
    assert house.seen(Question) == []


def test_a_late_part_completes_what_was_delivered_with_a_gap(house: House) -> None:
    late = house.piece(1, "never ")
    house.modem(house.piece(2, "off"))
    house.later(DAY + 3600)
    house.modem(late)
    assert texts(house) == ["never off"]
    assert house.events("sms.received")[-1].data["late_part"]
    assert house.seen(Question) == []


def test_a_late_part_completes_the_value_that_shows_the_text_unless_a_newer_one_does(house: House) -> None:
    def value() -> object:
        return house.result(ValueGetRequest(id=1, equipment="home", name="message"))["value"]

    for reference in (7, 8):
        house.modem(house.piece(2, "off", reference=reference))
    late = [house.piece(1, "never ", reference=reference) for reference in (7, 8)]
    house.later(DAY + 3600)
    assert value() == f"{GAP}off"
    house.modem(late[0])
    assert value() == "never off"
    house.receive("on")
    house.modem(late[1])
    assert value() == "on"


def test_a_reference_used_again_days_later_does_not_fill_an_old_gap(house: House) -> None:
    house.modem(house.piece(2, "off"))
    house.later(3 * DAY)
    house.modem(house.piece(1, "on"))
    assert len(house.inbox()) == 2


@pytest.mark.parametrize(("sequence", "total"), [(0, 2), (3, 2), (1, 0), (1, 300)])
def test_an_impossible_place_is_ignored_as_the_standard_says(house: House, sequence: int, total: int) -> None:
    house.modem(house.piece(sequence, "alone", total=total))
    assert [(message["text"], message["parts"], message["state"]) for message in house.inbox()] == [
        ("alone", 1, "accepted")
    ]


def test_without_time_stamps_arrival_decides() -> None:
    house_message = Message(
        id=1,
        modem="gsm",
        sim="s",
        sender=ALICE,
        sender_kind="international",
        content="text",
        text=None,
        state="accepted",
        reason="gap",
        contact=None,
        user=None,
        equipment=None,
        reference=7,
        wide=0,
        parts=2,
        missing=1,
        scts=None,
        received_at=1000,
        deliver_at=None,
    )
    part = _part_without_stamp()
    assert belongs(part, house_message, [], 500, 1500)
    assert not belongs(part, house_message, [], 500, 1501)


def _part_without_stamp():  # type: ignore[no-untyped-def]
    from smsbus.messages import Content, ReceivedPart

    return ReceivedPart(
        key="k",
        modem="gsm",
        sim="s",
        sender=ALICE,
        sender_type="international",
        smsc=None,
        content=Content.TEXT,
        text="x",
        data=None,
        scts=None,
        concat=Concat(reference=7, total=2, sequence=1),
        pdu=b"",
    )
