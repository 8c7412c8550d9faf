"""Every kind of message between modemd and routerd, declared once; `docs/protocol.md` explains each.

A message is three frames: the version, the kind in UTF-8, the body as a msgpack map. The classes below are bodies.
Moments are integers: milliseconds since the Unix epoch, UTC; a field that holds one ends in `_at` or is `scts`.
What interactd hears and says besides is in `questions`, what a client may ask in `requests`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Literal

import msgspec

from smsbus.sim_trouble import SimTrouble


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A body of the wire; `kind` is its second frame."""

    kind: ClassVar[str]


# --- parts of several messages -----------------------------------------------------------------------------------

Priority = Literal["alert", "answer", "normal", "bulk"]


class ModemCondition(StrEnum):
    """States of a modem; `docs/architecture.md` has the chart."""

    ABSENT = "absent"
    OPENING = "opening"
    PROBING = "probing"
    SIM_LOCKED = "sim-locked"
    REGISTERING = "registering"
    READY = "ready"
    RECOVERING = "recovering"


class Registration(StrEnum):
    """Where the modem stands with the network (27.007 §7.2 `<stat>`, the best of CREG, CGREG and CEREG)."""

    NOT_SEARCHING = "not-searching"
    HOME = "home"
    SEARCHING = "searching"
    DENIED = "denied"
    UNKNOWN = "unknown"
    ROAMING = "roaming"
    EMERGENCY_ONLY = "emergency-only"


class Content(StrEnum):
    """What a received part holds for a reader."""

    TEXT = "text"
    DATA = "data"  # 8-bit: WAP push, MMS notice, port-addressed; kept raw, reported, never asked
    UNDECODABLE = "undecodable"


class Outcome(StrEnum):
    """How the submission of one part ended, as far as modemd can tell."""

    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"  # no answer in time: the network may or may not have taken it


class Concat(msgspec.Struct, frozen=True, kw_only=True):
    """Place of a part in a concatenated message (23.040 §9.2.3.24.1)."""

    reference: int
    total: int
    sequence: int
    wide: bool = False  # 16-bit reference


class FailureCause(msgspec.Struct, frozen=True, kw_only=True):
    """Why a submission failed. `source`: cms, cme, final (a bare ERROR), time-out, encoding, or tp-st."""

    source: str
    code: int | None = None


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What routerd must know of a modem to cut a text into parts and to hand them over."""

    delivery_reports: bool = True
    max_chars: int = 0  # 0: concatenated SMS; N: separate messages of at most N characters
    jobs: int = 1  # it takes at a time; submits none before the result of the one before it is acknowledged


class Storage(msgspec.Struct, frozen=True, kw_only=True):
    """Fill of one message storage of the modem (+CPMS)."""

    name: str
    used: int
    total: int


# --- modemd -> routerd -------------------------------------------------------------------------------------------


class ModemHello(Message, frozen=True, kw_only=True):
    """First message of a modemd on a connection, repeated after every reconnection and every `who-are-you`.

    `boot` is random per process: a job handed to another boot of the same modem has an uncertain fate.
    """

    kind: ClassVar[str] = "hello"
    modem: str
    boot: str
    pid: int
    capabilities: Capabilities = Capabilities()


class ModemState(Message, frozen=True, kw_only=True):
    """The state of the modem, sent on change and after every hello; `reason` is a sentence for a person.

    `sim_trouble` goes with `sim-locked`.
    """

    kind: ClassVar[str] = "modem.state"
    modem: str
    state: ModemCondition
    reason: str
    since_at: int
    sim_trouble: SimTrouble | None = None


class ModemSignal(Message, frozen=True, kw_only=True):
    """Signal strength: `raw` as +CSQ gives it (99 unknown), dBm and percent null while unknown."""

    kind: ClassVar[str] = "modem.signal"
    modem: str
    raw: int
    dbm: int | None
    percent: int | None


class ModemNetwork(Message, frozen=True, kw_only=True):
    """Operator (name as the modem tells it), PLMN (MCC MNC digits), registration and access technology."""

    kind: ClassVar[str] = "modem.network"
    modem: str
    operator: str | None
    plmn: str | None
    registration: Registration
    technology: str | None
    roaming: bool


class ModemFacts(Message, frozen=True, kw_only=True):
    """What the modem is: identity, port in use, storages, SMSC. `sim` is the opaque SIM identity used in part keys."""

    kind: ClassVar[str] = "modem.facts"
    modem: str
    port: str
    manufacturer: str | None = None
    model: str | None = None
    revision: str | None = None
    imei: str | None = None
    sim: str | None = None
    smsc: str | None = None
    storages: list[Storage] = []
    recoveries: dict[str, int] = {}
    problems: list[str] = []


class ReceivedPart(Message, frozen=True, kw_only=True):
    """One SMS-DELIVER read from the modem. It stays on the SIM until `part.ack`; repeated until then.

    `key` is the hexadecimal hash of SIM identity and raw TPDU, in text mode of SIM identity, sender, time stamp and
    text: the same part read twice has the same key. `pdu` is in text mode what the modem showed instead. `sender_type`
    is the type of number of 23.040 §9.1.2.5 (`international`, `national`, `alphanumeric`, `abbreviated`, `unknown`...);
    an international sender starts with `+`. `slot` says where it was stored, for diagnosis (`SM:3`).
    """

    kind: ClassVar[str] = "sms.part"
    key: str
    modem: str
    sim: str
    sender: str
    sender_type: str
    smsc: str | None
    content: Content
    text: str | None
    data: bytes | None
    scts: int | None
    concat: Concat | None
    pdu: bytes
    message_class: int | None = None
    warnings: list[str] = []
    slot: str = ""


class StatusReport(Message, frozen=True, kw_only=True):
    """One SMS-STATUS-REPORT. Repeated until `report.ack`. `status` is TP-ST (23.040 §9.2.3.15)."""

    kind: ClassVar[str] = "sms.report"
    key: str
    modem: str
    sim: str
    reference: int
    recipient: str
    status: int
    scts: int | None
    discharged_at: int | None
    pdu: bytes


class JobResult(Message, frozen=True, kw_only=True):
    """How a job ended; kept and repeated by modemd until `result.ack`. `reference` is TP-MR of a sent part."""

    kind: ClassVar[str] = "job.result"
    modem: str
    job: str
    outcome: Outcome
    reference: int | None = None
    cause: FailureCause | None = None


class JobUnknown(Message, frozen=True, kw_only=True):
    """The job was not submitted and this modemd does not have it (any more): it may go through any modem.

    Answers a `welcome` that names a job which never arrived, and `job.withdraw`; said unasked of jobs that wait for a
    modem which has not been ready for some seconds.
    """

    kind: ClassVar[str] = "job.unknown"
    modem: str
    job: str


class LateReference(Message, frozen=True, kw_only=True):
    """A `+CMGS` came when no submission was awaited: the answer to the last one, late or left by a previous modemd."""

    kind: ClassVar[str] = "job.late"
    modem: str
    reference: int


class IncomingCall(Message, frozen=True, kw_only=True):
    """Somebody called and was rejected; `caller` as +CLIP gave it, null when withheld."""

    kind: ClassVar[str] = "modem.call"
    modem: str
    caller: str | None


class OrderResult(Message, frozen=True, kw_only=True):
    """What came of an `order`. `result` is the final result code; `lines` those in front of it; `text` a USSD answer.

    `error` is an error code of the protocol where it came to nothing; `problem` then says why.
    """

    kind: ClassVar[str] = "order.result"
    modem: str
    order: str
    lines: list[str] = []
    text: str | None = None
    result: str | None = None
    error: str | None = None
    problem: str | None = None


class Pong(Message, frozen=True, kw_only=True):
    """Answer of a daemon's main loop to a `ping`."""

    kind: ClassVar[str] = "pong"
    nonce: int


