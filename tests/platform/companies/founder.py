"""Somebody who founds companies, by a token that was granted to a program in their name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office, Word
from tests.sales.story.people import Business

COMPANY = "company { id version code name legalName vatNumber currency country timeZone roundingPolicy isSandbox }"


def said(**values: Any) -> Answer:
    """Say what a company is, with a code of its own."""
    fixed = {"legalName": "Kettle & Sons GmbH", "currency": "EUR", "country": "AT", "timeZone": "Europe/Vienna"}
    return {"code": f"K-{uuid7().hex[-12:]}", "name": "Kettle & Sons", **fixed, **values}


@dataclass
class Founder(Office):
    """Somebody in a company, which may be one that they have founded."""

    bearer: str = ""
    named: str | None = None
    """The company that the header names."""

    async def ask(
        self,
        document: str,
        role: RoleCode = RoleCode.ADMIN,  # noqa: ARG002 - one person does all
        variables: Mapping[str, object] | None = None,
    ) -> Answer:
        """Send a document, in whatever role one has."""
        headers = {} if self.named is None else {"torso_company": self.named}
        return await self.shop.ask(document, dict(variables or {}), token=self.bearer, **headers)

    async def found(self, **values: Any) -> Answer:
        """Found a company, and work in it from now on."""
        company = await self.done("companyCreate", COMPANY, input=said(**values))
        self.company = key_of(company)
        return company

    async def refused(self, **values: Any) -> tuple[str, list[str]]:
        """Try to found a company, and tell the code of the refusal and its path."""
        return _told(await self.do("companyCreate", COMPANY, input=said(**values)))

    async def refused_change(self, **values: Any) -> tuple[str, list[str]]:
        """Try to change a company, and tell the code of the refusal and its path."""
        return _told(await self.do("companyUpdate", COMPANY, input=values))

    async def change(self, company: Answer, **values: Any) -> Answer:
        """Change a company that was just read."""
        which = {"id": company["id"], "version": company["version"]}
        return await self.done("companyUpdate", COMPANY, input={**which, **values})

    async def set_up(self, year: int) -> Business:
        """Give the company books, a tax, places, a customer, a vendor and goods, as somebody does who begins with nothing."""
        of = {"companyId": f"Company:{self.company}"}
        days = {"startsOn": f"{year}-01-01", "endsOn": f"{year}-12-31"}
        await self.done("booksSetUp", "fiscalYear { id }", input={**of, "code": str(year), **days})
        rate = {"validFrom": "2000-01-01", "percent": "20"}
        tax = {**of, "code": "V20", "name": "VAT 20 %", "kind": Word("PERCENT"), "rates": [rate]}
        code = await self.made("taxCodeCreate", "taxCode { id }", **tax)
        await self.made("taxPolicyCreate", "taxPolicy { id }", **of, saleCodeId=code)
        shelf, corner = await self._places(of)
        customer, vendor = [await self._party(of, role) for role in ("CUSTOMER", "VENDOR")]
        return Business(self, customer, vendor, await self._kettle(of), shelf, corner)

    async def made(self, name: str, shown: str, /, **values: Any) -> str:
        """Make something, and give its id."""
        return (await self.done(name, shown, input=values))["id"]

    async def _places(self, of: Answer) -> list[str]:
        warehouse = await self.made("warehouseCreate", "warehouse { id }", **of, code="MAIN", name="Main")
        kinds = {
            "SHELF": "INTERNAL",
            "CORNER": "INTERNAL",
            "SUPPLIERS": "SUPPLIER",
            "CUSTOMERS": "CUSTOMER",
        }
        inside = {"INTERNAL": {"warehouseId": warehouse}}
        made = [
            await self.made(
                "locationCreate",
                "location { id }",
                **of,
                code=code,
                name=code,
                kind=Word(kind),
                **inside.get(kind, {}),
            )
            for code, kind in kinds.items()
        ]
        return made[:2]

    async def _party(self, of: Answer, role: str) -> str:
        address = {"kind": Word("MAIN"), "line1": "1 Alder Street", "city": "Wien", "country": "AT"}
        values = {"number": role, "kind": Word("ORGANISATION"), "name": role.capitalize(), "roles": [{"role": role}]}
        return await self.made("partyCreate", "party { id }", **of, **values, addresses=[address])

    async def _kettle(self, of: Answer) -> str:
        unit = (await self.ask('{ unitByCode(code: "PCE") { id } }'))["data"]["unitByCode"]["id"]
        goods = {"code": "KETTLE", "name": "Kettle", "kind": Word("GOODS"), "unitId": unit}
        skus = [{"code": "KETTLE", "listPrice": "50"}]
        product = await self.done("productCreate", "product { skus { id } }", input={**of, **goods, "skus": skus})
        return product["skus"][0]["id"]


def key_of(company: Answer) -> UUID:
    """Read the id of a company."""
    return UUID(company["id"].removeprefix("Company:"))


def _told(payload: Answer) -> tuple[str, list[str]]:
    (error,) = payload["errors"]
    return error["code"], error.get("path", [])
