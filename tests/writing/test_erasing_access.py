"""Of whoever was forgotten nothing stays that they signed in with, agreed to, or lent; and no secret is told to anybody."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from asyncpg import Connection

from services.platform.webhook.forgetting import document_without, forgetting
from tests.schema.builders import insert
from tests.writing.somebody import EMAIL, NAME, Somebody

HASH, SEALED = "$argon2id$v=19$m=8,t=1,p=1$c2VjcmV0c2FsdA$aGFzaA", "sealed:1:key:bm90aGluZw"
ADDRESS, BROWSER = "2001:db8:77::42", "Netscape 4 of Prohaska"
GONE = (
    "user_password", "user_totp", "user_passkey", "user_recovery_code", "user_link", "user_browser", "sign_in_step", "oauth_consent",
    "notification", "notification_preference",
)  # fmt: skip
SIGNED_IN = "select audit_refusal('SIGN_IN', 'signIn', 'SIGNED_IN', $3::jsonb, 'User', $1, null, $2, 'Ottokar', null, null, null)"


async def equip(somebody: Somebody) -> None:
    """Give somebody everything by which people sign in and let others do something."""
    owner, user = somebody.shop.owner, {"user_id": somebody.user}
    soon = datetime.now(UTC) + timedelta(days=1)
    await insert(owner, "user_password", **user, password_hash=HASH, chosen_at=soon)
    await insert(owner, "user_totp", **user, sealed_secret=SEALED)
    await insert(
        owner, "user_passkey", **user, credential_id=uuid4().bytes, public_key=b"key", sign_count=0, is_backed_up=False,
        name=f"Telephone of {NAME}", transports=["internal"],
    )  # fmt: skip
    await insert(owner, "user_recovery_code", **user, code_hash=b"c" * 32)
    await insert(owner, "user_link", **user, kind="PASSWORD", expires_at=soon)
    await insert(owner, "user_browser", **user, secret_hash=b"b" * 32, last_seen_at=soon)
    await insert(owner, "notification_preference", **user, kind="JOB_FINISHED", channel="MAIL", wanted=True)
    await owner.execute(
        "insert into sign_in_step (secret_hash, kind, user_id, facts, expires_at) values ($1, 'SECOND_FACTOR', $2, $3, $4)",
        uuid4().bytes * 2, somebody.user, orjson.dumps({"email": EMAIL}).decode(), soon,
    )  # fmt: skip
    partner = await owner.fetchval("select id from role where code = 'PARTNER_CUSTOMER'")
    await insert(owner, "user_role", **user, role_id=partner, company_id=somebody.shop.company)
    session = await _sign_in(somebody, soon)
    await _let_a_program_in(owner, somebody.user, session, soon)
    await _lend(owner, somebody.user)
    await _ask_in_bulk(owner, somebody.user)


async def _sign_in(somebody: Somebody, until: datetime) -> UUID:
    owner, place = somebody.shop.owner, {"address": ADDRESS, "browser": BROWSER}
    times = {"authenticated_at": until, "last_seen_at": until, "expires_at": until}
    facts = orjson.dumps({**place, "methods": ["pwd"]}).decode()
    await owner.execute(SIGNED_IN, somebody.user, str(somebody.user), facts)
    await owner.execute("select audit_seal(1000000)")
    secret = {"secret_hash": uuid4().bytes * 2, "methods": ["pwd"]}
    return await insert(owner, "user_session", user_id=somebody.user, **secret, **times, **place)


async def _let_a_program_in(owner: Connection, user: UUID, session: UUID, until: datetime) -> None:
    client = await insert(
        owner, "oauth_client", client_id=uuid4().hex, name="Shop", kind="PUBLIC", state="APPROVED", contact_email=EMAIL.upper()
    )  # fmt: skip
    asked: dict[str, Any] = {"client_id": client, "scopes": ["openid"], "user_id": user}
    await insert(owner, "oauth_consent", **asked)
    await insert(owner, "oauth_grant", **asked, session_id=session, audiences=["x"], expires_at=until)
    said = orjson.dumps({"login_hint": EMAIL}).decode()
    await insert(
        owner, "oauth_request", reference_hash=uuid4().bytes * 2, client_id=client, parameters=said, expires_at=until
    )


async def _lend(owner: Connection, user: UUID) -> None:
    other = await insert(owner, "user_account", email=f"{uuid4().hex}@example.org", name="Grace")
    role = await owner.fetchval("select id from role where code = 'BUYER'")
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 1, 31)}
    for lends, borrows in ((user, other), (other, user)):
        await insert(
            owner, "rights_delegation", user_id=lends, delegate_id=borrows, role_id=role, reason=f"{NAME} travels", **days
        )  # fmt: skip


async def _ask_in_bulk(owner: Connection, user: UUID) -> None:
    rights = orjson.dumps({"display_name": NAME, "companies": None}).decode()
    asked = {"requested_by": str(user), "client_id": "shop", "rights": rights}
    named, email = orjson.dumps(NAME).decode(), orjson.dumps({"email": EMAIL}).decode()
    document = f"{{ parties(filter: {{ name: {{ eq: {named} }} }}) {{ nodes {{ id }} }} }}"
    said = {"document": document, "variables": email, "error_message": f"{NAME} is not found."}
    await insert(owner, "bulk_operation", **asked, **said, kind="QUERY", state="FAILED")
    writes = {"kind": "MUTATION", "state": "RUNNING", "error_policy": "REJECT_FAILED", "document": "mutation { x }"}
    operation = await insert(owner, "bulk_operation", **asked, **writes)
    answer = orjson.dumps({"line": 1, "data": {"x": {"name": NAME}}}).decode()
    await owner.execute("insert into bulk_line values ($1, 1, $2, false)", operation, answer)


async def _have_a_program_told(owner: Connection, bodies: Sequence[bytes]) -> UUID:
    named = {"client_id": uuid4().hex, "name": "Shop", "kind": "CONFIDENTIAL", "state": "APPROVED"}
    client = await insert(owner, "oauth_client", **named)
    endpoint = await insert(
        owner, "webhook_endpoint", client_id=client, name="Shop", url="https://shop.example.org", document="", topics=[],
        state="PAUSED", sealed_secret=SEALED, secret_changed_at=datetime.now(UTC),
    )  # fmt: skip
    for position, body in enumerate(bodies):
        told = {"epoch": uuid4(), "position": position, "key": uuid4(), "state": "DEAD", "body": body, "rights": b"r"}
        await insert(owner, "webhook_delivery", endpoint_id=endpoint, **told)
    return endpoint


@pytest.mark.parametrize("node", ["Party:{0.party}", "User:{0.user}"])
async def test_nothing_stays_that_somebody_signed_in_with_or_agreed_to(somebody: Somebody, node: str) -> None:
    await equip(somebody)
    words = (HASH, SEALED, ADDRESS, BROWSER, "Telephone of", "travels")
    assert len(await somebody.found(*words)) >= 8
    done = await somebody.erase(node.format(somebody))
    assert done["errors"] == []
    assert await somebody.found(*words) == set()
    counts = [f"(select count(*) from {table} where user_id = $1)" for table in GONE]
    assert set(await somebody.row(f"select {', '.join(counts)}", somebody.user)) == {0}


async def test_sessions_grants_and_what_was_lent_have_ended(somebody: Somebody) -> None:
    await equip(somebody)
    await somebody.erase(f"Party:{somebody.party}")
    for table, ended, count in (
        ("user_session", "ended_at", 1),
        ("oauth_grant", "revoked_at", 1),
        ("rights_delegation", "ended_at", 2),
    ):
        of = "$1 in (user_id, delegate_id)" if table == "rights_delegation" else "user_id = $1"
        query = f"select count(*), count({ended}) from {table} where {of}"
        assert tuple(await somebody.row(query, somebody.user)) == (count, count), table


async def test_what_waits_to_be_told_to_programs_does_not_name_them(somebody: Somebody) -> None:
    bodies = [orjson.dumps({"data": {"name": name}}) for name in (NAME.upper(), "Kettle")]
    endpoint = await _have_a_program_told(somebody.shop.owner, bodies)
    await somebody.erase(f"Party:{somebody.party}")
    kept = await somebody.shop.owner.fetch("select body from webhook_delivery where endpoint_id = $1", endpoint)
    assert [row["body"] for row in kept if row["body"] is not None] == bodies[1:]


async def test_what_programs_want_to_be_told_does_not_name_them(somebody: Somebody) -> None:
    owner = somebody.shop.owner
    endpoint = await _have_a_program_told(owner, [])
    document = f'subscription {{ partyChanged(name: "{NAME.upper()}", kind: PERSON) {{ name }} }} # for {NAME}'
    variables = {"filter": {"names": [NAME, "Kettle"]}, "email": EMAIL}
    told = document, orjson.dumps(variables).decode()
    await owner.execute(
        "update webhook_endpoint set document = $2, variables = $3::jsonb where id = $1", endpoint, *told
    )
    done = await somebody.erase(f"Party:{somebody.party}")
    assert done["errors"] == []
    row = await somebody.row("select document, variables::text from webhook_endpoint where id = $1", endpoint)
    assert row["document"] == 'subscription { partyChanged(name: "[erased]", kind: PERSON) { name } } # for [erased]'
    assert orjson.loads(row["variables"]) == {"filter": {"names": ["[erased]", "Kettle"]}, "email": "[erased]"}
    assert await somebody.found(NAME, EMAIL) == set()


async def test_endpoints_that_do_not_name_them_stay_as_they_are(somebody: Somebody) -> None:
    owner = somebody.shop.owner
    endpoint = await _have_a_program_told(owner, [])
    document = r'subscription { partyChanged(name: "Kettle", note: "C:\\x") { name } }'
    await owner.execute("update webhook_endpoint set document = $2 where id = $1", endpoint, document)
    before = await somebody.row("select version, document from webhook_endpoint where id = $1", endpoint)
    await somebody.erase(f"Party:{somebody.party}")
    assert await somebody.row("select version, document from webhook_endpoint where id = $1", endpoint) == before


async def test_what_an_endpoint_and_a_program_are_called_stays_in_the_audit(somebody: Somebody) -> None:
    owner = somebody.shop.owner
    await equip(somebody)
    endpoint = await _have_a_program_told(owner, [])
    await owner.execute(
        "update webhook_endpoint set document = $2 where id = $1", endpoint, f'subscription {{ x(a: "{NAME}") }}'
    )
    program = await owner.fetchval("select id from oauth_client where contact_email = $1", EMAIL.upper())
    await owner.execute("select audit_seal(1000000)")
    await somebody.erase(f"Party:{somebody.party}")
    names = "select after->>'name' from audit_entry where entity_id = $1 and operation = 'INSERT'"
    assert [await owner.fetchval(names, each) for each in (endpoint, program)] == ["Shop", "Shop"]
    assert await somebody.found(NAME, EMAIL) == set()
    assert await somebody.broken() is None


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ('"Susanna and ANNA"', '"Susanna and [erased]"'),
        ('"SalesOrder:1 of Sales"', '"SalesOrder:1 of [erased]"'),
        ("#12-34 Orchard Road", "#[erased]"),
        ("# at #12-34 Orchard Road\r\n{ Anna }", "# at [erased]\r\n{ Anna }"),
        (r'"\u0041da Lovelace"', '"[erased]"'),
        (r'"\u{41}da Lovelace\u{1F600}\tx"', '"[erased]😀\\tx"'),
        ('"Anna\t"', '"[erased]\\t"'),
        (r'"at \u0041dam"', r'"at \u0041dam"'),
        (r'"C:\\nAnna, \nAnna"', r'"C:\\nAnna, \n[erased]"'),
        (r'"O\"Neill"', '"[erased]"'),
        (r'"""Anna says \""" to Susanna"""', r'"""[erased] says \""" to Susanna"""'),
        ('{ Anna(a: "") }', '{ Anna(a: "") }'),
    ],
)
def test_words_are_replaced_where_they_stand_by_themselves(written: str, left: str) -> None:
    words = ["Anna", "Sales", "#12-34 Orchard Road", "Ada Lovelace", 'O"Neill']
    assert document_without(written, forgetting(words, "[erased]")) == left


def test_of_a_document_only_what_somebody_wrote_is_replaced() -> None:
    forgotten = forgetting(["Name", "Name Surname"], "[erased]")
    assert forgotten("a name surname") == "a [erased]"


async def test_nothing_names_somebody_with_everything(somebody: Somebody) -> None:
    await equip(somebody)
    await somebody.erase(f"Party:{somebody.party}")
    assert await somebody.found(NAME, "prohaska") == set()
    assert await somebody.broken() is None


async def test_what_somebody_is_told_holds_no_secret(somebody: Somebody) -> None:
    await equip(somebody)
    told = await somebody.told()
    assert {"user_password", "user_totp", "user_passkey", "user_session", "oauth_consent", "oauth_grant"} <= told.keys()
    assert "sign_in_step" not in told
    text = orjson.dumps(told).decode()
    assert [secret for secret in (HASH, "argon2", SEALED, "sealed:", "_hash", "public_key") if secret in text] == []
