"""Parts at the modems."""

from __future__ import annotations

from pathlib import Path

import pytest

from routerd.exchange import Commit, CommitFailed, FromClient, FromModem, Link, Send, SettingsChanged, Undelivered
from routerd.submission import MOST_AT_MODEM
from smsbus.messages import (
    Capabilities,
    FailureCause,
    JobResult,
    JobUnknown,
    LateReference,
    ModemCondition,
    Outcome,
    ResultAck,
    SubmitJob,
    Welcome,
    WhoAreYou,
    WithdrawJob,
)
from smsbus.requests import MessageCancelRequest, MessageRetryRequest, SendRequest
from tests.routerd.house import ALICE, BOB, CLIENT, MODEM, STRANGER, House, modem_state, settings, status_report

LONG = "0123456789" * 20  # two parts


def states(house: House) -> list[str]:
    return [message["state"] for message in house.outbox()]


def fail(house: House, source: str = "final", code: int | None = None) -> None:
    cause = FailureCause(source=source, code=code)
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.FAILED, cause=cause))


def doubt(house: House) -> None:
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.UNCERTAIN))


def recipients(house: House) -> list[str]:
    return [job.recipient for job in house.seen(SubmitJob)]


def test_the_part_is_durably_in_flight_before_the_job_leaves(house: House) -> None:
    request = SendRequest(id=1, to=BOB, text="Alarm")
    outputs = house.handle(FromClient(peer=CLIENT, request=request))
    assert isinstance(outputs[0], Commit)
    assert house.links(outputs) == [Link.CLIENTS, Link.MODEMS]
    row = house.store.row("SELECT state, modem, boot, job FROM outbox_part")
    assert row is not None
    job = next(output.message for output in outputs if isinstance(output, Send) and output.link is Link.MODEMS)
    assert isinstance(job, SubmitJob)
    assert tuple(row) == ("in-flight", "gsm", "m1", job.job)


def test_a_modem_has_one_part_at_a_time(house: House) -> None:
    house.send()
    house.send()
    assert len(house.seen(SubmitJob)) == 1
    house.sent(house.job().job)
    assert len(house.seen(SubmitJob)) == 2


@pytest.mark.parametrize(
    "condition", [ModemCondition.REGISTERING, ModemCondition.RECOVERING, ModemCondition.SIM_LOCKED]
)
def test_a_modem_that_is_not_ready_gets_nothing_until_it_is(house: House, condition: ModemCondition) -> None:
    house.modem(modem_state(state=condition))
    house.send()
    assert house.seen(SubmitJob) == []
    house.modem(modem_state())
    assert len(house.seen(SubmitJob)) == 1


def test_that_a_former_modemd_was_ready_says_nothing_of_a_new_one(house: House) -> None:
    from smsbus.messages import ModemHello

    house.modem(ModemHello(modem="gsm", boot="m2", pid=9), b"new")
    house.send()
    assert house.seen(SubmitJob) == []


def test_alerts_go_first_then_answers_then_the_rest_each_oldest_first(empty: House) -> None:
    for to, priority in [(BOB, "bulk"), (ALICE, "normal"), (STRANGER, "alert"), (BOB, "normal")]:
        empty.send(to, priority=priority)
    empty.hello()
    for _ in range(3):
        empty.sent(empty.job().job)
    assert recipients(empty) == [STRANGER, ALICE, BOB, BOB]


def test_in_a_flood_of_normal_messages_bulk_has_its_turn_and_an_alert_goes_at_once(empty: House) -> None:
    empty.settings = settings(empty.folder, "recipient_per_hour = 0\nclient_per_minute = 0")
    empty.feed(SettingsChanged(settings=empty.settings))
    for number in range(30):
        empty.send(BOB, str(number))
    for number in range(3):
        empty.send(ALICE, str(number), priority="bulk")
    empty.hello()
    for _ in range(20):
        empty.sent(empty.job().job)
    empty.send(STRANGER, priority="alert")
    empty.sent(empty.job().job)
    assert recipients(empty) == ([BOB] * 8 + [ALICE]) * 2 + [BOB] * 3 + [STRANGER]


