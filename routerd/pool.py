"""Which modem: what each last said of itself, and which of them a message may go through."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

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
    away_since: float | None = None  # since when it could not be handed anything
    shunned_until: float | None = None  # it failed in a way that is its own fault: others are tried first
    passed: dict[int, int] = field(default_factory=dict)  # how often each class of priority was passed over
    sent_at: deque[float] | None = None  # when it sent parts, within the longest window of the limits
    held_until: float | None = None  # messages wait for its limits until then
    told_at: float | None = None  # when it was last said that the limit of a day holds messages back

    @property
    def ready(self) -> bool:
        """Whether it says it can send."""
        return self.state is not None and self.state.state is ModemCondition.READY

    def able_at(self, now: float) -> bool:
        """Whether it is ready, and nothing speaks against trying it."""
        return self.ready and (self.shunned_until is None or self.shunned_until <= now)


def able(peers: Iterable[Peer], modems: Mapping[str, Modem], now: float = 0.0) -> list[Peer]:
    """Modems that can be handed a part, the one that has rested longest first: that spreads messages evenly."""
    found = [peer for peer in peers if peer.usable and peer.name in modems and modems[peer.name].able_at(now)]
    return sorted(found, key=lambda peer: (modems[peer.name].handed_at, peer.name))


def longest_message(limits: Iterable[int]) -> int:
    """The `max_chars` that all these modems can do, 0 when none has a limit: any of them may get the message."""
    return min((limit for limit in limits if limit > 0), default=0)


def watch(modems: Iterable[Modem], able: Collection[str], now: float) -> None:
    """Notes since when which modem has been away, that is, could not be handed anything."""
    for modem in modems:
        if modem.name in able:
            modem.away_since = None
        elif modem.away_since is None:
            modem.away_since = now


def lost(modems: Iterable[Modem], after_s: float, now: float) -> list[str]:
    """Modems that have been away for so long that others do their work; with `after_s` 0 none ever is."""
    return [
        modem.name for modem in modems if after_s and modem.away_since is not None and modem.away_since + after_s <= now
    ]


def deadline(modems: Iterable[Modem], after_s: float, now: float) -> float | None:
    """When the next modem counts as lost, or a limit lets a modem have more."""
    times = []
    for modem in modems:
        if after_s and modem.away_since is not None:
            times.append(modem.away_since + after_s)
        times += [at for at in (modem.held_until, modem.shunned_until) if at is not None]
    return min((at for at in times if at > now), default=None)


def clock_set(modems: Iterable[Modem], seconds: float) -> None:
    """What was noted of them moves with the clock."""
    for modem in modems:
        if modem.away_since is not None:
            modem.away_since += seconds
        if modem.told_at is not None:
            modem.told_at += seconds
        modem.shunned_until = None
        modem.sent_at = modem.held_until = None  # read again from the store, by the clock as it is now
