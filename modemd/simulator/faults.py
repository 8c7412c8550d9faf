"""What the simulated modem does wrong on request: the faults, and which of them are in force.

A fault ends by itself after `count` strikes or `for_s` seconds, or when the operator ends it. `modem` asks `Faults` at
each place where something can go wrong; nothing else knows about them.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeVar, get_args

import msgspec

Count = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Seconds = Annotated[float, msgspec.Meta(gt=0, le=86_400)]
Prefix = Annotated[str, msgspec.Meta(max_length=20, pattern=r"\A[+^*#$%&A-Z0-9?=]*\Z")]
Seed = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class Fault(msgspec.Struct, frozen=True, kw_only=True, tag_field="name", forbid_unknown_fields=True):
    """Root of the faults. `count`: strikes until it ends; `for_s`: seconds until it ends; None: no such limit."""

    count: Count | None = None
    for_s: Seconds | None = None

    @property
    def name(self) -> str:
        """What the operator calls it."""
        return str(self.__struct_config__.tag)


class Mute(Fault, frozen=True, kw_only=True, tag="mute"):
    """Nothing is heard and nothing answered, as a hung stick; unsolicited lines go on if `unsolicited`."""

    unsolicited: bool = True


class LostNotice(Fault, frozen=True, kw_only=True, tag="lost-notice"):
    """The next `count` messages are stored without their `+CMTI`."""

    count: Count | None = 1


class SubmitError(Fault, frozen=True, kw_only=True, tag="submit-error"):
    """The next `count` submits are refused with `+CMS ERROR: code`; the network never sees them."""

    count: Count | None = 1
    code: Annotated[int, msgspec.Meta(ge=0, le=999)] = 500


class SubmitSilent(Fault, frozen=True, kw_only=True, tag="submit-silent"):
    """The next `count` submits go out and are never answered."""

    count: Count | None = 1


class LateReference(Fault, frozen=True, kw_only=True, tag="late-reference"):
    """The next `count` submits go out, and `+CMGS` comes by itself `after_s` later, when nobody waits for it."""

    count: Count | None = 1
    after_s: Seconds = 130.0


class LostResult(Fault, frozen=True, kw_only=True, tag="lost-result"):
    """The next `count` answers to commands that begin with `command` (`+CMGL`; empty: to all) lack their final result.

    `whole`: not only the final result is lost but all of the answer.
    """

    count: Count | None = 1
    command: Prefix = ""
    whole: bool = False


class Refuse(Fault, frozen=True, kw_only=True, tag="refuse"):
    """The next `count` commands that begin with `command` (`+CMGD`; empty: all) are refused and do nothing."""

    count: Count | None = 1
    command: Prefix = ""
    kind: Literal["cms", "cme", "error"] = "cms"
    code: Annotated[int, msgspec.Meta(ge=-1, le=999)] = 500


class EchoTwice(Fault, frozen=True, kw_only=True, tag="echo-twice"):
    """Every command line is echoed two times."""


class EchoKept(Fault, frozen=True, kw_only=True, tag="echo-kept"):
    """`ATE0` is answered with OK and the echo goes on (SIM900)."""


class EchoGlued(Fault, frozen=True, kw_only=True, tag="echo-glued"):
    """The answer follows the lone CR of the echo without a line feed."""


class OddPrompt(Fault, frozen=True, kw_only=True, tag="prompt"):
    """The prompt comes `after_s` later and looks otherwise: without the line in front of it ("bare"), without its space
    ("tight"), as a line of its own ("line"), or never ("none").
    """

    form: Literal["standard", "bare", "tight", "line", "none"] = "bare"
    after_s: Annotated[float, msgspec.Meta(ge=0, le=600)] = 0.0


class Split(Fault, frozen=True, kw_only=True, tag="split"):
    """What the modem says arrives in pieces of `octets`, `pause_s` apart."""

    octets: Annotated[int, msgspec.Meta(ge=1, le=4096)] = 1
    pause_s: Annotated[float, msgspec.Meta(ge=0, le=10)] = 0.001


class Noise(Fault, frozen=True, kw_only=True, tag="noise"):
    """The line `text` stands before and inside every answer, and comes by itself `every_s` seconds.

    `before_echo`: it stands in front of the echo of each command too.
    """

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"\A[ -~]+\Z")] = "^RSSI:18"
    every_s: Seconds | None = None
    before_echo: bool = False


class Garbage(Fault, frozen=True, kw_only=True, tag="garbage"):
    """Octets that no modem means stand before every answer, and come by themselves `every_s` seconds."""

    hex: Annotated[str, msgspec.Meta(min_length=2, max_length=400, pattern=r"\A([0-9A-Fa-f]{2})+\Z")] = (
        "00FF3E8A7F1B22C3"
    )
    every_s: Seconds | None = None


class DropOctets(Fault, frozen=True, kw_only=True, tag="drop-octets"):
    """One octet of `every` on average is lost, of what the modem says ("out"), hears ("in") or both."""

    every: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 300
    way: Literal["out", "in", "both"] = "out"
    seed: Seed = 0


class DoubleOctets(Fault, frozen=True, kw_only=True, tag="double-octets"):
    """One octet of `every` on average comes twice, of what the modem says ("out"), hears ("in") or both."""

    every: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 300
    way: Literal["out", "in", "both"] = "out"
    seed: Seed = 0


class SlowSim(Fault, frozen=True, kw_only=True, tag="slow-sim"):
    """The SIM is busy: whatever needs it is answered with `+CME ERROR: 14` or `+CMS ERROR: 314`."""

    for_s: Seconds | None = 10.0


class LostSmsc(Fault, frozen=True, kw_only=True, tag="lost-smsc"):
    """The modem forgets its service centre, at once and for good, as an E169 after a day."""

    count: Count | None = 1


class LostNetwork(Fault, frozen=True, kw_only=True, tag="lost-network"):
    """The modem looks registered and no message passes until its radio is switched off (SIM800, SIM7600)."""


class Restart(Fault, frozen=True, kw_only=True, tag="restart"):
    """The modem restarts by itself: it hears nothing for `for_s`, then is as after power-up, `silent` or not."""

    for_s: Seconds | None = 3.0
    silent: bool = False


class Unplug(Fault, frozen=True, kw_only=True, tag="unplug"):
    """The port disappears; when the fault ends, the modem is back, freshly started; `elsewhere`: under another name."""

    elsewhere: bool = False


AnyFault = (
    Mute
    | LostNotice
    | LostResult
    | Refuse
    | SubmitError
    | SubmitSilent
    | LateReference
    | EchoTwice
    | EchoKept
    | EchoGlued
    | OddPrompt
    | Split
    | Noise
    | Garbage
    | DropOctets
    | DoubleOctets
    | SlowSim
    | LostSmsc
    | LostNetwork
    | Restart
    | Unplug
)
FAULTS: Final[tuple[type[Fault], ...]] = get_args(AnyFault)
NAMES: Final = tuple(str(kind.__struct_config__.tag) for kind in FAULTS)

F = TypeVar("F", bound=Fault)


class _Ordered(msgspec.Struct):
    """A fault in force: what is left of its count, and when it ends."""

    fault: Fault
    left: int | None
    until: float | None


class Faults:
    """The faults in force, at most one of each kind: ordering one again starts it anew."""

    def __init__(self) -> None:
        self._ordered: dict[type[Fault], _Ordered] = {}

    @property
    def deadline(self) -> float | None:
        """When the next fault ends by itself."""
        return min((ordered.until for ordered in self._ordered.values() if ordered.until is not None), default=None)

    def order(self, fault: Fault, now: float) -> None:
        """From now on the modem has this fault."""
        until = None if fault.for_s is None else now + fault.for_s
        self._ordered[type(fault)] = _Ordered(fault=fault, left=fault.count, until=until)

    def end(self, name: str | None = None) -> None:
        """Ends the fault of this name, or all."""
        self._ordered = {kind: one for kind, one in self._ordered.items() if name not in (None, one.fault.name)}

    def expire(self, now: float) -> None:
        """Ends the faults whose time is over."""
        self._ordered = {kind: one for kind, one in self._ordered.items() if one.until is None or one.until > now}

    def active(self, kind: type[F]) -> F | None:
        """The fault of this kind, if it is in force."""
        ordered = self._ordered.get(kind)
        return ordered.fault if ordered is not None and isinstance(ordered.fault, kind) else None

    def strike(self, kind: type[F]) -> F | None:
        """The same, and one off its count."""
        fault = self.active(kind)
        if fault is not None and (left := self._ordered[kind].left) is not None:
            self._ordered[kind].left = left - 1
            if left <= 1:
                del self._ordered[kind]
        return fault

    def listing(self) -> dict[str, int | None]:
        """Name of each fault in force, and how many strikes it has left (None: unlimited)."""
        return {one.fault.name: one.left for one in self._ordered.values()}
