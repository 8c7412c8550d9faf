"""What a contact texts and what becomes of it, as conversations."""

import pytest

from smsbus.config import InteractionsSettings
from tests.interactd.conftest import Load
from tests.interactd.talking import Contact

HOUSE = """\
[lists]
room = [ { in = "(kitchen|cuisine)", out = "kitchen" }, { in = "(bedroom|chambre)", out = "bedroom" } ]
state = ["on", "off"]

[[interaction]]
name = "temperature"
sentences = ["[what is] the temperature of [the] {room}", "[quelle est] la temperature (du|de la) {room}"]
value = { file = "/t/{room}", unit = "°C" }

[[interaction]]
name = "light"
sentences = ["turn {state} the light of the {room}"]
action = { command = ["/bin/light", "{room}", "{state}"] }
reply = "Done."

[[interaction]]
name = "gate"
sentences = ["open the gate", "ouvre le portail"]
action = { command = ["/bin/gate"] }
confirm = true
users = ["alice"]
reply = "The gate is open."

[[interaction]]
name = "door"
sentences = ["is the garage door (open|closed)"]
value = { file = "/t/door", map = { "0" = "closed", "1" = "open" } }
reply = "It is {{ value }}."

[[interaction]]
name = "log"
sentences = ["what happened"]
value = { file = "/t/log" }

[[interaction]]
name = "level"
sentences = ["set the heating to {5..30:degrees}"]
action = { command = ["/bin/heat", "{degrees}"] }
reply = "{{ degrees }} °C."
"""

VALUES = {"/t/kitchen": "21.5", "/t/bedroom": "16.3", "/t/door": "0", "/t/log": "nothing"}


@pytest.fixture
def alice(load: Load) -> Contact:
    return Contact(load(HOUSE), VALUES)


# --- actions ---


def test_an_action_is_done_when_routerd_has_the_taking_and_not_before(alice: Contact) -> None:
    assert alice.texts("Turn on the light of the kitchen", acknowledge=False) is None
    assert alice.done == []
    assert alice.texts("Turn on the light of the kitchen") == "Done."
    assert alice.done == [("/bin/light", "kitchen", "on")]


def test_what_is_only_similar_to_the_sentence_of_an_action_needs_a_code(alice: Contact) -> None:
    answer = alice.texts("turn on the ligth of the kitchen")
    assert answer is not None
    assert "4821" in answer
    assert "light" in answer
    assert alice.done == []
    assert alice.texts("4821") == "Done."


@pytest.mark.parametrize(("age_s", "done"), [(599.0, True), (601.0, False)])
def test_an_action_of_a_text_that_was_long_on_its_way_is_not_done(alice: Contact, age_s: float, done: bool) -> None:
    answer = alice.texts("turn on the light of the kitchen", age_s=age_s)
    assert bool(alice.done) is done
    assert answer == ("Done." if done else "This message took 10 minutes to arrive; nothing was done.")


def test_a_value_is_told_however_old_the_text_is(alice: Contact) -> None:
    assert alice.texts("temperature of the kitchen", age_s=86400.0) is not None
    assert alice.texts("the temperature of the kitchen", age_s=86400.0) == "21.5 °C"


def test_a_clock_of_the_network_that_is_ahead_makes_no_text_old(alice: Contact) -> None:
    assert alice.texts("turn off the light of the bedroom", age_s=-7200.0) == "Done."


def test_without_a_right_clock_nobody_knows_how_old_a_text_is_and_nothing_is_done(alice: Contact) -> None:
    """The house was without power for three days; its clock is where it stopped, and the network's texts come."""
    three_days = 3 * 86400.0
    assert alice.texts("turn on the light of the kitchen", age_s=-three_days) == (
        "My clock is wrong, so I cannot know how old this message is; nothing was done."
    )
    assert alice.texts("the temperature of the kitchen", age_s=-three_days) == "21.5 °C"
    assert alice.done == []


def test_of_several_in_one_text_each_action_has_its_own_limit(load: Load) -> None:
    """What may be a day old does not lend its day to the gate."""
    house = HOUSE.replace("confirm = true\n", "").replace('reply = "Done."', 'reply = "Done."\nmax_age = 86400')
    alice = Contact(load(house), VALUES, settings=InteractionsSettings(split_words=("and",)))
    text = "turn on the light of the kitchen and open the gate"
    assert alice.texts(text, age_s=3600.0) == "This message took 1 hour to arrive; nothing was done."
    assert alice.done == []
    assert alice.texts("turn on the light of the kitchen", age_s=3600.0) == "Done."


