"""The SIM card's lock: PIN, PUK and how many attempts are left (27.007 §8.3, 3GPP TS 31.101 §9.5)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from .results import CmeError

PIN_ATTEMPTS: Final = 3
PUK_ATTEMPTS: Final = 10


class SimCondition(StrEnum):
    """What the card waits for, in the words of `+CPIN?`."""

    READY = "READY"
    PIN = "SIM PIN"
    PUK = "SIM PUK"


class SimCard:
    """Asks for its PIN after each power-up; a wrong one costs an attempt, which no power cycle gives back."""

    def __init__(self, *, pin: str | None, puk: str) -> None:
        self._pin = pin
        self._puk = puk
        self.pin_attempts = PIN_ATTEMPTS
        self.puk_attempts = PUK_ATTEMPTS
        self._unlocked = pin is None

    @property
    def asks_pin(self) -> bool:
        """Whether the card has a PIN at all."""
        return self._pin is not None

    @property
    def condition(self) -> SimCondition:
        """What the card waits for."""
        if self._unlocked:
            return SimCondition.READY
        return SimCondition.PIN if self.pin_attempts else SimCondition.PUK

    def power_up(self) -> None:
        """The card was without power: it asks again."""
        self._unlocked = self._pin is None

    def check_ready(self) -> None:
        """CmeError 11 or 12 when the card is locked."""
        match self.condition:
            case SimCondition.PIN:
                raise CmeError(11)
            case SimCondition.PUK:
                raise CmeError(12)
            case SimCondition.READY:
                return

    def enter(self, code: str, new_pin: str | None) -> None:
        """`AT+CPIN=code[,new_pin]`; CmeError 16 for a wrong code, 12 when the PUK is wanted, 3 when nothing is."""
        match self.condition:
            case SimCondition.READY:
                raise CmeError(3)
            case SimCondition.PIN:
                if code != self._pin:
                    self.pin_attempts -= 1
                    raise CmeError(16)
            case SimCondition.PUK:
                self._enter_puk(code, new_pin)
        self.pin_attempts = PIN_ATTEMPTS
        self._unlocked = True

    def _enter_puk(self, code: str, new_pin: str | None) -> None:
        if new_pin is None or not self.puk_attempts:
            raise CmeError(12)
        if code != self._puk:
            self.puk_attempts -= 1
            raise CmeError(16)
        self.puk_attempts = PUK_ATTEMPTS
        self._pin = new_pin
