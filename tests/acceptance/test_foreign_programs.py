"""The simulator satisfies programs we did not write: gammu, gammu-smsd and smstools.

What they decoded and what they were asked to send is compared with plain texts, never with our own codec alone: a
mistake that our codec and our simulator shared would show here.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.modemd.simulator.process import SimulatorProcess, await_condition

pytestmark = pytest.mark.acceptance

PHONE = "+33639980001"
ACCENTS = "L'été à Genève : 5 € [déjà]"
DEGREES = "Il fait 16.3 °C dans la chambre"
LONG = "Voici un message assez long pour deux parties, numéro après numéro, compté à la main. " * 2 + "Et la fin : 5 €."


def program(name: str) -> str:
    """The path of an installed program; without it the test is skipped, and says so."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed (apt-get install gammu gammu-smsd smstools)")
    return found


@pytest.fixture
def simulator() -> Iterator[SimulatorProcess]:
    with SimulatorProcess() as running:
        yield running


@contextlib.contextmanager
def running(command: list[str | Path], output: Path) -> Iterator[None]:
    """A daemon in the foreground, ended at the end."""
    with output.open("wb") as stream:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Gammu:
    """The command line program `gammu` on the simulator's port."""

    def __init__(self, link: Path, folder: Path) -> None:
        self._program = program("gammu")
        self._config = folder / "gammurc"
        # Naming the model spares gammu a second round of probing.
        self._config.write_text(f"[gammu]\ndevice = {link}\nconnection = at115200\nmodel = at\n")

    def __call__(self, *arguments: str) -> str:
        command = (self._program, "-c", self._config, *arguments)
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
        output = (done.stdout + done.stderr).decode()
        assert done.returncode == 0, output
        return output


