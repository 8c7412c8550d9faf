"""The diagnosis as a whole."""

from __future__ import annotations

from dataclasses import replace

from ctl.doctor import diagnose, document, health
from ctl.facts import Account, Folder, Unseen
from ctl.findings.finding import Severity
from tests.ctl.healthy import MODEM, commands, down, keys, only, well


def test_where_all_is_well_nothing_is_found() -> None:
    assert keys(well()) == []
    assert health(diagnose(well())) is Severity.NOTE


def test_where_nothing_runs_that_is_all_that_is_found() -> None:
    assert keys(down()) == ["supervisord-down"]
    assert health(diagnose(down())) is Severity.CRITICAL


def test_the_worst_comes_first_and_is_the_exit_code() -> None:
    facts = well(modems=(replace(MODEM, dbm=-107, smsc=""),))
    assert keys(facts) == ["smsc-missing", "signal-weak"]
    assert int(health(diagnose(facts))) == 2


def test_commands_name_the_settings_file_where_it_was_named() -> None:
    finding = only(down(smsctl="smsctl --config '/tmp/a b.toml'"), "supervisord-down")
    assert commands(finding) == ["smsctl --config '/tmp/a b.toml' up"]


def test_whoever_looks_at_the_house_of_another_user_is_told_to_act_as_that_one() -> None:
    facts = down(me=Account(name="root", uid=0), executable="/home/pi/smsbus/bin/smsctl")
    assert commands(only(facts, "supervisord-down")) == [
        "sudo -u pi /home/pi/smsbus/bin/smsctl --config /home/pi/house/smsbus.toml up"
    ]


def test_the_document_holds_every_finding_and_what_could_not_be_looked_at() -> None:
    facts = down(unseen=(Unseen(what="the kernel log", why="permission denied"),))
    written = document(facts, diagnose(facts))
    assert (written["config"], written["health"]) == ("/home/pi/house/smsbus.toml", "critical")
    [entry] = written["findings"]
    assert set(entry) == {"key", "severity", "about", "what", "why", "remedy"}
    assert (entry["key"], entry["severity"]) == ("supervisord-down", "critical")
    assert entry["remedy"] == [{"do": "Start everything", "command": "smsctl up"}]
    assert written["unseen"] == [{"what": "the kernel log", "why": "permission denied"}]


def test_facts_that_are_all_unknown_make_no_findings_but_what_is_known_to_be_missing() -> None:
    facts = replace(
        well(),
        supervised=None,
        programs=(),
        status=None,
        sockets=(),
        ports=(),
        devices=(),
        files={},
        modems=(),
        folders=(Folder(key="state_dir", path="/x"),),
        secrets=(),
        clock=None,
    )
    assert keys(facts) == []
