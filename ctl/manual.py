"""Manual pages made of the texts that --help shows: `python -m ctl.manual FOLDER` writes smsctl.1 and the daemons'.

The same input gives the same octets: no date but that of the version, no path, no width of a terminal.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

DAEMONS = {
    "modemd": "drives one GSM modem for routerd",
    "routerd": "keeps every message and decides who may do what",
    "interactd": "answers what contacts ask by SMS",
}
HELP_TIMEOUT_S = 30.0
_EXAMPLES = ("Example:", "Examples:")

FILES = """\
.SH FILES
.TP
.I /etc/smsbus/smsbus.toml
The settings, where neither
.B \\-\\-config
nor
.B SMSBUS_CONFIG
names others. The sample explains each of them.
.SH ENVIRONMENT
.TP
.B SMSBUS_CONFIG
The settings file to use.
"""


def smsctl_page(cli: click.Group, version: str) -> str:
    """The page of smsctl with all its commands, in the order of --help."""
    context = click.Context(cli, info_name="smsctl")
    parts = [_heading("smsctl", version), _name("smsctl", "the command line of an SMS gateway of your own")]
    parts += [".SH SYNOPSIS\n.B smsctl\n" + _escaped("[--config FILE] [--json] COMMAND [ARGUMENTS]") + "\n"]
    parts += [".SH DESCRIPTION\n" + _prose(cli.help or ""), ".SH OPTIONS\n" + _options(cli, context), ".SH COMMANDS\n"]
    parts += [_command(command, inner) for command, inner in commands(cli, context)]
    others = ", ".join(f".BR {name} (1)" for name in DAEMONS).replace(", .BR", " ,\n.BR")
    return "".join([*parts, FILES, f".SH SEE ALSO\n{others}\n"])


def daemon_page(name: str, help_text: str, version: str) -> str:
    """The page of a daemon around what its --help prints."""
    shown = "".join(f"{_escaped(line)}\n" for line in help_text.strip().splitlines())
    about = (
        f'{name} is started by supervisord, with the rest of the set, by\n.BR "smsctl up" .\n'
        "It runs in the foreground, logs to standard error, ends on SIGTERM and reads its settings again on SIGHUP.\n"
    )
    return "".join(
        [
            _heading(name, version),
            _name(name, DAEMONS[name]),
            f".SH DESCRIPTION\n{about}",
            f".SH USAGE\n.nf\n{shown}.fi\n",
            FILES,
            ".SH SEE ALSO\n.BR smsctl (1)\n",
        ]
    )


def commands(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    """Every command below the group with the context that knows its whole name, parents first."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        yield command, inner
        if isinstance(command, click.Group):
            yield from commands(command, inner)


def daemon_help(name: str) -> str:
    """What `python -m NAME --help` prints, at a fixed width."""
    environment = {**os.environ, "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-P", "-m", name, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        timeout=HELP_TIMEOUT_S,
    )
    return done.stdout


def main(folder: Path) -> None:
    """Writes all pages into the folder."""
    from importlib.metadata import version

    from ctl.__main__ import cli

    number = version("smsbus")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "smsctl.1").write_text(smsctl_page(cli, number), encoding="utf-8")
    for name in DAEMONS:
        (folder / f"{name}.1").write_text(daemon_page(name, daemon_help(name), number), encoding="utf-8")


def _command(command: click.Command, context: click.Context) -> str:
    pieces = " ".join(command.collect_usage_pieces(context))
    title = f"{context.command_path} {pieces}"
    return f".SS {_quoted(title)}\n{_prose(command.help or '')}{_options(command, context)}"


def _options(command: click.Command, context: click.Context) -> str:
    """Options with their help; --help itself is told once, by the page."""
    found = []
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and "--help" not in parameter.opts:
            found.append(f".TP\n.B {_escaped(record[0])}\n{_escaped(record[1])}\n")
    return "".join(found)


def _prose(text: str) -> str:
    """A help text: paragraphs are filled, what click is told to leave as it is stays so."""
    written = []
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        kept = "\b" in paragraph
        lines = [line.rstrip() for line in paragraph.replace("\b", "").splitlines() if line.strip()]
        if not lines:
            continue
        if not kept:
            written.append(".PP\n" + "".join(f"{_escaped(line.strip())}\n" for line in lines))
            continue
        if lines[0].strip() in _EXAMPLES:
            written.append(f".PP\n{_escaped(lines[0].strip())}\n")
            lines = lines[1:]
        written.append(".PP\n.nf\n.RS\n" + "".join(f"{_escaped(line.strip())}\n" for line in lines) + ".RE\n.fi\n")
    return "".join(written)


def _heading(name: str, version: str) -> str:
    title = f'.TH {name.upper()} 1 "" "smsbus {version}" "smsbus"\n'
    return '.\\" Made by `make man` from --help; changes belong there.\n' + title


def _name(name: str, what: str) -> str:
    return f".SH NAME\n{name} \\- {_escaped(what)}\n"


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    """`text` as roff shows it: no escape, no request, and hyphens that can be copied into a shell."""
    plain = (
        text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga").replace('"', "\\(dq")
    )
    return "\\&" + plain if plain.startswith((".", "\\(aq")) else plain


if __name__ == "__main__":
    main(Path(sys.argv[1]))
