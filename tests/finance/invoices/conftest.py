"""What the tests of invoices have at hand."""

import pytest

from tests.finance.invoices.desk import Desk, desk_of
from tests.finance.office import Office


@pytest.fixture
async def desk(office: Office) -> Desk:
    """A desk in an office with the books of 2026."""
    return await desk_of(office)
