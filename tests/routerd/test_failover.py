"""A modem is lost: who takes over what, and what waits."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from routerd.exchange import Commit, Link, MoveOn, Output, Send, TimePassed
from smsbus.messages import (
    Capabilities,
    FailureCause,
    JobResult,
    JobUnknown,
    ModemCondition,
    Outcome,
    StatusReport,
    SubmitJob,
    Welcome,
)
from smsbus.requests import (
    EquipmentSetRequest,
    MessageCancelRequest,
    MessageRetryRequest,
    MessageShowRequest,
    StatusRequest,
)
from tests.routerd.house import ALICE, BOB, MODEM, House, modem_state, settings, status_report

LONG = "0123456789" * 20  # two parts
AHEAD = Capabilities(jobs=2)


def pool(folder: Path, router: str = "failover_after = 60.0") -> House:
    """Modems `one` and `two`, both ready; Alice is a contact."""
    house = House(folder, router=router, modems=("one", "two"))
    house.furnish()
    for name in ("one", "two"):
        house.hello(name, peer=name.encode())
    house.greet()
    house.forget()
    return house


@pytest.fixture
def two(tmp_path: Path) -> House:
    return pool(tmp_path)


def leaves(house: House, modem: str, condition: ModemCondition = ModemCondition.REGISTERING) -> None:
    house.modem(modem_state(modem, condition), modem.encode())


def returns(house: House, modem: str) -> None:
    house.modem(modem_state(modem), modem.encode())


def handed(house: House) -> list[tuple[str, str]]:
    """(modem, text) of every job."""
    return [(o.peer.decode(), o.message.text) for o in house.outputs if isinstance(o, Send) and o.link is Link.MODEMS
            and isinstance(o.message, SubmitJob)]  # fmt: skip


def question_through(house: House, modem: str) -> None:
    """Alice asks through this modem and is answered."""
    house.modem(house.part("What is the temperature ?", modem=modem), modem.encode())
    house.answer(house.question().question, "16.3 °C")


def test_an_answer_leaves_through_the_modem_of_its_question(two: House) -> None:
    for modem in ("two", "one", "two"):
        question_through(two, modem)
        two.sent(two.job().job, modem=modem, peer=modem.encode())
        two.wait(20)
    assert [modem for modem, _ in handed(two)] == ["two", "one", "two"]


def test_an_answer_waits_for_its_modem_for_a_while_and_then_leaves_through_another(two: House) -> None:
    leaves(two, "one")
    question_through(two, "one")
    two.wait(59)
    assert handed(two) == []
    two.wait(1)
    assert handed(two) == [("two", "16.3 °C")]
    assert two.outbox()[0]["modem"] == "two"


def test_a_modem_that_is_ready_again_in_time_keeps_its_answers(two: House) -> None:
    leaves(two, "one")
    question_through(two, "one")
    two.wait(59)
    returns(two, "one")
    assert handed(two) == [("one", "16.3 °C")]


def test_with_failover_switched_off_an_answer_waits_for_ever(tmp_path: Path) -> None:
    house = pool(tmp_path, "failover_after = 0")
    leaves(house, "one")
    question_through(house, "one")
    house.wait(3600)
    assert handed(house) == []


def test_what_was_asked_to_go_through_a_modem_waits_for_it(two: House) -> None:
    leaves(two, "one")
    two.send(BOB, "by request", modem="one")
    two.result(EquipmentSetRequest(id=1, name="home", modem="one"))
    two.send("Alice", "by equipment")
    two.wait(3600)
    assert handed(two) == []
    returns(two, "one")
    two.sent(two.job().job, modem="one", peer=b"one")
    assert handed(two) == [("one", "by request"), ("one", "by equipment")]


def test_a_message_for_any_modem_waits_for_none_that_is_away(two: House) -> None:
    leaves(two, "one")
    two.send()
    assert handed(two) == [("two", "Alarm")]


def test_a_modem_that_never_spoke_since_the_start_is_lost_too(two: House) -> None:
    question_through(two, "one")
    two.modem(JobUnknown(modem="one", job=two.job().job), b"one")  # its modem left: it was handed back, and again
    two.restart()
    two.forget()
    two.hello("two", peer=b"two")
    two.wait(59)
    assert handed(two) == []


def test_an_answer_for_a_modem_that_is_gone_from_the_settings_leaves_through_another(tmp_path: Path) -> None:
    house = pool(tmp_path)
    leaves(house, "one")
    question_through(house, "one")
    house.settings = settings(tmp_path, "failover_after = 60.0", ("two",))
    house.restart()
    house.forget()
    house.hello("two", peer=b"two")
    house.wait(60)
    assert handed(house) == [("two", "16.3 °C")]


def test_a_message_bound_to_a_modem_that_is_gone_from_the_settings_waits_and_status_says_so(tmp_path: Path) -> None:
    house = pool(tmp_path)
    leaves(house, "one")
    house.send(modem="one")
    house.settings = settings(tmp_path, "", ("two",))
    house.restart()
    house.hello("two", peer=b"two")
    house.wait(3600)
    alerts = [alert["message"] for alert in house.result(StatusRequest(id=1))["alerts"]]
    assert any("1 message waits for modem one, which is not in the settings" in alert for alert in alerts)
    assert house.outbox()[0]["state"] == "queued"


# --- long texts


def test_a_long_text_of_which_a_part_was_sent_is_sent_again_whole_through_another_modem(two: House) -> None:
    """A phone joins parts by the sender's number: the second part alone would never be shown."""
    [message] = two.send(ALICE, LONG)
    two.sent(two.job().job, modem="one", peer=b"one")
    second = two.job()
    leaves(two, "one")
    two.modem(JobUnknown(modem="one", job=second.job), b"one")
    two.wait(59)
    assert len(handed(two)) == 2
    two.wait(1)
    for _ in range(2):
        two.sent(two.job().job, modem="two", peer=b"two")
    assert handed(two) == [("one", LONG[:153]), ("one", LONG[153:]), ("two", LONG[:153]), ("two", LONG[153:])]
    shown = two.result(MessageShowRequest(id=1, box="outbox", message=message["id"]))
    assert (shown["state"], shown["modem"]) == ("sent", "two")


