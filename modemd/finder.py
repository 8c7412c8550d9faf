"""Where the modem is: the port and speed to open next, as set, or found by a search.

What was found is opened again without a search as long as the same device stays plugged in, so that a modem that fell
silent meets the recovery ladder and not a search; after some failures in a row a search looks whether another port
answers. Devices without a modem are asked again only after a while, adapters hardly ever: what is behind those may be
no modem at all. A modem that is set to be found and worked before is waited for before another one takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, assert_never

from modemd.at.events import Unsolicited
from modemd.detection import Candidate, Finding, Plan, Verdict, nothing_found, plan, why
from modemd.devices import SerialPort, UsbDevice, Whereabouts, meaningful
from modemd.events import (
    ClosePort,
    OpenPort,
    PortFailed,
    PortLost,
    PortOpened,
    Received,
    Remember,
    Survey,
    Surveyed,
    TimePassed,
    Write,
)
from modemd.search import Concluded, Search
from modemd.search import Output as SearchOutput
from smsbus.config import ModemSettings

AUTOMATIC: Final = "auto"
SPEEDS: Final = (115200, 9600, 57600, 38400, 19200)
"""Tried in turn with baudrate = "auto"."""
SEARCH_AT: Final = {4, 16, 64, 256, 1024}
"""At these openings in a row without a modem that works, other ports and speeds are asked as well. Ever more rarely:
a mute modem that speaks again shall not have to wait until a search has gone by.
"""
STRANGER_AFTER_S: Final = 60.0
"""A stick that was reset goes through storage mode and may be away this long."""
ASK_AGAIN_FIRST_S: Final = 2.0
ASK_AGAIN_LONGEST_S: Final = 30.0
ASK_ADAPTER_AGAIN_S: Final = 600.0
STRANGER_AGAIN_S: Final = 10.0

_ASKED: Final = (Verdict.SILENT, Verdict.UNREADABLE, Verdict.SECONDARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Open this; `says` is why this port."""

    port: OpenPort
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound:
    """There is nothing to open. `missing`: it may be plugged in any moment, so look again soon."""

    reason: str
    missing: bool


Input = Surveyed | PortOpened | PortFailed | PortLost | Received | TimePassed
Output = OpenPort | ClosePort | Write | Survey | Unsolicited | Located | NotFound


@dataclass(slots=True, kw_only=True)
class _Rest:
    """A device that is not asked before `until`, and what it said; `stranger`: it is not the modem that is known."""

    until: float
    pause_s: float
    findings: tuple[Finding, ...]
    stranger: Finding | None = None


