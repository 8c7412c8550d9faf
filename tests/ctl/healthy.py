"""Facts of a house in which all is well, for tests that break one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ctl.doctor import diagnose
from ctl.facts import (
    Account,
    Clock,
    Daemon,
    Facts,
    File,
    Fill,
    Folder,
    Modem,
    ModemPort,
    Program,
    Secret,
    Socket,
    Status,
    Store,
    UsbDevice,
    UsbPort,
)
from ctl.findings.finding import Finding

PORT = "/dev/ttyUSB2"
BY_PATH = "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1.2:1.2-port0"
DIALOUT = 20
PI = Account(name="pi", uid=1000, groups=frozenset({1000, DIALOUT}))
NOW_MS = 1_795_000_000_000

USB_PORT = UsbPort(port=PORT, interface=2, links=(BY_PATH,), notices=True, holder="modemd (process 103)")
STICK = UsbDevice(name="Quectel EC25 (2c7c:0125)", ids="2c7c:0125", place="1-1.2", modem=True, ports=(USB_PORT,))
DEVICE_FILE = File(path=PORT, uid=0, gid=DIALOUT, group="dialout", mode=0o660)
MODEM = Modem(
    name="main",
    state="ready",
    reason="registered in its home network",
    port=PORT,
    registration="home",
    dbm=-71,
    percent=68,
    smsc="+33639980099",
    storages=(Fill(name="SM", used=2, total=30),),
)
MODEM_PORT = ModemPort(modem="main", port=BY_PATH, device=PORT, holders=("modemd (process 103)",))


def folder(key: str, **changes: Any) -> Folder:
    path = f"/home/pi/house/{key.removesuffix('_dir')}"
    whole = Folder(
        key=key,
        path=path,
        file=File(path=path, uid=1000, gid=1000, group="pi", mode=0o700),
        free=20_000_000_000,
        size=30_000_000_000,
        files_free=1_000_000,
        files=2_000_000,
        disks=("mmcblk0p2", "mmcblk0"),
    )
    return replace(whole, **changes)


def socket(name: str, **changes: Any) -> Socket:
    path = f"/home/pi/house/run/{name}"
    whole = Socket(
        name=name,
        path=path,
        file=File(path=path, uid=1000, gid=1000, group="pi", mode=0o700),
        owners=("routerd (process 101)",),
        owner_pids=frozenset({101}),
        listening=True,
    )
    return replace(whole, **changes)


def program(name: str, pid: int | None, state: str = "running", says: str = "") -> Program:
    return Program(name=name, state=state, pid=pid, log=f"/home/pi/house/log/{name}.log", says=says)


def well(**changes: Any) -> Facts:
    """All is well, everything runs."""
    whole = Facts(
        config="/home/pi/house/smsbus.toml",
        me=PI,
        account=PI,
        share="/usr/share/smsbus",
        supervised=True,
        programs=(program("routerd", 101), program("interactd", 102), program("modemd-main", 103)),
        status=Status(
            config="/home/pi/house/smsbus.toml",
            daemons=(
                Daemon(name="routerd", answering=True, pid=101),
                Daemon(name="interactd", answering=True, pid=102),
                Daemon(name="modemd-main", answering=True, pid=103),
            ),
        ),
        sockets=tuple(socket(name) for name in ("modems", "interactions", "clients", "events")),
        ports=(MODEM_PORT,),
        devices=(STICK,),
        files={PORT: DEVICE_FILE},
        modems=(MODEM,),
        folders=(folder("state_dir"), folder("run_dir"), folder("log_dir")),
        secrets=(Secret(holds="the pin", file=File(path="/home/pi/house/main.pin", uid=1000, gid=1000, mode=0o600)),),
        clock=Clock(now_ms=NOW_MS, synchronised=True, late_ms=(4_000, 5_000, 3_000)),
    )
    return replace(whole, **changes)


def down(**changes: Any) -> Facts:
    """Nothing runs, and nothing else is wrong: the modem was asked by doctor itself."""
    stopped = well(
        supervised=False,
        programs=(),
        status=None,
        sockets=tuple(socket(name, owners=(), owner_pids=frozenset(), listening=False) for name in ("clients",)),
        ports=(replace(MODEM_PORT, holders=()),),
        devices=(replace(STICK, ports=(replace(USB_PORT, holder=None),)),),
        modems=(replace(MODEM, state="answers", speed=115200),),
        store=Store(path="/home/pi/house/state/smsbus.sqlite3", version=5, known=5),
    )
    return replace(stopped, **changes)


def keys(facts: Facts) -> list[str]:
    """What is found, by key."""
    return [finding.key for finding in diagnose(facts)]


def only(facts: Facts, key: str) -> Finding:
    """The one finding of this key."""
    [finding] = [finding for finding in diagnose(facts) if finding.key == key]
    return finding


def commands(finding: Finding) -> list[str]:
    """What is to be typed."""
    return [step.command for step in finding.remedy if step.command]
