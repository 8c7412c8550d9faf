"""What is plugged in, as a document, without a port being opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from modemd.inventory import inventory
from smsbus import config
from tests.modemd.sysfs import Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "root")


def device(tree: Tree) -> dict[str, Any]:
    [entry] = inventory(tree.root, None)["devices"]
    assert isinstance(entry, dict)
    return entry


def test_a_stick_with_several_ports_says_which_one_carries_notices_and_who_holds_it(tree: Tree) -> None:
    tree.plug("1-1.2", "2c7c:0125", ttys={2: "ttyUSB2", 3: "ttyUSB3"})
    tree.hold(tree.root / "dev/ttyUSB3", process=17, program="ModemManager")
    entry = device(tree)
    assert (entry["ids"], entry["place"], entry["modem"], entry["mode"]) == ("2c7c:0125", "1-1.2", True, None)
    second, third = entry["ports"]
    assert (second["interface"], second["notices"], second["holder"]) == (2, True, None)
    assert (third["notices"], third["holder"]) == (False, "ModemManager (process 17)")
    assert second["links"] == [f"{tree.root}/dev/serial/by-path/pci-0000:00:14.0-usb-0:1.2:1.2-port0"]


@pytest.mark.parametrize(
    ("ids", "mode"),
    [("12d1:14db", "network-card"), ("12d1:1446", "disk"), ("19d2:9999", "no-port"), ("1a86:7523", "adapter")],
)
def test_a_modem_without_ports_is_told_with_the_mode_it_is_in(tree: Tree, ids: str, mode: str) -> None:
    tree.plug("1-1", ids)
    assert device(tree)["mode"] == mode


def test_a_mouse_is_nobodys_business(tree: Tree) -> None:
    tree.plug("1-1", "046d:c077")
    assert inventory(tree.root, None)["devices"] == []


def settings(tmp_path: Path, **ports: str) -> config.Settings:
    path = tmp_path / "smsbus.toml"
    path.write_text("\n".join(f'[modems.{name}]\nport = "{port}"' for name, port in ports.items()), encoding="utf-8")
    return config.load(path)


def test_the_ports_of_the_settings_are_told_with_their_holders_and_lock_files(tree: Tree, tmp_path: Path) -> None:
    port = tree.root / "dev/ttyS0"
    tree.hold(port, process=17, program="minicom")
    (tree.root / "run/lock").mkdir(parents=True)
    (tree.root / "run/lock/LCK..ttyS0").write_text("        17\n")
    [modem] = inventory(tree.root, settings(tmp_path, main=str(port)))["modems"]
    assert modem["device"] == str(port)
    assert modem["holders"] == ["minicom (process 17)"]
    assert modem["locked_by"] == {"file": f"{tree.root}/run/lock/LCK..ttyS0", "program": "minicom (process 17)"}


def test_a_lock_file_whose_process_is_gone_locks_nothing(tree: Tree, tmp_path: Path) -> None:
    (tree.root / "run/lock").mkdir(parents=True)
    (tree.root / "run/lock/LCK..ttyS0").write_text("        17\n")
    [modem] = inventory(tree.root, settings(tmp_path, main=str(tree.root / "dev/ttyS0")))["modems"]
    assert (modem["holders"], modem["locked_by"]) == ([], None)


def test_of_ports_that_are_looked_for_simulated_or_far_away_there_is_nothing_to_tell(
    tree: Tree, tmp_path: Path
) -> None:
    chosen = settings(tmp_path, a="auto", b="sim:", c="socket://localhost:1")
    assert [modem["device"] for modem in inventory(tree.root, chosen)["modems"]] == [None, None, None]


def test_a_modem_of_another_host_is_not_looked_for_here(tree: Tree, tmp_path: Path) -> None:
    chosen = settings(tmp_path, a="remote:", b="auto")
    assert [modem["name"] for modem in inventory(tree.root, chosen)["modems"]] == ["b"]
