"""A house with an equipment, a contact, a modem and an interactd."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.routerd.house import House


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[House]:
    """Nothing known, nobody connected."""
    house = House(tmp_path)
    yield house
    house.store.close()


@pytest.fixture
def house(empty: House) -> House:
    """Alice is a contact of `home`; modem `gsm` is ready and an interactd there; nothing put out yet."""
    empty.furnish()
    empty.hello()
    empty.greet()
    empty.forget()
    return empty
