"""All probes, side by side, within a time: none of them can hold up the rest, or the answer.

A probe that hangs, at a network file system or a device, cannot be stopped from within. So each has a thread of its own
that is left behind when its time is up (docs/decisions/doctor-threads.md).
"""

from __future__ import annotations

import queue
import shlex
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from ctl import kernel_log
from ctl.facts import Facts, Interactions, KernelSigns, Modem, Unseen
from ctl.probes import accounts, children, clock, daemons, endpoints, files, kernel
from ctl.probes.children import Unfinished
from ctl.probes.daemons import Answer, Supervision
from ctl.probes.kernel import Unreadable
from ctl.programs import check_paths, sample
from smsbus import config
from smsbus.config import Settings
from smsbus.errors import ConfigError, SmsbusError

WITHIN_S: Final = 20.0
SETTINGS_S: Final = 3.0
DAEMONS_S: Final = 6.0
MARGIN_S: Final = 3.0
"""Between the time that modems are given and the end."""

UNFINISHED: Final = "unfinished"
"""State of a modem that there was no time to ask."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The settings file. `settings` are those of [service] alone where the rest is wrong, None where these are, too."""

    settings: Settings | None = None
    problem: str = ""
    missing: bool = False


class Probes:
    """Functions under way, each by its name for a person."""

    def __init__(self, within_s: float) -> None:
        self._end_at = time.monotonic() + within_s
        self._results: dict[str, queue.SimpleQueue[tuple[Any, Exception | None]]] = {}
        self.unseen: list[Unseen] = []
        self.late: list[str] = []

    @property
    def left_s(self) -> float:
        """How much time there is."""
        return max(0.0, self._end_at - time.monotonic())

    def start(self, what: str, probe: Callable[[], Any]) -> None:
        """Begins to look at `what`."""
        results: queue.SimpleQueue[tuple[Any, Exception | None]] = queue.SimpleQueue()
        self._results[what] = results
        threading.Thread(target=_run, args=(probe, results), daemon=True).start()

    def result(self, what: str, unknown: T, *, within_s: float | None = None) -> T:
        """What was found; `unknown` where it could not be looked at, or not in time, which is noted."""
        results = self._results.get(what)
        if results is None:
            return unknown
        try:
            value, error = results.get(timeout=self.left_s if within_s is None else min(within_s, self.left_s))
        except queue.Empty:
            self.late.append(what)
            return unknown
        if error is not None:
            self.unseen.append(Unseen(what=what, why=_why(error)))
            return unknown
        found: T = value
        return found


def gather(path: Path, *, root: Path, named: bool, within_s: float = WITHIN_S) -> Facts:
    """Everything that can be seen for the settings at `path`, below `root`; `named`: by --config."""
    probes = Probes(within_s)
    probes.start("the settings", lambda: _settings(path))
    read = probes.result("the settings", Read(), within_s=SETTINGS_S)
    settings = read.settings
    good = settings is not None and not read.problem
    probes.start("the USB", lambda: children.survey(path if good else None))
    probes.start("the kernel log", lambda: kernel_log.signs(kernel.lines(root)))
    if settings is not None:
        _start(probes, settings, path, root, good)
    answer = probes.result("routerd", Answer(), within_s=DAEMONS_S)
    supervision = probes.result("supervisord", Supervision(running=None), within_s=DAEMONS_S)
    probes.start("the clock", lambda: clock.clock(answer.inbox))
    if settings is not None and good and answer.status is None:
        probes.start("the store", lambda: children.store(settings))
        driven = [each.name for each in supervision.programs if each.name.startswith("modemd-") and each.pid]
        if supervision.running is None:
            probes.unseen.append(Unseen(what="the modems", why="a supervisord that cannot be asked may have them"))
        elif driven:
            why = f"{' and '.join(driven)} has them, and routerd, which would tell, does not answer"
            probes.unseen.append(Unseen(what="the modems", why=why))
        else:
            probes.start("the modems", lambda: children.examine(path, max(1.0, probes.left_s - MARGIN_S)))
    return _facts(probes, path, read, supervision, answer, root, named)


