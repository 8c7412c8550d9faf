"""All probes together: on a computer that tests built, and with probes that hang or fail."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ctl.doctor import diagnose
from ctl.probes.gather import Probes, gather
from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd
from tests.ctl.healthy import keys
from tests.modemd.sysfs import Tree


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    tree = Tree(tmp_path / "root")
    monkeypatch.setenv("SMSBUS_ROOT", str(tree.root))
    (tree.root / "dev/kmsg").write_text("")
    return tree


def test_a_probe_that_hangs_is_left_behind_and_told() -> None:
    probes = Probes(0.05)
    never = threading.Event()
    probes.start("the disk", never.wait)
    assert probes.result("the disk", "unknown") == "unknown"
    assert probes.late == ["the disk"]
    never.set()


def test_a_probe_that_fails_is_told_with_the_reason_and_one_that_was_not_begun_is_unknown() -> None:
    def denied() -> None:
        raise PermissionError(13, "Permission denied")

    probes = Probes(5.0)
    probes.start("the files", denied)
    probes.start("a bug", lambda: 1 / 0)
    assert probes.result("the files", None) is None
    assert probes.result("a bug", None) is None
    assert probes.result("never begun", 7) == 7
    assert [(unseen.what, unseen.why) for unseen in probes.unseen] == [
        ("the files", "permission denied"),
        ("a bug", "ZeroDivisionError: division by zero"),
    ]


def test_without_settings_what_is_plugged_in_is_looked_at(tmp_path: Path, tree: Tree) -> None:
    tree.plug("1-1", "12d1:14db")
    facts = gather(tmp_path / "missing.toml", root=tree.root, named=True)
    assert keys(facts) == ["settings-missing", "stick-network-card"]
    assert facts.late == ()


def test_with_wrong_settings_it_goes_on_with_what_it_can(settings_path: Path, tree: Tree) -> None:
    settings_path.write_text(settings_path.read_text() + "cycel = 3\n", encoding="utf-8")
    tree.plug("1-1", "12d1:1446")
    facts = gather(settings_path, root=tree.root, named=False)
    assert keys(facts) == ["settings-wrong", "supervisord-down", "stick-disk"]
    [problem] = [finding.what for finding in diagnose(facts) if finding.key == "settings-wrong"]
    assert "modems.main: unknown key cycel" in problem


def test_while_nothing_runs_the_port_is_asked_and_the_kernel_log_read(settings_path: Path, tree: Tree) -> None:
    (tree.root / "dev/kmsg").write_text(f"6,1,{10**15},-;Under-voltage detected! (0x00050005)\n")
    settings_path.write_text(settings_path.read_text().replace("sim:", "/dev/ttyNOSUCH"), encoding="utf-8")
    facts = gather(settings_path, root=tree.root, named=False)
    assert {"supervisord-down", "port-missing", "under-voltage"} <= {*keys(facts)}
    assert [modem.trouble for modem in facts.modems] == ["missing"]


def test_while_routerd_answers_no_port_is_opened(routerd: FakeRouterd, settings_path: Path, tree: Tree) -> None:
    routerd.answers["status"] = documents.status(config=str(settings_path))
    routerd.answers["message.list"] = [documents.inbox()]
    settings_path.write_text(settings_path.read_text().replace("sim:", "/dev/ttyNOSUCH"), encoding="utf-8")
    facts = gather(settings_path, root=tree.root, named=False)
    assert [modem.state for modem in facts.modems] == ["ready"]
    assert facts.store is None


def test_the_whole_ends_in_time(settings_path: Path, tree: Tree) -> None:
    facts = gather(settings_path, root=tree.root, named=False, within_s=0.01)
    assert facts.late
    assert "probe-late" in keys(facts)
