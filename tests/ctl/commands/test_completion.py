from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.ctl.conftest import Smsctl


@pytest.mark.parametrize(
    ("shell", "first", "registers"),
    [
        ("bash", "# smsctl completion bash > ", "complete -o nosort -F _smsctl_completion smsctl"),
        ("zsh", "#compdef smsctl", "compdef _smsctl_completion smsctl"),
        ("fish", "# smsctl completion fish > ", "complete --no-files --command smsctl"),
    ],
)
def test_it_prints_a_script_that_says_where_it_goes(smsctl: Smsctl, shell: str, first: str, registers: str) -> None:
    done = smsctl("completion", shell)
    assert done.code == 0
    assert done.out.startswith(first)
    assert registers in done.out
    assert f"smsctl completion {shell} > " in done.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_understands_it(smsctl: Smsctl, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = smsctl("completion", shell).out
    assert subprocess.run([shell, "-n", "/dev/stdin"], input=script, text=True, timeout=20).returncode == 0


def test_another_shell_is_refused_with_those_there_are(smsctl: Smsctl) -> None:
    done = smsctl("completion", "tcsh")
    assert done.code == 2
    assert "'bash', 'zsh', 'fish'" in done.err
