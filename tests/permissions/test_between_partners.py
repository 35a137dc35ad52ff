"""Two partners of one company do not meet: not in lists, through filters, nor by cursors of the other."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

import pytest

from auth.principal import Principal
from auth.roles import RoleCode
from models import PartyRoleKind
from tests.oracle.sides import Sides, naive_viewer
from tests.oracle.viewers import somebody
from tests.oracle.world import World
from tests.oracle.world.people import USER_IDS
from tests.permissions.asking import Asker
from tests.permissions.expected import Rights, entities, lists, relations, rows_of

OPEN_TO_ALL = {
    "Company", "Country", "Currency", "ExchangeRate", "Unit", "UnitConversion", "ProductCategory", "Product", "Sku",
    "Barcode", "PaymentTerm", "PaymentTermLine", "PaymentTermStep", "PaymentTermDiscount", "TaxCode", "TaxRate",
    "TaxComponent", "TaxPosition",
}  # fmt: skip


class Pair(NamedTuple):
    """Two partners of one company, each of whom looks for what is the other's."""

    one: Principal
    other: Principal


@pytest.fixture(params=[RoleCode.PARTNER_CUSTOMER, RoleCode.PARTNER_VENDOR, RoleCode.ADMIN])
def pair(request: pytest.FixtureRequest, sides: Sides, world: World) -> Pair:
    """Two customers, two vendors, and two to whom no field is denied; each is a user of their own."""
    company = world.companies[0].id
    kind = PartyRoleKind.VENDOR if request.param is RoleCode.PARTNER_VENDOR else PartyRoleKind.CUSTOMER
    others = {
        row.party_id for row in sides.naive.store.all("PartyRole") if row.role == kind and row.company_id == company
    }
    other = max(sorted(others - {world.partner.id}), key=lambda party: _documents(sides, party))
    one, stranger = (somebody(request.param, [company], party) for party in (world.partner.id, other))
    return Pair(one, replace(stranger, subject=str(USER_IDS[RoleCode.BUYER])))


async def test_two_partners_see_nothing_of_each_other(sides: Sides, pair: Pair) -> None:
    one, other = (set(_seen(sides, principal)) for principal in pair)
    assert one
    assert other
    of_both = {type_name for type_name, _ in (one & other) - _granted_across(sides, pair)}
    # Pictures of products are for everybody, and no role of partners sees the jobs of others.
    assert of_both - ({"Attachment", "Job"} if pair.one.allows("platform.job:read") else {"Attachment"}) <= OPEN_TO_ALL


async def test_lists_and_what_they_lead_to_have_nothing_of_the_other(sides: Sides, pair: Pair) -> None:
    sdl = sides.naive.sdl
    for principal, stranger in (pair, pair[::-1]):
        rights = Rights(sdl, principal.permissions)
        hidden = {f"{name}:{key}" for name, key in set(_seen(sides, stranger)) - set(_seen(sides, principal))}
        for type_name, root in lists(sdl).items():
            if rights.missing_for_field("Query", root):
                continue
            ways = [name for name, _ in relations(sdl, type_name) if not rights.missing_for_field(type_name, name)]
            below = " ".join(rows_of(sdl, type_name, name, "id", 100) for name in ways)
            told = await Asker(sides, principal).ask(f"{root}(first: 100) {{ nodes {{ id {below} }} }}")
            assert not [key for key in hidden if key in str(told.data)], type_name


async def test_a_cursor_of_the_other_leads_to_no_row_of_the_other(sides: Sides, pair: Pair) -> None:
    sdl, (one, other) = sides.naive.sdl, pair
    own = set(_seen(sides, one))
    rights = Rights(sdl, one.permissions)
    for type_name, root in lists(sdl).items():
        if rights.missing_for_field("Query", root):
            continue
        found = await Asker(sides, other).ask(f"list: {root}(first: 1) {{ pageInfo {{ endCursor }} }}")
        if (cursor := found.data["list"]["pageInfo"]["endCursor"]) is not None:
            told = await Asker(sides, one).ask(f'list: {root}(first: 100, after: "{cursor}") {{ nodes {{ id }} }}')
            keys = {(type_name, UUID(node["id"].partition(":")[2])) for node in told.data["list"]["nodes"]}
            assert keys <= own, type_name


async def test_a_filter_by_the_other_finds_nothing(sides: Sides, pair: Pair) -> None:
    one, other = pair
    for field in ("customer", "vendor", "party"):
        for type_name, root in lists(sides.naive.sdl).items():
            if field in sides.naive.sdl.fields(f"{type_name}Filter"):
                filter_ = f'{{ {field}: {{ id: {{ eq: "Party:{other.party_id}" }} }} }}'
                ((data, denial),) = await Asker(sides, one).ask_each(
                    [f"{root}(first: 1, filter: {filter_}) {{ totalCount }}"]
                )
                assert denial is not None or data == {"totalCount": 0}, type_name


def _seen(sides: Sides, principal: Principal) -> list[tuple[str, UUID]]:
    store, viewer = sides.naive.store, naive_viewer(principal)
    return [(name, row.id) for name in entities(sides.naive.sdl) for row in store.all(name) if viewer.sees(row, store)]


def _granted_across(sides: Sides, pair: Pair) -> set[tuple[str, UUID]]:
    """Give what one has granted to a program of the other: both see it, and nothing can be done by it."""
    store, of_user = sides.naive.store, {principal.subject: principal.party_id for principal in pair}
    found: set[tuple[str, UUID]] = set()
    for grant in store.all("OAuthGrant"):
        program, party = store.one("OAuthClient", grant.client_id), of_user.get(str(grant.user_id))
        if party is not None and program is not None and program.party_id in {*of_user.values()} - {party}:
            found.add(("OAuthGrant", grant.id))
    return found


def _documents(sides: Sides, party: UUID) -> int:
    """Count what names a party, so that the other is one of whom there is much to see."""
    named: Mapping[str, str] = {"SalesOrder": "customer_id", "PurchaseOrder": "vendor_id", "Invoice": "party_id"}
    return sum(len(sides.naive.store.by(name, column, party)) for name, column in named.items())
