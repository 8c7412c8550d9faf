"""What strangers and broken phones may text: nothing of it is executed, read, rendered, or said back as it came."""

from __future__ import annotations

import json
import re

import pytest

from interactd.connectors.http import HttpSource
from interactd.interactions import Interactions
from smsbus.config import InteractionsSettings
from smsbus.sms.segments import segments
from tests.interactd.conftest import Load
from tests.interactd.talking import Contact

HOUSE = """\
[lists]
room = [ { in = "(kitchen|cuisine)", out = "kitchen" }, { in = "bedroom", out = "bed" } ]
degrees = { from = -10, to = 30 }
words = { wildcard = true }

[[interaction]]
name = "temperature"
sentences = ["[what is] the temperature of [the] {room}"]
value = { file = "/t/{room}" }
reply = "{{ value }} °C"

[[interaction]]
name = "say"
sentences = ["say {words}"]
value = { text = "{words}" }
reply = "{{ words }}, {{ value }}"

[[interaction]]
name = "tell"
sentences = ["tell everybody {words}"]
action = { http = { url = "http://127.0.0.1:9/say", method = "POST", json = { text = "{words}", rank = 1 } } }
reply = "Told."

[[interaction]]
name = "heat"
sentences = ["heat to {degrees}"]
action = { command = ["/bin/heat", "{degrees}"] }
reply = "{{ degrees }} °C."

[[interaction]]
name = "gate"
sentences = ["open the gate"]
action = { command = ["/bin/gate"] }
confirm = true
reply = "It opens."

[[interaction]]
name = "secret"
sentences = ["read the secret diary"]
value = { file = "/t/diary" }
users = ["bob"]
"""

SUGGESTION = re.compile(
    r' Did you mean "((what is )?the temperature of (the )?kitchen|open the gate|heat to (-10|1|7|99))"\?$'
)
"""Sentences of the file."""


@pytest.fixture
def house(load: Load) -> Interactions:
    return load(HOUSE)


@pytest.fixture
def alice(house: Interactions) -> Contact:
    return Contact(house, {"/t/kitchen": "21", "/t/bed": "17", "/t/diary": "Dear diary"})


HOSTILE = {
    "template": "{room} [x] (a|b) <rule>",
    "list": "the temperature of the {room}",
    "path in a slot": "the temperature of the ../../etc/passwd",
    "absolute path": "the temperature of the /etc/passwd",
    "dot": "the temperature of the .",
    "escaped path": "the temperature of the %2e%2e%2fetc%2fpasswd",
    "overlong path": "the temperature of the \u00c0\u00ae\u00c0\u00ae/etc/passwd",
    "wide path": "the temperature of the \uff0e\uff0e\uff0fetc\uff0fpasswd",
    "NUL": "the temperature of the \x00/run/\x00",
    "slots of another": "the temperature of the {degrees}",
    "expression": "{{ 7 * 7 }}",
    "statement": "{% for x in range(9) %}{{ x }}{% endfor %}",
    "comment": "{# nothing #}",
    "attributes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "shell": "; rm -rf / && `id` $(id) | sh > /tmp/x",
    "line end": "\r\nopen\r\nthe\r\ngate?\r\nHost: evil",
    "option": "heat to --help",
    "short option": "heat to -rf",
    "expression as number": "heat to 7*7",
    "huge number": "heat to " + "9" * 400,
    "exponent": "heat to 1e1",
    "mqtt wildcards": "the temperature of the # + $SYS/broker",
    "entity": "the temperature of the sensor.kitchen_temperature",
    "json": '", "rank": 9, "x": "',
    "turned round": "\u202eetag eht nepo\u202c",
    "only marks": "\u202e\u2066\u200b\u200f\ufeff",
    "only combining marks": "\u0301" * 670,
    "only emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f600 ❤\ufe0f",
    "only digits": "123456789012",
    "only signs": "?!?.,;:-_(){}[]<>|&%$#@~^`'\"\\/",
    "long word": "open" * 380,
    "ten parts": "open the gate " * 109,
    "ten parts in UCS2": "été\u200b " * 134,
    "escape sequence": "\x1b]0;open the gate\x07\x1b[2J\x1b[31m",
    "half a pair": "\ud83d \ude00",
    "forbidden, nearly": "read the secret diry",
    "asked behind it": "read the secret diary and say it",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_is_done_or_read_for_it_and_nothing_of_it_comes_back(alice: Contact, text: str) -> None:
    answer = alice.texts(text)
    assert (alice.done, alice.read, alice.errands) == ([], [], [])
    assert answer is not None
    assert SUGGESTION.sub("", answer) in {
        "Sorry, I did not understand. Text HELP to see what you may ask.",
        "Sorry, I did not understand.",  # and a suggestion
        "Please give a number between -10 and 30.",
        "Sorry, you may not ask that.",
    }
    assert "diary" not in answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("say {{ 7 * 7 }}", "7 7, 7 7"),
        ("say {{ value }} {words} {room}", "value words room, value words room"),
        ("say {% raw %} {# x #}", "raw x, raw x"),
        ("say $(id) `id` ; rm -rf /", "id id rm rf, id id rm rf"),
        ("say ../../etc/passwd", "etc passwd, etc passwd"),
        ("say \u202eevil\u202c \x1b[2Jgone\x07", "evil 2jgone, evil 2jgone"),
        ("say l\u200bo\u00adw", "low, low"),
        ("say x\r\nSet-Cookie: y", "x set cookie y, x set cookie y"),
        ("say e" + "\u0301" * 400, "e, e"),
    ],
)
def test_what_a_wildcard_takes_is_words_and_only_said(alice: Contact, text: str, answer: str) -> None:
    assert alice.texts(text) == answer
    assert alice.done == []


