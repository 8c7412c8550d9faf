"""The daemon as a process, with a routerd's endpoint in front of it: what a person or a routerd would see."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from smsbus import codec
from smsbus.messages import Message, Ping, Pong, Welcome, WhoAreYou
from smsbus.questions import FROM_INTERACTD, Answer, AnswerOutcome, InteractdHello, Question, QuestionTaken
from smsbus.sockets import Context, Service
from tests.interactd.connectors.web_server import Asked, answer, serving

WITHIN_S = 15.0

INTERACTIONS = """\
[lists]
room = [ "room", "bedroom" ]

[[interaction]]
name = "temperature"
sentences = ["what is the temperature of the {room}"]
value = { file = "sensors/{room}" }
reply = "{{ value }} °C"

[[interaction]]
name = "slow"
sentences = ["slow"]
value = { command = ["sh", "-c", "echo $$ > pid; exec sleep 60"] }
"""


class Routerd:
    """The other end of the interactions endpoint."""

    def __init__(self, folder: Path) -> None:
        self.context = Context(linger_ms=0)
        self.service = Service(self.context, f"ipc://{folder / 'interactions'}")
        self.peer = b""

    def next(self) -> Message:
        assert self.service.socket.poll(WITHIN_S * 1000), "nothing came"
        self.peer, frames = next(self.service.receive())
        return codec.decode(frames, FROM_INTERACTD)

    def send(self, message: Message) -> None:
        assert self.service.send(self.peer, codec.encode(message))

    def ask(self, text: str, question: str = "q1") -> None:
        self.send(Question(question=question, text=text, contact="Alice", user=None, equipment="House", received_at=0))


@pytest.fixture
def folder() -> Iterator[Path]:
    # pytest's own folders have paths too long for a socket.
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        (folder / "smsbus.toml").write_text('[service]\nrun_dir = "."\n[interactions]\ntimeout = 2.0\n')
        (folder / "interactions.toml").write_text(INTERACTIONS, encoding="utf-8")
        (folder / "sensors").mkdir()
        (folder / "sensors" / "room").write_text("16.3\n")
        yield folder


@pytest.fixture
def routerd(folder: Path) -> Iterator[Routerd]:
    routerd = Routerd(folder)
    yield routerd
    routerd.context.close()


def command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "interactd", "--config", str(folder / "smsbus.toml"), *arguments]


@contextlib.contextmanager
def running(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    with (folder / "log").open("a", encoding="utf-8") as log:
        process = subprocess.Popen(command(folder, *arguments), stderr=log, text=True)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def hello(routerd: Routerd) -> InteractdHello:
    message = routerd.next()
    assert isinstance(message, InteractdHello)
    routerd.send(Welcome())
    return message


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(folder, "--check"), capture_output=True, text=True, timeout=WITHIN_S, check=False)


def test_a_question_is_taken_and_answered(folder: Path, routerd: Routerd) -> None:
    with running(folder, "--name", "upstairs") as process:
        introduction = hello(routerd)
        assert (introduction.name, introduction.pid, introduction.interactions) == ("upstairs", process.pid, 2)
        routerd.ask("What is the temperature of the room ?")
        assert routerd.next() == QuestionTaken(question="q1")
        answer = routerd.next()
        assert isinstance(answer, Answer)
        assert (answer.question, answer.text, answer.interaction) == ("q1", "16.3 °C", "temperature")
        routerd.send(WhoAreYou())
        assert hello(routerd).boot == introduction.boot
        assert routerd.next().kind == "answer"
    log = (folder / "log").read_text(encoding="utf-8")
    assert "answered question=q1 outcome=answered interaction=temperature" in log
    assert "16.3" not in log


def test_values_of_web_services_are_answered_and_no_key_is_logged(folder: Path, routerd: Routerd) -> None:
    def play(asked: Asked) -> list[bytes]:
        assert b"t0psecret" in asked.head + asked.body
        match asked.target:
            case "/rooms/bedroom":
                return [answer(b'{"temperature": 16.3}')]
            case "/core/api/jeeApi.php":
                return [answer("Aucune commande correspondant à l'ID : 13".encode())]
            case _:
                return [answer(b'{"state": "on", "attributes": {}}')]

    with serving(play) as server:
        (folder / "key").write_text("t0psecret")
        (folder / "key").chmod(0o600)
        (folder / "smsbus.toml").write_text(
            '[service]\nrun_dir = "."\nlog_level = "debug"\n[interactions]\ntimeout = 5.0\n'
        )
        (folder / "interactions.toml").write_text(
            f"""\
