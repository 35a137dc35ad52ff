"""An office: a company whose books are set up through the API, and short ways to ask for what is done there."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from graphql import GraphQLObjectType, build_schema

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.schema import builders
from tests.writing.shop import Shop

Answer = dict[str, Any]


class Word(str):
    """A value of an enum, which is written without quotes."""


def literal(value: object) -> str:
    """Write a value as GraphQL has it."""
    match value:
        case Word():
            return str(value)
        case dict():
            return f"{{{', '.join(f'{name}: {literal(each)}' for name, each in cast('dict[str, object]', value).items())}}}"
        case list():
            return f"[{', '.join(literal(each) for each in cast('list[object]', value))}]"
        case _:
            return json.dumps(value)


@cache
def _mutations() -> GraphQLObjectType:
    text = (Path(__file__).parents[2] / "frontend-contract" / "schema.graphql").read_text()
    mutation = build_schema(text, assume_valid=True).mutation_type
    assert mutation is not None
    return mutation


@cache
def argument_types(mutation: str) -> dict[str, str]:
    """Tell of what types the arguments of a mutation are, by the contract."""
    return {name: str(argument.type) for name, argument in _mutations().fields[mutation].args.items()}


@dataclass
class Office:
    """One company, and whoever works there."""

    shop: Shop
    company: UUID
    year: Answer = field(default_factory=dict[str, Any])
    accounts: dict[str, str] = field(default_factory=dict[str, str])
    journals: dict[str, str] = field(default_factory=dict[str, str])

    async def ask(
        self, document: str, role: RoleCode = RoleCode.ADMIN, variables: Mapping[str, object] | None = None
    ) -> Answer:
        """Send a document as somebody of the company."""
        token = self.shop.token(role, companies=[self.company])
        return await self.shop.ask(document, dict(variables or {}), token=token)

    async def do(
        self, name: str, selection: str, role: RoleCode = RoleCode.ADMIN, *, simulate: bool = False, **arguments: Any
    ) -> Answer:
        """Do a mutation, and give its payload, with what there is to tell of refusals."""
        types = argument_types(name)
        declared = ", ".join(f"${argument}: {types[argument]}" for argument in arguments)
        given = ", ".join(f"{argument}: ${argument}" for argument in arguments)
        errors = "errors { code path message ... on PeriodNotReady { blockers } }"
        directive = " @simulate" if simulate else ""
        document = f"mutation ({declared}) {{ {name}({given}){directive} {{ {selection} {errors} }} }}"
        answer = await self.ask(document, role, arguments)
        assert answer.get("data"), answer
        if answer["data"][name] is None:
            return {"errors": [error["extensions"] for error in answer["errors"]]}
        return answer["data"][name]

    async def done(self, name: str, selection: str, role: RoleCode = RoleCode.ADMIN, **arguments: Any) -> Any:  # noqa: ANN401 - what is selected decides it
        """Do a mutation that is not refused, and give what was written."""
        payload = await self.do(name, selection, role, **arguments)
        assert payload["errors"] == [], payload
        return next((value for key, value in payload.items() if key != "errors"), None)

    async def draft(
        self, lines: Sequence[Mapping[str, object]], on: str, journal: str = "GEN", **more: object
    ) -> Answer:
        """Write a draft."""
        said = {
            "companyId": f"Company:{self.company}", "journalId": self.journals[journal], "postedOn": on,
            "description": "Test", "lines": list(lines), **more,
        }  # fmt: skip
        return await self.done("journalEntryDraftCreate", "journalEntryDraft { id version }", input=said)

    async def post(self, said: Mapping[str, str], on: str, journal: str = "GEN", **more: object) -> Answer:
        """Write a draft of accounts with their amounts (debits positive), and post it."""
        draft = await self.draft([self.line(code, amount) for code, amount in said.items()], on, journal, **more)
        return await self.done(
            "journalEntryPost",
            "journalEntry { id number lines { debit { amount } credit { amount } } }",
            id=draft["id"],
            version=draft["version"],
            idempotencyKey=str(uuid7()),
        )

    def line(self, code: str, amount: str) -> dict[str, object]:
        """Write a line: a negative amount is a credit."""
        side = {"credit": amount[1:]} if amount.startswith("-") else {"debit": amount}
        return {"accountId": self.accounts[code], **side}

    async def dimension(self, code: str = "COST_CENTRE") -> str:
        """Give the id of a dimension."""
        nodes = (await self.ask("{ dimensions(first: 10) { nodes { id code } } }"))["data"]["dimensions"]["nodes"]
        return next(node["id"] for node in nodes if node["code"] == code)

    async def value(self, code: str = "NORTH", dimension: str = "COST_CENTRE") -> str:
        """Add a value of a dimension, and give its id."""
        of = await self.dimension(dimension)
        said = {"companyId": f"Company:{self.company}", "dimensionId": of, "code": code, "name": code}
        return (await self.done("dimensionValueCreate", "dimensionValue { id version }", input=said))["id"]

    async def periods(self) -> list[Answer]:
        """Give the periods of the year in their order."""
        return (
            await self.ask(
                f'{{ fiscalYear(id: "{self.year["id"]}") {{ periods {{ id version number state blockers }} }} }}'
            )
        )["data"]["fiscalYear"]["periods"]

    async def close_periods(self) -> None:
        """Close all months of the year, with their checklists."""
        for period in [each for each in await self.periods() if each["number"] <= 12]:
            await self.close_period(period)

    async def close_period(self, period: Answer) -> None:
        """Close a period, with its checklist."""
        selection = "accountingPeriod { version tasks { id version } }"
        begun = await self.done("accountingPeriodBeginClosing", selection, id=period["id"], version=period["version"])
        for task in begun["tasks"]:
            await self.done("periodTaskComplete", "periodTask { doneBy }", id=task["id"], version=task["version"])
        await self.done(
            "accountingPeriodClose", "accountingPeriod { state }", id=period["id"], version=begun["version"]
        )

    async def balance(self, code: str) -> str | None:
        """Give what is on an account now."""
        answer = await self.ask(f'{{ ledgerAccount(id: "{self.accounts[code]}") {{ balance {{ amount }} }} }}')
        balance = answer["data"]["ledgerAccount"]["balance"]
        return None if balance is None else balance["amount"]


async def office_of(shop: Shop, year: int = 2026, currency: str = "EUR") -> Office:
    """Set up a company with the books of a year."""
    office = Office(shop, await builders.company(shop.owner, f"O-{uuid7().hex[-10:]}", currency))
    said = {
        "companyId": f"Company:{office.company}",
        "code": str(year),
        "startsOn": f"{year}-01-01",
        "endsOn": f"{year}-12-31",
    }
    office.year = await office.done("booksSetUp", "fiscalYear { id version state }", input=said)
    answer = await office.ask(
        "{ a: ledgerAccounts(first: 100) { nodes { id code } } b: ledgerAccounts(first: 100, offset: 100) { nodes { id code } } "
        "journals(first: 20) { nodes { id code } } }"
    )
    for name in ("a", "b"):
        office.accounts.update({node["code"]: node["id"] for node in answer["data"][name]["nodes"]})
    office.journals.update({node["code"]: node["id"] for node in answer["data"]["journals"]["nodes"]})
    return office