def test_a_value_that_may_be_old_news_soon_does_not_stop_the_action_beside_it(load: Load) -> None:
    house = HOUSE.replace('value = { file = "/t/door"', 'max_age = 1\nvalue = { file = "/t/door"')
    alice = Contact(load(house), VALUES, settings=InteractionsSettings(split_words=("and",)))
    text = "turn on the light of the kitchen and is the garage door open"
    assert alice.texts(text, age_s=60.0) == "Done.\nIt is closed."


# --- codes ---


def test_a_code_that_was_longer_on_its_way_than_the_action_allows_does_nothing(load: Load) -> None:
    alice = Contact(load(HOUSE.replace("confirm = true", "confirm = true\nmax_age = 60")), VALUES)
    alice.texts("open the gate")
    alice.later(200)
    assert alice.texts("4821", age_s=120.0) == "This message took 2 minutes to arrive; nothing was done."
    assert alice.texts("4821") == "I am not waiting for a code."
    assert alice.done == []


def test_what_must_be_confirmed_is_done_when_its_code_comes(alice: Contact) -> None:
    assert alice.texts("Open the gate!") == "To do this, reply 4821 within 5 minutes: Open the gate!"
    assert alice.done == []
    assert alice.texts("4821") == "The gate is open."
    assert alice.done == [("/bin/gate",)]


def test_a_code_is_good_once(alice: Contact) -> None:
    alice.texts("open the gate")
    alice.texts("4821")
    assert alice.texts("4821") == "I am not waiting for a code."
    assert alice.done == [("/bin/gate",)]


def test_a_code_is_used_up_by_the_taking_whatever_happens_then(alice: Contact) -> None:
    alice.texts("open the gate")
    alice.texts("4821", acknowledge=False)
    assert alice.texts("4821") == "I am not waiting for a code."
    assert alice.done == []


def test_a_code_is_good_for_five_minutes(alice: Contact) -> None:
    alice.texts("open the gate")
    alice.later(301)
    alice.texts("4821")
    assert alice.done == []


def test_three_wrong_codes_void_it(alice: Contact) -> None:
    alice.texts("open the gate")
    assert alice.texts("1111") == "That is not the code. Tries left: 2"
    assert alice.texts("1112") == "That is not the code. Tries left: 1"
    assert alice.texts("1113") == "That is not the code, and it is void now. Please ask again."
    alice.texts("4821")
    assert alice.done == []


def test_who_guesses_codes_gets_no_more_of_them_for_an_hour(alice: Contact) -> None:
    """A forged number: the codes go to the real one."""
    for guess in range(6):
        assert "4821" in (alice.texts("open the gate") or "")
        assert "That is not the code" in (alice.texts(f"000{guess}") or "")
        alice.later(60)
    assert alice.texts("open the gate") == "There were too many wrong codes. Please ask again in an hour."
    assert alice.texts("0006") == "That is not the code. Tries left: 1"
    assert alice.texts("0007") == "That is not the code, and it is void now. Please ask again."
    alice.later(3700)
    alice.texts("open the gate")
    assert alice.texts("4821") == "The gate is open."


def test_a_right_code_forgives_the_wrong_ones(alice: Contact) -> None:
    for guess in range(5):
        alice.texts("open the gate")
        alice.texts(f"000{guess}")
    alice.texts("4821")
    assert alice.done == [("/bin/gate",)]
    alice.texts("open the gate")
    alice.texts("0009")
    assert "4821" in (alice.texts("open the gate") or "")


def test_a_later_wish_replaces_the_code_of_the_one_before(alice: Contact) -> None:
    alice.texts("open the gate")
    alice.code = "9999"
    alice.texts("turn on the ligth of the kitchen")
    assert alice.texts("4821") == "That is not the code. Tries left: 2"
    assert alice.texts("9999") == "Done."
    assert alice.done == [("/bin/light", "kitchen", "on")]


def test_who_lost_the_right_meanwhile_does_not_get_it_by_the_code(alice: Contact) -> None:
    alice.texts("open the gate")
    alice.user = "bob"
    assert alice.texts("4821") == "That can no longer be done as you asked. Please ask again."
    assert alice.done == []


