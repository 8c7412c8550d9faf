"""The exit codes of DESIGN as scripts meet them: what happens, and which number the shell gets."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ctl.commands import send as module
from tests.ctl import documents
from tests.ctl.conftest import SILENCE, FakeRouterd, Refusal, Smsctl

SEND = ["send", "Alice", "Hi"]
WAIT = [*SEND, "--wait", "--timeout", "0"]
ASK = ["ask", "Alice", "Open?"]


@pytest.mark.parametrize(
    ("code", "arguments", "answers"),
    [
        (0, SEND, {"send": documents.sent(documents.outbox())}),
        (0, WAIT, {"send": documents.sent(documents.outbox(state="sent"))}),
        (0, ["value", "House", "sender"], {"value.get": documents.value()}),
        (1, SEND, {"send": Refusal("storage", "the disk is full")}),
        (1, SEND, {"send": Refusal("internal", "it broke")}),
        (2, ["send", "Alice"], {}),
        (2, ["send", "Alice", ""], {}),
        (2, ["send", "Alice", "Hi", "--validity", "long"], {}),
        (2, SEND, {"send": Refusal("invalid", "no such number")}),
        (2, SEND, {"send": Refusal("key-reused", "another text")}),
        (2, ["inbox", "show", "99"], {"message.show": Refusal("not-found", "there is no message 99")}),
        (2, ["outbox", "cancel", "7"], {"message.cancel": Refusal("state", "it is sent")}),
        (2, ["equipment", "add", "House"], {"equipment.add": Refusal("exists", "there is one")}),
        (2, ["--config", "/nowhere/smsbus.toml", *SEND], {}),
        (3, WAIT, {"send": documents.sent(documents.outbox(state="failed", reason="no such number"))}),
        (3, WAIT, {"send": documents.sent(documents.outbox(state="expired"))}),
        (3, ASK, {"ask": documents.ask(state="failed", reason="no modem")}),
        (3, ASK, {"ask": documents.ask(state="cancelled")}),
        (4, WAIT, {"send": documents.sent(documents.outbox())}),
        (4, ASK, {"ask": documents.ask(state="expired")}),
        (5, SEND, {"send": Refusal("refused", "60 a minute")}),
        (5, ["modem", "at", "main", "AT+CMGD=1"], {"modem.command": Refusal("refused", "this could delete")}),
        (6, SEND, {"send": Refusal("unavailable", "it is ending")}),
        (6, ["ps"], {}),
        (6, ["restart"], {}),
        (0, ["down"], {}),
        (0, ["status"], {"status": documents.status()}),
        (1, ["status"], {"status": documents.status(alerts=[documents.alert()])}),
        (2, ["status"], {"status": documents.status(alerts=[documents.alert("critical")])}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value) if isinstance(value, int) else "",
)
@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
def test_what_happens_has_its_code(
    routerd: FakeRouterd, smsctl: Smsctl, code: int, arguments: list[str], answers: dict[str, Any], as_json: bool
) -> None:
    routerd.answers.update(answers)
    done = smsctl(*(["--json"] if as_json else []), *arguments)
    assert done.code == code
    assert "Traceback" not in done.err
    if code and arguments != ["status"]:
        assert done.err.count("\n") == 1
        assert done.err.startswith('{"error": ' if as_json else "smsctl: ")
    else:
        assert done.err == ""


def test_nobody_answers_is_6_or_for_status_critical(
    settings_path: Path, smsctl: Smsctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctl.sending.DEFAULT_TIMEOUT_S", 0.05)
    monkeypatch.setattr(module.sending.send, "__kwdefaults__", {"timeout_s": 0.05})
    monkeypatch.setattr("ctl.commands.status.TIMEOUT_S", 0.05)
    assert smsctl(*SEND).code == 6
    assert smsctl("status").code == 2


def test_who_falls_silent_while_a_message_is_followed_is_waited_for_no_longer_than_asked(
    routerd: FakeRouterd, smsctl: Smsctl
) -> None:
    routerd.answers["send"] = documents.sent(documents.outbox())
    routerd.answers["message.show"] = SILENCE
    assert smsctl(*WAIT).code == 4


@pytest.mark.parametrize("arguments", [[], ["inbox"], ["status"], ["watch"], ["ps"], ["--help"], ["modem", "detect"]])
@pytest.mark.parametrize("closed", [(1,), (2,), (0, 1, 2)], ids=str)
def test_streams_that_the_caller_closed_are_no_reason_for_a_traceback(
    routerd: FakeRouterd, arguments: list[str], closed: tuple[int, ...], tmp_path: Path
) -> None:
    routerd.answers["status"] = documents.status()
    closing = " ".join(f"{number}>&-" if number else "0<&-" for number in closed)
    line = f'exec "$0" -m ctl "$@" {closing}'
    with (tmp_path / "err").open("w+b") as err, (tmp_path / "out").open("w+b") as out:
        calling = subprocess.Popen(["sh", "-c", line, sys.executable, *arguments], stdout=out, stderr=err)
        while arguments == ["watch"] and calling.poll() is None:
            # Nobody sees from outside when it listens; and a signal in a destructor is one that Python forgets.
            calling.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                calling.wait(0.2)
        calling.wait(20)
        for stream in (out, err):
            stream.seek(0)
            assert b"Traceback" not in stream.read()
    assert calling.returncode in (0, 2, 6, 130, -signal.SIGINT)
