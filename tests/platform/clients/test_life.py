"""Programs are asked for by some and let in by others; what they were granted ends with their place."""

import pytest

from auth.roles import RoleCode
from tests.platform.clients.registry import Registry, codes


async def test_what_is_asked_for_waits_until_somebody_else_lets_it_in(registry: Registry) -> None:
    asked = (await registry.request())["oauthClient"]
    assert (asked["state"], asked["availableTransitions"]) == ("REQUESTED", ["APPROVE", "REFUSE"])
    assert codes(await registry.step("Approve", asked)) == ["SELF_APPROVAL"]
    let_in = (await registry.step("Approve", asked, registry.colleague))["oauthClient"]
    assert (let_in["state"], let_in["availableTransitions"]) == ("APPROVED", ["SUSPEND"])


async def test_administrators_let_programs_in_at_once(registry: Registry) -> None:
    made = (await registry.create())["oauthClient"]
    assert made["state"] == "APPROVED"
    assert made["decidedAt"] is not None
    assert len(made["clientId"]) == 24


async def test_partners_ask_for_programs_that_act_for_them(registry: Registry) -> None:
    asked = (await registry.request(registry.partner))["oauthClient"]
    assert asked["party"] == {"id": f"Party:{registry.customer}"}
    assert asked["company"] == {"id": f"Company:{registry.company}"}
    assert await registry.step("Approve", asked, registry.partner) == {"denied": "platform.client:approve"}
    let_in = await registry.step("Approve", asked, registry.admin)
    assert let_in["oauthClient"]["state"] == "APPROVED"


async def test_a_partner_asks_for_no_program_of_another(registry: Registry) -> None:
    asked = await registry.request(registry.partner, partyId=f"Party:{registry.other_customer}")
    assert asked["errors"][0] | {"message": ""} == {
        "__typename": "NotFound", "code": "NOT_FOUND", "path": ["input", "partyId"], "message": "",
    }  # fmt: skip


async def test_partners_see_their_own_programs_alone(registry: Registry) -> None:
    own = (await registry.create(partyId=f"Party:{registry.customer}"))["oauthClient"]
    others = [
        (await registry.create(partyId=f"Party:{registry.other_customer}"))["oauthClient"],
        (await registry.create())["oauthClient"],
    ]
    assert (await registry.read(own["id"], registry.partner) or {})["name"] == "Web shop"
    assert [await registry.read(each["id"], registry.partner) for each in others] == [None, None]
    archived = [await registry.step("Archive", each, registry.partner) for each in others]
    assert [codes(each) for each in archived] == [["NOT_FOUND"], ["NOT_FOUND"]]


@pytest.mark.parametrize(("verb", "because"), [("Suspend", "CLIENT_SUSPENDED"), ("Archive", "CLIENT_ARCHIVED")])
async def test_what_a_program_was_granted_ends_with_its_place(registry: Registry, verb: str, because: str) -> None:
    program = (await registry.create())["oauthClient"]
    grants = [await registry.granted(program, person) for person in (registry.admin, registry.partner)]
    other = await registry.granted((await registry.create())["oauthClient"], registry.admin)
    assert codes(await registry.step(verb, program)) == []
    assert [await registry.ended(grant) for grant in (*grants, other)] == [because, because, None]


async def test_programs_of_our_own_are_let_in_and_ended_by_who_reaches_every_company(registry: Registry) -> None:
    here, own = await registry.person(RoleCode.ADMIN), (await registry.create())["oauthClient"]
    asked = (await registry.request())["oauthClient"]
    refused = [
        await registry.create(here, isFirstParty=True),
        await registry.update(own, here, redirectUris=["https://elsewhere.example.org/"]),
        await registry.update(own, here, isFirstParty=True),
        await registry.step("Approve", asked, here),
        await registry.step("Suspend", own, here),
        await registry.step("Archive", own, here),
    ]
    assert [codes(each) for each in refused] == [["NOT_FOUND"]] * len(refused)
    assert codes(await registry.create(here, partyId=f"Party:{registry.customer}")) == []


