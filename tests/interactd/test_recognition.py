"""A text read as a template, word by word: the same as hassil reads, in a number of steps that is bounded."""

import time
from contextlib import suppress

import hassil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactd import lists
from interactd.errors import DeclarationError
from interactd.folding import fold
from interactd.patterns import samples
from interactd.recognition import Effort, Exhausted, Guess, Reading, Recognizer
from interactd.templates import Surroundings, parse

ROOMS = [{"in": "(living room|lounge)", "out": "living"}, "bedroom", "bed", "bedroom 1"]
LISTS = {
    "room": lists.read("room", ROOMS),
    "level": lists.read("level", {"from": -5, "to": 30, "step": 5}),
    "any": lists.read("any", {"wildcard": True}),
}
AROUND = Surroundings(lists={name: values.facts for name, values in LISTS.items()})


def read(written: str, text: str, steps: int = 100_000) -> Reading | None:
    return Recognizer(fold(text), LISTS, Effort(steps)).read(parse(written, AROUND).shape.pattern)


@pytest.mark.parametrize(
    ("written", "text", "slots"),
    [
        ("open [the] gate", "open the gate", {}),
        ("open [the] gate", "open gate", {}),
        ("open [the] gate", "openthe gate", None),
        ("open[ed]", "opened", {}),
        ("[the] gate", "gate", {}),
        ("gate [now]", "gate", {}),
        ("in [the] {room}", "in the living room", {"room": "living"}),
        ("in {room}", "in bedroom 1", {"room": "bedroom 1"}),
        ("in {room} 1", "in bedroom 1", {"room": "bedroom"}),
        ("in {room}s", "in bedrooms", {"room": "bedroom"}),
        ("in {room}", "in bedrooms", None),
        ("{room} or {room:other}", "bed or lounge", {"room": "bed", "other": "living"}),
        ("to {level}", "to -5", {"level": "-5"}),
        ("to {level}", "to 7", None),
        ("to {level}", "to 50", None),
        ("(now;please;{room})", "bed please now", {"room": "bed"}),
        ("(now;please;{room})", "bed now", None),
        ("say {any}", "say a b c", {"any": "a b c"}),
        ("say {any} loud", "say it loud loud", {"any": "it loud"}),
        ("say {any}", "say", None),
        ("say {any}", "say " + "x " * 12, {"any": " ".join("x" * 12)}),
        ("say {any}", "say " + "x " * 13, None),
    ],
)
def test_a_text_gives_the_slots_of_its_best_reading(written: str, text: str, slots: dict[str, str] | None) -> None:
    reading = read(written, text)
    assert (None if reading is None else dict(reading.slots)) == slots


def test_literal_words_are_preferred_to_values_and_values_to_wildcards() -> None:
    reading = read("in ({any}|{room}|bed)", "in bed")
    assert (reading and reading.slots) == ()
    reading = read("in ({any}|{room})", "in bed")
    assert (reading and reading.slots) == (("room", "bed"),)


def test_with_guessing_one_slot_may_hold_what_its_list_does_not() -> None:
    def guessing(said: str, values: lists.SlotList) -> Guess | None:
        return Guess(said=said, meant="bed", out="bed", score=90.0) if said == "bde" else None

    def guessed(written: str, text: str) -> Reading | None:
        return Recognizer(text, LISTS, Effort(10_000), guessing).read(parse(written, AROUND).shape.pattern)

    found = guessed("from {room} to {room:other}", "from bde to bedroom")
    assert found is not None
    assert found.slots == (("room", "bed"), ("other", "bedroom"))
    assert found.guess == Guess(said="bde", meant="bed", out="bed", score=90.0)
    assert guessed("from {room} to {room:other}", "from bde to bde") is None
    beyond = guessed("set {room} to {level}", "set bed to 35")
    assert beyond is not None
    assert beyond.guess == Guess(said="35", limits=("-5", "30"))


def test_what_takes_too_many_steps_is_given_up() -> None:
    with pytest.raises(Exhausted):
        read("open the [red] gate", "open the gate", steps=3)


PIECES = st.recursive(
    st.sampled_from(["a", "b", "ab", "the", "{room}", "{level}", "a b"]),
    lambda inner: st.one_of(
        inner.map(lambda piece: f"[{piece}]"),
        st.lists(inner, min_size=2, max_size=3).map(lambda pieces: f"({'|'.join(pieces)})"),
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3, unique=True).map(lambda pieces: f"({';'.join(pieces)})"),
    ),
    max_leaves=6,
)
TEXTS = st.lists(
    st.sampled_from(["a", "b", "ab", "the", "bed", "bedroom", "1", "living room", "5", "-5", "x"]), max_size=8
).map(" ".join)


@given(written=PIECES, data=st.data())
@settings(max_examples=200, deadline=None)
def test_it_reads_what_hassil_reads(written: str, data: st.DataObject) -> None:
    try:
        template = parse(written, AROUND)
    except DeclarationError:
        return
    fitting = [
        sample.replace("{room}", "living room").replace("{level}", "-5")
        for sample in samples(template.shape.pattern, 20)
    ]
    text = data.draw(st.one_of(TEXTS, st.sampled_from(fitting)))
    ours = Recognizer(fold(text), LISTS, Effort(100_000)).read(template.shape.pattern)
    rooms = [hassil.TextSlotValue(text_in=hassil.TextChunk(one), value_out=out) for one, out in ROOM_READINGS]
    known: dict[str, hassil.SlotList] = {
        "room": hassil.TextSlotList(name="room", values=rooms),
        "level": hassil.RangeSlotList(name="level", start=-5, stop=30, step=5, words=False),
    }
    theirs = hassil.is_match(fold(text), hassil.parse_sentence(template.folded), slot_lists=known)
    assert (ours is not None) == (theirs is not None), text


ROOM_READINGS = list(LISTS["room"].readings.items())


@given(
    written=st.lists(
        st.sampled_from(
            ["[a]", "(a|a a)", "{any}", "{any:x}", "(a;b;{level})", "a", "[{room}]", "{room:r}", "(a|[b] a)"]
        ),
        min_size=1,
        max_size=14,
    ).map(" ".join),
    text=st.one_of(st.just("a " * 240), st.just("a b " * 120), st.text(max_size=480), st.just("bed " * 120)),
)
@settings(max_examples=60, deadline=None)
def test_no_template_and_no_text_take_long(written: str, text: str) -> None:
    try:
        pattern = parse(written, AROUND).shape.pattern
    except DeclarationError:
        return
    started = time.process_time()
    with suppress(Exhausted):
        Recognizer(fold(text[:480]), LISTS, Effort(40_000)).read(pattern)
    assert time.process_time() - started < 1.0
