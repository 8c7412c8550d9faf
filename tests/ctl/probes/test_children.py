"""modemd, interactd and routerd's check as processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctl.probes import children
from ctl.probes.children import Unfinished
from smsbus import config
from tests.ctl.probes.test_files import settings
from tests.modemd.sysfs import Tree
from tests.routerd.damaged import damage, fill


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    tree = Tree(tmp_path / "root")
    monkeypatch.setenv("SMSBUS_ROOT", str(tree.root))
    return tree


def test_a_survey_becomes_devices_and_ports(tmp_path: Path, tree: Tree) -> None:
    tree.plug("1-1.2", "2c7c:0125", ttys={2: "ttyUSB2"})
    port = tree.connect("ttyUSB2", "/dev/null")
    tree.plug("1-1.3", "12d1:1446")
    chosen = settings(tmp_path)
    path = chosen.path
    path.write_text(path.read_text(encoding="utf-8").replace("sim:", str(port)), encoding="utf-8")
    document = children.survey(path)
    first, second = children.devices_of(document)
    assert (first.ids, first.ports[0].notices, second.mode) == ("2c7c:0125", True, "disk")
    [found] = children.ports_of(document, config.load(path))
    assert (found.modem, found.port, found.device, found.baudrate) == ("main", str(port), "/dev/null", 115200)


def test_without_settings_what_is_plugged_in_is_seen_all_the_same(tree: Tree) -> None:
    tree.plug("1-1", "12d1:14db")
    document = children.survey(None)
    assert (children.devices_of(document)[0].mode, document["modems"]) == ("network-card", [])


def test_a_modem_that_nobody_drives_is_examined(tmp_path: Path, tree: Tree) -> None:
    chosen = settings(tmp_path)
    chosen.path.write_text(chosen.path.read_text().replace("sim:", "/dev/ttyNOSUCH"), encoding="utf-8")
    [modem] = children.examine(chosen.path, 5.0)
    assert (modem.state, modem.trouble, modem.smsc) == ("absent", "missing", None)


def test_interactions_are_checked_by_interactd(tmp_path: Path) -> None:
    chosen = settings(tmp_path, "", '[[interaction]]\nname = "x"\nsentences = ["hello {who}"]\nreply = "hi"\n')
    problem = children.interactions(chosen.path).problem
    assert problem is not None
    assert problem.startswith(str(tmp_path / "interactions.toml"))
    good = settings(tmp_path, "", '[[interaction]]\nname = "x"\nsentences = ["hello"]\nreply = "hi"\n')
    assert children.interactions(good.path).problem is None


def test_a_store_is_told_with_version_and_damage(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    assert children.store(chosen) is None
    chosen.state_dir.mkdir()
    path = chosen.state_dir / "smsbus.sqlite3"
    fill(path)
    store = children.store(chosen)
    assert store is not None
    assert (store.version, store.damage) == (store.known, None)
    damage(path)
    store = children.store(chosen)
    assert store is not None
    assert store.damage


def test_a_process_that_says_nothing_is_unfinished_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(Unfinished, match="no such file"):
        children.examine(tmp_path / "missing.toml", 5.0)
