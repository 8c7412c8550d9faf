"""`modemd --examine`: the shell of `examination`, one modem after the other, each at the port of its settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, assert_never

import msgspec

from modemd.effects import Effects
from modemd.events import ClosePort, FetchPin, OpenPort, TimePassed, Write
from modemd.examination import Examination, Examined, Input, Output
from modemd.ledger import Ledger
from modemd.port import Line
from modemd.settings import port_of
from modemd.survey import Surroundings
from smsbus.config import SIMULATED_PORT, Settings
from smsbus.loop import Loop


def examine(settings: Settings, root: Path, clock: Callable[[], float], *, within_s: float) -> list[dict[str, Any]]:
    """One document per modem of the settings, but simulated ones, which are not there while nothing runs: see
    `examination.Examined`. It takes `within_s` at the most.
    """
    end_at = clock() + within_s
    real = [name for name in settings.local_modems if settings.modems[name].port != SIMULATED_PORT]
    return [document(_Examining(settings, name, root, clock, end_at).run()) for name in real]


class _Examining:
    def __init__(self, settings: Settings, name: str, root: Path, clock: Callable[[], float], end_at: float) -> None:
        self._modem = settings.modems[name]
        self._ledger = Ledger(settings.state_dir, name)
        self._loop = Loop(clock)
        self._line = Line(self._loop, self._feed)
        self._effects = Effects(self._carry_out)
        self._examined: Examined | None = None
        self._core = Examination(
            name=name,
            settings=self._modem,
            port=port_of(settings, name),
            surveyed=Surroundings(settings, name, root=root).survey(),
            end_at=end_at,
        )

    def run(self) -> Examined:
        self._effects.of(lambda: self._core.begin(self._loop.now()))
        if self._examined is None:
            self._loop.run(self._core, lambda: self._feed(TimePassed()))
        assert self._examined is not None
        return self._examined

    def _feed(self, incoming: Input) -> None:
        self._effects.of(lambda: self._core.handle(incoming, self._loop.now()))

    def _carry_out(self, output: Output) -> None:
        match output:
            case OpenPort():
                self._feed(self._line.open(output))
            case ClosePort():
                self._line.close()
            case Write():
                self._line.write(output.octets)
            case FetchPin():
                self._feed(self._ledger.fetch(self._modem))
            case Examined():
                self._examined = output
                self._loop.stop()
            case _:
                assert_never(output)


def document(examined: Examined) -> dict[str, Any]:
    """As JSON has it; the signal as percent and dBm."""
    signal = examined.signal
    return {
        "modem": examined.modem,
        "port": examined.port,
        "state": examined.state,
        "reason": examined.reason,
        "trouble": examined.trouble.name.lower() if examined.trouble else None,
        "sim_trouble": examined.sim_trouble.value if examined.sim_trouble else None,
        "speed": examined.speed,
        "manufacturer": examined.manufacturer,
        "model": examined.model,
        "registration": examined.registration.value if examined.registration else None,
        "dbm": signal.dbm if signal else None,
        "percent": signal.percent if signal else None,
        "smsc": examined.smsc,
        "storages": [msgspec.structs.asdict(storage) for storage in examined.storages],
    }
