from __future__ import annotations

import json
from pathlib import Path

import pytest

from ctl.commands.doctor import lines
from ctl.doctor import diagnose
from ctl.facts import Unseen
from tests.ctl.conftest import Smsctl
from tests.ctl.healthy import down, well
from tests.modemd.sysfs import Tree


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    tree = Tree(tmp_path / "root")
    (tree.root / "dev/kmsg").write_text("")
    monkeypatch.setenv("SMSBUS_ROOT", str(tree.root))
    return tree


def test_it_ends_with_2_where_nothing_runs(smsctl: Smsctl, settings_path: Path) -> None:
    (settings_path.parent / "interactions.toml").touch()
    done = smsctl("doctor")
    assert (done.code, done.err) == (2, "")
    assert done.out.startswith(f"settings  {settings_path}\nhealth    critical\n\nCRITICAL  ")
    assert "\nCRITICAL  supervisord  [supervisord-down]\n  supervisord is not running" in done.out
    assert "  1. Start everything:\n       smsctl up\n" in done.out
    assert "\x1b" not in done.out  # no terminal, no colours


def test_as_json_it_is_one_document_with_the_same_exit_code(smsctl: Smsctl, settings_path: Path) -> None:
    done = smsctl("--json", "doctor")
    document = json.loads(done.out)
    assert done.code == 2
    assert (document["config"], document["health"]) == (str(settings_path), "critical")
    assert "supervisord-down" in [finding["key"] for finding in document["findings"]]


def test_wrong_settings_are_a_finding_and_no_error(smsctl: Smsctl, settings_path: Path) -> None:
    settings_path.write_text("[service]\nrun_dri = 7\n", encoding="utf-8")
    done = smsctl("doctor")
    assert (done.code, done.err) == (2, "")
    assert "service: unknown key run_dri" in " ".join(done.out.split())


def test_commands_of_settings_that_were_named_name_them(smsctl: Smsctl, settings_path: Path) -> None:
    done = smsctl("--config", str(settings_path), "doctor")
    assert f"       smsctl --config {settings_path} up\n" in done.out


def test_where_all_is_well_that_is_said_with_what_could_not_be_looked_at() -> None:
    facts = well(unseen=(Unseen(what="the kernel log", why="permission denied; root may read it"),))
    page = "\n".join(lines(facts, ()))
    assert "Nothing is wrong" in page
    assert "  - the kernel log: permission denied; root may read it" in page


def test_a_path_is_never_broken_over_two_lines() -> None:
    path = "/dev/serial/by-path/" + "pci-0000:00:14.0-" * 6 + "port0"
    page = "\n".join(lines(well(unseen=(Unseen(what="the port", why=f"{path} is away"),)), ()))
    assert path in page


def test_what_comes_from_outside_cannot_write_to_the_terminal() -> None:
    facts = down(config="/tmp/a\x1b[2J.toml")
    page = "\n".join(lines(facts, diagnose(facts)))
    assert "\x1b[2J" not in page
