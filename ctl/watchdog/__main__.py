"""`python -m ctl.watchdog --config FILE`, started by supervisord as an event listener."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ctl.watchdog import watched
from ctl.watchdog.daemon import Watchdog
from smsbus import logs
from smsbus.errors import ConfigError


def main() -> int:
    """The exit code: 0 when supervisord has ended, 1 when it cannot go on, 2 for wrong use."""
    server_url = os.environ.get("SUPERVISOR_SERVER_URL", "")
    # No argparse: it would stay in memory for as long as the house runs.
    if len(sys.argv) != 3 or sys.argv[1] != "--config" or not server_url.startswith("unix://"):
        usage = "usage: python -m ctl.watchdog --config FILE, as an event listener of supervisord: etc/supervisord.conf"
        print(usage, file=sys.stderr)
        return 2
    path = Path(sys.argv[2]).absolute()
    try:
        settings = watched.read(path)
    except ConfigError as error:
        print(f"watchdog: {error}", file=sys.stderr)
        return 2
    logs.setup("watchdog", level=settings.log_level, log_format=settings.log_format)
    return Watchdog(path, server_url).run()


if __name__ == "__main__":
    sys.exit(main())
