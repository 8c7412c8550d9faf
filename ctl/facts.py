"""What `smsctl doctor` knows when it judges: gathered by `probes`, looked at by `findings`, however it was learnt.

Unknown is None or empty: what could not be looked at is no finding, and stands in `Facts.unseen` with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

AUTOMATIC: Final = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user of this computer; `groups` are the numbers of all its groups."""

    name: str
    uid: int
    groups: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file, folder, device or socket: owner, group and permission bits as of stat."""

    path: str
    uid: int = 0
    gid: int = 0
    group: str = "root"
    mode: int = 0o600

    def allows(self, account: Account, wanted: int) -> bool:
        """Whether the account has all `wanted` rights: 4 reading, 2 writing, 1 entering."""
        if account.uid == 0:
            return True
        shift = 6 if account.uid == self.uid else 3 if self.gid in account.groups else 0
        return (self.mode >> shift) & wanted == wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class UsbPort:
    """A serial port of a USB device. `notices`: unsolicited codes are known to come here."""

    port: str
    interface: int
    links: tuple[str, ...] = ()
    notices: bool = False
    holder: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsbDevice:
    """A modem, or a serial adapter; `mode` is what one without ports is in: network-card, disk, no-port, adapter."""

    name: str
    ids: str
    place: str
    modem: bool
    adapter: bool = False
    mode: str | None = None
    ports: tuple[UsbPort, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModemPort:
    """The port of [modems.NAME]. `device` is None for one that is looked for, simulated, or behind a network.

    `lock` is the lock file of a living program, which `locked_by` names.
    """

    modem: str
    port: str
    baudrate: int | str = 115200
    device: str | None = None
    holders: tuple[str, ...] = ()
    lock: str | None = None
    locked_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """How full a storage of messages is."""

    name: str
    used: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Modem:
    """A modem, as routerd tells it or as it answered. `state` is one of modemd's, or of `modemd --examine`: `silent`,
    `waits`, `answers`, `unfinished`.

    `trouble` with `absent`: missing, held or other. `smsc` is empty where the modem knows none. `speed` is the one at
    which it answered.
    """

    name: str
    state: str
    reason: str = ""
    port: str | None = None
    trouble: str | None = None
    sim_trouble: str | None = None
    registration: str | None = None
    dbm: int | None = None
    percent: int | None = None
    smsc: str | None = None
    storages: tuple[Fill, ...] = ()
    speed: int | None = None

    @property
    def usable(self) -> bool:
        """Whether it and its SIM answer."""
        return self.state in ("ready", "registering", "answers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program under supervision; `says` is its last log line; `suspended`: somebody stopped it by a signal."""

    name: str
    state: str
    pid: int | None = None
    log: str = ""
    says: str = ""
    suspended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Socket:
    """An endpoint. `owners` are the programs that have it, as far as this user may see; `listening` None: unknown."""

    name: str
    path: str
    file: File | None = None
    owners: tuple[str, ...] = ()
    owner_pids: frozenset[int] = frozenset()
    listening: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """A daemon that said hello to routerd, or routerd itself."""

    name: str
    answering: bool
    pid: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Of `status`."""

    severity: str
    message: str
    about: str = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact that somebody should look at."""

    equipment: str
    name: str
    muted: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What routerd said; `config` is the settings file that it uses. `contacts` None: there were too many to tell."""

    config: str
    daemons: tuple[Daemon, ...] = ()
    alerts: tuple[Alert, ...] = ()
    contacts: tuple[Contact, ...] | None = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder of the settings. Of its file system: octets and files left and in all; `file` None: it is not there.

    `disks` are the kernel's names of the partition and the disk it is on, as mmcblk0p2 and mmcblk0, where it is on one.
    """

    key: str
    path: str
    file: File | None = None
    free: int | None = None
    size: int | None = None
    files_free: int | None = None
    files: int | None = None
    read_only: bool = False
    disks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A file that holds a secret, and which."""

    holds: str
    file: File


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """`known` is the version that this routerd writes; `damage` None: none was seen."""

    path: str
    version: int | None = None
    known: int | None = None
    damage: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelSigns:
    """What the kernel log of the last day tells: how often, by the place on the USB (`1-1.2`) or in all."""

    disconnects: Mapping[str, int] = field(default_factory=dict)
    resets: Mapping[str, int] = field(default_factory=dict)
    errors: Mapping[str, int] = field(default_factory=dict)
    brltty: tuple[str, ...] = ()
    under_voltage: int = 0
    over_current: int = 0
    disk_errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """`now_ms` as this computer has it; `synchronised` None: unknown. `late_ms`: by how much after their time stamps
    the newest messages were received, in the clock of this computer.
    """

    now_ms: int
    synchronised: bool | None = None
    late_ms: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interactions:
    """What `interactd --check` said: `problem` of a file that cannot be used, `warnings` of one that can."""

    problem: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """Something that could not be looked at, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything. `account` is the user that the daemons run as, or would; `me` the one that asks; `smsctl` is how to
    call it for these settings, `executable` where it is.

    `settings_problem`: why the settings cannot be used; then what depends on them is empty. `supervised` None: nobody
    could ask supervisord; `status` None: routerd does not answer. `share` is the folder of the udev and usb_modeswitch
    files that came with smsbus. `late` names what could not be looked at in the time there is.
    """

    config: str
    me: Account
    account: Account
    smsctl: str = "smsctl"
    executable: str = "smsctl"
    share: str = "/usr/share/smsbus"
    settings_problem: str | None = None
    settings_missing: bool = False
    supervised: bool | None = None
    supervisord_forbidden: bool = False
    programs: tuple[Program, ...] = ()
    leftovers: tuple[int, ...] = ()
    status: Status | None = None
    sockets: tuple[Socket, ...] = ()
    ports: tuple[ModemPort, ...] = ()
    devices: tuple[UsbDevice, ...] = ()
    files: Mapping[str, File] = field(default_factory=dict)
    modems: tuple[Modem, ...] = ()
    folders: tuple[Folder, ...] = ()
    secrets: tuple[Secret, ...] = ()
    store: Store | None = None
    kernel: KernelSigns = KernelSigns()
    clock: Clock | None = None
    interactions: Interactions = Interactions()
    unseen: tuple[Unseen, ...] = ()
    late: tuple[str, ...] = ()

    def modem(self, name: str) -> Modem | None:
        """What is known of the modem."""
        return next((modem for modem in self.modems if modem.name == name), None)

    @property
    def our_pids(self) -> frozenset[int]:
        """The processes of our own daemons."""
        programs = {program.pid for program in self.programs}
        daemons = {daemon.pid for daemon in self.status.daemons} if self.status else set()
        return frozenset(pid for pid in programs | daemons if pid is not None) | {*self.leftovers}

    def ours(self, holder: str) -> bool:
        """Whether `holder`, as `modemd (process 17)`, is a daemon of ours. Where supervisord may not be asked, which
        they are is unknown, and our programs pass for ours.
        """
        match = re.search(r"\(process (\d+)\)$", holder)
        if match is not None and int(match[1]) in self.our_pids:
            return True
        return self.supervised is None and holder.startswith(("modemd (", "routerd ("))
