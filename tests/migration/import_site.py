"""Imports as a frontend does them: over HTTP, with the work in the background done by and by."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from auth.demo import DEMO_REALM, issue
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import SystemClock
from server.jobs.binding import Tools
from server.jobs.here import do_here
from server.wiring import HANDLERS
from tests.writing.shop import Shop

ANNOUNCE = """
mutation ($company: ID, $name: String!, $type: String!, $size: Int!) {
  done: importFileUploadRequest(companyId: $company, name: $name, mediaType: $type, sizeBytes: $size) {
    file { id uploadUrl } errors { code path }
  }
}
"""
IMPORT = """
fragment Import on ImportJob {
  id version state availableTransitions columns rejectsUrl job { id state progressDone result }
  report {
    source { rows amount } fates { fate rows } reasons { fate code rows } entities { entityType count }
    rounding throughTheSchema putIntoForm { rule count } holds
  }
}
"""
CREATE = (
    """
mutation ($input: ImportJobCreateInput!, $key: ID) {
  done: importJobCreate(input: $input, idempotencyKey: $key) {
    importJob { ...Import }
    errors { code path message ... on EncodingUncertain { candidates { encoding sample } } }
  }
}
"""
    + IMPORT
)
MAPPING = """
mutation ($input: ImportMappingCreateInput!) {
  done: importMappingCreate(input: $input) { importMapping { id revision document } errors { code path message } }
}
"""
MAP = (
    """
mutation ($id: ID!, $version: Int!, $mapping: ID!) {
  done: importJobMap(id: $id, version: $version, mappingId: $mapping) {
    importJob { ...Import } errors { code path ... on AlreadyImported { importJob { id } } }
  }
}
"""
    + IMPORT
)
ASK = (
    """
mutation ($id: ID!, $version: Int!) { done: %s(id: $id, version: $version) %s { importJob { ...Import } errors { code path } } }
"""
    + IMPORT
)
LOOK = "query ($id: ID!) { importJob(id: $id) { ...Import } }" + IMPORT

ROWS = "No,Name,Mail\nC1,ACME  Ltd,office@acme.example\nC2,Bell Ltd,not mail\nC3,Carl Ltd,\n"
PARTIES: dict[str, Any] = {
    "target": "parties",
    "key": ["No"],
    "fields": {
        "kind": {"constant": "ORGANISATION"},
        "role": {"constant": "CUSTOMER"},
        "name": {"columns": ["Name"]},
        "email": {"columns": ["Mail"]},
    },
}


@dataclass(frozen=True)
class Importing:
    """Somebody who imports, in a company of their own."""

    shop: Shop
    tools: Tools
    company: UUID
    role: RoleCode = RoleCode.ADMIN
    subject: str | None = None
    # Whether they see all companies, and not this one alone.
    everywhere: bool = False

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """Ask, and give the data."""
        answer = await self.shop.ask(document, variables, token=self.token())
        assert "errors" not in answer, answer
        return answer["data"]

    def token(self) -> str:
        """Give their token."""
        issuer = TokenIssuer(signing_key(self.shop.site.settings.home), DEMO_REALM, SystemClock())
        companies = None if self.everywhere else [self.company]
        return issue(issuer, self.role, companies=companies, subject=self.subject)

    async def bring(self, text: str | bytes = ROWS, name: str = "customers.csv", media_type: str = "text/csv") -> str:
        """Announce a file and send it, and give its id."""
        data = text.encode() if isinstance(text, str) else text
        announced = {"company": f"Company:{self.company}", "name": name, "type": media_type, "size": len(data)}
        file = (await self.ask(ANNOUNCE, **announced))["done"]["file"]
        sent = await self.shop.site.client.put(file["uploadUrl"], content=data, headers={"content-type": media_type})
        assert sent.status_code == 201, sent.text
        return file["id"]

    def source(self, file_id: str, **more: Any) -> dict[str, Any]:
        """Give the input of an import of customers."""
        company = f"Company:{self.company}"
        return {"fileId": file_id, "system": "old", "target": "parties", "companyId": company, **more}

    async def create(self, file_id: str, **more: Any) -> dict[str, Any]:
        """Make an import, and give the payload."""
        return (await self.ask(CREATE, input=self.source(file_id, **more)))["done"]

    async def mapping(self, document: object = PARTIES, code: str = "customers") -> dict[str, Any]:
        """Keep a mapping, and give the payload."""
        said = {"companyId": f"Company:{self.company}", "code": code, "document": document}
        return (await self.ask(MAPPING, input=said))["done"]

    async def map(self, stand: dict[str, Any], mapping_id: str) -> dict[str, Any]:
        """Say what columns become, and give the payload."""
        return (await self.ask(MAP, id=stand["id"], version=stand["version"], mapping=mapping_id))["done"]

    async def do(self, mutation: str, stand: dict[str, Any], directive: str = "") -> dict[str, Any]:
        """Ask for a step, and give the payload."""
        return (await self.ask(ASK % (mutation, directive), id=stand["id"], version=stand["version"]))["done"]

    async def look(self, import_id: str) -> dict[str, Any]:
        """Give an import as it is."""
        return (await self.ask(LOOK, id=import_id))["importJob"]

    async def sees(self, import_id: str) -> bool:
        """Tell whether there is an import to be seen."""
        answer = await self.shop.ask(LOOK, {"id": import_id}, token=self.token())
        return answer["data"]["importJob"] is not None

    async def mapped(self, text: str | bytes = ROWS) -> dict[str, Any]:
        """Give an import of a file whose columns have a meaning."""
        created = await self.create(await self.bring(text))
        kept = await self.mapping()
        return (await self.map(created["importJob"], kept["importMapping"]["id"]))["importJob"]

    async def done(self, mutation: str, stand: dict[str, Any]) -> dict[str, Any]:
        """Ask for a step, do what was asked for, and give the import."""
        asked = await self.do(mutation, stand)
        assert asked["errors"] == [], asked
        job_id = UUID(asked["importJob"]["job"]["id"].removeprefix("Job:"))
        assert await do_here(self.tools, HANDLERS, job_id)
        return await self.look(stand["id"])

    async def parties(self) -> list[str]:
        """Name the parties of the company."""
        query = "query ($company: ID!) { parties(first: 100, filter: { company: { id: { eq: $company } } }) { nodes { name } } }"
        found = await self.ask(query, company=f"Company:{self.company}")
        return [party["name"] for party in found["parties"]["nodes"]]
