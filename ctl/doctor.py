"""The diagnosis: all findings on the facts, worst first, and what they come to. Pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from ctl.facts import Facts
from ctl.findings import host, modems, people, ports, service, usb
from ctl.findings.finding import Finding, Severity

SUBJECTS: Final[tuple[Callable[[Facts], Iterator[Finding]], ...]] = (
    service.of_settings,
    service.of_daemons,
    usb.of_modes,
    ports.of_ports,
    modems.of_modems,
    usb.of_kernel,
    host.of_folders,
    host.of_secrets,
    host.of_store,
    host.of_clock,
    host.of_late,
    people.of_contacts,
    people.of_alerts,
)
"""In the order in which things are set right: what comes first may be the cause of what follows."""

HEALTH: Final = {Severity.NOTE: "good", Severity.WARNING: "warning", Severity.CRITICAL: "critical"}


def diagnose(facts: Facts) -> tuple[Finding, ...]:
    """Every finding, the worst first, else in the order of `SUBJECTS`."""
    findings = [_for(facts, finding) for subject in SUBJECTS for finding in subject(facts)]
    return tuple(sorted(findings, key=lambda finding: -finding.severity))


def _for(facts: Facts, finding: Finding) -> Finding:
    """With commands that name the settings file where smsctl needs that, and are those of the user that runs smsbus:
    what root starts by mistake leaves files behind that the user cannot write.
    """
    smsctl = facts.smsctl
    if facts.me.uid != facts.account.uid:
        user, executable, config = map(shlex.quote, (facts.account.name, facts.executable, facts.config))
        smsctl = f"sudo -u {user} {executable} --config {config}"
    steps = (
        replace(step, command=step.command and re.sub(r"\bsmsctl(?= (?!--config))", lambda _: smsctl, step.command))
        for step in finding.remedy
    )
    return replace(finding, remedy=tuple(steps))


def health(findings: Sequence[Finding]) -> Severity:
    """The worst of them, which is the exit code."""
    return max((finding.severity for finding in findings), default=Severity.NOTE)


def document(facts: Facts, findings: Sequence[Finding]) -> dict[str, Any]:
    """What `smsctl --json doctor` prints."""
    return {
        "config": facts.config,
        "health": HEALTH[health(findings)],
        "findings": [
            {
                "key": finding.key,
                "severity": finding.severity.name.lower(),
                "about": finding.about,
                "what": finding.what,
                "why": finding.why,
                "remedy": [{"do": step.do, "command": step.command} for step in finding.remedy],
            }
            for finding in findings
        ],
        "unseen": [{"what": unseen.what, "why": unseen.why} for unseen in facts.unseen],
    }
