from __future__ import annotations

import io
import json
import sys

import pytest

from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Refusal, Smsctl

YES = documents.ask(state="answered", answer="yes", choice=1, reply=12, ended_at=documents.AT)


def test_the_answer_alone_is_printed(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["ask"] = YES
    done = smsctl("ask", "Alice", "Open the door?", "--answers", "yes,no", "--timeout", "5m")
    assert (done.code, done.out, done.err) == (0, "yes\n", "")
    asked = routerd.asked[0]
    assert (asked.to, asked.text, asked.answers, asked.timeout_s) == ("Alice", "Open the door?", ["yes", "no"], 300)
    assert (asked.priority, asked.modem) == ("normal", None)
    assert asked.key


def test_every_option_reaches_its_field(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["ask"] = YES
    smsctl("ask", "--key", "k1", "--priority", "alert", "--modem", "main", "Alice", "Where are you?")
    asked = routerd.asked[0]
    assert (asked.key, asked.priority, asked.modem) == ("k1", "alert", "main")
    assert (asked.answers, asked.timeout_s) == ([], 300)


def test_a_dash_reads_the_question_from_standard_input(
    routerd: FakeRouterd, smsctl: Smsctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Il fait 16,3 °C. Chauffer ?\n".encode())))
    routerd.answers["ask"] = YES
    assert smsctl("ask", "Alice", "-").code == 0
    assert routerd.asked[0].text == "Il fait 16,3 °C. Chauffer ?"


def test_a_reply_cannot_write_on_the_terminal_what_is_not_text(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["ask"] = documents.ask(state="answered", answer="\x1b[2Jhere\nand there", answers=[])
    assert smsctl("ask", "Alice", "Where are you?").out == "\\x1b[2Jhere\nand there\n"


@pytest.mark.parametrize(("state", "code"), [("expired", 4), ("failed", 3), ("cancelled", 3)])
def test_without_an_answer_stdout_is_empty_and_the_exit_code_tells(
    routerd: FakeRouterd, smsctl: Smsctl, state: str, code: int
) -> None:
    routerd.answers["ask"] = documents.ask(state=state, reason="because")
    done = smsctl("ask", "Alice", "Open the door?")
    assert (done.code, done.out) == (code, "")
    assert done.err == f"smsctl: ask 3 of Alice is {state}: because\n"


def test_json_prints_the_document_whatever_came_of_it(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["ask"] = YES
    document = json.loads(smsctl("--json", "ask", "Alice", "Open the door?").out)
    assert (document["answer"], document["choice"], document["created_at"]) == ("yes", 1, "2026-11-18T11:06:40.250Z")
    routerd.answers["ask"] = documents.ask(state="expired", reason="was not answered in time")
    done = smsctl("--json", "ask", "Alice", "Open the door?")
    assert (done.code, json.loads(done.out)["state"]) == (4, "expired")
    assert json.loads(done.err)["error"]["code"] == "time-out"


@pytest.mark.parametrize(("code", "exit_code"), [("refused", 5), ("not-found", 2), ("invalid", 2), ("key-reused", 2)])
def test_what_routerd_does_not_ask_is_told_in_its_words(
    routerd: FakeRouterd, smsctl: Smsctl, code: str, exit_code: int
) -> None:
    routerd.answers["ask"] = Refusal(code, "'Alice' has 20 open asks already")
    done = smsctl("ask", "Alice", "Open the door?")
    assert (done.code, done.err) == (exit_code, "smsctl: 'Alice' has 20 open asks already\n")


@pytest.mark.parametrize("timeout", ["0", "soon", "-1"])
def test_a_time_out_that_is_none_is_a_usage_error(routerd: FakeRouterd, smsctl: Smsctl, timeout: str) -> None:
    assert smsctl("ask", f"--timeout={timeout}", "Alice", "Open?").code == 2
    assert routerd.asked == []
