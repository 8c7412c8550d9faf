"""What supervisord is told to do, with a fake one that keeps the calls."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, dumps, loads

import pytest

from ctl.watchdog.exchange import NotPutRight, PutInOrder, PutRight
from ctl.watchdog.ordering import put_in_order

DEAF = PutInOrder(program="routerd", deaf=True, pid=7)
ENDED = PutInOrder(program="routerd", deaf=False)


class Supervisord(socketserver.UnixStreamServer):
    """Answers `getProcessInfo` with `info`, everything else with True; `fault` instead for the method it names."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), Handler)
        self.info: dict[str, Any] = {"statename": "RUNNING", "pid": 7}
        self.faults: dict[str, Fault] = {}
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def answer(self, method: str, arguments: tuple[Any, ...]) -> str:
        name = method.removeprefix("supervisor.")
        self.calls.append((name, arguments))
        if name in self.faults:
            return dumps(self.faults[name])
        return dumps((self.info if name == "getProcessInfo" else True,), methodresponse=True)


class Handler(BaseHTTPRequestHandler):
    server: Supervisord

    def do_POST(self) -> None:
        arguments, method = loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = self.server.answer(str(method), arguments).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def supervisord(tmp_path: Path) -> Iterator[Supervisord]:
    with Supervisord(tmp_path / "s") as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def order(supervisord: Supervisord, what: PutInOrder) -> PutRight | NotPutRight:
    return put_in_order(f"unix://{supervisord.server_address!s}", what)


def test_a_deaf_program_is_killed_not_asked_to_end(supervisord: Supervisord) -> None:
    assert order(supervisord, DEAF) == PutRight(program="routerd", state="running", pid=7, done="killed")
    assert supervisord.calls == [("getProcessInfo", ("routerd",)), ("signalProcess", ("routerd", "KILL"))]


def test_another_process_of_it_is_left_alone(supervisord: Supervisord) -> None:
    supervisord.info["pid"] = 8
    assert order(supervisord, DEAF) == PutRight(program="routerd", state="running", pid=8, done="nothing")
    assert supervisord.calls == [("getProcessInfo", ("routerd",))]


def test_what_was_given_up_is_started_and_not_waited_for(supervisord: Supervisord) -> None:
    supervisord.info = {"statename": "FATAL", "pid": 0}
    assert order(supervisord, ENDED) == PutRight(program="routerd", state="fatal", pid=None, done="started")
    assert supervisord.calls[1:] == [("startProcess", ("routerd", False))]


@pytest.mark.parametrize(("code", "name"), [(70, "NOT_RUNNING"), (60, "ALREADY_STARTED"), (6, "SHUTDOWN_STATE")])
def test_somebody_who_was_faster_is_no_failure(supervisord: Supervisord, code: int, name: str) -> None:
    supervisord.faults["signalProcess"] = Fault(code, name)
    assert order(supervisord, DEAF) == PutRight(program="routerd", state="running", pid=7, done="nothing")


def test_while_everything_is_being_stopped_nothing_is_done(supervisord: Supervisord) -> None:
    supervisord.faults["getProcessInfo"] = Fault(6, "SHUTDOWN_STATE")
    assert order(supervisord, DEAF) == PutRight(program="routerd", state="stopping", pid=None, done="nothing")


def test_a_program_that_is_no_more_is_told(supervisord: Supervisord) -> None:
    supervisord.faults["getProcessInfo"] = Fault(10, "BAD_NAME: routerd")
    assert order(supervisord, DEAF) == PutRight(program="routerd", state=None, pid=None, done="nothing")


def test_a_refusal_is_told_in_the_words_of_supervisord(supervisord: Supervisord) -> None:
    supervisord.info = {"statename": "UNKNOWN", "pid": 0}
    supervisord.faults["startProcess"] = Fault(30, "FAILED: routerd is in an unknown process state")
    told = order(supervisord, ENDED)
    assert told == NotPutRight(
        program="routerd", reason="supervisord says FAILED: routerd is in an unknown process state"
    )


def test_without_a_supervisord_that_is_told_too(tmp_path: Path) -> None:
    told = put_in_order(f"unix://{tmp_path}/nothing", DEAF)
    assert isinstance(told, NotPutRight)
    assert told.reason.startswith("supervisord cannot be asked: ")
