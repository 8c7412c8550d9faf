"""Fixed values."""

import time
from pathlib import Path

import pytest

from interactd.connectors.source import Patience
from interactd.connectors.text import TextSource, declare
from interactd.errors import DeclarationError

PATIENCE = Patience(ends_at=time.monotonic() + 60)


def test_a_text_is_its_own_value() -> None:
    source = declare("hello {room}", Path("/"))
    assert source.placeholders() == {"room"}
    assert source.filled({"room": "{x}"}).read(PATIENCE) == "hello {x}"
    assert TextSource(text="{{ 7 * 7 }}").read(PATIENCE) == "{{ 7 * 7 }}"


@pytest.mark.parametrize("value", [5, "", " ", None, ["a"]])
def test_anything_else_is_refused(value: object) -> None:
    with pytest.raises(DeclarationError):
        declare(value, Path("/"))