def test_a_result_that_the_lost_modem_tells_late_of_a_part_that_is_sent_again_is_merely_acknowledged(
    two: House,
) -> None:
    two.send(ALICE, LONG)
    first = two.job()
    two.sent(first.job, modem="one", peer=b"one")
    leaves(two, "one")
    two.modem(JobUnknown(modem="one", job=two.job().job), b"one")
    two.wait(60)
    two.sent(first.job, modem="one", peer=b"one")
    assert two.outbox()[0]["state"] == "in-flight"


def test_where_parts_are_messages_of_their_own_only_the_rest_goes_through_another_modem(tmp_path: Path) -> None:
    house = House(tmp_path, router="failover_after = 60.0", modems=("one", "two"))
    cut = Capabilities(max_chars=100)
    for name in ("one", "two"):
        house.hello(name, peer=name.encode(), capabilities=cut)
    house.send(text=LONG)
    house.sent(house.job().job, modem="one", peer=b"one")
    second = house.job()
    leaves(house, "one")
    house.modem(JobUnknown(modem="one", job=second.job), b"one")
    house.wait(60)
    assert handed(house) == [("one", LONG[:100]), ("one", LONG[100:]), ("two", LONG[100:])]


def test_while_a_part_may_be_on_its_way_the_others_wait_for_what_becomes_of_it(two: House) -> None:
    two.send(ALICE, LONG)
    leaves(two, "one")
    two.wait(300)
    assert len(handed(two)) == 1
    two.modem(JobResult(modem="one", job=two.job().job, outcome=Outcome.UNCERTAIN), b"one")
    two.wait(119)
    assert len(handed(two)) == 1
    two.wait(1)  # the doubt is over: nothing is known to have been sent, so any modem may have it
    assert handed(two)[1:] == [("two", LONG[:153])]


def test_a_text_is_cut_for_the_modem_it_leaves_through(tmp_path: Path) -> None:
    """`plain` cannot join parts: cut for any modem, the text has no concatenation; alone, `able` joins them."""
    house = House(tmp_path, modems=("able", "plain"))
    house.hello("plain", peer=b"plain", capabilities=Capabilities(max_chars=100))
    leaves(house, "plain")
    house.send(text=LONG)
    house.hello("able", peer=b"able")
    assert house.job().concat is not None
    assert house.job().text == LONG[:153]


