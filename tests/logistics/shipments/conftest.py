"""A dock where orders of an office leave."""

import pytest

from tests.finance.office import office_of
from tests.logistics.shipments.dock import Dock, dock_of
from tests.writing.shop import Shop


@pytest.fixture
async def dock(logistics_shop: Shop) -> Dock:
    """A dock with ten pieces on a shelf, worth six euros each."""
    return await dock_of(await office_of(logistics_shop))
