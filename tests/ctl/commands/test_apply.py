"""`smsctl apply`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ctl.conftest import FakeRouterd, Refusal, Smsctl


def test_the_declarations_of_the_file_are_asked_for(routerd: FakeRouterd, smsctl: Smsctl, tmp_path: Path) -> None:
    file = tmp_path / "directory.toml"
    file.write_text('[[equipment]]\nname = "House"\n[[equipment.contact]]\nname = "Alice"\nnumbers = "+33639980001"\n')
    routerd.answers["directory.apply"] = [{"name": "House", "contacts": [{"name": "Alice"}], "left_out": 0}]
    assert smsctl("apply", str(file)).out == "House: 1 contact\n"
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


def test_a_dry_run_shows_the_difference_and_asks_for_nothing_else(
    routerd: FakeRouterd, smsctl: Smsctl, tmp_path: Path
) -> None:
    file = tmp_path / "directory.toml"
    file.write_text('[[equipment]]\nname = "House"\n')
    routerd.answers["directory.compare"] = [
        {
            "change": "added",
            "equipment": "Barn",
            "contact": None,
            "before": {},
            "after": {"name": "Barn", "enabled": True},
        },
        {
            "change": "changed",
            "equipment": "House",
            "contact": "Alice",
            "before": {"user": None},
            "after": {"user": "alice"},
        },
        {
            "change": "removed",
            "equipment": "House",
            "contact": "Bob",
            "before": {"numbers": "+33639980002"},
            "after": {},
        },
    ]
    assert smsctl("apply", str(file), "--dry-run", "--remove-others").out.splitlines() == [
        "added    Barn: enabled yes",
        "changed  House, Alice: user - -> alice",
        "removed  House, Bob: numbers +33639980002",
        "3 changes (dry run: nothing was changed)",
    ]
    (asked,) = routerd.asked
    assert (asked.kind, asked.remove_others) == ("directory.compare", True)
    routerd.answers["directory.compare"] = []
    assert smsctl("apply", str(file), "--dry-run").out == "no changes (dry run: nothing was changed)\n"


def test_what_routerd_refuses_is_told_with_the_line(routerd: FakeRouterd, smsctl: Smsctl, tmp_path: Path) -> None:
    file = tmp_path / "directory.toml"
    file.write_text('[[equipment]]\nname = "House"\nadd_unknown = true\n')
    details = {"equipment": 0, "key": "add_unknown"}
    routerd.answers["directory.apply"] = Refusal("invalid", "add_unknown needs allow_unknown", details)
    done = smsctl("apply", str(file))
    assert (done.code, done.err) == (2, f"smsctl: {file}:3: House, add_unknown: add_unknown needs allow_unknown\n")


def test_a_file_too_large_for_one_request_says_how_to_split_it(smsctl: Smsctl, tmp_path: Path) -> None:
    file = tmp_path / "directory.toml"
    contacts = (f'[[equipment.contact]]\nname = "{n}"\nnumbers = "+336399{n:05}"\n' for n in range(3000))
    file.write_text('[[equipment]]\nname = "House"\n' + "".join(contacts))
    done = smsctl("apply", str(file))
    assert (done.code, "split it into several files" in done.err) == (2, True)