def test_a_text_cut_for_a_modem_that_joins_parts_is_cut_again_for_one_that_does_not(tmp_path: Path) -> None:
    house = House(tmp_path, modems=("able",))
    house.send(text=LONG)
    house.hello("plain", peer=b"plain", capabilities=Capabilities(max_chars=100))
    assert (house.job().text, house.job().concat) == (LONG[:100], None)
    assert house.outbox()[0]["parts"] == 2


def test_the_rest_of_a_text_follows_a_part_that_was_sent_after_all(tmp_path: Path) -> None:
    """The doubt was over and the part queued again when the modem that had it says that it was sent."""
    house = House(tmp_path, router="failover_after = 600.0", modems=("one", "two"))
    house.hello("one", peer=b"one")
    house.send(text=LONG)
    first = house.job()
    house.modem(JobResult(modem="one", job=first.job, outcome=Outcome.UNCERTAIN), b"one")
    leaves(house, "one")
    house.wait(121)
    house.sent(first.job, modem="one", peer=b"one")
    house.hello("two", peer=b"two")
    assert len(handed(house)) == 1
    returns(house, "one")
    assert handed(house)[1:] == [("one", LONG[153:])]


# --- what was at the modem


def test_a_part_that_modemd_hands_back_goes_through_another_modem_at_once(two: House) -> None:
    two.send()
    leaves(two, "one")
    two.modem(JobUnknown(modem="one", job=two.job().job), b"one")
    assert handed(two) == [("one", "Alarm"), ("two", "Alarm")]


def test_while_the_second_part_is_at_a_modem_the_first_is_not_given_to_another(tmp_path: Path) -> None:
    house = House(tmp_path, modems=("one", "two"))
    house.hello("one", peer=b"one", capabilities=AHEAD)
    house.send(text=LONG)
    first, second = house.seen(SubmitJob)
    house.hello("two", peer=b"two")
    leaves(house, "one")
    house.modem(JobUnknown(modem="one", job=first.job), b"one")
    assert len(handed(house)) == 2
    house.modem(JobUnknown(modem="one", job=second.job), b"one")
    assert handed(house)[2:] == [("two", LONG[:153])]


def test_a_part_taken_back_keeps_its_place_in_the_queue(two: House) -> None:
    leaves(two, "two")
    two.send(text="first")
    first = two.job()
    two.now += 10
    two.send(text="second")
    leaves(two, "one")
    two.modem(JobUnknown(modem="one", job=first.job), b"one")
    returns(two, "two")
    assert handed(two) == [("one", "first"), ("two", "first")]


def test_of_two_parts_at_a_modemd_that_went_away_the_second_goes_through_another_modem(tmp_path: Path) -> None:
    house = House(tmp_path, router="failover_after = 60.0", modems=("one", "two"))
    house.hello("one", peer=b"one", capabilities=AHEAD)
    house.send(text="first")
    house.send(text="second")
    house.lose(Link.MODEMS, b"one")
    house.hello("two", peer=b"two", capabilities=AHEAD)
    house.wait(59)
    assert handed(house) == [("one", "first"), ("one", "second")]
    house.wait(1)
    assert handed(house)[2:] == [("two", "second")]
    house.hello("one", peer=b"again", capabilities=AHEAD)  # the same process: it may not submit the second any more
    assert house.seen(Welcome)[-1].jobs == [house.seen(SubmitJob)[0].job]


def test_a_modemd_that_is_connected_and_does_not_answer_keeps_what_it_has(tmp_path: Path) -> None:
    house = House(tmp_path, router="failover_after = 60.0", modems=("one", "two"))
    house.hello("one", peer=b"one", capabilities=AHEAD)
    house.send(text="first")
    house.send(text="second")
    house.wait(30, deaf=True)
    house.hello("two", peer=b"two")
    house.wait(300, deaf=True)
    assert handed(house) == [("one", "first"), ("one", "second")]


# --- a modem that fails for reasons of its own


def fails(house: House, modem: str, code: int) -> None:
    cause = FailureCause(source="cms", code=code)
    result = JobResult(modem=modem, job=house.job().job, outcome=Outcome.FAILED, cause=cause)
    house.modem(result, modem.encode())


