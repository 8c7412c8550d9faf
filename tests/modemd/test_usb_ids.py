"""The table of modems agrees with itself."""

import re
from pathlib import Path

import pytest

from modemd.usb_ids import BRIDGES, HILINK, HUAWEI, KNOWN, MODEM_VENDORS, STORAGE, Known, find

ETC = Path(__file__).parents[2] / "etc"


def test_no_device_has_two_rows() -> None:
    ids = [(row.vendor, product) for row in KNOWN for product in row.products]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: f"{row.name} {row.products[0]:04x}")
def test_a_row_names_interfaces_once(row: Known) -> None:
    interfaces = (*row.ports, *row.others)
    assert len(interfaces) == len(set(interfaces))
    assert row.vendor in MODEM_VENDORS


def test_modes_without_ports_are_told_apart() -> None:
    assert not STORAGE & HILINK
    assert not set(BRIDGES) & STORAGE
    # The only modems whose id stays the same in storage mode.
    assert {(row.vendor, product) for row in KNOWN for product in row.products} & STORAGE == {
        (HUAWEI, 0x1003),
        (HUAWEI, 0x1001),
    }


@pytest.mark.parametrize(
    ("ids", "ports"),
    [
        ("12d1:1003", (1, 0)),
        ("12d1:1001", (2, 1, 0)),
        ("12d1:140c", (3, 0)),
        ("12d1:1436", (4, 0)),
        ("12d1:14ac", (4, 0)),
        ("12d1:1506", (3, 0)),
        ("12d1:1442", (2, 0)),
        ("12d1:155e", (2, 0)),
        ("1bbb:0017", (5, 0, 1, 2, 3)),
        ("1bbb:011e", (5, 0, 1, 2, 3)),
        ("1bbb:0203", (5, 0, 1, 2, 3)),
        ("1bbb:0000", (3, 1, 2, 0)),
        ("1c9e:6060", (0, 2)),
        ("1c9e:6061", (0, 2)),
        ("1c9e:9603", (2, 0, 1)),
        ("1c9e:9605", (3, 0, 1, 2)),
        ("1c9e:9607", (4, 0, 1, 2, 3)),
        ("1c9e:9000", (3, 1)),
        ("19d2:0001", (0, 2)),
        *((f"19d2:{product}", (2, 4)) for product in ("0002", "0012", "0024", "0025", "0055")),
        *((f"19d2:{product}", (2, 1)) for product in ("0016", "0017", "0018", "0019")),
        *((f"19d2:{product}", (3, 1)) for product in ("0031", "0037", "0039", "0042", "0052", "0061", "0063")),
        *((f"19d2:{product}", (3, 1)) for product in ("0066", "0104", "0108", "1008")),
        ("19d2:0124", (4, 1)),
        ("1e0e:9001", (2, 3)),
        ("1e0e:9011", (4, 5)),
        ("1e0e:9205", (2, 3, 5)),
        ("1e0e:9206", (2, 3, 5)),
        *((f"2c7c:{product}", (2, 3)) for product in ("0125", "0296", "0121", "0191", "0195", "0306", "0512", "0800")),
        ("1bc7:0021", (0,)),
        ("1bc7:1003", (0, 2)),
        ("1bc7:1004", (0, 3)),
        ("1bc7:1201", (4, 5)),
        ("1bc7:1101", (1, 2)),
        ("1199:6880", (3,)),
        *((f"1199:{product}", (3,)) for product in ("9071", "9079", "9091", "68c0")),
        ("1e2d:0061", (2, 0)),
        ("1e2d:005b", (0, 2)),
        # Which interface it is, descriptor or probing tell.
        *((f"12d1:{product}", ()) for product in ("1406", "140b", "1412", "1417", "141b", "1429", "1432", "1433")),
        *((f"12d1:{product}", ()) for product in ("150c", "1511", "14a8", "14aa", "14a5", "1c05", "1c07", "1c08")),
        *((f"12d1:{product}", ()) for product in ("1c10", "1c12", "1c23", "150f", "151d", "1c1e", "1465", "1464")),
        *((f"12d1:{product}", ()) for product in ("14ca", "14c9", "14c6", "1573")),
        *((ids, ()) for ids in ("1bbb:0052", "1c9e:9900", "05c6:0016", "05c6:9000", "05c6:6000", "20a6:1105")),
        *((ids, ()) for ids in ("19d2:1181", "19d2:1177", "1e2d:0053")),
    ],
)
def test_a_modem_is_known_with_its_ports_the_one_with_notices_first(ids: str, ports: tuple[int, ...]) -> None:
    vendor, product = (int(half, 16) for half in ids.split(":"))
    row = find(vendor, product)
    assert row is not None
    assert row.ports == ports