def test_the_parts_of_one_message_go_one_after_the_other(house: House) -> None:
    house.send(text=LONG)
    house.send(ALICE)
    for _ in range(2):
        house.sent(house.job().job)
    assert recipients(house) == [BOB, BOB, ALICE]


def test_a_message_that_waits_for_its_next_attempt_does_not_hold_up_the_others(house: House) -> None:
    house.send(BOB)
    fail(house)
    house.send(ALICE)
    assert recipients(house) == [BOB, ALICE]
    house.sent(house.job().job)
    house.wait(20)
    assert recipients(house) == [BOB, ALICE, BOB]


def test_a_passing_failure_is_tried_again_later_each_time(house: House) -> None:
    house.send()
    fail(house)
    house.wait(14)
    assert len(house.seen(SubmitJob)) == 1
    house.wait(1)
    assert len(house.seen(SubmitJob)) == 2
    fail(house)
    house.wait(29)
    assert len(house.seen(SubmitJob)) == 2
    house.wait(1)
    assert len(house.seen(SubmitJob)) == 3


def test_a_permanent_failure_ends_it_with_a_reason(house: House) -> None:
    house.send()
    fail(house, "cms", 1)
    [message] = house.outbox()
    assert message["state"] == "failed"
    assert "CMS 1" in message["reason"]
    house.wait(7200)
    assert len(house.seen(SubmitJob)) == 1


def test_a_failure_that_needs_a_person_is_an_alert(house: House) -> None:
    house.send()
    fail(house, "cms", 310)  # SIM not inserted
    assert len(house.events("alert")) == 1


def test_when_a_part_fails_for_good_the_rest_of_the_message_is_not_sent(house: House) -> None:
    house.send(text=LONG)
    fail(house, "cms", 1)
    assert states(house) == ["failed"]
    assert len(house.seen(SubmitJob)) == 1
    assert len(house.events("sms.failed")) == 1


def test_results_are_acknowledged_also_when_they_come_again_or_mean_nothing(house: House) -> None:
    house.send()
    job = house.job().job
    house.sent(job)
    house.sent(job)
    house.sent("never heard of")
    assert [ack.job for ack in house.seen(ResultAck)] == [job, job, "never heard of"]
    assert len(house.events("sms.sent")) == 1


def test_what_nobody_knows_waits_and_is_sent_again_once(house: House) -> None:
    house.send()
    doubt(house)
    assert states(house) == ["uncertain"]
    house.wait(119)
    assert len(house.seen(SubmitJob)) == 1
    house.wait(1)
    assert len(house.seen(SubmitJob)) == 2
    doubt(house)
    house.wait(3600)
    assert states(house) == ["failed"]
    assert len(house.seen(SubmitJob)) == 2
    assert "it may have been sent or not" in house.outbox()[0]["reason"]


def test_with_no_uncertain_retries_it_is_reported_instead(tmp_path: Path) -> None:
    house = House(tmp_path, router="uncertain_retries = 0")
    house.hello()
    house.send()
    doubt(house)
    house.wait(121)
    assert states(house) == ["failed"]
    assert len(house.seen(SubmitJob)) == 1


def test_others_go_on_while_one_is_uncertain(house: House) -> None:
    house.send(BOB)
    doubt(house)
    house.send(ALICE)
    assert recipients(house) == [BOB, ALICE]


def test_a_late_answer_of_the_modem_settles_the_doubt(house: House) -> None:
    house.send()
    doubt(house)
    house.modem(LateReference(modem="gsm", reference=9))
    house.wait(3600)
    assert states(house) == ["sent"]
    assert len(house.seen(SubmitJob)) == 1


def test_a_late_answer_when_nothing_is_uncertain_changes_nothing(house: House) -> None:
    house.send()
    house.modem(LateReference(modem="gsm", reference=9))
    assert states(house) == ["in-flight"]


def test_of_several_in_doubt_the_last_that_was_certainly_submitted_is_meant(house: House) -> None:
    for _ in range(2):
        house.send()
        doubt(house)
    house.modem(LateReference(modem="gsm", reference=9))
    assert states(house) == ["uncertain", "sent"]


