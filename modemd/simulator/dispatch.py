"""Which command does what, and what it is refused for: the SIM's lock, a busy SIM, a modem that is not ready."""

from __future__ import annotations

from . import general, messaging
from .command_line import Command
from .faults import Faults, SlowSim
from .general import OK
from .results import CmeError, CmsError, NotUnderstood, Refused, render
from .state import Handler, Outcome, State


def handler_of(command: Command, state: State, faults: Faults) -> Handler:
    """What carries out `command`. Raises `Refused`."""
    if handler := general.BEFORE_PIN.get(command.name):
        return handler
    busy = state.sim_busy or faults.active(SlowSim) is not None
    if handler := messaging.COMMANDS.get(command.name):
        _check_messaging(state, busy=busy)
        return handler
    if handler := general.AFTER_PIN.get(command.name):
        state.sim.check_ready()
        if busy:
            raise CmeError(14)
        return handler
    if command.name in state.settings.personality.accepts:
        return _accepted
    raise NotUnderstood


def refusal(refused: Refused, state: State, command: Command | None) -> str:
    """The final result code of a refused command."""
    return render(
        refused,
        state.profile.error_reports,
        messaging=command is not None and command.name in messaging.COMMANDS,
        unknown_command=state.settings.personality.unknown_command,
    )


def _check_messaging(state: State, *, busy: bool) -> None:
    try:
        state.sim.check_ready()
    except CmeError as locked:
        # 27.005 §3.2.5 has its own numbers for the same: 311 for 11, 316 for 12.
        raise CmsError(311 if locked.code == 11 else 316) from None
    if busy:
        raise CmsError(314)
    if not state.sms_ready:
        raise CmsError(302)


def _accepted(state: State, command: Command) -> Outcome:
    return OK
