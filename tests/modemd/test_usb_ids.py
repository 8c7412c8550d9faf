"""The table of modems agrees with itself."""

import pytest

from modemd.usb_ids import BRIDGES, HILINK, HUAWEI, KNOWN, MODEM_VENDORS, STORAGE, Known, find


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


def test_a_device_that_is_not_in_the_table_is_not_found() -> None:
    assert find(0x1234, 0x5678) is None
