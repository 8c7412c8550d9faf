"""What kind of modem this is, as data: its identity, its storages, and the conditions that may change as it runs."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Personality:
    """What distinguishes one model of modem from another. The default is a plain 3GPP modem."""

    manufacturer: str = "smsbus"
    model: str = "Simulator"
    revision: str = "1"
    index_base: int = 1
    """The first slot of every storage: 0 on Huawei, Qualcomm and Quectel, 1 on Siemens, SIMCom and Telit."""
    notices: tuple[tuple[int, ...], ...] = ((0, 1, 2, 3), (0, 1, 2, 3), (0, 2), (0, 1, 2), (0, 1))
    """The values `+CNMI` accepts for mode, mt, bm, ds and bfr (27.005 §3.4.1)."""
    prompt: bytes = b"\r\n> "
    unknown_command: str = "ERROR"
    """The final result code of a command it does not know, when `+CMEE` asks for no better one."""
    boot: tuple[str, ...] = ()
    """The unsolicited lines after power-up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What the operator may turn while the modem runs. Times in seconds."""

    submit_delay_s: float = 0.0
    """From Ctrl-Z to `+CMGS`. The network has the message at Ctrl-Z already."""
    deliver_delay_s: float = 0.0
    """From handing a text to the network to its arrival at the modem."""
    report_delay_s: float = 0.0
    """From the submission to its delivery report."""
    report_status: int = 0
    """TP-ST of the delivery reports (23.040 §9.2.3.15): 0 is delivered, 70 expired."""
    signal: int = 21
    """`<rssi>` of `+CSQ`: 0 to 31, 99 unknown."""
    registration: int = 1
    """`<stat>` of `+CREG`: 0 not searching, 1 home, 2 searching, 3 denied, 5 roaming."""

    @property
    def registered(self) -> bool:
        """Whether messages pass."""
        return self.registration in (1, 5, 6, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One simulated modem with its SIM card, as it leaves the box."""

    echo: bool = True
    pin: str | None = None
    """The PIN the SIM asks for at power-up; None: it asks for none."""
    puk: str = "12345678"
    storage_size: int = 30
    """Slots of the SIM (`SM`); the modem's own memory (`ME`) has 100."""
    number: str = "+33639980000"
    smsc: str = "+33639980099"
    imsi: str = "001010123456789"
    imei: str = "490154203237518"
    iccid: str = "8933010000000000001"
    operator: str = "Simulated"
    plmn: str = "00101"
    clock_offset_s: float = 1_767_225_600.0
    """Added to `now` it gives the seconds since 1970, UTC, that the network stamps on messages."""
    personality: Personality = field(default_factory=Personality)
    conditions: Conditions = field(default_factory=Conditions)
