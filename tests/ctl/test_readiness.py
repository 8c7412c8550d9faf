from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ctl.readiness import complaint, lacking
from ctl.supervision import Process
from tests.ctl import documents


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, []),
        ({"daemons": []}, ["interactd"]),
        ({"daemons": [documents.daemon(answering=False)]}, ["interactd"]),
        ({"daemons": [documents.daemon("interactd-2")]}, []),
        ({"modems": [documents.modem(state="absent")]}, []),
        ({"modems": [documents.modem(connected=False)]}, ["modemd-main"]),
        ({"modems": [documents.modem(name="other")]}, ["modemd-main"]),
    ],
)
def test_interactd_and_every_configured_modemd_have_to_answer(changes: dict[str, Any], missing: list[str]) -> None:
    assert lacking(["main"], documents.status(**changes)) == missing


def test_without_a_status_it_is_routerd() -> None:
    assert lacking(["main"], None) == ["routerd"]


def test_on_a_host_that_has_modems_alone_no_interactd_has_to_answer() -> None:
    status = documents.status(daemons=[], modems=[])
    assert lacking(["main"], status, with_interactd=False) == ["modemd-main"]


def test_a_routerd_on_another_host_is_named_by_its_address() -> None:
    assert complaint(["routerd"], [], 30, "tcp://house:5553") == (
        "not everything answers after 30 s: routerd at tcp://house:5553: see whether it runs and this host reaches it"
    )


def test_the_complaint_names_state_and_last_words_of_what_is_missing_or_does_not_run(tmp_path: Path) -> None:
    def process(name: str, state: str, words: str | None, complaint: str = "") -> Process:
        log = tmp_path / f"{name}.log"
        if words is not None:
            log.write_text(words, encoding="utf-8")
        return Process(name=name, state=state, pid=None, started_at=None, log=log, complaint=complaint)

    processes = [
        process("interactd", "backoff", "first\ninteractions.toml: line 3: unknown list\n", "Exited too quickly"),
        process("modemd-main", "running", "fine"),
        process("routerd", "backoff", None, "can't find command"),
    ]
    assert complaint(["routerd"], processes, 30) == (
        "not everything answers after 30 s: "
        f"routerd (backoff): can't find command (log: {tmp_path}/routerd.log); "
        f"interactd (backoff): interactions.toml: line 3: unknown list (log: {tmp_path}/interactd.log)"
    )
    assert complaint(["modemd-b"], [], 1.5) == (
        "not everything answers after 1.5 s: modemd-b is not among the programs"
    )
