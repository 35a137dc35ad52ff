"""People in the schema: inviting them, signing them out, helping them when they have lost their factors."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from auth.demo import DEMO_REALM, issue
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import SystemClock
from tests.people.conftest import Person, Town
from tests.schema import builders

ROLE_ID = "select id from role where code = $1"
INVITE = (
    "mutation ($input: UserInviteInput!) { userInvite(input: $input) { user { id email name } errors { code path } } }"
)


async def _input(town: Town, role: str = "SALES_REP", **more: Any) -> dict[str, Any]:
    company = await builders.company(town.owner, f"C{uuid4().hex[:8]}")
    key = await town.owner.fetchval(ROLE_ID, role)
    roles = [{"roleId": f"Role:{key}", "companyId": f"Company:{company}"}]
    return {"email": f"{uuid4().hex[:8]}@Example.org", "name": "Grace Hopper", "roles": roles, **more}


async def test_inviting_somebody_makes_a_user_with_roles_and_a_link(town: Town) -> None:
    given = await _input(town)
    answer = (await town.ask(INVITE, input=given))["data"]["userInvite"]
    assert answer["errors"] == []
    key = UUID(answer["user"]["id"].removeprefix("User:"))
    assert await town.owner.fetchval("select count(*) from user_role where user_id = $1", key) == 1
    waiting = (
        "select kind, secret_hash, expires_at - now() > interval '6 days 23 hours' from user_link where user_id = $1"
    )
    assert tuple(await town.owner.fetchrow(waiting, key) or ()) == ("INVITATION", None, True)


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"email": "not an address"}, "EMAIL_INVALID", ["input", "email"]),
        ({"name": " "}, "VALUE_REQUIRED", ["input", "name"]),
        ({"roles": []}, "VALUE_REQUIRED", ["input", "roles"]),
        ({"partyId": f"Party:{uuid4()}"}, "NOT_FOUND", ["input", "partyId"]),
    ],
)
async def test_refuses_an_invitation_that_is_not_fit(
    town: Town, change: dict[str, Any], code: str, path: list[str]
) -> None:
    answer = await town.ask(INVITE, input=await _input(town, **change))
    assert answer["data"]["userInvite"]["errors"] == [{"code": code, "path": path}]


async def test_two_spellings_of_an_address_are_one(town: Town) -> None:
    given = await _input(town)
    await town.ask(INVITE, input=given)
    answer = await town.ask(INVITE, input={**given, "email": given["email"].upper()})
    assert answer["data"]["userInvite"]["errors"] == [{"code": "ALREADY_TAKEN", "path": ["input", "email"]}]


async def test_roles_of_partners_are_for_partners(town: Town) -> None:
    answer = await town.ask(INVITE, input=await _input(town, "PARTNER_CUSTOMER"))
    path = ["input", "roles", "0", "roleId"]
    assert answer["data"]["userInvite"]["errors"] == [{"code": "PARTNERS_APART", "path": path}]


async def test_who_sees_some_companies_gives_roles_in_these_alone(town: Town) -> None:
    given = await _input(town)
    own = [await builders.company(town.owner, f"C{uuid4().hex[:8]}")]
    answer = await town.ask(INVITE, input=given, companies=own)
    assert answer["data"]["userInvite"]["errors"][0]["code"] == "NOT_FOUND"
    del given["roles"][0]["companyId"]
    answer = await town.ask(INVITE, input=given, companies=own)
    assert answer["data"]["userInvite"]["errors"][0]["code"] == "NOT_FOUND"


async def test_a_sales_representative_invites_nobody(town: Town) -> None:
    answer = await town.ask(INVITE, RoleCode.SALES_REP, input=await _input(town))
    assert answer["errors"][0]["extensions"]["permission"] == "platform.user:write"


async def test_another_link_is_sent_to_those_who_have_not_come_yet(town: Town) -> None:
    person, member = await town.person(password=None), await town.person()
    assert await _codes(town, "userInvitationResend", person) == []
    assert await _codes(town, "userInvitationRevoke", person) == []
    assert await _codes(town, "userInvitationResend", member) == ["ALREADY_ACCEPTED"]
    links = await town.owner.fetch("select revoked_at is null from user_link where user_id = $1", person.id)
    assert [tuple(row) for row in links] == [(False,)]


async def _codes(town: Town, mutation: str, person: Person, **how: Any) -> list[str]:
    query = f"mutation ($id: ID!) {{ {mutation}(userId: $id) {{ errors {{ code }} }} }}"
    answer = await town.ask(query, id=f"User:{person.id}", **how)
    return [error["code"] for error in answer["data"][mutation]["errors"]]


async def test_an_administrator_signs_somebody_out_everywhere(town: Town) -> None:
    person, browser = await town.person(), town.browser()
    await browser.sign_in(person)
    assert await _codes(town, "userSessionsEnd", person) == []
    assert (await browser.get("/account")).status_code == 303


async def test_factors_that_were_lost_are_taken_away_and_their_owner_is_told(town: Town) -> None:
    person, browser = await town.person(), town.browser()
    await browser.sign_in(person)
    await browser.get("/account/totp")
    await town.owner.execute("update user_totp set confirmed_at = now() where user_id = $1", person.id)
    assert (await town.browser().sign_in(person)).headers["location"] == "/sign-in/second-factor"
    assert await _codes(town, "userFactorsReset", person) == []
    assert (await town.browser().sign_in(person)).headers["location"] == "/account"
    told = await town.owner.fetch("select kind, by_mail from notification where user_id = $1", person.id)
    assert ("FACTORS_RESET", True) in [tuple(row) for row in told]


async def test_who_sees_some_companies_does_not_manage_those_of_others(town: Town) -> None:
    person, own = await town.person(), await builders.company(town.owner, f"C{uuid4().hex[:8]}")
    other, role = await builders.company(town.owner, f"C{uuid4().hex[:8]}"), await town.owner.fetchval(ROLE_ID, "ADMIN")
    assert await _codes(town, "userFactorsReset", person, companies=[own]) == ["NOT_FOUND"]
    for company in (own, other):
        await builders.insert(town.owner, "user_role", user_id=person.id, role_id=role, company_id=company)
    assert await _codes(town, "userFactorsReset", person, companies=[own]) == ["USER_BEYOND_REACH"]
    assert await _codes(town, "userFactorsReset", person, companies=[own, other]) == []


SESSIONS = "{ viewer { sessions(first: 10) { nodes { id methods browser endedAt } } } }"


async def test_somebody_sees_their_own_sessions_and_ends_one(town: Town) -> None:
    person, browser = await town.person(), town.browser()
    await browser.sign_in(person)
    await town.browser().sign_in(await town.person())
    (session,) = (await town.ask(SESSIONS, subject=person.id))["data"]["viewer"]["sessions"]["nodes"]
    assert (session["methods"], session["browser"], session["endedAt"]) == (["pwd"], "Netscape 4", None)
    end = "mutation ($id: ID!) { sessionEnd(id: $id) { userSession { endedAt } errors { code } } }"
    ended = await town.ask(end, subject=person.id, id=session["id"])
    assert ended["data"]["sessionEnd"]["userSession"]["endedAt"] is not None
    assert (await browser.get("/account")).status_code == 303
    again = await town.ask(end, subject=person.id, id=session["id"])
    assert again["data"]["sessionEnd"]["errors"] == [{"code": "NOT_FOUND"}]


async def test_signing_out_everywhere_ends_what_programs_were_granted(town: Town) -> None:
    person = await town.person()
    await town.browser().sign_in(person)
    grant = await _grant(town, person, ["sales.order:read", "offline_access"])
    answer = await town.ask("mutation { sessionsEnd { count errors { code } } }", subject=person.id)
    assert answer["data"]["sessionsEnd"] == {"count": 1, "errors": []}
    assert await town.owner.fetchval("select revoked_because from oauth_grant where id = $1", grant) == "SIGNED_OUT"


async def test_signing_out_leaves_what_works_offline(town: Town) -> None:
    person, browser = await town.person(), town.browser()
    await browser.sign_in(person)
    offline, online = await _grant(town, person, ["offline_access"]), await _grant(town, person, ["openid"])
    await browser.send("/sign-out")
    revoked = "select revoked_at is not null from oauth_grant where id = $1"
    assert await town.owner.fetchval(revoked, online)
    assert not await town.owner.fetchval(revoked, offline)


async def _grant(town: Town, person: Person, scopes: list[str]) -> UUID:
    client = await builders.insert(
        town.owner, "oauth_client", client_id=uuid4().hex, name="Shop", kind="PUBLIC", state="APPROVED"
    )
    now = await town.owner.fetchval("select now() + interval '1 hour'")
    session = await town.owner.fetchval("select id from user_session where user_id = $1", person.id)
    granted = {"client_id": client, "user_id": person.id, "session_id": session, "scopes": scopes}
    return await builders.insert(town.owner, "oauth_grant", **granted, audiences=["x"], expires_at=now)


async def test_programs_have_no_sessions_to_end(town: Town) -> None:
    issuer = TokenIssuer(signing_key(town.settings.home), DEMO_REALM, SystemClock())
    token = issue(issuer, RoleCode.ADMIN)
    query = {"query": "mutation { sessionsEnd { errors { code } } }"}
    answer = await town.site.client.post("/graphql", json=query, headers={"authorization": f"Bearer {token}"})
    assert answer.json()["data"]["sessionsEnd"]["errors"] == [{"code": "NOT_A_PERSON"}]


async def test_a_company_and_a_role_ask_for_a_second_factor_until_they_do_not(town: Town) -> None:
    company = await builders.company(town.owner, f"C{uuid4().hex[:8]}")
    role = await town.owner.fetchval(ROLE_ID, "CONTROLLER")
    for name, key in (("company", f"Company:{company}"), ("role", f"Role:{role}")):
        ask = f"{name}SecondFactorRequire"
        asked = (
            f"mutation ($id: ID!, $required: Boolean!) {{ {ask}({name}Id: $id, required: $required) "
            f"{{ {name} {{ requiresSecondFactor }} errors {{ code }} }} }}"
        )
        # What asks for more is put back: it would be asked of everybody in the town.
        for required in (True, False):
            answer = await town.ask(asked, id=key, required=required)
            assert answer["data"][ask] == {name: {"requiresSecondFactor": required}, "errors": []}