def test_a_modem_without_its_sim_does_not_fail_what_another_can_send(two: House) -> None:
    two.send(text="first")
    fails(two, "one", 310)  # SIM not inserted
    two.sent(two.job().job, modem="two", peer=b"two")
    for text in ("second", "third"):
        two.now += 1
        two.send(text=text)
        two.sent(two.job().job, modem="two", peer=b"two")
    assert handed(two) == [("one", "first"), ("two", "first"), ("two", "second"), ("two", "third")]
    assert [message["state"] for message in two.outbox()] == ["sent"] * 3
    assert len(two.events("alert")) == 1


def test_it_is_tried_again_after_a_while(two: House) -> None:
    two.send()
    fails(two, "one", 310)
    two.sent(two.job().job, modem="two", peer=b"two")
    two.wait(601)
    two.send()
    assert [modem for modem, _ in handed(two)] == ["one", "two", "one"]


def test_an_answer_follows_when_its_modem_stays_so(two: House) -> None:
    question_through(two, "one")
    fails(two, "one", 310)
    two.wait(60)
    assert [modem for modem, _ in handed(two)] == ["one", "two"]


def test_what_is_bound_to_it_fails_with_the_reason(two: House) -> None:
    two.send(modem="one")
    fails(two, "one", 310)
    assert two.outbox()[0]["state"] == "failed"


def test_when_all_modems_fail_so_the_message_fails_in_the_end(two: House) -> None:
    two.send()
    fails(two, "one", 310)
    fails(two, "two", 310)
    assert two.outbox()[0]["state"] == "failed"


# --- spreading


@pytest.mark.parametrize("modems", [2, 3, 5])
def test_messages_for_any_modem_are_spread_evenly(tmp_path: Path, modems: int) -> None:
    names = [f"m{number}" for number in range(modems)]
    house = House(tmp_path, router="recipient_per_hour = 0", modems=names)
    for name in names:
        house.hello(name, peer=name.encode(), capabilities=AHEAD)
    for number in range(10 * modems):
        house.send(text=str(number))
        modem, _ = handed(house)[-1]
        house.now += 1
        house.sent(house.job().job, modem=modem, peer=modem.encode())
    assert Counter(modem for modem, _ in handed(house)) == dict.fromkeys(names, 10)


# --- crashes


@dataclass
class Two:
    """The modem that takes over: what it was handed, what it sent."""

    jobs: dict[str, SubmitJob] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)

    def submit(self, house: House) -> None:
        """Sends all it is handed, until there is no more."""
        while self.jobs:
            job = self.jobs.pop(next(iter(self.jobs)))
            self.sent.append(job.text)
            for output in house.sent(job.job, reference=len(self.sent), modem="two", peer=b"two"):
                self.take(output)

    def take(self, output: Output) -> None:
        """What routerd puts out."""
        if isinstance(output, Send) and output.peer == b"two" and isinstance(output.message, SubmitJob):
            self.jobs[output.message.job] = output.message


def test_wherever_routerd_ends_while_another_modem_takes_over_it_sends_the_text_whole_and_once(tmp_path: Path) -> None:
    for crash_after in itertools.count():
        folder = tmp_path / str(crash_after)
        folder.mkdir()
        house, two = pool(folder), Two()
        house.send(ALICE, LONG)
        house.sent(house.job().job, modem="one", peer=b"one")
        leaves(house, "one")
        house.modem(JobUnknown(modem="one", job=house.job().job), b"one")
        house.now += 60
        outputs = [output for step in (TimePassed(), MoveOn()) for output in house.router.handle(step, house.now)]
        for output in outputs[:crash_after]:
            if isinstance(output, Commit):
                house.store.commit()
            two.take(output)
        house.restart()
        house.forget()
        for output in house.hello("two", peer=b"two"):
            two.take(output)
        for job in house.seen(Welcome)[-1].jobs:
            if job not in two.jobs:
                for output in house.modem(JobUnknown(modem="two", job=job), b"two"):
                    two.take(output)
        two.submit(house)
        house.forget()
        house.wait(60)
        for output in house.outputs:
            two.take(output)
        two.submit(house)
        assert two.sent == [LONG[:153], LONG[153:]], f"after {crash_after} outputs"
        assert [message["state"] for message in house.outbox()] == ["sent"]
        house.store.close()
        if crash_after > len(outputs):
            assert len(outputs) >= 3
            return


