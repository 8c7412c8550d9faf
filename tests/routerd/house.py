"""A router on a real store in a temporary folder, with hands to feed it and eyes to see what it puts out."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from routerd.exchange import (
    FromClient,
    FromInteractd,
    FromModem,
    Input,
    Link,
    MoveOn,
    Output,
    Publish,
    Send,
    TimePassed,
    Undelivered,
)
from routerd.router import Router
from routerd.store import Store
from routerd.turn import Turns
from routerd.work import Memory, Work
from smsbus import config
from smsbus.messages import (
    Capabilities,
    Concat,
    Content,
    JobResult,
    Message,
    ModemCondition,
    ModemHello,
    ModemState,
    Outcome,
    PartAck,
    Ping,
    Pong,
    ReceivedPart,
    StatusReport,
    SubmitJob,
)
from smsbus.questions import Answer, AnswerOutcome, InteractdHello, Question, QuestionTaken
from smsbus.requests import (
    ContactAddRequest,
    EquipmentAddRequest,
    Event,
    MessageListRequest,
    Reply,
    Request,
    SendRequest,
)

ALICE = "+33639980001"
BOB = "+33639980002"
STRANGER = "+33639980099"
START = 1_700_000_000.0

MODEM, INTERACTD, CLIENT = b"modem", b"interactd", b"client"

MessageT = TypeVar("MessageT", bound=Message)


class Ids:
    """Ids in order, chance without surprise. A number per house: ids of a restarted router must not repeat."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def token(self) -> str:
        return f"id-{next(self._numbers)}"

    def fraction(self) -> float:
        return 1.0


def settings(folder: Path, router: str = "", modems: Sequence[str] = ("gsm",), extra: str = "") -> config.Settings:
    """Settings as a file has them; `router` are lines of that table."""
    tables = "\n".join(f'[modems.{name}]\nport = "sim:"' for name in modems)
    path = folder / "smsbus.toml"
    path.write_text(
        f'[service]\nstate_dir = "state"\nrun_dir = "run"\nlog_dir = "log"\n[router]\n{router}\n{tables}\n{extra}\n'
    )
    return config.load(path)


