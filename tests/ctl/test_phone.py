from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ctl.exits import Failure
from ctl.phone import Assembly, Phones, Text

ALICE = "+33639980001"


def _submission(text: str, part: int | None = None, total: int = 3, reference: int = 9) -> dict[str, Any]:
    concatenation = None if part is None else {"reference": reference, "total": total, "part": part}
    return {"index": 1, "to": ALICE, "text": text, "concatenation": concatenation}


def test_a_single_part_is_a_text() -> None:
    assert Assembly().add(_submission("Hi")) == Text(to=ALICE, text="Hi")


def test_parts_make_a_text_in_whatever_order_and_however_often_they_come() -> None:
    assembly = Assembly()
    assert assembly.add(_submission("c", 3)) is None
    assert assembly.add(_submission("a", 1)) is None
    assert assembly.add(_submission("a", 1)) is None
    assert assembly.add(_submission("x", 1, reference=10)) is None
    assert assembly.add(_submission("b", 2)) == Text(to=ALICE, text="abc")
    assert assembly.add(_submission("b", 2)) is None


@pytest.fixture
def control(tmp_path: Path) -> Iterator[Path]:
    """The control socket of a simulated modem."""
    path = tmp_path / "sim"
    command = [sys.executable, "-m", "modemd.simulator", "--link", str(tmp_path / "tty"), "--control", str(path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as simulator:
        assert simulator.stderr is not None
        simulator.stderr.readline()  # it logs that it has started
        yield path
        simulator.terminate()


@pytest.mark.acceptance
def test_phones_text_the_modem_and_are_told_what_it_cannot_take(control: Path) -> None:
    with Phones(control) as phones:
        phones.text(ALICE, "Hello")
        assert phones.receive(0) is None
        with pytest.raises(Failure, match="cannot do that"):
            phones.text("x" * 100, "Hello")
        phones.text(ALICE, "the connection goes on")


def test_without_a_simulator_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="no simulator there"):
        Phones(tmp_path / "nothing")