def test_a_message_cancelled_behind_another_at_a_lost_modem_is_not_sent_when_it_is_free(tmp_path: Path) -> None:
    house = House(tmp_path, router="failover_after = 60")
    house.hello(capabilities=Capabilities(jobs=2))
    house.send(ALICE)
    [message] = house.send(BOB)
    house.result(MessageCancelRequest(id=1, message=message["id"]))
    house.lose(Link.MODEMS, MODEM)
    house.wait(120)
    house.hello(boot="m2", peer=b"new", capabilities=Capabilities(jobs=2))
    assert [document["state"] for document in house.outbox()] == ["uncertain", "cancelled"]
    assert [job.recipient for job in house.seen(SubmitJob)] == [ALICE, BOB]


def refusal() -> StatusReport:
    """The phone of the recipient refuses the first part."""
    return status_report(1, key="refused", status=0x41, modem="a")


def two_modems(folder: Path, **capabilities: Any) -> House:
    """Of which only `a` is there yet."""
    house = House(folder, router="failover_after = 60\nuncertain_wait = 60", modems=("a", "b"))
    house.hello("a", peer=b"a", capabilities=Capabilities(**capabilities))
    return house


def send_all_through_b(house: House) -> list[int]:
    """The places of the parts that b sends."""
    sent = []
    while house.seen(SubmitJob):
        job = house.job()
        house.forget()
        sent.append(job.concat.sequence if job.concat else 1)
        house.sent(job.job, len(sent), "b", b"b")
    return sent


THREE = "0123456789" * 40
"""Three parts."""


def test_a_long_text_that_failed_after_it_was_sent_is_retried_as_a_whole_by_another_modem(tmp_path: Path) -> None:
    house = two_modems(tmp_path)
    [message] = house.send(text=THREE, delivery_report=True)
    for reference in (1, 2, 3):
        house.sent(house.job().job, reference, "a", b"a")
    house.modem(refusal(), b"a")
    house.modem(modem_state("a", ModemCondition.ABSENT), b"a")
    house.result(MessageRetryRequest(id=1, message=message["id"]))
    house.forget()
    house.hello("b", peer=b"b")
    house.wait(100)
    assert send_all_through_b(house) == [1, 2, 3]


def test_a_retried_message_is_not_bound_to_the_modem_that_sent_it_before(tmp_path: Path) -> None:
    house = House(tmp_path, router="failover_after = 0", modems=("a", "b"))
    house.hello("a", peer=b"a")
    [message] = house.send(delivery_report=True)
    house.sent(house.job().job, 1, "a", b"a")
    house.modem(refusal(), b"a")
    house.modem(modem_state("a", ModemCondition.ABSENT), b"a")
    house.hello("b", peer=b"b")
    house.forget()
    house.result(MessageRetryRequest(id=1, message=message["id"]))
    assert send_all_through_b(house) == [1]


def test_what_the_lost_modem_says_of_its_part_makes_no_hole_in_the_text_of_the_other(tmp_path: Path) -> None:
    house = two_modems(tmp_path)
    house.send(text=THREE)
    house.sent(house.job().job, 1, "a", b"a")
    second = house.job().job
    house.lose(Link.MODEMS, b"a")
    house.wait(1400)
    house.forget()
    house.hello("b", peer=b"b")
    house.hello("a", peer=b"again")
    house.sent(second, 2, "a", b"again")
    assert send_all_through_b(house) == [1, 2, 3]


def test_behind_a_cancelled_part_at_a_lost_modem_one_more_may_be_on_its_way(tmp_path: Path) -> None:
    """The cancelled one may have been handed back, and nobody heard of it."""
    house = two_modems(tmp_path, jobs=2)
    [first] = house.send(ALICE)
    house.send(BOB)
    house.result(MessageCancelRequest(id=1, message=first["id"]))
    house.lose(Link.MODEMS, b"a")
    house.hello("b", peer=b"b")
    house.forget()
    house.wait(100)
    assert house.seen(SubmitJob) == []
