"""Settings, supervisord, the daemons and their endpoints."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Final

from ctl.facts import Facts, Program, Socket
from ctl.findings.finding import Finding, Step, found

ALIVE: Final = ("running", "starting")
SUPERVISORD: Final = "supervisord"
ENDED: Final = ("stopped", "exited", "backoff", "unknown", "stopping")


def of_settings(facts: Facts) -> Iterator[Finding]:
    """The settings file and the interactions file."""
    config = shlex.quote(facts.config)
    if facts.settings_missing:
        yield found(
            "settings-missing",
            "settings",
            f"there is no settings file {facts.config}",
            Step(do="Write them, in a folder of yours", command="smsctl init"),
            Step(do="or for the whole computer", command="sudo smsctl init --system"),
            Step(do="or copy the sample and edit it", command=f"cp {shlex.quote(facts.share)}/smsbus.toml {config}"),
        )
    elif facts.settings_problem:
        yield found(
            "settings-wrong",
            "settings",
            facts.settings_problem,
            Step(do="Correct what it names; every key is explained in the sample", command=f"nano {config}"),
            Step(do="then have it read", command="smsctl up"),
        )
    if facts.interactions.problem:
        yield found(
            "interactions-wrong",
            "interactions",
            facts.interactions.problem,
            Step(do="Correct the line it names, and check it", command="smsctl interaction check"),
            Step(do="then have it read", command="smsctl restart interactd"),
        )
    for warning in facts.interactions.warnings:
        yield found(
            "interactions-doubtful",
            "interactions",
            warning,
            Step(do="Look at the sentence it names, and try it", command='smsctl interaction test "..."'),
        )


def of_daemons(facts: Facts) -> Iterator[Finding]:
    """Whether everything runs and answers, and whether it is ours that does."""
    if facts.supervised is False:
        yield from _unsupervised(facts)
    if SUPERVISORD in facts.late:
        yield _hanging(facts)
    if facts.supervisord_forbidden:
        yield _forbidden(facts, "supervisord")
    yield from _of_programs(facts)
    yield from _of_deaf(facts)
    yield from _of_sockets(facts)
    if facts.status is not None and facts.status.config != facts.config:
        yield found(
            "settings-other",
            "settings",
            f"routerd uses {facts.status.config}, not {facts.config}",
            Step(do="Name that file", command=f"smsctl --config {shlex.quote(facts.status.config)} doctor"),
        )


def _unsupervised(facts: Facts) -> Iterator[Finding]:
    """Daemons that answer without a supervisord may be run by something else, which is no mistake."""
    if facts.status is None:
        yield found(
            "supervisord-down",
            SUPERVISORD,
            "supervisord is not running for these settings",
            Step(do="Start everything", command="smsctl up"),
        )
    if facts.leftovers:
        yield found(
            "leftovers",
            SUPERVISORD,
            f"programs of an earlier supervisord still run: process {_listed(facts.leftovers)}",
            Step(do="This ends them and starts everything anew", command="smsctl up"),
        )


def _hanging(facts: Facts) -> Finding:
    run_dir = next((folder.path for folder in facts.folders if folder.key == "run_dir"), "/run/smsbus")
    pid = f"$(cat {shlex.quote(run_dir)}/supervisord.pid)"
    return found(
        "program-deaf",
        SUPERVISORD,
        "supervisord does not answer",
        Step(
            do="If somebody stopped it (T in the column STAT), let it go on", command=f"ps -fp {pid}; kill -CONT {pid}"
        ),
        Step(do="else end it, which leaves the daemons running", command=f"kill -KILL {pid}"),
        Step(do="and start everything anew", command="smsctl up"),
    )


def _of_programs(facts: Facts) -> Iterator[Finding]:
    for program in facts.programs:
        if program.state == "fatal":
            key, state = "program-fatal", "has failed and is not started again (FATAL)"
        elif program.state in ENDED:
            key, state = "program-down", f"is not running ({program.state})"
        else:
            continue
        yield _down(key, program, state)


def _down(key: str, program: Program, state: str) -> Finding:
    says = f"; its last words: {program.says}" if program.says else ""
    return found(
        key,
        program.name,
        f"{program.name} {state}{says}",
        Step(do="See why", command=f"tail -n 50 {shlex.quote(program.log)}"),
        Step(do="start it when that is settled", command=f"smsctl restart {program.name}"),
    )


def _of_deaf(facts: Facts) -> Iterator[Finding]:
    running = {program.name: program for program in facts.programs if program.state in ALIVE}
    if "watchdog" in running and running["watchdog"].suspended:  # it watches the others, and nobody watches it
        yield _deaf(running["watchdog"], "was stopped by a signal: what hangs is not restarted")
    if facts.status is None:
        if "routerd" in running:
            yield _without_answer(running["routerd"])
        return
    answering = {daemon.name for daemon in facts.status.daemons if daemon.answering}
    for name, program in running.items():
        if name.startswith(("modemd-", "interactd")) and name not in answering:
            yield _deaf(program, "runs, but routerd hears nothing of it")
    unsupervised = [daemon for daemon in facts.status.daemons if daemon.name not in running and not daemon.answering]
    for daemon in unsupervised if not facts.programs else ():
        yield _deaf(Program(name=daemon.name, state="running", pid=daemon.pid), "does not answer")


def _without_answer(routerd: Program) -> Finding:
    if routerd.state != "starting":
        return _deaf(routerd, "does not answer")
    # That state lasts a second: to be met in it, it has to come back to it.
    return _down("program-down", routerd, "is just starting, or ends again and again")


def _deaf(program: Program, how: str) -> Finding:
    process = f" (process {program.pid})" if program.pid else ""
    log = [Step(do="See what it did last", command=f"tail -n 50 {shlex.quote(program.log)}")] if program.log else []
    restart = Step(do="restart it; a message in hand is finished first", command=f"smsctl restart {program.name}")
    return found("program-deaf", program.name, f"{program.name}{process} {how}", *log, restart)


def _of_sockets(facts: Facts) -> Iterator[Finding]:
    unreachable = []
    for socket in facts.sockets:
        foreign = bool(socket.owners) and not any(facts.ours(owner) for owner in socket.owners)
        if foreign and not _is_routerd_alone(facts, socket):
            yield found(
                "socket-taken",
                "endpoints",
                f"the endpoint {socket.name} ({socket.path}) is in use by {_and(socket.owners)}",
                Step(do="See what it is", command=f"ps -fp {_comma(socket.owner_pids)}"),
                Step(do="end it", command=f"kill {' '.join(map(str, sorted(socket.owner_pids)))}"),
                Step(do="and start ours", command="smsctl up"),
            )
        elif socket.file is not None and not socket.file.allows(facts.me, 2) and facts.status is None:
            if not facts.supervisord_forbidden:  # else it was said
                yield _forbidden(facts, f"the endpoint {socket.name}")
            return
        elif socket.listening is False and facts.supervised and facts.status is None:
            unreachable.append(socket)
    if unreachable:
        yield found(
            "endpoint-unreachable",
            "endpoints",
            "nobody listens at " + _and(tuple(f"the endpoint {socket.name} ({socket.path})" for socket in unreachable)),
            Step(do="See what routerd says", command="smsctl ps"),
            Step(do="restart it", command="smsctl restart routerd"),
        )


def _is_routerd_alone(facts: Facts, socket: Socket) -> bool:
    """A routerd that answers us and that no supervisord of ours started: somebody runs it by hand, or as systemd."""
    return facts.status is not None and all(owner.startswith("routerd (") for owner in socket.owners)


def _forbidden(facts: Facts, what: str) -> Finding:
    return found(
        "socket-forbidden",
        "endpoints",
        f"{what} belongs to another user ({facts.account.name}), and {facts.me.name} may not use it",
        Step(do="Ask as that user", command="smsctl doctor"),
        Step(do="or let a group in: set group in [service] of the settings, join it, log in again"),
    )


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))


def _comma(numbers: frozenset[int]) -> str:
    return ",".join(map(str, sorted(numbers)))


def _and(names: tuple[str, ...]) -> str:
    return " and ".join(names)
