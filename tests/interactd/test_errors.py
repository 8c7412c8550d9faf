"""How an error about interactions.toml reads."""

from pathlib import Path

import pytest

from interactd.errors import SentencesError


@pytest.mark.parametrize(
    ("line", "template", "text"),
    [
        (12, "what is {x}", '/a/i.toml:12: "what is {x}": there is no list named x'),
        (12, None, "/a/i.toml:12: there is no list named x"),
        (None, None, "/a/i.toml: there is no list named x"),
    ],
)
def test_an_error_names_file_line_and_template(line: int | None, template: str | None, text: str) -> None:
    assert str(SentencesError(Path("/a/i.toml"), line, template, "there is no list named x")) == text
