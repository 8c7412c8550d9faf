"""Hostile texts, seen from outside: nothing runs, nothing is shown or logged that should not be."""

from collections.abc import Iterator

import pytest

from tests.acceptance.house import ALICE, House, eventually, new_house

pytestmark = pytest.mark.acceptance

INTERACTIONS = """\
[lists]
room = ["kitchen", "bedroom"]
words = { wildcard = true }

[[interaction]]
name = "temperature"
sentences = ["the temperature of the {room}"]
value = { command = ["./act", "read", "{room}"] }
reply = "It is {{ value }}."

[[interaction]]
name = "say"
sentences = ["say {words}"]
value = { text = "{words}" }
reply = "{{ words }} / {{ value }}"

[[interaction]]
name = "light"
sentences = ["turn on the light of the {room}"]
action = { command = ["./act", "light", "{room}"] }
reply = "Done."
"""

ACT = """\
#!/bin/sh
echo "$1 $2" >> "$(dirname "$0")/done"
"""

MARK = "xyzzy"
"""A word that no log may hold."""

HOSTILE = [
    f"say {{{{ 7 * 7 }}}} {MARK}",
    f"the temperature of the kitchen; touch pwned {MARK}",
    f"the temperature of the $(touch pwned) {MARK}",
    f"the temperature of the `touch pwned` {MARK}",
    f"the temperature of the ../../../etc/passwd {MARK}",
    f"turn on the light of the {{room}} [x] (a|b) <rule> {MARK}",
    f"turn on the light of the kitchen {MARK}\r\n\r\nturn on the light of the bedroom",
    f"\x1b]0;{MARK}\x07\x1b[2J\x1b[31mturn on the light of the kitchen",
    f"\u202e{MARK} nehctik eht fo thgil eht no nrut\u202c",
    f"{{% include '/etc/passwd' %}} {MARK}",
    f"turn on the light of the kitchen {'.' * 600} {MARK}",
    f"{MARK}" * 300,
    f"\U0001f600\u200d {MARK} \u0301\u0301\u0301",
]


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    own = "not_understood_per_hour = 0"
    with new_house(log_level="info", router="answers_per_minute = 1000", interactions=own) as house:
        house.write("interactions.toml", INTERACTIONS)
        house.write("act", ACT)
        (house.folder / "act").chmod(0o755)
        house.plug()
        house.up()
        house.ready()
        house.with_alice()
        yield house


def answered(house: House, text: str) -> str:
    """Texts, and what came back."""
    before = len(house.phone.texts_to(ALICE))
    house.phone.text(text)
    return eventually(lambda: house.phone.texts_to(ALICE)[before:], f"an answer to {text!r}")[0] or ""


def logs(house: House) -> str:
    return "".join(path.read_text(errors="replace") for path in sorted((house.folder / "log").rglob("*.log*")))


def test_hostile_texts_run_nothing_and_leave_no_trace_but_in_the_inbox(house: House) -> None:
    for text in HOSTILE:
        house.phone.text(text)
    house.phone.text("say goodbye")
    house.phone.awaits(ALICE, "goodbye / goodbye")
    assert house.phone.texts_to(ALICE) == [f"7 7 {MARK} / 7 7 {MARK}", "goodbye / goodbye"]
    assert not list(house.folder.rglob("pwned"))
    assert not (house.folder / "done").exists()
    assert len(house.json("inbox")) == len(HOSTILE) + 1
    written = logs(house)
    assert "interactd: answered" in written
    assert MARK not in written


def test_what_a_terminal_shows_of_them_does_nothing_to_it(house: House) -> None:
    answered(house, "\x1b\x9b\u202eturn on the light of the bedroom\u202c tomorrow at 7")
    code = answered(house, "\x07turn on the light\x1b of the kitchen\u200f tomorrow at 7")
    assert "turn on the light of the kitchen" in code
    shown = house.do("inbox") + house.do("outbox") + house.do("interaction", "scheduled") + house.do("status")
    for text in ("\x1b[2J{{ 7 * 7 }}", "say \x1b[31m\u202e"):
        shown += house.do("interaction", "test", text, "--from", "Alice", "--explain")
    assert "turn on the light" in shown
    assert [letter for letter in shown if letter != "\n" and not letter.isprintable()] == []
    assert not (house.folder / "done").exists()
