"""What the tests of banks have at hand: a company with books and a bank account, files to send, and the words to ask with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from auth.roles import RoleCode
from kernel.ids import uuid7
from services.finance.posting import post
from tests.finance.books import Books, books_of, working
from tests.schema import builders
from tests.writing.shop import Shop

IBAN = "NL26VAYB8060476890"
UPLOAD = """
mutation ($company: ID!, $name: String!, $type: String!, $size: Int!) {
  fileUploadRequest(companyId: $company, name: $name, mediaType: $type, sizeBytes: $size) {
    file { id uploadUrl } errors { code }
  }
}
"""
ACCOUNT = """
mutation ($input: BankAccountCreateInput!) {
  bankAccountCreate(input: $input) { bankAccount { id iban } errors { code path } }
}
"""
RULE = """
mutation ($input: MatchRuleCreateInput!) { matchRuleCreate(input: $input) { matchRule { id } errors { code path message } } }
"""
IMPORT = """
mutation ($file: ID!, $account: ID, $key: ID!) {
  bankStatementImport(fileId: $file, bankAccountId: $account, idempotencyKey: $key) {
    bankStatements {
      id format identifier toOn opening { amount } closing { amount } total { amount currency } warnings
    }
    knownIdentifiers
    errors { code path message }
  }
}
"""
LINES = """
query ($id: ID!) {
  bankStatement(id: $id) {
    lines(first: 20) {
      nodes {
        id position bookedOn amount { amount } state remittance counterpartyName
        suggestions {
          id score amountPoints referencePoints partyPoints datePoints rulePoints explanation
          parts { amount { amount } journalLine { id } account { code } }
        }
      }
    }
  }
}
"""
LINE = (
    "bankStatementLine { id state matched { amount } unmatched { amount } reconciliations { id entry { id number } } }"
)
RECONCILE = f"""
mutation ($id: ID!, $parts: [BankReconciliationPartInput!]!, $key: ID!) {{
  bankStatementLineReconcile(id: $id, parts: $parts, idempotencyKey: $key) {{ {LINE} errors {{ code path }} }}
}}
"""
ACCEPT = f"""
mutation ($id: ID!, $key: ID!) {{
  matchSuggestionAccept(suggestionId: $id, idempotencyKey: $key) {{ {LINE} errors {{ code path }} }}
}}
"""
UNDO = f"""
mutation ($id: ID!, $key: ID!) {{
  bankReconciliationUndo(id: $id, on: "2026-03-20", why: "Wrong customer", idempotencyKey: $key) {{ {LINE} errors {{ code path }} }}
}}
"""
OFFER = """
insert into open_item_discount (company_id, open_item_id, until_on, currency, amount, lowers_tax)
values ($1, $2, $3, $4, $5, false)
"""
_STATEMENT = """:20:X
:25:{account}
:28C:{number}/1
:60F:C260301EUR{opening}
{entries}:62F:C260331EUR{closing}
"""


def mt940(number: int, *entries: tuple[str, str], account: str = IBAN, opening: str = "1000", more: str = "0") -> bytes:
    """Write a statement of March 2026: amounts with what the bank says; the closing balance follows, unless more is said."""
    lines = ""
    total = Decimal(opening) + Decimal(more)
    for amount, said in entries:
        total += Decimal(amount)
        mark = "D" if amount.startswith("-") else "C"
        lines += f":61:2603100310{mark}{amount.lstrip('-').replace('.', ',')}NTRFNONREF\n:86:{said}\n"
    figures = {"opening": f"{Decimal(opening):.2f}".replace(".", ","), "closing": f"{total:.2f}".replace(".", ",")}
    return _STATEMENT.format(account=account, number=number, entries=lines, **figures).encode()


@dataclass
class Till:
    """The books of a company, its bank account, and a server in front of it."""

    shop: Shop
    engine: AsyncEngine
    books: Books
    account: str = ""

    @classmethod
    async def open(cls, shop: Shop, engine: AsyncEngine) -> "Till":
        """Found a company with books and one bank account."""
        async with working(engine, keep=True) as work:
            till = cls(shop, engine, await books_of(work))
        till.account = (await till.add_account(iban=IBAN))["bankAccount"]["id"]
        return till

    async def ask(self, document: str, *, role: RoleCode = RoleCode.ADMIN, **variables: Any) -> dict[str, Any]:
        """Ask, with a key of its own; give the payload."""
        token = self.shop.token(role, companies=[self.books.company], subject=str(UUID(int=1)))
        named = {"key": uuid7().hex, **variables} if "$key" in document else variables
        answer = await self.shop.ask(document, named, token=token)
        assert "errors" not in answer, answer
        (told,) = answer["data"].values()
        return told

    async def add_account(self, **said: Any) -> dict[str, Any]:
        """Add a bank account in euros."""
        input_ = {
            "companyId": f"Company:{self.books.company}", "name": "Current account", "currency": "EUR",
            "accountId": f"LedgerAccount:{self.books.accounts['1410']}", "journalId": f"Journal:{self.books.journals['BNK']}",
            **said,
        }  # fmt: skip
        return await self.ask(ACCOUNT, input=input_)

    async def add_rule(self, code: str, *conditions: dict[str, Any], name: str = "Fees", **said: Any) -> dict[str, Any]:
        """Add a match rule to an account."""
        fixed = {"companyId": f"Company:{self.books.company}", "name": name, "position": 1, "conditions": conditions}
        return await self.ask(RULE, input={**fixed, "accountId": f"LedgerAccount:{self.books.accounts[code]}", **said})

    async def upload(self, content: bytes, media_type: str = "text/plain") -> str:
        """Send a file, and give its id."""
        company = f"Company:{self.books.company}"
        made = await self.ask(UPLOAD, company=company, name="statement", type=media_type, size=len(content))
        url = made["file"]["uploadUrl"]
        answer = await self.shop.site.client.put(url, content=content, headers={"content-type": media_type})
        assert answer.is_success, answer.text
        return made["file"]["id"]

    async def bring_in(
        self, content: bytes, media_type: str = "text/plain", account: str | None = None
    ) -> dict[str, Any]:
        """Send a file and bring its statements in."""
        return await self.ask(IMPORT, file=await self.upload(content, media_type), account=account)

    async def lines(self, content: bytes) -> list[dict[str, Any]]:
        """Bring one statement in, and give its lines."""
        told = await self.bring_in(content)
        assert told["errors"] == [], told
        (statement,) = told["bankStatements"]
        found = (await self.ask(LINES, id=statement["id"]))["lines"]["nodes"]
        return sorted(found, key=lambda line: line["position"])

    async def party(self, name: str) -> UUID:
        """Add a party."""
        return await builders.party(self.shop.owner, self.books.company, f"P-{uuid7().hex[-10:]}", name=name)

    async def owed(
        self,
        party: UUID,
        amount: str,
        said: str = "Invoice",
        account: str = "1210",
        currency: str = "EUR",
        on: str = "2026-03-15",
        offered: str | None = None,
    ) -> str:
        """Post that a party owes an amount (or is owed, below zero), and give the posted line.

        What is `offered` is taken off where it is paid within ten days.
        """
        other = "4010" if account == "1210" else "5010"
        async with working(self.engine, keep=True) as work:
            books = Books(work, self.books.company, self.books.year, party, self.books.accounts, self.books.journals)
            legs = [books.leg(account, amount), books.leg(other, str(-Decimal(amount)))]
            (entry,) = await post(
                work, [books.entry(*legs, on=date.fromisoformat(on), description=said, currency=currency)]
            )
            line = await work.raw.fetchval(
                "select id from journal_line where entry_id = $1 and account_id = $2",
                entry,
                self.books.accounts[account],
            )
            if offered is not None:
                until = date.fromisoformat(on) + timedelta(days=10)
                await work.raw.execute(OFFER, self.books.company, line, until, currency, Decimal(offered))
        return f"JournalLine:{line}"

    async def reconcile(self, line: dict[str, Any], *parts: dict[str, str]) -> dict[str, Any]:
        """Reconcile a line with some parts."""
        return await self.ask(RECONCILE, id=line["id"], parts=list(parts))

    def to_account(self, amount: str, code: str, party: UUID | None = None) -> dict[str, str]:
        """Make a part that goes to an account."""
        of_party = {"partyId": f"Party:{party}"} if party else {}
        return {"amount": amount, "accountId": f"LedgerAccount:{self.books.accounts[code]}", **of_party}

    async def balances(self, *codes: str) -> Sequence[str]:
        """Give what is on accounts, debits less credits."""
        statement = """
        select coalesce(sum(company_amount), 0) from journal_line where account_id = $1
        """
        return [str(await self.shop.owner.fetchval(statement, self.books.accounts[code])) for code in codes]

    async def open_amounts(self, party: UUID) -> Sequence[str]:
        """Give what is open of the items of a party, the smallest first."""
        statement = "select open_amount from open_item where party_id = $1 order by open_amount"
        return [str(row["open_amount"]) for row in await self.shop.owner.fetch(statement, party)]
