"""Every declared message can arrive somewhere, and every registry knows a message by its own kind."""

import re

import msgspec
import pytest

from smsbus import messages, questions
from smsbus.messages import FROM_MODEMD, TO_MODEMD, Message
from smsbus.questions import FROM_INTERACTD, TO_INTERACTD

DECLARED = [
    declared
    for declared in (vars(messages) | vars(questions)).values()
    if isinstance(declared, type) and issubclass(declared, Message) and declared is not Message
]
REGISTRIES = [FROM_MODEMD, TO_MODEMD, FROM_INTERACTD, TO_INTERACTD]


@pytest.mark.parametrize("declared", DECLARED, ids=lambda declared: declared.__name__)
def test_every_message_may_arrive_on_some_link(declared: type[Message]) -> None:
    assert any(kinds.get(declared.kind) is declared for kinds in REGISTRIES)


@pytest.mark.parametrize("declared", DECLARED, ids=lambda declared: declared.__name__)
def test_a_kind_is_lower_case_words_between_dots_or_hyphens(declared: type[Message]) -> None:
    assert re.fullmatch(r"[a-z]+([.-][a-z]+)*", declared.kind)


@pytest.mark.parametrize("declared", DECLARED, ids=lambda declared: declared.__name__)
def test_a_moment_is_an_integer(declared: type[Message]) -> None:
    for field in msgspec.structs.fields(declared):
        if field.name.endswith("_at") or field.name == "scts":
            assert field.type in (int, int | None)


def test_a_message_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        messages.Ping(nonce=1).nonce = 2  # type: ignore[misc]
