"""What is old goes, what must not be handled twice is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from routerd.exchange import ClockJumped, TimePassed
from routerd.purging import BATCH
from smsbus.messages import SubmitJob
from smsbus.questions import Question
from smsbus.requests import SendRequest, ValueGetRequest
from smsbus.requests_ask import AskRequest
from tests.routerd.house import ALICE, BOB, STRANGER, House, status_report

DAY = 86_400.0
MONTH = 30 * DAY
SECRET = "the key is under the mat"


@pytest.fixture
def strict(tmp_path: Path) -> House:
    """Messages are kept for a day, keys for a month."""
    house = House(tmp_path, router=f"messages_max_age = {DAY}\nkeys_max_age = {MONTH}")
    house.furnish()
    house.hello()
    house.greet()
    house.feed(TimePassed())
    house.forget()
    return house


def count(house: House, table: str) -> int:
    row = house.store.row(f"SELECT count(*) AS count FROM {table}")
    assert row is not None
    return int(row["count"])


def swept(house: House) -> None:
    """A whole sweep, and the one after an hour."""
    house.wait(3700)


def delivered(house: House, to: str = BOB, text: str = SECRET, reference: int = 1) -> str:
    """A message that got its report; the report's key."""
    house.send(to, text, delivery_report=True)
    house.sent(house.job().job, reference)
    key = f"report-{reference}"
    house.modem(status_report(reference, key=key, recipient=to))
    return key


def test_messages_go_after_their_time_with_parts_questions_and_reports(strict: House) -> None:
    strict.receive(SECRET)
    strict.take(strict.question().question)
    strict.answer(strict.question().question)
    strict.sent(strict.job().job)
    delivered(strict, reference=2)
    swept(strict)
    assert (len(strict.inbox()), len(strict.outbox())) == (1, 2)
    strict.later(DAY)
    swept(strict)
    assert [count(strict, table) for table in ("inbox", "part", "question", "outbox", "outbox_part", "report")] == [
        0
    ] * 6
    assert count(strict, "handled") == 2


def test_a_part_and_a_report_that_come_again_after_the_purge_are_acknowledged_and_not_handled(strict: House) -> None:
    part = strict.part("On ?")
    strict.modem(part)
    key = delivered(strict)
    strict.later(2 * DAY)
    swept(strict)
    strict.forget()
    strict.modem(part)
    strict.modem(status_report(1, key=key, recipient=BOB))
    assert strict.acknowledged() == [part.key]
    assert (strict.inbox(), strict.seen(Question)) == ([], [])
    assert count(strict, "report") == 0


def test_keys_are_forgotten_after_their_time_but_not_while_the_part_is_still_read(strict: House) -> None:
    stuck, gone = strict.part("stuck on the SIM"), strict.part("gone")
    strict.modem(stuck)
    strict.modem(gone)
    strict.later(2 * DAY)
    swept(strict)
    strict.later(MONTH - 2 * DAY)
    strict.modem(stuck)
    strict.later(5 * DAY)
    swept(strict)
    assert [row["key"] for row in strict.store.rows("SELECT key FROM handled")] == [stuck.key]
    strict.modem(stuck)
    assert strict.inbox() == []


def test_what_has_not_come_to_its_end_stays_however_old_it_is(strict: House) -> None:
    strict.modem(strict.piece(1, "half"))
    strict.send(not_before_at=round((strict.now + 10 * DAY) * 1000))
    strict.send()  # at the modem, which does not tell what became of it
    strict.later(DAY / 2)
    assert strict.inbox()[0]["state"] == "incomplete"
    strict.later(3 * DAY)
    swept(strict)
    assert strict.inbox() == []  # it was delivered with its gap after a day, and is old by then
    assert [message["state"] for message in strict.outbox()] == ["queued", "in-flight"]


def test_a_send_repeated_with_its_key_after_the_purge_queues_nothing(strict: House) -> None:
    strict.send(key="alarm-17")
    strict.sent(strict.job().job)
    strict.later(2 * DAY)
    swept(strict)
    strict.forget()
    repeated = strict.result(SendRequest(id=1, to=BOB, text="Alarm", key="alarm-17"))
    assert (repeated["messages"], repeated["repeated"]) == ([], True)
    assert strict.seen(SubmitJob) == []
    assert strict.error(SendRequest(id=1, to=BOB, text="Another", key="alarm-17")) == "key-reused"


