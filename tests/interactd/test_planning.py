"""What is asked for later, and what is watched: planned, done at its time, or not at all."""

import msgspec
import pytest

from smsbus.config import InteractionsSettings
from tests.interactd.conftest import Load
from tests.interactd.talking import NOON, Contact

HOUSE = """\
[lists]
room = ["kitchen", "bedroom"]
state = ["on", "off"]

[[interaction]]
name = "temperature"
sentences = ["[what is] the temperature of the {room}"]
value = { file = "/t/{room}", unit = "°C" }

[[interaction]]
name = "light"
sentences = ["turn {state} the light of the {room}"]
action = { command = ["/bin/light", "{room}", "{state}"] }
reply = "Done."

[[interaction]]
name = "gate"
sentences = ["open the gate"]
action = { command = ["/bin/gate"] }
confirm = true
users = ["alice"]
reply = "The gate is open."

[[interaction]]
name = "door"
sentences = ["is the garage door (open|closed)"]
value = { file = "/t/door", map = { "0" = "closed", "1" = "open" } }
reply = "It is {{ value }}."
"""

VALUES = {"/t/kitchen": "21.5", "/t/bedroom": "16.3", "/t/door": "0"}


@pytest.fixture
def alice(load: Load) -> Contact:
    return Contact(load(HOUSE), VALUES)


def test_what_is_asked_for_later_is_planned_and_done_at_its_time(alice: Contact) -> None:
    answer = alice.texts("turn on the light of the kitchen at 17:30")
    assert answer is not None
    assert "17:30" in answer
    assert alice.done == []
    (errand,) = alice.errands
    assert errand.due_at == round((alice.now + 5.5 * 3600) * 1000)
    assert not errand.relative
    alice.later(5.5 * 3600)
    assert alice.comes_up(errand) == "Done."
    assert alice.done == [("/bin/light", "kitchen", "on")]


def test_in_ten_minutes_counts_from_now(alice: Contact) -> None:
    alice.texts("turn on the light of the kitchen in 10 minutes")
    (errand,) = alice.errands
    assert errand.due_at == round((alice.now + 600) * 1000)
    assert errand.relative


def test_what_needs_a_code_is_planned_when_the_code_came(alice: Contact) -> None:
    asked = alice.texts("open the gate in 10 minutes")
    assert asked == "To do this, reply 4821 within 5 minutes: open the gate, in 10 minutes (at 12:10)"
    assert alice.errands == []
    answer = alice.texts("4821")
    assert answer is not None
    assert answer.endswith("(number 1): open the gate")
    assert alice.comes_up(alice.errands[0]) == "The gate is open."


def test_what_came_up_too_late_is_not_done(alice: Contact) -> None:
    alice.texts("turn on the light of the kitchen at 17:30")
    answer = alice.comes_up(alice.errands[0], "late")
    assert answer is not None
    assert "was not done" in answer
    assert alice.done == []


def test_what_was_planned_is_void_when_the_file_would_do_something_else(load: Load, alice: Contact) -> None:
    alice.texts("turn on the light of the kitchen at 17:30")
    (errand,) = alice.errands
    changed = Contact(load(HOUSE.replace("/bin/light", "/bin/siren")), VALUES)
    changed.errands.append(errand)
    assert "can no longer be done" in (changed.comes_up(errand) or "")
    assert changed.done == []


def test_who_lost_the_right_meanwhile_gets_nothing_done(alice: Contact) -> None:
    alice.texts("open the gate in 10 minutes")
    alice.texts("4821")
    alice.user = "bob"
    alice.comes_up(alice.errands[0])
    assert alice.done == []


def test_plans_are_listed_and_cancelled(alice: Contact) -> None:
    assert alice.texts("planned") == "Nothing is planned."
    alice.texts("turn on the light of the kitchen at 17:30")
    alice.texts("turn off the light of the kitchen tomorrow at 7")
    listed = alice.texts("PLANNED")
    assert listed is not None
    assert "turn on the light of the kitchen" in listed
    assert alice.texts("cancel 3") == "Nothing is planned under number 3."
    assert alice.texts("cancel 1") == "Number 1 is cancelled: turn on the light of the kitchen"
    assert [errand.number for errand in alice.errands] == [2]
    assert alice.texts("cancel all") == "All that was planned is cancelled."
    assert alice.errands == []


def test_no_more_than_twenty_plans_are_kept_of_one_sender(alice: Contact) -> None:
    for _ in range(20):
        alice.texts("turn on the light of the kitchen at 17:30")
    assert (alice.texts("turn on the light of the kitchen at 17:30") or "").startswith("Too much is planned")
    assert len(alice.errands) == 20


