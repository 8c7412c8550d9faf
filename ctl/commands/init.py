"""`smsctl init`: asks a few questions, writes what this computer needs, starts it, and shows whether all is well."""

from __future__ import annotations

import json
import os
import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ctl.exits import Exit, Failure
from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_json, printable
from ctl.parameters import Command
from ctl.patience import busy
from smsbus.errors import NoReply

if TYPE_CHECKING:
    from ctl.installation import Answers, Places
    from ctl.interview import Found, Given
    from ctl.writing import Owner

ACCOUNT = "smsbus"
"""That of the service, where the system has one."""

SETTLING_S = 20.0
POLL_S = 0.5
_ON_ITS_WAY = ("opening", "probing", "registering", "recovering")


@click.command("init", cls=Command)
@click.option("--modem", metavar="PORT", help="auto, sim, a path such as /dev/ttyUSB2, or socket://host:port.")
@click.option("--pin-file", type=click.Path(exists=True, dir_okay=False), help="A file that holds the PIN of the SIM.")
@click.option("--region", metavar="CC", help="The country of numbers without +: FR, GB ...")
@click.option("--number", default="", help="The SIM's own number.")
@click.option("--contact", "people", multiple=True, metavar="NAME=NUMBER", help="Who may text; may be repeated.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where everything goes; else ~/house.")
@click.option("--system", is_flag=True, help="In /etc/smsbus, /var/lib/smsbus, /run/smsbus and /var/log/smsbus.")
@click.option("--destdir", type=click.Path(path_type=Path), help="With --system: below this folder, for a package.")
@click.option("--yes", is_flag=True, help="Ask nothing; what is not given has its default.")
@click.option("--force", is_flag=True, help="Replace files that exist; they are kept as NAME.old.")
@click.option("--up/--no-up", "start", default=None, help="Start everything at the end, or not.")
@pass_invocation
def command(
    invocation: Invocation,
    modem: str | None,
    pin_file: str | None,
    region: str | None,
    number: str,
    people: tuple[str, ...],
    folder: Path | None,
    system: bool,
    destdir: Path | None,
    yes: bool,
    force: bool,
    start: bool | None,
) -> None:
    """Write settings, interactions and a directory for this computer, make the folders, start everything.

    On a terminal it asks what was not given. Nothing that exists is replaced without --force. A PIN is asked without
    being shown, never given on the command line, and kept in a file that only you can read.

    \b
    Examples:
      smsctl init
      smsctl init --modem sim --contact Alice=+33639980001 --yes
      smsctl init --folder /srv/house --modem auto --pin-file /etc/smsbus/pin --region GB --no-up
      sudo smsctl init --system
    """
    from ctl import installation, interview, writing

    places = _places(invocation, folder, system, destdir)
    _refuse_to_replace(writing.existing(places.files), force=force)
    asks = sys.stdin.isatty() and sys.stdout.isatty() and not yes and not invocation.json
    if not asks and not yes and modem is None:
        raise Failure(
            Exit.USAGE,
            "usage",
            "there is no terminal to ask on: give --yes for the defaults, or --modem auto|sim|PORT, and where wanted "
            "--pin-file FILE, --region CC, --number NUMBER, --contact NAME=NUMBER, --folder DIR or --system, --up",
        )
    given = interview.Given(
        port=modem,
        region=region,
        number=number,
        pin_file=str(Path(pin_file).absolute()) if pin_file else "",
        people=people,
    )
    usual = installation.usual_region(os.environ.get("LC_ALL") or os.environ.get("LANG") or "")
    interview.without_questions(given, None, usual)  # what is wrong is told before anything is asked
    answers, found = _answers(given, usual, asks=asks, silent=invocation.json, detect=destdir is None)
    owner = writing.Owner(ACCOUNT if system and destdir is None else None)
    written = _write(places, answers, owner)
    made = Invocation(str(places.settings), os.environ, json=invocation.json)
    if not invocation.json:
        _tell_written(written, answers)
    if destdir is not None or owner.other:
        starts = False
    elif start is None:
        starts = yes or (asks and click.confirm("Start everything now?", default=True))
    else:
        starts = start
    status = _started(made, places) if starts else None
    if invocation.json:
        document = {"config": str(places.settings), **written, "modem": _modem(answers, found), "status": status}
        print_json(document)
    else:
        _tell_next(places, answers, started=starts, account=owner.other)


def _places(invocation: Invocation, folder: Path | None, system: bool, destdir: Path | None) -> Places:
    from ctl import installation

    if destdir is not None and not system:
        raise click.UsageError("--destdir goes with --system")
    if sum((folder is not None, system, invocation.named)) > 1:
        raise click.UsageError("give one of --folder, --system and --config")
    if system:
        return installation.of_system(destdir.absolute() if destdir else Path("/"))
    if folder is not None:
        return installation.in_folder(folder.absolute() / "smsbus.toml")
    return installation.in_folder(invocation.path if invocation.chosen else Path.home() / "house" / "smsbus.toml")