def test_a_late_answer_settles_nothing_when_a_modemd_ended_perhaps_before_it_submitted_the_last(house: House) -> None:
    house.send()
    doubt(house)
    house.send()
    house.hello(boot="m2", peer=b"new")
    house.modem(LateReference(modem="gsm", reference=9), b"new")
    assert states(house) == ["uncertain", "uncertain"]


def test_a_retried_part_keeps_its_concatenation_reference(house: House) -> None:
    house.send(text=LONG)
    doubt(house)
    house.wait(120)
    first, again = house.seen(SubmitJob)
    assert first.concat == again.concat
    assert first.job != again.job


def test_when_another_modemd_comes_its_part_is_uncertain_and_named_in_the_welcome(house: House) -> None:
    house.send()
    house.hello(boot="m2", peer=b"new")
    assert states(house) == ["uncertain"]
    assert house.seen(Welcome)[-1].jobs == [house.job().job]


def test_a_result_that_another_modemd_found_left_settles_it(house: House) -> None:
    house.send()
    house.hello(boot="m2", peer=b"new")
    house.sent(house.job().job, peer=b"new")
    assert states(house) == ["sent"]


def test_the_same_modemd_on_a_new_connection_still_has_its_part(house: House) -> None:
    house.send()
    house.hello(peer=b"new")
    assert states(house) == ["in-flight"]
    assert house.seen(Welcome)[-1].jobs == [house.job().job]


def test_a_job_that_the_same_modemd_never_saw_goes_again_at_once(house: House) -> None:
    house.send()
    house.modem(JobUnknown(modem="gsm", job=house.job().job))
    assert len(house.seen(SubmitJob)) == 2
    assert states(house) == ["in-flight"]


def test_what_its_own_modemd_reported_as_uncertain_it_cannot_disown_after_forgetting_it(house: House) -> None:
    """The report was acknowledged, so the process knows the job no more: it would have gone out a second time at once,
    and again after every restart of routerd, however small `uncertain_retries` is.
    """
    house.send()
    doubt(house)
    house.restart()
    house.hello(peer=b"new")
    house.modem(JobUnknown(modem="gsm", job=house.job().job), b"new")
    assert states(house) == ["uncertain"]
    assert len(house.seen(SubmitJob)) == 1


def test_when_the_disk_is_full_a_job_that_comes_back_is_asked_for_again(house: House) -> None:
    """It is said once: the modemd is asked for its hello, and then for the job."""
    house.send()
    back = FromModem(peer=MODEM, message=JobUnknown(modem="gsm", job=house.job().job))
    house.router.handle(back, house.now)
    house.store.rollback()
    house.router.handle(CommitFailed(reason="full", incoming=back), house.now)
    house.store.commit()
    house.modem(modem_state())
    assert len(house.seen(WhoAreYou)) == 1
    house.hello()
    assert house.seen(Welcome)[-1].jobs == [house.job().job]


def test_that_another_modemd_never_saw_it_proves_nothing(house: House) -> None:
    house.send()
    house.hello(boot="m2", peer=b"new")
    house.modem(JobUnknown(modem="gsm", job=house.job().job), b"new")
    assert states(house) == ["uncertain"]
    assert len(house.seen(SubmitJob)) == 1


def test_a_job_that_never_left_goes_again_when_the_modem_is_back_without_any_doubt(house: House) -> None:
    house.send()
    house.feed(Undelivered(link=Link.MODEMS, peer=MODEM, message=house.job()))
    assert states(house) == ["queued"]
    house.hello(boot="m2", peer=b"new")
    assert states(house) == ["in-flight"]


def test_a_message_of_which_nothing_was_sent_may_go_through_another_modem(tmp_path: Path) -> None:
    house = House(tmp_path, modems=("one", "two"))
    house.hello("one", peer=b"1")
    house.send()
    house.hello("two", peer=b"2")
    house.feed(Undelivered(link=Link.MODEMS, peer=b"1", message=house.job()))
    assert [message["modem"] for message in house.outbox()] == ["two"]


