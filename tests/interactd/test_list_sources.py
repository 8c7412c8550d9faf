"""Lists from files and commands."""

from pathlib import Path

import pytest

from interactd.errors import DeclarationError
from interactd.list_sources import ListSources


def program(folder: Path, text: str) -> str:
    path = folder / "rooms.sh"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return "./rooms.sh"


def test_a_file_has_a_value_on_each_line(tmp_path: Path) -> None:
    (tmp_path / "rooms.txt").write_text("# ours\n\nbedroom\n (lounge|salon) = living \n", encoding="utf-8")
    values, where = ListSources(tmp_path).values("room", {"file": "rooms.txt"})
    assert values == ["bedroom", {"in": "(lounge|salon)", "out": "living"}]
    assert where == "in rooms.txt"


def test_a_toml_file_has_values_as_interactions_toml_would(tmp_path: Path) -> None:
    (tmp_path / "rooms.toml").write_text('values = [ "bedroom", { in = "lounge", out = "living" } ]\n')
    values, _ = ListSources(tmp_path).values("room", {"file": "rooms.toml"})
    assert values == ["bedroom", {"in": "lounge", "out": "living"}]


def test_a_command_prints_the_same_lines_in_a_cleared_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_OURS", "x")
    argv = [program(tmp_path, 'echo "bedroom = bed"; echo "secret${SECRET_OF_OURS}"'), "-x"]
    values, where = ListSources(tmp_path).values("room", {"command": argv, "timeout": 10})
    assert values == [{"in": "bedroom", "out": "bed"}, "secret"]
    assert where == f"printed by {tmp_path / 'rooms.sh'}"


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ({"file": "missing.txt"}, "the list room could not be read: "),
        ({"file": "empty.txt"}, "the list room has no value in empty.txt"),
        ({"file": "wrong.toml"}, "not valid TOML"),
        ({"file": "other.toml"}, "the file must hold values"),
        ({"file": "rooms-{room}.txt"}, "leave out the braces"),
        ({"file": 5}, "file must be the path"),
        ({"file": "empty.txt", "timeout": 5}, "unknown key timeout"),
        ({"file": "empty.txt", "command": ["x"]}, "has both file and command"),
        ({"command": "ls"}, "there is no shell"),
        ({"command": ["false"]}, "false: ended with status 1"),
        ({"command": ["no-such-program-here"]}, "No such file"),
        ({"command": ["true"]}, "has no value printed by true"),
        ({"command": ["sleep", "60"], "timeout": 0.1}, "took too long and was ended"),
        ({"command": ["true"], "timeout": 11}, "timeout must be a number of seconds, at most 10"),
        ({"command": ["true"], "timeout": True}, "timeout must be"),
    ],
)
def test_a_list_that_cannot_be_read_is_an_error(tmp_path: Path, declared: dict[str, object], reason: str) -> None:
    (tmp_path / "empty.txt").write_text("# nothing\n")
    (tmp_path / "wrong.toml").write_text("values = [")
    (tmp_path / "other.toml").write_text("rooms = []")
    with pytest.raises(DeclarationError) as caught:
        ListSources(tmp_path).values("room", declared)
    assert reason in caught.value.reason
