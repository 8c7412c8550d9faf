from __future__ import annotations

import configparser
import sys
from pathlib import Path

import pytest

from ctl import programs
from ctl.exits import Exit, Failure
from smsbus import config
from smsbus.config import Settings


def _settings(folder: Path, text: str = "") -> Settings:
    path = folder / "smsbus.toml"
    path.write_text('[service]\nrun_dir = "run"\nlog_dir = "log"\n' + text, encoding="utf-8")
    return config.load(path)


def _program(text: str) -> configparser.SectionProxy:
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    (section,) = parser.sections()
    return parser[section]


def test_each_modem_has_a_program_and_a_simulated_one_its_simulator(tmp_path: Path) -> None:
    settings = _settings(tmp_path, '[modems.usb-1]\nport = "/dev/ttyUSB0"\n[modems.sim]\nport = "sim:"\n')
    files = programs.program_files(settings)
    assert sorted(files) == ["modemd-sim.conf", "modemd-usb-1.conf", "simulator-sim.conf"]
    modem = _program(files["modemd-usb-1.conf"])
    assert modem.name == "program:modemd-usb-1"
    assert modem["command"] == ('"%(ENV_SMSBUS_PYTHON)s" -P -m modemd --config "%(ENV_SMSBUS_CONFIG)s" --modem usb-1')
    simulator = _program(files["simulator-sim.conf"])
    assert simulator["command"] == (
        '"%(ENV_SMSBUS_PYTHON)s" -P -m modemd.simulator '
        '--link "%(ENV_SMSBUS_RUN_DIR)s/sim.tty" --control "%(ENV_SMSBUS_RUN_DIR)s/sim.sim"'
    )


def _remote(folder: Path, bus: str = "") -> Settings:
    (folder / "keys").mkdir()
    (folder / "keys" / "this.key").touch()
    key = "k" * 40
    text = f'[bus]\nserver_key = "{key}"\nmodems = "tcp://house:5551"\n{bus}\n[modems.a]\nport = "x"\n'
    return _settings(folder, text)


def test_a_modem_on_another_host_has_no_program_here(tmp_path: Path) -> None:
    settings = _settings(tmp_path, '[modems.a]\nport = "remote:"\n[modems.b]\nport = "x"\n')
    assert list(programs.program_files(settings)) == ["modemd-b.conf"]


@pytest.mark.parametrize(
    ("bus", "left"), [("", []), ('interactions = "tcp://house:5552"', ["program:interactd"])], ids=["modems", "both"]
)
def test_with_a_routerd_on_another_host_the_sample_is_used_without_it(
    tmp_path: Path, bus: str, left: list[str]
) -> None:
    settings = _remote(tmp_path, bus)
    parser = configparser.RawConfigParser(inline_comment_prefixes=(";",))
    parser.read_string(programs.supervisor_text(settings))
    whole = configparser.RawConfigParser(inline_comment_prefixes=(";",))
    whole.read(programs.sample("supervisord.conf"), encoding="utf-8")
    gone = {"program:routerd", "program:interactd", "eventlistener:watchdog"} - set(left)
    assert parser.sections() == [name for name in whole.sections() if name not in gone]
    assert all(dict(parser[name]) == dict(whole[name]) for name in parser.sections())
    assert programs.supervisor_file(settings) == tmp_path / "run" / "supervisord.conf"
    programs.check_paths(settings)