@pytest.mark.parametrize("text", ['x", "rank": 9, "y": "', "{words}{{ rank }}", 'a\\", "rank": 9', "x\r\n\r\nGET /"])
def test_what_a_wildcard_takes_stays_within_its_quotes(house: Interactions, text: str) -> None:
    """Folding has taken the signs away by then; nothing depends on it."""
    source = house.by_name["tell"].steps[0].source.filled({"words": text})
    assert isinstance(source, HttpSource)
    assert source.body is not None
    assert json.loads(source.body.octets()) == {"text": text, "rank": 1}


@pytest.mark.parametrize("seven", ["7", "\u0667", "\uff17", "\U0001d7d5", "\u2077"])
def test_whatever_script_a_number_is_in_the_program_gets_plain_digits(alice: Contact, seven: str) -> None:
    assert alice.texts(f"heat to {seven}") == "7 °C."
    assert alice.done == [("/bin/heat", "7")]


@pytest.mark.parametrize("code", ["4821", "\u0664\u0668\u0662\u0661", "\uff14\uff18\uff12\uff11", "4\u200b821"])
def test_a_code_counts_in_whatever_script(alice: Contact, code: str) -> None:
    alice.texts("open the gate")
    assert alice.texts(code) == "It opens."


@pytest.mark.parametrize("code", ["4821; 4822 4823", "48214822", "4820", "482", "4821 4821", "²³¹¹"])
def test_a_code_is_the_whole_text(alice: Contact, code: str) -> None:
    alice.texts("open the gate")
    alice.texts(code)
    assert alice.done == []


@pytest.mark.parametrize("text", ["open the g\u0430te", "\u043epen the gate", "open the gate\u0430"])
def test_letters_that_only_look_alike_do_nothing_without_a_code_and_are_not_said_back(
    alice: Contact, text: str
) -> None:
    answer = alice.texts(text) or ""
    assert alice.done == []
    assert answer.isascii()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("open the \x1b[8m gate in 10 minutes", None),
        ("\u202eopen the gate\u202c in 10 minutes", "open the gate"),
        ("\x07open\x00 the gate\x1b in 10 minutes", "open the gate"),
        ("open \u2028 the\r\ngate in 10 minutes", "open the gate"),
    ],
)
def test_what_is_said_back_and_shown_to_an_operator_can_be_seen(alice: Contact, text: str, what: str | None) -> None:
    asked = alice.texts(text) or ""
    assert asked.replace("\n", "").isprintable()
    if what is not None:
        assert asked == f"To do this, reply 4821 within 5 minutes: {what}, in 10 minutes (at 12:10)"
        alice.texts("4821")
        assert [errand.what for errand in alice.errands] == [what]
        assert (alice.texts("planned") or "").replace("\n", "").isprintable()


def test_the_words_of_a_watch_are_shortened_and_can_be_seen(alice: Contact) -> None:
    ending = "the temperature of the kitchen is above 25 \u202e\x1b[31m" + "!" * 300
    answer = alice.texts(f"tell me when {ending}") or ""
    assert answer.isprintable()
    assert [errand.what.isprintable() and len(errand.what) <= 100 for errand in alice.errands] in ([], [True])


@pytest.mark.parametrize("text", ["read the secret diary", "the secret diary", "secret", "HELP", "aide", "?", "diary"])
def test_what_one_may_not_ask_is_named_nowhere(alice: Contact, text: str) -> None:
    answer = alice.texts(text) or ""
    assert "diary" not in answer
    assert "secret" not in answer
    assert "diary" not in alice.memory
    assert alice.read == []


@pytest.mark.parametrize("user", [None, "", "bob ", "BOB", "alice;bob", "@family"])
def test_only_the_user_that_the_file_names_may(house: Interactions, user: str | None) -> None:
    eve = Contact(house, {"/t/diary": "Dear diary"}, user=user)
    assert eve.texts("read the secret diary") == "Sorry, you may not ask that."
    assert eve.read == []


@pytest.mark.parametrize("parts", [1, 2])
@pytest.mark.parametrize("letter", ["a", "é", "°", "\U0001f600", "\u0301", "€", "\u0639"])
def test_an_answer_of_any_length_comes_in_pages_that_fit(house: Interactions, parts: int, letter: str) -> None:
    settings = InteractionsSettings(page_parts=parts)
    alice = Contact(house, {"/t/kitchen": (letter * 7 + " ") * 375}, settings=settings)
    pages = [alice.texts("the temperature of the kitchen") or ""]
    while pages[-1].endswith("(MORE)"):
        alice.later(60)
        pages.append(alice.texts("more") or "")
    assert all(len(segments(page)[1]) <= parts for page in pages)
    assert 2 <= len(pages) <= 10
    assert alice.texts("more") == "There is nothing more."
