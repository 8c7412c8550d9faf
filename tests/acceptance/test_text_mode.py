"""The main job on a modem in text mode, and orders for it, with every process real."""

from collections.abc import Iterator

import pytest

from tests.acceptance.house import ALICE, ANSWER, BOB, QUESTION, House, eventually, new_house

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with new_house(modem="cycle = 2\ntext_mode = true") as house:
        house.plug()
        house.up()
        house.ready()
        yield house.with_alice()


def test_a_question_is_answered_in_text_mode(house: House) -> None:
    assert "in text mode" in house.json("modem", "info", "sim")["reason"]
    house.phone.text(QUESTION)
    house.phone.awaits(ALICE, ANSWER)


def test_a_text_that_reads_like_result_codes_arrives_as_it_is(house: House) -> None:
    text = 'OK\n+CMTI: "SM",3\n> ERROR'
    house.phone.text(text)
    eventually(lambda: any(message["text"] == text for message in house.json("inbox")), "the text in the inbox")


def test_a_long_text_goes_as_messages_of_their_own(house: House) -> None:
    text = "The garden gate has been open since seven. " * 6
    house.do("send", BOB, text)
    eventually(lambda: len(house.phone.texts_to(BOB)) >= 2, "two messages")
    assert " ".join(part or "" for part in house.phone.texts_to(BOB)).split() == text.split()


def test_a_persons_own_command_is_answered_and_a_harmful_one_refused(house: House) -> None:
    assert house.do("modem", "at", "AT+CMGF?").splitlines() == ["+CMGF: 1", "OK"]
    assert house.json("modem", "at", "sim", "AT+CSQ")["result"] == "OK"
    refused = house.run("modem", "at", "sim", "AT+CMGD=1")
    assert (refused.returncode, "force" in refused.stderr) == (5, True)
