"""Codes: good for one deed, once, for a while, from one contact, for three tries."""

from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactd import confirmation
from interactd.confirmation import Changed, Expired, NotYours, Pending, Right, Wrong, check, code_in, doing, issue
from interactd.errors import SourceFailed
from interactd.interactions import Interactions
from tests.interactd.conftest import Load

FILE = """
[lists]
state = ["on", "off"]

[[interaction]]
name = "light"
sentences = ["turn {state} the light"]
action = { command = ["/usr/bin/light", "{state}"] }
users = ["alice"]
confirm = true
reply = "Done."
"""

NOW = 1_700_000_000.0


@pytest.fixture
def interactions(load: Load) -> Interactions:
    return load(FILE)


def drawn(interactions: Interactions, code: str = "0427", at: float | None = None) -> Pending:
    return issue(
        code,
        interaction=interactions.by_name["light"],
        slots={"state": "on"},
        contact="home/alice",
        language="en",
        at=at,
        now=NOW,
    )


def checked(
    pending: Pending, digits: str, interactions: Interactions, *, contact: str = "home/alice", after_s: float = 10
) -> confirmation.Verdict:
    now = NOW + after_s
    return check(pending, digits, contact=contact, doing=doing(pending, interactions, "alice"), now=now)


def test_the_right_code_from_the_right_contact_in_time_is_right(interactions: Interactions) -> None:
    pending = drawn(interactions)
    assert checked(pending, "0427", interactions) == Right(pending=pending)
    assert checked(pending, "0427", interactions, after_s=299.9) == Right(pending=pending)


def test_after_five_minutes_it_is_void(interactions: Interactions) -> None:
    assert checked(drawn(interactions), "0427", interactions, after_s=300) == Expired()
    assert checked(drawn(interactions), "9999", interactions, after_s=1e9) == Expired()


def test_a_clock_that_was_set_back_does_not_lengthen_its_life(interactions: Interactions) -> None:
    assert checked(drawn(interactions), "0427", interactions, after_s=-61) == Expired()
    assert isinstance(checked(drawn(interactions), "0427", interactions, after_s=-2), Right)


def test_the_third_wrong_code_voids_it(interactions: Interactions) -> None:
    pending = drawn(interactions)
    first = checked(pending, "1234", interactions)
    assert first == Wrong(tries_left=2, pending=replace(pending, tries=1))
    second = checked(replace(pending, tries=1), "4270", interactions)
    assert second == Wrong(tries_left=1, pending=replace(pending, tries=2))
    assert checked(replace(pending, tries=2), "0428", interactions) == Wrong(tries_left=0, pending=None)
    assert checked(replace(pending, tries=3), "0427", interactions) == Expired()


def test_the_right_code_on_the_last_try_is_right(interactions: Interactions) -> None:
    assert isinstance(checked(replace(drawn(interactions), tries=2), "0427", interactions), Right)


@pytest.mark.parametrize("contact", ["home/bob", "", "home/alic", "home/alice ", "\ud800"])
def test_from_another_contact_it_is_not_theirs_and_no_try_is_counted(interactions: Interactions, contact: str) -> None:
    assert checked(drawn(interactions), "0427", interactions, contact=contact) == NotYours()
    assert checked(drawn(interactions), "9999", interactions, contact=contact) == NotYours()


@pytest.mark.parametrize(
    "change",
    [
        ("/usr/bin/light", "/usr/bin/heat"),
        ('"{state}"]', '"{state}", "--all"]'),
        ('name = "light"', 'name = "lamp"'),
        ('users = ["alice"]', 'users = ["bob"]'),
        ('action = { command = ["/usr/bin/light", "{state}"] }', 'value = { command = ["/usr/bin/light", "{state}"] }'),
    ],
)
def test_when_the_file_would_do_something_else_now_the_code_is_void(
    interactions: Interactions, load: Load, change: tuple[str, str]
) -> None:
    pending = drawn(interactions)
    assert checked(pending, "0427", load(FILE.replace(*change))) == Changed()
    assert isinstance(checked(pending, "0427", load(FILE)), Right)


def test_the_wrong_code_does_not_tell_that_the_file_was_changed(interactions: Interactions, load: Load) -> None:
    changed = load(FILE.replace("/usr/bin/light", "/usr/bin/heat"))
    assert isinstance(checked(drawn(interactions), "9999", changed), Wrong)


def test_a_change_that_does_nothing_else_leaves_it_valid(interactions: Interactions, load: Load) -> None:
    reworded = load(FILE.replace("the light", "the lamp").replace('"Done."', '"OK."'))
    assert isinstance(checked(drawn(interactions), "0427", reworded), Right)


@pytest.mark.parametrize(
    "other", [{"slots": {"state": "off"}}, {"interaction": "lamp"}, {"at": NOW + 1}, {"created_at": NOW + 1}]
)
def test_a_code_is_good_for_nothing_but_what_it_was_drawn_for(
    interactions: Interactions, other: dict[str, object]
) -> None:
    forged = replace(drawn(interactions), **other)  # type: ignore[arg-type]
    assert not isinstance(checked(forged, "0427", interactions), Right)


def test_the_code_is_nowhere_to_be_seen(interactions: Interactions) -> None:
    pending = drawn(interactions, code="8361")
    assert "8361" not in repr(pending)
    assert "8361" not in str([getattr(pending, name) for name in Pending.__dataclass_fields__ if name != "digest"])
    assert "state" not in repr(pending)


def test_slots_that_the_action_cannot_take_are_noticed_before_a_code_is_given(interactions: Interactions) -> None:
    with pytest.raises(SourceFailed):
        issue("0427", interaction=interactions.by_name["light"], slots={}, contact="c", language="en", at=None, now=NOW)


@pytest.mark.parametrize("code", ["", "123", "12345", "12a4", "٠٤٢٧", " 427"])
def test_what_is_no_code_is_not_issued(interactions: Interactions, code: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        drawn(interactions, code=code)


@pytest.mark.parametrize(
    "text",
    ["0427", " 0427\n", "0427.", "04 27", "Code: 0427", "ok 0427", "OUI 0427 !", "\u200f0427", "٠٤٢٧", "０４２７"],
)
def test_a_code_is_read_as_people_text_it(text: str) -> None:
    assert code_in(text) == "0427"


@pytest.mark.parametrize(
    "text", ["", "427", "00427", "-0427", "04:27", "04.27", "at 0427", "no 0427", "0427 " * 30, "½½½½", "²²22x", "0x42"]
)
def test_anything_else_is_no_code(text: str) -> None:
    assert code_in(text) is None


@given(st.text(max_size=20) | st.text("0123456789 .:code", max_size=8))
def test_whatever_is_texted_gives_four_digits_or_none(text: str) -> None:
    code = code_in(text)
    assert code is None or (len(code) == 4 and code.isascii() and code.isdecimal())


def test_what_cannot_be_compared_between_processes_voids_a_code_instead_of_passing() -> None:
    class Strange:
        pass

    plain = confirmation._plain
    assert plain(frozenset({"b", "a"})) == ["a", "b"]
    assert plain({"b": (1, None), "a": {2.5}}) == [["a", [2.5]], ["b", [1, None]]]
    assert plain(PurePosixPath("/run/x")) == plain(PurePosixPath("/run/x"))
    assert plain(Strange()) != plain(Strange())
