"""A refused key rests, a new one is tried by one reading at a time."""

import threading
import time
from collections.abc import Callable

import pytest

from interactd.connectors import web_address
from interactd.connectors.http_client import Answer, Request
from interactd.connectors.keys import Keys, Permission, exchange_with_key
from interactd.connectors.source import Patience
from interactd.errors import SourceFailed
from tests.interactd.connectors.web_server import Asked, answer, serving

HOUSE = "http://house"
WITHIN_S = 10.0


def test_a_refused_key_rests_for_a_minute_and_is_then_tried_once() -> None:
    keys = Keys()
    assert keys.claim(HOUSE, "wrong", 0.0) is Permission.USE
    keys.refused(HOUSE, "wrong", 5.0)
    assert keys.claim(HOUSE, "wrong", 5.1) is Permission.REFUSED
    assert keys.claim(HOUSE, "wrong", 64.9) is Permission.REFUSED
    assert keys.claim(HOUSE, "wrong", 65.0) is Permission.USE
    assert keys.claim(HOUSE, "wrong", 65.0) is Permission.WAIT


def test_another_key_and_another_server_are_not_held_up() -> None:
    keys = Keys()
    keys.refused(HOUSE, "wrong", 0.0)
    assert keys.claim(HOUSE, "right", 1.0) is Permission.USE
    assert keys.claim("http://other", "wrong", 1.0) is Permission.USE
    assert keys.claim(HOUSE, "wrong", 1.0) is Permission.REFUSED


def test_an_accepted_key_is_used_by_everybody() -> None:
    keys = Keys()
    assert keys.claim(HOUSE, "right", 0.0) is Permission.USE
    assert keys.claim(HOUSE, "right", 0.0) is Permission.WAIT
    keys.accepted(HOUSE, "right", 1.0)
    assert [keys.claim(HOUSE, "right", 1.0) for _ in range(3)] == [Permission.USE] * 3
    keys.untold(HOUSE, "right")
    keys.silence(HOUSE, "right", 2.0)
    assert keys.claim(HOUSE, "right", 2.0) is Permission.USE


def test_a_trial_that_tells_nothing_leaves_the_next_try_to_another() -> None:
    keys = Keys()
    assert keys.claim(HOUSE, "new", 0.0) is Permission.USE
    keys.untold(HOUSE, "new")
    assert keys.claim(HOUSE, "new", 1.0) is Permission.USE


def test_silence_refuses_a_key_on_trial_only() -> None:
    keys = Keys()
    keys.silence(HOUSE, "new", 0.0)
    assert keys.claim(HOUSE, "new", 0.0) is Permission.USE
    keys.silence(HOUSE, "new", 4.0)
    assert keys.claim(HOUSE, "new", 4.0) is Permission.REFUSED
    keys.untold(HOUSE, "new")
    assert keys.claim(HOUSE, "new", 5.0) is Permission.REFUSED


def test_nothing_of_a_key_is_shown_or_kept() -> None:
    keys = Keys()
    keys.refused(HOUSE, "s3cret", 0.0)
    assert "s3cret" not in repr(vars(keys)) + repr(keys)


def refused(given: Answer | None) -> bool:
    return given is None or given.status == 401


def refused_if_it_says_so(given: Answer | None) -> bool:
    return given is not None and given.status == 401


def ask(
    url: str, keys: Keys, within_s: float = WITHIN_S, is_refusal: Callable[[Answer | None], bool] = refused
) -> Answer:
    request = Request(method="GET", address=web_address.parse(url), headers=(("X-Key", "s3cret"),))
    return exchange_with_key(request, "s3cret", keys, Patience(ends_at=time.monotonic() + within_s), is_refusal)


def test_people_who_go_on_texting_do_not_bring_a_refused_key_again() -> None:
    with serving(answer(b"wrong key s3cret", "401 Unauthorized")) as server:
        keys = Keys()
        with pytest.raises(SourceFailed, match="refused the key: check the file with it"):
            ask(server.url, keys)
        for _ in range(5):
            with pytest.raises(SourceFailed, match="the key was refused within the last minute") as caught:
                ask(server.url, keys)
            assert "s3cret" not in str(caught.value)
        assert len(server.asked) == 1


def test_many_at_once_bring_a_wrong_key_once() -> None:
    with serving(lambda _: [0.3, answer(b"no", "401 Unauthorized")]) as server:
        keys, reasons = Keys(), []

        def one() -> None:
            with pytest.raises(SourceFailed) as caught:
                ask(server.url, keys)
            reasons.append(str(caught.value))

        threads = [threading.Thread(target=one) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(WITHIN_S)
        assert len(reasons) == 8
        assert len(server.asked) == 1


def test_a_key_that_is_not_proven_and_got_no_answer_in_time_rests_too() -> None:
    with serving(lambda _: [WITHIN_S]) as server:
        keys = Keys()
        with pytest.raises(SourceFailed, match="took too long"):
            ask(server.url, keys, 0.3)
        with pytest.raises(SourceFailed, match="the key was refused within the last minute"):
            ask(server.url, keys)
        assert len(server.asked) == 1


def test_a_server_that_is_only_slow_keeps_its_key() -> None:
    with serving(lambda _: [WITHIN_S]) as server:
        keys = Keys()
        for _ in range(2):
            with pytest.raises(SourceFailed, match="took too long"):
                ask(server.url, keys, 0.2, refused_if_it_says_so)
        assert len(server.asked) == 2


def test_a_server_that_is_broken_proves_no_key() -> None:
    def play(asked: Asked) -> list[bytes]:
        return [answer(b"", "502 Bad Gateway")]

    with serving(play) as server:
        keys = Keys()
        assert ask(server.url, keys).status == 502
        assert keys.claim(server.url, "s3cret", time.monotonic()) is Permission.USE
        assert keys.claim(server.url, "s3cret", time.monotonic()) is Permission.WAIT
