from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ctl.conftest import Smsctl


def test_without_a_store_it_is_one_line_and_there_is_no_file(smsctl: Smsctl, tmp_path: Path) -> None:
    done = smsctl("backup", str(tmp_path / "copy"))
    assert done.code == 2
    assert done.err == f"smsctl: {tmp_path}/state/smsbus.sqlite3: no such file; there is nothing to back up yet\n"
    assert not (tmp_path / "copy").exists()


def test_it_tells_the_file_and_its_size(smsctl: Smsctl, tmp_path: Path) -> None:
    from tests.routerd.damaged import fill

    (tmp_path / "state").mkdir()
    fill(tmp_path / "state" / "smsbus.sqlite3")
    done = smsctl("backup", str(tmp_path / "copy"))
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{tmp_path}/copy: ")
    document = json.loads(smsctl("--json", "backup", str(tmp_path / "other")).out)
    assert document == {"file": f"{tmp_path}/other", "octets": (tmp_path / "other").stat().st_size}


@pytest.mark.parametrize("name", ["copy", "state"])
def test_what_is_there_stays(smsctl: Smsctl, tmp_path: Path, name: str) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "copy").write_text("mine")
    assert smsctl("backup", str(tmp_path / name)).code == 2
    assert (tmp_path / "copy").read_text() == "mine"
