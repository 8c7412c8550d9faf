"""`smsctl apply`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ctl.conftest import FakeRouterd, Smsctl


def test_the_declarations_of_the_file_are_asked_for(routerd: FakeRouterd, smsctl: Smsctl, tmp_path: Path) -> None:
    file = tmp_path / "directory.toml"
    file.write_text('[[equipment]]\nname = "House"\n[[equipment.contact]]\nname = "Alice"\nnumbers = "+33639980001"\n')
    routerd.answers["directory.apply"] = [{"name": "House", "contacts": [{"name": "Alice"}]}]
    assert smsctl("apply", str(file)).out == "House: 1 contacts\n"
    (declared,) = routerd.asked[0].equipment
    assert (declared.name, declared.contact[0].numbers) == ("House", "+33639980001")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = ", "not valid TOML"),
        ("", "nothing is declared"),
        ("[contacts]", "unknown table contacts"),
        ("equipment = 3", "nothing is declared"),
    ],
)
def test_a_wrong_file_is_one_line(smsctl: Smsctl, tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "directory.toml"
    file.write_text(text)
    done = smsctl("apply", str(file))
    assert done.code == 2
    assert words in done.err
    assert len(done.err.splitlines()) == 1


def test_a_missing_file_is_named(smsctl: Smsctl) -> None:
    done = smsctl("apply", "/nowhere/directory.toml")
    assert (done.code, "/nowhere/directory.toml" in done.err) == (2, True)
