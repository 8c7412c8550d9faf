"""Every request can be asked, names its result, and carries an id."""

import re

import pytest

from smsbus import codec, requests
from smsbus.errors import Malformed
from smsbus.requests import FROM_CLIENTS, TOPICS, Request

DECLARED = [
    declared
    for declared in vars(requests).values()
    if isinstance(declared, type) and issubclass(declared, Request) and declared is not Request
]


@pytest.mark.parametrize("declared", DECLARED, ids=lambda declared: declared.kind)
def test_every_request_may_be_asked_by_its_kind(declared: type[Request]) -> None:
    assert FROM_CLIENTS[declared.kind] is declared


@pytest.mark.parametrize("declared", DECLARED, ids=lambda declared: declared.kind)
def test_every_request_says_what_it_results_in(declared: type[Request]) -> None:
    assert (declared.__doc__ or "").startswith("-> ")


@pytest.mark.parametrize("kind", sorted(FROM_CLIENTS))
def test_a_request_without_an_id_is_malformed(kind: str) -> None:
    with pytest.raises(Malformed, match=r"`id`|required"):
        codec.decode(codec.frames(kind, {}), FROM_CLIENTS)


@pytest.mark.parametrize("request_id", ["a", 7])
def test_an_id_may_be_a_word_or_a_number(request_id: str | int) -> None:
    decoded = codec.decode(codec.frames("ping", {"id": request_id}), FROM_CLIENTS)
    assert decoded == requests.PingRequest(id=request_id)


def test_topics_are_words_under_a_subject_and_each_once() -> None:
    assert all(re.fullmatch(r"[a-z]+(\.[a-z]+)?", topic) for topic in TOPICS)
    assert len(set(TOPICS)) == len(TOPICS)
