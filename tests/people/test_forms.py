"""Every form that a browser sends with its cookies is taken from pages of our own alone; which there are, the application says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import pytest
from httpx import Response
from starlette.routing import Route

from auth.keys import signing_key
from server.app import serving
from server.http.origins import Origins
from server.oauth.endpoints import VERIFICATION
from server.pages.security import FIELD, form_tokens_of
from server.telemetry.metrics import Metrics
from tests.people.conftest import Browser, Person, Town

# What programs send: they prove who they are by themselves, and nothing in there looks at cookies.
OF_PROGRAMS = {
    "/graphql", "/oauth/device_authorization", "/oauth/introspect", "/oauth/par", "/oauth/revoke", "/oauth/token", "/oauth/userinfo",
}  # fmt: skip
LOGOUT = "/oauth/logout"
# A program may send people there with a form of its own: they are asked.
ASKS_FIRST = {LOGOUT}
OWN: Mapping[str, str] = {"sec-fetch-site": "same-origin"}
FOREIGN: tuple[Mapping[str, str], ...] = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site", "origin": "{own}"},
    {},
)
STATE = """
select (select password_hash from user_password where user_id = $1) as password,
  (select count(*) from user_session where user_id = $1 and ended_at is null) as sessions,
  (select count(*) from user_totp where user_id = $1 and confirmed_at is not null) as apps,
  (select count(*) from user_passkey where user_id = $1) as passkeys,
  (select count(*) from user_recovery_code where user_id = $1) as codes,
  (select count(*) from oauth_consent where user_id = $1) as consents,
  (select count(*) from oauth_grant where user_id = $1) as grants,
  (select count(*) from user_link where user_id = $1) as links
"""


@dataclass(frozen=True)
class Forms:
    """Somebody who is signed in, and all the paths of the server with their methods."""

    town: Town
    person: Person
    browser: Browser
    paths: Mapping[str, set[str]]

    def of(self, method: str) -> Iterator[str]:
        """Give the paths that take a method and are for people."""
        for path, methods in sorted(self.paths.items()):
            if method in methods and path not in OF_PROGRAMS:
                yield path.replace("{secret}", "nothing").replace("{provider:uuid}", str(UUID(int=0)))

    def token(self, path: str) -> str:
        """Give the token that a form of ours on this path would have."""
        session = self.browser.client.cookies["torso"]
        bound = {
            "/oauth/authorize": f"{session} ",
            VERIFICATION: f"{session} {VERIFICATION}",
            LOGOUT: f"{session} logout ",
        }
        tokens = form_tokens_of(signing_key(self.town.settings.home), self.town.settings.public_url)
        return tokens.token(bound.get(path, session))

    async def send(self, path: str, headers: Mapping[str, str], token: str | None) -> Response:
        """Send a form as a page of somewhere makes a browser do it."""
        own = self.town.settings.public_url
        sent = {name: value.format(own=own) for name, value in headers.items()}
        fields = {"email": self.person.email, "password": self.person.password, "decision": "allow"}
        return await self.browser.client.post(path, data=fields | ({FIELD: token} if token else {}), headers=sent)

    async def state(self) -> tuple[object, ...]:
        """Give what forms can change."""
        return tuple(await self.town.owner.fetchrow(STATE, self.person.id) or ())


@pytest.fixture
async def forms(town: Town) -> Forms:
    """Somebody who is signed in."""
    person, browser = await town.person(), town.browser()
    await browser.sign_in(person)
    paths: dict[str, set[str]] = {}
    async with serving(town.settings, town.database, Metrics(), Origins()) as routes:
        for route in routes:
            if isinstance(route, Route):
                # A route without methods takes all of them.
                paths.setdefault(route.path, set()).update(route.methods or {"GET", "POST"})
    return Forms(town, person, browser, paths)


async def test_there_are_forms(forms: Forms) -> None:
    assert {"/sign-in", "/account/password", "/oauth/authorize", VERIFICATION, LOGOUT} <= set(forms.of("POST"))
    assert forms.paths.keys() >= OF_PROGRAMS


async def test_a_form_of_ours_is_taken(forms: Forms) -> None:
    refused: list[str] = []
    for path in forms.of("POST"):
        await forms.browser.sign_in(forms.person)
        if (await forms.send(path, OWN, forms.token(path))).status_code == 403:
            refused.append(path)
    assert refused == []


async def test_no_form_is_taken_from_a_page_of_somebody_else(forms: Forms) -> None:
    before = await forms.state()
    taken = [
        (path, headers, answer.status_code)
        for path in forms.of("POST")
        for headers in FOREIGN
        if (answer := await forms.send(path, headers, forms.token(path))).status_code != 403
    ]
    assert taken == []
    assert await forms.state() == before


@pytest.mark.parametrize("token", [None, "0" * 64, "ä"])
async def test_no_form_is_taken_without_its_token(forms: Forms, token: str | None) -> None:
    before = await forms.state()
    taken = [
        (path, answer.status_code)
        for path in forms.of("POST")
        if (answer := await forms.send(path, OWN, token)).status_code != 403
    ]
    assert taken == [(path, 303) for path in ASKS_FIRST if token is None]
    assert await forms.state() == before


async def test_no_form_is_taken_with_the_token_of_another_browser(forms: Forms) -> None:
    other = forms.town.browser()
    await other.sign_in(await forms.town.person())
    tokens = {path: Forms(forms.town, forms.person, other, forms.paths).token(path) for path in forms.of("POST")}
    taken = [path for path, token in tokens.items() if (await forms.send(path, OWN, token)).status_code != 403]
    assert taken == []


async def test_opening_a_page_changes_nothing(forms: Forms) -> None:
    before = await forms.state()
    for path in forms.of("GET"):
        await forms.browser.get(path.replace("{file_id:uuid}", str(forms.person.id)))
    assert await forms.state() == before


async def test_programs_are_not_let_in_by_the_cookies_of_a_browser(forms: Forms) -> None:
    before = await forms.state()
    answers = {path: (await forms.send(path, OWN, None)).status_code for path in OF_PROGRAMS}
    assert {path: status for path, status in answers.items() if not 400 <= status < 500} == {}
    assert await forms.state() == before
