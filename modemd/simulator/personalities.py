"""The kinds of modem to choose from, as data: each shows traits that real ones were seen to have.

The transcripts of these modems are in tests/transcripts; a personality takes over what a program has to cope with, not
every detail. `PERSONALITIES` is the table.
"""

from __future__ import annotations

from typing import Final

from .settings import EmptySlot, Personality

GENERIC: Final = Personality()

# huawei_e220.json, huawei_e1752.json: index 0, ds 1 listed and refused, no +CMMS, lines about signal without end, a
# full storage announced instead of the message, COMMAND NOT SUPPORT, and off the bus for a while at every reset.
HUAWEI: Final = Personality(
    manufacturer="huawei",
    model="E1752",
    revision="11.126.13.00.00",
    unknown_command="COMMAND NOT SUPPORT",
    accepts=("^PORTSEL", "^U2DIAG"),
    pin_counter="^CPIN",
    chatter=(("^RSSI:18", 10.0), ("^BOOT:27710117,0,0,0,75", 20.0)),
    more_to_send=False,
    restart_s=5.0,
    restart_replugs=True,
    charsets=("IRA", "UCS2", "GSM"),
    storages=(("SM", 50), ("ME", 23)),
    index_base=0,
    notices=((0, 1, 2), (0, 1, 2, 3), (0, 2), (0, 1, 2), (0, 1)),
    reports_refused=(1,),
    full='^SMMEMFULL:"SM"',
)

# simcom_sim800c.json: a serial line at 9600, message commands refused until `SMS Ready`, ds 0 and 1 only, a quoted
# empty name, OK alone for an empty slot.
SIM800C: Final = Personality(
    manufacturer="SIMCOM_Ltd",
    model="SIMCOM_SIM800C",
    revision="Revision:1418B05SIM800C32",
    baudrate=9600,
    pin_counter="+SPIC",
    boot=("RDY", "+CFUN: 1", "+CPIN: READY", "Call Ready"),
    sms_ready_s=8.0,
    sms_ready="SMS Ready",
    restart_s=3.0,
    charsets=("IRA", "GSM", "UCS2"),
    storages=(("SM", 50), ("ME", 10)),
    notices=((0, 1, 2, 3), (0, 1, 2, 3), (0, 2), (0, 1), (0, 1)),
    alpha='""',
    empty_slot=EmptySlot.NOTHING,
)

# Phones that refuse +CNMI or accept it and never notify (Sony Ericsson W880i): who does not poll finds nothing.
POLL_ONLY: Final = Personality(model="Poll-only", notices=())

# Modems without PDU mode: old Motorola and some CDMA sticks. What they read and write are texts in the `+CSCS` set.
TEXT_ONLY: Final = Personality(model="Text-only", pdu_mode=False)

# Option GlobeTrotter: index 0, and names, numbers and operators come as UCS2 until +CSCS says otherwise.
UCS2_AT_START: Final = Personality(
    manufacturer="Option N.V.",
    model="GlobeTrotter HSUPA",
    charsets=("UCS2", "GSM", "IRA"),
    index_base=0,
    notices=((0, 1, 2), (0, 1, 2, 3), (0, 2), (0, 1, 2), (0, 1)),
)

# siemens_mc35i.json: the last value of +CNMI must be 1, ds 1 is refused, ME is not for receiving, +CMGD takes no flag,
# MT shows a message in every empty slot, and the SIM is busy for long after the PIN.
SIEMENS: Final = Personality(
    manufacturer="SIEMENS",
    model="MC35i",
    revision="REVISION 02.00",
    pin_counter="^SPIC",
    boot=("^SYSSTART",),
    sim_busy_s=10.0,
    restart_s=5.0,
    charsets=("GSM", "UCS2"),
    storages=(("SM", 20), ("ME", 25), ("MT", 0)),
    not_for_receiving=("ME",),
    notices=((0, 1, 2, 3), (0, 1), (0, 2, 3), (0, 2), (1,)),
    empty_slot=EmptySlot.ZERO,
    dummies_in="MT",
    delete_flag=False,
    full="^SMGO: 1",
    full_and_waiting="^SMGO: 2",
)

# zte_k3565z.json, generic_hsdpa72_qualcomm.json: +CSMP costs the SMSC, the port disappears at a reset.
QUALCOMM: Final = Personality(
    manufacturer="QUALCOMM INCORPORATED",
    model="M6280",
    csmp_erases_smsc=True,
    sim_busy_s=10.0,
    restart_s=5.0,
    restart_replugs=True,
    index_base=0,
    notices=((0, 1, 2), (0, 1, 2, 3), (0, 2), (0, 1, 2), (0, 1)),
    reports_refused=(1,),
)

PERSONALITIES: Final = {
    "generic": GENERIC,
    "huawei": HUAWEI,
    "sim800c": SIM800C,
    "poll-only": POLL_ONLY,
    "text-only": TEXT_ONLY,
    "ucs2": UCS2_AT_START,
    "siemens": SIEMENS,
    "qualcomm": QUALCOMM,
}