async def test_a_suspended_program_is_resumed(registry: Registry) -> None:
    program = (await registry.create())["oauthClient"]
    suspended = (await registry.step("Suspend", program))["oauthClient"]
    assert codes(await registry.step("Suspend", suspended)) == ["TRANSITION_UNAVAILABLE"]
    assert (await registry.step("Resume", suspended))["oauthClient"]["state"] == "APPROVED"


async def test_an_archived_program_stays_as_it_is_until_it_is_restored(registry: Registry) -> None:
    program = (await registry.create())["oauthClient"]
    archived = (await registry.step("Archive", program))["oauthClient"]
    assert codes(await registry.update(archived, name="Shop")) == ["CLIENT_ARCHIVED"]
    assert codes(await registry.step("Suspend", archived)) == ["CLIENT_ARCHIVED"]
    restored = (await registry.step("Restore", archived))["oauthClient"]
    assert (restored["state"], restored["archivedAt"]) == ("APPROVED", None)


async def test_what_was_looked_at_is_changed_by_those_who_let_programs_in(registry: Registry) -> None:
    program = (await registry.create(partyId=f"Party:{registry.customer}"))["oauthClient"]
    changed = (await registry.update(program, registry.partner, contactEmail="it@example.org"))["oauthClient"]
    for name, said in {
        "redirectUris": ["https://elsewhere.example.org/"],
        "name": "The bank",
        "scopes": ["sales.*"],
    }.items():
        refused = await registry.update(changed, registry.partner, **{name: said})
        assert [(each["code"], each["path"]) for each in refused["errors"]] == [
            ("CLIENT_APPROVAL_NEEDED", ["input", name])
        ]
    assert codes(await registry.update(changed, redirectUris=["https://elsewhere.example.org/"])) == []


async def test_what_waits_is_changed_by_those_who_asked(registry: Registry) -> None:
    asked = (await registry.request(registry.partner))["oauthClient"]
    changed = await registry.update(asked, registry.partner, scopes=["sales.*"])
    assert changed["oauthClient"]["scopes"] == ["sales.*"]


async def test_limits_and_consent_are_for_those_who_let_programs_in(registry: Registry) -> None:
    for said in ({"requestsPerMinuteMax": 5}, {"requestsAtOnceMax": 5}, {"isFirstParty": True}):
        assert await registry.request(registry.partner, **said) == {"denied": "platform.client:approve"}


async def test_the_partner_of_a_program_is_said_once(registry: Registry) -> None:
    program = (await registry.create())["oauthClient"]
    document = "mutation ($input: OAuthClientUpdateInput!) { oauthClientUpdate(input: $input) { errors { code } } }"
    input_ = {"id": program["id"], "version": program["version"], "partyId": f"Party:{registry.customer}"}
    answer = await registry.shop.ask(document, {"input": input_}, token=registry.admin.token)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_program_does_not_let_programs_in(registry: Registry) -> None:
    program = registry.shop.token(companies=[registry.company], subject="torso-demo")
    document = (
        'mutation { oauthClientRequest(input: { name: "X", kind: PUBLIC }) { errors { code } oauthClient { id } } }'
    )
    answer = await registry.shop.ask(document, token=program)
    assert answer["data"]["oauthClientRequest"]["errors"] == [{"code": "PERSON_NEEDED"}]


async def test_sales_people_neither_see_nor_ask_for_programs(registry: Registry) -> None:
    seller = await registry.person(RoleCode.SALES_REP)
    assert await registry.request(seller) == {"denied": "platform.client:write"}
    answer = await registry.shop.ask("{ oauthClients(first: 1) { nodes { id } } }", token=seller.token)
    assert answer["errors"][0]["extensions"]["permission"] == "platform.client:read"
