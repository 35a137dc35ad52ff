"""The inbox through the schema: one's own, and nobody else's."""

from typing import Any, TypeAlias
from uuid import UUID, uuid4

import pytest

from auth.roles import RoleCode
from tests.schema import builders
from tests.writing.shop import Shop

Answer: TypeAlias = dict[str, Any]
INBOX = "{ notifications(first: 10) { totalCount nodes { id kind subject text readAt node { id } } } }"
READ = (
    "mutation ($ids: [ID!]!) { notificationRead(ids: $ids) { count notifications { id readAt } errors { code path } } }"
)
READ_ALL = "mutation { notificationReadAll { count errors { code } } }"
PREFER = """
mutation ($wanted: Boolean!) {
  notificationPreferenceSet(kind: JOB_FAILED, channel: MAIL, wanted: $wanted) {
    notificationPreference { id kind channel wanted } errors { code }
  }
}
"""


@pytest.fixture
async def ada(shop: Shop) -> UUID:
    """A user."""
    return await builders.insert(shop.owner, "user_account", email=f"{uuid4()}@example.org", name="Ada")


async def told(shop: Shop, user: UUID, **values: object) -> str:
    """Tell a user something."""
    row = {"kind": "JOB_FINISHED", "subject": "Done", "text": "It is done.", "language": "en", "facts": "{}"}
    key = await builders.insert(
        shop.owner, "notification", user_id=user, **{**row, "in_inbox": True, "by_mail": False, **values}
    )
    return f"Notification:{key}"


async def asked(shop: Shop, text: str, user: UUID, **variables: object) -> Answer:
    """Ask as a user, and give the one answer."""
    body = await shop.ask(text, variables, token=shop.token(RoleCode.SALES_REP, subject=str(user)))
    assert "errors" not in body, body
    [answer] = body["data"].values()
    return answer


async def test_everybody_sees_their_own_and_only_what_is_for_the_inbox(shop: Shop, ada: UUID) -> None:
    mine = await told(shop, ada, about_type="Company", about_id=shop.company)
    await told(shop, ada, in_inbox=False, by_mail=True)
    other = await builders.insert(shop.owner, "user_account", email=f"{uuid4()}@example.org", name="Eve")
    theirs = await told(shop, other)
    inbox = await asked(shop, INBOX, ada)
    assert (inbox["totalCount"], [node["id"] for node in inbox["nodes"]]) == (1, [mine])
    assert inbox["nodes"][0]["node"] == {"id": f"Company:{shop.company}"}
    body = await shop.ask(
        "query ($id: ID!) { node(id: $id) { id } }", {"id": theirs}, token=shop.token(subject=str(ada))
    )
    assert body["data"]["node"] is None


async def test_a_program_has_no_inbox(shop: Shop) -> None:
    program = shop.token(subject="torso-demo")
    assert (await shop.ask(INBOX, token=program))["data"]["notifications"]["totalCount"] == 0
    [error] = (await shop.ask(READ_ALL, token=program))["data"]["notificationReadAll"]["errors"]
    assert error["code"] == "NOT_A_PERSON"


async def test_what_is_read_stays_read_as_of_the_first_time(shop: Shop, ada: UUID) -> None:
    key = await told(shop, ada)
    first, second = [(await asked(shop, READ, ada, ids=[key]))["notifications"][0]["readAt"] for _ in range(2)]
    assert first is not None
    assert first == second


async def test_nobody_marks_what_is_not_theirs(shop: Shop, ada: UUID) -> None:
    other = await builders.insert(shop.owner, "user_account", email=f"{uuid4()}@example.org", name="Eve")
    mine, theirs = await told(shop, ada), await told(shop, other)
    answer = await asked(shop, READ, ada, ids=[mine, theirs])
    assert answer["errors"] == [{"code": "NOT_FOUND", "path": ["ids", "1"]}]
    assert (await asked(shop, INBOX, ada))["nodes"][0]["readAt"] is None


async def test_an_inbox_can_be_marked_whole(shop: Shop, ada: UUID) -> None:
    for _ in range(3):
        await told(shop, ada)
    assert [(await asked(shop, READ_ALL, ada))["count"] for _ in range(2)] == [3, 0]


async def test_a_choice_can_be_changed(shop: Shop, ada: UUID) -> None:
    first, second = [
        (await asked(shop, PREFER, ada, wanted=wanted))["notificationPreference"] for wanted in (False, True)
    ]
    assert (first["id"], first["wanted"], second["wanted"]) == (second["id"], False, True)