def test_the_later_parts_follow_the_first_through_its_modem(tmp_path: Path) -> None:
    house = House(tmp_path, modems=("one", "two"))
    house.hello("one", peer=b"1")
    house.send(text=LONG)
    house.hello("two", peer=b"2")
    assert len(house.seen(SubmitJob)) == 1
    house.sent(house.job().job, modem="one", peer=b"1")
    assert [
        output.peer for output in house.outputs if isinstance(output, Send) and isinstance(output.message, SubmitJob)
    ] == [
        b"1",
        b"1",
    ]


def test_messages_spread_over_the_modems(tmp_path: Path) -> None:
    house = House(tmp_path, modems=("one", "two"))
    house.hello("one", peer=b"1")
    house.hello("two", peer=b"2")
    for _ in range(4):
        house.send()
        via = house.outbox()[-1]["modem"]
        house.sent(house.job().job, modem=via, peer=b"1" if via == "one" else b"2")
        house.now += 1
    assert sorted(message["modem"] for message in house.outbox()) == ["one", "one", "two", "two"]


def test_a_part_whose_modemd_never_comes_back_becomes_uncertain(house: House) -> None:
    house.send()
    house.restart()
    house.later(1)
    house.later(700)
    assert states(house) == ["uncertain"]


def test_a_cancelled_message_is_not_tried_again(house: House) -> None:
    [message] = house.send()
    house.result(MessageCancelRequest(id=1, message=message["id"]))
    assert states(house) == ["in-flight"]
    fail(house)
    house.wait(3600)
    assert states(house) == ["cancelled"]
    assert len(house.seen(SubmitJob)) == 1


def test_a_cancelled_message_that_never_left_is_not_handed_over_again(house: House) -> None:
    [message] = house.send()
    house.result(MessageCancelRequest(id=9, message=message["id"]))
    house.feed(Undelivered(link=Link.MODEMS, peer=MODEM, message=house.job()))
    house.hello(boot="m2", peer=b"new")
    assert states(house) == ["cancelled"]
    assert len(house.seen(SubmitJob)) == 1


def test_a_message_cancelled_at_the_modem_is_wanted_back_and_cancelled_when_the_modem_had_it_not(house: House) -> None:
    [message] = house.send()
    job = house.job().job
    house.result(MessageCancelRequest(id=1, message=message["id"]))
    assert house.seen(WithdrawJob) == [WithdrawJob(job=job)]
    house.modem(JobUnknown(modem="gsm", job=job))
    assert states(house) == ["cancelled"]
    assert len(house.seen(SubmitJob)) == 1


def test_a_message_cancelled_too_late_is_sent(house: House) -> None:
    [message] = house.send()
    house.result(MessageCancelRequest(id=1, message=message["id"]))
    house.sent(house.job().job)
    assert states(house) == ["sent"]


def test_a_long_message_cancelled_in_between_is_cut_off(house: House) -> None:
    [message] = house.send(text=LONG)
    house.result(MessageCancelRequest(id=1, message=message["id"]))
    house.sent(house.job().job)
    assert states(house) == ["cancelled"]
    assert len(house.seen(SubmitJob)) == 1


def test_a_message_expired_while_uncertain_is_not_sent_again_but_a_late_answer_still_counts(house: House) -> None:
    house.send(validity_s=60)
    job = house.job().job
    doubt(house)
    house.wait(200)
    assert states(house) == ["expired"]
    house.sent(job)
    assert states(house) == ["sent"]


def test_a_failed_message_is_queued_again_on_request_from_the_start(house: House) -> None:
    [message] = house.send()
    fail(house, "cms", 1)
    assert house.result(MessageRetryRequest(id=1, message=message["id"]))["reason"] is None
    assert len(house.seen(SubmitJob)) == 2
    house.sent(house.job().job)
    assert states(house) == ["sent"]


# --- the next part at its prompt


@pytest.fixture
def ahead(empty: House) -> House:
    """A house whose modemd takes two parts."""
    empty.hello(capabilities=Capabilities(jobs=2))
    return empty


