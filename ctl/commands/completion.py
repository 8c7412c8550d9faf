"""`smsctl completion`: the script that makes a shell complete smsctl."""

from __future__ import annotations

import click

from ctl.parameters import Command

INSTALLATION = {
    "bash": "# smsctl completion bash > ~/.local/share/bash-completion/completions/smsctl",
    "zsh": "# smsctl completion zsh > ~/.zfunc/_smsctl     with fpath+=~/.zfunc before compinit in ~/.zshrc",
    "fish": "# smsctl completion fish > ~/.config/fish/completions/smsctl.fish",
}


@click.command("completion", cls=Command)
@click.argument("shell", type=click.Choice(list(INSTALLATION)))
def command(shell: str) -> None:
    """Print what makes SHELL complete commands and options, and the names of modems, equipments and contacts.

    Names are offered while routerd answers at once; those with blanks are not.

    \b
    Examples:
      smsctl completion bash > ~/.local/share/bash-completion/completions/smsctl
      smsctl completion zsh > ~/.zfunc/_smsctl      (fpath+=~/.zfunc before compinit in ~/.zshrc)
      smsctl completion fish > ~/.config/fish/completions/smsctl.fish
      source <(smsctl completion bash)              (in ~/.bashrc, or to try it)
    """
    click.echo(script(shell), nl=False)


def script(shell: str) -> str:
    """The script. click's own, asked of its base class: for bash the class itself would start one to learn its age."""
    from click.shell_completion import ShellComplete, get_completion_class

    from ctl.__main__ import COMPLETION_VARIABLE, cli

    found = get_completion_class(shell)
    assert found is not None, "a shell of INSTALLATION that click does not know"
    text = ShellComplete.source(found(cli, {}, "smsctl", COMPLETION_VARIABLE))
    first, _, rest = text.lstrip("\n").partition("\n")
    # zsh looks at the first line of such a file.
    heading = (first, INSTALLATION[shell]) if first.startswith("#compdef") else (INSTALLATION[shell], first)
    return "\n".join((*heading, rest.rstrip(), ""))
