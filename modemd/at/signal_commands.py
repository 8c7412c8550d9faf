"""Signal strength: +CSQ, and what tells it where +CSQ says 99: +CESQ (27.007 §8.69) and Huawei's ^HCSQ. Indicators."""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from modemd.at.commands import Command, Lines, fields


class Measure(StrEnum):
    """What was measured: of the whole channel, or of the pilot of 3G or of LTE alone, which is weaker by nature."""

    RSSI = "rssi"
    RSCP = "rscp"
    RSRP = "rsrp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """`dbm` of `measure`; `technology` where the answer names it."""

    measure: Measure
    dbm: int
    technology: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSignal(Command):
    """AT+CSQ (27.007 §8.5)."""

    prefixes: ClassVar[tuple[str, ...]] = ("+CSQ:",)

    @property
    def line(self) -> str:
        return "AT+CSQ"

    def owns(self, line: str) -> bool:
        # Some phones leave out the prefix.
        return super(ReadSignal, self).owns(line) or re.fullmatch(r"\d{1,3}\s*,\s*\d{1,2}", line) is not None

    def answer(self, lines: Lines) -> int | None:
        """The raw strength: 0 to 31, 100 to 199 on some chips, 99 unknown."""
        values = fields(lines[0].text.rpartition(":")[2]) if lines else []
        return int(values[0]) if values and values[0].isdecimal() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadExtendedSignal(Command):
    """AT+CESQ: `rxlev,ber,rscp,ecno,rsrq,rsrp`, of which those of the network in use are known."""

    prefixes: ClassVar[tuple[str, ...]] = ("+CESQ:",)

    @property
    def line(self) -> str:
        return "AT+CESQ"

    def answer(self, lines: Lines) -> Strength | None:
        """The newest technology's that is known; 99 and 255 are unknown."""
        values = fields(lines[0].text.split(":", 1)[1]) if lines else []
        numbers = [int(value) if value.isdecimal() else 255 for value in values]
        if len(numbers) >= 6 and 1 <= numbers[5] <= 97:
            return Strength(measure=Measure.RSRP, dbm=-141 + numbers[5])
        if len(numbers) >= 3 and 1 <= numbers[2] <= 96:
            return Strength(measure=Measure.RSCP, dbm=-121 + numbers[2])
        if numbers and 0 <= numbers[0] <= 63:
            return Strength(measure=Measure.RSSI, dbm=-111 + numbers[0])
        return None


_SYSTEMS: Final = {"GSM": "GSM", "WCDMA": "UMTS", "TD-SCDMA": "UMTS", "LTE": "LTE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHuaweiSignal(Command):
    """AT^HCSQ?: `"LTE",rssi,rsrp,sinr,rsrq`, `"WCDMA",rssi,rscp,ecio`, `"GSM",rssi`, `"NOSERVICE"`."""

    prefixes: ClassVar[tuple[str, ...]] = ("^HCSQ:",)

    @property
    def line(self) -> str:
        return "AT^HCSQ?"

    def answer(self, lines: Lines) -> Strength | None:
        """-121 dBm at 0, one dB a step, 255 unknown."""
        values = fields(lines[0].text.split(":", 1)[1]) if lines else []
        if len(values) < 2 or not values[1].isdecimal() or not 0 <= int(values[1]) <= 96:
            return None
        return Strength(measure=Measure.RSSI, dbm=-121 + int(values[1]), technology=_SYSTEMS.get(values[0].upper()))


@dataclass(frozen=True, slots=True, kw_only=True)
class TestIndicators(Command):
    """AT+CIND=? (27.007 §8.9): what the numbers in +CIEV mean."""

    __test__ = False  # pytest takes a name that begins so for one of its classes
    prefixes: ClassVar[tuple[str, ...]] = ("+CIND:",)

    @property
    def line(self) -> str:
        return "AT+CIND=?"

    def answer(self, lines: Lines) -> tuple[str, ...]:
        """Their names, in order, in lower case; the first has number 1."""
        text = lines[0].text.partition(":")[2].lower() if lines else ""
        return tuple(re.findall(r'\(\s*"?([a-z][a-z0-9_ ]*)"?\s*,', text))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTechnology(Command):
    """How the modem is connected, in a maker's own words, where +COPS? does not say."""

    @abstractmethod
    def answer(self, lines: Lines) -> str | None:
        """Its name; None where the modem does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHuaweiSystem(ReadTechnology):
    """AT^SYSINFO: `service,domain,roaming,mode,sim,,submode`."""

    prefixes: ClassVar[tuple[str, ...]] = ("^SYSINFO:",)

    @property
    def line(self) -> str:
        return "AT^SYSINFO"

    def answer(self, lines: Lines) -> str | None:
        values = fields(lines[0].text.partition(":")[2]) if lines else []
        return {"3": "GSM", "5": "UMTS"}.get(values[3]) if len(values) > 3 else None


_SIMCOM_SYSTEMS: Final = ("GSM", "GSM", "EDGE", "UMTS", "HSDPA", "HSUPA", "HSPA", "LTE")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSimcomSystem(ReadTechnology):
    """AT+CNSMOD?: `n,mode`, 0 is no service."""

    prefixes: ClassVar[tuple[str, ...]] = ("+CNSMOD:",)

    @property
    def line(self) -> str:
        return "AT+CNSMOD?"

    def answer(self, lines: Lines) -> str | None:
        values = fields(lines[0].text.partition(":")[2]) if lines else []
        mode = int(values[1]) if len(values) > 1 and values[1].isdecimal() else 0
        return _SIMCOM_SYSTEMS[mode - 1] if 1 <= mode <= len(_SIMCOM_SYSTEMS) else None
