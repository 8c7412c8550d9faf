"""What is kept of people and equipments: taken along as a file, handed over, removed; with every process real."""

from __future__ import annotations

import pytest

from tests.acceptance.house import ALICE, ANSWER, BOB, QUESTION, eventually, new_house

pytestmark = pytest.mark.acceptance

SECRET = "The key is under the mat"


def test_a_person_gets_and_then_loses_all_that_is_kept_of_her_and_nobody_else_does() -> None:
    with new_house(log_level="info") as house:
        house.plug()
        house.up()
        house.ready()
        house.with_alice()
        house.do("contact", "add", "House", "Bob", BOB)
        scts = "2026-01-31T12:00:00+00:00"
        house.phone.text(QUESTION)
        house.phone.awaits(ALICE, ANSWER)
        house.phone.text(SECRET, BOB)
        house.phone.order(op="deliver", scts=scts, text=SECRET, **{"from": ALICE})
        eventually(lambda: len(house.json("inbox")) == 3, "three texts in the inbox")
        eventually(lambda: all(item["state"] == "sent" for item in house.json("outbox")), "all answers sent")

        kept = house.json("export", "--contact", "alice")
        assert [message["text"] for message in kept["inbox"]] == [QUESTION, SECRET]
        assert ANSWER in [message["text"] for message in kept["outbox"]]
        assert {value["value"] for value in kept["values"]} == {"Alice", SECRET}

        removed = house.json("contact", "purge", "House", "Alice", "--yes")
        assert (removed["inbox"], removed["values"], removed["left"]) == (2, 2, 0)
        house.do("restart", "routerd")
        house.ready()
        # The same octets once more, as from a slot that was never emptied.
        house.phone.order(op="deliver", scts=scts, text=SECRET, **{"from": ALICE})
        house.phone.text("Anybody home ?", BOB)
        eventually(lambda: len(house.json("inbox")) == 2, "Bob's next text")
        emptied = house.json("export", "--contact", "Alice")
        assert (emptied["inbox"], emptied["outbox"], emptied["values"]) == ([], [], [])
        assert [message["contact"] for message in house.json("inbox")] == ["Bob", "Bob"]

        logs = "".join(path.read_text(errors="replace") for path in (house.folder / "log").iterdir())
        assert SECRET not in logs
        assert ALICE not in logs


def test_a_directory_goes_from_one_house_to_another_as_a_file() -> None:
    with new_house() as one, new_house() as other:
        for house in (one, other):
            house.up()
        one.do("equipment", "add", 'The "red" barn', "--parent-object", "Côté cour", "--allow-unknown")
        one.do("contact", "add", 'The "red" barn', "Ève d'Ïle", f"{ALICE};{BOB}", "--user", "eve")
        other.write("directory.toml", one.do("export"))
        file = str(other.folder / "directory.toml")
        assert other.do("apply", file, "--dry-run").endswith("2 changes (dry run: nothing was changed)\n")
        assert other.json("equipment") == []
        other.do("apply", file)
        assert other.json("export") == one.json("export")
        assert other.do("apply", file, "--dry-run", "--remove-others") == "no changes (dry run: nothing was changed)\n"

        other.write("directory.toml", (other.folder / "directory.toml").read_text().replace(BOB, "112"))
        refused = other.run("apply", file)
        assert refused.returncode == 2
        assert refused.stderr.startswith(f"smsctl: {file}:10: ")
        assert "emergency number" in refused.stderr
