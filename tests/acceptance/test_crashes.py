"""kill -9 of each process at random moments while texts come in and go out: nothing lost, nothing doubled."""

import random
import time
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from smsbus.errors import NoReply
from tests.acceptance.house import ANSWER, QUESTION, House, eventually, new_house

pytestmark = pytest.mark.acceptance

COUNT = 40
SEED = 20260314
APOLOGY = "Sorry, your question could not be answered. Please ask again later."
ASKERS = [f"+336399810{index:02}" for index in range(COUNT)]
ROUTER = "uncertain_wait = 1\nquestion_timeout = 15\nretry_first = 0.5"
KILLS = 5


def ask_for_forty_answers_and_send_forty_texts(house: House, victim: str, rng: random.Random) -> int:
    """Texts and sends in turn, with kills of `victim` between them when it runs again; how often it was killed."""
    kills = rng.sample(range(3, COUNT - 2), KILLS)
    # A modem takes a moment per message: the kills shall meet messages at every stage, also at the modem.
    house.phone.order(op="set", submit_delay_s=0.02)
    killed: set[int] = set()
    for index, asker in enumerate(ASKERS):
        house.phone.text(QUESTION, asker)
        send_until_answered(house, index)
        if index in kills:
            time.sleep(rng.uniform(0.0, 0.05))  # the moment of a kill is what is random here
            pid = running(house, victim, besides=killed)
            house.kill(pid)
            killed.add(pid)
    return len(killed)


def send_until_answered(house: House, index: int) -> None:
    """As a careful client does: the same key again until there is an answer."""
    body = {"to": f"+336123400{index:02}", "text": f"Alarm {index}", "key": f"alarm-{index}"}

    def once() -> Any:
        with house.client() as client:
            try:
                return client.request("send", body, timeout_s=1.0)
            except NoReply:
                return None

    eventually(once, f"an answer to send {index}")


def running(house: House, program: str, besides: Collection[int] = ()) -> int:
    """The program's process; supervisord may take a second to notice that one of `besides` has been killed."""

    def ask() -> int | None:
        pid = house.pid(program)
        return pid if pid not in besides else None

    return eventually(ask, f"{program} runs again")


def drained(house: House) -> bool:
    queues = house.json("status")["queues"]
    return all(queues[name] == 0 for name in ("queued", "in_flight", "uncertain", "questions"))


@pytest.mark.parametrize("victim", ["modemd-sim", "routerd", "interactd"])
def test_nothing_is_lost_or_doubled_when_a_process_is_killed(victim: str) -> None:
    rng = random.Random(f"{SEED} {victim}")
    with new_house(modem="cycle = 1\nsubmit_timeout = 5", router=ROUTER, log_level="info") as house:
        house.plug("--storage-size", "50")
        house.up()
        house.ready()
        house.with_alice()
        house.do("contact", "set", "House", "Alice", "--numbers", ";".join(ASKERS))

        killed = ask_for_forty_answers_and_send_forty_texts(house, victim, rng)

        eventually(lambda: len(house.json("inbox", "--limit", "100")) == COUNT, "all texts stored", 60)
        eventually(lambda: drained(house), "everything answered and sent", 60)

        stored = Counter(message["sender"] for message in house.json("inbox", "--limit", "100"))
        assert stored == Counter(ASKERS)

        queued = Counter(message["to"] for message in house.json("outbox", "--limit", "200"))
        assert all(queued[asker] == 1 for asker in ASKERS), "an answer was queued twice, or not at all"

        submitted = Counter((message["to"], message["text"]) for message in house.phone.submitted())
        for index, asker in enumerate(ASKERS):
            answers = submitted[asker, ANSWER] + submitted[asker, APOLOGY]
            assert answers >= 1, f"no answer to {asker}"
            assert submitted[f"+336123400{index:02}", f"Alarm {index}"] >= 1, f"Alarm {index} was lost"
        apologies = sum(1 for message in house.phone.submitted() if message["text"] == APOLOGY)
        # An interactd that starts gets all that waited at once; what it took before it is killed again is not repeated.
        assert apologies == 0 or victim == "interactd"
        doubled = sum(submitted.values()) - 2 * COUNT
        at_the_modem = killed if victim == "modemd-sim" else 0
        assert 0 <= doubled <= at_the_modem, f"{doubled} parts doubled"
        assert all(count <= 2 for count in submitted.values())


def test_a_question_whose_interactd_died_over_it_is_answered_with_one_apology() -> None:
    with new_house(router=ROUTER, interactions="timeout = 15") as house:
        house.plug()
        house.up()
        house.ready()
        house.with_alice()
        house.phone.text("take your time")
        eventually((house.folder / "taken").exists, "the command runs")
        house.kill(running(house, "interactd"))
        house.phone.awaits("+33639980001", APOLOGY)
        house.phone.text(QUESTION)
        house.phone.awaits("+33639980001", ANSWER)
        assert house.phone.texts_to("+33639980001") == [APOLOGY, ANSWER]


def test_everything_waits_while_the_whole_house_is_without_power() -> None:
    with new_house(router=ROUTER) as house:
        house.plug()
        house.up()
        house.ready()
        house.with_alice()
        house.phone.order(op="set", submit_delay_s=0.3)
        house.do("send", "+33612345678", "one")
        house.do("send", "+33612345678", "two")
        house.do("send", "+33612345678", "three")
        for pid in house.processes():
            if "modemd.simulator" not in Path(f"/proc/{pid}/cmdline").read_text():
                house.kill(pid)
        house.phone.text(QUESTION)
        house.up()
        house.phone.awaits("+33639980001", ANSWER)
        eventually(lambda: drained(house), "everything sent")
        texts = Counter(house.phone.texts_to("+33612345678"))
        assert set(texts) == {"one", "two", "three"}
        assert sum(texts.values()) <= 4, "only the part that was at the modem may be there twice"
