"""Who has a port, read from a tree that looks like /proc."""

import os
import time
from pathlib import Path

import pytest

from modemd.holders import held, holders_of, named, program, remedy, started_at
from tests.modemd.sysfs import Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "root")


def test_the_programs_that_have_a_device_open_are_named(tree: Tree) -> None:
    (tree.root / "dev/ttyUSB2").touch()
    tree.hold(tree.root / "dev/ttyUSB2", process=17, program="pppd")
    tree.hold(tree.root / "dev/ttyUSB2", process=18, program="python3.11", arguments="python\0-m\0modemd\0")
    tree.hold(tree.root / "dev/ttyS0", process=19, program="agetty")
    port = str(tree.root / "dev/ttyUSB2")
    holders = holders_of(port, proc=tree.root / "proc")
    assert holders == ["pppd (process 17)", "modemd (process 18)"]
    assert held(port, holders) == (
        f"{port} is held by pppd (process 17) and modemd (process 18): stop it, or keep it away from this port"
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [("ModemManager", 'ENV{ID_MM_DEVICE_IGNORE}="1"'), ("brltty", "braille"), ("minicom", "stop it")],
)
def test_what_to_do_depends_on_the_program(name: str, words: str) -> None:
    assert words in held("/dev/ttyUSB2", [f"{name} (process 17)"])


def test_programs_that_take_no_ports_by_themselves_need_no_remedy() -> None:
    assert remedy("ModemManager (process 17)") is not None
    assert remedy("ModemManagerish (process 17)") is None


def test_a_program_of_another_user_is_suspected_by_its_name_and_the_command_that_tells_is_given(tree: Tree) -> None:
    tree.hold(tree.root / "dev/ttyUSB2", process=17, program="ModemManager")
    tree.hold(tree.root / "dev/ttyUSB2", process=18, program="bash")
    for process in (17, 18):
        (tree.root / "proc" / str(process) / "fd" / "3").unlink()
        (tree.root / "proc" / str(process) / "fd").rmdir()  # root alone may read it: here nobody may
    port = str(tree.root / "dev/ttyUSB2")
    assert holders_of(port, proc=tree.root / "proc") == []
    assert held(port, [], proc=tree.root / "proc") == (
        f"{port} is held by a program of another user: 'sudo fuser -v {port}' names it; "
        "running here: ModemManager (process 17)"
    )


def test_a_process_without_a_name_is_another_program(tmp_path: Path) -> None:
    assert program(tmp_path / "4711") == "another program"
    assert named(4711, proc=tmp_path) == "another program (process 4711)"


def test_the_start_of_a_process_is_known_to_the_second() -> None:
    started = started_at(os.getpid())
    assert started is not None
    assert 0 <= time.time() - started < 24 * 3600
    assert started_at(2**22 + 1) is None
