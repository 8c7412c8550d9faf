"""`routerd --config FILE`: settings, logging, folders, store, sockets; then the daemon until it is told to stop.

Exit codes: 0 stopped by a signal, 1 it cannot run here (endpoint in use, store unusable), 2 settings or usage wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import grp
import os
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

from routerd.daemon import Daemon
from routerd.store import FILE_NAME, Store
from smsbus import config, logs
from smsbus.config import Settings
from smsbus.errors import ConfigError, SmsbusError
from smsbus.sockets import Context

DESCRIPTORS = 65536
"""libzmq ends the process (4.3.5, ipc_listener.cpp: EMFILE) when a connection comes and no descriptor is left: with the
usual limit of 1024 any program that may connect, and does so too often, could have everybody wait for a restart."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs routerd; the exit code."""
    parser = argparse.ArgumentParser(
        prog="routerd", description="The truth of smsbus: directory, inbox, outbox, events."
    )
    parser.add_argument(
        "--config", metavar="FILE", help="smsbus.toml (default: $SMSBUS_CONFIG, /etc/smsbus/smsbus.toml)"
    )
    arguments = parser.parse_args(argv)
    try:
        settings = config.load(config.find(arguments.config, os.environ))
        logs.setup("routerd", level=settings.service.log_level, log_format=settings.service.log_format)
        make_folders(settings)
        allow_descriptors(DESCRIPTORS)
        serve(settings)
    except ConfigError as error:
        return _failed(error, 2)
    except SmsbusError as error:
        return _failed(error, 1)
    return 0


def serve(settings: Settings) -> None:
    """Runs the daemon until a signal ends it. Raises `SmsbusError` when it cannot start."""
    with contextlib.ExitStack() as stack:
        context = Context()
        stack.callback(context.close)
        daemon = Daemon(settings, context, lambda: _store(settings, stack), pid=os.getpid())
        daemon.run()


def allow_descriptors(wanted: int) -> None:
    """Raises the soft limit of open files to `wanted`, or as far as the hard one allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    possible = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < possible:
        resource.setrlimit(resource.RLIMIT_NOFILE, (possible, hard))


def make_folders(settings: Settings) -> None:
    """Creates run_dir and state_dir where missing: for the user alone, run_dir also for the group if one is set."""
    group = settings.service.group
    _make(settings.state_dir, 0o700)
    # The set-group-id bit gives the sockets made in there to the group: its members may connect.
    if _make(settings.run_dir, 0o2750 if group else 0o700) and group:
        try:
            os.chown(settings.run_dir, -1, grp.getgrnam(group).gr_gid)
        except (KeyError, OSError) as error:
            raise ConfigError(f"{settings.path}: service.group: {group!r} cannot be used: {error}") from None


def _store(settings: Settings, stack: contextlib.ExitStack) -> Store:
    store = Store.open(settings.state_dir / FILE_NAME)
    stack.callback(store.close)
    return store


def _make(folder: Path, mode: int) -> bool:
    if folder.is_dir():
        return False
    try:
        folder.mkdir(mode=mode, parents=True)
        folder.chmod(mode)  # mkdir's mode is cut by the umask
    except OSError as error:
        raise SmsbusError(f"{folder}: cannot be created: {error.strerror}") from None
    return True


def _failed(error: SmsbusError, code: int) -> int:
    sys.stderr.write(f"routerd: {error}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
