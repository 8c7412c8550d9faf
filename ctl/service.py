"""Up, down and restart of the whole set, as `smsctl up`, `smsctl down` and the demo do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from ctl import folders, programs, readiness
from ctl.exits import Exit, Failure
from ctl.readiness import Status
from ctl.supervision import Supervisord, end, leftovers
from smsbus.config import Settings

READY_TIMEOUT_S = 30.0
DOWN_MARGIN_S = 60.0
LEFTOVERS_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What `bring_up` found and reached; no status where this host may not ask for it."""

    already_running: bool
    status: Status | None


def bring_up(settings: Settings, inherited: Mapping[str, str], *, timeout_s: float = READY_TIMEOUT_S) -> Started:
    """Everything runs and answers when this returns. Raises `Failure` that says what is in the way.

    What runs already is left running; only what changed in the list of modems, or had stopped, is touched.
    """
    programs.check_paths(settings)
    folders.prepare(settings)
    supervisord = Supervisord(settings)
    already_running = supervisord.pid() is not None
    if already_running:
        supervisord.update()
    else:
        end(leftovers(settings.run_dir), LEFTOVERS_TIMEOUT_S)
        supervisord.start(inherited)
    return Started(already_running=already_running, status=readiness.wait(settings, supervisord, timeout_s))


def become_supervisord(settings: Settings, inherited: Mapping[str, str]) -> NoReturn:
    """This process goes on as supervisord, in the foreground. Raises `Failure` that says what is in the way.

    Nobody waits for the daemons: one that cannot start is no reason to end the others.
    """
    programs.check_paths(settings)
    folders.prepare(settings)
    supervisord = Supervisord(settings)
    if (pid := supervisord.pid()) is not None:
        raise Failure(Exit.USAGE, "running", f"supervisord runs already (process {pid}); end it with: smsctl down")
    end(leftovers(settings.run_dir), LEFTOVERS_TIMEOUT_S)
    supervisord.become(inherited)


def bring_down(settings: Settings) -> bool:
    """No process is left when this returns; False when none ran. Raises `Failure` with those that would not end."""
    supervisord = Supervisord(settings)
    ran = supervisord.pid() is not None
    if ran and not supervisord.shut_down(_longest_stop_s(settings)):
        raise Failure(Exit.TIME_OUT, "not-stopped", f"supervisord (process {supervisord.pid()}) does not end")
    abandoned = leftovers(settings.run_dir)
    if remaining := end(abandoned, LEFTOVERS_TIMEOUT_S):
        raise Failure(Exit.TIME_OUT, "not-stopped", f"processes {', '.join(map(str, remaining))} do not end")
    return ran or bool(abandoned)


def restart(settings: Settings, program: str | None, *, timeout_s: float = READY_TIMEOUT_S) -> list[str]:
    """The programs that were restarted, once everything answers again. Raises `Failure`."""
    programs.check_paths(settings)
    folders.prepare(settings)
    supervisord = Supervisord(settings)
    names = [process.name for process in supervisord.processes()]
    if program is not None and program not in names:
        raise Failure(Exit.USAGE, "not-found", f"there is no program {program}; there are {', '.join(names)}")
    chosen = names if program is None else [program]
    for name in chosen:
        supervisord.restart(name)
    if program is None:
        supervisord.update()
    readiness.wait(settings, supervisord, timeout_s)
    return chosen


def _longest_stop_s(settings: Settings) -> float:
    # Programs end one after the other, modems first, each within its own limit.
    return sum(modem.submit_timeout + programs.SUBMIT_MARGIN_S for modem in settings.modems.values()) + DOWN_MARGIN_S
