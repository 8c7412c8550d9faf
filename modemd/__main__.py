"""`modemd --config FILE --modem NAME`: drives one modem until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import os
import sys

from modemd.daemon import Daemon
from modemd.settings import chosen
from smsbus import config, logs
from smsbus.errors import ConfigError, SmsbusError


def main() -> int:
    """Exit code 0 after a signal, 2 for settings or arguments that cannot be used. An absent modem ends nothing."""
    parser = argparse.ArgumentParser(prog="modemd", description="Drives one GSM modem for routerd.")
    parser.add_argument(
        "--config", metavar="FILE", help="settings file; default: $SMSBUS_CONFIG or /etc/smsbus/smsbus.toml"
    )
    parser.add_argument("--modem", metavar="NAME", required=True, help="which [modems.NAME] of the settings")
    arguments = parser.parse_args()
    try:
        settings = config.load(config.find(arguments.config, os.environ))
        chosen(settings, arguments.modem)
    except ConfigError as error:
        sys.stderr.write(f"modemd: {error}\n")
        return 2
    service = settings.service
    logs.setup(f"modemd[{arguments.modem}]", level=service.log_level, log_format=service.log_format)
    try:
        Daemon(settings, arguments.modem).run()
    except SmsbusError as error:
        sys.stderr.write(f"modemd: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