# --- routerd -> modemd -------------------------------------------------------------------------------------------


class Welcome(Message, frozen=True, kw_only=True):
    """Answer to a hello; `jobs` are those routerd believes at this modem, `questions` those at this interactd.

    modemd answers `job.unknown` for each that it neither holds nor has a result for, drops what it holds, has not
    submitted and is not named, and repeats its unacknowledged results; interactd answers `question.unknown` for each
    that never reached it.
    """

    kind: ClassVar[str] = "welcome"
    jobs: list[str] = []
    questions: list[str] = []


class WhoAreYou(Message, frozen=True, kw_only=True):
    """Answer to anything from a peer that has not said hello on this connection; what it sent was not used."""

    kind: ClassVar[str] = "who-are-you"


class PartAck(Message, frozen=True, kw_only=True):
    """The part is on disk: it may be deleted from the SIM."""

    kind: ClassVar[str] = "part.ack"
    key: str


class ReportAck(Message, frozen=True, kw_only=True):
    """The status report is on disk."""

    kind: ClassVar[str] = "report.ack"
    key: str


class SubmitJob(Message, frozen=True, kw_only=True):
    """Submit one part. `recipient` is `+` and digits, or a short code as dialled; `alphabet` is `gsm7` or `ucs2`."""

    kind: ClassVar[str] = "job"
    job: str
    recipient: str
    text: str
    alphabet: str
    concat: Concat | None = None
    delivery_report: bool = False
    flash: bool = False
    validity_s: int | None = None
    behind: str | None = None  # the job before it at this modem; who does not have that one, disowns this one too


class ResultAck(Message, frozen=True, kw_only=True):
    """The result of the job is on disk. `withdrawn`: jobs behind it that shall not be submitted any more."""

    kind: ClassVar[str] = "result.ack"
    job: str
    withdrawn: list[str] = []


class WithdrawJob(Message, frozen=True, kw_only=True):
    """The job is wanted back. Answered with `job.unknown` unless it is too late: then its result will tell."""

    kind: ClassVar[str] = "job.withdraw"
    job: str


class Order(Message, frozen=True, kw_only=True):
    """A person's own `command` line or `ussd` code for the modem. `force`: also what could send, delete or reset.

    Never repeated: an order whose result does not come is lost.
    """

    kind: ClassVar[str] = "order"
    order: str
    command: str | None = None
    ussd: str | None = None
    force: bool = False


class Ping(Message, frozen=True, kw_only=True):
    """Asks the main loop for a `pong`: a hung daemon still answers ZeroMQ's own heartbeats, but not this."""

    kind: ClassVar[str] = "ping"
    nonce: int


# --- registries: what may arrive where ---------------------------------------------------------------------------

Kinds = dict[str, type[Message]]


def registry(*messages: type[Message]) -> Kinds:
    return {message.kind: message for message in messages}


FROM_MODEMD = registry(
    ModemHello,
    ModemState,
    ModemSignal,
    ModemNetwork,
    ModemFacts,
    ReceivedPart,
    StatusReport,
    JobResult,
    JobUnknown,
    LateReference,
    IncomingCall,
    OrderResult,
    Pong,
)
TO_MODEMD = registry(Welcome, WhoAreYou, PartAck, ReportAck, SubmitJob, ResultAck, WithdrawJob, Order, Ping)
