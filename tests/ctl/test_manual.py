from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from ctl import manual
from ctl.__main__ import cli

VERSION = "1.2.3"


def test_every_command_and_every_option_is_in_the_page() -> None:
    page = manual.smsctl_page(cli, VERSION)
    titles = re.findall(r'^\.SS "(.*)"$', page, re.MULTILINE)
    found = list(manual.commands(cli, click.Context(cli, info_name="smsctl")))
    assert len(titles) == len(found) > 40
    for title, (command, context) in zip(titles, found, strict=True):
        assert title.startswith(context.command_path + " ") or title == context.command_path
        section = page.partition(f'.SS "{title}"')[2].partition(".SS ")[0]
        for parameter in command.params:
            if isinstance(parameter, click.Option) and "--help" not in parameter.opts:
                assert all(option.replace("-", "\\-") in section for option in parameter.opts), (title, parameter.opts)


def test_the_page_is_the_same_every_time() -> None:
    assert manual.smsctl_page(cli, VERSION) == manual.smsctl_page(cli, VERSION)
    assert manual.daemon_help("routerd") == manual.daemon_help("routerd")


@pytest.mark.parametrize("name", manual.DAEMONS)
def test_a_daemon_s_page_has_what_its_help_says(name: str) -> None:
    page = manual.daemon_page(name, manual.daemon_help(name), VERSION)
    assert page.startswith('.\\" Made by')
    assert f'.TH {name.upper()} 1 "" "smsbus 1.2.3"' in page
    assert "\\-\\-config FILE" in page


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        (".so /etc/passwd", "\\&.so /etc/passwd"),
        ("'\\", "\\&\\(aq\\e"),
        ("--json", "\\-\\-json"),
        ('`a` "b"', "\\(gaa\\(ga \\(dqb\\(dq"),
    ],
)
def test_no_text_is_taken_for_a_request(text: str, escaped: str) -> None:
    command = click.Command("x", help=text)
    assert f".PP\n{escaped}\n" in manual.smsctl_page(click.Group("smsctl", commands=[command]), VERSION)


def test_the_pages_are_written_and_groff_has_nothing_to_object(tmp_path: Path) -> None:
    manual.main(tmp_path / "man")
    pages = sorted((tmp_path / "man").iterdir())
    assert [page.name for page in pages] == ["interactd.1", "modemd.1", "routerd.1", "smsctl.1"]
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    for page in pages:
        done = subprocess.run(
            ["groff", "-man", "-ww", "-Kutf8", "-Tutf8", "-z", str(page)], capture_output=True, text=True, timeout=30
        )
        assert (done.returncode, done.stderr) == (0, ""), page.name