def _start(probes: Probes, settings: Settings, path: Path, root: Path, good: bool) -> None:
    probes.start("routerd", lambda: daemons.ask(settings))
    probes.start("supervisord", lambda: daemons.supervision(settings))
    probes.start("the folders", lambda: files.folders(settings, root=root))
    probes.start("secret files", lambda: files.secrets(settings))
    probes.start("the endpoints", lambda: endpoints.sockets(settings, root=root))
    if good:
        probes.start("the interactions", lambda: children.interactions(path))


def _facts(
    probes: Probes, path: Path, read: Read, supervision: Supervision, answer: Answer, root: Path, named: bool
) -> Facts:
    settings = read.settings
    surveyed: Mapping[str, Any] = probes.result("the USB", {"devices": [], "modems": []})
    devices = children.devices_of(surveyed)
    ports = children.ports_of(surveyed, settings) if settings else ()
    paths = [*(port.device for port in ports if port.device), *(usb.port for each in devices for usb in each.ports)]
    examined: tuple[Modem, ...] = probes.result("the modems", ())
    unfinished = [modem for modem in examined if modem.state == UNFINISHED]
    probes.unseen += [Unseen(what=f"modem {modem.name}", why=modem.reason) for modem in unfinished]
    probes.start("the ports", lambda: files.files(paths))
    probes.start(
        "the user", lambda: accounts.of_daemons(supervision.pid, settings.state_dir if settings else None, root=root)
    )
    return Facts(
        config=str(path),
        smsctl=f"smsctl --config {shlex.quote(str(path))}" if named else "smsctl",
        executable=_executable(),
        me=accounts.me(),
        account=probes.result("the user", accounts.me()),
        share=_share(),
        settings_problem=read.problem or None,
        settings_missing=read.missing,
        supervised=supervision.running,
        supervisord_forbidden=settings is not None and supervision.running is None and "supervisord" not in probes.late,
        programs=supervision.programs,
        leftovers=supervision.leftovers,
        status=answer.status,
        routerd_elsewhere=settings.bus.clients or None if settings and settings.remote else None,
        sockets=probes.result("the endpoints", ()),
        ports=ports,
        devices=devices,
        files=probes.result("the ports", {}),
        modems=answer.modems or tuple(modem for modem in examined if modem.state != UNFINISHED),
        folders=probes.result("the folders", ()),
        secrets=probes.result("secret files", ()),
        store=probes.result("the store", None),
        kernel=probes.result("the kernel log", KernelSigns()),
        clock=probes.result("the clock", None),
        interactions=probes.result("the interactions", Interactions()),
        unseen=tuple(probes.unseen),
        late=tuple(probes.late),
    )


def _settings(path: Path) -> Read:
    if not path.exists():
        return Read(missing=True)
    try:
        settings = config.load(path)
        check_paths(settings)
    except ConfigError as error:
        try:
            return Read(settings=config.load_service(path), problem=str(error))
        except ConfigError:
            return Read(problem=str(error))
    except SmsbusError as error:
        return Read(settings=settings, problem=str(error))
    return Read(settings=settings)


def _run(probe: Callable[[], Any], results: queue.SimpleQueue[tuple[Any, Exception | None]]) -> None:
    try:
        results.put((probe(), None))
    except Exception as error:  # noqa: BLE001 - whatever a probe meets, the others go on, and it is told
        results.put((None, error))


def _why(error: Exception) -> str:
    if isinstance(error, Unfinished | Unreadable | SmsbusError):
        return str(error)
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    return f"{type(error).__name__}: {error}"


def _executable() -> str:
    """That of this installation, for a command by another user, whose PATH may not have it."""
    beside = Path(sys.executable).with_name("smsctl")
    return str(beside) if beside.exists() else "smsctl"


def _share() -> str:
    """Where the udev and usb_modeswitch files are: beside the samples."""
    return str(sample("smsbus.toml").parent)
