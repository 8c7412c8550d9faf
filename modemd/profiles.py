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
    them on (+CDS). `breath_s` lies between an answer and the next command. `storage` is where received messages shall
    go. `unlocked` are commands that must come first once the SIM needs no PIN, `prepare` those of the family at
    start-up. `rest_s` is how long nothing is asked after the PIN. `readiness` asks whether messages can be used yet.
    `pin_counter` tells how many PIN attempts are left. `submit_s` is the least time a submission is given. `restart` is
    tried besides AT+CFUN=1,1 when the modem does not answer. `unheard` are tried in turn, one each time, while messages
    come and no code announces them. `ussd` is how a code for the network is written first: plain, packed or ucs2.
    """

    name: str
    manufacturer: str = ""
    model: str = ""
    transcript: str = ""
    report_mode: int = 2
    breath_s: float = 0.0
    storage: str = "SM"
    unlocked: tuple[str, ...] = ()
    rest_s: float = 0.0
    readiness: str = ""
    prepare: tuple[str, ...] = ()
    pin_counter: str = "AT+CPINR"
    submit_s: float = 0.0
    restart: str = ""
    unheard: tuple[str, ...] = ()
    ussd: str = "plain"


GENERIC: Final = Profile(name="generic")

# More special rows stand before more general ones. AT^CURC=0 stops the lines about signal that Huawei sends every few
# seconds (huawei_e220.json: ^RSSI, ^BOOT); where it silences +CMTI too, AT^CURC=1 brings that back. AT^PORTSEL says
# whether codes come at the port for PPP (1) or at the other (0), and which of them is open here is not always known.
# USSD is written and answered in packed septets (huawei_e160.json, huawei_e1752.json).
_HUAWEI_UNHEARD: Final = ("AT^CURC=1", "AT^PORTSEL=1", "AT^PORTSEL=0")

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
        unheard=_HUAWEI_UNHEARD,
        ussd="packed",
    ),
    Profile(
        name="huawei",
        manufacturer="huawei",
        transcript="huawei_e173.json",
        prepare=("AT^CURC=0",),
        pin_counter="AT^CPIN?",
        restart="AT^RESET",
        unheard=_HUAWEI_UNHEARD,
        ussd="packed",
    ),
    # With ds 2 it announces the wrong memory: reading there would give, and deleting would cost, somebody else's
    # message.
    Profile(
        name="quectel",
        manufacturer="quectel",
        transcript="quectel_ec25.json",
        report_mode=1,
        storage="ME",
        readiness="AT+QINISTAT",
    ),
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
    # Commands that come too soon behind an answer are lost.
    Profile(
        name="siemens",
        manufacturer="siemens",
        transcript="siemens_mc35i.json",
        breath_s=0.03,
        pin_counter="AT^SPIC",
    ),
    Profile(name="wavecom", manufacturer="wavecom", transcript="wavecom_multiband.json", breath_s=0.03),
    Profile(
        name="telit",
        manufacturer="telit",
        transcript="telit_he910.json",
        report_mode=1,
        readiness="AT#QSS?",
        submit_s=180.0,
        restart="AT#REBOOT",
    ),
    # Until it is asked for its storages, +ZUSIMR:2 comes again and again, until the stick crashes.
    Profile(name="zte", manufacturer="zte", transcript="zte_k3565z.json", unlocked=("AT+CPMS?",)),
    # Old cards crash when they are asked something too soon after the PIN.
    Profile(name="sierra", manufacturer="sierra", transcript="sierra_c885.json", rest_s=9.0),
)


def find(manufacturer: str | None, model: str | None) -> Profile:
    """The first row whose words are in the names; `GENERIC` where there is none."""
    named, modelled = (manufacturer or "").lower(), (model or "").lower()
    return next((row for row in ROWS if row.manufacturer in named and row.model in modelled), GENERIC)
