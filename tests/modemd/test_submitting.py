"""Jobs: each submitted once, its result kept until it is on disk."""

import pytest

from modemd.at.commands import Plain
from modemd.at.events import Completed
from modemd.at.message_commands import KEEP_LINK, SetServiceCentre, SubmitPdu
from modemd.at.results import OK, FinalResult, ResultKind
from modemd.procedure import Procedure, Reply, Step
from modemd.profiles import find
from modemd.session import Session
from modemd.submitting import Jobs, submit
from smsbus.config import ModemSettings
from smsbus.messages import Concat, FailureCause, JobResult, JobUnknown, Outcome, SubmitJob

SETTINGS = ModemSettings(port="x", delivery_reports=True)


def job(name: str = "a", **more: object) -> SubmitJob:
    fields = {"job": name, "recipient": "+33639980001", "text": "Hello", "alphabet": "gsm7", **more}
    return SubmitJob(**fields)  # type: ignore[arg-type]


def cms(code: int) -> FinalResult:
    return FinalResult(kind=ResultKind.CMS, code=code)


def play(procedure: Procedure[JobResult], *results: FinalResult) -> tuple[list[Step], JobResult]:
    steps: list[Step] = []
    left = list(results)
    reply: Reply = None
    while True:
        try:
            step = procedure.send(reply)
        except StopIteration as end:
            return steps, end.value
        steps.append(step)
        assert isinstance(step, SubmitPdu | SetServiceCentre | Plain)
        reply = Completed(command=step, result=left.pop(0), lines=())


def in_hand(committed: bool) -> Jobs:
    jobs = Jobs(modem="sim")
    jobs.accept(job())
    jobs.take(0.0)
    assert jobs.in_hand is not None
    jobs.in_hand.committed = committed
    return jobs


def test_jobs_are_taken_in_order_and_each_once() -> None:
    jobs = Jobs(modem="sim")
    for name in ("a", "b", "a"):
        assert jobs.accept(job(name)) is None
    taken = []
    while (next_job := jobs.take(0.0)) is not None:
        taken.append(next_job.job)
        jobs.finish(JobResult(modem="sim", job=next_job.job, outcome=Outcome.SENT), 0.0)
    assert taken == ["a", "b"]


def test_a_job_that_is_done_gives_its_result_until_that_is_on_disk() -> None:
    jobs = in_hand(committed=True)
    result = jobs.finish(JobResult(modem="sim", job="a", outcome=Outcome.SENT, reference=7), 0.0)
    assert jobs.accept(job()) == result
    assert jobs.knows("a")
    jobs.acknowledged("a")
    assert not jobs.knows("a")


def test_cut_off_before_ctrl_z_it_is_queued_again_first() -> None:
    jobs = in_hand(committed=False)
    jobs.accept(job("b"))
    assert jobs.interrupted(0.0) is None
    assert [taken.job for taken in (jobs.take(0.0),) if taken] == ["a"]


def test_cut_off_after_ctrl_z_it_is_uncertain() -> None:
    result = in_hand(committed=True).interrupted(0.0)
    assert result is not None
    assert (result.outcome, result.cause) == (Outcome.UNCERTAIN, FailureCause(source="time-out"))


def test_a_part_that_never_gets_a_prompt_does_not_block_the_others_for_ever() -> None:
    jobs = in_hand(committed=False)
    assert jobs.interrupted(0.0) is None
    jobs.take(0.0)
    assert jobs.interrupted(0.0) is None
    jobs.take(0.0)
    result = jobs.interrupted(0.0)
    assert result is not None
    assert result.outcome is Outcome.FAILED


def test_with_nothing_in_hand_there_is_nothing_to_settle() -> None:
    assert Jobs(modem="sim").interrupted(0.0) is None


def test_results_are_told_again_until_they_are_on_disk() -> None:
    jobs = in_hand(committed=True)
    jobs.finish(JobResult(modem="sim", job="a", outcome=Outcome.SENT), 0.0)
    assert jobs.tell_again_at == 10.0
    assert jobs.to_tell_again(9.0) == []
    assert [result.job for result in jobs.to_tell_again(10.0)] == ["a"]
    assert [result.job for result in jobs.to_tell_again(11.0, everything=True)] == ["a"]
    jobs.acknowledged("a")
    assert jobs.to_tell_again(99.0, everything=True) == []


def test_a_service_centre_that_the_modem_lost_is_restored() -> None:
    session = Session(modem="sim", smsc="+33639980099")
    steps, result = play(submit(session, SETTINGS, job()), cms(330), OK, OK)
    assert [type(step) for step in steps] == [SubmitPdu, SetServiceCentre, SubmitPdu]
    assert result.outcome is Outcome.SENT


