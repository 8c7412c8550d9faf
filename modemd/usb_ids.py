"""Which USB devices are modems, and which of their interfaces speak AT, as data.

Interface numbers are `bInterfaceNumber`, never the number in ttyUSB*, which changes with each plugging. They come from
driver sources, udev rules and vendors' manuals, and differ between operators' firmwares: the table says what to ask
first, the answers decide (`detection`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Modems with the same layout. `ports` are the interfaces with AT commands, best first: the first one carries the
    unsolicited codes. `others` are for diagnostics, positions or sound. Both may be empty: then asking tells.
    """

    name: str
    vendor: int
    products: tuple[int, ...]
    ports: tuple[int, ...] = ()
    others: tuple[int, ...] = ()


HUAWEI: Final = 0x12D1

KNOWN: Final = (
    Known(name="Huawei E220, E226, E230, E270, E870, E160", vendor=HUAWEI, products=(0x1003,), ports=(1, 0)),
    Known(name="Huawei E169, E1550, E160, K3520, K3715", vendor=HUAWEI, products=(0x1001,), ports=(2, 1, 0)),
    Known(name="Huawei E17xx, E180x, E173", vendor=HUAWEI, products=(0x140C, 0x1506), ports=(3, 0)),
    Known(name="Huawei E17xx, E180x, E173", vendor=HUAWEI, products=(0x1436, 0x14AC), ports=(4, 0)),
    Known(name="Huawei E3131, E3372, E3531 in stick mode", vendor=HUAWEI, products=(0x1442, 0x155E), ports=(2, 0)),
    # Their interfaces differ by firmware: the descriptors tell.
    Known(
        name="Huawei E17xx, E180x, E173, E153, E303",
        vendor=HUAWEI,
        products=(0x1406, 0x140B, 0x1412, 0x1417, 0x141B, 0x1429, 0x1432, 0x1433, 0x150C, 0x1511),
    ),
    Known(
        name="Huawei E173, E177, E352",
        vendor=HUAWEI,
        products=(0x14A8, 0x14AA, 0x14A5, 0x1C05, 0x1C07, 0x1C08, 0x1C10, 0x1C12, 0x1C23, 0x150F, 0x151D, 0x1C1E),
    ),
    Known(name="Huawei K3765, K4505", vendor=HUAWEI, products=(0x1465, 0x1464)),
    Known(name="Huawei K3770, K3771, K3772, K4605", vendor=HUAWEI, products=(0x14CA, 0x14C9, 0x14C6)),
    # AT^GETPORTMODE, which other programs send to learn the ports, crashes it; it is never sent here.
    Known(name="Huawei MU609", vendor=HUAWEI, products=(0x1573,)),
    Known(name="Alcatel X220, X500, L100V", vendor=0x1BBB, products=(0x0017, 0x011E, 0x0203), ports=(5, 0, 1, 2, 3)),
    Known(name="Alcatel X220", vendor=0x1BBB, products=(0x0052,)),
    Known(name="Alcatel X060S, X200", vendor=0x1BBB, products=(0x0000,), ports=(3, 1, 2, 0), others=(4,)),
    Known(name="Alcatel X020", vendor=0x1C9E, products=(0x6060, 0x6061), ports=(0, 2)),
    Known(name="Longcheer HSPA stick", vendor=0x1C9E, products=(0x9603,), ports=(2, 0, 1)),
    Known(name="Longcheer HSPA stick", vendor=0x1C9E, products=(0x9605,), ports=(3, 0, 1, 2)),
    Known(name="Longcheer HSPA stick", vendor=0x1C9E, products=(0x9607,), ports=(4, 0, 1, 2, 3)),
    Known(name="Longcheer HSPA stick", vendor=0x1C9E, products=(0x9000,), ports=(3, 1)),
    Known(name="Longcheer HSPA stick", vendor=0x1C9E, products=(0x9900,)),
    Known(name="HSDPA stick with a Qualcomm chip", vendor=0x05C6, products=(0x0016, 0x9000, 0x6000)),
    Known(name="HSDPA stick with a Qualcomm chip", vendor=0x20A6, products=(0x1105,)),
    Known(name="ZTE MF622 and family", vendor=0x19D2, products=(0x0001,), ports=(0, 2)),
    Known(name="ZTE", vendor=0x19D2, products=(0x0002, 0x0012, 0x0024, 0x0025, 0x0055), ports=(2, 4)),
    Known(name="ZTE MF110, MF190", vendor=0x19D2, products=(0x0016, 0x0017, 0x0018, 0x0019), ports=(2, 1)),
    Known(
        name="ZTE MF626, MF627, MF636, K3565-Z",
        vendor=0x19D2,
        products=(0x0031, 0x0037, 0x0039, 0x0042, 0x0052, 0x0061, 0x0063, 0x0066, 0x0104, 0x0108),
        ports=(3, 1),
        others=(0,),
    ),
    Known(name="ZTE MF110", vendor=0x19D2, products=(0x0124,), ports=(4, 1)),
    Known(name="ZTE K3570-Z", vendor=0x19D2, products=(0x1008,), ports=(3, 1)),
    Known(name="ZTE K3772-Z, K3770-Z", vendor=0x19D2, products=(0x1181, 0x1177)),
    Known(name="SIMCom SIM7600, SIM7100, SIM7000", vendor=0x1E0E, products=(0x9001,), ports=(2, 3), others=(0, 1, 4)),
    Known(name="SIMCom A7600", vendor=0x1E0E, products=(0x9011,), ports=(4, 5), others=(2,)),
    Known(
        name="SIMCom SIM7070, SIM7080, SIM7090",
        vendor=0x1E0E,
        products=(0x9205, 0x9206),
        ports=(2, 3, 5),
        others=(0, 1),
    ),
    Known(
        name="Quectel EC25, EC21, EG25, EG9x, BG96, RM500",
        vendor=0x2C7C,
        products=(0x0125, 0x0296, 0x0121, 0x0191, 0x0195, 0x0306, 0x0512, 0x0800),
        ports=(2, 3),
        others=(0, 1),
    ),
    Known(name="Telit HE910", vendor=0x1BC7, products=(0x0021,), ports=(0,)),
    Known(name="Telit UC864", vendor=0x1BC7, products=(0x1003,), ports=(0, 2)),
    Known(name="Telit UC864", vendor=0x1BC7, products=(0x1004,), ports=(0, 3), others=(2,)),
    Known(name="Telit LE910", vendor=0x1BC7, products=(0x1201,), ports=(4, 5), others=(0,)),
    Known(name="Telit ME910", vendor=0x1BC7, products=(0x1101,), ports=(1, 2), others=(0,)),
    Known(
        name="Sierra MC74xx, EM74xx, EM75xx",
        vendor=0x1199,
        products=(0x9071, 0x9079, 0x9091, 0x68C0),
        ports=(3,),
        others=(0, 2),
    ),
    Known(
        name="Sierra USB306, C885, MC87xx, MC88xx",
        vendor=0x1199,
        products=tuple(product for product in range(0x6800, 0x6900) if product != 0x68C0),
        ports=(3,),
    ),
    Known(name="Cinterion PLS8", vendor=0x1E2D, products=(0x0061,), ports=(2, 0), others=(4,)),
    Known(name="Cinterion PLS62", vendor=0x1E2D, products=(0x005B,), ports=(0, 2), others=(4,)),
    Known(name="Cinterion PHS8", vendor=0x1E2D, products=(0x0053,)),
)

