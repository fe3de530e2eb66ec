"""Every workflow test gets a small warehouse whose books are checked at its end."""

from __future__ import annotations

import pytest

from tests.workflows.small import Warehouse, house

__all__ = ["dock", "house"]


@pytest.fixture
def dock(house: Warehouse) -> Warehouse:
    """The small warehouse with a receiver, and MUG and TEA announced."""
    house.user("USR-R", "receiver")
    house.asn("R-1", {"MUG": 14, "TEA": 2})
    return house