def test_a_turn_purges_a_batch_at_most_and_lets_others_in_between(strict: House) -> None:
    for number in range(BATCH + 50):
        strict.receive(f"{number}", STRANGER)
    strict.later(DAY)
    left = [count(strict, "inbox")]
    while left[-1]:
        deadline = strict.router.deadline
        assert deadline is not None
        strict.now = max(strict.now, deadline)
        strict.feed(TimePassed())
        if count(strict, "inbox") != left[-1]:
            left.append(count(strict, "inbox"))
    assert left == [BATCH + 50, 50, 0]


def test_a_report_on_nothing_goes_too_with_the_number_in_it(strict: House) -> None:
    strict.modem(status_report(9, key="stray", recipient=STRANGER))
    strict.later(2 * DAY)
    swept(strict)
    assert (count(strict, "report"), count(strict, "handled")) == (0, 1)


def test_after_the_clock_was_set_nothing_is_purged_for_a_day(strict: House) -> None:
    strict.receive(SECRET)
    strict.now += 20 * 365 * DAY
    strict.feed(ClockJumped(seconds=20 * 365 * DAY))
    strict.later(DAY - 10)
    assert len(strict.inbox()) == 1
    swept(strict)
    assert strict.inbox() == []


def test_zero_keeps_messages_for_ever(tmp_path: Path) -> None:
    house = House(tmp_path, router="messages_max_age = 0")
    house.hello()
    house.receive(SECRET)
    house.feed(TimePassed())
    house.later(10 * 365 * DAY)
    swept(house)
    assert len(house.inbox()) == 1


def test_a_store_that_cannot_be_written_is_not_asked_again_and_again(strict: House) -> None:
    strict.receive("old", STRANGER)
    strict.store.rows("PRAGMA query_only = ON")
    strict.later(DAY + 3601)
    for _ in range(3):
        deadline = strict.router.deadline
        assert deadline is not None
        assert deadline > strict.now
        strict.now = deadline
        strict.feed(TimePassed())
    strict.store.rows("PRAGMA query_only = OFF")
    swept(strict)
    assert strict.inbox() == []


def test_a_restart_in_the_middle_of_a_sweep_loses_nothing_and_goes_on(strict: House) -> None:
    for number in range(BATCH + 50):
        strict.receive(f"{number}", STRANGER)
    strict.later(DAY + 3601)
    strict.restart()
    strict.feed(TimePassed())
    swept(strict)
    assert (count(strict, "inbox"), count(strict, "handled")) == (0, BATCH + 50)


def test_purged_texts_are_not_in_the_file_any_more_and_it_is_shorter(strict: House) -> None:
    path = strict.folder / "store"

    def octets() -> bytes:
        strict.store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return path.read_bytes()

    for _ in range(BATCH):
        strict.receive(SECRET * 5, STRANGER, pdu=b"\x04" + SECRET.encode() * 20)
    before = octets()
    assert SECRET.encode() in before
    strict.later(2 * DAY)
    swept(strict)
    after = octets()
    assert SECRET.encode() not in after
    assert len(after) < len(before)


def test_the_values_stay_when_the_message_they_show_goes(strict: House) -> None:
    strict.receive("closed")
    strict.later(2 * DAY)
    swept(strict)
    assert strict.result(ValueGetRequest(id=1, equipment="home", name="message"))["value"] == "closed"
    assert strict.result(ValueGetRequest(id=1, equipment="home", name="sender"))["value"] == "Alice"
    assert ALICE not in str(strict.events())


def test_an_ask_that_ended_goes_after_its_time_and_one_that_is_open_stays(strict: House) -> None:
    strict.result(AskRequest(id=1, to="Alice", text=SECRET, answers=["yes", "no"], timeout_s=60))
    strict.sent(strict.job().job)
    strict.receive("yes")
    strict.result(AskRequest(id=2, to="Alice", text="Open?", timeout_s=20 * 86400))
    strict.later(2 * DAY)
    swept(strict)
    assert [row["text"] for row in strict.store.rows("SELECT text FROM ask")] == ["Open?"]
