"""How modems differ, as data: one row per family, each with the transcript that proves it (tests/transcripts).

Most differences need no row, because start-up tries in order and stops at the first OK. A row is for what cannot be
tried out: what is accepted and then does not work, or what must be asked in a vendor's own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A family, recognised by what is contained in the names it gives itself, in lower case.

    `report_mode` is the +CNMI ds value to try first: 2 stores status reports and announces them (+CDSI), 1 passes
    them on (+CDS). `storage` is where received messages shall go. `prepare` are commands of the family at start-up.
    `pin_counter` tells how many PIN attempts are left. `submit_s` is the least time a submission is given. `restart` is
    tried besides AT+CFUN=1,1 when the modem does not answer.
    """

    name: str
    manufacturer: str = ""
    model: str = ""
    transcript: str = ""
    report_mode: int = 2
    storage: str = "SM"
    prepare: tuple[str, ...] = ()
    pin_counter: str = "AT+CPINR"
    submit_s: float = 0.0
    restart: str = ""


GENERIC: Final = Profile(name="generic")

# More special rows stand before more general ones. AT^CURC=0 stops the lines about signal that Huawei sends every few
# seconds (huawei_e220.json: ^RSSI, ^BOOT).
ROWS: Final = (
    Profile(
        name="huawei 4G",
        manufacturer="huawei",
        model="e3",
        transcript="huawei_e3372_stick.json",
        report_mode=1,
        storage="ME",
        prepare=("AT^CURC=0",),
        pin_counter="AT^CPIN?",
        restart="AT^RESET",
    ),
    Profile(
        name="huawei",
        manufacturer="huawei",
        transcript="huawei_e173.json",
        prepare=("AT^CURC=0",),
        pin_counter="AT^CPIN?",
        restart="AT^RESET",
    ),
    # With ds 2 it announces the wrong memory: reading there would give, and deleting would cost, somebody else's
    # message.
    Profile(name="quectel", manufacturer="quectel", transcript="quectel_ec25.json", report_mode=1, storage="ME"),
    Profile(
        name="simcom 2G",
        manufacturer="simcom",
        model="sim8",
        transcript="simcom_sim800c.json",
        report_mode=1,
        pin_counter="AT+SPIC",
    ),
    Profile(
        name="simcom 2G",
        manufacturer="simcom",
        model="sim9",
        transcript="simcom_sim900.json",
        report_mode=1,
        pin_counter="AT+SPIC",
    ),
    Profile(name="siemens", manufacturer="siemens", transcript="siemens_mc35i.json", pin_counter="AT^SPIC"),
    Profile(
        name="telit",
        manufacturer="telit",
        transcript="telit_he910.json",
        report_mode=1,
        submit_s=180.0,
        restart="AT#REBOOT",
    ),
)


def find(manufacturer: str | None, model: str | None) -> Profile:
    """The first row whose words are in the names; `GENERIC` where there is none."""
    named, modelled = (manufacturer or "").lower(), (model or "").lower()
    return next((row for row in ROWS if row.manufacturer in named and row.model in modelled), GENERIC)
