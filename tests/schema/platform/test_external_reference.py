"""External references: from the id of another system to the thing here."""

from asyncpg import Connection

from tests.schema.builders import company, insert, party
from tests.schema.conftest import Ask

QUERY = """query ($company: ID!) {
  externalReferenceByExternalId(companyId: $company, system: "shop", entityType: "Party", externalId: "4711") {
    node { id ... on Party { number } }
  }
}"""


async def test_leads_from_the_id_of_another_system_to_the_thing_here(ask: Ask, owner: Connection) -> None:
    acme = await company(owner)
    customer = await party(owner, acme)
    row = {"company_id": acme, "system": "shop", "external_id": "4711", "entity_type": "Party"}
    await insert(owner, "external_reference", entity_id=customer, **row)
    found = await ask(QUERY, company=f"Company:{acme}")
    assert found["externalReferenceByExternalId"]["node"] == {"id": f"Party:{customer}", "number": "P-1"}
