"""One command in flight: what each line is, by what is awaited and never by its text alone.

A line is, in this order: the PDU that a header announced; a line of the running command's response, which has its
prefix; a final result code, whole and exactly; an unsolicited code, which may come anywhere, also inside a response;
an echo; else information text of a command that answers without prefix; else noise. In text mode a header announces
lines that may read like anything; `bodies` knows where they end.

Phases:

    UNKNOWN --Submit--> SYNCING --OK--> SETTLING --quiet--> RESPONDING or PROMPTED --final result--> FREE
       ^                   |                                      ^   |                               |
       |                   +--3 x no answer: Silent               |   +--deadline: TimedOut--> UNKNOWN |
       +-------------------+                                      +-------------Submit----------------+

A submission that is held waits at its prompt, in HELD, until it is let go or the prompt is left with ESC.

The state of the line is unknown at the start and after a missed deadline: the modem may sit at a prompt, where the next
command would become the text of a message, or may still answer what we no longer await. So ESC and AT go first, and
after the OK a moment must pass in which no other result code comes: else a late OK would be taken for that of the
next command, and all answers would be shifted by one for ever. A deadline is fixed when the command is written:
chatter of a modem that has lost the answer must not extend it.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final, assert_never

from modemd.at import results, urcs
from modemd.at.bodies import Body, announced_characters, is_report, is_text_header
from modemd.at.commands import CTRL_Z, ESC, Command, ResponseLine, announced_length
from modemd.at.events import (
    Committed,
    Completed,
    HeldTooLong,
    Hold,
    Input,
    Noise,
    Output,
    Received,
    Silent,
    Submit,
    TimedOut,
    TimePassed,
    Unsolicited,
    Write,
)
from modemd.at.lexer import Lexer, Line, Prompt, Token
from modemd.at.message_commands import Submission
from modemd.at.results import FinalResult

SYNC_TRIES: Final = 3
SYNC_WAIT_S: Final = 2.0
SETTLE_S: Final = 0.05
UNSAID_END_S: Final = 1.0
"""How long the final result code may be missing behind the answer of a command that some modems end without one."""
MAX_QUOTED_LINES: Final = 50
HOLD_S: Final = 2.0
"""How long a submission is held at its prompt: modems give up after some seconds, and announce nothing meanwhile."""
TEXT_END_S: Final = 0.3
"""A result code in front of the announced end of a text is a line of it if anything follows within this time."""
MAX_RESPONSE_LINES: Final = 2048
"""Four times what a storage of 255 messages lists; more is noise."""

_HEXADECIMAL: Final = re.compile(r"[0-9A-Fa-f]+(?:\+C.*)?")
_PDU_THEN_MORE: Final = re.compile(r"([0-9A-Fa-f]+)(\+C(?:MG|MT|DS)[A-Z]*:.*)")


class Phase(Enum):
    """See the module's page."""

    UNKNOWN = auto()
    SYNCING = auto()
    SETTLING = auto()
    FREE = auto()
    PROMPTED = auto()  # the command line of a submission is written, its prompt is awaited
    HELD = auto()  # the prompt is there, the submission may not go on
    RESPONDING = auto()


class EngineBusy(RuntimeError):
    """A command was submitted while another was in flight."""


