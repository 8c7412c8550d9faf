"""What modems say of themselves: kept for `status`, told as events, shown as values of equipments."""

from __future__ import annotations

from routerd import values
from routerd.exchange import Link
from routerd.pool import Modem
from routerd.work import Work
from smsbus.documents import ModemDocument
from smsbus.messages import IncomingCall, ModemCondition, ModemFacts, ModemNetwork, ModemSignal, ModemState
from smsbus.numbers import mask

Told = ModemState | ModemSignal | ModemNetwork | ModemFacts


def names(work: Work) -> list[str]:
    """Modems in the settings, and those whose modemd has connected."""
    return sorted({*work.settings.modems, *(peer.name for peer in work.memory.peers.all(Link.MODEMS))})


def tell(work: Work, message: Told | IncomingCall) -> None:
    """Takes in what a modemd said of its modem."""
    modem = work.memory.modems.setdefault(message.modem, Modem(name=message.modem))
    match message:
        case ModemState():
            _state(work, modem, message)
        case ModemSignal():
            _signal(work, modem, message)
        case ModemNetwork():
            _network(work, modem, message)
        case ModemFacts():
            _facts(work, modem, message)
        case IncomingCall():
            work.event("modem.call", modem=modem.name, caller=mask(message.caller) if message.caller else None)


def gone(work: Work, name: str) -> None:
    """The connection of a modemd ended."""
    state = ModemState(
        modem=name, state=ModemCondition.ABSENT, reason="its modemd is not connected", since_at=work.now_ms
    )
    tell(work, state)


def restarted(work: Work, name: str) -> None:
    """Another process drives the modem: that it was ready says nothing any more."""
    modem = work.memory.modems.get(name)
    if modem is not None:
        modem.state = None


def document(work: Work, name: str) -> ModemDocument:
    """The modem as clients see it."""
    modem = work.memory.modems.get(name) or Modem(name=name)
    peer = work.memory.peers.named(Link.MODEMS, name)
    never = f"no modemd has connected for modem {name}"
    return ModemDocument(
        name=name,
        connected=peer is not None and peer.usable,
        state=modem.state.state.value if modem.state else ModemCondition.ABSENT.value,
        reason=modem.state.reason if modem.state else ("its modemd has said nothing yet" if peer else never),
        since_at=modem.state.since_at if modem.state else None,
        signal=modem.signal,
        network=modem.network,
        facts=modem.facts,
        sim_trouble=modem.state.sim_trouble if modem.state else None,
    )


def _state(work: Work, modem: Modem, message: ModemState) -> None:
    before = modem.state
    modem.state = message
    if before is None or (before.state, before.reason) != (message.state, message.reason):
        work.event("modem.state", modem=modem.name, state=message.state.value, reason=message.reason)
        work.log("info", "modem", modem=modem.name, state=message.state.value, reason=message.reason)


def _facts(work: Work, modem: Modem, message: ModemFacts) -> None:
    known = modem.facts.problems if modem.facts is not None else []
    modem.facts = message
    for problem in message.problems:
        if problem not in known:
            work.event("alert", message=f"modem {modem.name}: {problem}", modem=modem.name)
            work.log("warning", "modem", modem=modem.name, problem=problem)


def _signal(work: Work, modem: Modem, message: ModemSignal) -> None:
    before, modem.signal = modem.signal, message
    if before != message:
        work.event("modem.signal", modem=modem.name, raw=message.raw, dbm=message.dbm, percent=message.percent)
    values.of_modem(work, modem.name, "signal", message.percent)


def _network(work: Work, modem: Modem, message: ModemNetwork) -> None:
    before, modem.network = modem.network, message
    if before != message:
        work.event(
            "modem.network",
            modem=modem.name,
            operator=message.operator,
            plmn=message.plmn,
            registration=message.registration.value,
            technology=message.technology,
            roaming=message.roaming,
        )
    values.of_modem(work, modem.name, "network", message.operator)
