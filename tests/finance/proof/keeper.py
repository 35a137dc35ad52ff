"""A keeper of books who does whatever comes, and looks after each request whether the books are still whole."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import asyncpg

from auth.roles import RoleCode
from kernel.currency import currency_exponent
from kernel.ids import uuid7
from models import Base
from tests.finance.bank.till import IBAN, UPLOAD
from tests.finance.office import Answer, Office, Word, office_of
from tests.schema import builders
from tests.writing.shop import Shop

CURRENCIES = {"EUR": Decimal(1), "USD": Decimal("0.9137"), "JPY": Decimal("0.00613"), "KWD": Decimal("2.9871")}
BUGS = {"INTERNAL", "BAD_USER_INPUT", "FORBIDDEN", "TIMEOUT"}
# What is written though a request is refused, or whoever asks.
_ASIDE = {"audit_entry", "approval_request", "file", "idempotency_key", "import_row", "job", "notification"}
CHECKS = "{ integrityChecks(companyIds: [%s]) { checks { kind holds findings } errors { code } } }"
ZERO = """
select coalesce(sum(debit), 0) - coalesce(sum(credit), 0) from period_balance_now where company_id = $1 and value_id is null
"""


def _state() -> str:
    """Write the statement that tells what a company has: how many rows of everything, and in which versions."""
    tables = [table for table in Base.metadata.sorted_tables if "company_id" in table.c and table.name not in _ASIDE]
    parts = [
        f"'{table.name}', (select count(*) || ' ' || coalesce(sum({'version' if 'version' in table.c else '1'}), 0) "
        f"from {table.name} where company_id = $1)"
        for table in tables
    ]
    pieces = [f"jsonb_build_object({', '.join(parts[at : at + 40])})" for at in range(0, len(parts), 40)]
    return f"select ({' || '.join(pieces)})::text"


STATE = _state()


@dataclass
class Keeper:
    """The books of one company, and chance."""

    office: Office
    chance: Random = field(default_factory=Random)
    parties: list[str] = field(default_factory=list[str])
    taxes: dict[str, str] = field(default_factory=dict[str, str])
    terms: list[str] = field(default_factory=list[str])
    withholdings: list[str] = field(default_factory=list[str])
    values: list[list[str]] = field(default_factory=list[list[str]])
    bank: str = ""
    statements: int = 0
    state: str = ""
    done: list[str] = field(default_factory=list[str])
    refused: list[str] = field(default_factory=list[str])

    @property
    def company(self) -> str:
        """The id of the company."""
        return f"Company:{self.office.company}"

    async def do(self, name: str, selection: str, role: RoleCode = RoleCode.ADMIN, **arguments: Any) -> Any:  # noqa: ANN401 - what is selected decides it
        """Send a mutation; a refusal has to have a code of ours and to leave nothing behind. None where it is refused."""
        payload = await self.office.do(name, selection, role, **arguments)
        codes = [error["code"] for error in payload["errors"]]
        state = await self._state()
        if codes:
            self.refused += [f"{name} {code}" for code in codes]
            assert not BUGS.intersection(codes), (name, arguments, payload)
            assert state == self.state, (name, arguments, payload, _differences(self.state, state))
            return None
        self.state = state
        self.done.append(name)
        return next((value for key, value in payload.items() if key != "errors"), None)

    async def keyed(self, name: str, selection: str, **arguments: Any) -> Any:  # noqa: ANN401 - as for `do`
        """Send a mutation with a key of its own."""
        return await self.do(name, selection, **arguments, idempotencyKey=str(uuid7()))

    async def rows(self, statement: str, *values: object) -> list[asyncpg.Record]:
        """Look at the tables of the company, which the statement knows as $1."""
        return await self.office.shop.owner.fetch(statement, self.office.company, *values)

    async def any_of(self, statement: str, *values: object) -> asyncpg.Record | None:
        """Give one of some rows; None where there is none."""
        rows = await self.rows(statement, *values)
        return self.chance.choice(rows) if rows else None

    def day(self) -> date:
        """Give a day of the year, rather one of its first half."""
        return date(2026, 1, 1) + timedelta(min(self.chance.randrange(365), self.chance.randrange(365)))

    def currency(self) -> str:
        """Give a currency, mostly the company's own."""
        return self.chance.choice(["EUR", "EUR", "EUR", *CURRENCIES])

    def belonging(self) -> dict[str, Any]:
        """Say what a line belongs to: one value of some of the dimensions, more often of none."""
        named = [self.chance.choice(values) for values in self.values if self.chance.random() < 0.3]
        return {"dimensions": [{"valueId": value} for value in named]} if named else {}

    def amount(self, currency: str = "EUR") -> Decimal:
        """Give an amount above zero, small, usual or huge."""
        step = Decimal(1).scaleb(-currency_exponent(currency))
        return step * self.chance.choice(
            [1, 2, 3, 99, 10_000, 12_345, self.chance.randrange(1, 500_000), 9_999_999_999]
        )

    async def look(self) -> None:
        """Check that every check of the books holds, and that debits are equal to credits."""
        answer = await self.office.ask(CHECKS % json.dumps(self.company), RoleCode.AUDITOR)
        checks: Sequence[Answer] = answer["data"]["integrityChecks"]["checks"]
        assert [check for check in checks if not check["holds"]] == [], self.done[-5:]
        assert await self.office.shop.owner.fetchval(ZERO, self.office.company) == 0

    async def fold(self) -> None:
        """Fold balances and seal journals, as the jobs do."""
        await self.office.shop.owner.execute("select finance_fold_balances(20000), journal_seal(1000)")
        self.state = await self._state()

    async def upload(self, content: bytes) -> str:
        """Send a file, and give its id."""
        shop, said = self.office.shop, {"name": "statement", "type": "text/plain", "size": len(content)}
        token = shop.token(RoleCode.ADMIN, companies=[self.office.company])
        answer = await shop.ask(UPLOAD, {"company": self.company, **said}, token=token)
        file = answer["data"]["fileUploadRequest"]["file"]
        sent = await shop.site.client.put(file["uploadUrl"], content=content, headers={"content-type": "text/plain"})
        assert sent.is_success, sent.text
        return file["id"]

    async def begin(self) -> None:
        """Set up what a company needs before it does business."""
        owner = self.office.shop.owner
        for _ in range(3):
            party = await builders.party(owner, self.office.company, f"P-{uuid7().hex[-10:]}")
            self.parties.append(f"Party:{party}")
        for currency, rate in CURRENCIES.items():
            if currency != "EUR":
                for month in range(1, 13):
                    await owner.execute(
                        "insert into exchange_rate (from_currency, to_currency, valid_on, rate, source) "
                        "values ($1, 'EUR', $2, $3, 'tests') on conflict do nothing",
                        currency, date(2026, month, 1), rate * (100 + month * (-1) ** month) / 100,
                    )  # fmt: skip
        await self._taxes()
        await self._masters()
        await self._choices()
        self.state = await self._state()

    async def _taxes(self) -> None:
        for code, percent, more in (
            ("V20", "20", {}), ("V07", "7", {}), ("V00", "0", {"category": Word("Z")}), ("CASH", "19", {"isCashBasis": True}),
            ("RC", "20", {"isReverseCharge": True, "category": Word("AE")}), ("HALF", "20", {"half": True}),
        ):  # fmt: skip
            rate: dict[str, Any] = {"validFrom": "2000-01-01", "percent": percent}
            if more.pop("half", False):
                rate["deductiblePercent"] = "50"
            said: Answer = {
                "companyId": self.company,
                "code": code,
                "name": code,
                "kind": Word("PERCENT"),
                "rates": [rate],
                **more,
            }
            self.taxes[code] = (await self.office.done("taxCodeCreate", "taxCode { id }", input=said))["id"]
        for code, side, figure, sign in (
            ("020", "OUTPUT", "BASE", 0), ("056", "OUTPUT", "TAX", 1), ("060", "INPUT", "DEDUCTIBLE", -1),
        ):  # fmt: skip
            parts = [{"taxCodeId": key, "side": Word(side), "figure": Word(figure)} for key in self.taxes.values()]
            said = {"companyId": self.company, "form": "U30", "code": code, "name": code, "position": 1, "payableSign": sign,
                    "parts": parts}  # fmt: skip
            await self.office.done("taxBoxCreate", "taxBox { id }", input=said)

    async def _masters(self) -> None:
        said: Answer = {"companyId": self.company, "writeOffLimit": "20", "writeOffPercent": "50"}
        await self.office.done("paymentPolicyCreate", "paymentPolicy { id }", input=said)
        account = {"companyId": self.company, "name": "Bank", "currency": "EUR", "iban": IBAN,
                   "accountId": self.office.accounts["1410"], "journalId": self.office.journals["BNK"]}  # fmt: skip
        self.bank = (await self.office.done("bankAccountCreate", "bankAccount { id }", input=account))["id"]
        level = {"companyId": self.company, "level": 1, "name": "First", "daysOverdue": 5, "fee": "3", "currency": "EUR",
                 "interestPercent": "9.2"}  # fmt: skip
        await self.office.done("dunningLevelCreate", "dunningLevel { id }", input=level)

    async def _choices(self) -> None:
        """Set up what documents may name: values of dimensions, discounts for paying early, what is withheld."""
        for dimension in ("COST_CENTRE", "PROJECT"):
            self.values.append([await self.office.value(f"{dimension[0]}{place}", dimension) for place in range(2)])
        half = {"position": 1, "kind": Word("PERCENT_OF_TOTAL"), "percent": "50", "steps": _days(30)}
        rest = {"position": 2, "kind": Word("REMAINDER"), "steps": _days(60)}
        for base, lines in (("GROSS", [half, rest]), ("NET", [rest])):
            said: Answer = {
                "companyId": self.company, "code": base, "name": base, "discountBase": Word(base),
                "discounts": [{"percent": "10", "days": 5}, {"percent": "3", "days": 14}],
                "lines": lines,
            }  # fmt: skip
            self.terms.append((await self.office.done("paymentTermCreate", "paymentTerm { id }", input=said))["id"])
        for code, on_invoice in (("WHENPAID", False), ("ATONCE", True)):
            said = {
                "companyId": self.company, "code": code, "name": code, "kind": Word("WITHHOLDING"), "category": Word("O"),
                "withholdingBase": Word("NET"), "isWithheldOnInvoice": on_invoice,
                "rates": [{"validFrom": "2000-01-01", "percent": "7.5"}],
            }  # fmt: skip
            self.withholdings.append((await self.office.done("taxCodeCreate", "taxCode { id }", input=said))["id"])

    async def _state(self) -> str:
        return await self.office.shop.owner.fetchval(STATE, self.office.company)


def _days(count: int) -> list[dict[str, Any]]:
    return [{"position": 1, "kind": Word("DAYS"), "count": count}]


def _differences(before: str, after: str) -> dict[str, tuple[str, str]]:
    one, other = json.loads(before), json.loads(after)
    return {name: (one[name], other[name]) for name in one if one[name] != other[name]}


async def keeper_of(shop: Shop) -> Keeper:
    """Found a company whose books are kept from now on."""
    keeper = Keeper(await office_of(shop))
    await keeper.begin()
    return keeper
