"""Which programs one smsbus.toml means, and what supervisord is told about them. Pure: nothing is written here."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from ctl.exits import Exit, Failure
from smsbus.config import ENDPOINTS, SIMULATED_PORT, Settings

MAX_SOCKET_PATH_OCTETS = 107  # sockaddr_un.sun_path
LONGEST_PID = "4194304"
SUBMIT_MARGIN_S = 10.0
# What supervisord's file format would take for quoting, expansion or a new line; and in run_dir, whose program files
# it includes, also what separates and matches file names.
_REFUSED_IN_PATHS = frozenset('"\\%\r\n')
_REFUSED_IN_RUN_DIR = _REFUSED_IN_PATHS | frozenset(" \t*?[]")

FILE_WITHOUT = "supervisord.conf"
"""In run_dir: the sample without what runs on another host."""

SIMULATOR = "simulator-"
"""What the names of simulators begin with under supervision; they have no settings to read again."""

_PROGRAM = """\
; Written by `smsctl up` from [modems.{modem}] of smsbus.toml; changes made here are lost.
[program:{program}]
command = "%(ENV_SMSBUS_PYTHON)s" -P -m {command}
priority = {priority}
autorestart = true
startsecs = 1
startretries = 1000000
stopasgroup = true
killasgroup = true
stopwaitsecs = {stop_wait_s}
redirect_stderr = true
stdout_logfile = %(ENV_SMSBUS_LOG_DIR)s/{program}.log
stdout_logfile_maxbytes = 1MB
stdout_logfile_backups = 3
"""


def sample(name: str) -> Path:
    """A file of `etc/`: beside the package in a source tree, in the environment's share folder once installed.

    Raises `Failure` when the installation has lost it.
    """
    places = (Path(__file__).parent.parent / "etc" / name, Path(sys.prefix) / "share" / "smsbus" / name)
    for place in places:
        if place.is_file():
            return place
    raise Failure(Exit.INTERNAL, "installation", f"{places[1]} is missing from the installation; install smsbus again")


def elsewhere(settings: Settings) -> tuple[str, ...]:
    """Programs of `etc/supervisord.conf` that do not run on this host: with `server_key` it has modems alone.

    An interactd it runs too when `bus.interactions` says where to. A watchdog it has none: what routerd on another host
    says of a modemd tells as much of the network as of the modemd, and is no reason to kill it.
    """
    if not settings.remote:
        return ()
    return ("routerd", "watchdog") if settings.bus.interactions else ("routerd", "interactd", "watchdog")


def supervisor_file(settings: Settings) -> Path:
    """What supervisord reads: the sample as it is, or that which `supervisor_text` was written to."""
    return settings.run_dir / FILE_WITHOUT if elsewhere(settings) else sample("supervisord.conf")


def supervisor_text(settings: Settings) -> str:
    """The sample without the sections of the programs that do not run on this host."""
    text = sample("supervisord.conf").read_text(encoding="utf-8")
    for program in elsewhere(settings):
        text = re.sub(
            rf"^\[(?:program|eventlistener):{program}\]$.*?(?=^\[|\Z)", "", text, flags=re.MULTILINE | re.DOTALL
        )
    return text


def environment(settings: Settings, inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment of supervisord: the inherited one and the variables that `etc/supervisord.conf` names."""
    return {
        **inherited,
        "SMSBUS_CONFIG": str(settings.path),
        "SMSBUS_RUN_DIR": str(settings.run_dir),
        "SMSBUS_LOG_DIR": str(settings.log_dir),
        "SMSBUS_PYTHON": sys.executable,
    }


def program_files(settings: Settings) -> dict[str, str]:
    """File name -> contents of the program files that go into `run_dir/programs`."""
    files = {}
    for modem in settings.local_modems:
        modem_settings = settings.modems[modem]
        files[f"modemd-{modem}.conf"] = _PROGRAM.format(
            modem=modem,
            program=f"modemd-{modem}",
            command=f'modemd --config "%(ENV_SMSBUS_CONFIG)s" --modem {modem}',
            priority=400,
            # A submission in hand is finished first: an SMS that is killed half-way may be sent twice.
            stop_wait_s=round(modem_settings.submit_timeout + SUBMIT_MARGIN_S),
        )
        if modem_settings.port == SIMULATED_PORT:
            run_dir = "%(ENV_SMSBUS_RUN_DIR)s"
            link = f'"{run_dir}/{settings.simulator_link(modem).name}"'
            control = f'"{run_dir}/{settings.simulator_control(modem).name}"'
            files[f"{SIMULATOR}{modem}.conf"] = _PROGRAM.format(
                modem=modem,
                program=f"{SIMULATOR}{modem}",
                command=f"modemd.simulator --link {link} --control {control}",
                priority=100,
                stop_wait_s=10,
            )
    return files


def check_paths(settings: Settings) -> None:
    """Raises `Failure` for a folder that sockets or supervisord's file cannot cope with."""
    for key, path, refused in (
        ("service.run_dir", settings.run_dir, _REFUSED_IN_RUN_DIR),
        ("service.log_dir", settings.log_dir, _REFUSED_IN_PATHS),
        ("the settings file", settings.path, _REFUSED_IN_PATHS),
    ):
        odd = sorted(set(str(path)) & refused)
        if odd:
            raise Failure(
                Exit.USAGE, "settings", f"{settings.path}: {key}: {path} contains {odd[0]!r}; use a path without it"
            )
    for socket in _sockets(settings):
        excess = len(os.fsencode(socket)) - MAX_SOCKET_PATH_OCTETS
        if excess > 0:
            raise Failure(
                Exit.USAGE,
                "settings",
                f"{settings.path}: service.run_dir: {settings.run_dir} is {excess} octets too long: "
                f"the path of a socket in it may have {MAX_SOCKET_PATH_OCTETS}; use a shorter folder",
            )


def supervisor_socket(settings: Settings) -> Path:
    """The socket of supervisord; `etc/supervisord.conf` names the same."""
    return settings.run_dir / "supervisor.sock"


def _sockets(settings: Settings) -> list[str]:
    # supervisord binds to NAME.PID first and links that to NAME.
    paths = [f"{supervisor_socket(settings)}.{LONGEST_PID}"]
    if not settings.remote:
        paths += [settings.endpoint(name).removeprefix("ipc://") for name in ENDPOINTS]
    return paths + [str(settings.simulator_control(modem)) for modem in settings.modems]