jeedom = {{ url = "{server.url}", key_file = "key" }}
homeassistant = {{ url = "{server.url}", token_file = "key" }}

[lists]
room = [ "room", "bedroom" ]

[[interaction]]
name = "temperature"
sentences = ["how warm is the {{room}}"]
value = {{ http = {{ url = "{server.url}/rooms/{{room}}", pointer = "/temperature", token_file = "key" }} }}

[[interaction]]
name = "door"
sentences = ["is the door open"]
value = {{ jeedom = {{ cmd = 13 }} }}

[[interaction]]
name = "lamp"
sentences = ["is the lamp on"]
value = {{ homeassistant = {{ state = "light.lamp" }} }}
""",
            encoding="utf-8",
        )
        with running(folder):
            hello(routerd)
            answers = []
            for question, text in enumerate(("how warm is the bedroom", "is the lamp on", "is the door open")):
                routerd.ask(text, f"q{question}")
                assert isinstance(routerd.next(), QuestionTaken)
                answered = routerd.next()
                assert isinstance(answered, Answer)
                answers.append(
                    (answered.outcome, answered.text if answered.outcome is AnswerOutcome.ANSWERED else None)
                )
            assert answers == [
                (AnswerOutcome.ANSWERED, "16.3"),
                (AnswerOutcome.ANSWERED, "on"),
                (AnswerOutcome.UNAVAILABLE, None),
            ]
    log = (folder / "log").read_text(encoding="utf-8")
    assert "Jeedom has no command or scenario with this number" in log
    assert "t0psecret" not in log


def test_a_slow_source_holds_neither_the_loop_nor_other_questions_and_is_ended(folder: Path, routerd: Routerd) -> None:
    with running(folder):
        hello(routerd)
        routerd.ask("slow", "q1")
        assert routerd.next() == QuestionTaken(question="q1")
        routerd.send(Ping(nonce=7))
        assert routerd.next() == Pong(nonce=7)
        routerd.ask("what is the temperature of the room", "q2")
        assert routerd.next() == QuestionTaken(question="q2")
        answer = routerd.next()
        assert isinstance(answer, Answer)
        assert (answer.question, answer.text) == ("q2", "16.3 °C")
        answer = routerd.next()
        assert isinstance(answer, Answer)
        assert (answer.question, answer.outcome) == ("q1", AnswerOutcome.UNAVAILABLE)
        assert ended(int((folder / "pid").read_text()))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told_to_and_leaves_no_program_behind(folder: Path, routerd: Routerd, number: int) -> None:
    with running(folder) as process:
        hello(routerd)
        routerd.ask("slow")
        assert routerd.next() == QuestionTaken(question="q1")
        pid = folder / "pid"
        wait_for(lambda: pid.exists() and pid.read_text().endswith("\n"))
        process.send_signal(number)
        assert process.wait(5) == 0
        assert ended(int(pid.read_text()))


def test_an_answer_computed_while_routerd_was_away_arrives_when_it_is_back(folder: Path, routerd: Routerd) -> None:
    os.mkfifo(folder / "gate")
    (folder / "interactions.toml").write_text(
        '[[interaction]]\nname = "gate"\nsentences = ["gate"]\nvalue = { command = ["cat", "gate"] }\n'
    )
    with running(folder):
        hello(routerd)
        routerd.ask("gate")
        assert routerd.next() == QuestionTaken(question="q1")
        routerd.context.close()
        (folder / "gate").write_text("open")
        wait_for(lambda: "answered question=q1" in (folder / "log").read_text())
        (folder / "interactions.lock").unlink()  # this process still holds the old one
        returned = Routerd(folder)
        heard = [returned.next()]
        while not any(isinstance(message, InteractdHello) for message in heard) or not isinstance(heard[-1], Answer):
            heard.append(returned.next())
        assert heard[-1] == Answer(question="q1", outcome=AnswerOutcome.ANSWERED, text="open", interaction="gate")
        returned.context.close()


def test_garbage_is_dropped_and_a_known_question_is_answered_after_it(folder: Path, routerd: Routerd) -> None:
    with running(folder):
        hello(routerd)
        for frames in ([b""], [b"x"] * 7, [b"smsbus/1", b"question", b"\xc1"], [b"smsbus/1", b"nothing", b"\x80"]):
            assert routerd.service.send(routerd.peer, frames)
        routerd.send(Ping(nonce=1))
        assert routerd.next() == Pong(nonce=1)
    assert (folder / "log").read_text().count("dropped") == 1


def test_a_reload_takes_a_good_file_and_keeps_the_old_one_when_it_is_wrong(folder: Path, routerd: Routerd) -> None:
    path = folder / "interactions.toml"
    with running(folder) as process:
        hello(routerd)
        path.write_text('[[interaction]]\nname = "a"\nsentences = ["what is {this}"]\nreply = "b"\n')
        process.send_signal(signal.SIGHUP)
        wait_for(lambda: "there is no list named this" in (folder / "log").read_text())
        (problem,) = hello(routerd).problems
        assert problem.startswith("the old settings are in use: ")
        assert "there is no list named this" in problem
        routerd.ask("what is the temperature of the room")
        assert routerd.next() == QuestionTaken(question="q1")
        assert routerd.next().kind == "answer"
        path.write_text('[[interaction]]\nname = "a"\nsentences = ["new"]\nreply = "yes"\n')
        process.send_signal(signal.SIGHUP)
        renewed = hello(routerd)
        assert (renewed.interactions, renewed.problems) == (1, [])
        routerd.ask("new", "q2")
        assert routerd.next() == QuestionTaken(question="q2")
        assert routerd.next() == Answer(question="q2", outcome=AnswerOutcome.ANSWERED, text="yes", interaction="a")


def test_a_check_reports_what_it_found(folder: Path) -> None:
    path = folder / "interactions.toml"
    done = check(folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}: 2 interactions, 2 sentences\n", "")
    path.write_text(INTERACTIONS.replace("[lists]", '[lists]\nspare = ["x"]'))
    assert check(folder).stdout.startswith(f"warning: {path}:2: no sentence uses the list spare\n")


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_what_cannot_be_used_is_one_line_and_exit_code_2(folder: Path, arguments: list[str]) -> None:
    path = folder / "interactions.toml"
    path.write_text('[[interaction]]\nname = "a"\nsentences = ["what is {this}"]\nreply = "b"\n')
    wrong = f'interactd: {path}:3: "what is {{this}}": there is no list named this\n'
    assert failure(folder, arguments) == wrong
    path.unlink()
    assert "no such file" in failure(folder, arguments)
    (folder / "smsbus.toml").write_text("[interactions]\ntimeot = 5\n")
    assert "unknown key timeot" in failure(folder, arguments)


def failure(folder: Path, arguments: list[str]) -> str:
    done = subprocess.run(command(folder, *arguments), capture_output=True, text=True, timeout=WITHIN_S, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    return done.stderr


def ended(pid: int) -> bool:
    wait_for(lambda: not Path(f"/proc/{pid}").exists())
    return True


def wait_for(condition: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < ends_at, "it did not happen"
        time.sleep(0.02)
