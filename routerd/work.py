"""What handling one input works with: the store, the moment, what a restart may forget, and the outputs gathered.

Everything a restart must not forget is in the store: `Memory` holds connections, what modems last said of themselves,
counters, and the snapshot of the directory.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from routerd import store_directory, store_events
from routerd.directory import Directory
from routerd.exchange import FromClient, Link, Log, Output, Publish, Send
from routerd.peers import Peers
from routerd.pool import Modem
from routerd.retention import Sweep
from routerd.store import Store
from smsbus.config import Settings
from smsbus.messages import Message


class Ids(Protocol):
    """Where a core gets what it may not make up itself."""

    def token(self) -> str:
        """A text nobody has seen before: names a job or a question."""

    def fraction(self) -> float:
        """Somewhere in [0, 1): spreads retries."""


COMPLAINT_EVERY_S = 60.0
MOST_COMPLAINTS = 1000


@dataclass(slots=True, kw_only=True)
class Awaited:
    """A request whose answer a daemon of `link` owes; see `awaited`."""

    asked: FromClient
    link: Link
    daemon: bytes
    within_s: float
    deadline: float


@dataclass(slots=True, kw_only=True)
class Bucket:
    """What a client may still ask at the moment; see `rates`."""

    tokens: float
    at: float


@dataclass(slots=True, kw_only=True)
class RaisedAlert:
    """Something a client wants people to look at, `for_s` seconds from when it last said so."""

    severity: str
    message: str
    at: float
    until: float
    for_s: float


@dataclass(slots=True, kw_only=True)
class Memory:
    """What a restart may forget."""

    pid: int = 0
    peers: Peers = field(default_factory=Peers)
    modems: dict[str, Modem] = field(default_factory=dict)
    stats: Counter[str] = field(default_factory=Counter)
    awaited: dict[str, Awaited] = field(default_factory=dict)  # by order or question
    buckets: dict[str, Bucket] = field(default_factory=dict)  # what each client may still ask
    raised: dict[str, RaisedAlert] = field(default_factory=dict)  # alerts of clients, by subject
    machines_told: dict[str, float] = field(default_factory=dict)  # when a number was last said to text like one
    asked_here: set[str] = field(default_factory=set)  # questions that went out on a connection of this process
    planned_here: set[int] = field(default_factory=set)  # errands whose times this process was told
    complained: dict[tuple[str, bytes], float] = field(default_factory=dict)  # when a peer's garbage was last logged
    trouble: str | None = None  # of the storage
    trouble_at: float = 0.0
    retry_at: float | None = None
    purge_at: float = 0.0
    sweep: Sweep = field(default_factory=Sweep)
    directory: Directory | None = None


@dataclass(slots=True, kw_only=True)
class Work:
    """Hands the parts of the router what they need; one per input."""

    store: Store
    settings: Settings
    ids: Ids
    memory: Memory
    now: float
    client: str = ""  # who asks, where a request is handled
    outputs: list[Output] = field(default_factory=list)

    @property
    def now_ms(self) -> int:
        """The moment as the store and the wire write it."""
        return round(self.now * 1000)

    @property
    def directory(self) -> Directory:
        """The snapshot, read again after a change."""
        if self.memory.directory is None:
            self.memory.directory = store_directory.load(
                self.store, own=(modem.number for modem in self.settings.modems.values() if modem.number)
            )
        return self.memory.directory

    def directory_changed(self) -> None:
        """Equipments, contacts or mutes were written."""
        self.memory.directory = None

    def send(self, link: Link, peer: bytes, message: Message, *, delimited: bool = False) -> None:
        """Puts out a message."""
        self.outputs.append(Send(link=link, peer=peer, message=message, delimited=delimited))

    def event(self, topic: str, **data: Any) -> None:
        """Records and publishes an event. No texts in `data`, numbers masked."""
        event = store_events.add(self.store, topic, self.now_ms, data)
        self.outputs.append(Publish(event=event))

    def log(self, level: Literal["debug", "info", "warning", "error"], verb: str, **fields: Any) -> None:
        """Tells the operator."""
        self.outputs.append(Log(level=level, verb=verb, fields=fields))

    def complains(self, about: str, whom: bytes) -> bool:
        """Whether to log what is wrong with somebody: once a minute for each of them."""
        complained = self.memory.complained
        if self.now - complained.get((about, whom), -COMPLAINT_EVERY_S) < COMPLAINT_EVERY_S:
            return False
        if len(complained) >= MOST_COMPLAINTS:
            complained.clear()  # a flood of peers: rather a line too many than a memory without bound
        complained[about, whom] = self.now
        return True

    def count(self, name: str, times: int = 1) -> None:
        """One more of these in `stats`, or so many."""
        self.memory.stats[name] += times
