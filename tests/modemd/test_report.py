"""`modemd --detect` on pseudo-terminals: the real simulator beside ports that are something else."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from modemd.report import Detection, in_words
from smsbus.loop import Loop
from tests.modemd.sysfs import Tree

Answer = Callable[[bytes], bytes]


@contextmanager
def port(answer: Answer) -> Iterator[str]:
    """A pseudo-terminal whose far end answers what it hears."""
    master, slave = pty.openpty()
    tty.setraw(slave)

    def serve() -> None:
        try:
            while heard := os.read(master, 4096):
                os.write(master, answer(heard))
        except OSError:
            return  # closed by the test

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield os.ttyname(slave)
    finally:
        os.close(slave)
        thread.join(5)
        os.close(master)


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Path]:
    """The link of a simulated modem, a process of its own."""
    link = tmp_path / "modem"
    with subprocess.Popen(
        [sys.executable, "-m", "modemd.simulator", "--link", str(link)], stderr=subprocess.DEVNULL
    ) as process:
        while not link.exists():
            assert process.poll() is None
        yield link
        process.terminate()


def detect(tree: Tree) -> dict[str, Any]:
    return Detection(Loop(time.monotonic), tree.root).run()


def test_among_several_ports_the_modem_is_found_and_the_rest_described(tmp_path: Path, simulator: Path) -> None:
    tree = Tree(tmp_path / "root")
    tree.plug("1-1", "1508:1001", ttys={0: "ttyUSB0", 1: "ttyUSB1", 2: "ttyUSB2", 3: "ttyUSB3"}, product="Odd stick")
    tree.plug("1-2", "12d1:1446")
    with ExitStack() as ports:
        tree.connect("ttyUSB0", ports.enter_context(port(lambda heard: b"\x7e\x90\x00\xff" * 8)))
        tree.connect("ttyUSB1", ports.enter_context(port(lambda heard: b"\r\nOK\r\n" * heard.count(b"\r"))))
        tree.connect("ttyUSB2", simulator)
        report = detect(tree)
    assert report["found"] == f"{tree.root}/dev/ttyUSB2"
    entries = {Path(entry["port"]).name: entry for entry in report["ports"]}
    assert entries["ttyUSB0"]["verdict"] == "unreadable"
    assert entries["ttyUSB1"]["verdict"] == "secondary"
    assert (entries["ttyUSB2"]["verdict"], entries["ttyUSB2"]["chosen"]) == ("modem", True)
    assert (entries["ttyUSB3"]["verdict"], "does not exist" in entries["ttyUSB3"]["says"]) == ("unavailable", True)
    assert "install usb-modeswitch" in report["without_port"][0]["says"]
    words = in_words(report)
    assert "Odd stick (1508:1001), plugged in at 1-1" in words
    assert f" -> {tree.root}/dev/ttyUSB2 (interface 2): answers as smsbus Simulator" in words
    assert 'in smsbus.toml: port = "auto", or port = "' in words
    assert json.loads(json.dumps(report)) == report


def test_a_port_that_another_program_holds_is_shown_and_hears_nothing(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "root")
    tree.plug("1-1", "2c7c:0125", ttys={2: "ttyUSB2", 3: "ttyUSB3"})
    heard = []
    with port(lambda octets: heard.append(octets) or b"") as path:
        tree.hold(tree.connect("ttyUSB2", path), process=17, program="ModemManager")
        tree.connect("ttyUSB3", path)
        report = detect(tree)
    assert heard == []
    assert report["found"] is None
    assert report["ports"][0]["says"] == "not touched: in use by ModemManager (process 17)"
    assert "in use by ModemManager (process 17)" in report["reason"]
    assert (
        'ModemManager: have it leave this device alone by a udev rule with ENV{ID_MM_DEVICE_IGNORE}="1"'
        in report["reason"]
    )


def test_where_nothing_is_plugged_in_that_is_said(tmp_path: Path) -> None:
    report = detect(Tree(tmp_path / "root"))
    assert in_words(report) == "no modem found: no USB device with a serial port is plugged in"


@pytest.mark.parametrize("arguments", [["--json"], []])
def test_the_program_reports_and_ends(tmp_path: Path, arguments: list[str]) -> None:
    tree = Tree(tmp_path / "root")
    tree.plug("1-2", "12d1:14db")
    done = subprocess.run(
        [sys.executable, "-m", "modemd", "--detect", *arguments],
        env={**os.environ, "SMSBUS_ROOT": str(tree.root)},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "HiLink" in done.stdout
    assert done.stdout.startswith("{") == bool(arguments)
