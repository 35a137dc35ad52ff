"""Whoever acts for a party writes what is that party's, whatever else their rights are."""

from collections.abc import AsyncGenerator
from uuid import UUID

import pytest

from auth.principal import Principal
from kernel.clock import SystemClock
from kernel.draft import Draft
from kernel.ids import uuid7
from server.database import create_engine
from server.graphql.caller import Caller
from server.writing.transaction import Transactions
from services import masters
from services.platform.party import ADDRESS, PARTY
from services.refusals import NotFound
from services.work import Work
from tests.schema import builders
from tests.writing.shop import Shop


@pytest.fixture
async def own(shop: Shop) -> UUID:
    """The party of the partner."""
    return await builders.party(shop.owner, shop.company, str(uuid7()))


@pytest.fixture
async def other(shop: Shop) -> UUID:
    """Another party."""
    return await builders.party(shop.owner, shop.company, str(uuid7()))


@pytest.fixture
async def partner(shop: Shop, own: UUID) -> AsyncGenerator[Work]:
    """The work of somebody who acts for a party."""
    engine = create_engine(shop.database, size=1)
    principal = Principal("partner", "portal", "Partner", frozenset(), (shop.company,), own)
    async with Transactions(engine, SystemClock()).begin(Caller.of(principal), None) as work:
        yield work
    await engine.dispose()


def address_of(shop: Shop, party: UUID) -> Draft:
    """Give a new address of a party."""
    said = {"kind": "MAIN", "line1": "Ring 1", "city": "Wien", "country": "AT"}
    return Draft({**said, "company_id": shop.company, "party_id": party})


async def test_writes_what_is_its_own(shop: Shop, partner: Work, own: UUID) -> None:
    assert await masters.create(partner, ADDRESS, [address_of(shop, own)])


async def test_adds_nothing_to_another(shop: Shop, partner: Work, other: UUID) -> None:
    with pytest.raises(NotFound):
        await masters.create(partner, ADDRESS, [address_of(shop, other)])


async def test_changes_nothing_of_another(partner: Work, other: UUID) -> None:
    with pytest.raises(NotFound):
        await masters.update(partner, PARTY, [Draft({"name": "Mine"}, other)])


async def test_makes_nothing_that_it_could_not_see(shop: Shop, partner: Work) -> None:
    new = {"company_id": shop.company, "number": "NEW", "kind": "PERSON", "name": "Somebody"}
    with pytest.raises(NotFound):
        await masters.create(partner, PARTY, [Draft(new)])
