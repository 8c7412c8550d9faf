"""supervisord: started, asked over its unix socket, brought into line with the settings, ended."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NoReturn
from xmlrpc.client import Fault, ServerProxy, Transport

from supervisor.xmlrpc import Faults

from ctl.exits import Exit, Failure
from ctl.programs import SIMULATOR, environment, supervisor_file, supervisor_socket
from smsbus.config import Settings

START_TIMEOUT_S = 30.0
ANSWER_S = 10.0
"""It answers at once, unless it was stopped or waits for a disk. `smsctl doctor` gives up earlier and tells more."""
WAITS_FOR_AN_END = ("stopProcess", "stopProcessGroup")
POLL_S = 0.1
SUPERVISORD = "supervisor.supervisord"
"""The module that Python runs as supervisord."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A program under supervision. `state` is supervisor's word in small letters; moments in milliseconds."""

    name: str
    state: str
    pid: int | None
    started_at: int | None
    log: Path
    complaint: str

    @property
    def stopped(self) -> bool:
        """Whether it neither runs nor will be tried again by itself."""
        return self.state in ("stopped", "exited", "fatal", "unknown")


class Supervisord:
    """The supervisord of one run_dir, whether it runs or not."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._socket = supervisor_socket(settings)

    def pid(self) -> int | None:
        """Its process id; None when it does not run."""
        try:
            pid = self._call("getPID", tolerated=Faults.SHUTDOWN_STATE)
            # While it is stopping it answers nothing else, and its file is the only one that knows.
            return int(pid or (self._settings.run_dir / "supervisord.pid").read_text(encoding="ascii"))
        except (NotRunning, FileNotFoundError, ValueError):
            return None

    def become(self, inherited: Mapping[str, str]) -> NoReturn:
        """Goes on as supervisord, in the foreground."""
        command = [*_command(self._settings), "--nodaemon"]
        os.chdir(self._settings.run_dir)
        os.execve(command[0], command, environment(self._settings, inherited))

    def start(self, inherited: Mapping[str, str]) -> None:
        """Starts it in the background; when this returns it listens. Raises `Failure` with what it complained about."""
        try:
            done = subprocess.run(
                _command(self._settings),
                env=environment(self._settings, inherited),
                cwd=self._settings.run_dir,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C here is not meant for it
                timeout=START_TIMEOUT_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Failure(Exit.NO_DAEMON, "supervisord", "supervisord did not get ready; see its log") from None
        if done.returncode != 0 and self.pid() is None:
            said = complaint(done.stdout.decode(errors="replace")) or f"exit code {done.returncode}"
            raise Failure(Exit.NO_DAEMON, "supervisord", f"supervisord did not start: {said}")
        # It starts its programs after the first turn of its loop, which any question ends a second early.
        self.pid()

    def processes(self) -> list[Process]:
        """All programs, by name. Raises `NotRunning`."""
        return sorted((_process(info) for info in self._call("getAllProcessInfo")), key=lambda process: process.name)

    def update(self) -> None:
        """Reads the program files again: ends what is gone, restarts what changed, starts what is new or stopped.

        What goes on running is told to read its settings again.
        """
        for process in self.processes():
            if process.state in ("starting", "running") and not process.name.startswith(SIMULATOR):
                self._call("signalProcess", process.name, "HUP", tolerated=Faults.NOT_RUNNING)
        added, changed, removed = self._call("reloadConfig")[0]
        for name in [*changed, *removed]:
            self._call("stopProcessGroup", name)
            self._call("removeProcessGroup", name)
        for name in [*changed, *added]:
            self._call("addProcessGroup", name)
        for process in self.processes():
            if process.stopped:
                self._start_program(process.name)

    def read_again(self, program: str) -> bool:
        """Tells a program to read its settings again; False when it does not run. Raises `NotRunning`."""
        runs = any(process.name == program and not process.stopped for process in self.processes())
        return runs and self._call("signalProcess", program, "HUP", tolerated=Faults.NOT_RUNNING) is not None

    def restart(self, program: str) -> None:
        """Ends one program, waiting until it has finished what it had in hand, and starts it again."""
        self._call("stopProcess", program, tolerated=Faults.NOT_RUNNING)
        self._start_program(program)

    def shut_down(self, timeout_s: float) -> bool:
        """Ends all programs, then supervisord; False when it still runs after `timeout_s`."""
        pid = self.pid()
        if pid is None:
            return True
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            return True
        try:
            self._call("shutdown", tolerated=Faults.SHUTDOWN_STATE)
            return self._ended(descriptor, time.monotonic() + timeout_s)
        except NotRunning:
            return True  # it was ending already
        finally:
            os.close(descriptor)

    def _ended(self, descriptor: int, deadline: float) -> bool:
        # Readable when the process has ended, also as a zombie that nobody fetches.
        while not select.select([descriptor], [], [], POLL_S)[0]:
            if time.monotonic() > deadline:
                return False
            # It sees that a program has ended, and goes on to the next, once a second, or when it is asked something.
            self.pid()
        return True

    def _start_program(self, program: str) -> None:
        # Whether it stays alive shows in its state.
        self._call("startProcess", program, False, tolerated=Faults.ALREADY_STARTED)

    def _call(self, method: str, *arguments: Any, tolerated: int | None = None) -> Any:
        """The method's result; None for the fault `tolerated`, when what was to be reached is the case already."""
        timeout_s = None if method in WAITS_FOR_AN_END else ANSWER_S
        proxy = ServerProxy("http://localhost", transport=_UnixTransport(self._socket, timeout_s))
        try:
            return getattr(proxy.supervisor, method)(*arguments)
        except Fault as fault:
            if fault.faultCode == tolerated:
                return None
            if fault.faultCode == Faults.SHUTDOWN_STATE:
                raise Failure(Exit.NO_DAEMON, "stopping", "everything is just being stopped; try again") from None
            raise Failure(Exit.INTERNAL, "supervisord", f"supervisord: {fault.faultString}") from None
        except (FileNotFoundError, ConnectionError, HTTPException):
            raise NotRunning(self._settings.path) from None
        except TimeoutError:
            raise Deaf(self._settings.run_dir) from None
        except PermissionError:
            raise Failure(
                Exit.NO_DAEMON, "permission", f"{self._socket}: permission denied; it belongs to another user"
            ) from None