def test_a_modemd_that_takes_two_is_handed_the_next_part_too_and_no_third(ahead: House) -> None:
    for to in (BOB, ALICE, STRANGER):
        ahead.send(to)
    assert recipients(ahead) == [BOB, ALICE]
    ahead.sent(ahead.seen(SubmitJob)[0].job)
    assert recipients(ahead) == [BOB, ALICE, STRANGER]


def test_a_modemd_that_wants_everything_gets_a_few(empty: House) -> None:
    empty.hello(capabilities=Capabilities(jobs=1000))
    for number in range(20):
        empty.send(text=str(number))
    assert len(empty.seen(SubmitJob)) == MOST_AT_MODEM


def test_every_modem_has_a_part_before_one_has_two(tmp_path: Path) -> None:
    house = House(tmp_path, modems=("a", "b"))
    for name in ("a", "b"):
        house.hello(name, peer=name.encode(), capabilities=Capabilities(jobs=2))
    for number in range(3):
        house.send(text=str(number))
    handed = [o.peer for o in house.outputs if isinstance(o, Send) and isinstance(o.message, SubmitJob)]
    assert handed == [b"a", b"b", b"a"]


def test_when_another_modemd_comes_only_the_first_part_is_uncertain_and_the_next_goes_out_at_once(ahead: House) -> None:
    ahead.send(BOB)
    ahead.send(ALICE)
    first, behind = ahead.seen(SubmitJob)
    ahead.forget()
    ahead.hello(boot="m2", peer=b"new", capabilities=Capabilities(jobs=2))
    assert states(ahead) == ["uncertain", "in-flight"]
    assert ahead.seen(Welcome)[-1].jobs == [first.job]
    [again] = ahead.seen(SubmitJob)
    assert (again.recipient, again.job != behind.job) == (ALICE, True)


def test_when_another_modemd_comes_a_cancelled_message_that_was_next_is_not_sent(ahead: House) -> None:
    ahead.send(BOB)
    [message] = ahead.send(ALICE)
    ahead.result(MessageCancelRequest(id=9, message=message["id"]))
    ahead.hello(boot="m2", peer=b"new", capabilities=Capabilities(jobs=2))
    assert states(ahead) == ["uncertain", "cancelled"]
    assert recipients(ahead) == [BOB, ALICE]


def test_the_next_part_of_a_cancelled_message_is_taken_back_and_cancelled(ahead: House) -> None:
    [message] = ahead.send(text=LONG)
    first, second = ahead.seen(SubmitJob)
    ahead.result(MessageCancelRequest(id=9, message=message["id"]))
    ahead.modem(JobResult(modem="gsm", job=first.job, outcome=Outcome.UNCERTAIN))
    assert ahead.seen(ResultAck)[-1].withdrawn == [second.job]
    ahead.wait(200)
    assert states(ahead) == ["cancelled"]
    assert len(ahead.seen(SubmitJob)) == 2


def test_which_part_was_first_is_known_also_when_the_clock_was_set_back_in_between(ahead: House) -> None:
    ahead.send(BOB)
    ahead.now -= 3600
    ahead.send(ALICE)
    ahead.hello(boot="m2", peer=b"new")
    assert states(ahead) == ["uncertain", "in-flight"]


def test_the_next_part_of_a_message_whose_part_fails_is_taken_back_and_goes_after_it(ahead: House) -> None:
    ahead.send(text=LONG)
    first, second = ahead.seen(SubmitJob)
    ahead.modem(JobResult(modem="gsm", job=first.job, outcome=Outcome.FAILED, cause=FailureCause(source="final")))
    assert ahead.seen(ResultAck) == [ResultAck(job=first.job, withdrawn=[second.job])]
    ahead.forget()
    ahead.wait(20)
    assert [job.text for job in ahead.seen(SubmitJob)] == [first.text, second.text]


def test_the_next_part_of_a_message_that_fails_for_good_is_taken_back_and_fails_with_it(ahead: House) -> None:
    ahead.send(text=LONG)
    first, second = ahead.seen(SubmitJob)
    cause = FailureCause(source="cms", code=1)
    ahead.modem(JobResult(modem="gsm", job=first.job, outcome=Outcome.FAILED, cause=cause))
    assert ahead.seen(ResultAck)[-1].withdrawn == [second.job]
    assert states(ahead) == ["failed"]
    ahead.wait(3600)
    assert len(ahead.seen(SubmitJob)) == 2


