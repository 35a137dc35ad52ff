"""Who sees some salespeople's customers, or some warehouses alone, meets nothing of others: in no list, and on no way from one."""

from collections.abc import Mapping

import pytest

from auth.principal import Principal
from tests.oracle.sides import Sides, naive_viewer
from tests.permissions.asking import Asker
from tests.permissions.expected import Rights, entities, lists, relations, rows_of

NARROWED = (
    "admin of own sales", "admin of team sales", "sales rep of own sales", "admin of own warehouses",
    "warehouse clerk of own warehouses",
)  # fmt: skip


@pytest.mark.parametrize("name", NARROWED)
async def test_lists_have_what_the_naive_side_sees(name: str, sides: Sides, viewers: Mapping[str, Principal]) -> None:
    for root in lists(sides.naive.sdl).values():
        answers = await sides.ask(f"{{ {root}(first: 100) {{ totalCount nodes {{ id }} }} }}", viewers[name])
        assert not answers.differences(), root


@pytest.mark.parametrize("name", NARROWED)
async def test_no_way_from_a_list_leads_to_what_is_hidden(
    name: str, sides: Sides, viewers: Mapping[str, Principal]
) -> None:
    sdl, viewer, store = sides.naive.sdl, naive_viewer(viewers[name]), sides.naive.store
    rights = Rights(sdl, viewer.permissions)
    hidden = {f"{of}:{row.id}" for of in entities(sdl) for row in store.all(of) if not viewer.sees(row, store)}
    assert hidden
    for type_name, root in lists(sdl).items():
        if rights.missing_for_field("Query", root):
            continue
        ways = [way for way, _ in relations(sdl, type_name) if not rights.missing_for_field(type_name, way)]
        below = " ".join(rows_of(sdl, type_name, way, "id", 100) for way in ways)
        told = str((await Asker(sides, viewers[name]).ask(f"{root}(first: 100) {{ nodes {{ id {below} }} }}")).data)
        assert not [key for key in hidden if key in told], type_name


async def test_two_salespeople_share_no_customer_and_no_document(
    sides: Sides, viewers: Mapping[str, Principal]
) -> None:
    store, own = sides.naive.store, viewers["admin of own sales"]
    team = set(viewers["admin of team sales"].sales_reps or ()) - set(own.sales_reps or ())
    other = Principal(str(*team), "shop", "Other", own.permissions, own.companies, sales_reps=tuple(team))
    for type_name in ("Quotation", "SalesOrder", "SalesOrderLine", "Shipment", "BlanketAgreement"):
        one, another = (
            {row.id for row in store.all(type_name) if naive_viewer(each).sees(row, store)} for each in (own, other)
        )
        assert not one & another, type_name
