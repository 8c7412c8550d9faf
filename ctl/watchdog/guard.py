"""The core of the watchdog: `handle(incoming, now) -> list[Output]`, `now` in monotonic seconds.

- A program whose process runs and whose main loop does not answer is killed: SIGTERM would wait in a stopped process
  for ever, and no daemon here has anything to lose. supervisord starts it again.
- While routerd is deaf nobody is judged by what it says.
- A modemd with a submission in hand is left alone as long as that may take: the network may have the message, and
  nobody else can ever tell.
- What supervisord has given up is started again after 5 s, then 10, 20 ... 600 s.
- No program is killed more than so many times within an hour. Then people are told, and it is left alone for an hour.
- Nothing is concluded from a time in which this process itself did not run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, assert_never

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
from ctl.watchdog.program import (
    CONFIRMED_AFTER_S,
    DEAF_AFTER_S,
    ENDED,
    FIRST_PAUSE_S,
    HOUR_S,
    LONGEST_PAUSE_S,
    RECHECK_S,
    SETTLED_AFTER_S,
    Program,
    recent,
)

ROUTERD: Final = "routerd"
OWN_NAME: Final = "watchdog"
STEP_S: Final = 1.0
ASK_EVERY_S: Final = 2.0
LATE_S: Final = 5.0
NO_TICK_S: Final = 60.0
"""Ticks come each 5 s. Without them supervisord takes this process for something else, and RUNNING for good."""
REPEAT_ALERT_S: Final = 300.0
ALERT_AGAIN_S: Final = 10.0


@dataclass(slots=True, kw_only=True)
class _Alert:
    """What people are told of a program. `due`: when to say it (again); `taken`: routerd had it."""

    message: str
    due: float
    taken: bool


class Guard:
    """Watches the programs named, and whatever supervisord tells of. `now`: when it begins."""

    def __init__(self, programs: frozenset[str], restarts_per_hour: int, now: float) -> None:
        self._limit = restarts_per_hour
        self._programs = {name: Program(name=name, since=now) for name in sorted(programs)}
        self._alerts: dict[str, _Alert] = {}
        self._last = self._ticked_at = now
        self._routerd_at: float | None = None  # when it last answered after a silence; None: it does not
        self.deadline = now

    def handle(self, incoming: Input, now: float) -> list[Output]:
        """What follows from `incoming`."""
        if now - self._last > LATE_S:
            self._start_over(now)
        self._last = now
        match incoming:
            case StateChanged():
                return self._state_changed(incoming, now)
            case Ticked():
                self._ticked_at = now
                return []
            case Answered():
                return self._answered(incoming, now)
            case PutRight():
                return self._put_right(incoming, now)
            case NotPutRight():
                return self._not_put_right(incoming, now)
            case AlertTaken():
                if alert := self._alerts.get(incoming.program):
                    alert.taken, alert.due = True, now + REPEAT_ALERT_S
                return []
            case WatchedChanged():
                return self._watched_changed(incoming, now)
            case TimePassed():
                return self._time_passed(now)
            case _:
                assert_never(incoming)

    # --- what supervisord tells ----------------------------------------------------------------------------------

    def _state_changed(self, incoming: StateChanged, now: float) -> list[Output]:
        if incoming.program == OWN_NAME:
            return []
        program = self._programs.setdefault(incoming.program, Program(name=incoming.program, since=now))
        if program.state == "running" and now - program.since >= SETTLED_AFTER_S:
            program.pause_s = FIRST_PAUSE_S
        outputs: list[Output] = []
        if incoming.state in ("exited", "backoff"):
            if not program.killing:
                outputs += self._fell(program, now)
            program.killing = False
        if incoming.state == "stopped":
            program.falls.clear()  # somebody has seen to it: from here on it is judged anew
        program.changed(incoming.state, incoming.pid, now)
        if program.name == ROUTERD:
            self._routerd_at = None
        if incoming.state in ("starting", "running"):
            program.complaint = None
            program.ask_at = now
        elif incoming.state in ENDED:
            program.start_at = now + program.pause_s
        if incoming.state in ("fatal", "unknown"):
            outputs.append(
                Log(level="error", verb="given up", fields={"name": program.name, "again_s": program.pause_s})
            )
        return outputs

    def _fell(self, program: Program, now: float) -> list[Output]:
        program.falls.append(now)
        if recent(program.falls, now) > max(self._limit, 1) and program.name not in self._alerts:
            return [
                Log(level="error", verb="falls", fields={"name": program.name, "within_an_hour": len(program.falls)})
            ]
        return []

    def _watched_changed(self, incoming: WatchedChanged, now: float) -> list[Output]:
        self._limit = incoming.restarts_per_hour
        for name in self._programs.keys() - incoming.programs:
            if self._programs[name].state in (None, "stopped"):
                del self._programs[name]
        for name in sorted(incoming.programs - self._programs.keys()):
            self._programs[name] = Program(name=name, since=now)
        return []

    # --- what the programs tell ----------------------------------------------------------------------------------

    def _answered(self, incoming: Answered, now: float) -> list[Output]:
        program = self._programs.get(incoming.program)
        if program is None:
            return []
        program.heard, program.asked_at, program.ask_at = True, None, now + ASK_EVERY_S
        program.complaint = None
        if program.name != ROUTERD:
            return []
        if self._routerd_at is None:
            self._routerd_at = now
        if incoming.daemons is None:
            return []
        program.heard_pid = next((daemon.pid for daemon in incoming.daemons if daemon.name == ROUTERD), None)
        outputs: list[Output] = []
        for told_of in [each for each in self._programs.values() if each.told_of and each.judged(now)]:
            outputs += self._judge(told_of, _daemon(told_of, incoming.daemons), now)
        return outputs

    def _judge(self, program: Program, daemon: Daemon | None, now: float) -> list[Output]:
        if daemon is not None and daemon.answering:
            program.heard, program.heard_pid = True, daemon.pid
            program.silent_since, program.excused_until = None, 0.0
            program.complaint = None
            return []
        if daemon is None or (program.pid is not None and daemon.pid != program.pid):
            # A hello is due within the time a start may take, counted anew when routerd is another process.
            if now - max(program.since, self._routerd_at or now) < program.first_word_s():
                return []
        elif program.silent_since is None:
            program.silent_since, program.excused_until = now, now + daemon.busy_ms / 1000
            return []
        elif now - program.silent_since < CONFIRMED_AFTER_S or now < program.excused_until:
            return []
        return self._deaf(program, now)

    def _deaf(self, program: Program, now: float) -> list[Output]:
        if program.barred_until > now:
            return []
        if recent(program.restarts, now) >= self._limit:
            program.barred_until = now + HOUR_S
            return [Log(level="error", verb="left alone", fields={"name": program.name, "restarts": self._limit})]
        program.restarts.append(now)
        program.wait_until = now + RECHECK_S
        program.silent_since, program.excused_until = None, 0.0
        program.killing = True
        return [
            Log(level="warning", verb="deaf", fields={"name": program.name, "pid": program.pid}),
            PutInOrder(program=program.name, deaf=True, pid=program.pid),
        ]

    # --- what came of it -----------------------------------------------------------------------------------------

    def _put_right(self, incoming: PutRight, now: float) -> list[Output]:
        program = self._programs.get(incoming.program)
        if program is None:
            return []
        if incoming.state is None:
            del self._programs[program.name]  # its modem was taken out of the settings
            return []
        program.complaint = None
        if incoming.done == "nothing":
            program.changed(incoming.state, incoming.pid, now)
            program.killing = False
            return []
        return [Log(level="warning", verb="restarted", fields={"name": program.name, "was": incoming.state})]

    def _not_put_right(self, incoming: NotPutRight, now: float) -> list[Output]:
        program = self._programs.get(incoming.program)
        if program is None:
            return []
        program.killing = False
        program.complaint = incoming.reason
        if program.state in ENDED:
            program.start_at = now + program.pause_s
        return [Log(level="error", verb="failed", fields={"name": program.name, "reason": incoming.reason})]

    # --- time ----------------------------------------------------------------------------------------------------

    def _time_passed(self, now: float) -> list[Output]:
        self.deadline = now + STEP_S
        if now - self._ticked_at > NO_TICK_S:
            return [End(reason=f"no tick from supervisord for {NO_TICK_S:g} s")]
        outputs: list[Output] = []
        for program in self._programs.values():
            if program.asked:
                outputs += self._ask(program, now)
            if program.start_at is not None and program.start_at <= now:
                program.start_at = None
                program.pause_s = min(program.pause_s * 2, LONGEST_PAUSE_S)
                outputs.append(PutInOrder(program=program.name, deaf=False))
        return outputs + self._tell(now)

    def _ask(self, program: Program, now: float) -> list[Output]:
        outputs: list[Output] = []
        if program.asked_at is not None and now - program.asked_at >= DEAF_AFTER_S:
            program.asked_at, program.ask_at = None, now
            if program.name == ROUTERD:
                self._routerd_at = None
            if program.judged(now) and (program.heard or now - program.since >= program.first_word_s()):
                outputs += self._deaf(program, now)
        if program.asked_at is None and program.ask_at <= now and program.state in (None, "running", "starting"):
            program.asked_at = now
            outputs.append(Ask(program=program.name))
        return outputs

    def _start_over(self, now: float) -> None:
        # Stopped, suspended or starved: that nothing was heard meanwhile is no wonder.
        self._ticked_at = now
        for program in self._programs.values():
            program.start_over(now)

    # --- alerts --------------------------------------------------------------------------------------------------

    def _tell(self, now: float) -> list[Output]:
        outputs: list[Output] = []
        for name in [name for name in self._alerts if name not in self._programs]:
            outputs += self._over(name)
        for program in self._programs.values():
            message = self._trouble(program, now)
            alert = self._alerts.get(program.name)
            if message is None:
                outputs += self._over(program.name) if program.heard or not (program.asked or program.told_of) else []
            elif alert is None or alert.message != message:
                # routerd may still show the former one, which has to be cleared in any case.
                alert = _Alert(message=message, due=now, taken=alert is not None and alert.taken)
                self._alerts[program.name] = alert
            if message is not None and alert is not None and alert.due <= now and self._routerd_at is not None:
                alert.due = now + ALERT_AGAIN_S
                outputs.append(RaiseAlert(program=program.name, message=message))
        return outputs

    def _over(self, name: str) -> list[Output]:
        alert = self._alerts.pop(name, None)
        return [ClearAlert(program=name)] if alert is not None and alert.taken else []

    def _trouble(self, program: Program, now: float) -> str | None:
        """What a person should do something about, most pressing first."""
        name, log = program.name, f"see {program.name}.log"
        if program.barred_until > now:
            times = f"again after {self._limit} restarts within an hour" if self._limit else "and may not be restarted"
            return f"{name} stopped answering {times}; it is left alone for an hour: {log}, then: smsctl restart {name}"
        if program.complaint is not None:
            return f"{name} cannot be restarted: {program.complaint[:120]}; try: smsctl restart {name}"
        if program.state in ("fatal", "unknown"):
            return f"{name} does not start and supervisord has given it up; it is tried at least every 10 min; {log}"
        falls = recent(program.falls, now)
        if falls > max(self._limit, 1):
            return f"{name} ends again and again by itself; {log}"
        return None


def _daemon(program: Program, daemons: tuple[Daemon, ...]) -> Daemon | None:
    """What routerd says of this program: by its process, else by its name."""
    by_pid = [daemon for daemon in daemons if program.pid is not None and daemon.pid == program.pid]
    by_name = [daemon for daemon in daemons if daemon.name == program.name]
    return next(iter(by_pid or by_name), None)
