"""`modemd --config FILE --modem NAME`: drives one modem until SIGTERM or SIGINT. `modemd --detect` looks for modems.

`--survey` and `--examine` are for `smsctl doctor`, which imports nothing of modemd.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from modemd.daemon import Daemon
from modemd.examining import examine
from modemd.inventory import inventory
from modemd.report import Detection, in_words
from modemd.settings import chosen
from smsbus import config, logs
from smsbus.errors import ConfigError, SmsbusError
from smsbus.loop import Loop


def main() -> int:
    """Exit code 0 after a signal, 2 for settings or arguments that cannot be used. An absent modem ends nothing."""
    parser = argparse.ArgumentParser(prog="modemd", description="Drives one GSM modem for routerd.")
    parser.add_argument(
        "--config", metavar="FILE", help="settings file; default: $SMSBUS_CONFIG or /etc/smsbus/smsbus.toml"
    )
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--modem", metavar="NAME", help="which [modems.NAME] of the settings")
    task.add_argument("--detect", action="store_true", help="ask each port whether it is a modem's, report and end")
    task.add_argument("--survey", action="store_true", help="what is plugged in, as JSON; opens no port")
    task.add_argument(
        "--examine", action="store_true", help="ask the modems of the settings how they are, as JSON; never the PIN"
    )
    parser.add_argument(
        "--within", metavar="S", type=float, default=15.0, help="with --examine: how long that may take (default: 15)"
    )
    parser.add_argument("--json", action="store_true", help="with --detect: the report as one JSON document")
    arguments = parser.parse_args()
    root = Path(os.environ.get("SMSBUS_ROOT", "/"))
    if arguments.detect:
        return _detect(root, as_json=arguments.json)
    if arguments.survey and not arguments.config:
        return _print(inventory(root, None))
    try:
        settings = config.load(config.find(arguments.config, os.environ))
        if arguments.survey:
            return _print(inventory(root, settings))
        if arguments.examine:
            return _print(examine(settings, root, time.monotonic, within_s=arguments.within))
        chosen(settings, arguments.modem)
    except ConfigError as error:
        sys.stderr.write(f"modemd: {error}\n")
        return 2
    service = settings.service
    logs.setup(f"modemd[{arguments.modem}]", level=service.log_level, log_format=service.log_format)
    try:
        Daemon(settings, arguments.modem, root).run()
    except SmsbusError as error:
        sys.stderr.write(f"modemd: {error}\n")
        return 2
    return 0


def _print(document: object) -> int:
    sys.stdout.write(json.dumps(document) + "\n")
    return 0


def _detect(root: Path, *, as_json: bool) -> int:
    """Exit code 0 where a modem was found, 1 where none was."""
    report = Detection(Loop(time.monotonic), root).run()
    sys.stdout.write((json.dumps(report) if as_json else in_words(report)) + "\n")
    return 0 if report["found"] else 1


if __name__ == "__main__":
    sys.exit(main())