def test_a_part_of_another_message_stays_at_the_modem_when_the_one_before_it_fails(ahead: House) -> None:
    ahead.send(BOB)
    ahead.send(ALICE)
    first, second = ahead.seen(SubmitJob)
    ahead.modem(JobResult(modem="gsm", job=first.job, outcome=Outcome.FAILED, cause=FailureCause(source="final")))
    assert ahead.seen(ResultAck)[-1].withdrawn == []
    ahead.sent(second.job)
    assert states(ahead) == ["queued", "sent"]


def test_after_a_restart_a_taken_back_part_is_not_named_to_the_modemd_that_still_holds_it(ahead: House) -> None:
    ahead.send(text=LONG)
    first, _ = ahead.seen(SubmitJob)
    result = JobResult(modem="gsm", job=first.job, outcome=Outcome.UNCERTAIN)
    ahead.modem(result)  # and routerd ends before the acknowledgement has left
    ahead.restart()
    ahead.hello(capabilities=Capabilities(jobs=2))
    assert ahead.seen(Welcome)[-1].jobs == [first.job]


def test_a_modemd_that_stays_away_leaves_one_part_in_doubt_and_the_others_free(ahead: House) -> None:
    ahead.send(BOB)
    ahead.send(ALICE)
    ahead.lose(Link.MODEMS, MODEM)
    ahead.later(601)
    assert states(ahead) == ["uncertain", "queued"]


def test_behind_a_cancelled_part_one_more_is_uncertain_when_modemd_ends(ahead: House) -> None:
    """The cancelled one may have been handed back while routerd was away: then the next one was let go."""
    [first] = ahead.send(BOB)
    ahead.send(ALICE)
    ahead.send(STRANGER)
    ahead.result(MessageCancelRequest(id=1, message=first["id"]))
    ahead.restart()
    ahead.hello(boot="m2", peer=b"new", capabilities=Capabilities(jobs=2))
    assert states(ahead) == ["uncertain", "uncertain", "in-flight"]


def test_a_part_in_doubt_that_its_modemd_then_reports_as_uncertain_cannot_be_disowned_by_it(tmp_path: Path) -> None:
    house = House(tmp_path, router="uncertain_wait = 3600")
    house.hello()
    house.send()
    job = house.job().job
    house.lose(Link.MODEMS, MODEM)
    house.later(601)
    house.hello(peer=b"back")
    house.modem(JobResult(modem="gsm", job=job, outcome=Outcome.UNCERTAIN), b"back")
    house.hello(peer=b"again")
    house.modem(JobUnknown(modem="gsm", job=job), b"again")
    assert states(house) == ["uncertain"]
    assert len(house.seen(SubmitJob)) == 1


def test_a_part_whose_message_failed_by_a_report_meanwhile_does_not_wait_behind_it(house: House) -> None:
    house.send(text=LONG, delivery_report=True)
    house.sent(house.job().job, 1)
    house.modem(status_report(1, key="refused", status=0x41))
    fail(house, "cms", 41)
    assert states(house) == ["failed"]
    assert house.store.rows("SELECT 1 FROM outbox_part WHERE state = 'queued'") == []


def test_a_retried_message_still_waits_for_its_time(house: House) -> None:
    [message] = house.send(not_before_at=round((house.now + 3600) * 1000))
    house.result(MessageCancelRequest(id=1, message=message["id"]))
    house.result(MessageRetryRequest(id=2, message=message["id"]))
    assert house.seen(SubmitJob) == []
    house.wait(3600)
    assert len(house.seen(SubmitJob)) == 1


def test_a_job_names_the_one_before_it_at_the_modem(ahead: House) -> None:
    ahead.send(BOB)
    ahead.send(ALICE)
    first, second = ahead.seen(SubmitJob)
    assert (first.behind, second.behind) == (None, first.job)
