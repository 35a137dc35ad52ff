"""Two salespeople with equal roles, a customer of each with an order, and what each is answered."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from kernel.ids import uuid7
from tests.access.people import People
from tests.schema import builders
from tests.schema.builders import insert


@dataclass(frozen=True)
class Seller:
    """A salesperson, with a customer of theirs and its order."""

    people: People
    user: UUID
    token: str
    customer: UUID
    order: UUID

    async def ask(self, query: str) -> Any:  # noqa: ANN401 - an answer
        """Ask, and give the data."""
        answer = await self.people.send(self.token, query)
        assert "errors" not in answer.json(), answer.text
        return answer.json()["data"]


async def seller(people: People, reach: str) -> Seller:
    """Hire somebody who sees as much as a salesperson, of so many customers."""
    _, code = await people.compose(parents=(await people.role("SALES_REP"),), sales_reach=reach)
    user = await people.hire(code)
    number = f"C-{uuid7().hex[-12:]}"
    customer = await builders.party(people.owner, people.company, number, name=f"Kessler {number}", sales_rep_id=user)
    await insert(people.owner, "party_role", company_id=people.company, party_id=customer, role="CUSTOMER")
    await insert(
        people.owner,
        "address",
        company_id=people.company,
        party_id=customer,
        kind="MAIN",
        line1="1",
        city="Graz",
        country="AT",
    )
    amounts = {"net_amount": Decimal("10.00"), "tax_amount": Decimal("0.00"), "total_amount": Decimal("10.00")}
    order = await insert(
        people.owner, "sales_order", company_id=people.company, number=f"SO-{number}", state="DRAFT", customer_id=customer,
        sales_rep_id=user, placed_at=datetime.now(UTC), currency="EUR", **amounts,
    )  # fmt: skip
    return Seller(people, user, people.token(await people.grant(user)), customer, order)


async def team(people: People, *members: UUID) -> UUID:
    """Put people into a sales team."""
    code = f"T{uuid7().hex[-10:]}"
    key = await insert(people.owner, "sales_team", company_id=people.company, code=code, name=code)
    for user in members:
        await insert(people.owner, "sales_team_member", company_id=people.company, team_id=key, user_id=user)
    return key
