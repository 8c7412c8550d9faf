"""The watchdog's decisions, as plays: what it hears and when, what it does."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ctl.watchdog.exchange import (
    AlertTaken,
    Answered,
    Ask,
    ClearAlert,
    Daemon,
    End,
    Input,
    Log,
    NotPutRight,
    Output,
    PutInOrder,
    PutRight,
    RaiseAlert,
    StateChanged,
    Ticked,
    TimePassed,
    WatchedChanged,
)
from ctl.watchdog.guard import Guard
from tests.playbook import Scene, perform

PROGRAMS = frozenset({"routerd", "modemd-sim", "interactd", "simulator-sim"})
PIDS = {"routerd": 1, "interactd": 2, "modemd-sim": 3, "simulator-sim": 4}


class House:
    """A guard, and a world in which every program answers but those in `deaf`."""

    def __init__(self, *, limit: int = 6, known: bool = True) -> None:
        self.now = 1000.0
        self.guard = Guard(PROGRAMS, limit, self.now)
        self.deaf: set[str] = set()
        self.absent: set[str] = set()
        self.busy_ms = 0
        self.did: list[tuple[float, Output]] = []
        self._start = self.now
        self._ticked = self.now
        if known:
            for name, pid in PIDS.items():
                self.hear(StateChanged(program=name, state="running", pid=pid))

    def hear(self, incoming: Input) -> None:
        outputs = self.guard.handle(incoming, self.now)
        self.did += [(self.now - self._start, output) for output in outputs]
        for output in outputs:
            if isinstance(output, Ask) and output.program not in self.deaf:
                self.hear(Answered(program=output.program, daemons=self._daemons(output.program)))
            elif isinstance(output, RaiseAlert):
                self.hear(AlertTaken(program=output.program))

    def _daemons(self, program: str) -> tuple[Daemon, ...] | None:
        if program != "routerd":
            return None
        return tuple(
            Daemon(
                name=name,
                pid=PIDS[name],
                answering=name not in self.deaf,
                busy_ms=self.busy_ms if name == "modemd-sim" else 0,
            )
            for name in ("routerd", "modemd-sim", "interactd")
            if name not in self.absent
        )

    def wait(self, seconds: float, *, step: float = 0.5) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now += step
            if self.now - self._ticked >= 5:
                self._ticked = self.now
                self.hear(Ticked())
            if self.guard.deadline <= self.now:
                self.hear(TimePassed())

    def restart(self, program: str) -> None:
        """As supervisord does after a kill."""
        self.hear(PutRight(program=program, state="running", pid=PIDS[program], done="killed"))
        self.hear(StateChanged(program=program, state="exited"))
        self.hear(StateChanged(program=program, state="starting"))
        self.hear(StateChanged(program=program, state="running", pid=PIDS[program]))

    def of(self, *kinds: type) -> list[Output]:
        """What it did of these kinds; forgets everything."""
        found = [output for _, output in self.did if isinstance(output, kinds)]
        self.did.clear()
        return found

    def when(self, kind: type) -> float:
        """Seconds from the beginning until it first did that."""
        return next(at for at, output in self.did if isinstance(output, kind))


def test_a_house_that_answers_is_left_alone() -> None:
    house = House()
    house.wait(7200, step=1.0)
    assert house.of(PutInOrder, RaiseAlert, ClearAlert, Log, End) == []


def test_everyone_is_asked_every_other_second() -> None:
    guard = Guard(frozenset({"routerd", "simulator-sim"}), 6, 0.0)
    perform(
        guard,
        [
            Scene(at=0.0, incoming=TimePassed(), outputs=[Ask(program="routerd"), Ask(program="simulator-sim")]),
            Scene(at=0.1, incoming=Answered(program="routerd", daemons=()), outputs=[]),
            Scene(at=1.0, incoming=TimePassed(), outputs=[]),
            Scene(at=2.1, incoming=TimePassed(), outputs=[Ask(program="routerd")]),
        ],
    )


@pytest.mark.parametrize("program", ["routerd", "simulator-sim", "modemd-sim", "interactd"])
def test_a_main_loop_that_falls_silent_is_killed_in_time(program: str) -> None:
    house = House()
    house.wait(10)
    house.deaf.add(program)
    house.did.clear()
    house.wait(14)
    # routerd has waited five seconds itself before it says that a daemon does not answer.
    assert house.when(PutInOrder) <= 10 + (14 if program in ("routerd", "simulator-sim") else 4)
    [order] = house.of(PutInOrder)
    assert order == PutInOrder(program=program, deaf=True, pid=PIDS[program])


def test_a_restart_that_works_ends_the_matter() -> None:
    house = House()
    house.deaf.add("interactd")
    house.wait(10)
    assert len(house.of(PutInOrder)) == 1
    house.deaf.clear()
    house.restart("interactd")
    house.wait(4000, step=1.0)
    assert house.of(PutInOrder, RaiseAlert) == []


def test_one_silent_look_is_no_proof() -> None:
    house = House()
    house.wait(10)
    for _ in range(5):
        house.deaf.add("modemd-sim")
        house.wait(1)
        house.deaf.clear()
        house.wait(3)
    assert house.of(PutInOrder) == []


def test_while_routerd_is_deaf_nobody_else_is_judged() -> None:
    house = House()
    house.wait(10)
    house.deaf |= {"routerd", "modemd-sim", "interactd"}
    house.wait(300)
    assert {order.program for order in house.of(PutInOrder)} == {"routerd"}  # type: ignore[attr-defined]


def test_a_routerd_that_refuses_answers_nevertheless_and_tells_nothing_of_others() -> None:
    guard = Guard(frozenset({"routerd", "interactd"}), 6, 0.0)
    outputs: list[Output] = []
    for second in range(300):
        outputs += guard.handle(TimePassed(), float(second))
        outputs += guard.handle(Answered(program="routerd", daemons=None), second + 0.1)
        outputs += guard.handle(Ticked(), second + 0.2)
    assert [output for output in outputs if not isinstance(output, Ask)] == []


def test_a_modemd_with_a_submission_in_hand_is_left_alone_until_its_time_is_over() -> None:
    house = House()
    house.wait(10)
    house.deaf.add("modemd-sim")
    house.busy_ms = 120_000
    house.wait(115)
    assert house.of(PutInOrder) == []
    house.wait(15)
    assert house.of(PutInOrder) == [PutInOrder(program="modemd-sim", deaf=True, pid=3)]


def test_how_long_it_may_be_busy_is_asked_once() -> None:
    """A deaf modemd gets nothing new; a routerd whose clock was set back may say for ever that there is time left."""
    house = House()
    house.wait(10)
    house.deaf.add("modemd-sim")
    house.busy_ms = 60_000
    house.wait(20)
    house.busy_ms = 60_000_000
    house.wait(50)
    assert len(house.of(PutInOrder)) == 1


@pytest.mark.parametrize("state", ["stopping", "stopped", "starting", "backoff"])
def test_what_somebody_or_supervisord_is_at_is_not_judged(state: str) -> None:
    house = House()
    house.wait(10)
    house.deaf.add("interactd")
    house.hear(StateChanged(program="interactd", state=state))
    house.wait(3000, step=1.0)
    assert house.of(PutInOrder) == []


def test_after_n_restarts_within_an_hour_people_are_told_and_it_is_left_alone_for_an_hour() -> None:
    house = House(limit=3)
    house.wait(10)
    house.deaf.add("interactd")
    house.wait(600)
    assert len(house.of(PutInOrder)) == 3
    house.wait(2500, step=1.0)
    told = house.of(PutInOrder, RaiseAlert, ClearAlert)
    message = (
        "interactd stopped answering again after 3 restarts within an hour; it is left alone for an hour: "
        "see interactd.log, then: smsctl restart interactd"
    )
    assert set(told) == {RaiseAlert(program="interactd", message=message)}
    assert len(told) >= 2  # repeated: routerd keeps it in memory only
    house.wait(1200, step=1.0)
    assert PutInOrder(program="interactd", deaf=True, pid=2) in house.of(PutInOrder)


def test_the_alert_is_cleared_when_the_program_answers_again_after_its_hour() -> None:
    house = House(limit=0)
    house.wait(10)
    house.deaf.add("interactd")
    house.wait(10)
    assert house.of(PutInOrder) == []
    house.deaf.clear()
    house.wait(3590, step=1.0)
    assert ClearAlert(program="interactd") not in house.of(ClearAlert)
    house.wait(20)
    assert house.of(ClearAlert) == [ClearAlert(program="interactd")]


def test_alerts_wait_until_routerd_can_take_them() -> None:
    house = House(limit=0)
    house.wait(10)
    house.deaf.add("routerd")
    house.wait(100)
    assert house.of(RaiseAlert) == []
    house.deaf.clear()
    house.wait(15)
    [alert] = house.of(RaiseAlert)
    assert isinstance(alert, RaiseAlert)
    assert alert.program == "routerd"


def test_what_supervisord_gave_up_is_started_again_after_pauses_that_double() -> None:
    house = House()
    moments = []
    for _ in range(9):
        house.hear(StateChanged(program="interactd", state="fatal"))
        given_up = house.now
        house.did.clear()
        house.wait(610)
        moments.append(house.when(PutInOrder) + 1000.0 - given_up)
        assert house.of(PutInOrder) == [PutInOrder(program="interactd", deaf=False)]
        house.hear(PutRight(program="interactd", state="fatal", pid=None, done="started"))
        house.hear(StateChanged(program="interactd", state="starting"))
    assert [round(moment, -1) if moment > 30 else round(moment / 5) * 5 for moment in moments] == [
        *(5, 10, 20, 40, 80, 160, 320, 600, 600),
    ]


def test_a_program_that_ran_well_for_a_minute_begins_with_the_shortest_pause() -> None:
    house = House()
    for state in ("fatal", "starting", "fatal", "starting", "running"):
        house.hear(StateChanged(program="interactd", state=state, pid=2 if state == "running" else None))
        house.wait(30)
    house.wait(60)
    house.did.clear()
    house.hear(StateChanged(program="interactd", state="fatal"))
    house.wait(7)
    assert house.of(PutInOrder) == [PutInOrder(program="interactd", deaf=False)]


def test_a_program_that_does_not_start_is_an_alert_until_it_runs() -> None:
    house = House()
    house.wait(10)
    house.hear(StateChanged(program="simulator-sim", state="fatal"))
    house.wait(2)
    assert house.of(RaiseAlert) == [
        RaiseAlert(
            program="simulator-sim",
            message="simulator-sim does not start and supervisord has given it up; it is tried at least every 10 min; "
            "see simulator-sim.log",
        )
    ]
    house.hear(StateChanged(program="simulator-sim", state="running", pid=4))
    house.wait(4)
    assert house.of(ClearAlert) == [ClearAlert(program="simulator-sim")]


def test_what_supervisord_starts_again_itself_is_not_started_twice() -> None:
    house = House()
    house.hear(StateChanged(program="interactd", state="exited"))
    house.wait(1)
    house.hear(StateChanged(program="interactd", state="starting"))
    house.wait(60)
    assert house.of(PutInOrder) == []
    house.hear(StateChanged(program="interactd", state="exited"))  # and nobody starts it
    house.wait(7)
    assert house.of(PutInOrder) == [PutInOrder(program="interactd", deaf=False)]


def test_a_program_that_ends_again_and_again_is_an_alert() -> None:
    house = House(limit=3)
    for _ in range(4):
        for state in ("exited", "starting", "running"):
            house.hear(StateChanged(program="interactd", state=state, pid=2 if state == "running" else None))
        house.wait(20)
    assert house.of(RaiseAlert) == [
        RaiseAlert(program="interactd", message="interactd ends again and again by itself; see interactd.log")
    ]
    house.wait(3700, step=1.0)
    assert house.of(ClearAlert) == [ClearAlert(program="interactd")]


def test_that_alert_is_over_when_somebody_restarted_the_program_and_it_answers() -> None:
    house = House(limit=3)
    for _ in range(4):
        for state in ("exited", "starting", "running"):
            house.hear(StateChanged(program="interactd", state=state, pid=2 if state == "running" else None))
        house.wait(20)
    assert house.of(ClearAlert) == []
    house.hear(StateChanged(program="interactd", state="stopped"))
    for state in ("starting", "running"):
        house.hear(StateChanged(program="interactd", state=state, pid=3))
    house.wait(20)
    assert house.of(ClearAlert) == [ClearAlert(program="interactd")]
    assert len(house.of(RaiseAlert)) == 1


def test_what_it_killed_itself_is_not_counted_as_having_ended_by_itself() -> None:
    house = House(limit=1)
    house.deaf.add("interactd")
    house.wait(10)
    assert len(house.of(PutInOrder)) == 1
    house.deaf.clear()
    house.restart("interactd")
    house.hear(StateChanged(program="interactd", state="exited"))
    house.wait(20)
    assert house.of(RaiseAlert) == []


def test_a_refusal_of_supervisord_is_an_alert_and_tried_again() -> None:
    house = House()
    house.hear(StateChanged(program="interactd", state="unknown"))
    house.wait(7)
    house.hear(NotPutRight(program="interactd", reason="supervisord says FAILED"))
    house.wait(2)
    assert house.of(RaiseAlert)[-1] == RaiseAlert(
        program="interactd",
        message="interactd cannot be restarted: supervisord says FAILED; try: smsctl restart interactd",
    )
    house.wait(10)
    assert house.of(PutInOrder) == [PutInOrder(program="interactd", deaf=False)]


def test_a_new_process_may_take_its_time_until_its_first_word() -> None:
    house = House()
    house.absent.add("interactd")
    house.wait(59)
    assert house.of(PutInOrder) == []
    house.wait(5)
    assert house.of(PutInOrder) == [PutInOrder(program="interactd", deaf=True, pid=2)]


def test_a_daemon_has_time_to_greet_a_new_routerd() -> None:
    house = House()
    house.wait(1000)
    house.hear(StateChanged(program="routerd", state="starting"))
    house.hear(StateChanged(program="routerd", state="running", pid=1))
    house.absent |= {"interactd", "modemd-sim"}
    house.wait(55)
    assert house.of(PutInOrder) == []


def test_a_routerd_that_migrates_a_large_store_is_not_killed_over_it() -> None:
    house = House()
    house.deaf.add("routerd")
    house.wait(590)
    assert house.of(PutInOrder) == []
    house.wait(30)
    assert house.of(PutInOrder) == [PutInOrder(program="routerd", deaf=True, pid=1)]


@pytest.mark.parametrize("program", ["routerd", "simulator-sim"])
def test_what_was_heard_while_supervisord_called_it_starting_was_heard(program: str) -> None:
    house = House()
    house.wait(100)
    house.hear(StateChanged(program=program, state="starting"))
    house.wait(1)
    house.deaf.add(program)
    house.hear(StateChanged(program=program, state="running", pid=PIDS[program]))
    house.wait(13)
    assert house.of(PutInOrder) == [PutInOrder(program=program, deaf=True, pid=PIDS[program])]


@pytest.mark.parametrize("program", ["routerd", "modemd-sim", "interactd"])
def test_states_that_come_late_do_not_make_a_process_a_new_one(program: str) -> None:
    """supervisord tells a listener nothing before it calls it running: then all that was comes at once."""
    house = House(known=False)
    house.wait(1)
    for name, pid in PIDS.items():
        house.hear(StateChanged(program=name, state="starting"))
        house.hear(StateChanged(program=name, state="running", pid=pid))
    house.deaf.add(program)
    house.wait(13)
    assert house.of(PutInOrder) == [PutInOrder(program=program, deaf=True, pid=PIDS[program])]


@pytest.mark.parametrize("program", ["routerd", "modemd-sim", "interactd", "simulator-sim"])
def test_a_watchdog_that_was_restarted_itself_finds_who_is_deaf(program: str) -> None:
    house = House(known=False)
    house.deaf.add(program)
    house.wait(75)
    assert house.of(PutInOrder)[0] == PutInOrder(program=program, deaf=True)


def test_a_watchdog_that_was_restarted_itself_finds_what_was_stopped_on_purpose_and_leaves_it() -> None:
    house = House(known=False)
    house.absent.add("interactd")
    house.wait(65)
    assert house.of(PutInOrder) == [PutInOrder(program="interactd", deaf=True)]
    house.hear(PutRight(program="interactd", state="stopped", pid=None, done="nothing"))
    house.wait(3000, step=1.0)
    assert house.of(PutInOrder, RaiseAlert) == []


def test_daemons_of_other_processes_or_names_are_not_taken_for_it() -> None:
    guard = Guard(frozenset({"routerd"}), 6, 0.0)
    guard.handle(StateChanged(program="interactd", state="running", pid=20), 0.0)
    before = Daemon(name="interactd", pid=10, answering=False)  # the process that was there before
    outputs: list[Output] = []
    for second in range(0, 50, 2):
        outputs += guard.handle(TimePassed(), float(second))
        outputs += guard.handle(Answered(program="routerd", daemons=(before,)), second + 0.1)
        outputs += guard.handle(TimePassed(), second + 1.0)
    assert [output for output in outputs if isinstance(output, PutInOrder)] == []
    own_name = Daemon(name="kitchen", pid=20, answering=True)  # `interactd --name kitchen`
    assert guard.handle(Answered(program="routerd", daemons=(before, own_name)), 50.0) == []


def test_nothing_is_concluded_from_a_time_in_which_the_watchdog_itself_did_not_run() -> None:
    house = House()
    house.wait(10)
    house.deaf |= {"routerd"}
    house.wait(3)  # asked, not answered yet
    house.now += 3600  # the computer slept, or everything was stopped
    house.deaf.clear()
    house.hear(TimePassed())
    house.wait(30)
    assert house.of(PutInOrder, End, RaiseAlert) == []


def test_without_ticks_it_ends_for_supervisord_to_start_another() -> None:
    guard = Guard(frozenset({"routerd"}), 6, 0.0)
    ended = [
        second
        for second in range(1, 80)
        if any(isinstance(output, End) for output in guard.handle(TimePassed(), float(second)))
    ]
    assert ended[0] == 61


def test_a_modem_that_was_taken_out_of_the_settings_is_forgotten() -> None:
    house = House()
    house.wait(10)
    house.hear(StateChanged(program="modemd-sim", state="stopped"))
    house.hear(WatchedChanged(programs=PROGRAMS - {"modemd-sim"}, restarts_per_hour=6))
    house.absent.add("modemd-sim")
    house.wait(300)
    house.hear(PutRight(program="simulator-sim", state=None, pid=None, done="nothing"))
    house.wait(300)
    assert house.of(PutInOrder, RaiseAlert) == []


def test_a_modem_that_was_added_is_watched() -> None:
    house = House()
    house.hear(WatchedChanged(programs=PROGRAMS | {"modemd-two"}, restarts_per_hour=6))
    house.wait(65)
    assert house.of(PutInOrder) == [PutInOrder(program="modemd-two", deaf=True)]


def test_its_own_states_and_answers_of_nobody_are_no_matter() -> None:
    house = House()
    house.hear(StateChanged(program="watchdog", state="fatal"))
    strange: Sequence[Input] = [
        Answered(program="nobody"),
        AlertTaken(program="nobody"),
        NotPutRight(program="nobody", reason="x"),
        PutRight(program="nobody", state="fatal", pid=None, done="started"),
    ]
    for incoming in strange:
        house.hear(incoming)
    house.wait(100)
    assert house.of(PutInOrder, RaiseAlert, Log) == []


def test_programs_of_somebody_else_are_started_again_and_otherwise_left_alone() -> None:
    house = House()
    house.hear(StateChanged(program="mine", state="running", pid=9))
    house.wait(200)
    house.hear(StateChanged(program="mine", state="fatal"))
    house.wait(7)
    assert house.of(PutInOrder) == [PutInOrder(program="mine", deaf=False)]
