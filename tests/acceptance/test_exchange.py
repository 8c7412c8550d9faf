"""The main job, seen from outside: texts in, answers out, with every process real."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.house import ALICE, ANSWER, BOB, QUESTION, STRANGER, House, eventually, new_house

pytestmark = pytest.mark.acceptance

LONG = "The garden gate has been open since seven; the heating of the lounge is on. " * 5 + "End: 16.3 °C, 4 €."


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with new_house(modem="cycle = 2", router="answers_per_minute = 1000", interactions="page_parts = 10") as house:
        house.plug()
        house.up()
        house.ready()
        yield house.with_alice()


def inbox(house: House) -> list[dict[str, object]]:
    return list(house.json("inbox"))


def newest(house: House, text: str) -> dict[str, object]:
    def ask() -> dict[str, object] | None:
        return next((message for message in inbox(house) if message["text"] == text), None)

    return eventually(ask, f"{text!r} in the inbox")


def test_a_known_person_is_answered_in_the_alphabet_that_has_the_degree_sign(house: House) -> None:
    house.phone.text(QUESTION)
    house.phone.awaits(ALICE, ANSWER)
    (answer,) = [message for message in house.phone.submitted() if message["text"] == ANSWER]
    assert answer["alphabet"] == "ucs2"
    stored = newest(house, QUESTION)
    assert {key: stored[key] for key in ("state", "sender", "contact", "user", "equipment", "parts")} == {
        "state": "accepted",
        "sender": ALICE,
        "contact": "Alice",
        "user": "alice",
        "equipment": "House",
        "parts": 1,
    }


def test_french_without_accents_is_understood(house: House) -> None:
    house.phone.text("Quelle est la temperature de la bedroom ?")
    house.phone.awaits(ALICE, "14.0 °C")


def test_a_stranger_is_stored_as_refused_and_gets_nothing(house: House) -> None:
    house.phone.text(QUESTION, STRANGER)
    refused = eventually(
        lambda: next((message for message in inbox(house) if message["sender"] == STRANGER), None), "the refused text"
    )
    assert refused["state"] == "refused"
    assert refused["text"] == QUESTION
    # Whatever would be answered to the stranger would have been queued before this answer to Alice.
    house.phone.text("open sesame")
    house.phone.awaits(ALICE, "gold")
    assert house.phone.texts_to(STRANGER) == []
    assert all(message["to"] != STRANGER for message in house.json("outbox"))


@pytest.mark.parametrize("lookalike", ["+32639980001", "+330639980001", "639980001"])
def test_a_number_that_only_looks_like_a_contact_is_a_stranger(house: House, lookalike: str) -> None:
    house.phone.text(f"from {lookalike}", lookalike)
    assert newest(house, f"from {lookalike}")["state"] == "refused"


def test_an_alphanumeric_sender_that_spells_a_number_is_a_stranger(house: House) -> None:
    house.phone.text("spelled", "JEEDOM00")
    assert newest(house, "spelled")["state"] == "refused"


def test_what_a_contact_without_the_right_asks_is_refused_to_it(house: House) -> None:
    house.do("contact", "add", "House", "Bob", BOB)
    house.phone.text("open sesame", BOB)
    eventually(lambda: house.phone.texts_to(BOB), "an answer to Bob")
    assert "gold" not in str(house.phone.texts_to(BOB))


def test_what_is_not_understood_is_answered_politely(house: House) -> None:
    house.phone.text("sing a song")
    house.phone.awaits(ALICE, "Sorry, I did not understand. Text HELP to see what you may ask.")


def test_a_long_text_arrives_whole(house: House) -> None:
    house.phone.text(LONG)
    assert newest(house, LONG)["parts"] == len(LONG) // 67 + 1


def test_a_long_answer_leaves_in_parts_that_join_to_the_text(house: House) -> None:
    house.write("story", LONG)
    house.phone.text("tell me a story")

    def parts() -> list[dict[str, object]] | None:
        found = [item for item in house.phone.submitted() if item["to"] == ALICE and item["concatenation"]]
        return found if found and len(found) == found[0]["concatenation"]["total"] else None

    sent = eventually(parts, "all parts of the story")
    assert [item["concatenation"]["part"] for item in sent] == list(range(1, len(sent) + 1))
    assert len({item["concatenation"]["reference"] for item in sent}) == 1
    assert "".join(item["text"] for item in sent) == LONG.strip()


def test_send_reaches_the_number_and_waits_for_its_end(house: House) -> None:
    (message,) = house.json("send", "+33612345678", "Alarm", "--wait")["messages"]
    assert (message["to"], message["state"], message["parts"]) == ("+33612345678", "sent", 1)
    assert message["sent_at"] >= message["queued_at"]
    assert house.phone.texts_to("+33612345678") == ["Alarm"]


def test_send_with_a_report_waits_until_it_is_delivered(house: House) -> None:
    (message,) = house.json("send", "+33612345679", "Fire", "--report", "--wait")["messages"]
    assert message["state"] == "delivered"
    assert message["delivered_at"]


def test_send_of_several_parts_is_one_message(house: House) -> None:
    (message,) = house.json("send", "+33612345670", LONG, "--wait")["messages"]
    assert message["parts"] == len(LONG) // 67 + 1
    assert "".join(text or "" for text in house.phone.texts_to("+33612345670")) == LONG


def test_send_reads_standard_input_and_takes_contacts_and_groups(house: House) -> None:
    house.do("send", "Alice;+33612345671", "-", "--wait", stdin="Dinner\n")
    assert "Dinner" in house.phone.texts_to(ALICE)
    assert house.phone.texts_to("+33612345671") == ["Dinner"]
    house.do("send", "@House", "Everybody out", "--wait")
    assert "Everybody out" in house.phone.texts_to(ALICE)


def test_the_same_key_sends_once(house: House) -> None:
    first = house.json("send", "+33612345672", "Once", "--key", "once", "--wait")
    again = house.json("send", "+33612345672", "Once", "--key", "once", "--wait")
    assert again["repeated"]
    assert [item["id"] for item in again["messages"]] == [item["id"] for item in first["messages"]]
    assert house.phone.texts_to("+33612345672") == ["Once"]


@pytest.mark.parametrize("recipient", ["112", "Nobody", "@Nowhere", "12", "+33639980001;ext=3"])
def test_a_recipient_that_cannot_be_is_refused_in_one_line(house: House, recipient: str) -> None:
    done = house.run("send", recipient, "x")
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


def test_values_of_the_equipment_follow(house: House) -> None:
    house.phone.text("Hello house")
    newest(house, "Hello house")
    assert house.json("value", "House", "message")["value"] == "Hello house"
    assert house.json("value", "House", "sender")["value"] == "Alice"
    assert house.json("value", "House", "signal")["value"] == 68, "known since before the equipment was"
    house.phone.order(op="set", signal=10)
    eventually(lambda: house.json("value", "House", "signal")["value"] == 32, "the signal in percent")
    assert house.json("value", "House", "network")["value"]


def test_interactions_off_keeps_the_text_and_answers_nothing(house: House) -> None:
    house.do("equipment", "set", "House", "--disable-interactions")
    before = len(house.phone.texts_to(ALICE))
    house.phone.text("What is the temperature of the bedroom")
    assert newest(house, "What is the temperature of the bedroom")["state"] == "accepted"
    assert house.json("value", "House", "message")["value"] == "What is the temperature of the bedroom"
    house.do("equipment", "set", "House", "--enable-interactions")
    house.phone.text(QUESTION)
    eventually(lambda: len(house.phone.texts_to(ALICE)) == before + 1, "only the second question answered")


def test_unknown_senders_allowed_are_accepted_and_not_answered(house: House) -> None:
    house.do("equipment", "add", "Gate", "--allow-unknown")
    house.phone.text("I am at the gate", STRANGER)
    assert newest(house, "I am at the gate")["state"] == "accepted"
    assert house.json("value", "Gate", "sender")["value"] == STRANGER
    assert house.phone.texts_to(STRANGER) == []


def test_unknown_senders_added_are_contacts_from_their_first_text_on(house: House) -> None:
    house.do("equipment", "set", "Gate", "--add-unknown")
    house.phone.text(QUESTION, STRANGER)
    house.phone.awaits(STRANGER, ANSWER)
    contacts = [item for item in house.json("contact", "list") if item["equipment"] == "Gate"]
    assert [(item["name"], item["numbers"]) for item in contacts] == [(STRANGER, [STRANGER])]
    assert any(STRANGER[:4] in alert["message"] for alert in house.json("status")["alerts"])
    house.do("equipment", "remove", "Gate")


def test_adding_strangers_without_allowing_them_is_refused(house: House) -> None:
    done = house.run("equipment", "add", "Shed", "--add-unknown")
    assert done.returncode == 2
    assert "allow" in done.stderr


def test_watch_shows_what_happens_without_texts_or_full_numbers(house: House) -> None:
    with house.client() as client:
        stream = client.events(["sms.", "question."])
        house.phone.text(QUESTION)
        seen = []
        while not seen or seen[-1]["topic"] != "sms.sent":
            event = stream.next(10.0)
            assert event, seen
            seen.append(event)
    assert [event["topic"] for event in seen] == [
        "sms.received",
        "question.asked",
        "sms.queued",
        "question.answered",
        "sms.sent",
    ]
    assert ALICE not in json.dumps(seen)
    assert QUESTION not in json.dumps(seen)
    assert ANSWER not in json.dumps(seen, ensure_ascii=False)


def test_an_interaction_is_tried_without_texting_anybody(house: House) -> None:
    before = len(house.phone.submitted())
    tried = house.json("interaction", "test", QUESTION, "--from", "Alice")
    assert (tried["outcome"], tried["text"], tried["interaction"]) == ("answered", ANSWER, "temperature")
    assert len(house.phone.submitted()) == before


def test_status_is_good_and_names_the_settings(house: House) -> None:
    done = house.run("--json", "status")
    document = json.loads(done.stdout)
    assert done.returncode == 0, document["alerts"]
    assert document["config"] == str(house.settings_path)
    assert {daemon["name"]: daemon["answering"] for daemon in document["daemons"]} == {
        "interactd": True,
        "modemd-sim": True,
        "routerd": True,
    }


def test_read_messages_are_deleted_from_the_sim(house: House) -> None:
    eventually(lambda: house.phone.order(op="state")["used"] == 0, "an empty SIM")


def test_nothing_private_is_on_a_command_line_and_no_log_above_debug_has_it(house: House) -> None:
    for pid in house.processes():
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
        assert ALICE.encode() not in line
    for log in (house.folder / "log").glob("*d*.log"):
        for line in log.read_text(encoding="utf-8").splitlines():
            if " debug " not in line:
                assert ALICE not in line, line
                assert "temperature" not in line.replace("interaction=temperature", ""), line


def test_down_leaves_no_process(house: House) -> None:
    house.do("down")
    house.unplug()
    assert house.processes() == []
    assert house.run("status").returncode == 2
    assert house.run("send", ALICE, "x").returncode == 6
    assert (house.folder / "state").is_dir()