def test_a_watch_tells_once_when_it_has_come(alice: Contact) -> None:
    answer = alice.texts("Tell me when the temperature of the bedroom is above 25")
    assert answer is not None
    assert answer == (
        "I will tell you when the temperature of the bedroom is above 25, until tomorrow at 12:00 (number 1)."
    )
    (errand,) = alice.errands
    assert (errand.every_s, errand.expires_at) == (60, round((alice.now + 86400) * 1000))
    assert alice.comes_up(errand) is None
    assert alice.last is not None
    assert alice.last.outcome.value == "not-yet"
    alice.values["/t/bedroom"] = "25.5"
    told = alice.comes_up(errand)
    assert told is not None
    assert "25.5 °C" in told
    assert alice.errands == []


def test_what_is_so_already_is_told_at_once(alice: Contact) -> None:
    assert "21.5 °C" in (alice.texts("tell me when the temperature of the kitchen is above 20") or "")
    assert alice.errands == []


def test_words_may_be_watched_too(alice: Contact) -> None:
    alice.texts("tell me when the garage door is open")
    (errand,) = alice.errands
    assert alice.comes_up(errand) is None
    alice.values["/t/door"] = "1"
    assert "open" in (alice.comes_up(errand) or "")


def test_what_cannot_be_compared_is_said_at_once(alice: Contact) -> None:
    alice.values["/t/bedroom"] = "unknown"
    assert alice.texts("tell me when the temperature of the bedroom is above 25") == "Sorry, I cannot watch that."
    assert alice.errands == []


def test_a_source_that_fails_while_watched_is_looked_at_again(alice: Contact) -> None:
    alice.texts("tell me when the temperature of the bedroom is above 25")
    del alice.values["/t/bedroom"]
    assert alice.comes_up(alice.errands[0]) is None
    assert len(alice.errands) == 1


def test_a_watch_that_expires_says_so(alice: Contact) -> None:
    alice.texts("tell me when the temperature of the bedroom is above 25")
    assert "no longer look" in (alice.comes_up(alice.errands[0], "expired") or "")


def test_what_says_when_or_for_what_tells_the_language_too(alice: Contact) -> None:
    assert (alice.texts("turn on the light of the kitchen dans 10 minutes") or "").startswith(
        "Je le ferai dans 10 minutes"
    )
    assert (alice.texts("préviens-moi si the temperature of the bedroom dépasse 25") or "").startswith(
        "Je vous préviendrai"
    )


def test_a_watch_may_say_how_long(alice: Contact) -> None:
    alice.texts("tell me when the temperature of the bedroom is above 25 for 2 hours")
    assert alice.errands[0].expires_at == round((NOON + 7200) * 1000)


def test_how_often_and_how_long_is_set(load: Load) -> None:
    settings = InteractionsSettings(watch_every=30.0, watch_expires=3600.0)
    alice = Contact(load(HOUSE), VALUES, settings=settings)
    alice.texts("tell me when the temperature of the bedroom is above 25")
    (errand,) = alice.errands
    assert (errand.every_s, errand.expires_at) == (30, round((NOON + 3600) * 1000))
    assert errand.due_at == round((NOON + 30) * 1000)


def test_what_acts_is_never_watched(alice: Contact) -> None:
    alice.texts("tell me when turn on the light of the kitchen is above 3")
    assert alice.done == []
    assert alice.errands == []


def test_a_time_that_cannot_be_is_told_and_nothing_is_planned(alice: Contact) -> None:
    answer = alice.texts("turn on the light of the kitchen at 25:70")
    assert answer == "There is no such time. Write for example: in 10 minutes, at 17:30, tomorrow at 7."
    assert alice.errands == []


def test_a_value_may_be_asked_for_later(alice: Contact) -> None:
    alice.texts("the temperature of the kitchen in 10 minutes")
    assert alice.comes_up(alice.errands[0]) == "21.5 °C"


@pytest.mark.parametrize("note", ["", "{}", "[]", '{"interaction": 5}', "\x00"])
def test_a_note_that_cannot_be_read_does_nothing(alice: Contact, note: str) -> None:
    alice.texts("turn on the light of the kitchen at 17:30")
    errand = msgspec.structs.replace(alice.errands[0], note=note)
    alice.errands = [errand]
    assert "can no longer be done" in (alice.comes_up(errand) or "")
    assert alice.done == []