@pytest.mark.parametrize(
    "ids",
    [
        *(f"12d1:{product}" for product in ("1446", "14b5", "1557", "14ba", "1c0b", "1c24", "14fe", "157d", "15cd")),
        *(f"12d1:{product}" for product in ("15cf", "15ca", "15ce", "15d0", "15d2", "15e7", "1520", "1521", "1526")),
        *(f"12d1:{product}" for product in ("14c4", "14d1", "14c1", "1003", "1001")),
        *("1bbb:f000", "1bbb:f017", "1bbb:f052", "1c9e:1001", "1c9e:f000", "05c6:1000", "05c6:f000", "20a6:f00e"),
        *("19d2:2000", "19d2:0083", "19d2:1007", "19d2:1179", "19d2:1175", "1199:0fff"),
    ],
)
def test_a_stick_that_is_not_switched_yet_is_known(ids: str) -> None:
    vendor, product = (int(half, 16) for half in ids.split(":"))
    assert (vendor, product) in STORAGE


@pytest.mark.parametrize("product", [0x14DB, 0x14DC, 0x1F01, 0x1F1F])
def test_a_network_card_is_known(product: int) -> None:
    assert (HUAWEI, product) in HILINK


def test_the_rules_for_udev_name_every_vendor_of_the_table() -> None:
    rules = (ETC / "udev/78-smsbus.rules").read_text(encoding="utf-8")
    ignored = re.findall(r'^ATTRS\{idVendor\}=="([0-9a-f]{4})", ENV\{ID_MM_DEVICE_IGNORE\}="1"$', rules, re.MULTILINE)
    assert {int(vendor, 16) for vendor in ignored} == set(MODEM_VENDORS)
    assert not {vendor for vendor, _ in BRIDGES} & set(MODEM_VENDORS)  # what is behind an adapter may be anything


def test_the_rules_for_udev_name_the_best_port_of_every_modem_of_the_table() -> None:
    rules = (ETC / "udev/78-smsbus.rules").read_text(encoding="utf-8")
    rule = (
        r'^ENV\{ID_VENDOR_ID\}=="([0-9a-f]{4})", ENV\{ID_MODEL_ID\}=="([0-9a-f]{4})", '
        r'ENV\{ID_USB_INTERFACE_NUM\}=="([0-9a-f]{2})", SYMLINK\+="smsbus-\$env\{ID_PATH_TAG\}"$'
    )
    named = [tuple(int(part, 16) for part in found) for found in re.findall(rule, rules, re.MULTILINE)]
    assert named == [(row.vendor, product, row.ports[0]) for row in KNOWN if row.ports for product in row.products]
    # Only ports get a name, and every GOTO leads somewhere.
    assert rules.index('SUBSYSTEM!="tty", GOTO="smsbus_end"') < rules.index("SYMLINK")
    assert set(re.findall(r'GOTO="(\w+)"', rules)) == {"smsbus_end"}


def test_brltty_is_kept_from_every_kind_of_adapter_where_that_is_wanted() -> None:
    rules = (ETC / "udev/99-smsbus-brltty.rules").read_text(encoding="utf-8")
    taken = re.findall(r'^ATTR\{idVendor\}=="(\w{4})", ATTR\{idProduct\}=="(\w{4})"', rules, re.MULTILINE)
    assert {(int(vendor, 16), int(product, 16)) for vendor, product in taken} <= set(BRIDGES)
    assert {vendor for vendor, _ in taken} == {"1a86", "10c4", "0403", "067b"}


@pytest.mark.parametrize("name", ["12d1:1f01", "1bbb:f000"])
def test_the_files_for_usb_modeswitch_are_for_sticks_that_are_not_switched_and_make_modems_of_them(name: str) -> None:
    vendor, product = (int(half, 16) for half in name.split(":"))
    assert (vendor, product) in STORAGE | HILINK
    text = (ETC / "usb_modeswitch.d" / name).read_text(encoding="utf-8")
    (targets,) = re.findall(r'^TargetProduct(?:List)?=[0x"]*([0-9a-f,]+)"?$', text, re.MULTILINE)
    assert all(find(vendor, int(target, 16)) for target in targets.split(","))
    (message,) = re.findall(r'^MessageContent="([0-9a-f]+)"$', text, re.MULTILINE)
    assert len(bytes.fromhex(message)) == 31
    assert message.startswith("55534243")  # USBC: a command block of the mass storage class


def test_a_device_that_is_not_in_the_table_is_not_found() -> None:
    assert find(0x1234, 0x5678) is None
