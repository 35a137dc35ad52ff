"""Somebody who makes prices, and asks for them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.schema import builders
from tests.writing.shop import Shop

EXPLAIN = """
query ($input: PriceExplanationInput!) {
  priceExplanation(input: $input) {
    explanation {
      lines {
        source priceList unitPrice { amount currency } listed { amount } discount { amount } discountPercent
        net { amount } discounts { rule amount { amount } }
      }
      rules { rule outcome amount { amount } freeSkuId freeQuantity }
      coupons { code verdict }
      listed { amount currency } discount { amount } net { amount }
    }
    errors { code path ... on PriceMissing { sku currency } }
  }
}
"""
CREATE = """
mutation ($input: TYPECreateInput!) {
  FIELDCreate(input: $input) { FIELD { id version } errors { code path ... on RuleBroken { rule } } }
}
"""
REDEEM = """
mutation ($input: CouponRedeemInput!) {
  couponRedeem(input: $input) {
    couponRedemption { id coupon { code } order { id } reverses { id } }
    errors { code path ... on CouponRefused { verdict } ... on CouponForNoOrder { state } }
  }
}
"""
GIVE_BACK = """
mutation ($id: ID!) {
  couponRedemptionReverse(id: $id) { couponRedemption { reverses { id } } errors { code path } }
}
"""


@dataclass(frozen=True)
class Pricer:
    """A company that sells one thing at 20.00 a piece, and a customer."""

    shop: Shop
    company: UUID
    sku: UUID
    customer: UUID

    @classmethod
    async def of(cls, shop: Shop) -> "Pricer":
        """Make a company, a SKU and a customer."""
        owner = shop.owner
        company = await builders.company(owner, f"C-{uuid7().hex[-10:]}")
        sku = await builders.sku(owner, company, "LAMP", list_price=Decimal(20))
        return cls(shop, company, sku, await builders.party(owner, company, "P-1"))

    async def ask(self, document: str, role: RoleCode = RoleCode.SALES_MANAGER, **variables: Any) -> dict[str, Any]:
        """Send a document in the name of somebody of the company, and give the body of the answer."""
        return await self.shop.ask(document, variables, token=self.shop.token(role, companies=[self.company]))

    async def made(self, type_name: str, **said: Any) -> dict[str, Any]:
        """Make something, and give the payload; its code is its own unless it is said."""
        field = type_name[0].lower() + type_name[1:]
        document = CREATE.replace("TYPE", type_name).replace("FIELD", field)
        given = {"companyId": f"Company:{self.company}", **said}
        payload = (await self.ask(document, input=given))["data"][f"{field}Create"]
        return {"errors": payload["errors"], **(payload[field] or {})}

    async def rule(self, code: str = "R", **said: Any) -> str:
        """Make a pricing rule of ten percent off everything, unless something else is said, and give its id."""
        named = {"code": code, "name": code, "benefit": "PERCENT", "percent": "10", **said}
        made = await self.made("PricingRule", **{name: value for name, value in named.items() if value is not None})
        assert made["errors"] == []
        return made["id"]

    async def coupon(self, code: str = "SPRING", **said: Any) -> str:
        """Make a coupon for a rule of its own, and give its id."""
        rule = await self.rule(f"RULE-{code}", needsCoupon=True)
        made = await self.made("Coupon", code=code, ruleId=rule, **said)
        assert made["errors"] == []
        return made["id"]

    async def order(self, state: str = "CONFIRMED", customer: UUID | None = None) -> str:
        """Make a sales order, and give its id."""
        nothing = dict.fromkeys(("net_amount", "tax_amount", "total_amount"), Decimal("0.00"))
        key = await builders.insert(
            self.shop.owner, "sales_order", company_id=self.company, number=f"SO-{uuid7().hex[-12:]}", state=state,
            customer_id=customer or self.customer, placed_at=dt.datetime.now(dt.UTC), currency="EUR", **nothing,
        )  # fmt: skip
        return f"SalesOrder:{key}"

    async def redeem(self, order: str, code: str = "SPRING", role: RoleCode = RoleCode.SALES_REP) -> dict[str, Any]:
        """Use a coupon for an order, and give the payload."""
        answer = await self.ask(REDEEM, role, input={"orderId": order, "code": code})
        return answer["data"]["couponRedeem"]

    async def explained(self, quantity: str = "1", **said: Any) -> dict[str, Any]:
        """Ask what a document with one line costs."""
        line = {"skuId": f"Sku:{self.sku}", "quantity": quantity}
        given = {"companyId": f"Company:{self.company}", "pricedOn": "2026-03-02", "lines": [line], **said}
        return (await self.ask(EXPLAIN, input=given))["data"]["priceExplanation"]

    async def unit_price(self, quantity: str = "1", **said: Any) -> str:
        """Ask what one costs of a quantity."""
        found = await self.explained(quantity, **said)
        assert found["errors"] == []
        return found["explanation"]["lines"][0]["unitPrice"]["amount"]
