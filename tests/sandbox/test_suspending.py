"""A sandbox whose program misbehaves is suspended; what its partner may do then, and how all is well again, also once it is closed."""

import pytest

from tests.platform.clients.registry import STEP, codes
from tests.sandbox.beach import CREATE, Answer, Beach


async def look_after(beach: Beach, verb: str, sandbox: Answer) -> Answer:
    """Take a step with the program of a sandbox, as somebody who reaches every company and names this one."""
    known = "select id, version from oauth_client where client_id = $1"
    (program,) = await beach.registry.shop.owner.fetch(known, sandbox["clientId"])
    said = {"id": f"OAuthClient:{program['id']}", "version": program["version"]}
    header = {"torso_company": sandbox["innerCompanyId"]}
    answer = await beach.ask(beach.registry.admin.token, STEP % f"oauthClient{verb}", said, **header)
    return answer["data"]["done"]


async def made_anew(beach: Beach) -> list[str]:
    """Have the partner try to make another sandbox; give what it is refused for."""
    return codes(await beach.registry.do(CREATE, beach.partner, name="Another"))


@pytest.fixture
async def suspended(beach: Beach) -> Answer:
    """A sandbox of the partner whose program is suspended."""
    sandbox = await beach.make()
    assert codes(await look_after(beach, "Suspend", sandbox)) == []
    return sandbox


async def test_suspended_its_partner_gets_no_other_and_no_other_secret(beach: Beach, suspended: Answer) -> None:
    assert await beach.token(suspended) is None
    assert await made_anew(beach) == ["SANDBOX_SUSPENDED"]
    for verb in ("Reset", "SecretRenew"):
        assert codes(await beach.step(verb, suspended)) == ["SANDBOX_SUSPENDED"]


async def test_resumed_it_goes_on(beach: Beach, suspended: Answer) -> None:
    assert codes(await look_after(beach, "Resume", suspended)) == []
    assert await beach.token(suspended)
    assert await made_anew(beach) == []


async def test_suspended_and_closed_it_is_resumed_and_stays_closed(beach: Beach, suspended: Answer) -> None:
    assert codes(await beach.step("Close", suspended)) == []
    assert await made_anew(beach) == ["SANDBOX_SUSPENDED"]
    resumed = await look_after(beach, "Resume", suspended)
    assert (codes(resumed), resumed["oauthClient"]["state"]) == ([], "APPROVED")
    assert resumed["oauthClient"]["archivedAt"]
    assert await beach.token(suspended) is None
    assert await made_anew(beach) == []


async def test_closed_its_program_is_not_put_back_into_use(beach: Beach) -> None:
    sandbox = await beach.make()
    await beach.step("Close", sandbox)
    assert codes(await look_after(beach, "Restore", sandbox)) == ["SANDBOX_CLOSED"]


async def test_the_program_of_one_that_is_open_is_put_back_into_use(beach: Beach) -> None:
    sandbox = await beach.make()
    assert codes(await look_after(beach, "Archive", sandbox)) == []
    assert await beach.token(sandbox) is None
    assert codes(await look_after(beach, "Restore", sandbox)) == []
    assert await beach.token(sandbox)
