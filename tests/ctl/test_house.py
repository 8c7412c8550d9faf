from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from ctl import house, programs
from smsbus import numbers


def test_it_is_furnished_with_settings_that_work(tmp_path: Path) -> None:
    settings = house.furnish(tmp_path)
    assert settings.modems[house.MODEM].port == "sim:"
    assert {settings.run_dir, settings.state_dir, settings.log_dir} == {
        tmp_path / name for name in ("run", "state", "log")
    }
    assert (tmp_path / "sensors" / "room").read_text(encoding="utf-8") == "16.3\n"
    assert f"{tmp_path}/sensors/{{room}}" in (tmp_path / "interactions.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("usual", ["/tmp", "/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T/even/longer/than/that"])
def test_its_folder_is_short_enough_for_sockets_wherever_temporary_files_go(
    monkeypatch: pytest.MonkeyPatch, usual: str
) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: usual)
    folder = house.temporary_folder()
    programs.check_paths(house.furnish(folder))
    assert folder.stat().st_mode & 0o777 == 0o700
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


def test_nobody_s_real_number_is_texted() -> None:
    for number in (house.ALICE, house.STRANGER):
        assert number.startswith("+3363998")
        assert numbers.parse_telephone(number, "FR").value == number
