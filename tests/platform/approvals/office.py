"""What the tests of approvals have at hand: people with roles, documents to approve, and the words to decide with."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from auth.roles import RoleCode
from kernel.errors import DomainError
from kernel.ids import NodeId, uuid7
from services.platform.approval import ApprovalRequired, Matter, require
from services.work import Actor
from tests.finance.books import working
from tests.schema.builders import insert
from tests.writing.shop import Shop

POLICY = """
mutation ($input: ApprovalPolicyCreateInput!) {
  approvalPolicyCreate(input: $input) {
    approvalPolicy { id version amountAbove { amount } steps { position roleCode permission quorum } }
    errors { code path }
  }
}
"""
DECIDE = """
mutation ($id: ID!, $note: String!) {
  %s(id: $id, note: $note) { approvalRequest { id state position decisions { userName verdict note } } errors { code path } }
}
"""
INBOX = """
{ approvalInbox(first: 50) { nodes { request { id description amount { amount currency } steps { quorum } } } } }
"""


@dataclass(frozen=True)
class Person:
    """Somebody of the company who signs in."""

    id: UUID
    name: str
    role: RoleCode

    @property
    def actor(self) -> Actor:
        """Who they are, as the audit has it."""
        return Actor(str(self.id), "tests", "request", self.name)


@dataclass
class Office:
    """A company of its own, in which documents are approved."""

    shop: Shop
    engine: AsyncEngine
    company: UUID
    accounts: dict[str, UUID] = field(default_factory=dict[str, UUID])
    journals: dict[str, UUID] = field(default_factory=dict[str, UUID])

    async def hire(self, role: RoleCode = RoleCode.CONTROLLER) -> Person:
        """Give a role to somebody new."""
        name = f"P{uuid7().hex[-10:]}"
        owner = self.shop.owner
        key = await insert(owner, "user_account", email=f"{name}@example.org", name=name)
        role_id = await owner.fetchval("select id from role where code = $1", role)
        await insert(owner, "user_role", user_id=key, role_id=role_id, company_id=self.company)
        return Person(key, name, role)

    def token(self, person: Person) -> str:
        """Let somebody sign in."""
        return self.shop.token(person.role, companies=[self.company], subject=str(person.id))

    async def ask(self, person: Person, document: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask as somebody, and give the data."""
        answer = await self.shop.ask(document, variables, token=self.token(person))
        assert "errors" not in answer, answer
        return answer["data"]

    async def policy(self, steps: Sequence[dict[str, Any]] | None = None, **values: Any) -> dict[str, Any]:
        """Want approval for entries above 1,000, by one controller unless said otherwise."""
        asked = list(steps or [{"roleCode": "CONTROLLER"}])
        input_ = {
            "companyId": f"Company:{self.company}", "name": "Large entries", "documentType": "JournalEntryDraft",
            "amountAbove": "1000.00", "steps": [{"position": place + 1, "quorum": 1, **step} for place, step in enumerate(asked)],
            **values,
        }  # fmt: skip
        return (await self.shop.ask(POLICY, {"input": input_}, token=self.shop.token(companies=[self.company])))[
            "data"
        ]["approvalPolicyCreate"]

    async def draft(self) -> UUID:
        """Write the draft of an entry."""
        owner = self.shop.owner
        journal = await owner.fetchval("select id from journal where company_id = $1", self.company)
        journal = journal or await insert(
            owner, "journal", company_id=self.company, code="GEN", name="General", kind="GENERAL"
        )
        values = {"journal_id": journal, "posted_on": await owner.fetchval("select current_date"), "currency": "EUR"}
        return await insert(owner, "journal_entry_draft", company_id=self.company, description="Rent", **values)

    def matter(
        self, draft: UUID, amount: str = "5000", *, revision: str = "1", written_by: Person | None = None
    ) -> Matter:
        """Say what is to be approved."""
        writers = [str(written_by.id)] if written_by else []
        document = NodeId("JournalEntryDraft", draft)
        return Matter(self.company, document, revision, "Entry: Rent", Decimal(amount), writers)

    async def require(self, person: Person, matter: Matter) -> DomainError | None:
        """Do what needs approval as somebody, and give the refusal; what stays of it is written as by the edge."""
        try:
            async with working(self.engine, person.actor) as work:
                await require(work, matter)
        except DomainError as refusal:
            if isinstance(refusal, ApprovalRequired):
                async with working(self.engine, person.actor, keep=True) as work:
                    await refusal.remember(work)
            return refusal
        return None

    async def requested(self, person: Person, matter: Matter) -> str:
        """Ask for approval, and give the id of the request."""
        refusal = await self.require(person, matter)
        assert isinstance(refusal, ApprovalRequired)
        return str(refusal.request)

    async def decide(self, person: Person, request: str, verb: str = "approvalApprove", note: str = "Fine.") -> str:
        """Decide as somebody, and give the state of the request, or the code of the refusal."""
        data = await self.ask(person, DECIDE % verb, {"id": request, "note": note})
        (told,) = data.values()
        return told["errors"][0]["code"] if told["errors"] else told["approvalRequest"]["state"]

    async def decide_all(self, people: Sequence[Person], request: str) -> list[str]:
        """Let many approve at the same time."""
        return list(await asyncio.gather(*(self.decide(person, request) for person in people)))

    async def inbox(self, person: Person) -> list[Any]:
        """Give what waits for somebody."""
        return (await self.ask(person, INBOX))["approvalInbox"]["nodes"]
