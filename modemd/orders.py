"""What a person orders of the modem through routerd: a command line, a USSD code. In turn with everything else.

An order is never repeated: if the modem is lost in between, the person hears so.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from modemd.at.commands import BadArgument, Plain
from modemd.at.order_commands import CANCEL_USSD, AskUssd, RawCommand
from modemd.procedure import NoAnswer, Procedure, ask, ask_if_answered
from modemd.session import Session
from smsbus.errors import Code
from smsbus.messages import ModemCondition, Order, OrderResult

MOST_WAITING: Final = 20
_ENDINGS: Final = {
    2: "the network ended it without an answer",
    4: "the network does not offer this code",
    5: "the network did not answer in time",
}


@dataclass(slots=True, kw_only=True)
class Orders:
    """Those that wait, and the one in hand."""

    modem: str
    in_hand: Order | None = None
    _queue: deque[Order] = field(default_factory=deque)

    def accept(self, order: Order, condition: ModemCondition, reason: str) -> OrderResult | None:
        """Takes an order, or says at once why not; `reason` is that of the modem's state."""
        if condition not in (ModemCondition.REGISTERING, ModemCondition.READY):
            return failed(self.modem, order, Code.UNAVAILABLE, f"the modem cannot be used now: {reason}")
        if len(self._queue) >= MOST_WAITING:
            return failed(
                self.modem, order, Code.REFUSED, f"{MOST_WAITING} orders are waiting already: try again later"
            )
        try:
            if order.ussd is not None:
                AskUssd(code=order.ussd)
            elif RawCommand(text=order.command or "").harmful and not order.force:
                return failed(self.modem, order, Code.REFUSED, _HARMFUL)
        except BadArgument as error:
            return failed(self.modem, order, Code.INVALID, str(error))
        self._queue.append(order)
        return None

    def take(self) -> Order | None:
        """The next one, now in hand."""
        self.in_hand = self._queue.popleft() if self._queue else None
        return self.in_hand

    def finish(self, result: OrderResult) -> OrderResult:
        """The order in hand ended so."""
        self.in_hand = None
        return result

    def interrupted(self) -> list[OrderResult]:
        """The modem is lost: nobody will answer these."""
        lost = [*([self.in_hand] if self.in_hand else []), *self._queue]
        self.in_hand = None
        self._queue.clear()
        return [failed(self.modem, order, Code.UNAVAILABLE, "the modem was lost before it answered") for order in lost]


_HARMFUL: Final = (
    "this could send, delete, reset, or change what modemd relies on; reading (AT+X?) and testing (AT+X=?) are always "
    "possible, and --force does it all the same"
)


def failed(modem: str, order: Order, code: Code, problem: str) -> OrderResult:
    """An order that came to nothing."""
    return OrderResult(modem=modem, order=order.order, error=code.value, problem=problem)


def carry_out(session: Session, order: Order) -> Procedure[OrderResult]:
    """Runs it. Raises nothing: what is not answered is a result too."""
    try:
        if order.ussd is not None:
            return (yield from _ussd(session, order, order.ussd))
        return (yield from _command(session, order, RawCommand(text=order.command or "")))
    except NoAnswer:
        return failed(session.modem, order, Code.UNAVAILABLE, "the modem did not answer in time")


def _command(session: Session, order: Order, command: RawCommand) -> Procedure[OrderResult]:
    completed = yield from ask(command)
    session.selected = None  # it may have been AT+CPMS
    lines = [text for line in completed.lines for text in (line.text, line.payload) if text is not None]
    return OrderResult(modem=session.modem, order=order.order, lines=lines, result=str(completed.result))


def _ussd(session: Session, order: Order, code: str) -> Procedure[OrderResult]:
    """Written as the character set or the family asks; what the modem refuses is tried in the other ways."""
    coded = session.text is not None and session.text.charset == "UCS2"
    for written in dict.fromkeys(("ucs2" if coded else session.profile.ussd, "plain", "packed", "ucs2")):
        command = AskUssd(code=code, written=written)
        completed = yield from ask(command)
        if completed.result.ok:
            break
    answer = command.answer(completed.lines)
    if not completed.result.ok or answer is None:
        return failed(session.modem, order, Code.UNAVAILABLE, f"the modem refuses this code ({completed.result})")
    if answer.state == 1:  # the network waits for a choice that nobody will make
        yield from ask_if_answered(session, Plain(text=CANCEL_USSD))
    if answer.text is None and answer.state in _ENDINGS:
        return failed(session.modem, order, Code.UNAVAILABLE, _ENDINGS[answer.state])
    return OrderResult(modem=session.modem, order=order.order, text=answer.text, result=str(completed.result))