class Finder:
    """`port` is the path or URL that the settings mean, or `auto`."""

    def __init__(self, *, settings: ModemSettings, port: str) -> None:
        self.port = port
        self._settings = settings
        self._search: Search | None = None
        self._surveying = False
        self._devices: tuple[UsbDevice, ...] = ()
        self._known: Whereabouts | None = None
        self._last: Finding | None = None
        self._last_says = ""
        self._unworked = 0
        self._missing_since: float | None = None
        self._rests: dict[tuple[str, int], _Rest] = {}

    @property
    def begins(self) -> str:
        """What `begin` does, for a person."""
        return "looking for a modem" if self.port == AUTOMATIC else f"opening {self.port}"

    @property
    def busy(self) -> bool:
        """Whether it has the line."""
        return self._search is not None or self._surveying

    @property
    def deadline(self) -> float | None:
        """When `TimePassed` is wanted."""
        return self._search.deadline if self._search else None

    def begin(self, now: float) -> list[Output]:
        """Begins to look; ends with `Located` or `NotFound`, at once where the settings say it all."""
        self._unworked += 1
        if self.port == AUTOMATIC:
            self._surveying = True
            return [Survey()]
        if self._settings.baudrate != "auto":
            return [self._located(self.port, self._settings.baudrate, "the settings say so")]
        if self._last is not None and self._unworked not in SEARCH_AT:
            return [self._last_one()]
        only = Candidate(device=None, port=SerialPort(path=self.port, interface=0), speeds=self._speeds())
        return self._look(Plan(groups=((only,),)), Surveyed(devices=()), now)

    def handle(self, incoming: Input, now: float) -> list[Output]:
        """What follows from `incoming`, in order."""
        if isinstance(incoming, Surveyed):
            return self._surveyed(incoming, now) if self._surveying else []
        return self._searched(self._search.handle(incoming, now), now) if self._search else []

    def worked(self, imei: str | None) -> list[Remember]:
        """The modem that was located has started up."""
        self._unworked = 0
        self._missing_since = None
        device = self._last.device if self._last else None
        if self._last is None or device is None:
            return []
        whereabouts = Whereabouts(
            place=device.place,
            ids=device.ids,
            interface=self._last.port.interface,
            serial=meaningful(device.serial),
            imei=imei or (self._known.imei if self._known and self._known.at(device) else None),
        )
        if whereabouts == self._known:
            return []
        self._known = whereabouts
        return [Remember(whereabouts=whereabouts)]

    # --- looking -------------------------------------------------------------------------------------------------

    def _surveyed(self, survey: Surveyed, now: float) -> list[Output]:
        self._surveying = False
        self._devices, self._known = survey.devices, survey.known
        if self._missing_since is None:
            self._missing_since = now
        if self._still_there() and self._unworked not in SEARCH_AT:
            return [self._last_one()]
        plugged = {(device.place, device.plugging) for device in survey.devices}
        self._rests = {key: rest for key, rest in self._rests.items() if key in plugged}
        speeds = (self._settings.baudrate,) if isinstance(self._settings.baudrate, int) else ()
        planned = plan(survey.devices, speeds=speeds, known=survey.known)
        awake = tuple(group for group in planned.groups if not self._rests_now(group, now))
        return self._look(Plan(groups=awake, left=planned.left), survey, now)

    def _look(self, planned: Plan, survey: Surveyed, now: float) -> list[Output]:
        waited = self._missing_since is not None and now - self._missing_since >= STRANGER_AFTER_S
        self._search = Search(
            planned,
            known=survey.known,
            others=survey.others,
            strangers=survey.known is None or waited,
            flow_control=self._settings.flow_control,
        )
        return self._searched(self._search.begin(now), now)

    def _searched(self, outputs: list[SearchOutput], now: float) -> list[Output]:
        followed: list[Output] = []
        for output in outputs:
            match output:
                case OpenPort() | ClosePort() | Write() | Unsolicited():
                    followed.append(output)
                case Concluded():
                    self._search = None
                    followed.append(self._conclude(output, now))
                case _:
                    assert_never(output)
        return followed

    def _conclude(self, concluded: Concluded, now: float) -> Located | NotFound:
        if concluded.found is not None:
            self._last = concluded.found
            self._last_says = concluded.found.says
            if concluded.found.device is not None:
                self._last_says += f"; {why(concluded.found)}"
            return self._last_one()
        self._let_rest(concluded, now)
        if self._still_there():
            return self._last_one()  # nothing better: the ladder goes on
        if self.port != AUTOMATIC:
            (only,) = concluded.findings
            return NotFound(reason=f"{self.port} {only.says}", missing=only.missing)
        if stranger := next((rest.stranger for rest in self._rests.values() if rest.stranger), None):
            reason = (
                f"the modem that worked before is not there; {stranger.port.path} {stranger.says}, "
                "but is another one: it is taken when the first does not come back within a minute"
            )
            return NotFound(reason=reason, missing=True)
        rested = tuple(finding for rest in self._rests.values() for finding in rest.findings)
        untouched = tuple(finding for finding in concluded.findings if finding.device is None)
        return NotFound(reason=nothing_found(self._devices, [*rested, *untouched]), missing=True)

    def _rests_now(self, group: tuple[Candidate, ...], now: float) -> bool:
        rest = self._rests.get(_key(group[0].device)) if group[0].device else None
        return rest is not None and now < rest.until

    def _let_rest(self, concluded: Concluded, now: float) -> None:
        said: dict[tuple[str, int], list[Finding]] = {}
        for finding in concluded.findings:
            if finding.device is not None:
                said.setdefault(_key(finding.device), []).append(finding)
        for key, findings in said.items():
            device = findings[0].device
            before = self._rests.get(key)
            pause_s = min(before.pause_s * 2, ASK_AGAIN_LONGEST_S) if before else ASK_AGAIN_FIRST_S
            stranger = concluded.stranger if concluded.stranger in findings else None
            if stranger is not None:
                pause_s = STRANGER_AGAIN_S
            elif any(each.cautious and each.verdict in _ASKED for each in findings) and not self._was_at(device):
                # The modem may be behind it, elsewhere than before and still starting: asked less and less often.
                alike = self._known is not None and device is not None and self._known.ids == device.ids
                doubled = min(before.pause_s * 2, ASK_ADAPTER_AGAIN_S) if before else ASK_AGAIN_FIRST_S
                pause_s = doubled if alike else ASK_ADAPTER_AGAIN_S
            self._rests[key] = _Rest(until=now + pause_s, pause_s=pause_s, findings=tuple(findings), stranger=stranger)

    # --- what is known -------------------------------------------------------------------------------------------

    def _speeds(self) -> tuple[int, ...]:
        worked = (self._last.speed,) if self._last else ()
        return tuple(dict.fromkeys((*worked, *SPEEDS)))

    def _still_there(self) -> bool:
        """Whether what was located last is still plugged in, never having been unplugged."""
        if self._last is None:
            return False
        return self._last.device is None or any(
            _key(self._last.device) == _key(device) and any(port.path == self._last.port.path for port in device.ports)
            for device in self._devices
        )

    def _was_at(self, device: UsbDevice | None) -> bool:
        return self._known is not None and device is not None and self._known.at(device)

    def _last_one(self) -> Located:
        assert self._last is not None
        return self._located(self._last.port.path, self._last.speed, self._last_says)

    def _located(self, path: str, speed: int, says: str) -> Located:
        return Located(port=OpenPort(port=path, baudrate=speed, flow_control=self._settings.flow_control), says=says)


def _key(device: UsbDevice) -> tuple[str, int]:
    return device.place, device.plugging
