"""Contacts that somebody should look at, and whatever else routerd alerts of that no other finding covers."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Final

from ctl.facts import Alert, Facts
from ctl.findings.finding import Finding, Severity, Step, found

COVERED: Final = frozenset({"modem-state", "modemd", "interactd"})
"""Alerts whose facts are looked at themselves."""

_STEPS: Final = {
    "contact-muted": (Step(do="When it is settled", command="smsctl contact unmute EQUIPMENT NAME"),),
    "contact-added": (
        Step(do="Keep it under another name", command="smsctl contact set EQUIPMENT NAME --name NEW"),
        Step(do="or remove it", command="smsctl contact remove EQUIPMENT NAME"),
    ),
    "queue-orphaned": (
        Step(do="Set the modem up again in the settings, or see what waits", command="smsctl outbox --state queued"),
        Step(do="and cancel it", command="smsctl outbox cancel ID"),
    ),
    "store-unwritable": (
        Step(do="Make room or make it writable; see what the disk says", command="df -h && dmesg | tail"),
    ),
    "modem-problem": (Step(do="See more", command="smsctl modem"),),
    "modem-limit": (Step(do="If that many are meant, raise modem_per_day in [router]", command="smsctl outbox"),),
    "alert": (Step(do="See more", command="smsctl status"),),
}
_KEYS: Final = {
    "contact-muted": "contact-muted",
    "contact-added": "contact-added",
    "queue": "queue-orphaned",
    "store": "store-unwritable",
    "modem-problem": "modem-problem",
    "modem-limit": "modem-limit",
}


_OF_CONTACTS: Final = ("contact-muted", "contact-added")


def of_contacts(facts: Facts) -> Iterator[Finding]:
    """Contacts that are muted, and those that `add_unknown` made. With very many, only the alerts name them."""
    for contact in (facts.status.contacts if facts.status else None) or ():
        names = f"{shlex.quote(contact.equipment)} {shlex.quote(contact.name)}"
        if contact.muted:
            yield found(
                "contact-muted",
                "contacts",
                f"{contact.name} of {contact.equipment} is muted after too many answers",
                Step(do="See what they texted", command="smsctl inbox"),
                Step(do="when it is settled", command=f"smsctl contact unmute {names}"),
            )
        if contact.added:
            yield found(
                "contact-added",
                "contacts",
                f"{contact.name} was added to {contact.equipment} automatically",
                Step(do="Keep it under another name", command=f"smsctl contact set {names} --name NEW"),
                Step(do="or remove it", command=f"smsctl contact remove {names}"),
            )


def of_alerts(facts: Facts) -> Iterator[Finding]:
    """One finding per alert that is not covered already."""
    if facts.status is None:
        return
    covered = COVERED if facts.status.contacts is None else COVERED.union(_OF_CONTACTS)
    for alert in facts.status.alerts:
        if alert.about not in covered:
            yield _of(alert)


def _of(alert: Alert) -> Finding:
    key = _KEYS.get(alert.about, "alert")
    severity = Severity.CRITICAL if alert.severity == "critical" else Severity.WARNING
    about = "contacts" if key.startswith("contact") else "store" if key.startswith("store") else "routerd"
    return found(key, about, alert.message, *_STEPS[key], severity=severity)
