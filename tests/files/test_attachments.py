"""Attachments through the schema: from announcing a file to fetching it from the document, by those who may."""

from typing import Any, TypeAlias
from uuid import UUID, uuid4

import pytest

from auth.demo import DEMO_REALM, issue
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import SystemClock
from tests.files.conftest import PDF
from tests.schema import builders
from tests.writing.shop import Shop

REQUEST = """
mutation ($company: ID!, $name: String!, $type: String!, $size: Int!) {
  fileUploadRequest(companyId: $company, name: $name, mediaType: $type, sizeBytes: $size) {
    file { id name uploadUrl storedAt } errors { __typename code path message }
  }
}
"""
ADD = """
mutation ($file: ID!, $document: ID!, $shared: Boolean) {
  attachmentAdd(fileId: $file, documentId: $document, sharedWithPartner: $shared, title: "The offer") {
    attachment { id name title sizeBytes downloadUrl version node { id } } errors { __typename code path message }
  }
}
"""
REMOVE = """
mutation ($id: ID!, $version: Int!) { attachmentRemove(id: $id, version: $version) { errors { code path } } }
"""
OF_PARTY = "query ($id: ID!) { party(id: $id) { attachments(first: 10) { nodes { id name downloadUrl } } } }"
ALL = "{ attachments(first: 100) { nodes { id node { id } } } }"
Answer: TypeAlias = dict[str, Any]
ADA = str(uuid4())
EVE = str(uuid4())


@pytest.fixture
async def customer(shop: Shop) -> UUID:
    """A customer of the company."""
    return await builders.party(shop.owner, shop.company, f"C-{uuid4().hex[:8]}")


async def asked(shop: Shop, text: str, token: str | None = None, **variables: object) -> Answer:
    """Ask as Ada unless somebody else is named, and give the one answer."""
    body = await shop.ask(text, variables, token=token or shop.token(subject=ADA))
    assert "errors" not in body, body
    [answer] = body["data"].values()
    return answer


async def announced(shop: Shop, name: str = "offer.pdf", media_type: str = "application/pdf") -> Answer:
    """Announce a file."""
    company = f"Company:{shop.company}"
    return await asked(shop, REQUEST, company=company, name=name, type=media_type, size=len(PDF))


async def uploaded(shop: Shop) -> str:
    """Announce a file and send it."""
    file = (await announced(shop))["file"]
    sent = await shop.site.client.put(file["uploadUrl"], content=PDF, headers={"content-type": "application/pdf"})
    assert sent.status_code == 201, sent.text
    return file["id"]


async def attached(shop: Shop, party: UUID, *, shared: bool = False) -> Answer:
    """Attach a file to a party."""
    added = await asked(shop, ADD, file=await uploaded(shop), document=f"Party:{party}", shared=shared)
    assert added["errors"] == []
    return added["attachment"]


def codes(answer: Answer) -> list[tuple[str, list[str]]]:
    """Give the refusals of an answer."""
    return [(error["code"], error["path"]) for error in answer["errors"]]


async def test_a_file_is_attached_and_fetched_from_its_document(shop: Shop, customer: UUID) -> None:
    attachment = await attached(shop, customer)
    assert (attachment["name"], attachment["title"], attachment["sizeBytes"]) == ("offer.pdf", "The offer", len(PDF))
    assert attachment["node"] == {"id": f"Party:{customer}"}
    [found] = (await asked(shop, OF_PARTY, id=f"Party:{customer}"))["attachments"]["nodes"]
    fetched = await shop.site.client.get(found["downloadUrl"])
    assert (fetched.status_code, fetched.content) == (200, PDF)


async def test_a_kind_that_is_not_taken_is_refused_with_its_place(shop: Shop) -> None:
    answer = await announced(shop, "page.html", "text/html")
    assert (answer["file"], codes(answer)) == (None, [("FILE_TYPE_REFUSED", ["mediaType"])])


async def test_a_file_is_attached_after_it_has_come(shop: Shop, customer: UUID) -> None:
    file = (await announced(shop))["file"]["id"]
    answer = await asked(shop, ADD, file=file, document=f"Party:{customer}")
    assert codes(answer) == [("FILE_NOT_UPLOADED", ["fileId"])]


