"""Settings, supervisord, daemons, endpoints."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ctl.facts import Account, Daemon, Facts, File, Interactions, Status
from tests.ctl.healthy import PI, commands, down, keys, only, program, socket, well

CONFIG = "/home/pi/house/smsbus.toml"


def status(**answering: bool) -> Status:
    names = {"routerd": 101, "interactd": 102, "modemd-main": 103}
    daemons = [
        Daemon(name=name, answering=answering.get(name.partition("-")[0], True), pid=pid) for name, pid in names.items()
    ]
    return Status(config=CONFIG, daemons=tuple(daemons))


def test_settings_that_are_missing_are_copied_from_the_sample() -> None:
    facts = Facts(config="/etc/smsbus/smsbus.toml", me=PI, account=PI, settings_missing=True)
    assert keys(facts) == ["settings-missing"]
    assert commands(only(facts, "settings-missing")) == [
        "smsctl init",
        "sudo smsctl init --system",
        "cp /usr/share/smsbus/smsbus.toml /etc/smsbus/smsbus.toml",
    ]


def test_wrong_settings_are_told_with_their_key_and_the_rest_is_looked_at_all_the_same() -> None:
    facts = down(settings_problem=f"{CONFIG}: modems.main: unknown key cycel; see the sample smsbus.toml")
    assert keys(facts) == ["settings-wrong", "supervisord-down"]
    finding = only(facts, "settings-wrong")
    assert "modems.main: unknown key cycel" in finding.what
    assert commands(finding) == [f"nano {CONFIG}", "smsctl up"]


def test_a_wrong_interactions_file_is_told_with_its_line_and_a_doubtful_one_with_its_warnings() -> None:
    wrong = well(interactions=Interactions(problem="interactions.toml: line 3: unknown list {rom}"))
    assert only(wrong, "interactions-wrong").what == "interactions.toml: line 3: unknown list {rom}"
    doubtful = well(interactions=Interactions(warnings=("two sentences are the same",)))
    assert keys(doubtful) == ["interactions-doubtful"]


def test_programs_that_a_supervisord_left_behind_are_named() -> None:
    finding = only(down(leftovers=(17, 18)), "leftovers")
    assert "process 17, 18" in finding.what
    assert commands(finding) == ["smsctl up"]


@pytest.mark.parametrize(
    ("state", "key"),
    [("fatal", "program-fatal"), ("backoff", "program-down"), ("stopped", "program-down"), ("exited", "program-down")],
)
def test_a_program_that_does_not_run_is_told_with_its_last_words(state: str, key: str) -> None:
    programs = (program("routerd", 101), program("interactd", None, state, "interactions.toml: line 3: no such list"))
    finding = only(well(programs=programs), key)
    assert "interactions.toml: line 3: no such list" in finding.what
    assert commands(finding) == ["tail -n 50 /home/pi/house/log/interactd.log", "smsctl restart interactd"]


@pytest.mark.parametrize("name", ["interactd", "modemd"])
def test_a_daemon_that_runs_and_does_not_answer_is_deaf(name: str) -> None:
    finding = only(well(status=status(**{name: False})), "program-deaf")
    assert finding.about.startswith(name)
    assert commands(finding)[-1] == f"smsctl restart {finding.about}"


def test_a_watchdog_that_somebody_stopped_is_told_since_nobody_watches_it() -> None:
    running = (program("routerd", 101), program("interactd", 102), program("modemd-main", 103))
    watchdog = program("watchdog", 104)
    assert keys(well(programs=(*running, watchdog))) == []
    finding = only(well(programs=(*running, replace(watchdog, suspended=True))), "program-deaf")
    assert finding.what == "watchdog (process 104) was stopped by a signal: what hangs is not restarted"
    assert commands(finding)[-1] == "smsctl restart watchdog"


def test_a_routerd_that_does_not_answer_is_deaf_and_of_the_others_nothing_is_said() -> None:
    facts = well(status=None, modems=())
    assert keys(facts) == ["program-deaf"]
    assert only(facts, "program-deaf").what == "routerd (process 101) does not answer"


def test_an_endpoint_at_which_nobody_listens_is_unreachable() -> None:
    facts = well(
        status=None,
        modems=(),
        programs=(program("routerd", None, "backoff"), program("modemd-main", 103)),
        sockets=(socket("clients", owners=(), owner_pids=frozenset(), listening=False),),
    )
    assert keys(facts) == ["program-down", "endpoint-unreachable"]


def test_endpoints_at_which_nobody_listens_are_one_finding() -> None:
    deserted = tuple(socket(name, owners=(), owner_pids=frozenset(), listening=False) for name in ("clients", "events"))
    finding = only(well(status=None, modems=(), sockets=deserted), "endpoint-unreachable")
    assert re.fullmatch(r"nobody listens at the endpoint clients \(.+\) and the endpoint events \(.+\)", finding.what)


def test_a_routerd_that_is_always_just_starting_is_told_with_its_last_words() -> None:
    looping = program("routerd", 101, "starting", "routerd: store: is of version 999")
    facts = well(status=None, modems=(), programs=(looping, program("modemd-main", 103)))
    assert only(facts, "program-down").what == (
        "routerd is just starting, or ends again and again; its last words: routerd: store: is of version 999"
    )
    assert "program-deaf" not in keys(facts)


def test_an_endpoint_that_another_program_has_is_told_with_the_program() -> None:
    taken = socket("clients", owners=("python3 (process 17)",), owner_pids=frozenset({17}))
    finding = only(well(sockets=(taken,), status=None, modems=()), "socket-taken")
    assert "in use by python3 (process 17)" in finding.what
    assert commands(finding) == ["ps -fp 17", "kill 17", "smsctl up"]


def test_a_routerd_that_runs_without_supervisord_and_answers_is_not_an_intruder() -> None:
    ours = socket("clients", owners=("routerd (process 900)",), owner_pids=frozenset({900}))
    assert "socket-taken" not in keys(well(programs=(), sockets=(ours,)))


def test_whoever_may_not_ask_is_told_as_whom_to_ask() -> None:
    alice = Account(name="alice", uid=1001, groups=frozenset({1001}))
    facts = well(me=alice, supervised=None, supervisord_forbidden=True, programs=(), status=None, modems=())
    asked_as = commands(only(facts, "socket-forbidden"))
    assert asked_as == ["sudo -u pi smsctl --config /home/pi/house/smsbus.toml doctor"]
    closed = File(path="/x", uid=1000, gid=1000, mode=0o700)
    assert keys(replace(facts, supervisord_forbidden=False, sockets=(socket("clients", file=closed),))) == [
        "socket-forbidden"
    ]


def test_settings_of_another_file_than_the_running_ones_are_told() -> None:
    facts = well(status=Status(config="/etc/smsbus/smsbus.toml"), programs=())
    finding = only(facts, "settings-other")
    assert commands(finding) == ["smsctl --config /etc/smsbus/smsbus.toml doctor"]


def test_daemons_that_answer_without_a_supervisord_may_be_run_by_something_else() -> None:
    assert keys(well(supervised=False, programs=())) == []
    assert keys(well(supervised=False, programs=(), leftovers=(101, 102, 103))) == ["leftovers"]


def test_a_supervisord_that_hangs_is_told_once_with_the_way_out() -> None:
    facts = well(supervised=None, programs=(), late=("supervisord",))
    assert keys(facts) == ["program-deaf"]
    finding = only(facts, "program-deaf")
    assert (finding.about, finding.what) == ("supervisord", "supervisord does not answer")
    assert "kill -CONT $(cat /home/pi/house/run/supervisord.pid)" in commands(finding)[0]
