"""What the tests of payments have at hand."""

import pytest

from tests.finance.office import Office
from tests.finance.payments.desk import Desk, desk_of


@pytest.fixture
async def desk(office: Office) -> Desk:
    """A party of a company with the books of 2026, which owes nothing yet."""
    return await desk_of(office)
