"""A finding: what, why it matters, and the remedy in steps; every kind of them with its severity."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Severity(IntEnum):
    """The worst is the exit code of `smsctl doctor`; a note is good to know and calls for nothing."""

    NOTE = 0
    WARNING = 1
    CRITICAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to do; `command` is to be typed as it is, on Debian."""

    do: str
    command: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`key` stays the same from release to release; `about` is what it is a finding on: `modem main`, `routerd`."""

    key: str
    severity: Severity
    about: str
    what: str
    why: str
    remedy: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What all findings of a key have in common."""

    severity: Severity
    why: str


NOTE, WARNING, CRITICAL = Severity.NOTE, Severity.WARNING, Severity.CRITICAL


def _kinds(severity: Severity, **whys: str) -> dict[str, Kind]:
    return {name.replace("_", "-"): Kind(severity=severity, why=why) for name, why in whys.items()}


KINDS: Final[dict[str, Kind]] = {
    # settings, supervisord, daemons
    **_kinds(
        CRITICAL,
        settings_missing="Nothing can start without settings.",
        settings_wrong="The daemons do not start with them; those that run keep the old ones.",
        interactions_wrong="Questions are answered with the old file, or not at all.",
        supervisord_down="Nothing runs: no text is received, sent or answered.",
        leftovers="They hold sockets and the modem, and nobody restarts them when they end.",
        program_fatal="supervisord has given it up and does not start it again.",
        program_down="It is not running; supervisord tries again and again.",
        program_deaf="It runs and does nothing: it hangs, or it cannot reach routerd.",
        routerd_away="Until it is back, texts wait on the SIM and those to be sent in that host's queue.",
        modemd_away="Until it is back, texts wait on its SIM, and those to be sent through it wait here.",
        endpoint_unreachable="Daemons and clients cannot talk to each other.",
        socket_taken="The daemon that should have this endpoint cannot start.",
    ),
    **_kinds(
        WARNING,
        interactions_doubtful="Some question may not be understood as it was meant.",
        settings_other="What you change in this file changes nothing in what is running.",
        socket_forbidden="Only the user that runs smsbus, and its group if one is set, may use it.",
    ),
    # ports
    **_kinds(
        CRITICAL,
        port_missing="Without its port there is no modem: nothing is sent or received.",
        port_forbidden="modemd cannot open it: nothing is sent or received.",
        port_held="Two programs on one modem take each other's answers and messages, so modemd leaves it alone.",
        port_locked="The lock file says that a program uses the port, and modemd respects it.",
        port_wrong_speed="At the wrong speed nothing that is said is understood.",
        port_silent="A modem that does not answer sends and receives nothing.",
        modem_not_found='With port = "auto" the modem is looked for, and none was found.',
        modem_absent="Without its port there is no modem: nothing is sent or received.",
    ),
    **_kinds(
        WARNING,
        port_shared="Two programs on two ports of one modem take each other's messages.",
        port_other_better="On this port sending may work, and what arrives is noticed late or never.",
        port_unstable="The number in the name changes with each reset and plugging: it may be another device tomorrow.",
        modem_starting="It takes up to a minute after a start; a SIM may be busy for as long.",
    ),
    **_kinds(NOTE, port_several="Only one of them is right; this is which, and why."),
    # USB and power
    **_kinds(
        CRITICAL,
        stick_network_card="In network-card (HiLink) mode a stick has no AT port: messages are impossible.",
        stick_disk="In storage mode a stick shows a disk with drivers and no modem.",
    ),
    **_kinds(
        WARNING,
        stick_without_port="It may still be starting, or need usb_modeswitch.",
        adapter_without_port="A modem behind it cannot be reached.",
        adapter_taken="brltty takes serial adapters for braille displays a second after they are plugged in.",
        usb_disconnects="A modem that falls off the bus loses what it is sending; most often it is short of power.",
        usb_errors="Bad cables, hubs and power make a modem vanish or fall silent.",
        under_voltage="A modem draws 2 A while it sends: a weak supply makes it restart, and the computer with it.",
        over_current="The USB socket was switched off because something drew too much.",
    ),
    # SIM, network, storages
    **_kinds(
        CRITICAL,
        sim_absent="Without a SIM there is no network.",
        sim_failed="The card does not answer properly: nothing is sent or received.",
        sim_rejected="The modem does not take this card: nothing is sent or received.",
        sim_locked="The modem refuses the card: nothing is sent or received.",
        pin_needed="Until the PIN is entered the modem does nothing.",
        pin_unusable="Until the PIN is entered the modem does nothing.",
        pin_refused="Three wrong ones block the card, so a PIN that was refused is not tried again.",
        pin_last="One more wrong PIN blocks the card, so the last attempt is never used.",
        puk_needed="The card is blocked; ten wrong PUKs destroy it, so none is ever guessed.",
        registration_denied="The network refuses this card: nothing is sent or received.",
        smsc_missing="Without a message centre every message fails with +CMS ERROR 330.",
        storage_full="A full storage receives nothing: the network keeps messages for some days, then drops them.",
    ),
    **_kinds(
        WARNING,
        not_registered="Until it is registered nothing is sent or received.",
        signal_weak="Messages fail or come late, and the modem draws more power.",
        storage_nearly_full="When it is full nothing comes in any more.",
        modem_problem="modemd works around it as far as it can.",
        modem_limit="More messages than modem_per_day wait until tomorrow, except alerts.",
    ),
    # this computer
    **_kinds(
        CRITICAL,
        folder_missing="The daemons cannot keep their state, or cannot meet.",
        folder_forbidden="The daemons cannot keep their state, or cannot meet.",
        folder_open="Others could read messages, or put something in the place of a socket.",
        secret_readable="Whoever can read it can use it.",
        disk_full="What cannot be stored is refused; received messages stay on the SIM until it is full, too.",
        files_used_up="No file can be created, however much room there is.",
        disk_read_only="Nothing can be stored; received messages stay on the SIM until it is full.",
        disk_failing="The disk or memory card loses data; the store may be next.",
        store_corrupt="routerd does not write to a damaged store, or does not start.",
        store_newer="An older routerd cannot read it, and does not start.",
        store_unwritable="New sends are refused, and received messages stay on the SIM.",
        clock_wrong="Delays, deadlines, quiet hours and the order of messages are wrong.",
    ),
    **_kinds(WARNING, disk_nearly_full="When it is full, messages are refused and received ones stay on the SIM."),
    **_kinds(
        NOTE, clock_unsynchronised="Without a time server the clock drifts, and after a power cut it may be wrong."
    ),
    # people, and the rest of what routerd alerts of
    **_kinds(
        WARNING,
        contact_muted="This contact gets no answers, because too many looked like two robots talking.",
        contact_added="Somebody unknown texted and became a contact, as add_unknown of the equipment says.",
        queue_orphaned="These messages wait for a modem that there is no more.",
        alert="routerd asks a person to look at it.",
        probe_late="A disk, a network file system or a device hangs, or this computer is very busy.",
    ),
}
"""Every key; docs/operations.md says more of each, and a test compares them."""


def found(key: str, about: str, what: str, *remedy: Step, severity: Severity | None = None) -> Finding:
    """A finding of a kind that is declared above."""
    kind = KINDS[key]
    return Finding(
        key=key,
        severity=kind.severity if severity is None else severity,
        about=about,
        what=what,
        why=kind.why,
        remedy=remedy,
    )
