"""Which modem: what each last said of itself, and which of them a message may go through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from routerd.peers import Peer
from smsbus.messages import ModemCondition, ModemFacts, ModemNetwork, ModemSignal, ModemState


@dataclass(slots=True, kw_only=True)
class Modem:
    """What a modem last said; kept while its modemd is away."""

    name: str
    state: ModemState | None = None
    signal: ModemSignal | None = None
    network: ModemNetwork | None = None
    facts: ModemFacts | None = None
    handed_at: float = 0.0  # when it last got a part

    @property
    def ready(self) -> bool:
        """Whether it says it can send."""
        return self.state is not None and self.state.state is ModemCondition.READY


def able(peers: Iterable[Peer], modems: Mapping[str, Modem]) -> list[Peer]:
    """Modems that can be handed a part, the one that has rested longest first: that spreads messages evenly."""
    found = [peer for peer in peers if peer.usable and peer.name in modems and modems[peer.name].ready]
    return sorted(found, key=lambda peer: (modems[peer.name].handed_at, peer.name))


def longest_message(limits: Iterable[int]) -> int:
    """The `max_chars` that all these modems can do, 0 when none has a limit: any of them may get the message."""
    return min((limit for limit in limits if limit > 0), default=0)
