"""What is read from slots, and when it is deleted."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemd.receiving import ALIKE, Found, Inbox, read_pdu
from modemd.session import Slot
from smsbus.messages import Content, ReceivedPart, StatusReport

SAMPLES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "pdu_samples.json").read_text(encoding="utf-8")
)["samples"]
OLD = "07913336990890F9040B913336990800F100006230419062354017C2B75BFDAECB41E432BC9E9E83D86550FB4D2EB701"
NEW = "07913336990890F90405816301F500006230519062354009C337B90C8AC96634"


def found(pdu: str, index: int = 1, length: int | None = None) -> Found:
    return Found(pdu=pdu, slot=Slot(storage="SM", index=index), length=length)


def slot(index: int) -> Slot:
    return Slot(storage="SM", index=index)


def key_of(pdu: str) -> str:
    return read_pdu(found(pdu), modem="sim", sim="s").key


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: str(sample["name"]))
def test_every_sample_is_told_as_what_it_is(sample: dict[str, Any]) -> None:
    told = read_pdu(found(sample["pdu"]), modem="sim", sim="s")
    if sample["type"] == "deliver":
        assert isinstance(told, ReceivedPart)
        if "text" in sample and told.content is Content.TEXT:
            assert told.text == sample["text"]
        if "sender" in sample:
            assert told.sender == sample["sender"]
    elif sample["type"] == "status_report":
        assert isinstance(told, StatusReport)
    else:
        assert isinstance(told, ReceivedPart | StatusReport)


@pytest.mark.parametrize(
    "pdu",
    ["", "00", "0", "07", "ZZ", "07913336990890F9040B9", "FF" * 20, "\xff\xfe", "hello, world", "00010062304190623500"],
)
def test_what_cannot_be_decoded_is_kept_raw(pdu: str) -> None:
    told = read_pdu(found(pdu), modem="sim", sim="s")
    assert isinstance(told, ReceivedPart)
    assert told.content is Content.UNDECODABLE
    assert told.warnings


@given(st.text(max_size=400))
def test_any_line_is_told_as_something(pdu: str) -> None:
    assert read_pdu(found(pdu), modem="sim", sim="s").key


def test_the_key_is_of_sim_and_message_and_not_of_slot_or_service_centre() -> None:
    assert read_pdu(found(OLD, 1), modem="a", sim="s").key == read_pdu(found(OLD, 9), modem="b", sim="s").key
    assert read_pdu(found(OLD), modem="a", sim="s").key != read_pdu(found(OLD), modem="a", sim="t").key
    assert key_of(OLD) != key_of(NEW)
    assert key_of(OLD) == key_of("00" + OLD[16:])


def test_oldest_first_by_time_stamp_then_by_index() -> None:
    inbox = Inbox(modem="sim")
    told = inbox.add([found(NEW, 1), found(OLD, 2)], "s", 0.0)
    assert [part.slot for part in told if isinstance(part, ReceivedPart)] == ["SM:2", "SM:1"]


def test_a_message_read_twice_is_told_once_and_both_its_slots_are_emptied() -> None:
    inbox = Inbox(modem="sim")
    assert len(inbox.add([found(OLD, 1)], "s", 0.0)) == 1
    assert inbox.add([found(OLD, 4)], "s", 0.0) == []
    inbox.acknowledged(key_of(OLD))
    emptied = []
    while (next_slot := inbox.to_delete()) is not None:
        emptied.append(next_slot)
        inbox.deleted(next_slot)
    assert emptied == [slot(1), slot(4)]


def test_nothing_is_deleted_before_it_is_on_disk() -> None:
    inbox = Inbox(modem="sim")
    inbox.add([found(OLD, 1)], "s", 0.0)
    assert inbox.to_delete() is None
    inbox.acknowledged("another")
    assert inbox.to_delete() is None


def test_a_slot_that_holds_another_message_now_is_not_deleted_for_the_old_one() -> None:
    inbox = Inbox(modem="sim")
    inbox.add([found(OLD, 1)], "s", 0.0)
    inbox.add([found(NEW, 1)], "s", 1.0)
    inbox.acknowledged(key_of(OLD))
    assert inbox.to_delete() is None
    inbox.acknowledged(key_of(NEW))
    assert inbox.to_delete() == slot(1)


def test_after_a_restart_of_the_modem_nothing_is_deleted_that_was_not_read_again() -> None:
    inbox = Inbox(modem="sim")
    inbox.add([found(OLD, 1)], "s", 0.0)
    inbox.acknowledged(key_of(OLD))
    inbox.forget_slots()
    assert inbox.to_delete() is None


def test_what_lost_octets_on_the_line_must_read_the_same_twice() -> None:
    inbox = Inbox(modem="sim")
    damaged = OLD[:-4]
    assert inbox.add([found(damaged, 1, length=40)], "s", 0.0) == []
    assert inbox.doubts
    assert [part.key for part in inbox.add([found(OLD, 1, length=40)], "s", 1.0)] == [key_of(OLD)]
    assert not inbox.doubts


def test_what_really_lies_there_damaged_is_told_once_it_has_read_the_same_so_many_times() -> None:
    inbox = Inbox(modem="sim")
    padded = OLD + "FF" * 10
    for times in range(1, ALIKE):
        assert inbox.add([found(padded, 1, length=40)], "s", float(times)) == []
    assert len(inbox.add([found(padded, 1, length=40)], "s", 9.0)) == 1


def test_two_readings_that_lost_one_of_the_same_zeros_are_not_believed() -> None:
    inbox = Inbox(modem="sim")
    damaged = OLD.replace("0000", "000", 1)
    for times in range(1, ALIKE):
        assert inbox.add([found(damaged, 1, length=40)], "s", float(times)) == []
    assert [part.key for part in inbox.add([found(OLD, 1, length=40)], "s", 9.0)] == [key_of(OLD)]


def test_a_slot_that_refuses_is_left_alone_after_three_times_and_remembered() -> None:
    inbox = Inbox(modem="sim")
    inbox.add([found(OLD, 1)], "s", 0.0)
    inbox.acknowledged(key_of(OLD))
    for _ in range(3):
        assert inbox.to_delete() == slot(1)
        inbox.not_deleted(slot(1))
    assert inbox.to_delete() is None
    assert inbox.add([found(OLD, 1)], "s", 9.0) == []


def test_what_is_not_on_disk_is_told_again_after_a_while() -> None:
    inbox = Inbox(modem="sim")
    inbox.add([found(OLD, 1)], "s", 0.0)
    assert inbox.tell_again_at == 10.0
    assert inbox.to_tell_again(9.0) == []
    assert len(inbox.to_tell_again(10.0)) == 1
    assert inbox.to_tell_again(11.0) == []
    assert len(inbox.to_tell_again(11.0, everything=True)) == 1
    inbox.acknowledged(key_of(OLD))
    assert inbox.tell_again_at is None


def test_how_many_slots_are_known_to_be_taken() -> None:
    inbox = Inbox(modem="sim")
    inbox.add([found(OLD, 1), found(NEW, 2)], "s", 0.0)
    assert (inbox.holds("SM"), inbox.holds("ME")) == (2, 0)


def test_a_slot_that_reads_otherwise_than_before_is_not_deleted_for_what_was_in_it() -> None:
    inbox = Inbox(modem="sim")
    inbox.add([found(OLD, 1, length=40)], "s", 0.0)
    inbox.acknowledged(key_of(OLD))
    inbox.add([found(NEW[:-1], 1, length=24)], "s", 1.0)
    assert inbox.to_delete() is None
    inbox.add([found(OLD, 1, length=40)], "s", 2.0)
    assert inbox.to_delete() == slot(1)
