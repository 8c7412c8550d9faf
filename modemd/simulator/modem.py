"""The simulated modem: octets in, octets out, with the mobile network behind it.

    COMMAND --AT+CMGS=n, AT+CMGW=n--> PROMPT --Ctrl-Z--> BUSY --the delay is over--> COMMAND
                                        |--ESC--> COMMAND                (AT+CMSS goes there from COMMAND)
    any --unplug, restart--> OFF --plugged in again, started--> COMMAND

COMMAND     lines ending in CR are executed and answered; unsolicited codes go out at once.
PROMPT      `> ` was written; everything up to Ctrl-Z or ESC is the message. Nobody else is waited for: when the program
            dies here, the next one finds the modem still at the prompt, as with real ones. Unsolicited codes wait.
BUSY        the network has the message, or the prompt comes late; what is typed waits, unsolicited codes do not.
OFF         nothing is heard and nothing said; messages wait in the network.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final, assert_never

from smsbus.sms.errors import DecodeError

from . import dispatch, faults, general, messaging, speech
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
from .network import Network
from .pulse import Pulse
from .results import OK, CmeError, CmsError, NotUnderstood, Refused
from .settings import Settings
from .state import Answer, Outcome, Prompt, State, Submit
from .storage import Status
from .wire import Wire

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
    BUSY = auto()
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
        self._switched_on = False
        self._registration = self.state.registration
        self._wire = Wire(settings.speed, self.faults)
        self._pulse = Pulse(settings.personality)
        self._heard = bytearray()
        self._typed = bytearray()
        self._command = ""  # the line last executed, behind its AT, in capitals
        self._prompt: Prompt | None = None
        self._prompt_at: tuple[float, bytes] | None = None
        self._answer: tuple[float, tuple[str, ...]] | None = None
        self._late: list[tuple[float, str]] = []
        self._held_back: list[str] = []
        self._said_full = False
        self._plugged = True
        self._elsewhere = False
        self._outputs: list[Output] = []

    @property
    def deadline(self) -> float | None:
        """When the modem wants TimePassed."""
        call, state = self.state.call, self.state
        moments = [
            self._answer[0] if self._answer else None,
            self._prompt_at[0] if self._prompt_at else None,
            self._late[0][0] if self._late else None,
            call.next_ring if call else None,
            self._wire.deadline,
            self.network.deadline,
            self.faults.deadline,
        ]
        if self.mode is not Mode.OFF:
            moments += [self._pulse.deadline, state.ready_at if state.ready_at > self._now else None]
        return min((moment for moment in moments if moment is not None), default=None)

    def handle(self, incoming: Input, now: float) -> list[Output]:
        """What happens at `now`, and what comes of it, in order."""
        self._now = self.state.now = now
        self._outputs = []
        if not self._switched_on:
            # A new modem is one that was switched on just before it is first used.
            self._switched_on = True
            self.state.switch_on(now)
            self._pulse.start(self.state)
        match incoming:
            case Received(octets=octets, speed=speed):
                if self.mode is not Mode.OFF:
                    self._hear(self._wire.send(octets, speed, now))
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
        self._outputs += [Write(octets=piece) for piece in self._wire.delivered(self._now)]
        self._hear(self._wire.arrived(self._now))
        if self.faults.deadline is not None and self.faults.deadline <= self._now:
            self.faults.expire(self._now)
            self._faults_changed()
        if self._answer is not None and self._answer[0] <= self._now:
            lines = self._answer[1]
            self._answer = None
            self._end_dialogue(lines, OK)
        if self._prompt_at is not None and self._prompt_at[0] <= self._now:
            self._ask_for_message(self._prompt_at[1])
        while self._late and self._late[0][0] <= self._now:
            self._announce(self._late.pop(0)[1])
            self._announce(OK)
        self._ring()
        if self.mode is not Mode.OFF:
            for line in self._pulse.beat(self.state, self.faults):
                self._announce(line)
            if self._pulse.garbage_due(self.faults, self._now) and not self._mute:
                self._wire.say(speech.garbage(self.faults))

    def _faults_changed(self) -> None:
        self._wire.faults_changed()
        self._pulse.faults_changed(self.faults, self._now)
        self.state.cut_off = self.faults.active(faults.LostNetwork) is not None
        if self.faults.active(faults.LostSmsc):
            self.faults.end("lost-smsc")
            self.state.smsc = ""
        unplug, restart = self.faults.active(faults.Unplug), self.faults.active(faults.Restart)
        if unplug or restart:
            self._switch_off()
            self._pulse.silent = restart is not None and restart.silent
        if unplug and self._plugged:
            self._plugged = False
            self._elsewhere = unplug.elsewhere
            self._outputs.append(Unplugged())
        if not unplug and not restart and self.mode is Mode.OFF:
            self._switch_on()

    def _switch_off(self) -> None:
        if self.mode is Mode.OFF:
            return
        self._flush()
        self._wire.drop()
        self._heard.clear()
        self._typed.clear()
        self._held_back.clear()
        self._late.clear()
        self._prompt = self._prompt_at = self._answer = self.state.call = None
        self.mode = Mode.OFF

    def _switch_on(self) -> None:
        self.mode = Mode.COMMAND
        if not self._plugged:
            self._plugged = True
            self._outputs.append(Plugged(elsewhere=self._elsewhere))
        self._start()

    def _start(self) -> None:
        """The modem powers up."""
        self.faults.end("lost-network")
        self.state.cut_off = False
        self.state.power_up(self._now)
        for line in self._pulse.start(self.state):
            self._announce(line)

    def _restart(self) -> None:
        """As `AT+CFUN=1,1` orders."""
        personality = self.settings.personality
        if not personality.restart_s:
            self._start()
            return
        kind = faults.Unplug if personality.restart_replugs else faults.Restart
        self.faults.order(kind(for_s=personality.restart_s), self._now)
        self._faults_changed()

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
        if self.mode is Mode.OFF or self._mute:
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
        if typed and not self._typed and (noise := self.faults.active(faults.Noise)) and noise.before_echo:
            self._announce(noise.text)
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
            self._end_dialogue((), dispatch.refusal(refused, self.state, Command(name="+CMGS")))

    # --- commands

    def _execute(self, line: str) -> None:
        # V.250 §5.2.1: a command line begins with AT; what stands before it is not for the modem.
        begin = line.upper().find("AT")
        if begin < 0:
            return
        lines: list[str] = []
        command: Command | None = None
        self._command = line[begin + 2 :].upper()
        try:
            self._refuse_on_order()
            outcome: Outcome = Answer()
            for command in parse(line[begin + 2 :]):
                outcome = dispatch.handler_of(command, self.state, self.faults)(self.state, command)
                if not isinstance(outcome, Answer):
                    break
                lines += outcome.lines
            self._carry_out(outcome, lines)
        except Refused as refused:
            self._end_dialogue(tuple(lines), dispatch.refusal(refused, self.state, command))

    def _refuse_on_order(self) -> None:
        fault = self.faults.active(faults.Refuse)
        if fault is None or not self._command.startswith(fault.command):
            return
        self.faults.strike(faults.Refuse)
        match fault.kind:
            case "cms":
                raise CmsError(fault.code)
            case "cme":
                raise CmeError(fault.code)
            case "error":
                raise NotUnderstood
            case _:
                assert_never(fault.kind)

    def _carry_out(self, outcome: Outcome, lines: list[str]) -> None:
        match outcome:
            case Answer():
                # The lines of the commands before it on the same line came first.
                shown = (*lines, *(() if lines else outcome.lines))
                self._end_dialogue(shown, outcome.final)
                if self.state.functionality != 1:
                    self.faults.end("lost-network")
                    self.state.cut_off = False
                if outcome.restart:
                    self._restart()
            case Prompt():
                self._prompt = outcome
                odd = self.faults.strike(faults.OddPrompt)
                octets = speech.prompt(self.settings.personality.prompt, odd)
                if odd is not None and odd.after_s:
                    self.mode = Mode.BUSY
                    self._prompt_at = (self._now + odd.after_s, octets)
                else:
                    self._ask_for_message(octets)
            case Submit():
                self._submit(outcome)
            case _:
                assert_never(outcome)

    def _ask_for_message(self, octets: bytes) -> None:
        self._prompt_at = None
        self.mode = Mode.PROMPT
        if not self._mute:
            self._wire.say(octets)

    def _submit(self, submit: Submit) -> None:
        """Hands a message to the network, which has it from here on, whatever becomes of the program that sent it."""
        state = self.state
        if not state.online:
            raise CmsError(38 if state.cut_off else 331)
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
        self._answer_submission(f"{submit.answer}: {mr}")

    def _answer_submission(self, line: str) -> None:
        delay_s = self.state.conditions.submit_delay_s
        if self.faults.strike(faults.SubmitSilent):
            self._close_dialogue()
        elif late := self.faults.strike(faults.LateReference):
            self._late = sorted([*self._late, (self._now + late.after_s, line)])
            self._close_dialogue()
        elif delay_s:
            self.mode = Mode.BUSY
            self._answer = (self._now + delay_s, (line,))
        else:
            self._end_dialogue((line,), OK)

    # --- arrivals

    def _take_arrivals(self) -> None:
        self.network.advance(self._now)
        state = self.state
        if self.mode is Mode.OFF or self.faults.active(faults.SlowSim) or state.ready_at > self._now:
            return
        while state.online and (pdu := self.network.oldest):
            arrival = arrive(state, pdu)
            if not arrival.taken:
                if arrival.code and not self._said_full:
                    self._announce(arrival.code)
                self._said_full = True
                return
            self._said_full = False
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

    @property
    def _mute(self) -> bool:
        return self.faults.active(faults.Mute) is not None

    def _close_dialogue(self) -> None:
        """Back to commands: what waited for that may go out now."""
        self.mode = Mode.COMMAND
        self._prompt = None
        self._typed.clear()

    def _end_dialogue(self, lines: tuple[str, ...], final: str) -> None:
        self._close_dialogue()
        if not self._mute:
            echo = self.state.profile.echo
            self._wire.say(speech.answer(lines, final, self._command, self.faults, echo=echo))
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
            self._wire.say(speech.code(line))

    def _echo(self, octets: bytes) -> None:
        if self.state.profile.echo or self.faults.active(faults.EchoKept):
            self._wire.say(octets)

    def _flush(self) -> None:
        self._outputs += [Write(octets=piece) for piece in self._wire.flush(self._now)]
