"""The sockets of routerd: its endpoints on this host, those for other hosts, and the gate that asks for keys.

Keys are asked for when somebody connects. So when the list no longer allows what it did, all connections from other
hosts are ended: whoever is still allowed is back within two seconds, and as after any reconnection nothing is lost.

On this host the sockets' modes decide. The group of [service] may be a client; whoever connects as a modemd could bring
in texts from anybody, and as an interactd read and answer what is asked: those two are for this user alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from routerd import admission
from routerd.exchange import Disconnections, Input, Link, Strangers
from smsbus.config import ENDPOINTS, EndpointName, Settings
from smsbus.curve import Listening
from smsbus.errors import ConfigError, SmsbusError
from smsbus.keys import Allowed, read_allowed, read_pair
from smsbus.loop import Loop
from smsbus.sockets import Context, Gate, Publisher, Service

LOOK_S = 10.0
"""Between two looks whether the sockets are still where others look for them."""

Take = Callable[[Input], None]


class Doors:
    """Opened from the settings. Raises `ConfigError` for keys that cannot be used, or what binding raises."""

    def __init__(self, context: Context, settings: Settings) -> None:
        if settings.remote:
            raise ConfigError(
                f"{settings.path}: bus.server_key: with it, routerd is on another host and not started here"
            )
        self._addresses = _addresses(settings)
        self._open = [name for name in ENDPOINTS if settings.listens(name)]
        self._secret = read_pair(Path(settings.bus.key_file)).secret if self._open else ""
        self._allowed = _allowed(settings) if self._open else ()
        # Before anything listens: nobody is let in unasked.
        self._gate = Gate(context) if self._open else None
        self.services = {
            link: Service(
                context, settings.endpoint(name), self._listening(settings, name), private=link is not Link.CLIENTS
            )
            for name, link in _LINKS
        }
        self.publisher = Publisher(context, settings.endpoint("events"), self._listening(settings, "events"))

    def watch(self, loop: Loop, take: Take) -> None:
        """Has the loop look at who comes and goes; `take` gets what the router should know of it.

        The loop is ended by `SmsbusError` when nobody finds a socket any more, since its file was removed or replaced.
        """
        for link, service in self.services.items():
            loop.watch(service.monitor, _observer(link, service, take))
        if self._gate is not None:
            loop.watch(self._gate.socket, lambda: self._answer(take))
        loop.after(LOOK_S, lambda: self._look(loop))

    def _look(self, loop: Loop) -> None:
        # Who is connected notices nothing, the watchdog neither. Only binding anew helps, as the next process does.
        bound: tuple[Service | Publisher, ...] = (*self.services.values(), self.publisher)
        for each in bound:
            if path := each.displaced():
                raise SmsbusError(f"{path}: removed or taken by another program; starting anew to be found there again")
        loop.after(LOOK_S, lambda: self._look(loop))

    def reload(self, settings: Settings) -> None:
        """Reads the list of allowed keys again. Raises `ConfigError` and keeps the old one when it cannot be used."""
        if not self._open:
            return
        before, self._allowed = self._allowed, _allowed(settings)
        if not _rights(before) <= _rights(self._allowed):
            for service in self.services.values():
                service.admit_anew()
            self.publisher.admit_anew()

    def outdated(self, settings: Settings) -> bool:
        """Whether these settings name other addresses or another key than those that were opened."""
        return settings.remote or _addresses(settings) != self._addresses

    def _answer(self, take: Take) -> None:
        assert self._gate is not None
        while (question := self._gate.receive()) is not None:
            verdict = admission.decide(question, self._allowed)
            self._gate.answer(verdict.answer)
            if verdict.refused is not None:
                take(verdict.refused)

    def _listening(self, settings: Settings, name: EndpointName) -> Listening | None:
        address = settings.listens(name)
        return Listening(endpoint=address, domain=name, secret=self._secret) if address else None


_LINKS: tuple[tuple[EndpointName, Link], ...] = (
    ("modems", Link.MODEMS),
    ("interactions", Link.INTERACTIONS),
    ("clients", Link.CLIENTS),
)


def _observer(link: Link, service: Service, take: Take) -> Callable[[], None]:
    def observe() -> None:
        if service.disconnections():
            take(Disconnections(link=link))
        if count := service.strangers():
            take(Strangers(link=link, count=count))

    return observe


def _addresses(settings: Settings) -> tuple[str, ...]:
    return (
        settings.bus.key_file,
        *(text for name in ENDPOINTS for text in (settings.endpoint(name), settings.listens(name))),
    )


def _allowed(settings: Settings) -> tuple[Allowed, ...]:
    return read_allowed(Path(settings.bus.allow_file))


def _rights(allowed: Iterable[Allowed]) -> set[tuple[str, str, str]]:
    """Who may what, under which name: a connection keeps the name it came in with."""
    return {(each.name, each.public, role) for each in allowed for role in each.roles}