@pytest.fixture
def gammu(simulator: SimulatorProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gammu:
    # gammu writes texts in the locale's encoding.
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return Gammu(simulator.link, tmp_path)


def test_gammu_identifies_the_modem_and_its_network(gammu: Gammu) -> None:
    identity = gammu("identify")
    assert "490154203237518" in identity
    assert "001010123456789" in identity
    network = gammu("networkinfo")
    assert "home network" in network
    assert "Simulated" in network


def test_gammu_reads_texts_as_they_were_written_and_deletes_them(simulator: SimulatorProcess, gammu: Gammu) -> None:
    assert [simulator.deliver(PHONE, text) for text in (ACCENTS, DEGREES, LONG)] == [1, 1, 2]
    listing = gammu("getallsms")
    assert ACCENTS in listing
    assert DEGREES in listing
    # A part with a header takes 153 septets; each letter here is one.
    assert LONG[:153] in listing
    assert LONG[153:] in listing
    assert "part 2 of 2" in listing
    assert listing.count(f'"{PHONE}"') == 4
    gammu("deleteallsms", "1")
    assert simulator.state()["storages"]["SM"]["used"] == 0


def test_gammu_sends_texts_of_every_alphabet_and_length(simulator: SimulatorProcess, gammu: Gammu) -> None:
    assert "reference=0" in gammu("sendsms", "TEXT", PHONE, "-unicode", "-text", DEGREES)
    gammu("sendsms", "TEXT", PHONE, "-report", "-autolen", "400", "-text", LONG)
    degrees, first, second = submitted = simulator.submitted()
    assert (degrees["text"], degrees["alphabet"]) == (DEGREES, "ucs2")
    assert (first["text"] + second["text"], first["alphabet"]) == (LONG, "gsm7")
    assert [one["concatenation"]["part"] for one in (first, second)] == [1, 2]
    assert [one["status_report"] for one in submitted] == [False, True, True]
    assert [one["mr"] for one in submitted] == [0, 1, 2]
    assert [(one["to"], one["warnings"]) for one in submitted] == [(PHONE, [])] * 3


def test_gammu_unlocks_a_sim_with_its_pin(tmp_path: Path) -> None:
    with SimulatorProcess("--pin", "4821") as simulator:
        gammu = Gammu(simulator.link, tmp_path)
        assert simulator.state()["pin"] == "SIM PIN"
        gammu("entersecuritycode", "PIN", "4821")
        assert simulator.state()["pin"] == "READY"


def test_gammu_smsd_receives_and_sends(simulator: SimulatorProcess, tmp_path: Path) -> None:
    daemon, inject = program("gammu-smsd"), program("gammu-smsd-inject")
    folders = {name: tmp_path / name for name in ("inbox", "outbox", "sentsms", "errorsms")}
    for folder in folders.values():
        folder.mkdir()
    config = tmp_path / "smsdrc"
    paths = "".join(f"{name}path = {folder}/\n" for name, folder in folders.items())
    config.write_text(
        f"[gammu]\ndevice = {simulator.link}\nconnection = at115200\nmodel = at\n"
        f"[smsd]\nservice = files\n{paths}inboxformat = unicode\nlogfile = {tmp_path}/log\n"
        "checksecurity = 0\nreceivefrequency = 1\nstatusfrequency = 0\nloopsleep = 1\n"
    )
    for text in (DEGREES, LONG):
        simulator.deliver(PHONE, text)
    wanted = (inject, "-c", config, "TEXT", PHONE, "-unicode", "-text", DEGREES)
    subprocess.run(wanted, capture_output=True, timeout=30, check=True)
    with running([daemon, "-c", config, "-p", tmp_path / "pid"], tmp_path / "output"):
        received = await_condition(lambda: _at_least(3, folders["inbox"], "IN*.txt"), "three parts in the inbox")
        sent = await_condition(simulator.submitted, "a submission")
        await_condition(lambda: simulator.state()["storages"]["SM"]["used"] == 0, "the messages are deleted")
    # One file for each part, named after time, sender and part. gammu writes more than the text: it ends at a NUL.
    texts = [file.read_bytes().decode("utf-16").partition("\0")[0] for file in received]
    assert DEGREES in texts
    assert "".join(text for text in texts if text != DEGREES) == LONG
    assert all(PHONE in file.name for file in received)
    assert [(one["to"], one["text"]) for one in sent] == [(PHONE, DEGREES)]


def test_smstools_receives_and_sends_with_a_delivery_report(simulator: SimulatorProcess, tmp_path: Path) -> None:
    daemon = program("smsd")
    folders = {name: tmp_path / name for name in ("outgoing", "checked", "incoming", "failed", "sent", "report")}
    for folder in folders.values():
        folder.mkdir()
    config = tmp_path / "smsd.conf"
    config.write_text(
        "devices = GSM1\n"
        + "".join(f"{name} = {folder}\n" for name, folder in folders.items())
        + f"logfile = {tmp_path}/log\ninfofile = {tmp_path}/running\npidfile = {tmp_path}/pid\n"
        "loglevel = 7\ndelaytime = 1\nincoming_utf8 = yes\n"
        f"[GSM1]\ndevice = {simulator.link}\nincoming = yes\nbaudrate = 115200\nrtscts = no\nreport = yes\n"
        "init = AT+CNMI=2,1,0,2,0\n"
    )
    for text in (ACCENTS, LONG):
        simulator.deliver(PHONE, text)
    (folders["outgoing"] / "one").write_text(f"To: {PHONE[1:]}\nAlphabet: UTF\nReport: yes\n\n{ACCENTS}", "utf-8")
    with running([daemon, "-c", config, "-t"], tmp_path / "output"):
        received = await_condition(lambda: _at_least(2, folders["incoming"], "GSM1.*"), "two messages are stored")
        await_condition(lambda: _at_least(1, folders["sent"], "one"), "the message is sent")
        reports = await_condition(lambda: _at_least(1, folders["report"], "GSM1.*"), "the delivery report is stored")
    texts = [file.read_text("utf-8").split("\n\n", 1)[1] for file in received]
    # smstools puts the parts of a long message together.
    assert sorted(texts) == sorted([ACCENTS, LONG])
    assert [(one["to"], one["text"], one["status_report"]) for one in simulator.submitted()] == [(PHONE, ACCENTS, True)]
    assert f"From: {PHONE[1:]}" in reports[0].read_text("latin-1")
    assert not list(folders["failed"].iterdir())


def _at_least(count: int, folder: Path, pattern: str) -> list[Path]:
    """The files of that name in `folder` with something in them, once there are `count`."""
    files = sorted(file for file in folder.glob(pattern) if file.stat().st_size)
    return files if len(files) >= count else []
