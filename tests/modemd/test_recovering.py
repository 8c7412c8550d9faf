"""Each trouble that the simulator knows, and how long until a waiting text is in and a queued one out.

The times are those of the clock moved by hand: what modemd adds to what the modem takes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bench import soak
from modemd.simulator.faults import (
    FAULTS,
    DoubleOctets,
    DropOctets,
    EchoGlued,
    EchoKept,
    EchoTwice,
    Fault,
    Garbage,
    LateReference,
    LostNetwork,
    LostNotice,
    LostResult,
    LostSmsc,
    Mute,
    Noise,
    OddPrompt,
    Refuse,
    Restart,
    SlowSim,
    Split,
    SubmitError,
    SubmitSilent,
    Unplug,
)
from modemd.simulator.faults import NAMES as FAULT_NAMES
from modemd.simulator.personalities import PERSONALITIES
from modemd.simulator.settings import Settings as SimulatedSettings
from smsbus.config import ModemSettings
from smsbus.messages import Content, JobResult, ModemCondition, ModemFacts, Outcome, ReceivedPart
from smsbus.messages import LateReference as LateTold
from tests.modemd.simulated import Simulator
from tests.modemd.troubled import Troubled, house

LOCKED: dict[str, Any] = {"pin": "4821", "modem": {"pin": "4821"}}


def after(troubled: Troubled, *faults: Fault, lasting_s: float) -> float:
    """A text comes in and one is to go out while the modem has these faults; how long both take after their end."""
    for fault in faults:
        troubled.order(fault)
    troubled.text_in()
    troubled.text_out()
    troubled.run(lasting_s)
    troubled.end()
    return troubled.until_through()


def during(troubled: Troubled, *faults: Fault) -> float:
    """The same from the beginning of faults that go on."""
    for fault in faults:
        troubled.order(fault)
    troubled.text_in()
    troubled.text_out()
    return troubled.until_through()


# --- every trouble once, with the time it may cost


@dataclass(frozen=True, kw_only=True)
class Row:
    """A text waits to come in and one to go out while the modem, which worked before, has this trouble.

    `lasting_s`: it ends then, and `within_s` is counted from its end; None: it goes on, and it is counted from its
    beginning. What routerd adds before it tries a failed part again (5 s here) is in it.
    """

    trouble: str
    faults: tuple[Fault, ...] = ()
    lasting_s: float | None = None
    within_s: float
    kind: str = "generic"
    settings: dict[str, Any] = field(default_factory=dict)


def well() -> dict[str, Any]:
    return {"lasting_s": 40.0, "within_s": 5.0}


TABLE = (
    # 5 s after it speaks again, 3 s after a replug.
    Row(trouble="mute", faults=(Mute(),), **well()),
    Row(trouble="mute, for a moment", faults=(Mute(),), lasting_s=1.0, within_s=5.0),
    Row(trouble="mute, without a word of its own", faults=(Mute(unsolicited=False),), **well()),
    Row(trouble="mute, with noise going on", faults=(Mute(), Noise(every_s=1.0)), **well()),
    Row(trouble="unplugged", faults=(Unplug(),), lasting_s=20.0, within_s=3.0),
    # What is lost costs the time limit of what is waited for, then nothing.
    Row(trouble="final result lost", faults=(LostResult(),), within_s=5.0),
    Row(trouble="answer lost", faults=(LostResult(whole=True),), within_s=5.0),
    Row(trouble="all final results lost", faults=(LostResult(count=None),), **well()),
    Row(trouble="all answers lost", faults=(LostResult(count=None, whole=True),), **well()),
    Row(trouble="answer to a submission lost", faults=(LostResult(command="+CMGS"),), within_s=121.0),
    Row(trouble="submission never answered", faults=(SubmitSilent(),), within_s=121.0),
    Row(trouble="+CMGS late", faults=(LateReference(after_s=30.0),), within_s=31.0),
    Row(trouble="+CMTI lost", faults=(LostNotice(),), within_s=31.0),
    # A line that is not clean.
    Row(trouble="garbage", faults=(Garbage(every_s=0.2),), within_s=1.0),
    Row(trouble="garbage of a prompt", faults=(Garbage(hex="0D0A3E20"),), within_s=5.0),
    Row(trouble="noise", faults=(Noise(every_s=0.2, before_echo=True),), within_s=1.0),
    Row(trouble="octets lost of what it says", faults=(DropOctets(every=60, seed=3),), **well()),
    Row(trouble="octets doubled of what it says", faults=(DoubleOctets(every=60, seed=3),), **well()),
    Row(trouble="octets lost of what it hears", faults=(DropOctets(every=60, way="in", seed=3),), **well()),
    Row(trouble="octets doubled of what it hears", faults=(DoubleOctets(every=60, way="in", seed=3),), **well()),
    Row(trouble="in pieces", faults=(Split(octets=1, pause_s=0.001),), within_s=2.0),
    # Echo and prompt.
    Row(trouble="echo twice", faults=(EchoTwice(),), within_s=1.0, settings={"echo": True}),
    Row(trouble="echo kept", faults=(EchoKept(),), within_s=1.0, settings={"echo": True}),
    Row(trouble="echo glued", faults=(EchoGlued(),), within_s=1.0, settings={"echo": True}),
    Row(trouble="prompt bare", faults=(OddPrompt(form="bare", count=None),), within_s=1.0),
    Row(trouble="prompt tight", faults=(OddPrompt(form="tight", count=None),), within_s=1.0),
    Row(trouble="prompt as a line", faults=(OddPrompt(form="line", count=None),), within_s=1.0),
    Row(trouble="prompt late", faults=(OddPrompt(after_s=4.0, count=None),), within_s=9.0),
    Row(trouble="no prompt", faults=(OddPrompt(form="none", count=1),), within_s=5.0),
    # SIM, service centre, refusals. To a bare ERROR an empty slot and a storage that cannot be listed look the same:
    # the next poll finds what is there.
    Row(trouble="slow SIM", faults=(SlowSim(for_s=None),), lasting_s=20.0, within_s=6.0),
    Row(trouble="service centre lost", faults=(LostSmsc(),), within_s=1.0),
    Row(trouble="everything refused, CMS", faults=(Refuse(code=500, count=None),), **well()),
    Row(trouble="everything refused, CME", faults=(Refuse(kind="cme", code=100, count=None),), **well()),
    Row(trouble="everything refused, ERROR", faults=(Refuse(kind="error", count=None),), lasting_s=40.0, within_s=31.0),
    Row(trouble="refused once", faults=(Refuse(command="+CMG", code=500),), within_s=6.0),
    Row(trouble="submission refused", faults=(SubmitError(code=38, count=2),), within_s=11.0),
    # Restarts and the network.
    Row(trouble="restart", faults=(Restart(for_s=None),), **well()),
    Row(trouble="restart without a word", faults=(Restart(for_s=3.0, silent=True),), within_s=3.0 + 5.0),
    Row(trouble="network lost without a word", faults=(LostNetwork(),), within_s=40.0),
    # What a modem of each kind needs, and what it takes to start again: `SMS Ready`, a SIM that is busy.
    *(Row(trouble=f"mute {kind}", faults=(Mute(), Noise(every_s=1.0)), kind=kind, **well()) for kind in PERSONALITIES),
    *(
        Row(
            trouble=f"unplugged {kind}",
            faults=(Unplug(),),
            lasting_s=20.0,
            within_s=3.0 + max(personality.sms_ready_s, personality.sim_busy_s),
            kind=kind,
        )
        for kind, personality in PERSONALITIES.items()
    ),
)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.trouble)
def test_after_each_trouble_what_waits_is_through_in_time(row: Row) -> None:
    troubled = house(row.kind, **row.settings)
    troubled.text_in()
    troubled.text_out()
    troubled.run(31)
    if row.lasting_s is None:
        took_s = during(troubled, *row.faults)
    else:
        took_s = after(troubled, *row.faults, lasting_s=row.lasting_s)
    assert took_s <= row.within_s, f"{took_s:.2f} s, {troubled.states[-6:]}"
    assert troubled.texts == troubled.sent_in


def test_the_table_has_every_fault_and_every_personality() -> None:
    assert {type(fault) for row in TABLE for fault in row.faults} == set(FAULTS)
    assert {row.kind for row in TABLE} == set(PERSONALITIES)


# --- silence


@pytest.mark.parametrize("noise", [(), (Noise(every_s=3.0),)], ids=["silent", "chattering"])
@pytest.mark.parametrize("half_seconds", range(24, 160, 3))
def test_a_mute_modem_is_back_within_five_seconds_of_speaking_again(
    half_seconds: int, noise: tuple[Fault, ...]
) -> None:
    assert after(house(), Mute(), *noise, lasting_s=half_seconds / 2) <= 5.0


@pytest.mark.parametrize("seconds", [3600.0, 3601.7, 3605.1])
def test_it_is_after_an_hour_too(seconds: float) -> None:
    assert after(house(), Mute(unsolicited=False), lasting_s=seconds) <= 5.0


@pytest.mark.parametrize("quarter_seconds", range(1, 60))
@pytest.mark.parametrize("noise", [(), (Noise(every_s=0.4),)], ids=["silent", "chattering"])
def test_one_that_is_mute_for_a_moment_is_back_as_soon(quarter_seconds: int, noise: tuple[Fault, ...]) -> None:
    assert after(house(), Mute(), *noise, lasting_s=quarter_seconds / 4) <= 5.0


@pytest.mark.parametrize("answers_after_s", [2.0, 4.0, 8.0])
def test_a_modem_that_becomes_slow_is_not_taken_for_a_mute_one(answers_after_s: float) -> None:
    troubled = house()
    assert during(troubled, OddPrompt(after_s=answers_after_s, count=None)) <= 1.0 + 3 * answers_after_s
    assert {state for state, _ in troubled.states[-1:]} == {"ready"}
    assert "recovering" not in dict(troubled.states)


def test_a_mute_huawei_that_chatters_is_back_too() -> None:
    assert after(house("huawei", modem={"init": ["AT^CURC=1"]}), Mute(), lasting_s=60.0) <= 5.0


@pytest.mark.parametrize("command", ["+CMGR", "+CMGL", "+CSQ", "+CPMS"])
@pytest.mark.parametrize("whole", [False, True], ids=["no-result", "no-answer"])
def test_a_lost_answer_costs_its_time_limit(command: str, whole: bool) -> None:
    assert during(house(), LostResult(command=command, whole=whole)) <= 12.0


def test_a_lost_answer_to_a_submission_makes_it_uncertain_and_holds_up_nothing_else() -> None:
    troubled = house()
    assert during(troubled, LostResult(command="+CMGS", whole=True)) <= 121.0
    (result,) = troubled.heard(JobResult)
    assert result.outcome is Outcome.UNCERTAIN
    troubled.text_in()
    troubled.text_out()
    assert troubled.until_through() <= 1.0


# --- the port


@pytest.mark.parametrize("tenths", range(5, 1300, 37))
def test_an_unplugged_modem_is_back_within_three_seconds_of_being_plugged_in(tenths: int) -> None:
    assert after(house(), Unplug(), lasting_s=tenths / 10) <= 3.0


def test_a_stick_that_leaves_the_bus_while_it_submits_comes_back_with_nothing_sent_twice() -> None:
    troubled = house("huawei", submit_delay_s=3.0)
    troubled.text_out()
    troubled.run(1)
    troubled.order(Unplug(for_s=5.0))
    troubled.text_in()
    assert troubled.until_through() <= 5.0 + 3.0


# --- damaged lines


@pytest.mark.parametrize("fault", [EchoTwice(), EchoKept(), EchoGlued(), Garbage(every_s=0.5), Noise(before_echo=True)])
def test_odd_echoes_and_noise_cost_nothing(fault: Fault) -> None:
    troubled = house(echo=True)
    assert during(troubled, fault) == 0.0
    troubled.order(Restart())
    troubled.run(60)
    troubled.text_out()
    assert troubled.until_through() <= 1.0


@pytest.mark.parametrize("form", ["standard", "bare", "tight", "line"])
@pytest.mark.parametrize("after_s", [0.0, 4.0])
def test_every_prompt_is_recognised(form: Any, after_s: float) -> None:
    assert during(house(), OddPrompt(form=form, after_s=after_s)) <= after_s + 0.1


def test_a_prompt_that_never_comes_is_asked_for_again() -> None:
    assert during(house(), OddPrompt(form="none", count=1)) <= 11.0


@pytest.mark.parametrize("kind", ["text-only", "generic"])
@pytest.mark.parametrize("charset", ["UCS2", "GSM", "IRA"])
@pytest.mark.parametrize("lost", ["nothing", "its lengths", "all without a word"])
def test_a_text_of_text_mode_is_told_without_the_codes_thrown_into_the_answer(
    kind: str, charset: str, lost: str
) -> None:
    personality = replace(PERSONALITIES[kind], charsets=(charset,))
    troubled = Troubled(
        far_end=Simulator(SimulatedSettings(personality=personality)),
        settings=ModemSettings(port="/dev/test", text_mode=True),
    )
    troubled.start().until(ModemCondition.READY)
    if lost == "its lengths":
        troubled.far_end.core.state.profile.show_parameters = False
    elif lost != "nothing":
        troubled.order(Restart(for_s=0.1, silent=True))
        troubled.run(0.2)
    troubled.order(Noise(every_s=0.5))
    for _ in range(12):
        troubled.text_in()
        troubled.run(0.4)
    troubled.until_through(60.0)
    troubled.run(5)
    assert troubled.texts == troubled.sent_in
    assert troubled.far_end.used == 0


def test_pieces_cost_what_they_take() -> None:
    assert during(house(), Split(octets=1, pause_s=0.001)) <= 2.0


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kind", [DropOctets, DoubleOctets])
@pytest.mark.parametrize("every", [50, 300])
def test_lost_and_doubled_octets_cost_no_message(kind: type[Fault], every: int, seed: int) -> None:
    troubled = house()
    troubled.order(kind(every=every, seed=seed))  # type: ignore[call-arg]
    for _ in range(5):
        troubled.text_in()
        troubled.text_out()
        troubled.run(10)
    troubled.end()
    assert troubled.until_through() <= 121.0  # the answer to a submission may be among what was lost


# --- start and restart


@pytest.mark.parametrize("kind", ["sim800c", "siemens"])
def test_a_modem_that_restarts_by_itself_is_set_up_again(kind: str) -> None:
    personality = PERSONALITIES[kind]
    takes_s = 3.0 + personality.sms_ready_s + personality.sim_busy_s
    assert during(house(kind), Restart(for_s=3.0)) <= takes_s + 3.0


def test_one_that_says_nothing_of_it_is_found_out_by_the_poll() -> None:
    troubled = house()
    assert during(troubled, Restart(silent=True)) <= 31.0
    troubled.text_in()
    assert troubled.until_through() == 0.0


@pytest.mark.parametrize("silent", [False, True])
def test_a_modem_that_asks_for_its_pin_again_gets_it(silent: bool) -> None:
    troubled = house(**LOCKED)
    assert during(troubled, Restart(silent=silent)) <= 35.0
    assert troubled.far_end.core.state.sim.pin_attempts == 3


@pytest.mark.parametrize("kind", ["generic", "siemens", "qualcomm"])
def test_a_sim_that_is_busy_after_its_pin_is_waited_for(kind: str) -> None:
    troubled = house(kind, sim_busy_s=30.0, **LOCKED)
    assert troubled.modem.condition is ModemCondition.READY
    assert during(troubled, Restart(for_s=1.0)) <= 1.0 + 30.0 + 33.0


def test_a_sim_that_is_busy_for_a_while_is_asked_again() -> None:
    assert after(house(), SlowSim(), lasting_s=10.0) <= 6.0


def test_a_wrong_pin_costs_one_attempt_however_often_the_modem_restarts() -> None:
    troubled = Troubled.of(pin="4821", modem={"pin": "1111"})
    troubled.start()
    troubled.run(5)
    for _ in range(5):
        troubled.order(Restart(for_s=1.0))
        troubled.run(60)
        troubled.restart()
        troubled.run(60)
    assert troubled.modem.condition is ModemCondition.SIM_LOCKED
    assert troubled.far_end.core.state.sim.pin_attempts == 2


# --- storages


@pytest.mark.parametrize("kind", list(PERSONALITIES))
def test_a_storage_of_ten_slots_that_fills_up_loses_nothing(kind: str) -> None:
    troubled = house(kind, storage_size=10)
    troubled.order(Mute())
    for _ in range(25):
        troubled.text_in()
    troubled.run(40)
    troubled.end()
    assert troubled.until_through() <= 60.0
    troubled.run(60)
    assert troubled.far_end.used == 0


def test_a_notice_that_is_lost_costs_a_cycle() -> None:
    assert during(house(), LostNotice()) <= 31.0


def test_a_modem_that_never_announces_is_polled() -> None:
    assert during(house("poll-only")) <= 31.0


@pytest.mark.parametrize("kind", ["generic", "huawei", "siemens"])
def test_five_hundred_texts_in_bursts_through_ten_slots_are_each_told_once(kind: str) -> None:
    troubled = house(kind, storage_size=10)
    for _ in range(20):
        for _ in range(25):
            troubled.text_in()
        troubled.run(1)
    assert troubled.until_through() <= 60.0
    assert sorted(told.text or "" for told in troubled.heard(ReceivedPart)) == sorted(troubled.sent_in)


def test_a_hundred_texts_in_ten_seconds_with_twenty_out_between_arrive_in_order() -> None:
    troubled = house(storage_size=10)
    for number in range(100):
        troubled.text_in()
        if number % 5 == 0:
            troubled.text_out()
        troubled.run(0.1)
    assert troubled.until_through() <= 1.0
    assert troubled.texts == troubled.sent_in
    assert [submission.text for submission in troubled.far_end.submitted] == troubled.handed_over


# --- refusals


@pytest.mark.parametrize("command", ["+CMGS", "+CMGR", "+CMGL", "+CMGD", "+CPMS", "+CNMI", "+CREG", "+CSQ", ""])
@pytest.mark.parametrize(("kind", "code"), [("cms", 500), ("cms", 38), ("cme", 14), ("cme", 100), ("error", 0)])
def test_a_refusal_costs_a_retry(command: str, kind: Any, code: int) -> None:
    assert during(house(), Refuse(command=command, kind=kind, code=code)) <= 6.0


def test_registration_commands_that_were_refused_once_are_asked_again() -> None:
    troubled = house()
    troubled.order(Refuse(command="+C", kind="error", count=30))
    troubled.run(40)
    troubled.end()
    troubled.text_out()
    assert troubled.until_through() <= 35.0


def test_a_failed_submission_is_tried_again() -> None:
    assert during(house(), SubmitError(code=41, count=3)) <= 16.0


def test_a_reference_that_comes_late_is_told() -> None:
    troubled = house()
    assert during(troubled, LateReference(after_s=150.0)) <= 121.0
    troubled.run(60)
    assert [told.reference for told in troubled.heard(LateTold)] == [0]


def test_a_submission_without_answer_is_uncertain_and_the_next_one_goes_out() -> None:
    troubled = house()
    troubled.text_out()
    assert during(troubled, SubmitSilent()) <= 121.0


def test_a_lost_service_centre_is_written_again() -> None:
    troubled = house()
    assert during(troubled, LostSmsc()) == 0.0
    assert troubled.far_end.core.state.smsc == "+33639980099"


# --- network


def test_a_lost_registration_is_noticed_and_its_return_within_a_cycle_of_three_seconds() -> None:
    troubled = house()
    troubled.turn(registration=2)
    troubled.text_in()
    troubled.text_out()
    troubled.run(100)
    assert troubled.modem.condition is ModemCondition.REGISTERING
    troubled.turn(registration=1)
    assert troubled.until_through() <= 3.5


def failures_until_well(troubled: Troubled, recipients: str) -> float:
    """The network is lost without a word; texts to these numbers are handed over, and one waits to come in."""
    troubled.order(LostNetwork())
    troubled.text_in()
    for recipient in recipients:
        troubled.text_out(f"+3363998000{recipient}")
    return troubled.until_through()


def test_a_network_that_is_lost_without_a_word_is_found_out_by_what_cannot_be_sent() -> None:
    troubled = house()
    assert failures_until_well(troubled, "234") <= 15.0
    (reason,) = [reason for state, reason in troubled.states if state == "recovering"]
    assert reason == "3 submissions in a row failed, to different numbers; switching its radio off and on"


def test_it_is_also_where_there_is_but_one_to_text() -> None:
    assert failures_until_well(house(), "2") <= 40.0


def test_a_modem_that_takes_submissions_and_never_answers_them_is_recovered() -> None:
    troubled = house()
    troubled.order(SubmitSilent(count=3))
    for recipient in "234":
        troubled.text_out(f"+3363998000{recipient}")
    troubled.run(400)
    assert "3 submissions in a row failed, to different numbers; switching its radio off and on" in [
        reason for _, reason in troubled.states
    ]
    assert troubled.modem.condition is ModemCondition.READY


def test_a_modem_that_searches_for_minutes_although_the_signal_is_good_has_its_radio_switched() -> None:
    troubled = house(signal=22)
    troubled.turn(registration=2)
    troubled.run(140)
    assert b"AT+CFUN=4\r" not in troubled.written
    troubled.run(30)
    assert b"AT+CFUN=4\r" in troubled.written


# --- power


def test_a_modem_that_restarts_in_the_middle_of_sending_is_told_to_lack_power() -> None:
    troubled = house("sim800c", submit_delay_s=3.0)
    troubled.text_out()
    troubled.run(1)
    assert troubled.modem.condition is ModemCondition.READY
    troubled.order(Restart(for_s=1.0))
    troubled.run(40)
    reasons = [reason for _, reason in troubled.states]
    assert any("restarted in the middle of sending (RDY)" in reason for reason in reasons)
    assert "powered hub or a supply of 5 V and 2 A" in troubled.heard(ModemFacts)[-1].problems[0]
    assert troubled.modem.condition is ModemCondition.READY


def test_a_warning_of_the_modem_about_its_voltage_is_passed_on_with_the_remedy() -> None:
    troubled = house("sim800c")
    troubled.order(Noise(text="UNDER-VOLTAGE WARNNING", every_s=1.0))
    assert during(troubled) <= 3.0
    troubled.run(3)
    assert "it says UNDER-VOLTAGE WARNNING): use a powered hub" in troubled.heard(ModemFacts)[-1].problems[0]


# --- what else comes in


def test_an_mms_notice_is_told_as_data_and_removed() -> None:
    troubled = house()
    troubled.mms_in()
    troubled.run(2)
    (part,) = troubled.heard(ReceivedPart)
    assert part.content is Content.DATA
    assert part.data is not None
    assert b"http://mms.example/1" in part.data
    assert troubled.far_end.used == 0


def test_calls_between_texts_hold_up_nothing() -> None:
    troubled = house()
    for _ in range(3):
        troubled.call_in()
        troubled.text_in()
        troubled.text_out()
        troubled.run(10)
    assert troubled.through
    assert b"AT+CHUP" in troubled.written


def test_a_slow_line_carries_everything() -> None:
    troubled = house("sim800c")
    for _ in range(10):
        troubled.text_in()
        troubled.text_out()
    assert troubled.until_through() <= 10.0


def test_a_slot_that_cannot_be_emptied_is_a_problem_told_once_and_over_when_the_modem_is_well_again() -> None:
    troubled = house()
    troubled.order(Refuse(command="+CMGD", count=1000))
    troubled.text_in()
    troubled.run(300)
    told = [facts.problems for facts in troubled.heard(ModemFacts)]
    assert [len(problems) for problems in told if problems] == [1]
    assert "SM:1" in told[-1][0]
    troubled.end()
    troubled.run(700)
    assert troubled.heard(ModemFacts)[-1].problems == []
    assert troubled.far_end.used == 0
    assert len(troubled.heard(ReceivedPart)) == 1


def test_a_modem_whose_listing_hangs_is_read_slot_by_slot() -> None:
    troubled = house()
    troubled.order(LostResult(command="+CMGL", whole=True, count=1000))
    troubled.order(LostNotice(count=1000))
    troubled.text_in()
    assert troubled.until_through() <= 31.0 + 62.0
    troubled.text_in()
    assert troubled.until_through() <= 31.0 + 62.0
    for _ in range(5):
        troubled.text_in()
        assert troubled.until_through() <= 31.0
    assert "recovering" not in [state for state, _ in troubled.states]


def test_the_soak_orders_every_fault() -> None:
    assert {trouble["name"] for trouble in soak.TROUBLES} - {"registration"} == set(FAULT_NAMES)


def test_nothing_is_sent_before_a_modem_that_did_not_answer_is_known_to_have_its_settings() -> None:
    troubled = house("text-only")
    for _ in range(3):
        troubled.text_out()
    troubled.run(5)
    troubled.order(Restart(for_s=1.0, silent=True))
    troubled.text_out()
    troubled.text_out()
    assert troubled.until_through() <= 10.0
    assert [submission.text for submission in troubled.far_end.submitted] == troubled.handed_over
