"""Bad settings, unknown keys, busy endpoints, missing files: one clear line, the right exit code, no traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.house import House, eventually, new_house

pytestmark = pytest.mark.acceptance

DAEMONS = {"routerd": [], "interactd": [], "modemd": ["--modem", "sim"]}


def start(house: House, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, cwd=house.folder)


def one_line(done: subprocess.CompletedProcess[str], *words: str) -> None:
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in lines[0]


@pytest.mark.parametrize("program", DAEMONS)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = ", ["smsbus.toml", "TOML"]),
        ("[service]\nlog_dri = 'x'", ["smsbus.toml", "service", "log_dri"]),
        ("[modems.sim]\nport = '/dev/x'\nbaudrate = 17", ["smsbus.toml", "modems.sim.baudrate"]),
        ("[numbers]\ndefault_region = 'Narnia'", ["numbers.default_region"]),
    ],
)
def test_wrong_settings_are_one_line_with_the_key(program: str, text: str, words: list[str]) -> None:
    with new_house() as house:
        house.write("smsbus.toml", text)
        done = start(house, program, "--config", str(house.settings_path), *DAEMONS[program])
        assert done.returncode == 2
        one_line(done, *words)
        checked = house.run("config", "check")
        assert checked.returncode == 2
        one_line(checked, *words)


@pytest.mark.parametrize("program", DAEMONS)
def test_a_missing_settings_file_is_one_line(program: str) -> None:
    with new_house() as house:
        done = start(house, program, "--config", "/nowhere/smsbus.toml", *DAEMONS[program])
        assert done.returncode == 2
        one_line(done, "/nowhere/smsbus.toml", "no such file")


def test_a_modem_that_is_not_configured_is_one_line_with_those_that_are() -> None:
    with new_house() as house:
        done = start(house, "modemd", "--config", str(house.settings_path), "--modem", "e220")
        assert done.returncode == 2
        one_line(done, "e220", "sim")


def test_a_missing_or_wrong_interactions_file_is_one_line() -> None:
    with new_house() as house:
        (house.folder / "interactions.toml").unlink()
        one_line(start(house, "interactd", "--config", str(house.settings_path)), "interactions.toml")
        house.write(
            "interactions.toml", "[[interaction]]\nname = 'x'\nsentences = ['what is {nothing}']\nreply = 'y'\n"
        )
        done = start(house, "interactd", "--config", str(house.settings_path))
        assert done.returncode == 2
        one_line(done, "interactions.toml", "nothing")


def test_a_second_routerd_finds_the_endpoints_busy() -> None:
    with new_house() as house:
        house.plug()
        house.up()
        done = start(house, "routerd", "--config", str(house.settings_path))
        assert done.returncode == 1
        one_line(done, "in use")
        assert house.run("send", "+33612345678", "still here").returncode == 0


def test_a_store_that_is_no_store_is_one_line_and_stays_as_it_is() -> None:
    with new_house() as house:
        house.write("state/smsbus.sqlite3", "this is not a database, but somebody's only copy of something")
        before = (house.folder / "state" / "smsbus.sqlite3").read_bytes()
        done = start(house, "routerd", "--config", str(house.settings_path))
        assert done.returncode == 1
        one_line(done, "smsbus.sqlite3")
        assert (house.folder / "state" / "smsbus.sqlite3").read_bytes() == before


def test_a_run_dir_too_long_for_sockets_is_one_line_with_the_remedy() -> None:
    with new_house() as house:
        text = house.settings_path.read_text().replace('run_dir = "run"', f'run_dir = "{"r" * 120}"')
        house.write("smsbus.toml", text)
        done = start(house, "routerd", "--config", str(house.settings_path))
        assert done.returncode != 0
        one_line(done, "run_dir")
        upped = house.run("up")
        assert upped.returncode == 2
        one_line(upped, "run_dir")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["frobnicate"], 2),
        (["send"], 2),
        (["status"], 2),
        (["inbox"], 6),
        (["value", "House", "message"], 6),
        (["watch"], 6),
        (["down"], 0),
    ],
)
def test_without_daemons_each_command_says_so_with_its_exit_code(arguments: list[str], code: int) -> None:
    with new_house() as house:
        done = house.run(*arguments, timeout_s=30)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr + done.stdout


def test_settings_that_turn_wrong_while_running_keep_the_old_ones() -> None:
    with new_house() as house:
        house.plug()
        house.up()
        house.ready()
        good = house.settings_path.read_text()
        house.write("smsbus.toml", "nonsense = ")
        for program in ("routerd", "interactd", "modemd-sim"):
            pid = processes_named(house, program)
            subprocess.run(["kill", "-HUP", str(pid)], check=True)
        house.write("smsbus.toml", good)
        done = house.run("send", "+33612345678", "still here", "--wait")
        assert done.returncode == 0, done.stderr


def test_up_applies_changed_settings_and_down_stops_even_with_wrong_ones() -> None:
    with new_house() as house:
        house.up()
        eventually(lambda: house.modem_state()["state"] == "absent", "no modem")
        house.plug()
        good = house.settings_path.read_text()
        house.write("smsbus.toml", good.replace(str(house.link), str(house.link) + "2"))
        house.up()
        eventually(lambda: "modem2" in house.modem_state()["reason"], "the other port is tried")
        house.write("smsbus.toml", good)
        house.up()
        house.ready()
        house.write("smsbus.toml", good + "colour = 1\n")
        assert house.run("up").returncode == 2
        assert house.run("ps").returncode == 0
        house.do("down")
        house.unplug()
        assert house.processes() == []


def processes_named(house: House, program: str) -> int:
    (pid,) = [
        pid
        for pid in house.processes()
        if f"-m\0{program.partition('-')[0]}\0" in Path(f"/proc/{pid}/cmdline").read_text()
    ]
    return pid


def test_a_script_gone_wild_is_refused_with_the_code_for_it_though_every_text_is_a_process_of_its_own() -> None:
    with new_house(router="client_per_minute = 2") as house:
        house.up()
        done = [house.run("send", "+33639980001", str(number)) for number in range(3)]
        assert [each.returncode for each in done] == [0, 0, 5]
        one_line(done[-1], "client_per_minute")
        assert len(house.json("outbox")) == 2
