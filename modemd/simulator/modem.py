"""The simulated modem: octets in, octets out, with the mobile network behind it.

    COMMAND --AT+CMGS=n, AT+CMGW=n--> PROMPT --Ctrl-Z--> SUBMITTING --the delay is over--> COMMAND
                                        |--ESC--> COMMAND                (AT+CMSS goes there from COMMAND)
    any --unplug--> OFF --plugged in again--> COMMAND

COMMAND     lines ending in CR are executed and answered; unsolicited codes go out at once.
PROMPT      `> ` was written; everything up to Ctrl-Z or ESC is the message. Nobody else is waited for: when the program
            dies here, the next one finds the modem still at the prompt, as with real ones. Unsolicited codes wait.
SUBMITTING  the network has the message; what is typed waits for the answer, unsolicited codes do not.
OFF         nothing is heard and nothing said; messages wait in the network.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final, assert_never

from smsbus.sms.errors import DecodeError

from . import faults, general, messaging
from .arrivals import arrive
from .calls import IncomingCall
from .command_line import Command, edited, parse
from .events import (
    Accepted,
    Call,
    Deliver,
    EndFault,
    Input,
    OrderFault,
    Output,
    Plugged,
    Received,
    TimePassed,
    Turn,
    Unplugged,
    Write,
)
from .faults import Faults
from .line import Line
from .network import Network
from .results import OK, CmeError, CmsError, NotUnderstood, Refused, render
from .settings import Settings
from .state import Answer, Handler, Outcome, Prompt, State, Submit
from .storage import Status

CTRL_Z: Final = b"\x1a"
ESC: Final = b"\x1b"
CR: Final = b"\r"
LONGEST_LINE: Final = 1024
LONGEST_MESSAGE: Final = 2048
MOST_TYPED_AHEAD: Final = 8192
MOST_HELD_BACK: Final = 64


class Mode(Enum):
    """What the modem does with what it hears."""

    COMMAND = auto()
    PROMPT = auto()
    SUBMITTING = auto()
    OFF = auto()


class SimulatedModem:
    """A modem with SIM and network. Its state, network and faults may be looked at; only inputs change them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.state = State.fresh(settings)
        self.network = Network(smsc=settings.smsc, clock_offset_s=settings.clock_offset_s)
        self.faults = Faults()
        self.mode = Mode.COMMAND
        self._now = 0.0
        self._registration = self.state.registration
        self._line = Line()
        self._heard = bytearray()
        self._typed = bytearray()
        self._prompt: Prompt | None = None
        self._answer: tuple[float, tuple[str, ...]] | None = None
        self._held_back: list[str] = []
        self._next_noise: float | None = None
        self._said = bytearray()
        self._outputs: list[Output] = []

    @property
    def deadline(self) -> float | None:
        """When the modem wants TimePassed."""
        call = self.state.call
        moments = (
            self._answer[0] if self._answer else None,
            call.next_ring if call else None,
            self._next_noise,
            self._line.deadline,
            self.network.deadline,
            self.faults.deadline,
        )
        return min((moment for moment in moments if moment is not None), default=None)

    def handle(self, incoming: Input, now: float) -> list[Output]:
        """What happens at `now`, and what comes of it, in order."""
        self._now = now
        self._outputs = []
        match incoming:
            case Received(octets=octets):
                self._hear(octets)
            case TimePassed():
                self._catch_up()
            case Deliver(pdu=pdu):
                self.network.deliver(pdu, now + self.state.conditions.deliver_delay_s)
            case Call(number=number, rings=rings):
                if self.state.online:
                    self.state.call = IncomingCall(number, rings, now)
                self._ring()
            case Turn(conditions=conditions):
                self.state.conditions = conditions
            case OrderFault(fault=fault):
                self.faults.order(fault, now)
                self._faults_changed()
            case EndFault(name=name):
                self.faults.end(name)
                self._faults_changed()
            case _:
                assert_never(incoming)
        self._work_off()
        self._tell_registration()
        self._take_arrivals()
        self._flush()
        return self._outputs

    # --- time and operator

    def _catch_up(self) -> None:
        self._outputs += [Write(octets=piece) for piece in self._line.release(self._now)]
        if self.faults.deadline is not None and self.faults.deadline <= self._now:
            self.faults.expire(self._now)
            self._faults_changed()
        if self._answer is not None and self._answer[0] <= self._now:
            lines = self._answer[1]
            self._answer = None
            self._end_dialogue(lines, OK)
        self._ring()
        if self._next_noise is not None and self._next_noise <= self._now:
            self._make_noise()

    def _faults_changed(self) -> None:
        split = self.faults.active(faults.Split)
        self._line.cut(split.octets if split else 0, split.pause_s if split else 0.0)
        noise = self.faults.active(faults.Noise)
        self._next_noise = self._now + noise.every_s if noise and noise.every_s else None
        unplugged = self.faults.active(faults.Unplug) is not None
        if unplugged and self.mode is not Mode.OFF:
            self._unplug()
        elif not unplugged and self.mode is Mode.OFF:
            self.mode = Mode.COMMAND
            self._outputs.append(Plugged())
            self._start()

    def _unplug(self) -> None:
        self._flush()
        self._line.drop()
        self._heard.clear()
        self._typed.clear()
        self._held_back.clear()
        self._prompt = self._answer = self.state.call = None
        self.mode = Mode.OFF
        self._outputs.append(Unplugged())

    def _start(self) -> None:
        """The modem powers up."""
        self.state.power_up()
        for line in self.settings.personality.boot:
            self._announce(line)

    def _make_noise(self) -> None:
        noise = self.faults.active(faults.Noise)
        if noise is not None and noise.every_s is not None:
            self._announce(noise.text)
            self._next_noise = self._now + noise.every_s

    def _ring(self) -> None:
        call = self.state.call
        if call is None:
            return
        for line in call.ring(self._now, with_number=self.state.profile.caller_identity):
            self._announce(line)
        if call.over:
            self.state.call = None

    # --- what is typed

    def _hear(self, octets: bytes) -> None:
        if self.mode is Mode.OFF or self.faults.active(faults.Mute):
            return
        self._heard += octets
        del self._heard[MOST_TYPED_AHEAD:]

    def _work_off(self) -> None:
        """Everything heard that need not wait for the answer to a submission."""
        while self._heard and self.mode in (Mode.COMMAND, Mode.PROMPT):
            if self.mode is Mode.COMMAND:
                self._hear_command()
            else:
                self._hear_message()

    def _hear_command(self) -> None:
        line, end, rest = self._heard.partition(CR)
        self._heard = rest
        # Outside of a prompt ESC and Ctrl-Z mean nothing, and V.250 §5.2.1 ignores other control characters.
        typed = bytes(line.translate(None, b"\0\n\x1a\x1b"))
        self._echo(typed + end)
        self._typed += typed
        if not end:
            del self._typed[LONGEST_LINE:]
            return
        whole = bytes(self._typed).decode("latin-1")
        self._typed.clear()
        if self.faults.strike(faults.EchoTwice) and whole:
            self._echo(whole.encode("latin-1") + CR)
        self._execute(edited(whole))

    def _hear_message(self) -> None:
        at = min((found for sign in (CTRL_Z, ESC) if (found := self._heard.find(sign)) >= 0), default=len(self._heard))
        typed, sign = bytes(self._heard[:at]), bytes(self._heard[at : at + 1])
        del self._heard[: at + 1]
        self._type(typed)
        if sign == ESC:
            # 27.005 §3.5.1: a cancelled message is answered with OK.
            self._end_dialogue((), OK)
        elif sign == CTRL_Z:
            self._finish_message()

    def _type(self, typed: bytes) -> None:
        text_mode_prompt = self._prompt is not None and self._prompt.address is not None
        self._echo(typed.replace(CR, CR + self.settings.personality.prompt) if text_mode_prompt else typed)
        self._typed += typed
        # One octet above the limit stays to tell that it was passed.
        del self._typed[LONGEST_MESSAGE + 1 :]

    def _finish_message(self) -> None:
        prompt, typed = self._prompt, bytes(self._typed)
        assert prompt is not None, "the mode PROMPT has one"
        try:
            if len(typed) > LONGEST_MESSAGE:
                raise CmsError(304 if prompt.address is None else 305)
            self._carry_out(messaging.finish(self.state, prompt, typed), [])
        except Refused as refused:
            self._end_dialogue((), self._rendered(refused, messaging_family=True))

    # --- commands

    def _execute(self, line: str) -> None:
        # V.250 §5.2.1: a command line begins with AT; what stands before it is not for the modem.
        begin = line.upper().find("AT")
        if begin < 0:
            return
        lines: list[str] = []
        command: Command | None = None
        try:
            outcome: Outcome = Answer()
            for command in parse(line[begin + 2 :]):
                outcome = self._handler(command)(self.state, command)
                if not isinstance(outcome, Answer):
                    break
                lines += outcome.lines
            self._carry_out(outcome, lines)
        except Refused as refused:
            family = command is not None and command.name in messaging.COMMANDS
            self._end_dialogue(tuple(lines), self._rendered(refused, messaging_family=family))

    def _handler(self, command: Command) -> Handler:
        if handler := general.BEFORE_PIN.get(command.name):
            return handler
        if handler := messaging.COMMANDS.get(command.name):
            try:
                self.state.sim.check_ready()
            except CmeError as locked:
                # 27.005 §3.2.5 has its own numbers for the same: 311 for 11, 316 for 12.
                raise CmsError(311 if locked.code == 11 else 316) from None
            return handler
        if handler := general.AFTER_PIN.get(command.name):
            self.state.sim.check_ready()
            return handler
        raise NotUnderstood

    def _rendered(self, refused: Refused, *, messaging_family: bool) -> str:
        reports = self.state.profile.error_reports
        unknown = self.settings.personality.unknown_command
        return render(refused, reports, messaging=messaging_family, unknown_command=unknown)

    def _carry_out(self, outcome: Outcome, lines: list[str]) -> None:
        match outcome:
            case Answer():
                # The lines of the commands before it on the same line came first.
                shown = (*lines, *(() if lines else outcome.lines))
                self._end_dialogue(shown, outcome.final)
                if outcome.restart:
                    self._start()
            case Prompt():
                self._prompt = outcome
                self.mode = Mode.PROMPT
                self._say(self.settings.personality.prompt)
            case Submit():
                self._submit(outcome)
            case _:
                assert_never(outcome)

    def _submit(self, submit: Submit) -> None:
        """Hands a message to the network, which has it from here on, whatever becomes of the program that sent it."""
        state = self.state
        if not state.online:
            raise CmsError(331)
        if not state.smsc and submit.pdu[0] == 0:
            raise CmsError(330)
        if failure := self.faults.strike(faults.SubmitError):
            raise CmsError(failure.code)
        mr = state.next_mr
        try:
            submission = self.network.submit(submit.pdu, mr, state.conditions, self._now)
        except DecodeError:
            raise CmsError(304) from None
        state.next_mr = (mr + 1) % 256
        if submit.slot is not None:
            state.storages[state.write_to].mark(submit.slot, Status.STORED_SENT)
        self._flush()
        self._outputs.append(Accepted(submission=submission))
        lines = (f"{submit.answer}: {mr}",)
        if self.faults.strike(faults.SubmitSilent):
            self._close_dialogue()
        elif state.conditions.submit_delay_s:
            self.mode = Mode.SUBMITTING
            self._answer = (self._now + state.conditions.submit_delay_s, lines)
        else:
            self._end_dialogue(lines, OK)

    # --- arrivals

    def _take_arrivals(self) -> None:
        self.network.advance(self._now)
        while self.state.online and self.mode is not Mode.OFF and (pdu := self.network.oldest):
            arrival = arrive(self.state, pdu)
            if not arrival.taken:
                return
            self.network.take()
            if arrival.code and not (arrival.stored and self.faults.strike(faults.LostNotice)):
                self._announce(arrival.code)

    def _tell_registration(self) -> None:
        if self.state.registration == self._registration:
            return
        self._registration = self.state.registration
        for name, codes in self.state.profile.registration_codes.items():
            if codes:
                self._announce(general.registration_line(self.state, name))

    # --- what is said

    def _close_dialogue(self) -> None:
        """Back to commands: what waited for that may go out now."""
        self.mode = Mode.COMMAND
        self._prompt = None
        self._typed.clear()

    def _end_dialogue(self, lines: tuple[str, ...], final: str) -> None:
        self._close_dialogue()
        if not self.faults.active(faults.Mute):
            noise = self.faults.strike(faults.Noise)
            thrown_in = f"\r\n{noise.text}\r\n" if noise else ""
            information = "\r\n{}\r\n".format("\r\n".join(lines)) if lines else ""
            self._say(f"{thrown_in}{information}{thrown_in}\r\n{final}\r\n".encode("latin-1"))
        held_back, self._held_back = self._held_back, []
        for line in held_back:
            self._announce(line)

    def _announce(self, line: str) -> None:
        """An unsolicited code, now or when the prompt is over."""
        if self.mode is Mode.OFF or ((mute := self.faults.active(faults.Mute)) and not mute.unsolicited):
            return
        if self.mode is Mode.PROMPT:
            self._held_back = [*self._held_back, line][-MOST_HELD_BACK:]
        else:
            self._say(f"\r\n{line}\r\n".encode("latin-1"))

    def _echo(self, octets: bytes) -> None:
        if self.state.profile.echo:
            self._say(octets)

    def _say(self, octets: bytes) -> None:
        self._said += octets

    def _flush(self) -> None:
        if self._said:
            self._outputs += [Write(octets=piece) for piece in self._line.push(bytes(self._said), self._now)]
            self._said.clear()
