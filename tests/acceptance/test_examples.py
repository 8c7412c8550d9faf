"""The programs of examples/, as their READMEs say to run them, against the real processes."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.house import ALICE, QUESTION, House, eventually, new_house

pytestmark = pytest.mark.acceptance

EXAMPLES = Path(__file__).parents[2] / "examples"
PYTHON = [sys.executable, str(EXAMPLES / "python" / "talk.py")]
NODE = ["node", str(EXAMPLES / "node" / "talk.js")]


def why_not_node() -> str:
    """Why the client in Node.js cannot run here; empty: it can."""
    if shutil.which("node") is None:
        return "Node.js is not installed (apt-get install nodejs npm)"
    if not (EXAMPLES / "node" / "node_modules" / "zeromq").exists():
        return "its packages are not installed (cd examples/node && npm ci)"
    return ""


CLIENTS = [
    pytest.param(PYTHON, id="python"),
    pytest.param(NODE, id="node", marks=pytest.mark.skipif(bool(why_not_node()), reason=why_not_node())),
]


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with new_house(modem="cycle = 1", router="answers_per_minute = 2\nretry_first = 0.5") as house:
        house.plug()
        house.up()
        house.ready()
        yield house.with_alice()


class Program:
    """A running example."""

    def __init__(self, client: list[str], house: House, *arguments: str, key: str = "") -> None:
        in_python = client is PYTHON
        command = [*client, str(house.folder / "run"), *arguments, *(["--key", key] if key and in_python else [])]
        environment = {**os.environ, **({"KEY": key} if key and not in_python else {})}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )

    def ends(self) -> tuple[int, list[str]]:
        """Exit code and printed lines."""
        out, err = self.process.communicate(timeout=60)
        assert err == "", err
        return self.process.returncode, [line.strip() for line in out.splitlines()]

    def says(self) -> str:
        """The next line."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.mark.parametrize("client", CLIENTS)
def test_a_text_is_followed_to_its_end_and_the_same_key_sends_nothing_more(client: list[str], house: House) -> None:
    text = f"The door is open, says {Path(client[1]).name}."
    key = Path(client[1]).name
    code, lines = Program(client, house, "send", ALICE, text, key=key).ends()
    (message,) = house.json("outbox", "--limit", "1")
    number = message["id"]
    assert (code, lines) == (
        0,
        [f"message {number} is queued", "sms.sent", f"message {number} is sent"],
    )
    assert Program(client, house, "send", ALICE, text, key=key).ends() == (
        0,
        [f"message {number} is sent", f"message {number} is sent"],
    )
    assert house.phone.texts_to(ALICE).count(text) == 1


@pytest.mark.parametrize("client", CLIENTS)
def test_an_answer_is_printed_although_routerd_was_killed_in_between(client: list[str], house: House) -> None:
    question = f"Close the door, asks {Path(client[1]).name}?"
    asking = Program(client, house, "ask", "Alice", question, "yes", "no")
    house.phone.awaits(ALICE, f"{question} (yes/no)")
    assert asking.says() == "ask.asked"
    pid = house.pid("routerd")
    assert pid is not None
    house.kill(pid)
    eventually(lambda: house.pid("routerd") not in (None, pid), "routerd runs again")
    house.phone.text("Yes", ALICE)
    assert asking.ends() == (0, ["ask.answered", "yes"])


@pytest.mark.parametrize("client", CLIENTS)
def test_an_alert_is_printed(client: list[str], house: House) -> None:
    watching = Program(client, house, "alerts")
    try:
        assert watching.says() == "watching"
        for _ in range(3):  # more than answers_per_minute
            house.phone.text(QUESTION, ALICE)
        assert "Alice is muted" in watching.says()
    finally:
        watching.process.terminate()
        watching.process.wait(20)
        house.do("contact", "unmute", "House", "Alice")


@pytest.mark.parametrize("client", CLIENTS)
def test_a_refusal_is_one_line_that_says_what_to_do(client: list[str], house: House) -> None:
    program = Program(client, house, "send", "Bob", "Hello")
    out, err = program.process.communicate(timeout=60)
    assert (program.process.returncode, out) == (1, "")
    assert "Bob" in err
    assert err.count("\n") == 1


def test_the_client_in_node_is_pinned_to_versions_and_to_no_server() -> None:
    lock = json.loads((EXAMPLES / "node" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert {"node_modules/zeromq", "node_modules/@msgpack/msgpack"} <= packages.keys()
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert [name for name, package in packages.items() if "resolved" in package] == []
