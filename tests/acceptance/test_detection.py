"""Real processes with port = "auto", in a tree that looks like a computer with several things plugged in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.acceptance.house import ALICE, ANSWER, QUESTION, House, eventually, new_house
from tests.modemd.sysfs import Tree
from tests.modemd.test_report import port

pytestmark = pytest.mark.acceptance

STICK = "12d1:1442"


@contextmanager
def house_with_ports(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[House, Tree]]:
    with new_house() as house, port(lambda heard: b"\r\nOK\r\n" * heard.count(b"\r")) as secondary:
        tree = Tree(house.folder / "root")
        monkeypatch.setenv("SMSBUS_ROOT", str(tree.root))
        text = house.settings_path.read_text().replace(f'port = "{house.link}"', 'port = "auto"')
        house.settings_path.write_text(text)
        # A radio stick of something else, which nobody may touch: its port does not even exist.
        tree.plug("1-9", "10c4:ea60", ttys={0: "ttyUSB0"}, driver="cp210x", product="Zigbee dongle")
        house.plug()
        tree.plug("1-1", STICK, ttys={0: "ttyUSB1", 2: "ttyUSB2"})
        tree.connect("ttyUSB1", secondary)
        tree.connect("ttyUSB2", house.link)
        yield house, tree


def port_in_use(house: House) -> str:
    with house.client() as client:
        modem = client.request("modem.info", {"modem": "sim"})
    return Path(modem["facts"]["port"]).name


def test_the_modem_is_found_and_found_again_under_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with house_with_ports(monkeypatch) as (house, tree):
        house.up()
        house.ready()
        house.with_alice()
        assert port_in_use(house) == "ttyUSB2"
        house.phone.text(QUESTION)
        house.phone.awaits(ALICE, ANSWER)

        secondary = (tree.root / "dev/ttyUSB1").readlink()
        tree.unplug("1-1")
        house.unplug()
        eventually(lambda: house.modem_state()["state"] == "absent", "the modem is absent")
        house.do("send", "+33612345678", "queued meanwhile")
        house.plug()
        tree.plug("1-3", STICK, ttys={0: "ttyUSB7", 2: "ttyUSB8"})
        tree.connect("ttyUSB7", secondary)
        tree.connect("ttyUSB8", house.link)
        plugged_at = time.monotonic()
        # Another text than before: the same octets in the same second would be a repetition.
        house.phone.text("What is the temperature of the bedroom ?")
        house.phone.awaits(ALICE, "14.0 °C")
        house.phone.awaits("+33612345678", "queued meanwhile")
        took_s = time.monotonic() - plugged_at
        assert port_in_use(house) == "ttyUSB8"
        assert took_s < 4  # three, and what this test takes to look


def test_detect_shows_what_modemd_has_and_finds_it_when_it_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    with house_with_ports(monkeypatch) as (house, tree):
        house.up()
        house.ready()
        report = house.json("modem", "detect")
        assert report["found"] is None
        says = {Path(entry["port"]).name: entry["says"] for entry in report["ports"]}
        assert "is held by" in says["ttyUSB2"]
        assert "which is no modem" in says["ttyUSB0"]
        assert house.modem_state()["state"] == "ready"
        house.do("down")
        out = house.do("modem", "detect")
        assert " -> " + str(tree.root / "dev/ttyUSB2") in out
