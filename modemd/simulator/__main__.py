"""`python -m modemd.simulator`: arguments, settings, logging, run."""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import replace
from pathlib import Path

from smsbus import logs

from .daemon import Daemon
from .personalities import PERSONALITIES
from .port import StartError
from .settings import Conditions, Settings

DESCRIPTION = """\
A GSM modem without a modem: a serial port (a pseudo-terminal) that answers AT commands, and a mobile network
behind it. Point any SMS program at the link as if it were /dev/ttyUSB0. It runs until Ctrl-C.
"""
EXAMPLES = """\
examples:
  python -m modemd.simulator --link /tmp/modem --control /tmp/modem.sock
      then, in other terminals:
  minicom -D /tmp/modem                                    type AT commands by hand
  echo '{"op":"deliver","from":"+33639980001","text":"Hello"}' | nc -NU /tmp/modem.sock
                                                           text the modem
  echo '{"op":"watch"}' | nc -U /tmp/modem.sock            see what is sent through it
  python -m modemd.simulator --link /tmp/modem --pin 1234 --storage-size 10 --submit-delay 3
      a slow modem with a locked SIM of ten slots
  python -m modemd.simulator --link /tmp/modem --personality sim800c
      a modem on a serial line of 9600 bits per second, with the habits of a SIM800C

Everything the control socket understands, faults included: python -m pydoc modemd.simulator.control
"""


def main(arguments: list[str] | None = None) -> int:
    """Runs a simulated modem; returns the exit code: 0 ended, 2 it could not start."""
    given = _parser().parse_args(arguments)
    logs.setup("simulator", level="debug" if given.verbose else "info")
    try:
        daemon = Daemon(_settings(given), link=given.link, control=given.control, second_link=given.second_link)
    except StartError as error:
        sys.stderr.write(f"simulator: {error}\n")
        return 2
    daemon.run()
    return 0


def _settings(given: argparse.Namespace) -> Settings:
    personality = PERSONALITIES[given.personality]
    if given.index_base is not None:
        personality = replace(personality, index_base=given.index_base)
    return Settings(
        baudrate=given.baudrate,
        echo=given.echo,
        pin=given.pin,
        storage_size=given.storage_size,
        number=given.number,
        smsc=given.smsc,
        imsi=given.imsi,
        imei=given.imei,
        operator=given.operator,
        personality=personality,
        conditions=Conditions(
            submit_delay_s=given.submit_delay,
            deliver_delay_s=given.deliver_delay,
            report_delay_s=given.report_delay,
            signal=given.signal,
            registration=given.registration,
            sim_busy_s=given.sim_busy,
        ),
    )


def _parser() -> argparse.ArgumentParser:
    default = Settings()
    parser = argparse.ArgumentParser(
        prog="python -m modemd.simulator",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--link", type=Path, required=True, help="the path to open as the modem's serial port")
    parser.add_argument("--control", type=Path, metavar="SOCKET", help="unix socket to text it, watch it and break it")
    parser.add_argument("--verbose", action="store_true", help="log every octet, texts and numbers included")
    parser.add_argument("--second-link", type=Path, metavar="PATH", help="its other name, for the fault unplug")
    modem = parser.add_argument_group("modem")
    modem.add_argument("--personality", choices=tuple(PERSONALITIES), default="generic", help="(%(default)s)")
    modem.add_argument("--baudrate", type=_speed, metavar="N", help="understand and be as slow as N bits per second")
    modem.add_argument("--echo", action=argparse.BooleanOptionalAction, default=True, help="echo commands (yes)")
    modem.add_argument(
        "--index-base", type=int, choices=(0, 1), help="number of the first slot (1, or the personality's)"
    )
    modem.add_argument("--imei", default=default.imei, type=_digits, metavar="DIGITS", help="(%(default)s)")
    sim = parser.add_argument_group("SIM card")
    sim.add_argument("--pin", type=_digits, metavar="NNNN", help="it asks for this PIN (it asks for none)")
    sim.add_argument("--storage-size", type=_slots, metavar="SLOTS", help="(30, or the personality's)")
    sim.add_argument("--sim-busy", type=_delay, default=0.0, metavar="S", help="after power-up and PIN (0)")
    sim.add_argument("--number", default=default.number, type=_number, help="its own number (%(default)s)")
    sim.add_argument("--imsi", default=default.imsi, type=_digits, metavar="DIGITS", help="(%(default)s)")
    sim.add_argument("--smsc", default=default.smsc, type=_number, help="number of its message centre (%(default)s)")
    network = parser.add_argument_group(
        "network", "Delays are in seconds; all of it can be changed over the control socket."
    )
    network.add_argument("--submit-delay", type=_delay, default=0.0, metavar="S", help="from Ctrl-Z to +CMGS (0)")
    network.add_argument("--deliver-delay", type=_delay, default=0.0, metavar="S", help="of texts to the modem (0)")
    network.add_argument("--report-delay", type=_delay, default=0.0, metavar="S", help="of delivery reports (0)")
    network.add_argument("--signal", type=int, choices=(*range(32), 99), default=21, metavar="0-31", help="+CSQ (21)")
    network.add_argument("--registration", type=int, choices=range(6), default=1, metavar="0-5", help="+CREG (1, home)")
    network.add_argument("--operator", default=default.operator, help="its name (%(default)s)")
    return parser


def _digits(text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number")
    return text


def _number(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9]{3,15}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a telephone number")
    return text


def _delay(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 86400 seconds")
    return seconds


def _speed(text: str) -> int:
    bits = int(text)
    if not 50 <= bits <= 4_000_000:
        raise argparse.ArgumentTypeError(f"{text} is not between 50 and 4000000 bits per second")
    return bits


def _slots(text: str) -> int:
    slots = int(text)
    if not 1 <= slots <= 1000:
        raise argparse.ArgumentTypeError(f"{text} is not between 1 and 1000 slots")
    return slots


if __name__ == "__main__":
    sys.exit(main())
