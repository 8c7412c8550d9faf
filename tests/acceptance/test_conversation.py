"""What people ask to be done, seen from outside: codes, times, watches, and at most once whatever is killed."""

import os
import re
import signal
from collections.abc import Iterator

import pytest

from tests.acceptance.house import ALICE, BOB, House, eventually, new_house

pytestmark = pytest.mark.acceptance

INTERACTIONS = """\
[lists]
room = ["kitchen", "bedroom"]

[[interaction]]
name = "temperature"
sentences = { en = ["[what is] the temperature of the {room}"], fr = ["[quelle est] la température de {room}"] }
value = { file = "sensors/{room}", unit = "°C" }

[[interaction]]
name = "gate"
sentences = { en = ["open the gate"], fr = ["ouvre le portail"] }
action = { command = ["./act", "gate"] }
confirm = true
users = ["alice"]
reply = "The gate is open."

[[interaction]]
name = "light"
sentences = ["turn on the light of the {room}"]
action = { command = ["./act", "light {room}"] }
reply = "Done."

[[interaction]]
name = "slow"
sentences = ["water the garden"]
action = { command = ["./act", "garden", "8"] }
reply = "Watered."

[[interaction]]
name = "story"
sentences = ["tell me a story"]
value = { file = "story" }
"""

ACT = """\
#!/bin/sh
echo "$1" >> "$(dirname "$0")/done"
exec sleep "${2:-0}"
"""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    settings = "watch_every = 10\npage_parts = 1"
    with new_house(modem="cycle = 2", router="answers_per_minute = 1000", interactions=settings) as house:
        house.write("interactions.toml", INTERACTIONS)
        house.write("act", ACT)
        (house.folder / "act").chmod(0o755)
        house.write("sensors/kitchen", "21.5\n")
        house.write("sensors/bedroom", "16.3\n")
        house.write("story", " ".join(f"word-{number:02}" for number in range(40)))
        house.plug()
        house.up()
        house.ready()
        house.with_alice()
        house.do("contact", "add", "House", "Bob", BOB, "--user", "bob")
        yield house


def done(house: House) -> list[str]:
    path = house.folder / "done"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def answered(house: House, text: str, number: str = ALICE) -> str:
    """Texts, and what came back."""
    before = len(house.phone.texts_to(number))
    house.phone.text(text, number)
    return eventually(lambda: house.phone.texts_to(number)[before:], f"an answer to {text!r}")[0] or ""


def test_an_action_is_done_once_its_code_came_and_the_code_is_good_once(house: House) -> None:
    asked = answered(house, "Open the gate")
    code = re.search(r"\d{4}", asked)
    assert code is not None
    assert "gate" not in done(house)
    assert answered(house, code[0]) == "The gate is open."
    assert answered(house, code[0]) == "I am not waiting for a code."
    assert done(house).count("gate") == 1


def test_a_code_is_of_no_use_to_another_contact(house: House) -> None:
    asked = answered(house, "ouvre le portail")
    code = re.search(r"\d{4}", asked)
    assert code is not None
    assert asked.startswith("Pour confirmer")
    before = done(house)
    answered(house, code[0], BOB)
    assert done(house) == before


def test_who_may_not_is_refused(house: House) -> None:
    assert answered(house, "open the gate", BOB) == "Sorry, you may not ask that."


def test_a_long_answer_waits_for_more(house: House) -> None:
    pages = [answered(house, "tell me a story")]
    while pages[-1].endswith("(MORE)"):
        pages.append(answered(house, "more"))
    assert " ".join(page.removesuffix("(MORE)").strip() for page in pages) == (house.folder / "story").read_text()


def test_a_follow_up_survives_a_restart_of_interactd(house: House) -> None:
    assert answered(house, "what is the temperature of the kitchen ?") == "21.5 °C"
    house.do("restart", "interactd")
    assert answered(house, "and the bedroom ?") == "16.3 °C"


def test_what_is_planned_is_listed_done_and_survives_kill_9_of_both(house: House) -> None:
    assert "number 1" in answered(house, "turn on the light of the kitchen in 6 seconds")
    assert "number 2" in answered(house, "turn on the light of the bedroom tomorrow at 7")
    assert len(house.json("interaction", "scheduled")) == 2
    for program in ("routerd", "interactd"):
        pid = house.pid(program)
        assert pid is not None
        house.kill(pid)
    eventually(lambda: "light kitchen" in done(house), "the light of the kitchen")
    house.phone.awaits(ALICE, "Done.")
    assert "light of the bedroom" in answered(house, "planned")
    assert "cancelled" in answered(house, "cancel 2")
    assert done(house).count("light kitchen") == 1
    assert house.json("interaction", "scheduled") == []


def test_a_watch_tells_when_it_has_come(house: House) -> None:
    answered(house, "tell me when the temperature of the bedroom is above 25")
    house.write("sensors/bedroom", "25.5\n")
    eventually(lambda: [text for text in house.phone.texts_to(ALICE) if text and "25.5 °C" in text], "the watch tells")
    assert house.json("interaction", "scheduled") == []


@pytest.mark.parametrize("program", ["interactd", "routerd"])
def test_an_action_under_way_is_not_done_again_whoever_is_killed(house: House, program: str) -> None:
    before = done(house).count("garden")
    house.phone.text("water the garden")
    eventually(lambda: done(house).count("garden") == before + 1, "the action has begun")
    pid = house.pid(program)
    assert pid is not None
    house.kill(pid)
    eventually(lambda: house.pid(program) not in (None, pid), f"{program} runs again")
    assert answered(house, "what is the temperature of the kitchen ?") != ""
    house.phone.awaits(ALICE, "21.5 °C")
    assert done(house).count("garden") == before + 1


def test_a_wrong_file_leaves_the_old_one_in_use_and_raises_an_alert(house: House) -> None:
    house.write("interactions.toml", INTERACTIONS.replace("{room}", "{rom}"))
    pid = house.pid("interactd")
    assert pid is not None
    os.kill(pid, signal.SIGHUP)
    eventually(
        lambda: [alert for alert in house.json("status")["alerts"] if "no list named rom" in alert["message"]],
        "an alert names the fault",
    )
    assert answered(house, "what is the temperature of the kitchen ?") == "21.5 °C"
    house.write("interactions.toml", INTERACTIONS)
    os.kill(pid, signal.SIGHUP)
    eventually(
        lambda: not [alert for alert in house.json("status")["alerts"] if "no list named" in alert["message"]],
        "the alert is gone",
    )
