"""Asking for taxes through the API."""

from dataclasses import dataclass, field
from typing import Any

from kernel.ids import uuid7
from tests.writing.shop import Shop

CREATE = """
mutation ($input: TaxCodeCreateInput!) {
  taxCodeCreate(input: $input) { taxCode { id code } errors { code path message } }
}
"""
CALCULATE = """
query ($input: TaxCalculateInput!) {
  taxCalculate(input: $input) {
    calculation {
      net { amount } tax { amount } total { amount currency } selfAssessed { amount } discount { amount }
      position wording replaced
      taxes { code rate base { amount } amount { amount } deductible { amount } exactAmount explanation }
      lines { net { amount } gross { amount } taxes { amount { amount } } }
    }
    errors { __typename code path }
  }
}
"""


@dataclass
class Taxes:
    """The taxes of a shop."""

    shop: Shop
    ids: dict[str, str] = field(default_factory=dict[str, str])

    async def add(self, name: str, percent: str | None = None, **said: Any) -> str:
        """Add a tax with a rate from 2000 on; codes are unique, and remembered by a name."""
        rates = [{"validFrom": "2000-01-01", "percent": percent}] if percent else []
        given = {
            "companyId": f"Company:{self.shop.company}",
            "code": f"{name}-{uuid7().hex[-10:]}",
            "name": name,
            "kind": "PERCENT",
            "rates": rates,
            **said,
        }
        answer = await self.shop.ask(CREATE, {"input": given})
        made = answer["data"]["taxCodeCreate"]
        assert made["errors"] == [], answer
        self.ids[name] = made["taxCode"]["id"]
        return self.ids[name]

    async def refused(self, **said: Any) -> list[str]:
        """Try to add a tax, and give the codes of the refusals."""
        given = {
            "companyId": f"Company:{self.shop.company}",
            "code": uuid7().hex,
            "name": "T",
            "kind": "PERCENT",
            **said,
        }
        answer = await self.shop.ask(CREATE, {"input": given})
        return [error["code"] for error in answer["data"]["taxCodeCreate"]["errors"]]

    async def answer(self, *lines: tuple[Any, Any, list[str]], token: str | None = None, **said: Any) -> dict[str, Any]:
        """Reckon lines of a quantity, a price and taxes by their names, and give the whole answer."""
        given = {
            "companyId": f"Company:{self.shop.company}",
            "trade": "SALE",
            "currency": "EUR",
            "taxedOn": "2026-03-01",
            "lines": [
                {"quantity": str(quantity), "unitPrice": str(price), "taxCodeIds": [self.ids[name] for name in names]}
                for quantity, price, names in lines
            ],
            **said,
        }
        return await self.shop.ask(CALCULATE, {"input": given}, token=token)

    async def calculate(self, *lines: tuple[Any, Any, list[str]], **said: Any) -> dict[str, Any]:
        """Reckon lines, and give what came of it."""
        answer = await self.answer(*lines, **said)
        assert answer["data"]["taxCalculate"]["errors"] == [], answer
        return answer["data"]["taxCalculate"]["calculation"]

    async def totals(self, *lines: tuple[Any, Any, list[str]], **said: Any) -> tuple[str, str, str]:
        """Reckon lines, and give net, tax and total."""
        found = await self.calculate(*lines, **said)
        return found["net"]["amount"], found["tax"]["amount"], found["total"]["amount"]