def test_with_routerd_here_the_sample_is_used_as_it_is(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    assert programs.elsewhere(settings) == ()
    assert programs.supervisor_file(settings) == programs.sample("supervisord.conf")
    assert programs.supervisor_text(settings) == programs.sample("supervisord.conf").read_text(encoding="utf-8")


def test_a_submission_in_hand_may_be_finished_before_modemd_is_killed(tmp_path: Path) -> None:
    settings = _settings(tmp_path, '[modems.a]\nport = "x"\n[modems.b]\nport = "x"\nsubmit_timeout = 300\n')
    files = programs.program_files(settings)
    assert _program(files["modemd-a.conf"])["stopwaitsecs"] == "130"
    assert _program(files["modemd-b.conf"])["stopwaitsecs"] == "310"


def test_nothing_secret_is_told_to_supervisord(tmp_path: Path) -> None:
    settings = _settings(tmp_path, '[modems.a]\nport = "x"\npin = "4711"\nsmsc = "+33639980099"\n')
    told = "".join(programs.program_files(settings).values()) + repr(programs.environment(settings, {}))
    assert "4711" not in told
    assert "+33639980099" not in told


def test_every_program_is_restarted_for_ever_and_ends_with_its_children(tmp_path: Path) -> None:
    parser = configparser.RawConfigParser(inline_comment_prefixes=(";",))
    parser.read(programs.sample("supervisord.conf"), encoding="utf-8")
    for text in programs.program_files(_settings(tmp_path, '[modems.a]\nport = "sim:"\n')).values():
        parser.read_string(text)
    sections = [parser[name] for name in parser.sections() if name.startswith("program:")]
    assert [section.name for section in sections] == [
        "program:routerd",
        "program:interactd",
        "program:modemd-a",
        "program:simulator-a",
    ]
    watchdog = parser["eventlistener:watchdog"]
    assert watchdog["events"] == "PROCESS_STATE,TICK_5"
    assert int(watchdog["buffer_size"]) >= 100
    # supervisord refuses `redirect_stderr` here: standard output is its own.
    assert (watchdog["stdout_logfile"], watchdog["stderr_logfile_maxbytes"]) == ("NONE", "1MB")
    assert watchdog["autorestart"] == watchdog["stopasgroup"] == watchdog["killasgroup"] == "true"
    for section in sections:
        assert section["autorestart"] == "true"
        assert int(section["startretries"]) >= 100_000
        assert section["stopasgroup"] == section["killasgroup"] == section["redirect_stderr"] == "true"
        assert section["stdout_logfile_maxbytes"].endswith("MB")
        assert "user" not in section
    assert parser["unix_http_server"]["chmod"] == "0700"
    assert parser["unix_http_server"]["file"].endswith("/supervisor.sock")
    assert "inet_http_server" not in parser


def test_the_environment_names_what_the_sample_file_uses(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    environment = programs.environment(settings, {"PATH": "/bin", "SMSBUS_CONFIG": "/another"})
    assert environment == {
        "PATH": "/bin",
        "SMSBUS_CONFIG": str(tmp_path / "smsbus.toml"),
        "SMSBUS_RUN_DIR": str(tmp_path / "run"),
        "SMSBUS_LOG_DIR": str(tmp_path / "log"),
        "SMSBUS_PYTHON": sys.executable,
    }
    text = programs.sample("supervisord.conf").read_text(encoding="utf-8")
    assert all(f"%(ENV_{name})s" in text for name in environment if name.startswith("SMSBUS_"))


@pytest.mark.parametrize(
    ("service", "odd"),
    [
        ("run_dir = '/run/with blank'", "' '"),
        ("run_dir = '/run/star*'", "'*'"),
        ("log_dir = '/log/per%cent'", "'%'"),
        ("log_dir = '/log/quo\"te'", "'\"'"),
    ],
)
def test_folders_that_supervisord_would_misread_are_refused(tmp_path: Path, service: str, odd: str) -> None:
    path = tmp_path / "smsbus.toml"
    path.write_text(f"[service]\n{service}\n", encoding="utf-8")
    with pytest.raises(Failure) as caught:
        programs.check_paths(config.load(path))
    assert caught.value.exit_code is Exit.USAGE
    assert f"contains {odd}" in str(caught.value)


def test_blanks_are_no_trouble_but_in_run_dir(tmp_path: Path) -> None:
    (tmp_path / "my files").mkdir()
    path = tmp_path / "my files" / "smsbus.toml"
    path.write_text("[service]\nrun_dir = '/run/smsbus'\nlog_dir = 'my logs'\n", encoding="utf-8")
    programs.check_paths(config.load(path))


@pytest.mark.parametrize(("length", "fits"), [(83, True), (84, False)])
def test_the_longest_run_dir_still_holds_the_socket_of_supervisord(tmp_path: Path, length: int, fits: bool) -> None:
    path = tmp_path / "smsbus.toml"
    path.write_text(f'[service]\nrun_dir = "/{"r" * (length - 1)}"\n', encoding="utf-8")
    settings = config.load(path)
    assert len(f"{settings.run_dir}/supervisor.sock.4194304") == length + 24
    if fits:
        programs.check_paths(settings)
    else:
        with pytest.raises(Failure, match="1 octets too long"):
            programs.check_paths(settings)


def test_a_long_modem_name_counts_as_well(tmp_path: Path) -> None:
    path = tmp_path / "smsbus.toml"
    path.write_text(f'[service]\nrun_dir = "/run"\n[modems.{"m" * 100}]\nport = "x"\n', encoding="utf-8")
    with pytest.raises(Failure, match="too long"):
        programs.check_paths(config.load(path))


def test_a_sample_that_the_installation_lost_is_told() -> None:
    with pytest.raises(Failure, match="install smsbus again"):
        programs.sample("nothing.conf")