class NotRunning(Failure):
    """There is no supervisord for these settings."""

    def __init__(self, path: Path) -> None:
        super().__init__(Exit.NO_DAEMON, "not-running", f"nothing runs for {path}; start it with: smsctl up")


class Deaf(Failure):
    """supervisord runs and does not answer; the daemons go on, and nobody starts them again."""

    def __init__(self, run_dir: Path) -> None:
        super().__init__(
            Exit.NO_DAEMON,
            "supervisord",
            f"supervisord in {run_dir} runs and did not answer within {ANSWER_S:g} s; what to do says: smsctl doctor",
        )


class _UnixTransport(Transport):
    """XML-RPC over a unix socket, with an end to waiting: supervisor's own has none."""

    def __init__(self, path: Path, timeout_s: float | None) -> None:
        super().__init__()
        self._path = path
        self._timeout_s = timeout_s

    def make_connection(self, host: object) -> HTTPConnection:
        return _UnixConnection(self._path, self._timeout_s)


class _UnixConnection(HTTPConnection):
    def __init__(self, path: Path, timeout_s: float | None) -> None:
        super().__init__("localhost")
        self._path = path
        self._timeout_s = timeout_s

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self._timeout_s)
        self.sock.connect(str(self._path))


def leftovers(run_dir: Path) -> list[int]:
    """Processes of this user that were started for `run_dir` by a supervisord, by the variables it hands down.

    A supervisord that was killed leaves its programs behind; they hold the sockets that the next ones need. One whose
    socket or folder was removed is out of reach and would start them again: it comes first.
    """
    programs = [entry for entry in Path("/proc").iterdir() if entry.name.isdigit() and _is_ours(entry, run_dir)]
    # Not by its variables alone: one that is just starting has no programs yet, and will listen in a moment.
    parents = {parent for entry in programs if (parent := _parent(entry)) and _supervises(parent, run_dir)}
    return list(dict.fromkeys([*sorted(parents), *(int(entry.name) for entry in programs)]))


def end(pids: list[int], timeout_s: float) -> list[int]:
    """Asks the processes to end, kills what has not after `timeout_s`; returns those that remain even so."""
    for number, limit_s in ((15, timeout_s), (9, 5.0)):
        for pid in pids:
            _signal(pid, number)
        deadline = time.monotonic() + limit_s
        while (pids := [pid for pid in pids if _runs(pid)]) and time.monotonic() < deadline:
            time.sleep(POLL_S)
        if not pids:
            break
    return pids


def complaint(output: str) -> str:
    """The last line that supervisord wrote before it ended, but for the one that refers to its own help."""
    lines = [line for line in output.splitlines() if line.strip() and not line.startswith("For help, use ")]
    return lines[-1].strip() if lines else ""


def last_line(log: Path) -> str:
    """The last line that a program wrote, or an empty one."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 4096))
            lines = file.read().decode(errors="replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1] if lines else ""


def _command(settings: Settings) -> list[str]:
    return [sys.executable, "-P", "-m", SUPERVISORD, "-c", str(supervisor_file(settings))]


def _process(info: Mapping[str, Any]) -> Process:
    return Process(
        name=info["name"],
        state=info["statename"].lower(),
        pid=info["pid"] or None,
        started_at=info["start"] * 1000 if info["start"] and info["pid"] else None,
        log=Path(info["stdout_logfile"] or info["stderr_logfile"]),  # the watchdog speaks to supervisord on its stdout
        complaint=info["spawnerr"],
    )


def _parent(entry: Path) -> int | None:
    try:
        return int((entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
    except OSError:
        return None


def _supervises(pid: int, run_dir: Path) -> bool:
    folder = Path(f"/proc/{pid}")
    try:
        arguments = (folder / "cmdline").read_bytes().split(b"\0")
        variables = (folder / "environ").read_bytes().split(b"\0")
    except OSError:
        return False
    return SUPERVISORD.encode() in arguments and f"SMSBUS_RUN_DIR={run_dir}".encode() in variables


def _is_ours(entry: Path, run_dir: Path) -> bool:
    try:
        variables = (entry / "environ").read_bytes().split(b"\0")
    except OSError:
        return False
    if f"SMSBUS_RUN_DIR={run_dir}".encode() not in variables or not _runs(int(entry.name)):
        return False
    return any(variable.startswith(b"SUPERVISOR_PROCESS_NAME=") for variable in variables) or _is_out_of_reach(entry)


def _is_out_of_reach(entry: Path) -> bool:
    """Whether it is a supervisord whose folder, with the socket in it, was removed; one that is starting is not."""
    try:
        arguments = (entry / "cmdline").read_bytes().split(b"\0")
        # proc(5): the name of a folder that was removed has this behind it.
        return SUPERVISORD.encode() in arguments and str((entry / "cwd").readlink()).endswith(" (deleted)")
    except OSError:
        return False


def _runs(pid: int) -> bool:
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0] != "Z"
        )
    except OSError:
        return False


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return  # it ended by itself
