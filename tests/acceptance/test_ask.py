"""A question to a person, seen from outside: smsctl asks, Alice's phone replies, routerd is killed in between."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.acceptance.house import ALICE, BOB, STRANGER, House, eventually, new_house

pytestmark = pytest.mark.acceptance

DOOR = "Open the door? (yes/no)"
HINT = "Please answer with one of: yes, no"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with new_house(modem="cycle = 1\nsubmit_timeout = 5", router="uncertain_wait = 1\nretry_first = 0.5") as house:
        house.plug()
        house.up()
        house.ready()
        yield house.with_alice()


def begin(house: House, *arguments: str) -> subprocess.Popen[str]:
    """`smsctl ask` of Alice, which waits."""
    command = [sys.executable, "-m", "ctl", "--config", str(house.settings_path), "--json", "ask", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def end(process: subprocess.Popen[str]) -> tuple[int, dict[str, Any]]:
    """Its exit code and document."""
    out, err = process.communicate(timeout=60)
    assert out, err
    return process.returncode, json.loads(out)


def await_texts(house: House, number: str, text: str, count: int) -> None:
    eventually(lambda: house.phone.texts_to(number).count(text) >= count, f"{text!r} sent to {number}")


def restarted(house: House) -> None:
    """kill -9 of routerd; waits until supervisord has started another."""
    pid = house.pid("routerd")
    assert pid is not None
    house.kill(pid)
    eventually(lambda: house.pid("routerd") not in (None, pid), "routerd runs again")


def test_no_answer_in_time_ends_with_4_and_a_late_one_is_a_question(house: House) -> None:
    done = house.run("ask", "Alice", "Quick?", "--answers", "yes,no", "--timeout", "2")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.endswith("is expired: was not answered in time\n")
    house.phone.text("yes", ALICE)
    house.phone.awaits(ALICE, "Sorry, I did not understand. Text HELP to see what you may ask.")


def test_the_asker_gets_the_answer_and_nobody_else_does(house: House) -> None:
    before = len(house.phone.texts_to(ALICE))
    asking = begin(house, "Alice", "Open the door?", "--answers", "yes,no", "--timeout", "60")
    house.phone.awaits(ALICE, DOOR)
    house.phone.text("yes", STRANGER)
    house.phone.text("Perhaps", ALICE)
    house.phone.awaits(ALICE, HINT)
    house.phone.text("YES!", ALICE)
    code, ask = end(asking)
    assert (code, ask["state"], ask["answer"], ask["choice"]) == (0, "answered", "yes", 1)
    newest = [(message["text"], message["reason"]) for message in house.json("inbox", "--limit", "3")]
    assert newest == [("YES!", "answer"), ("Perhaps", "not-an-answer"), ("yes", "unknown")]
    assert house.json("value", "House", "message")["value"] == "YES!"
    # What would be answered to the reply would have been queued before this answer.
    house.phone.text("open sesame", ALICE)
    house.phone.awaits(ALICE, "gold")
    assert house.phone.texts_to(ALICE)[before:] == [DOOR, HINT, "gold"]


def test_routerd_killed_while_the_question_is_out_and_the_answer_comes_while_it_is_away(house: House) -> None:
    before = house.phone.texts_to(ALICE).count(DOOR)
    asking = begin(house, "Alice", "Open the door?", "--answers", "yes,no", "--timeout", "60", "--key", "door-7")
    await_texts(house, ALICE, DOOR, before + 1)
    pid = house.pid("routerd")
    assert pid is not None
    house.kill(pid)
    house.phone.text("no", ALICE)
    code, ask = end(asking)
    assert (code, ask["state"], ask["answer"]) == (0, "answered", "no")
    restarted(house)
    again = house.json("ask", "Alice", "Open the door?", "--answers", "yes,no", "--timeout", "60", "--key", "door-7")
    assert (again["id"], again["answer"], again["repeated"]) == (ask["id"], "no", True)
    assert house.phone.texts_to(ALICE).count(DOOR) == before + 1, "asked once"


def test_two_askers_get_each_their_own_answer(house: House) -> None:
    first = begin(house, "Alice", "The garden?", "--answers", "yes,no", "--timeout", "60")
    house.phone.awaits(ALICE, "The garden? (yes/no)")
    second = begin(house, ALICE, "The cellar?", "--answers", "yes,no", "--timeout", "60")
    eventually(lambda: house.json("asks", "--state", "waiting"), "the second ask waits")
    house.phone.text("1", ALICE)
    assert end(first)[1]["answer"] == "yes"
    house.phone.awaits(ALICE, "The cellar? (yes/no)")
    house.phone.text("N", ALICE)
    assert end(second)[1]["answer"] == "no"


def test_nobody_but_a_contact_is_asked(house: House) -> None:
    done = house.run("ask", BOB, "Open the door?")
    assert done.returncode == 2
    assert "is no contact's number" in done.stderr
    assert house.phone.texts_to(BOB) == []