class House:
    """One routerd without sockets."""

    def __init__(self, folder: Path, router: str = "", modems: Sequence[str] = ("gsm",)) -> None:
        self.folder = folder
        self.settings = settings(folder, router, modems)
        self.ids = Ids()
        self.now = START
        self.outputs: list[Output] = []
        self._requests = itertools.count(1)
        self._keys = itertools.count(1)
        self._open()

    def _open(self) -> None:
        self.store = Store.open(self.folder / "store")
        self.router = Router(self.store, self.settings, self.ids, pid=1)
        self.turns = Turns(self.router, self.store)

    def restart(self) -> None:
        """The process ends without a word, what was not committed is lost, and another one starts."""
        self.store.close()
        self._open()

    def work(self) -> Work:
        """What functions of the router work with, for tests of one of them."""
        return Work(store=self.store, settings=self.settings, ids=self.ids, memory=Memory(), now=self.now)

    # --- hands ---------------------------------------------------------------------------------------------------

    def feed(self, *inputs: Input) -> list[Output]:
        """One turn of the loop; its outputs."""
        outputs = list(self.turns.run(inputs, self.now))
        self.outputs += outputs
        return outputs

    def handle(self, incoming: Input) -> list[Output]:
        """What the router alone makes of one input and of what can then move on, commits and all."""
        return [*self.router.handle(incoming, self.now), *self.router.handle(MoveOn(), self.now)]

    def modem(self, message: Message, peer: bytes = MODEM) -> list[Output]:
        return self.feed(FromModem(peer=peer, message=message))

    def interactd(self, message: Message, peer: bytes = INTERACTD) -> list[Output]:
        return self.feed(FromInteractd(peer=peer, message=message))

    def hello(
        self, modem: str = "gsm", boot: str = "m1", peer: bytes = MODEM, capabilities: Capabilities | None = None
    ) -> list[Output]:
        """A modemd says hello and that its modem is ready."""
        return self.feed(
            FromModem(
                peer=peer,
                message=ModemHello(modem=modem, boot=boot, pid=2, capabilities=capabilities or Capabilities()),
            ),
            FromModem(peer=peer, message=modem_state(modem)),
        )

    def greet(self, name: str = "interactd", boot: str = "i1", peer: bytes = INTERACTD) -> list[Output]:
        """An interactd says hello."""
        return self.interactd(InteractdHello(name=name, boot=boot, pid=3, interactions=1), peer)

    def lose(self, link: Link, peer: bytes) -> list[Output]:
        """A connection turns out to be gone."""
        return self.feed(Undelivered(link=link, peer=peer, message=Ping(nonce=0)))

    def ask(self, request: Request, peer: bytes = CLIENT) -> Reply:
        """A client's request; its reply."""
        outputs = self.feed(FromClient(peer=peer, request=request))
        return next(o.message for o in outputs if isinstance(o, Send) and isinstance(o.message, Reply))

    def result(self, request: Request) -> Any:
        """The result of a request that must go well."""
        reply = self.ask(request)
        assert reply.ok, reply.error
        return reply.result

    def error(self, request: Request) -> str:
        """The error code of a request that must not."""
        reply = self.ask(request)
        assert reply.error is not None, reply
        return reply.error.code

    def id(self) -> int:
        return next(self._requests)

    def send(self, to: str = BOB, text: str = "Alarm", **options: Any) -> list[dict[str, Any]]:
        """Queues a message; its documents."""
        messages: list[dict[str, Any]] = self.result(SendRequest(id=self.id(), to=to, text=text, **options))["messages"]
        return messages

    def furnish(self, **equipment: Any) -> None:
        """An equipment `home` with the contact Alice, whose user is `alice`."""
        self.result(EquipmentAddRequest(id=self.id(), name="home", **equipment))
        self.result(ContactAddRequest(id=self.id(), equipment="home", name="Alice", numbers=ALICE, user="alice"))

    def receive(self, text: str = "What is the temperature ?", sender: str = ALICE, **fields: Any) -> list[Output]:
        """A single part comes from the modem."""
        return self.modem(self.part(text, sender, **fields))

    def part(self, text: str | None, sender: str = ALICE, **fields: Any) -> ReceivedPart:
        values: dict[str, Any] = {
            "key": f"key-{next(self._keys)}",
            "modem": "gsm",
            "sim": "sim-1",
            "sender": sender,
            "sender_type": "international",
            "smsc": None,
            "content": Content.TEXT,
            "text": text,
            "data": None,
            "scts": round(self.now * 1000),
            "concat": None,
            "pdu": b"\x04",
        }
        return ReceivedPart(**(values | fields))

    def piece(self, sequence: int, text: str, total: int = 2, reference: int = 7, **fields: Any) -> ReceivedPart:
        """A part of a concatenated message."""
        concat = Concat(reference=reference, total=total, sequence=sequence, wide=fields.pop("wide", False))
        return self.part(text, concat=concat, **fields)

    def sent(self, job: str, reference: int = 1, modem: str = "gsm", peer: bytes = MODEM) -> list[Output]:
        """The modem sent it."""
        return self.modem(JobResult(modem=modem, job=job, outcome=Outcome.SENT, reference=reference), peer)

    def take(self, question: str, peer: bytes = INTERACTD, **fields: Any) -> list[Output]:
        return self.interactd(QuestionTaken(question=question, **fields), peer)

    def answer(
        self, question: str, text: str | None = "16.3 °C", peer: bytes = INTERACTD, **fields: Any
    ) -> list[Output]:
        said: dict[str, Any] = {"outcome": AnswerOutcome.ANSWERED, "text": text} | fields
        return self.interactd(Answer(question=question, **said), peer)

    def wait(self, seconds: float, *, deaf: bool = False) -> None:
        """Time passes as the loop lets it pass: at every deadline the router is told. Pings are answered."""
        until = self.now + seconds
        for _ in range(10_000):
            deadline = self.router.deadline
            if deadline is None or deadline > until:
                self.now = until
                return
            self.now = max(self.now, deadline)
            outputs = self.feed(TimePassed())
            if not deaf:
                self._pong(outputs)
        raise AssertionError("the router wants the time again and again")

    def later(self, seconds: float) -> None:
        """Much time passes at once, as when the machine slept; nobody is pinged in between."""
        self.now += seconds
        self._pong(self.feed(TimePassed()))

    def _pong(self, outputs: Sequence[Output]) -> None:
        for output in outputs:
            if isinstance(output, Send) and isinstance(output.message, Ping):
                kind = FromModem if output.link is Link.MODEMS else FromInteractd
                self.feed(kind(peer=output.peer, message=Pong(nonce=output.message.nonce)))

    # --- eyes ----------------------------------------------------------------------------------------------------

    def seen(self, kind: type[MessageT]) -> list[MessageT]:
        """Messages of that type put out since `forget`."""
        return [o.message for o in self.outputs if isinstance(o, Send) and isinstance(o.message, kind)]

    def events(self, topic: str = "") -> list[Event]:
        return [o.event for o in self.outputs if isinstance(o, Publish) and o.event.topic.startswith(topic)]

    def forget(self) -> None:
        self.outputs.clear()

    def job(self) -> SubmitJob:
        """The last job handed over."""
        return self.seen(SubmitJob)[-1]

    def question(self) -> Question:
        """The last question asked."""
        return self.seen(Question)[-1]

    def acknowledged(self) -> list[str]:
        return [ack.key for ack in self.seen(PartAck)]

    def inbox(self) -> list[dict[str, Any]]:
        """Received messages, oldest first."""
        return list(reversed(self.result(MessageListRequest(id=self.id(), box="inbox"))))

    def outbox(self) -> list[dict[str, Any]]:
        """Outgoing messages, oldest first."""
        return list(reversed(self.result(MessageListRequest(id=self.id(), box="outbox"))))

    def links(self, outputs: Sequence[Output]) -> list[Link]:
        return [output.link for output in outputs if isinstance(output, Send)]


def status_report(
    reference: int = 1,
    *,
    key: str,
    recipient: str = BOB,
    status: int = 0,
    scts: int | None = None,
    modem: str = "gsm",
) -> StatusReport:
    """A delivery report; by default the recipient has the message."""
    return StatusReport(
        key=key,
        modem=modem,
        sim="sim-1",
        reference=reference,
        recipient=recipient,
        status=status,
        scts=scts,
        discharged_at=None,
        pdu=b"\x06",
    )


def modem_state(modem: str = "gsm", state: ModemCondition = ModemCondition.READY) -> ModemState:
    return ModemState(modem=modem, state=state, reason="registered", since_at=round(START * 1000))
