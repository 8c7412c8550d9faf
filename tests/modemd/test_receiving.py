"""What was found in slots: told as what it is, told again, and deleted only then."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemd import receiving
from modemd.receiving import ALIKE, Found, Inbox, read_pdu
from modemd.session import Slot
from modemd.simulator.faults import LostResult
from modemd.simulator.settings import Conditions, Settings
from smsbus.config import ModemSettings
from smsbus.messages import Content, ModemCondition, ReceivedPart, StatusReport
from tests.modemd.simulated import Simulator
from tests.modemd.troubled import Troubled
from tests.modemd.wired import Wired

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
    assert emptied == [slot(4), slot(1)]


HEADER = '+CMGR: "REC UNREAD","002B00330036",,"26/11/22,14:30:59+04"'


@pytest.mark.parametrize("length", ["", ",145,4,0,0,,145,2"])
def test_codes_around_a_text_in_ucs2_change_nothing(length: str) -> None:
    inbox = Inbox(modem="sim")
    first = receiving.shown_as(HEADER + length, "00480069\n\n^RSSI:18", "UCS2", slot(1))
    (told,) = inbox.add([first], "s", 0.0)
    assert isinstance(told, ReceivedPart)
    assert told.text == "Hi"
    assert inbox.add([receiving.shown_as(HEADER + length, "00480069", "UCS2", slot(1))], "s", 0.0) == []


@pytest.mark.parametrize(
    ("text", "charset", "length"),
    [
        ("Hi", "UCS2", ""),
        ("0048006", "UCS2", ""),
        ("Hi\n^RSSI:18", "IRA", ""),
        ("Hi\n^RSSI:18", "IRA", ",145,4,0,0,,145,2"),
    ],
)
def test_what_may_be_no_text_of_the_set_or_hold_a_code_is_doubted(text: str, charset: str, length: str) -> None:
    inbox = Inbox(modem="sim")
    reading = receiving.shown_as(HEADER + length, text, charset, slot(1))
    for _ in range(ALIKE - 1):
        assert inbox.add([reading], "s", 0.0) == []
        assert inbox.doubts
    assert len(inbox.add([reading], "s", 0.0)) == 1


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


# --- slots that cannot be emptied


def test_slots_that_cannot_be_emptied_are_named_and_tried_once_more_later() -> None:
    inbox = Inbox(modem="sim")
    inbox.add([found(OLD, 12), found(NEW, 3)], "s", 0.0)
    for pdu in (OLD, NEW):
        inbox.acknowledged(key_of(pdu))
    for _ in range(3):
        inbox.not_deleted(slot(12))
        inbox.not_deleted(slot(3))
    assert [str(stuck) for stuck in inbox.stuck] == ["SM:3", "SM:12"]
    inbox.try_again()
    assert inbox.to_delete() == slot(12)
    inbox.not_deleted(slot(12))
    assert inbox.to_delete() == slot(3)
    inbox.deleted(slot(3))
    assert [str(stuck) for stuck in inbox.stuck] == ["SM:12"]


def test_a_slot_of_which_the_modem_says_ok_and_that_still_holds_the_message_is_no_news_and_given_up() -> None:
    inbox = Inbox(modem="sim")
    assert len(inbox.add([found(OLD, 1)], "s", 0.0)) == 1
    inbox.acknowledged(key_of(OLD))
    for _ in range(3):
        assert inbox.to_delete() == slot(1)
        inbox.deleted(slot(1))
        assert inbox.add([found(OLD, 1)], "s", 1.0) == []
    assert inbox.to_delete() is None
    assert inbox.stuck == (slot(1),)
    assert inbox.to_tell_again(99.0, everything=True) == []


def test_of_emptied_slots_not_more_is_remembered_than_makes_sense() -> None:
    inbox = Inbox(modem="sim")
    for index in range(400):
        inbox.add([found(OLD, index)], "s", 0.0)
        inbox.acknowledged(key_of(OLD))
        inbox.deleted(slot(index))
    assert len(inbox._emptied) == 300


# --- PDUs with something behind them

TEXT = "Bonjour depuis le modem"


@pytest.mark.parametrize("odd", [OLD, OLD + ",0", OLD + '"', f'"{OLD}"', OLD + "F", OLD + "0", OLD.lower()])
def test_what_a_modem_adds_to_a_pdu_changes_neither_text_nor_key(odd: str) -> None:
    told = read_pdu(found(odd, length=40), modem="sim", sim="s")
    assert isinstance(told, ReceivedPart)
    assert (told.text, told.key) == (TEXT, key_of(OLD))


def test_half_an_octet_that_is_missing_is_not_made_up() -> None:
    told = read_pdu(found(OLD[:-1], length=40), modem="sim", sim="s")
    assert isinstance(told, ReceivedPart)
    assert told.content is Content.UNDECODABLE


def test_a_report_padded_with_ff_is_a_report() -> None:
    # 06: SMS-STATUS-REPORT, reference 27, to +33639980001, delivered.
    report = "0006270B913336990800F1623041906235406230419062454000"
    for pdu in (report, report + "FF" * 20):
        told = read_pdu(found(pdu, length=25), modem="sim", sim="s")
        assert isinstance(told, StatusReport)
        assert (told.reference, told.recipient, told.status) == (0x27, "+33639980001", 0)


# --- on the simulator


@pytest.mark.parametrize(
    ("offered", "setting", "code"),
    [
        ("(0-2),(0-3),(0,2),(0,2),(0,1)", "2,1,0,2,0", b'+CDSI: "SM",1'),
        ("(0-2),(0-3),(0,2),(0,1),(0,1)", "2,1,0,1,0", b"+CDS: 25"),
    ],
)
def test_a_report_comes_stored_or_passed_on_as_the_modem_offers_it(offered: str, setting: str, code: bytes) -> None:
    simulator = Simulator()
    hearing, spoken = simulator.hear, list[bytes]()

    def hear(octets: bytes, now: float) -> list[bytes]:
        if octets.startswith(b"AT+CNMI=?"):
            return [f"\r\n+CNMI: {offered}\r\n\r\nOK\r\n".encode()]
        said = hearing(octets, now)
        spoken.extend(said)
        return said

    simulator.hear = hear  # type: ignore[method-assign]
    house = Wired(far_end=simulator, settings=ModemSettings(port="/dev/test", delivery_reports=True)).start()
    house.until(ModemCondition.READY).run(1)
    assert f"AT+CNMI={setting}\r".encode() in house.written
    house.submit("a", delivery_report=True)
    house.run(5)
    (report,) = house.heard(StatusReport)
    assert (report.recipient, report.reference, report.status) == ("+33639980001", 0, 0)
    assert any(code in octets for octets in spoken)
    assert simulator.used == 0


def test_a_storage_full_of_what_other_programs_stored_is_emptied_and_messages_come_in_again() -> None:
    simulator = Simulator(Settings(conditions=Conditions(), storage_size=10))
    simulator.hear(b"ATE0\rAT+CMGF=0\r", 0.0)
    for _ in range(10):
        simulator.hear(b"AT+CMGW=19,3\r", 0.0)
        simulator.hear(b"0011000B913336990800F10000AA05C8329BFD06\x1a", 0.0)
    assert simulator.used == 10
    house = Wired(far_end=simulator).start().until(ModemCondition.READY)
    house.run(60)
    assert simulator.used == 0
    (own,) = {part.pdu.hex() for part in house.heard(ReceivedPart)}
    assert own == "0011000b913336990800f10000aa05c8329bfd06"
    house.said(simulator.text("+33639980001", "Hello", house.now))
    assert "Hello" in house.texts


def test_an_answer_to_the_selection_of_a_storage_that_is_lost_makes_nothing_be_read_or_deleted_in_the_wrong_one() -> (
    None
):
    house = Troubled.of().start()
    house.until(ModemCondition.READY)
    house.run(2)
    assert isinstance(house, Troubled)
    house.order(LostResult(command="+CPMS=", whole=False))
    house.text_in()
    house.run(40)
    house.text_in()
    house.run(40)
    assert house.texts == house.sent_in
    assert house.far_end.used == 0


def test_in_a_memory_that_closes_gaps_no_message_is_deleted_that_was_not_read() -> None:
    memory = [OLD, NEW, OLD.replace("62304190623540", "62304190623640")]
    inbox = Inbox(modem="sim")
    inbox.add([found(pdu, index) for index, pdu in enumerate(memory, 1)], "s", 0.0)
    for pdu in memory:
        inbox.acknowledged(key_of(pdu))
    memory.append("a message that came meanwhile")
    while (next_slot := inbox.to_delete()) is not None:
        del memory[next_slot.index - 1]
        inbox.deleted(next_slot)
    assert memory == ["a message that came meanwhile"]


def test_a_slot_that_reads_otherwise_than_before_is_not_deleted_for_what_was_in_it() -> None:
    inbox = Inbox(modem="sim")
    inbox.add([found(OLD, 1, length=40)], "s", 0.0)
    inbox.acknowledged(key_of(OLD))
    inbox.add([found(NEW[:-1], 1, length=24)], "s", 1.0)
    assert inbox.to_delete() is None
    inbox.add([found(OLD, 1, length=40)], "s", 2.0)
    assert inbox.to_delete() == slot(1)
