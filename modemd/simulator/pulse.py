"""What a modem says by itself: boot lines, `SMS Ready`, chatter about its signal, and the noise of a bad one."""

from __future__ import annotations

from . import faults
from .faults import Faults
from .settings import Personality
from .state import State


class Pulse:
    """Keeps when the next line is due. `silent`: the next start says nothing."""

    def __init__(self, personality: Personality) -> None:
        self._personality = personality
        self._ready_at: float | None = None
        self._chatter: dict[str, float] = {}
        self._noise_at: float | None = None
        self._garbage_at: float | None = None
        self.silent = False

    @property
    def deadline(self) -> float | None:
        """When the next line is due."""
        moments = (*self._chatter.values(), self._ready_at, self._noise_at, self._garbage_at)
        return min((moment for moment in moments if moment is not None), default=None)

    def start(self, state: State) -> tuple[str, ...]:
        """The modem powers up; returns what it says at once."""
        silent, self.silent = self.silent, False
        self._ready_at = state.sms_ready_at if self._personality.sms_ready and not silent else None
        self._chatter = {line: state.now + every_s for line, every_s in self._personality.chatter}
        return () if silent else self._personality.boot

    def faults_changed(self, in_force: Faults, now: float) -> None:
        """A fault was ordered or has ended."""
        noise, garbage = in_force.active(faults.Noise), in_force.active(faults.Garbage)
        self._noise_at = now + noise.every_s if noise and noise.every_s else None
        self._garbage_at = now + garbage.every_s if garbage and garbage.every_s else None

    def beat(self, state: State, in_force: Faults) -> list[str]:
        """The lines that are due."""
        lines = []
        now = state.now
        if self._ready_at is not None and self._ready_at <= now:
            self._ready_at = None
            lines.append(self._personality.sms_ready)
        for line, every_s in self._personality.chatter:
            if self._chatter.get(line, now + 1) <= now:
                self._chatter[line] = now + every_s
                lines += [line] if state.profile.chatter else []
        noise = in_force.active(faults.Noise)
        if self._noise_at is not None and self._noise_at <= now:
            self._noise_at = now + noise.every_s if noise and noise.every_s else None
            lines += [noise.text] if noise else []
        return lines

    def garbage_due(self, in_force: Faults, now: float) -> bool:
        """Whether octets without meaning come now."""
        if self._garbage_at is None or self._garbage_at > now:
            return False
        garbage = in_force.active(faults.Garbage)
        self._garbage_at = now + garbage.every_s if garbage and garbage.every_s else None
        return garbage is not None
