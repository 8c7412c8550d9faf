"""The control socket: how a person or a test is the rest of the world to the simulated modem.

A unix stream socket. Each request is one line of JSON and gets one line back: `{"ok":true,...}`, or
`{"ok":false,"error":"what was wrong"}`, and the connection goes on. From a shell:

    echo '{"op":"deliver","from":"+33639980001","text":"Hello"}' | nc -NU /tmp/modem.sock

What can be asked; a field with `=` may be left out:

    {"op":"deliver", "from":NUMBER, "text":TEXT, "scts"=RFC 3339}   somebody texts the modem       {"parts":2}
    {"op":"deliver_pdu", "pdu":HEX}            the same with any octets, SMSC address in front     {"parts":1}
    {"op":"deliver_mms", "from":NUMBER, "location"=URL}             a notice of an MMS (WAP push) {"parts":1}
    {"op":"submitted", "after"=0}              what was sent through the modem, index above `after`
                                                                                {"submitted":[SUBMISSION,...]}
    {"op":"watch", "after"=INDEX}              from now on a line {"submission":SUBMISSION} for each one, as it
                                               happens; with `after`, those since that index first
    {"op":"state"}                             what the modem looks like inside: "used" slots, "pin", "cnmi", ...
    {"op":"set", ...}                          turns what is named: submit_delay_s, deliver_delay_s, report_delay_s,
                                               report_status (TP-ST), signal (0-31, 99), registration (+CREG),
                                               sim_busy_s (after each start and PIN)
    {"op":"call", "from":NUMBER, "rings"=3}    somebody calls; "from" "" hides the number
    {"op":"fault", "name":NAME, "count"=N, "for_s"=SECONDS, ...}    misbehave, see below
    {"op":"end_fault", "name"=NAME}            ends that fault, or all

    SUBMISSION: {"index", "at" (seconds since 1970), "mr", "to", "text" (null: 8-bit data), "alphabet", "concatenation":
    null or {"reference", "total", "part"}, "status_report", "warnings", "pdu" (as submitted)}

A fault ends after `count` strikes, after `for_s` seconds, or with `end_fault`, whichever comes first; neither given:
only with `end_fault`, except where a count stands here:

    mute            hears nothing and answers nothing; "unsolicited"=true: such lines go on
    lost-notice     count=1: messages are stored without their +CMTI
    lost-result     count=1: answers lack their final result; "whole"=false: all of it; "command"="": of which commands
    refuse          count=1: commands beginning with "command"="" are refused: "kind"="cms" (or cme, error), "code"=500
    submit-error    count=1, "code"=500: submits are refused with +CMS ERROR, the network never sees them
    submit-silent   count=1: submits go out and are never answered
    late-reference  count=1: submits go out, +CMGS comes by itself "after_s"=130 later
    echo-twice      every command is echoed two times
    echo-kept       ATE0 is answered with OK and the echo goes on
    echo-glued      the answer follows the lone CR of the echo without a line feed
    prompt          the prompt is odd: "form"="bare" (or tight, line, none, standard), and late: "after_s"=0
    split           what the modem says comes in pieces: "octets"=1, "pause_s"=0.001
    noise           the line "text"="^RSSI:18" before and inside every answer, and by itself each "every_s" seconds;
                    "before_echo"=false: in front of the echo too
    garbage         the octets "hex" before every answer, and by themselves each "every_s" seconds
    drop-octets     one octet of "every"=300 is lost, of what goes "way"="out" (or in, both); "seed"=0: which ones
    double-octets   the same, and they come twice
    slow-sim        for_s=10: the SIM is busy (CME 14, CMS 314)
    lost-smsc       count=1: the service centre is forgotten, at once
    lost-network    the modem looks registered and no message passes until its radio is switched off
    restart         for_s=3: the modem restarts by itself and has lost its settings; "silent"=false: without boot lines
    unplug          the port disappears; at the end of the fault the modem is back, freshly started; "elsewhere"=false:
                    under its other name (--second-link)
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final, assert_never

import msgspec

from smsbus.sms.errors import SmsError

from .events import Call, Deliver, EndFault, Input, OrderFault, Turn
from .faults import NAMES, AnyFault, Unplug
from .modem import SimulatedModem
from .network import Submission, compose, compose_mms
from .storage import JoinedStorage

Delay = Annotated[float, msgspec.Meta(ge=0, le=86_400)]
Octet = Annotated[int, msgspec.Meta(ge=0, le=255)]
Number = Annotated[str, msgspec.Meta(max_length=24, pattern=r"\A[ -!#-~]*\Z")]


class Request(msgspec.Struct, frozen=True, kw_only=True, tag_field="op", forbid_unknown_fields=True):
    """Root of the requests."""


class DeliverText(Request, frozen=True, kw_only=True, tag="deliver"):
    """Somebody texts the modem."""

    sender: str = msgspec.field(name="from")
    text: str
    scts: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class DeliverPdu(Request, frozen=True, kw_only=True, tag="deliver_pdu"):
    """The same, octet by octet."""

    pdu: Annotated[str, msgspec.Meta(min_length=4, max_length=1024)]


class DeliverMms(Request, frozen=True, kw_only=True, tag="deliver_mms"):
    """Somebody sends a picture: its notice arrives."""

    sender: str = msgspec.field(name="from")
    location: Annotated[str, msgspec.Meta(min_length=1, max_length=80)] = "http://mms.example/1"


class Submitted(Request, frozen=True, kw_only=True, tag="submitted"):
    """What was sent through the modem?"""

    after: int = 0


class Watch(Request, frozen=True, kw_only=True, tag="watch"):
    """Tell this connection what is sent through the modem."""

    after: int | None = None


class ShowState(Request, frozen=True, kw_only=True, tag="state"):
    """What does the modem look like inside?"""


class Set(Request, frozen=True, kw_only=True, tag="set"):
    """Turn some conditions."""

    submit_delay_s: Delay | msgspec.UnsetType = msgspec.UNSET
    deliver_delay_s: Delay | msgspec.UnsetType = msgspec.UNSET
    report_delay_s: Delay | msgspec.UnsetType = msgspec.UNSET
    report_status: Octet | msgspec.UnsetType = msgspec.UNSET
    signal: Annotated[int, msgspec.Meta(ge=0, le=199)] | msgspec.UnsetType = msgspec.UNSET
    registration: Annotated[int, msgspec.Meta(ge=0, le=11)] | msgspec.UnsetType = msgspec.UNSET
    sim_busy_s: Delay | msgspec.UnsetType = msgspec.UNSET


class PlaceCall(Request, frozen=True, kw_only=True, tag="call"):
    """Somebody calls."""

    sender: Number = msgspec.field(name="from")
    rings: Annotated[int, msgspec.Meta(ge=1, le=100)] = 3


class EndOfFault(Request, frozen=True, kw_only=True, tag="end_fault"):
    """Behave again."""

    name: str | None = None


AnyRequest = DeliverText | DeliverPdu | DeliverMms | Submitted | Watch | ShowState | Set | PlaceCall | EndOfFault

LONGEST_LINE: Final = 256 * 1024
_FAULT: Final = "fault"


class RequestError(Exception):
    """The line is not a request that can be carried out; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What a request comes to: inputs for the modem, the fields of the reply, what this connection then watches.

    `watch_after` None: nothing; else submissions whose index is above it.
    """

    inputs: tuple[Input, ...] = ()
    reply: dict[str, Any]
    watch_after: int | None = None


class Control:
    """Reads requests. It changes nothing itself: the inputs it returns do."""

    def __init__(self, modem: SimulatedModem) -> None:
        self._modem = modem
        self._reference = 0

    def handle(self, line: bytes, now: float) -> Handled:
        """What to do about `line`; a bad one is answered and does nothing."""
        try:
            return self._handle(_read(line), now)
        except (RequestError, SmsError) as error:
            return Handled(reply={"ok": False, "error": str(error)})

    def _handle(self, request: AnyRequest | OrderFault, now: float) -> Handled:
        modem = self._modem
        match request:
            case DeliverText():
                pdus = self._compose(request, now)
                return Handled(inputs=tuple(Deliver(pdu=pdu) for pdu in pdus), reply={"ok": True, "parts": len(pdus)})
            case DeliverPdu(pdu=digits):
                return Handled(inputs=(Deliver(pdu=_octets(digits)),), reply={"ok": True, "parts": 1})
            case DeliverMms():
                return Handled(inputs=(Deliver(pdu=self._compose_mms(request, now)),), reply={"ok": True, "parts": 1})
            case Submitted(after=after):
                return Handled(reply={"ok": True, "submitted": [shown(one) for one in self.submissions(after)]})
            case Watch(after=after):
                newest = modem.network.submissions[-1].index if modem.network.submissions else 0
                return Handled(reply={"ok": True}, watch_after=newest if after is None else after)
            case ShowState():
                return Handled(reply={"ok": True, **state(modem)})
            case Set():
                named = {
                    name: value for name, value in msgspec.structs.asdict(request).items() if value is not msgspec.UNSET
                }
                return Handled(inputs=(Turn(conditions=replace(modem.state.conditions, **named)),), reply={"ok": True})
            case PlaceCall(sender=sender, rings=rings):
                return Handled(inputs=(Call(number=sender, rings=rings),), reply={"ok": True})
            case OrderFault(fault=Unplug(elsewhere=True)) if not modem.settings.second_link:
                raise RequestError("unplug elsewhere: there is no other name; start the simulator with --second-link")
            case OrderFault():
                return Handled(inputs=(request,), reply={"ok": True})
            case EndOfFault(name=name):
                if name is not None and name not in NAMES:
                    raise RequestError(f"no fault is called {name!r}; there are {', '.join(NAMES)}")
                return Handled(inputs=(EndFault(name=name),), reply={"ok": True})
            case _:
                assert_never(request)

    def submissions(self, after: int) -> list[Submission]:
        """The submissions whose index is above `after`."""
        return [submission for submission in self._modem.network.submissions if submission.index > after]

    def _compose_mms(self, request: DeliverMms, now: float) -> bytes:
        self._reference = (self._reference + 1) % 256
        return compose_mms(
            sender=request.sender,
            location=request.location,
            scts=self._modem.network.moment(now),
            smsc=self._modem.settings.smsc,
            reference=self._reference,
        )

    def _compose(self, request: DeliverText, now: float) -> list[bytes]:
        scts = request.scts or self._modem.network.moment(now)
        smsc = self._modem.settings.smsc
        pdus = compose(sender=request.sender, text=request.text, scts=scts, smsc=smsc, reference=self._reference)
        if len(pdus) > 1:
            self._reference = (self._reference + 1) % 256
        return pdus


def _read(line: bytes) -> AnyRequest | OrderFault:
    try:
        fields = msgspec.json.decode(line)
        if isinstance(fields, dict) and fields.get("op") == _FAULT:
            del fields["op"]
            return OrderFault(fault=msgspec.convert(fields, AnyFault))
        request: AnyRequest = msgspec.convert(fields, AnyRequest)
        return request
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RequestError(str(error)) from None


def _octets(digits: str) -> bytes:
    try:
        octets = bytes.fromhex(digits)
    except ValueError:
        raise RequestError("pdu: not hexadecimal") from None
    if len(octets) < 2:
        raise RequestError("pdu: at least the SMSC's length octet and one more are needed")
    return octets


def shown(submission: Submission) -> dict[str, Any]:
    """A submission as the control socket shows it."""
    part = submission.concatenation
    return {
        "index": submission.index,
        "at": submission.at,
        "mr": submission.mr,
        "to": submission.to,
        "text": submission.text,
        "alphabet": submission.alphabet,
        "concatenation": part and {"reference": part.reference, "total": part.total, "part": part.sequence},
        "status_report": submission.status_report,
        "warnings": submission.warnings,
        "pdu": submission.pdu.hex().upper(),
    }


def state(modem: SimulatedModem) -> dict[str, Any]:
    """What `{"op":"state"}` shows. `used`: slots with a message; `held`: what the network still has for the modem."""
    inside = modem.state
    return {
        "mode": modem.mode.name.lower(),
        "echo": inside.profile.echo,
        "text_mode": inside.profile.text_mode,
        "cnmi": list(inside.profile.notices),
        "cmee": int(inside.profile.error_reports),
        "cscs": inside.profile.charset,
        "cfun": inside.functionality,
        "pin": str(inside.sim.condition),
        "pin_attempts_left": inside.sim.pin_attempts,
        "smsc": inside.smsc,
        "used": sum(one.used for one in inside.storages.values() if not isinstance(one, JoinedStorage)),
        "storages": {
            storage.name: {"used": storage.used, "size": len(storage.indexes)} for storage in inside.storages.values()
        },
        "receive_in": inside.receive_in,
        "held": modem.network.held,
        "submitted": modem.network.submissions[-1].index if modem.network.submissions else 0,
        "ringing": inside.call is not None,
        "online": inside.online,
        "conditions": asdict(inside.conditions),
        "faults": modem.faults.listing(),
    }