def _refuse_to_replace(there: list[Path], *, force: bool) -> None:
    if there and not force:
        listed = ", ".join(map(str, there))
        exist = "exists" if len(there) == 1 else "exist"
        raise Failure(
            Exit.USAGE,
            "exists",
            f"nothing was written: {listed} {exist}; --force would replace them, and keep the old ones as NAME.old",
        )


def _answers(
    given: Given, usual_region: str, *, asks: bool, silent: bool, detect: bool
) -> tuple[Answers, Found | None]:
    from ctl import interview

    found = _detected(silent) if detect and given.port in (None, "auto") else None
    answers = (interview.asked if asks else interview.without_questions)(given, found, usual_region)
    if found is not None and not asks and not silent:
        click.echo(f"modem: {printable(found.reason)}")
    return answers, found


def _detected(silent: bool) -> Found:
    from ctl import detection, installation, interview

    with busy("looking for a modem", silent=silent):
        report = json.loads(detection.said("--json"))
    return interview.Found(report["found"], installation.baudrate(report["baudrate"]), report["reason"])


def _write(places: Places, answers: Answers, owner: Owner) -> dict[str, list[str]]:
    """Writes it all, once the settings are known to be good; what was written, made, and kept."""
    from ctl import installation, programs, writing
    from smsbus import config

    names = ("smsbus.toml", "interactions.toml", "directory.toml")
    samples = {name: programs.sample(name).read_text(encoding="utf-8") for name in names}
    files = installation.files(places, answers, samples)
    programs.check_paths(config.parse(places.settings, files[0].text))
    folders = [folder for folder in (places.folder, *places.folders) if writing.make_folder(folder, owner)]
    kept = [writing.write(file, owner) for file in files]
    return {
        "written": [str(file.path) for file in files],
        "folders": [str(folder) for folder in folders],
        "kept": [str(path) for path in kept if path is not None],
    }


def _tell_written(written: dict[str, list[str]], answers: Answers) -> None:
    for path in written["folders"]:
        click.echo(f"made     {path}")
    for path in written["written"]:
        click.echo(f"wrote    {path}")
    for path in written["kept"]:
        click.echo(f"kept     {path}, as it was before")
    click.echo(f"modem    {answers.port}{', with a PIN' if answers.pin or answers.pin_file else ''}")
    for person in answers.people:
        click.echo(f"contact  {person.name} {person.number}")


def _started(made: Invocation, places: Places) -> Any:
    """Starts everything, adds the contacts, waits a little for the modem, and shows the status."""
    from ctl import directory_file
    from ctl.commands import status
    from ctl.service import bring_up

    with busy("starting", silent=made.json):
        bring_up(made.settings(), os.environ)
        made.ask("directory.apply", {"equipment": directory_file.read(places.folder / "directory.toml").equipment})
    with busy("waiting for the modem", silent=made.json):
        _settle(made)
    seen = status.look(made)
    if not made.json:
        click.echo("")
        click.echo("\n".join(status.rendered(seen)))
    return seen.status


def _settle(made: Invocation) -> None:
    """Until every modem is ready, or in a state that will not pass by itself, or it has taken too long to look at."""
    deadline = time.monotonic() + SETTLING_S
    while time.monotonic() < deadline:
        try:
            if not any(modem["state"] in _ON_ITS_WAY for modem in made.ask("modem.list")):
                return
        except NoReply:
            return  # the status tells
        time.sleep(POLL_S)


def _modem(answers: Answers, found: Found | None) -> dict[str, Any]:
    return {
        "port": answers.port,
        "found": None if found is None else found.port,
        "reason": None if found is None else found.reason,
    }


def _tell_next(places: Places, answers: Answers, *, started: bool, account: bool) -> None:
    from smsbus.config import DEFAULT_PATH

    if places.root != Path("/"):
        return
    name = shlex.quote(answers.people[0].name) if answers.people else "NAME"
    steps = []
    if places.settings != DEFAULT_PATH:
        steps.append(f"export SMSBUS_CONFIG={shlex.quote(str(places.settings))}    # also in ~/.profile")
    if not started:
        steps.append("systemctl enable --now smsbus" if account else "smsctl up")
        steps.append(f"smsctl apply {places.folder / 'directory.toml'}")
    steps += [] if answers.people else ["smsctl contact add House NAME NUMBER"]
    steps += ["smsctl status", f'smsctl interaction test "hello" --from {name}', f'smsctl send {name} "Hello"']
    click.echo("\nNext:\n" + "\n".join(f"  {step}" for step in steps))
