"""What is remembered of a sender: comes back as it was, or not at all."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactd.confirmation import Pending
from interactd.memory import MAX_OCTETS, NOTHING, Memory, More, Previous, dump, forget, load

NOW = 1_700_000_000.0
PREVIOUS = Previous(interaction="temperature", slots={"room": "bed"}, language="fr", at=NOW)
MORE = More(pages=("second (MORE)", "third °"), at=NOW)
PENDING = Pending(
    digest="d", interaction="light", slots={"state": "on"}, contact="home/alice", deed="e", language="en", at=None,
    created_at=NOW,
)  # fmt: skip
FULL = Memory(previous=PREVIOUS, more=MORE, pending=PENDING, misses=(NOW - 10, NOW))

TEXTS = st.text(max_size=40)
TIMES = st.floats(0, 1e11)
SLOTS = st.dictionaries(TEXTS, st.text(max_size=3000), max_size=3)
LANGUAGES = st.sampled_from(["en", "fr"])
MEMORIES = st.builds(
    Memory,
    previous=st.none() | st.builds(Previous, interaction=TEXTS, slots=SLOTS, language=LANGUAGES, at=TIMES),
    more=st.none() | st.builds(More, pages=st.lists(st.text(max_size=2000), max_size=6).map(tuple), at=TIMES),
    pending=st.none()
    | st.builds(
        Pending, digest=TEXTS, interaction=TEXTS, slots=SLOTS, contact=TEXTS, deed=TEXTS, language=LANGUAGES,
        at=st.none() | TIMES, created_at=TIMES, tries=st.integers(0, 3),
    ),
    misses=st.lists(TIMES, max_size=20).map(tuple),
)  # fmt: skip


def test_what_is_dumped_is_loaded_again() -> None:
    assert load(dump(FULL)) == FULL


def test_nothing_is_the_empty_string() -> None:
    assert dump(NOTHING) == ""
    assert load("") == NOTHING


def test_the_written_form_stays_readable() -> None:
    assert json.loads(dump(Memory(previous=PREVIOUS))) == {
        "version": 1,
        "memory": {
            "owner": "",
            "previous": {"interaction": "temperature", "slots": {"room": "bed"}, "language": "fr", "at": NOW},
            "more": None,
            "pending": None,
            "misses": [],
            "wrong": [],
        },
    }


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "[]",
        "{}",
        "{",
        '{"version": 1}',
        '{"version": 2, "memory": {"misses": [1.0]}}',
        '{"version": 1, "memory": {"misses": [null]}}',
        '{"version": 1, "memory": {"misses": [NaN]}}',
        '{"version": 1, "memory": {"previous": {"interaction": "x"}}}',
        '{"version": 1, "memory": {"previous": {"interaction":"x","slots":{},"language":"de","at":1}}}',
        '{"version": 1, "memory": {"more": {"pages": "abc", "at": 1}}}',
        "[" * 8000,
        '{"version": 1, "x": ' + "[" * 4000 + "]" * 4000 + "}",
        "\ud800",
        "\0",
        "x" * 1_000_000,
        dump(FULL)[:-1],
        dump(FULL) + "}",
    ],
    ids=range(18),
)
def test_what_cannot_be_read_is_nothing_remembered(text: str) -> None:
    assert load(text) == NOTHING


def test_a_later_version_may_have_more_to_say() -> None:
    assert load('{"version": 1, "memory": {"mood": "good", "misses": [1.5]}}') == Memory(misses=(1.5,))


@given(st.text(max_size=200) | st.text('{}[]":,0123456789version memory null', max_size=200))
def test_no_text_is_an_error(text: str) -> None:
    assert isinstance(load(text), Memory)


@settings(deadline=None, max_examples=60)
@given(MEMORIES)
def test_a_memory_comes_back_whole_or_shortened_and_never_longer_than_allowed(memory: Memory) -> None:
    text = dump(memory)
    assert len(text.encode()) <= MAX_OCTETS
    loaded = load(text)
    assert dump(loaded) == text
    if loaded != memory:
        assert loaded.more is None or memory.more is not None
        assert loaded.pending in (memory.pending, None)
        if loaded.more is not None and memory.more is not None:
            assert memory.more.pages[: len(loaded.more.pages)] == loaded.more.pages


def test_of_too_many_pages_the_last_are_left_out() -> None:
    pages = tuple(f"{number}" + "°" * 1000 for number in range(9))
    loaded = load(dump(replace(FULL, more=More(pages=pages, at=NOW))))
    assert loaded == replace(FULL, more=More(pages=pages[:3], at=NOW))


def test_a_pending_code_is_kept_rather_than_what_a_follow_up_needs() -> None:
    large = replace(PREVIOUS, slots={"note": "x" * MAX_OCTETS})
    assert load(dump(replace(FULL, previous=large))) == Memory(pending=PENDING, misses=FULL.misses)


def test_what_no_string_can_hold_is_left_out() -> None:
    assert load(dump(replace(FULL, more=More(pages=("\ud800",), at=NOW)))) == replace(FULL, more=None)
    huge = replace(PENDING, slots={"note": "x" * MAX_OCTETS})
    assert load(dump(Memory(pending=huge, misses=(NOW,)))) == Memory(misses=(NOW,))


@pytest.mark.parametrize(
    ("after_s", "left"),
    [
        (0, FULL),
        (299, FULL),
        (300, replace(FULL, pending=None)),
        (600, replace(FULL, pending=None, previous=None)),
        (3599, replace(FULL, pending=None, previous=None)),
        (3600, Memory(misses=FULL.misses)),
        (7195, Memory(misses=(NOW,))),
        (7200, NOTHING),
        (1e12, NOTHING),
        (-50, FULL),
        (-100, NOTHING),
    ],
)
def test_everything_is_forgotten_in_its_time_and_when_the_clock_was_wrong(after_s: float, left: Memory) -> None:
    assert forget(FULL, NOW + after_s) == left


def test_no_pages_left_is_nothing_more() -> None:
    assert forget(Memory(more=More(pages=(), at=NOW)), NOW) == NOTHING
