from __future__ import annotations

from pathlib import Path

import pytest

from ctl.exits import Failure
from ctl.folders import prepare
from smsbus import config
from smsbus.config import Settings


def _settings(folder: Path, service: str = "", modems: str = "") -> Settings:
    path = folder / "smsbus.toml"
    text = f'[service]\nstate_dir = "a/state"\nrun_dir = "a/run"\nlog_dir = "a/log"\n{service}\n{modems}'
    path.write_text(text, encoding="utf-8")
    return config.load(path)


def test_missing_folders_are_made_for_this_user_alone(tmp_path: Path) -> None:
    prepare(_settings(tmp_path))
    for name in ("state", "run", "log", "run/programs"):
        assert (tmp_path / "a" / name).stat().st_mode & 0o777 == 0o700


def test_where_routerd_is_elsewhere_supervisord_gets_a_file_without_it(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "this.key").touch()
    prepare(_settings(tmp_path, modems=f'[bus]\nserver_key = "{"k" * 40}"\nmodems = "tcp://house:5551"'))
    text = (tmp_path / "a" / "run" / "supervisord.conf").read_text(encoding="utf-8")
    assert "[program:" not in text
    assert "[eventlistener:" not in text
    assert "[include]" in text


def test_a_folder_that_exists_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "a" / "state").mkdir(parents=True)
    (tmp_path / "a" / "state").chmod(0o755)
    prepare(_settings(tmp_path))
    assert (tmp_path / "a" / "state").stat().st_mode & 0o777 == 0o755


def test_a_folder_that_everybody_may_write_into_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a" / "run").mkdir(parents=True)
    (tmp_path / "a" / "run").chmod(0o1777)
    with pytest.raises(Failure, match=r"service.run_dir: everybody may write into .*/a/run"):
        prepare(_settings(tmp_path))


def test_a_folder_that_cannot_be_made_names_its_setting(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file", encoding="utf-8")
    with pytest.raises(Failure, match=r"smsbus.toml: service.state_dir: .* cannot be created"):
        prepare(_settings(tmp_path))


def test_a_group_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="there is no group nobodys-group"):
        prepare(_settings(tmp_path, 'group = "nobodys-group"'))


def test_program_files_follow_the_modems(tmp_path: Path) -> None:
    prepare(_settings(tmp_path, modems='[modems.a]\nport = "x"\n[modems.b]\nport = "x"\n'))
    assert {path.name for path in (tmp_path / "a/run/programs").iterdir()} == {"modemd-a.conf", "modemd-b.conf"}
    prepare(_settings(tmp_path, modems='[modems.b]\nport = "sim:"\n'))
    assert {path.name for path in (tmp_path / "a/run/programs").iterdir()} == {"modemd-b.conf", "simulator-b.conf"}
