"""README.md, followed literally: on a fresh clone, in an empty home, as a normal user; and its recording of the demo.

docs/testing.md says which blocks of the page are run.
"""

import os
import pwd
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctl.conversation import INTRODUCTION
from tests.acceptance.house import eventually
from tests.acceptance.test_demo import Terminal, processes_in

pytestmark = pytest.mark.acceptance

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PATH = "/usr/local/bin:/usr/bin:/bin"
NORMAL_USER = "nobody"
PASSED_ON = re.compile(r"^PIP_|_proxy$|_PROXY$|SSL_CERT|^LANG$")
"""What an installation needs to know of the machine it is on; nothing else of ours reaches the newcomer."""

CODE = r"\d{4}"
DONE = "--- all of README.md was done ---"
PATIENCE_S = 300
SETTLED_S = 60


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, without the indentation that lists give them."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```$", README, re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(text) for _, text in found]


def script(origin: Path) -> str:
    """What a person would type, who stops at the first command that fails."""
    typed = "".join(blocks("sh")).replace("git clone URL ", f"git clone --quiet file://{shlex.quote(str(origin))} ")
    # Right after `up` the modem may still be opened: whoever looks again after a while sees that all is well.
    patient = f"for _ in $(seq {SETTLED_S}); do smsctl status && break; sleep 1; done\nsmsctl status"
    typed = re.sub(r"^smsctl status$", lambda _: patient, typed, flags=re.MULTILINE)
    return f"set -e\n{typed}\nsmsctl down\necho '{DONE}'\n"


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home of a normal user: of `nobody` where the tests run as root, else of whoever runs them."""
    folder = Path(tempfile.mkdtemp(prefix="readme-", dir="/tmp"))
    if os.geteuid() == 0:
        user = pwd.getpwnam(NORMAL_USER)
        os.chown(folder, user.pw_uid, user.pw_gid)
    yield folder
    for pid in running_in(folder):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def running_in(folder: Path) -> list[int]:
    """Processes whose command line names the folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            line = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
        except OSError:
            continue  # it ended meanwhile
        if os.fsencode(folder) in line:
            found.append(int(entry.name))
    return found


def as_a_normal_user(command: list[str], home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs it as the owner of `home`, with next to nothing in the environment."""
    kept = {name: value for name, value in os.environ.items() if PASSED_ON.search(name)}
    user = ["setpriv", f"--reuid={NORMAL_USER}", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    return subprocess.run(
        [*user, *command],
        cwd=home,
        env={**kept, "HOME": str(home), "PATH": PATH, **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE_S,
        start_new_session=True,
    )


def git(*arguments: str, within: Path, stdin: bytes | None = None) -> bytes:
    identity = ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "safe.directory=*"]
    done = subprocess.run(["git", *identity, *arguments], cwd=within, input=stdin, capture_output=True, check=True)
    return done.stdout


def publish(home: Path) -> Path:
    """A repository to clone from, readable by everybody: what is checked out here, with changes not yet committed."""
    origin = home / "origin"
    git("clone", "--quiet", "--no-hardlinks", str(ROOT), str(origin), within=home)
    changes = git("diff", "--binary", "HEAD", within=ROOT)
    if changes:
        git("apply", "--index", within=origin, stdin=changes)
        git("commit", "--quiet", "--message", "what is not committed yet", within=origin)
    if os.geteuid() == 0:
        for path in [origin, *origin.rglob("*")]:
            shutil.chown(path, NORMAL_USER, "nogroup")
    return origin


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="these are not the files of a clone")
@pytest.mark.skipif(shutil.which("git") is None or shutil.which("make") is None, reason="git and make are needed")
def test_a_newcomer_gets_from_the_clone_to_a_house_that_texts(home: Path) -> None:
    done = as_a_normal_user(["bash", "-c", script(publish(home))], home)
    assert done.returncode == 0, done.stdout
    assert done.stdout.rstrip().endswith(DONE)
    assert "< 16.3 °C" in done.stdout, "the demo answered"
    assert "The house can text." not in (home / "house" / "log" / "routerd.log").read_text(encoding="utf-8")
    assert running_in(home) == []
    assert "Traceback" not in done.stdout
    assert re.search(r"^text +16\.3 °C$", done.stdout, re.MULTILINE), "the house of the five steps answered"


def test_the_recording_of_the_demo_is_what_the_demo_prints() -> None:
    (recorded,) = blocks("console")
    home = Path(tempfile.mkdtemp(prefix="demo-", dir="/tmp"))
    terminal = Terminal(home)
    so_far, *exchanges = re.split(r"^(?=> )", recorded, flags=re.MULTILINE)
    try:
        terminal.sees("\n> ")
        for exchange in exchanges:
            typed = exchange.removeprefix("> ").partition("\n")[0]
            terminal.types(codes(terminal.seen)[-1] if re.fullmatch(CODE, typed) else typed)
            so_far += exchange
            if typed != "/quit":
                sees_all(terminal, so_far)
        assert terminal.ends() == 0
        terminal.sees("nothing is left behind.")
    finally:
        terminal.process.kill()
        shutil.rmtree(home)
    assert masked(shown(terminal.seen)) == masked(recorded)
    assert processes_in(home) == []


def test_everything_that_the_demo_suggests_is_in_its_recording() -> None:
    (recorded,) = blocks("console")
    suggested = re.findall(r"^  (\S.*)$", INTRODUCTION, re.MULTILINE)
    assert len(suggested) > 4
    for text in suggested:
        assert f"\n> {text}\n" in recorded


def sees_all(terminal: Terminal, recorded: str) -> None:
    """Waits until the terminal shows all of it, and nothing else before or between."""

    def read() -> bool:
        terminal.sees("")
        return masked(shown(terminal.seen)).startswith(masked(recorded))

    eventually(read, f"on the terminal:\n{recorded}", 60)


def codes(seen: str) -> list[str]:
    """The codes that the house sent so far."""
    return re.findall(rf"reply ({CODE}) within", seen)


def shown(seen: str) -> str:
    """What stands on a terminal that was written to like this: a line may be erased to be written anew."""
    lines, row, column = [""], 0, 0
    for piece in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|\r|\n|[^\x1b\r\n]+", seen):
        match piece:
            case "\r":
                column = 0
            case "\n":
                row += 1
                lines += [""] * (row == len(lines))
            case "\x1b[1A":
                row -= 1
            case "\x1b[2K":
                lines[row] = " " * column
            case "\x1b[K":
                lines[row] = lines[row][:column]
            case _ if not piece.startswith("\x1b"):
                lines[row] = lines[row][:column].ljust(column) + piece + lines[row][column + len(piece) :]
                column += len(piece)
    return "\n".join(line.rstrip() if line.isspace() else line for line in lines)


def masked(text: str) -> str:
    """Without what differs from run to run: the seconds and the folder, a code, the time of day."""
    text = re.sub(r"Ready after \d+\.\d s, in \S+", "Ready after TIME, in FOLDER", text)
    text = re.sub(rf"^(> |.*reply ){CODE}\b", r"\1CODE", text, flags=re.MULTILINE)
    return re.sub(r"\((tomorrow )?at \d\d:\d\d\)", "(at TIME)", text)
