"""`./torso administrator`: on a database where nobody is, somebody gets in and may do everything."""

import json
import os
import subprocess
import sys
from uuid import uuid4

import pytest

from server.settings import REPOSITORY
from tests.people.conftest import PASSWORD, Person, Town

HELD = """
select role.code, held.company_id from user_role held join role on role.id = held.role_id join user_account person on person.id = held.user_id
where person.email = $1
"""
TOLD = "select actor from audit_entry where operation = 'INSERT' and entity_id = (select id from user_account where email = $1)"


def _torso(town: Town, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "server.cli", *arguments]
    where = {
        "DATABASE_URL": town.database.owner_url,
        "TORSO_APP_DATABASE_URL": town.database.app_url,
        "TORSO_HOME": str(town.settings.home),
        "PYTHONPATH": str(REPOSITORY),
    }
    return subprocess.run(command, env={**os.environ, **where}, capture_output=True, text=True, check=False)


@pytest.fixture
def email() -> str:
    """An address that nobody has."""
    return f"first.{uuid4().hex[:8]}@example.org"


async def test_somebody_chooses_a_password_and_is_an_administrator_of_every_company(town: Town, email: str) -> None:
    done = _torso(town, "administrator", email, "--name", "Ada Lovelace", "--url", "https://erp.example.org", "--json")
    link = json.loads(done.stdout)["link"]
    path = link.removeprefix("https://erp.example.org")
    browser = town.browser()
    await browser.send(path, password=PASSWORD, again=PASSWORD)
    assert (await browser.sign_in(Person(uuid4(), email))).status_code == 303
    assert [tuple(row) for row in await town.owner.fetch(HELD, email)] == [("ADMIN", None)]
    assert await town.owner.fetchval(TOLD, email) == "operator"


async def test_whoever_is_there_becomes_one_and_keeps_their_password(town: Town) -> None:
    person = await town.person()
    done = _torso(town, "administrator", person.email)
    assert done.stdout == f"{person.email} is an administrator, and signs in as before.\n"
    assert [tuple(row) for row in await town.owner.fetch(HELD, person.email)] == [("ADMIN", None)]


async def test_refuses_what_is_no_address(town: Town) -> None:
    done = _torso(town, "administrator", "nobody")
    assert (done.returncode, done.stdout) == (1, "")
    assert "not an e-mail address" in done.stderr


async def test_a_link_of_the_other_command_lets_in_too(town: Town) -> None:
    person = await town.person(password=None)
    path = _torso(town, "password", person.email, "--url", "").stdout.strip()
    answer = await town.browser().send(path.removeprefix("http://localhost:8000"), password=PASSWORD, again=PASSWORD)
    assert answer.headers["location"] == "/sign-in?note=password_kept"
