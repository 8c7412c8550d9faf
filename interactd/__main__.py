"""`interactd --config FILE`: arguments, settings, logging, run. Exit code 2: something given cannot be used."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path

from interactd import sentences, zones
from interactd.daemon import Daemon
from interactd.errors import SentencesError
from interactd.events import Ground
from interactd.interactions import Interactions
from smsbus import config, logs
from smsbus.config import Settings
from smsbus.errors import ConfigError, SmsbusError

USAGE = 2

logger = logging.getLogger("interactd")


def main() -> None:
    """Runs the daemon, or with `--check` reports on interactions.toml."""
    arguments = _arguments()
    path = config.find(arguments.config, os.environ)
    try:
        settings, ground = _load(path)
    except (ConfigError, SentencesError) as error:
        sys.stderr.write(f"interactd: {error}\n")
        sys.exit(USAGE)
    if arguments.check:
        sys.stdout.write(_report(ground))
        return
    logs.setup(arguments.name, level=settings.service.log_level, log_format=settings.service.log_format)
    _warn(ground.interactions)
    try:
        daemon = Daemon(ground, settings, name=arguments.name, load=lambda: _reload(path))
    except SmsbusError as error:
        sys.stderr.write(f"interactd: {error}\n")
        sys.exit(USAGE)
    daemon.run()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="interactd", description="Answers what contacts ask by SMS.")
    parser.add_argument("--config", metavar="FILE", help="smsbus.toml (else $SMSBUS_CONFIG, /etc/smsbus/smsbus.toml)")
    parser.add_argument("--name", default="interactd", help="its name on the bus and in logs, when several run")
    parser.add_argument("--check", action="store_true", help="check settings and interactions, report, and end")
    return parser.parse_args()


def _load(path: Path) -> tuple[Settings, Ground]:
    settings = config.load(path)
    interactions = sentences.load(Path(settings.interactions.file))
    longest_s = settings.interactions.timeout + max(one.wait_s for one in interactions.by_name.values())
    if longest_s > settings.router.question_timeout:
        raise ConfigError(
            f"{path}: router.question_timeout: must be at least {longest_s:g}: interactions.timeout and the longest "
            f"wait in {settings.interactions.file} together; else the sender gets an apology before the answer"
        )
    ground = Ground(
        interactions=interactions,
        settings=settings.interactions,
        language=settings.service.language,
        zone=zones.local(os.environ, zones.LOCALTIME),
    )
    return settings, ground


def _reload(path: Path) -> Ground:
    _, ground = _load(path)
    _warn(ground.interactions)
    return ground


def _warn(interactions: Interactions) -> None:
    for warning in interactions.warnings:
        logger.warning("found", extra=logs.fields(warning=warning))


def _report(ground: Ground) -> str:
    interactions = ground.interactions
    count = sum(len(interaction.sentences) for interaction in interactions.by_name.values())
    findings = "".join(f"warning: {warning}\n" for warning in interactions.warnings)
    return f"{findings}{ground.settings.file}: {len(interactions.by_name)} interactions, {count} sentences\n"


if __name__ == "__main__":
    main()
