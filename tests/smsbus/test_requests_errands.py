"""The requests about errands, as another language writes them."""

from __future__ import annotations

from typing import Any

import pytest

from smsbus import codec
from smsbus.errors import Malformed
from smsbus.requests import FROM_CLIENTS
from smsbus.requests_errands import InteractionCancelRequest, InteractionScheduledRequest


def decoded(kind: str, body: dict[str, Any]) -> object:
    return codec.decode(codec.frames(kind, body), FROM_CLIENTS)


def test_each_kind_is_decoded_to_its_class() -> None:
    assert decoded("interaction.scheduled", {"id": 1}) == InteractionScheduledRequest(id=1, contact=None)
    assert decoded("interaction.cancel", {"id": 1, "errand": 7}) == InteractionCancelRequest(id=1, errand=7)


@pytest.mark.parametrize(
    ("kind", "body"),
    [("interaction.scheduled", {"contact": 7}), ("interaction.cancel", {}), ("interaction.cancel", {"errand": "7"})],
)
def test_other_shapes_are_malformed(kind: str, body: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        decoded(kind, {"id": 1, **body})
