"""Removing for good."""

from __future__ import annotations

import itertools

import pytest

from tests.ctl.conftest import FakeRouterd, Smsctl


def batches(*batches: tuple[int, int, bool], errands: int = 0) -> object:
    """Answers with (received, left, more) in turn."""
    numbered = iter(batches)

    def answer(asked: object) -> dict[str, object]:
        inbox, left, more = next(numbered)
        return {"inbox": inbox, "outbox": 1, "values": 0, "errands": errands, "left": left, "more": more}

    return answer


@pytest.mark.parametrize(
    "words", [["contact", "purge", "House", "Alice"], ["inbox", "purge", "12"], ["outbox", "purge", "7"]]
)
def test_without_yes_nothing_is_asked_for(routerd: FakeRouterd, smsctl: Smsctl, words: list[str]) -> None:
    done = smsctl(*words)
    assert (done.code, "--yes" in done.err, routerd.asked) == (2, True, [])


def test_a_contact_is_purged_batch_by_batch(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["contact.purge"] = batches((200, 0, True), (50, 0, False))
    assert smsctl("contact", "purge", "House", "Alice", "--yes").out == (
        "removed 250 received and 2 sent messages, 0 values\n"
    )
    assert [(asked.kind, asked.name) for asked in routerd.asked] == list(
        itertools.repeat(("contact.purge", "Alice"), 2)
    )


def test_what_was_to_be_done_later_is_counted_too(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["contact.purge"] = batches((1, 0, True), (0, 0, False), errands=2)
    assert smsctl("contact", "purge", "House", "Alice", "--yes").out == (
        "removed 1 received and 2 sent messages, 0 values, 4 scheduled\n"
    )


def test_what_is_at_a_modem_is_told_and_is_no_success(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["contact.purge"] = batches((0, 1, False))
    done = smsctl("contact", "purge", "House", "Alice", "--yes")
    assert (done.code, "1 message is at a modem" in done.err) == (4, True)


@pytest.mark.parametrize(("box", "message"), [("inbox", 12), ("outbox", 7)])
def test_one_message_is_purged(routerd: FakeRouterd, smsctl: Smsctl, box: str, message: int) -> None:
    assert smsctl(box, "purge", str(message), "--yes").out == f"removed message {message}\n"
    assert [(asked.box, asked.message) for asked in routerd.asked] == [(box, message)]
