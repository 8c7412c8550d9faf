"""SIM, network, signal, message centre and storages of the modems, whoever told of them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Final

from ctl.facts import Facts, Modem
from ctl.findings.finding import Finding, Step, found

WEAK_DBM: Final = -103
"""Of +CSQ 5 and less: below two bars of five messages begin to fail."""
BARS: Final = ((-107, 0), (-103, 1), (-93, 2), (-83, 3), (-73, 4))
"""dBm up to which there are so many bars of five."""
NEARLY: Final = 0.9

_IN_A_PHONE: Final = Step(do="Put the card in a phone: does it work there, and does it ask for a PIN?")


def of_modems(facts: Facts) -> Iterator[Finding]:
    """What is wrong with a modem that answers."""
    for modem in facts.modems:
        yield from _of_sim(facts, modem)
        if modem.usable:
            yield from _of_network(facts, modem)
            yield from _of_storages(modem)


def bars(dbm: int) -> int:
    """As many as a phone would show, of five."""
    return next((count for limit, count in BARS if dbm <= limit), 5)


# --- SIM -----------------------------------------------------------------------------------------------------------


def _of_sim(facts: Facts, modem: Modem) -> Iterator[Finding]:
    if modem.state != "sim-locked":
        return
    about, name = f"modem {modem.name}", modem.name
    edit = f"nano {shlex.quote(facts.config)}"
    reset = Step(do="put it back, and have modemd look", command=f"smsctl restart modemd-{name}")
    pin = shlex.quote(f"{facts.config.rpartition('/')[0]}/{name}.pin")
    set_pin = (
        Step(do="Write the right PIN into a file of its own", command=f"install -m 600 /dev/null {pin} && nano {pin}"),
        Step(do=f'in [modems.{name}]: pin_file = "{name}.pin"', command=edit),
        Step(do="and have it read", command="smsctl up"),
    )
    unblocked = Step(do="Enter the PUK and a new PIN in a phone; it came with the card, and the operator knows it")
    remedies: dict[str, tuple[str, tuple[Step, ...]]] = {
        "absent": (
            "sim-absent",
            (Step(do="Put a card in: most modems look for it only when they are switched on"), reset),
        ),
        "failed": ("sim-failed", (Step(do="Clean its contacts, and try it in a phone"), reset)),
        "rejected": ("sim-rejected", (_IN_A_PHONE, Step(do="try one of the operator that sold the modem"), reset)),
        "pin-needed": ("pin-needed", set_pin),
        "pin-unusable": ("pin-unusable", set_pin),
        "pin-refused": ("pin-refused", (_IN_A_PHONE, *set_pin)),
        "pin-last": ("pin-last", (Step(do="Enter the right PIN in a phone: that gives three attempts back"), reset)),
        "puk-needed": ("puk-needed", (unblocked, *set_pin)),
        "locked": (
            "sim-locked",
            (Step(do="Use a card of the operator that sold the modem, or have it unlocked"), reset),
        ),
    }
    fallback = ("sim-locked", (_IN_A_PHONE, reset))
    key, steps = remedies.get(modem.sim_trouble or "", fallback)
    yield found(key, about, modem.reason, *steps)


# --- network -------------------------------------------------------------------------------------------------------


def _of_network(facts: Facts, modem: Modem) -> Iterator[Finding]:
    about = f"modem {modem.name}"
    where = Step(
        do="move the antenna, or the modem with a short cable, to a window", command="smsctl modem info " + modem.name
    )
    if modem.registration in ("denied", "emergency-only"):
        yield found(
            "registration-denied",
            about,
            "the network refuses this card"
            if modem.registration == "denied"
            else "only emergency calls are possible here with this card",
            Step(do="Put the card in a phone: is it active and paid, and does it send a message there?"),
            Step(do="roaming may be off: ask the operator; then have the modem look again", command=_radio(modem)),
        )
    elif modem.registration in ("not-searching", "searching", "unknown"):
        words = {"searching": "it is searching for a network", "not-searching": "it is not looking for a network"}
        yield found(
            "not-registered",
            about,
            words.get(modem.registration, "the modem does not say whether it is registered"),
            where,
            Step(do="have it choose a network anew", command=_radio(modem)),
        )
    if modem.dbm is not None and modem.dbm <= WEAK_DBM:
        yield found("signal-weak", about, f"the signal is {modem.dbm} dBm, {bars(modem.dbm)} of 5 bars", where)
    if modem.smsc == "":
        yield found(
            "smsc-missing",
            about,
            "the card knows no message centre (+CMS ERROR 330)",
            Step(do=f"In [modems.{modem.name}]: smsc = the operator's number, like +33639980099", command=_edit(facts)),
            Step(do="and have it read", command="smsctl up"),
            Step(do="what the code means", command="smsctl explain cms 330"),
        )


def _radio(modem: Modem) -> str:
    return f"smsctl restart modemd-{modem.name}"


def _edit(facts: Facts) -> str:
    return f"nano {shlex.quote(facts.config)}"


# --- storages ------------------------------------------------------------------------------------------------------


def _of_storages(modem: Modem) -> Iterator[Finding]:
    places = {"SM": "the SIM", "ME": "the modem's memory", "MT": "SIM and modem together", "SR": "the report storage"}
    for fill in modem.storages:
        if fill.total <= 0:
            continue
        what = f"{places.get(fill.name, fill.name)} holds {fill.used} of {fill.total} messages"
        steps = (
            Step(
                do="Leave it to modemd, which empties it while it runs; see which messages stay",
                command="smsctl status",
            ),
            Step(
                do="delete those with a phone, or all of them, after a look",
                command=f"smsctl modem at {modem.name} AT+CPMS?",
            ),
        )
        if fill.used >= fill.total:
            yield found("storage-full", f"modem {modem.name}", what, *steps)
        elif fill.used >= NEARLY * fill.total:
            yield found("storage-nearly-full", f"modem {modem.name}", what, *steps)
