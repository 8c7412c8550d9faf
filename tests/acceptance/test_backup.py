"""Back up while everything runs, lose everything, go back as docs/operations.md says."""

from __future__ import annotations

import shutil

import pytest

from tests.acceptance.house import ALICE, ANSWER, QUESTION, eventually, new_house

pytestmark = pytest.mark.acceptance


def test_what_was_backed_up_is_there_again_and_the_house_goes_on() -> None:
    with new_house() as house:
        house.plug()
        house.up()
        house.ready()
        house.with_alice()
        house.phone.text(QUESTION)
        house.phone.awaits(ALICE, ANSWER)
        eventually(lambda: house.json("outbox")[0]["state"] == "sent", "the answer counts as sent")
        before = house.json("inbox"), house.json("outbox"), house.json("export")
        copy = house.folder / "copy.sqlite3"
        house.do("backup", str(copy))
        house.do("down")

        for path in (house.folder / "state").glob("smsbus.sqlite3*"):
            path.unlink()
        shutil.copy(copy, house.folder / "state" / "smsbus.sqlite3")

        house.up()
        house.ready()
        assert (house.json("inbox"), house.json("outbox"), house.json("export")) == before
        # What had been sent before is not sent again, and new questions are answered.
        house.phone.text("how warm is it in the bedroom")
        eventually(lambda: len(house.json("inbox")) == 2, "another text came in")
        house.phone.text("What is the temperature of the bedroom ?")
        house.phone.awaits(ALICE, "14.0 °C")
        assert house.phone.texts_to(ALICE).count(ANSWER) == 1