MODEM_VENDORS: Final = {
    HUAWEI: "Huawei",
    0x1BBB: "Alcatel",
    0x1C9E: "Longcheer",
    0x19D2: "ZTE",
    0x1E0E: "SIMCom",
    0x2C7C: "Quectel",
    0x1BC7: "Telit",
    0x1199: "Sierra",
    0x1E2D: "Cinterion",
    0x0421: "Nokia",
    0x0AF0: "Option",
    0x05C6: "Qualcomm",
    0x20A6: "Qualcomm",
}
"""Vendors whose devices with serial ports are modems and telephones."""

MODEM_DRIVERS: Final = {"option", "qcserial", "sierra", "hso", "ipw"}
"""Drivers of the kernel that serve mobile modems and nothing else."""

BRIDGES: Final = {
    (0x1A86, 0x7523): "CH340",
    (0x10C4, 0xEA60): "CP210x",
    (0x0403, 0x6001): "FTDI",
    (0x067B, 0x2303): "PL2303",
}
"""Serial adapters: what is on their other side cannot be seen."""

BRIDGE_SPEEDS: Final = (9600, 115200)
"""SIM800C boards are set to 9600."""

FOREIGN_WORDS: Final = (
    *(
        "zigbee",
        "z-wave",
        "zwave",
        "z-stick",
        "conbee",
        "raspbee",
        "sonoff",
        "skyconnect",
        "enocean",
        "rfxtrx",
        "rflink",
    ),
    *("arduino", "esp32", "esp8266", "gps", "gnss", "teleinfo", "linky", "printer", "ups", "modbus", "dmx", "p1"),
)
"""What makers write on devices behind a serial adapter that are no modems, in lower case."""

_HUAWEI_STORAGE: Final = (
    *(0x1446, 0x14B5, 0x1557, 0x14BA, 0x1C0B, 0x1C24, 0x14FE, 0x157D, 0x15CD, 0x15CF, 0x15CA, 0x15CE, 0x15D0, 0x15D2),
    *(0x15E7, 0x1520, 0x1521, 0x1526, 0x14C4, 0x14D1, 0x14C1),
    *(0x1003, 0x1001),  # the id stays the same: storage mode shows in that there is no serial port
)
STORAGE: Final = {
    *((HUAWEI, product) for product in _HUAWEI_STORAGE),
    *((0x1BBB, product) for product in (0xF000, 0xF017, 0xF052)),
    *((0x1C9E, product) for product in (0x1001, 0xF000)),
    *((0x05C6, product) for product in (0x1000, 0xF000)),
    (0x20A6, 0xF00E),
    *((0x19D2, product) for product in (0x2000, 0x0083, 0x1007, 0x1179, 0x1175)),
    (0x1199, 0x0FFF),
}
"""Modems that show a disk with drivers instead of serial ports, until they are switched."""

HILINK: Final = {(HUAWEI, product) for product in (0x14DB, 0x14DC, *range(0x1F01, 0x1F20))}
"""Modems that show a network card with a web page instead of serial ports."""


def find(vendor: int, product: int) -> Known | None:
    """The row of a device; None where there is none."""
    return next((row for row in KNOWN if row.vendor == vendor and product in row.products), None)