class Engine:
    """`timeout_s` is the limit of commands that have none of their own and are submitted without one."""

    def __init__(self, *, timeout_s: float) -> None:
        self.deadline: float | None = None
        self.phase = Phase.UNKNOWN
        self._timeout_s = timeout_s
        self._allowed_s = timeout_s  # for the command in flight
        self._lexer = Lexer()
        self._command: Command | None = None
        self._lines: list[ResponseLine] = []
        self._announced: str | urcs.Urc | None = None  # whose payload line comes next: a response header, or a code
        self._interrupted: str | None = None  # the response header behind which a code with a payload came first
        self._resumed = False  # its payload is awaited again
        self._body: Body | None = None  # the text that a header of text mode announced
        self._limit: float | None = None  # the deadline of the command while `TEXT_END_S` runs
        self._accepted = False  # the OK of a command whose answer comes behind it
        self._quoted: str | None = None  # the lines so far of an answer in quotes
        self._tries = 0
        self._held = False

    @property
    def free(self) -> bool:
        """Whether a command may be submitted."""
        return self._command is None

    def handle(self, incoming: Input, now: float) -> list[Output]:
        """What follows from `incoming`, in order. Raises `EngineBusy` on a second command at the same time."""
        match incoming:
            case Received():
                return self._received(incoming.octets, now)
            case Submit():
                return self._submit(incoming, now)
            case TimePassed():
                return self._time_passed(now)
            case Hold():
                self._held = incoming.held
                return self._commit(now) if self.phase is Phase.HELD and not self._held else []
            case _:
                assert_never(incoming)

    # --- commands ------------------------------------------------------------------------------------------------

    def _submit(self, submit: Submit, now: float) -> list[Output]:
        command = submit.command
        if self._command is not None:
            raise EngineBusy(f"{command!r} while {self._command!r} is in flight")
        self._command = command
        self._allowed_s = submit.limit_s or command.limit_s or self._timeout_s
        if self.phase is Phase.UNKNOWN:
            self._tries = 0
            return self._synchronise(now)
        return self._write(command, now)

    def _synchronise(self, now: float) -> list[Output]:
        self.phase = Phase.SYNCING
        self._announced = self._interrupted = self._body = None
        self._tries += 1
        self.deadline = now + SYNC_WAIT_S
        # ESC leaves a prompt, where CR would only begin a new line of the text; CR then ends what ESC may have begun.
        return [Write(octets=ESC + b"\rAT\r")]

    def _write(self, command: Command, now: float) -> list[Output]:
        self._lines = []
        self._accepted = False
        self._quoted = None
        self.phase = Phase.RESPONDING if command.payload is None else Phase.PROMPTED
        self.deadline = now + self._allowed_s
        return [Write(octets=command.line.encode("ascii") + b"\r", secret=command.secret)]

    def _time_passed(self, now: float) -> list[Output]:
        if self.deadline is None or now < self.deadline:
            return []
        command = self._command
        self.deadline = None
        if command is None:
            return []
        if self._body is not None and (result := self._body.ended()) is not None:
            return [*self._close_body(self._body), self._complete(result)]
        if self.phase is Phase.SETTLING:
            return self._write(command, now)
        if self.phase is Phase.HELD:
            self.phase = Phase.UNKNOWN
            self._command = None
            return [Write(octets=ESC), HeldTooLong(command=command)]
        if self.phase is Phase.SYNCING and self._tries < SYNC_TRIES:
            return self._synchronise(now)
        if command.may_end_unsaid and self._lines and self.phase is Phase.RESPONDING:
            return [self._complete(results.OK)]
        silent = self.phase is Phase.SYNCING
        self.phase = Phase.UNKNOWN
        self._command = self._body = None
        return [Silent(command=command) if silent else TimedOut(command=command)]

    def _complete(self, result: FinalResult) -> Completed:
        assert self._command is not None
        completed = Completed(command=self._command, result=result, lines=tuple(self._lines))
        self._command = None
        self._lines = []
        self._accepted = False
        self.deadline = None
        self.phase = Phase.FREE
        return completed

    # --- what comes in -------------------------------------------------------------------------------------------

    def _received(self, octets: bytes, now: float) -> list[Output]:
        outputs: list[Output] = []
        self._lexer.push(octets)
        while (token := self._next_token()) is not None:
            match token:
                case Prompt():
                    outputs += self._prompt(now)
                case Line(cut=True):
                    outputs.append(Noise(text=token.text))
                case Line() if self._body is not None:
                    outputs += self._body_line(self._body, token, now)
                case Line():
                    outputs += self._line(token.text, now)
                case _:
                    assert_never(token)
        return outputs

    def _next_token(self) -> Token | None:
        if self._body is not None:
            return self._lexer.next_verbatim()
        return self._lexer.next(prompt_awaited=self.phase is Phase.PROMPTED)

    def _prompt(self, now: float) -> list[Output]:
        if self._held:
            self.phase = Phase.HELD
            self.deadline = now + HOLD_S
            return []
        return self._commit(now)

    def _commit(self, now: float) -> list[Output]:
        command = self._command
        assert isinstance(command, Submission)
        self.phase = Phase.RESPONDING
        self.deadline = now + command.answer_within_s
        # No CR in front of Ctrl-Z: it breaks some modems (huawei_e160.json).
        return [Committed(command=command), Write(octets=(command.payload or b"") + CTRL_Z)]

    def _line(self, text: str, now: float) -> list[Output]:
        if self._quoted is not None and self._command is not None:
            begun, self._quoted = self._quoted, None
            return self._response(f"{begun}\n{text}", now)
        if self._announced is not None:
            return self._payload(self._announced, text, now)
        parts = urcs.split(text)
        if len(parts) > 1:
            return [output for part in parts for output in self._line(part, now)]
        if self._owns(text):
            return self._response(text, now)
        if self._echoes_text(text):
            return []
        if (result := results.parse(text)) is not None:
            return self._result(result, text, now)
        if (urc := urcs.find(text)) is not None:
            return self._code(urc, text)
        return self._rest(text)

    def _payload(self, announced: str | urcs.Urc, text: str, now: float) -> list[Output]:
        # A PDU is hexadecimal: a code in its place was thrown in, and the header of another message means that it was
        # lost. Anything else, even `OK`, is the payload.
        urc = urcs.find(text)
        if urc is not None and urc.payload_follows and isinstance(announced, str) and not is_text_header(announced):
            self._announced, self._interrupted = urc, announced
            return []
        if (urc is not None and urc.payload_follows) or self._owns(text):
            self._announced = urc if urc is not None and urc.payload_follows else text
            self._resumed = False
            return [Noise(text=announced if isinstance(announced, str) else announced.prefix)]
        if urc is not None or urcs.looks_unsolicited(text):
            return [Unsolicited(event=urc.event(text) if urc is not None else urcs.Chatter(text=text))]
        resumed = self._resumed
        self._announced, self._interrupted, self._resumed = self._interrupted, None, self._interrupted is not None
        if resumed and not _HEXADECIMAL.fullmatch(text):  # it was lost, and the code came in its place
            return [Noise(text=str(announced)), *self._line(text, now)]
        rest: list[Output] = []
        if glued := _PDU_THEN_MORE.fullmatch(text):  # the next header stuck to the PDU's end
            text = glued[1]
        if isinstance(announced, urcs.Urc):
            outputs: list[Output] = [Unsolicited(event=announced.event(text))]
        else:
            outputs = self._add(ResponseLine(text=announced, payload=text))
        if glued:
            rest = self._line(glued[2], now)
        return outputs + rest

    # --- texts ---------------------------------------------------------------------------------------------------

    def _body_line(self, body: Body, line: Line, now: float) -> list[Output]:
        text = line.text.strip()
        result = results.parse(text) if self.phase is Phase.RESPONDING else None
        over = body.complete or (body.urc is not None and body.may_be_over)
        answered = result is not None or self._owns(text)
        if (over and answered) or (body.complete and urcs.find(text) is not None):
            return [*self._close_body(body), *self._line(text, now)]
        if body.may_be_over and self._owns(text) and is_text_header(text):
            return [*self._close_body(body), *self._response(text, now)]
        if result is not None and body.urc is None:
            self._limit = self.deadline if body.end is None else self._limit
            body.add_end(line.text, line.octets, result)
            self.deadline = now + TEXT_END_S
            return []
        awaited = body.end is not None
        body.add(line.text, line.octets)
        if awaited and body.end is None:
            self.deadline = self._limit
        passed_on_whole = body.urc is not None and (body.complete or announced_characters(body.header) is None)
        return self._close_body(body) if passed_on_whole else []

    def _close_body(self, body: Body) -> list[Output]:
        self._body = None
        text, codes = body.settled()
        outputs: list[Output] = [output for code in codes for output in self._unasked_code(code)]
        if body.urc is None:
            return outputs + self._add(ResponseLine(text=body.header, payload=text))
        if body.urc.prefix == "+CMT:":
            outputs.append(Unsolicited(event=urcs.MessagePassedOn(pdu=text, header=body.header)))
        return outputs

    @staticmethod
    def _unasked_code(text: str) -> list[Output]:
        urc = urcs.find(text)
        if urc is not None and urc.payload_follows:
            return []
        return [Unsolicited(event=urc.event(text) if urc is not None else urcs.Chatter(text=text))]

    def _echoes_text(self, text: str) -> bool:
        """Whether a line of the text that was submitted comes back: it may read `OK`, and says nothing."""
        command = self._command
        submitted = self.phase is Phase.RESPONDING and isinstance(command, Submission) and not self._lines
        return submitted and command is not None and text.lstrip("> ").removesuffix("\x1a") in command.echoes

    def _owns(self, text: str) -> bool:
        return self.phase is Phase.RESPONDING and self._command is not None and self._command.owns(text)

    def _response(self, text: str, now: float) -> list[Output]:
        command = self._command
        assert command is not None
        if command.payload_follows and is_text_header(text):
            if not is_report(text) and announced_characters(text) != 0:
                self._body = Body(header=text)
                return []
            return self._add(ResponseLine(text=text, payload=""))
        if command.payload_follows and announced_length(text) != 0:  # 0: siemens_mc35i.json for an empty slot
            self._announced = text
            return []
        if command.may_end_unsaid and self.deadline is not None:
            self.deadline = min(self.deadline, now + UNSAID_END_S)
        if command.answers_late and text.count('"') % 2 and text.count("\n") < MAX_QUOTED_LINES:
            self._quoted = text
            return []
        outputs = self._add(ResponseLine(text=text))
        return [*outputs, self._complete(results.OK)] if self._accepted else outputs

    @property
    def _awaits_answer(self) -> bool:
        return self._command is not None and self._command.answers_late and not self._lines

    def _result(self, result: FinalResult, text: str, now: float) -> list[Output]:
        match self.phase:
            case Phase.RESPONDING if result.ok and self._awaits_answer:
                self._accepted = True
                return []
            case Phase.RESPONDING:
                return [self._complete(result)]
            case Phase.PROMPTED | Phase.HELD if not result.ok:
                return [self._complete(result)]
            case Phase.SYNCING if not result.ok:  # our ESC was no command
                return [Noise(text=text)]
            case Phase.SYNCING | Phase.SETTLING:
                self.phase = Phase.SETTLING
                self.deadline = now + SETTLE_S
                return []
            case _:
                return [Noise(text=text)]  # nobody waits for it

    def _code(self, urc: urcs.Urc, text: str) -> list[Output]:
        if urc.payload_follows and is_text_header(text):
            if is_report(text):
                return [Unsolicited(event=urcs.MessagePassedOn(pdu="", header=text))]
            self._body = Body(header=text, urc=urc)
            return []
        if urc.payload_follows:
            self._announced = urc
            return []
        return [Unsolicited(event=urc.event(text))]

    def _rest(self, text: str) -> list[Output]:
        command = self._command
        if command is None or self.phase in (Phase.SYNCING, Phase.SETTLING):
            return [] if text in ("AT", "\x1bAT", "\x1b") else self._unasked(text)
        if self._is_echo(command, text):
            return []
        if command.bare and self.phase is Phase.RESPONDING and not urcs.looks_unsolicited(text):
            return self._add(ResponseLine(text=text))
        return self._unasked(text)

    @staticmethod
    def _is_echo(command: Command, text: str) -> bool:
        payload = command.payload
        echoed = text.removesuffix("\x1a").strip()
        return echoed == command.line or (payload is not None and echoed == payload.decode("latin-1").strip())

    @staticmethod
    def _unasked(text: str) -> list[Output]:
        if urcs.looks_unsolicited(text):
            return [Unsolicited(event=urcs.Chatter(text=text))]
        return [Noise(text=text)]

    def _add(self, line: ResponseLine) -> list[Output]:
        if len(self._lines) >= MAX_RESPONSE_LINES:
            return [Noise(text=line.text)]
        self._lines.append(line)
        return []
