"""An interactions.toml in a folder of its own, read as interactd reads it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from interactd import sentences
from interactd.interactions import Interactions

Load = Callable[[str], Interactions]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Writes a text to interactions.toml in `tmp_path` and loads it."""

    def write_and_load(text: str) -> Interactions:
        path = tmp_path / "interactions.toml"
        path.write_text(text, encoding="utf-8")
        return sentences.load(path)

    return write_and_load
