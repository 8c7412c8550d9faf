"""Values from programs: real ones, run as the daemon runs them."""

import os
import sys
import time
from pathlib import Path

import pytest

from interactd.connectors.command import ENVIRONMENT, CommandSource, declare
from interactd.connectors.source import Patience
from interactd.errors import DeclarationError, SourceFailed


def patience(seconds: float = 30.0) -> Patience:
    return Patience(ends_at=time.monotonic() + seconds)


def command(*argv: str) -> CommandSource:
    return CommandSource(argv=argv, folder="/")


def python(program: str) -> CommandSource:
    return command(sys.executable, "-c", program)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_a_program_prints_is_the_value() -> None:
    assert command("echo", " 16.3 ").read(patience()) == "16.3"


@pytest.mark.parametrize(
    "hostile", ["$(id)", "`id`", "; id", "a b", "| cat", "-n", "*", "\n", "'\"", "{{ 7*7 }}", "{x}"]
)
def test_a_slot_is_part_of_one_argument_and_no_shell_sees_it(hostile: str) -> None:
    source = command("printf", "<%s>", "[{room}]").filled({"room": hostile})
    assert source.read(patience()) == f"<[{hostile}]>"


def test_the_environment_is_the_stated_one_and_there_is_no_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    assert set(command("env").read(patience()).splitlines()) == {
        f"{name}={value}" for name, value in ENVIRONMENT.items()
    }
    assert command("cat").read(patience()) == ""


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (command("/nowhere/program"), "/nowhere/program: No such file"),
        (command("/etc/passwd"), "Permission denied"),
        (command("sh", "-c", "echo secret; echo secret >&2; exit 3"), "sh: ended with status 3"),
        (command("sh", "-c", "kill -9 $$"), "sh: was ended by signal 9"),
        (python("while True: print('x' * 1000)"), "printed more than 65536 octets"),
        (command("echo", "\ud800"), "cannot be encoded"),
    ],
)
def test_a_program_that_fails_gives_the_reason_and_nothing_it_printed(source: CommandSource, reason: str) -> None:
    with pytest.raises(SourceFailed, match=reason) as caught:
        source.read(patience())
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("how", ["silent", "chatty", "closed"])
def test_a_program_that_takes_too_long_is_killed_with_its_children(tmp_path: Path, how: str) -> None:
    program = (
        "import os, sys, time\n"
        f"open({str(tmp_path / 'pids')!r}, 'w').write(f'{{os.getpid()}} {{os.fork() or os.getpid()}} ')\n"
        f"how = {how!r}\n"
        "if how == 'closed': os.close(1)\n"
        "while True:\n"
        "    time.sleep(0.01)\n"
        "    if how == 'chatty': os.write(1, b'x')\n"
    )
    started = time.monotonic()
    with pytest.raises(SourceFailed, match="took too long"):
        python(program).read(patience(0.5))
    assert time.monotonic() - started < 5
    pids = {int(word) for word in (tmp_path / "pids").read_text().split()}
    ends_at = time.monotonic() + 5
    while any(map(alive, pids)):
        assert time.monotonic() < ends_at
        os.sched_yield()


def test_a_cancelled_reading_ends_its_program() -> None:
    cancelled = patience()
    cancelled.cancelled.set()
    with pytest.raises(SourceFailed):
        command("sleep", "60").read(cancelled)


def test_a_child_left_behind_does_not_hold_the_answer() -> None:
    started = time.monotonic()
    assert command("sh", "-c", "sleep 3 & echo done").read(patience()) == "done"
    assert time.monotonic() - started < 2.5


@pytest.mark.parametrize("value", ["-rf", "--help", "-", "-5; x", "-e5", "-5x"])
def test_no_slot_makes_an_argument_an_option(value: str) -> None:
    with pytest.raises(SourceFailed, match="may not begin with"):
        command("light", "{room}").filled({"room": value})
    with pytest.raises(SourceFailed, match="may not begin with"):
        command("light", "{empty}{room}").filled({"room": value, "empty": ""})


@pytest.mark.parametrize(
    ("arguments", "value", "filled"),
    [
        (["{room}"], "-5", ["-5"]),
        (["{room}"], "-16.3", ["-16.3"]),
        (["--room={room}"], "-rf", ["--room=-rf"]),
        (["-r{room}"], "-rf", ["-r-rf"]),
        (["on", "--", "{room}"], "-rf", ["on", "--", "-rf"]),
        (["{room}"], "guest-room", ["guest-room"]),
    ],
)
def test_numbers_and_what_the_file_protects_stay_as_they_are(
    arguments: list[str], value: str, filled: list[str]
) -> None:
    assert command("light", *arguments).filled({"room": value}).argv == ("light", *filled)


@pytest.mark.parametrize(
    ("source", "uncertain"),
    [
        (command("sh", "-c", "exit 3"), False),
        (command("/no/such/program"), False),
        (command("sh", "-c", "kill -9 $$"), True),
        (python("while True: print('x' * 1000)"), True),
        (command("sleep", "60"), True),
    ],
)
def test_a_program_that_was_ended_may_have_done_what_it_was_to_do(source: CommandSource, uncertain: bool) -> None:
    with pytest.raises(SourceFailed) as caught:
        source.read(patience(1.0))
    assert caught.value.uncertain is uncertain


def test_a_nul_is_refused() -> None:
    with pytest.raises(SourceFailed, match="NUL"):
        command("echo", "{room}").filled({"room": "a\0b"})


def test_a_program_is_found_by_path_or_beside_the_file() -> None:
    assert declare(["cat"], Path("/etc/smsbus")).argv == ("cat",)
    assert declare(["bin/x", "{a}"], Path("/etc/smsbus")).argv == ("/etc/smsbus/bin/x", "{a}")
    assert declare(["/bin/x", "{a}", "{b}"], Path("/etc/smsbus")).placeholders() == {"a", "b"}


@pytest.mark.parametrize("value", ["ls", [], [""], [5], ["a", 5], ["a\0"], ["{room}"], None, {"a": 1}])
def test_what_is_no_list_of_arguments_is_refused(value: object) -> None:
    with pytest.raises(DeclarationError):
        declare(value, Path("/"))