async def test_nobody_attaches_the_file_of_somebody_else(shop: Shop, customer: UUID) -> None:
    file, eve = await uploaded(shop), shop.token(subject=EVE)
    answer = await asked(shop, ADD, eve, file=file, document=f"Party:{customer}")
    assert codes(answer) == [("NOT_FOUND", ["fileId"])]
    body = await shop.ask("query ($id: ID!) { file(id: $id) { name downloadUrl } }", {"id": file}, token=eve)
    assert body["data"] == {"file": None}


async def test_a_file_is_attached_to_what_has_a_place_for_it(shop: Shop) -> None:
    file = await uploaded(shop)
    answer = await asked(shop, ADD, file=file, document=f"Unit:{shop.unit}")
    assert codes(answer) == [("NOT_ATTACHABLE", ["documentId"])]
    stranger = await builders.party(shop.owner, shop.other, f"C-{uuid4().hex[:8]}")
    answer = await asked(shop, ADD, file=file, document=f"Party:{stranger}")
    assert codes(answer) == [("NOT_FOUND", ["documentId"])]


async def test_the_same_file_hangs_on_a_document_once(shop: Shop, customer: UUID) -> None:
    file = await uploaded(shop)
    first, second = [await asked(shop, ADD, file=file, document=f"Party:{customer}") for _ in range(2)]
    assert (codes(first), [code for code, _ in codes(second)]) == ([], ["ALREADY_TAKEN"])


async def test_only_those_who_read_the_document_see_what_hangs_on_it(shop: Shop, customer: UUID) -> None:
    attachment = await attached(shop, customer)
    one = "query ($id: ID!) { attachment(id: $id) { name } }"
    seen = [
        (await shop.ask(one, {"id": attachment["id"]}, token=shop.token(role)))["data"]["attachment"]
        for role in (RoleCode.SALES_REP, RoleCode.HR_OFFICER)
    ]
    assert seen == [{"name": "offer.pdf"}, None]


async def test_a_partner_sees_what_was_shared_with_it_at_its_own_documents(shop: Shop, customer: UUID) -> None:
    shared = await attached(shop, customer, shared=True)
    await attached(shop, customer)
    stranger = await builders.party(shop.owner, shop.company, f"C-{uuid4().hex[:8]}")
    await attached(shop, stranger, shared=True)
    issuer = TokenIssuer(signing_key(shop.site.settings.home), DEMO_REALM, SystemClock())
    partner = issue(issuer, RoleCode.PARTNER_CUSTOMER, companies=[shop.company], party_id=customer)
    assert (await asked(shop, ALL, partner))["nodes"] == [{"id": shared["id"], "node": {"id": f"Party:{customer}"}}]


async def test_another_company_sees_nothing_of_it(shop: Shop, customer: UUID) -> None:
    attachment = await attached(shop, customer)
    seen = (await asked(shop, ALL, shop.token(companies=[shop.other])))["nodes"]
    assert attachment["id"] not in [node["id"] for node in seen]


async def test_what_was_taken_off_is_gone_and_its_file_is_free_again(shop: Shop, customer: UUID) -> None:
    attachment = await attached(shop, customer)
    stale = await asked(shop, REMOVE, id=attachment["id"], version=7)
    assert codes(stale) == [("STALE_VERSION", ["version"])]
    assert (await asked(shop, REMOVE, id=attachment["id"], version=attachment["version"]))["errors"] == []
    assert (await asked(shop, OF_PARTY, id=f"Party:{customer}"))["attachments"]["nodes"] == []
    claimed = (
        "select count(*) from file join attachment on file_id = file.id where entity_id = $1 and claimed_at is not null"
    )
    assert await shop.owner.fetchval(claimed, customer) == 0


async def test_simulated_it_tells_nobody_and_leaves_nothing(shop: Shop, customer: UUID) -> None:
    user = {"email": f"{uuid4()}@example.org", "name": "Paula", "party_id": customer}
    await builders.insert(shop.owner, "user_account", **user)
    counted = "select count(*) from {}".format
    tables = ("attachment", "notification", "job")

    async def counts() -> list[int]:
        return [await shop.owner.fetchval(counted(table)) for table in tables]

    file, before = await uploaded(shop), await counts()
    simulated = ADD.replace('title: "The offer")', 'title: "The offer") @simulate')
    answer = await asked(shop, simulated, file=file, document=f"Party:{customer}", shared=True)
    assert answer["attachment"]["name"] == "offer.pdf"
    assert await counts() == before
    await asked(shop, ADD, file=file, document=f"Party:{customer}", shared=True)
    assert await counts() == [count + 1 for count in before]
