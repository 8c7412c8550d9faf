"""`{room}` in texts, paths and arguments."""

import pytest

from interactd.connectors.slots import fill, names
from interactd.errors import SourceFailed


def test_only_names_in_single_braces_are_slots() -> None:
    assert names("/s/{room}/{state_2}") == {"room", "state_2"}
    assert names("{print $1} {{.Name}} {} {2} {a b}") == frozenset()


def test_values_are_put_in_once() -> None:
    assert fill("{a}-{b} {{a}} {print $1}", {"a": "{b}", "b": r"\1{a}"}) == r"{b}-\1{a} {{a}} {print $1}"


def test_a_slot_the_sentence_did_not_give_is_a_failure() -> None:
    with pytest.raises(SourceFailed, match="gave no room"):
        fill("/s/{room}", {})
