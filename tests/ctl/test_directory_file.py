"""A directory file: written, read, and wrong."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctl.directory_file import line, read, written
from ctl.exits import Failure
from smsbus.errors import RequestRefused

SOURCE = """\
# [[equipment]] in a comment is none
[[equipment]]
name = "House"

[[equipment.contact]]
name = "Alice"
numbers = "+33639980001"
[[ equipment . contact ]]
  name = "Bob"
  "numbers" = "112"

[[equipment]]
name = "Barn"
[[equipment.contact]]
name = "Carol"
"""


@pytest.mark.parametrize(
    ("equipment", "contact", "key", "expected"),
    [
        (0, None, "name", 3),
        (0, None, None, 2),
        (0, None, "modem", 2),
        (0, 0, "numbers", 7),
        (0, 1, None, 8),
        (0, 1, "numbers", 10),
        (1, None, "name", 13),
        (1, 0, "name", 15),
        (2, None, "name", None),
    ],
)
def test_the_line_of_a_key_or_else_of_its_table(
    equipment: int, contact: int | None, key: str | None, expected: int | None
) -> None:
    assert line(SOURCE, equipment, contact, key) == expected


def test_what_routerd_refuses_is_shown_with_file_line_and_names(tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_text(SOURCE + 'numbers = "0639980003"\n')
    refused = RequestRefused(
        "invalid", "'112' is an emergency number", {"equipment": 0, "contact": 1, "key": "numbers"}
    )
    assert str(read(path).failure(refused)) == f"{path}:10: House, Bob, numbers: '112' is an emergency number"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ('[[equipment]]\nnmae = "a"', ":2: nmae: unknown key nmae"),
        ('[[equipment]]\nname = "a"\nenabled = "yes"', ":3: a, enabled: expected bool, got str"),
        ('[[equipment]]\nname = "a"\n[[equipment.contact]]\nname = "b"', ":3: a, b: the key numbers is missing"),
        (
            '[[equipment]]\nname = "a"\n[[equipment.contact]]\nname = "b"\nnumbers = 1',
            ":5: a, b, numbers: expected str",
        ),
        ('equipment = [{ name = "a", x = 1 }]', "directory.toml: a, x: unknown key x"),
        ("[[equipment]]\nname = a", "at line 2"),
    ],
)
def test_a_wrong_key_is_named_with_its_line(tmp_path: Path, wrong: str, words: str) -> None:
    path = tmp_path / "directory.toml"
    path.write_text(wrong)
    with pytest.raises(Failure) as failure:
        read(path)
    assert words in str(failure.value)


texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "name": texts,
                "parent_object": st.none() | texts,
                "enabled": st.booleans(),
                "allow_unknown": st.booleans(),
                "contact": st.lists(
                    st.fixed_dictionaries({"name": texts, "numbers": texts, "user": st.none() | texts}), max_size=3
                ),
            }
        ),
        max_size=3,
    )
)
def test_every_text_is_read_back_as_it_was(equipments: list[dict[str, Any]]) -> None:
    def bare(table: dict[str, Any]) -> dict[str, Any]:
        kept = {"enabled": True, "allow_unknown": False} | table
        return {key: value for key, value in kept.items() if value is not None and value != []}

    read_back = tomllib.loads(written(equipments))["equipment"]
    assert [bare({**item, "contact": [bare(person) for person in item.get("contact", [])]}) for item in read_back] == [
        bare({**item, "contact": [bare(person) for person in item["contact"]]}) for item in equipments
    ]


def test_what_has_its_default_is_left_out() -> None:
    person = {"name": 'Al "Ice" d\'Ève', "numbers": "+33639980001;+33639980002", "user": None}
    assert written([{"name": "House", "enabled": True, "modem": None, "contact": [person]}]).splitlines()[2:] == [
        "[[equipment]]",
        'name = "House"',
        "",
        "[[equipment.contact]]",
        'name = "Al \\"Ice\\" d\'Ève"',
        'numbers = "+33639980001;+33639980002"',
    ]