@pytest.mark.parametrize("code", [29, 50, 69, 500])
def test_a_refusal_that_may_be_of_the_report_is_tried_once_without_it(code: int) -> None:
    steps, result = play(submit(Session(modem="sim"), SETTINGS, job(delivery_report=True)), cms(code), OK)
    first, second = steps
    assert isinstance(first, SubmitPdu)
    assert isinstance(second, SubmitPdu)
    assert (first.tpdu[0] & 0x20, second.tpdu[0] & 0x20) == (0x20, 0)
    assert result.outcome is Outcome.SENT


def test_a_refusal_without_a_report_is_a_failure_with_its_code() -> None:
    _, result = play(submit(Session(modem="sim"), SETTINGS, job()), cms(500))
    assert result.cause == FailureCause(source="cms", code=500)


def test_a_part_of_several_flash_and_validity_are_in_the_pdu() -> None:
    concat = Concat(reference=7, total=2, sequence=1)
    more: dict[str, object] = {"concat": concat, "flash": True, "validity_s": 3600}
    steps, _ = play(submit(Session(modem="sim"), SETTINGS, job(**more)), OK, OK)
    link, command = steps
    assert link == KEEP_LINK
    assert isinstance(command, SubmitPdu)
    # 51: SMS-SUBMIT with a relative validity and a header; DCS 10: class 0; validity 0b: an hour; the header
    # 0500030702 01.
    assert command.tpdu.hex().startswith("51000b913336990800f100100b0c050003070201")


def test_a_modem_that_keeps_no_link_for_parts_is_not_asked_again() -> None:
    session = Session(modem="sim")
    first, second = (Concat(reference=7, total=2, sequence=sequence) for sequence in (1, 2))
    steps, result = play(submit(session, SETTINGS, job(concat=first)), cms(500), OK)
    assert (len(steps), result.outcome) == (2, Outcome.SENT)
    assert len(play(submit(session, SETTINGS, job(concat=second)), OK)[0]) == 1
    assert len(play(submit(session, SETTINGS, job(concat=first)), OK)[0]) == 1


@pytest.mark.parametrize(
    "more", [{"text": "日本"}, {"recipient": "+33 6"}, {"alphabet": "latin1"}, {"text": "x" * 161}]
)
def test_what_cannot_be_encoded_fails_before_the_modem_hears_of_it(more: dict[str, object]) -> None:
    steps, result = play(submit(Session(modem="sim"), SETTINGS, job(**more)))
    assert steps == []
    assert result.cause == FailureCause(source="encoding")


# --- the next one, while the result before is on its way to the disk


def finished(*names: str) -> Jobs:
    """Jobs of which the first has just been sent and is not acknowledged; at 10.0."""
    jobs = Jobs(modem="sim")
    for name in names:
        jobs.accept(job(name))
    first = jobs.take(10.0)
    assert first is not None
    jobs.finish(JobResult(modem="sim", job=first.job, outcome=Outcome.SENT), 10.0)
    return jobs


def names(jobs: Jobs, now: float) -> list[str]:
    return [taken.job for taken in (jobs.take(now),) if taken]


def test_the_next_part_is_taken_and_held_until_the_result_before_it_is_on_disk() -> None:
    jobs = finished("a", "b")
    assert names(jobs, 10.0) == ["b"]
    assert jobs.held
    jobs.acknowledged("a")
    assert not jobs.held


def test_no_part_is_taken_to_its_prompt_while_routerd_is_away() -> None:
    jobs = finished("a", "b")
    assert names(jobs, 12.0) == []
    jobs.acknowledged("a")
    assert names(jobs, 12.0) == ["b"]


def test_a_part_that_was_held_too_long_is_queued_again_first() -> None:
    jobs = finished("a", "b", "c")
    jobs.take(10.0)
    jobs.put_back()
    jobs.acknowledged("a")
    assert names(jobs, 20.0) == ["b"]


@pytest.mark.parametrize("taken", [True, False], ids=["at its prompt", "queued"])
def test_a_part_that_routerd_takes_back_is_not_submitted(taken: bool) -> None:
    jobs = finished("a", "b", "c")
    if taken:
        jobs.take(10.0)
    jobs.acknowledged("a", ["b"])
    assert jobs.held is taken
    if taken:
        jobs.put_back()
    assert not jobs.knows("b")
    assert names(jobs, 10.0) == ["c"]


def test_a_part_taken_back_at_its_prompt_is_gone_also_when_the_modem_is() -> None:
    jobs = finished("a", "b")
    jobs.take(10.0)
    jobs.acknowledged("a", ["b"])
    assert jobs.interrupted(11.0) is None
    assert not jobs.knows("b")


def test_a_routerd_that_comes_back_names_what_it_still_wants_and_the_rest_is_not_submitted() -> None:
    jobs = finished("a", "b", "c")
    assert [unknown.job for unknown in jobs.compare(["a", "c", "x"])] == ["x"]
    assert not jobs.knows("b")
    assert jobs.knows("a"), "a result is told until it is acknowledged"
    jobs.acknowledged("a")
    assert names(jobs, 10.0) == ["c"]


