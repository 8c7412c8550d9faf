"""What is plugged in, read from a tree that looks like /sys."""

from pathlib import Path

import pytest

from modemd.devices import Whereabouts
from modemd.survey import Surroundings, devices
from smsbus import config
from tests.modemd.sysfs import Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "root")


def settings(tmp_path: Path, modems: str) -> config.Settings:
    path = tmp_path / "smsbus.toml"
    path.write_text(f'[service]\nstate_dir = "state"\n{modems}')
    return config.load(path)


def test_a_stick_with_its_ports_is_read(tree: Tree) -> None:
    tree.plug(
        "1-1.2",
        "12d1:1506",
        ttys={0: "ttyUSB4", 2: "ttyUSB0"},
        descriptors={2: "ff/02/02"},
        serial="FFFFFFFFFFFFFFFF",
        manufacturer="HUAWEI",
        product="HUAWEI Mobile",
    )
    (device,) = devices(tree.root)
    assert (device.place, device.ids, device.maker, device.serial) == ("1-1.2", "12d1:1506", "HUAWEI", "F" * 16)
    first, second = device.ports
    assert (first.path, first.interface) == (f"{tree.root}/dev/ttyUSB4", 0)
    assert (second.path, second.interface) == (f"{tree.root}/dev/ttyUSB0", 2)
    assert (second.descriptor, second.driver) == ((0xFF, 2, 2), "option")
    assert second.links == (f"{tree.root}/dev/serial/by-path/pci-0000:00:14.0-usb-0:1.2:1.2-port0",)
    assert (second.holder, second.reserved) == (None, None)


def test_a_modem_of_the_cdc_acm_driver_is_read_too(tree: Tree) -> None:
    tree.plug("1-1", "1bc7:0021", ttys={0: "ttyACM0", 10: "ttyACM1"}, driver="cdc_acm")
    (device,) = devices(tree.root)
    assert [(port.interface, port.driver) for port in device.ports] == [(0, "cdc_acm"), (10, "cdc_acm")]


def test_built_in_ports_and_hubs_are_not_seen_and_devices_without_ports_are(tree: Tree) -> None:
    tree.plug("1-1", "1d6b:0002", bDeviceClass="09")
    tree.plug("1-2", "12d1:1446")
    assert [(device.place, device.ports) for device in devices(tree.root)] == [("1-2", ())]


def test_where_there_is_no_usb_nothing_is_found(tmp_path: Path) -> None:
    assert devices(tmp_path / "nowhere") == ()


def test_the_program_that_holds_a_port_is_named(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "terminal").touch()
    tree.plug("1-1", "2c7c:0125", ttys={2: "ttyUSB2", 3: "ttyUSB3"})
    tree.plug("1-2", "2c7c:0125", ttys={2: "ttyUSB6"})
    tree.hold(tree.root / "dev/ttyUSB2", process=17, program="ModemManager")
    tree.hold(tree.root / "dev/ttyUSB6", process=18, program="python3.11", arguments="python\0-P\0-m\0modemd\0")
    (tree.root / "run/lock").mkdir(parents=True)
    (tree.root / "run/lock/LCK..ttyUSB3").write_text("        17\n")
    first, second = devices(tree.root)
    assert [port.holder for port in first.ports] == ["ModemManager (process 17)"] * 2
    assert [port.holder for port in second.ports] == ["modemd (process 18)"]


def test_a_lock_file_of_a_process_that_is_gone_holds_nothing(tree: Tree) -> None:
    tree.plug("1-1", "2c7c:0125", ttys={2: "ttyUSB2"})
    (tree.root / "var/lock").mkdir(parents=True)
    (tree.root / "var/lock/LCK..ttyUSB2").write_text("4711\n")
    assert devices(tree.root)[0].ports[0].holder is None


def test_the_ports_of_other_modems_of_the_settings_are_theirs(tree: Tree, tmp_path: Path) -> None:
    tree.plug("1-1", "2c7c:0125", ttys={2: "ttyUSB2"})
    link = tree.root / "dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.2-port0"
    loaded = settings(tmp_path, f'[modems.a]\nport = "auto"\n[modems.b]\nport = "{link}"\n[modems.c]\nport = "sim:"\n')
    (device,) = Surroundings(loaded, "a", root=tree.root).survey().devices
    assert device.ports[0].reserved == "b"
    (device,) = Surroundings(loaded, "b", root=tree.root).survey().devices
    assert device.ports[0].reserved is None


def test_where_a_modem_worked_is_remembered_over_restarts_and_told_to_the_others(tree: Tree, tmp_path: Path) -> None:
    loaded = settings(tmp_path, '[modems.a]\nport = "auto"\n[modems.b]\nport = "auto"\n')
    whereabouts = Whereabouts(place="1-1", ids="2c7c:0125", interface=2, imei="490154203237518")
    assert Surroundings(loaded, "a", root=tree.root).survey().known is None
    assert Surroundings(loaded, "a", root=tree.root).remember(whereabouts) is None
    assert Surroundings(loaded, "a", root=tree.root).survey().known == whereabouts
    assert Surroundings(loaded, "b", root=tree.root).survey().others == {"490154203237518": "a"}
    assert (tmp_path / "state/port-a.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["", "{", "[]", '{"place": "1-1"}', '{"imei": 1, "odd": 2}'])
def test_a_damaged_memory_is_as_good_as_none(tree: Tree, tmp_path: Path, text: str) -> None:
    loaded = settings(tmp_path, '[modems.a]\nport = "auto"\n')
    (tmp_path / "state").mkdir()
    (tmp_path / "state/port-a.json").write_text(text)
    assert Surroundings(loaded, "a", root=tree.root).survey().known is None


def test_what_cannot_be_remembered_is_told(tree: Tree, tmp_path: Path) -> None:
    loaded = settings(tmp_path, '[modems.a]\nport = "auto"\n')
    (tmp_path / "state").write_text("not a folder")
    problem = Surroundings(loaded, "a", root=tree.root).remember(Whereabouts(place="1", ids="x", interface=0))
    assert problem is not None
    assert "port-a.json cannot be written" in problem


def test_a_replug_is_seen_at_the_next_look_also_in_the_same_place(tree: Tree, tmp_path: Path) -> None:
    around = Surroundings(settings(tmp_path, '[modems.a]\nport = "auto"\n'), "a", root=tree.root)
    tree.plug("1-1", "2c7c:0125", ttys={2: "ttyUSB2"})
    (before,) = around.survey().devices
    assert around.survey().devices == (before,)
    tree.unplug("1-1")
    tree.plug("1-1", "2c7c:0125", ttys={2: "ttyUSB7"})
    (after,) = around.survey().devices
    assert after.plugging != before.plugging
    assert after.ports[0].path.endswith("ttyUSB7")


def test_who_holds_a_port_is_looked_at_again_after_a_while(tree: Tree, tmp_path: Path) -> None:
    around = Surroundings(settings(tmp_path, '[modems.a]\nport = "auto"\n'), "a", root=tree.root)
    tree.plug("1-1", "2c7c:0125", ttys={2: "ttyUSB2"})
    around.survey()
    tree.hold(tree.root / "dev/ttyUSB2", process=17, program="pppd")
    holders = [around.survey().devices[0].ports[0].holder for _ in range(16)]
    assert holders[-1] == "pppd (process 17)"
