"""The audit as clients ask for it: all of it by auditors, the history of what they see by everybody inside."""

from asyncpg import Connection

from auth.roles import RoleCode, granted_by
from services.platform.audit import Attempt, record_refusal
from services.work import Actor
from tests.schema.builders import company, sku
from tests.schema.conftest import Ask
from tests.schema.viewers import Viewer

SALES_REP = Viewer(granted_by([RoleCode.SALES_REP]))


async def test_an_auditor_sees_the_values_before_and_after(ask: Ask, owner: Connection) -> None:
    key = await sku(owner, await company(owner), standard_cost="1.500000")
    await owner.execute("update sku set standard_cost = 2 where id = $1", key)
    query = """query ($id: ID!) { sku(id: $id) { history(last: 1) {
      nodes { operation entityVersion changedFields before after actor entityKey entity { id } } } } }"""
    (entry,) = (await ask(query, id=f"Sku:{key}"))["sku"]["history"]["nodes"]
    assert entry == {
        "operation": "UPDATE",
        "entityVersion": 2,
        "changedFields": ["standardCost"],
        "before": {"standardCost": "1.500000"},
        "after": {"standardCost": "2.000000"},
        "actor": "database:torso_owner",
        "entityKey": f"Sku:{key}",
        "entity": {"id": f"Sku:{key}"},
    }


async def test_who_may_not_read_the_log_sees_which_fields_changed_and_no_value(ask: Ask, owner: Connection) -> None:
    key = await sku(owner, await company(owner), standard_cost="1.500000")
    await owner.execute("update sku set standard_cost = 2 where id = $1", key)
    query = "query ($id: ID!) { sku(id: $id) { history(last: 1) { nodes { changedFields operation } } } }"
    assert (await ask(query, SALES_REP, id=f"Sku:{key}"))["sku"]["history"]["nodes"] == [
        {"changedFields": ["standardCost"], "operation": "UPDATE"}
    ]


async def test_refusals_are_for_auditors(ask: Ask, owner: Connection) -> None:
    acme = await company(owner)
    key = await sku(owner, acme)
    ada = Actor("ada", "shop", "r-1", "Ada")
    await record_refusal(owner, ada, Attempt("skuUpdate", "Sku", key, acme), "STALE_VERSION", {"current": 3})
    query = """query ($id: ID!) { sku(id: $id) { history(last: 1) { nodes { operation code } } } }"""
    told = await ask(query, id=f"Sku:{key}")
    assert told["sku"]["history"]["nodes"] == [{"operation": "REFUSED", "code": "STALE_VERSION"}]
    told = await ask(query, SALES_REP, id=f"Sku:{key}")
    assert told["sku"]["history"]["nodes"] == [{"operation": "INSERT", "code": None}]


async def test_the_log_tells_of_everything(ask: Ask, owner: Connection) -> None:
    await company(owner)
    query = """{ auditLog(last: 1, filter: { entityType: { eq: "Company" } }) {
      nodes { entityType company { code } facts sealedAt } } }"""
    assert (await ask(query))["auditLog"]["nodes"] == [
        {"entityType": "Company", "company": {"code": "ACME"}, "facts": None, "sealedAt": None}
    ]


async def test_verifies_itself(ask: Ask, owner: Connection) -> None:
    await owner.execute("alter table audit_entry disable trigger user")
    query = "{ auditVerification { sealed unsealed oldestUnsealedAt firstBreak } }"
    await company(owner)
    assert (await ask(query))["auditVerification"]["unsealed"] > 0
    await owner.fetchval("select audit_seal(1000000)")
    found = (await ask(query))["auditVerification"]
    assert found["sealed"] > 0
    assert (found["unsealed"], found["oldestUnsealedAt"], found["firstBreak"]) == (0, None, None)
    await owner.execute("update audit_entry set actor = 'nobody' where entity_type = 'Company'")
    assert "ENTRY_CHANGED" in (await ask(query))["auditVerification"]["firstBreak"]


async def test_a_value_that_somebody_may_not_read_is_not_in_the_audit_either(ask: Ask, owner: Connection) -> None:
    key = await sku(owner, await company(owner), standard_cost="1.500000")
    await owner.execute("update sku set standard_cost = 2, name = 'Pot' where id = $1", key)
    query = "query ($id: ID!) { sku(id: $id) { history(first: 2) { nodes { changedFields before after } } } }"
    auditing = granted_by([RoleCode.SALES_REP]) | {"audit.log:read"}
    entered, changed = (await ask(query, Viewer(auditing), id=f"Sku:{key}"))["sku"]["history"]["nodes"]
    assert changed["after"] == {"name": "Pot"}
    assert sorted(changed["changedFields"]) == ["name", "standardCost"]
    assert "standardCost" not in entered["after"]
    (_, changed) = (await ask(query, Viewer(auditing | {"inventory.cost:read"}), id=f"Sku:{key}"))["sku"]["history"][
        "nodes"
    ]
    assert changed["before"]["standardCost"] == "1.500000"