def test_what_was_committed_cannot_be_taken_back() -> None:
    jobs = in_hand(committed=True)
    assert jobs.compare([]) == []
    assert not jobs.held


@pytest.mark.parametrize(("profile", "limit_s"), [("huawei", 120.0), ("telit", 180.0)])
def test_a_submission_is_given_two_minutes_and_three_by_a_telit(profile: str, limit_s: float) -> None:
    session = Session(modem="sim", profile=find(profile, None))
    ((command,), _) = play(submit(session, SETTINGS, job()), OK)
    assert isinstance(command, SubmitPdu)
    assert command.answer_within_s == limit_s


@pytest.mark.parametrize("kind, code", [(ResultKind.CMS, 304), (ResultKind.CME, 4), (ResultKind.CME, 50)])
def test_what_the_line_may_have_garbled_is_submitted_again_at_once(kind: ResultKind, code: int) -> None:
    refusal = FinalResult(kind=kind, code=code)
    steps, result = play(submit(Session(modem="sim"), SETTINGS, job()), refusal, refusal, OK)
    assert [type(step) for step in steps] == [SubmitPdu] * 3
    assert result.outcome is Outcome.SENT
    steps, result = play(submit(Session(modem="sim"), SETTINGS, job()), refusal, refusal, refusal)
    assert result.outcome is Outcome.FAILED
    assert result.cause == FailureCause(source=kind.value, code=code)


# --- handed back, taken back


def test_what_waits_for_a_modem_that_is_not_ready_is_handed_back_after_a_moment() -> None:
    jobs = Jobs(modem="sim")
    jobs.modem_is(True, 0.0)
    jobs.accept(job("a"))
    jobs.accept(job("b"))
    assert jobs.tell_again_at is None
    jobs.modem_is(False, 10.0)
    jobs.modem_is(False, 12.0)
    assert jobs.tell_again_at == 15.0
    assert jobs.to_tell_again(14.9) == []
    assert jobs.to_tell_again(15.0) == [JobUnknown(modem="sim", job=name) for name in ("a", "b")]
    assert not jobs.waiting
    assert jobs.tell_again_at is None


def test_a_modem_that_is_ready_again_in_time_keeps_what_it_has() -> None:
    jobs = Jobs(modem="sim")
    jobs.accept(job())
    jobs.modem_is(False, 10.0)
    jobs.modem_is(True, 14.0)
    assert jobs.to_tell_again(20.0) == []
    assert jobs.waiting


def test_what_was_committed_is_not_handed_back() -> None:
    jobs = in_hand(committed=True)
    jobs.modem_is(False, 0.0)
    assert jobs.to_tell_again(60.0) == []
    assert jobs.knows("a")


def test_a_part_that_a_modem_chokes_on_is_known_when_it_comes_again_as_another_job() -> None:
    jobs = Jobs(modem="sim")
    results = []
    for name in ("a", "b", "c"):
        jobs.accept(job(name))
        jobs.take(0.0)
        results.append(jobs.interrupted(0.0))
        jobs.modem_is(False, 0.0)
        jobs.to_tell_again(5.0)
    assert [result and result.outcome for result in results] == [None, None, Outcome.FAILED]


def test_a_job_that_waits_or_is_at_its_prompt_can_be_taken_back() -> None:
    jobs = in_hand(committed=False)
    jobs.accept(job("b"))
    for name in ("a", "b", "never came"):
        assert jobs.take_back(name) == [JobUnknown(modem="sim", job=name)]
    assert jobs.held
    assert not jobs.waiting


def test_it_is_too_late_for_a_job_that_was_committed_or_has_its_result() -> None:
    jobs = in_hand(committed=True)
    assert jobs.take_back("a") == []
    jobs.finish(JobResult(modem="sim", job="a", outcome=Outcome.SENT), 0.0)
    assert jobs.take_back("a") == []


def test_a_part_taken_back_at_its_prompt_is_disowned_again_when_routerd_asks_again() -> None:
    jobs = finished("a", "b")
    jobs.take(10.0)
    assert [unknown.job for unknown in jobs.take_back("b")] == ["b"]
    assert [unknown.job for unknown in jobs.compare(["a", "b"])] == ["b"]


def test_a_part_behind_one_that_never_came_is_disowned() -> None:
    jobs = Jobs(modem="sim")
    assert jobs.accept(job("b", behind="a")) == JobUnknown(modem="sim", job="b")
    assert not jobs.knows("b")


def test_a_part_behind_one_that_is_here_or_has_a_result_is_taken() -> None:
    jobs = finished("a")
    assert jobs.accept(job("b", behind="a")) is None
    assert jobs.accept(job("c", behind="b")) is None
    assert jobs.knows("c")