def test_without_the_right_there_is_a_plain_refusal_and_no_code(alice: Contact) -> None:
    alice.user = "bob"
    assert alice.texts("open the gate") == "Sorry, you may not ask that."
    assert alice.memory == ""


def test_nothing_is_revealed_of_what_one_may_not_use(alice: Contact) -> None:
    alice.user = "bob"
    answer = alice.texts("open the gates")
    assert answer is not None
    assert "gate" not in answer
    assert "gate" not in (alice.texts("HELP") or "")


def test_answers_are_in_the_language_of_the_question_where_the_file_tells_it(load: Load) -> None:
    house = HOUSE.replace(
        'sentences = ["open the gate", "ouvre le portail"]',
        'sentences = { en = ["open the gate"], fr = ["ouvre le portail"] }',
    )
    alice = Contact(load(house), VALUES)
    assert alice.texts("Ouvre le portail") == "Pour confirmer, répondez 4821 dans les 5 minutes : Ouvre le portail"


# --- conversation ---


def test_a_follow_up_asks_the_same_of_something_else(alice: Contact) -> None:
    alice.texts("what is the temperature of the kitchen ?")
    assert alice.texts("And in the bedroom ?") == "16.3 °C"
    assert alice.texts("et la cuisine ?") == "21.5 °C"


def test_a_follow_up_comes_within_ten_minutes(alice: Contact) -> None:
    alice.texts("what is the temperature of the kitchen ?")
    alice.later(601)
    assert alice.texts("And in the bedroom ?") != "16.3 °C"


def test_a_follow_up_to_an_action_needs_a_code(alice: Contact) -> None:
    alice.texts("turn on the light of the kitchen")
    answer = alice.texts("and the bedroom")
    assert answer is not None
    assert "4821" in answer
    assert alice.done == [("/bin/light", "kitchen", "on")]
    alice.texts("4821")
    assert alice.done[1:] == [("/bin/light", "bedroom", "on")]


def test_two_questions_in_one_text_where_a_split_word_is_configured(load: Load) -> None:
    text = "the temperature of the kitchen and then the temperature of the bedroom"
    alice = Contact(load(HOUSE), VALUES, settings=InteractionsSettings(split_words=("and then",)))
    assert alice.texts(text) == "21.5 °C\n16.3 °C"
    alice = Contact(load(HOUSE), VALUES)
    assert alice.texts(text) != "21.5 °C\n16.3 °C"


def test_of_several_wishes_in_one_text_none_is_done_when_one_needs_a_code(load: Load) -> None:
    alice = Contact(load(HOUSE), VALUES, settings=InteractionsSettings(split_words=("and",)))
    assert alice.texts("open the gate and turn on the light of the kitchen") == (
        "Please send what needs a code in a message of its own."
    )
    assert alice.done == []


def test_a_long_answer_waits_for_more(alice: Contact) -> None:
    alice.values["/t/log"] = " ".join(f"line-{number:03}" for number in range(60))
    first = alice.texts("what happened")
    assert first is not None
    assert first.endswith("(MORE)")
    second = alice.texts("more")
    assert second is not None
    assert not second.endswith("(MORE)")
    assert first.removesuffix("(MORE)").split() + second.split() == alice.values["/t/log"].split()
    assert alice.texts("MORE") == "There is nothing more."


def test_help_lists_what_one_may_ask(alice: Contact) -> None:
    assert "open the gate" in (alice.texts("HELP") or "") + (alice.texts("MORE") or "")


def test_the_same_nonsense_is_answered_three_times_an_hour(alice: Contact) -> None:
    answers = [alice.texts("xyzzy plugh") for _ in range(4)]
    assert answers == ["Sorry, I did not understand. Text HELP to see what you may ask."] * 3 + [None]
    alice.later(3601)
    assert alice.texts("xyzzy plugh") == "Sorry, I did not understand. Text HELP to see what you may ask."


FALLBACK = """\
fallback = "jeedom"

[jeedom]
url = "http://jeedom.local"
key_file = "jeedom.key"

"""


def test_what_no_sentence_is_like_is_passed_on_with_the_user(load: Load) -> None:
    alice = Contact(load(FALLBACK + HOUSE), VALUES | {"jeedom": "The washing machine has finished."})
    assert alice.texts("Is the laundry done ?") == "The washing machine has finished."
    (source,) = alice.passed_on
    assert "Is the laundry done ?" in repr(source)
    assert "alice" in repr(source)


def test_local_interactions_come_before_the_fallback(load: Load) -> None:
    alice = Contact(load(FALLBACK + HOUSE), VALUES | {"jeedom": "I know."})
    assert alice.texts("what is the temperature of the kitchen ?") == "21.5 °C"
    assert alice.texts("what is the temprature of the kitchen ?") == "21.5 °C"
    assert (alice.texts("HELP") or "").startswith("You may ask")
    assert alice.passed_on == []


def test_what_the_fallback_does_not_understand_either_is_not_understood(load: Load) -> None:
    alice = Contact(load(FALLBACK + HOUSE), VALUES)
    assert alice.texts("xyzzy plugh") == "Sorry, I did not understand. Text HELP to see what you may ask."
    assert [alice.texts("xyzzy plugh") for _ in range(3)][-1] is None


def test_the_fallback_may_act_and_so_is_asked_once_the_taking_is_kept(load: Load) -> None:
    alice = Contact(load(FALLBACK + HOUSE), VALUES | {"jeedom": "Done."})
    assert alice.texts("start the washing machine", acknowledge=False) is None
    assert alice.passed_on == []


def test_a_text_that_was_long_on_its_way_is_not_passed_on(load: Load) -> None:
    alice = Contact(load(FALLBACK + HOUSE), VALUES | {"jeedom": "Done."})
    assert alice.texts("start the washing machine", age_s=7200.0) == (
        "This message took 2 hours to arrive; nothing was done."
    )
    assert alice.passed_on == []


def test_a_number_outside_its_range_is_answered_with_the_range(alice: Contact) -> None:
    assert alice.texts("set the heating to 45") == "Please give a number between 5 and 30."
    assert alice.done == []
    assert alice.texts("set the heating to 19") == "19 °C."


# --- whose it is ---


@pytest.fixture
def long_log(load: Load) -> Contact:
    """Alice has read the first page of a long answer that only she may ask for."""
    house = HOUSE.replace('sentences = ["what happened"]', 'sentences = ["what happened"]\nusers = ["alice"]')
    alice = Contact(load(house), VALUES | {"/t/log": "The gate was opened. " * 60})
    assert (alice.texts("what happened") or "").endswith("(MORE)")
    return alice


def test_the_rest_of_an_answer_is_for_who_may_still_ask_for_it(long_log: Contact, load: Load) -> None:
    assert "gate" in (long_log.texts("more") or "")
    long_log.user = "bob"
    assert long_log.texts("more") == "There is nothing more."
    long_log.user = "alice"
    assert long_log.texts("more") == "There is nothing more.", "it is forgotten, not only withheld"


def test_the_rest_of_an_answer_is_gone_when_the_file_takes_the_right_away(long_log: Contact, load: Load) -> None:
    long_log.reload(
        load(HOUSE.replace('sentences = ["what happened"]', 'sentences = ["what happened"]\nusers = ["b"]'))
    )
    assert long_log.texts("more") == "There is nothing more."


def test_who_lost_the_right_meanwhile_cannot_ask_on(load: Load) -> None:
    alice = Contact(load(HOUSE.replace('unit = "°C" }', 'unit = "°C" }\nusers = ["alice"]')), VALUES)
    alice.texts("the temperature of the kitchen")
    alice.read.clear()
    alice.user = None
    assert (alice.texts("and the bedroom ?") or "").startswith("Sorry, I did not understand.")
    assert alice.read == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("more", "There is nothing more."),
        ("and in the bedroom ?", "Sorry, I did not understand."),
        ("4821", "I am not waiting for a code."),
    ],
)
def test_a_number_that_becomes_another_contacts_brings_nothing_of_the_one_before(
    load: Load, text: str, answer: str
) -> None:
    alice = Contact(load(HOUSE), VALUES | {"/t/log": "The gate was opened. " * 60})
    alice.texts("the temperature of the kitchen")
    alice.texts("what happened")
    alice.texts("open the gate")
    mallory = alice
    mallory.name = "Mallory"
    assert (mallory.texts(text) or "").startswith(answer)
    assert mallory.done == []
    assert "gate" not in mallory.memory
    mallory.name = "Alice"
    assert "opened" not in (alice.texts("more") or "")
