"""What may be said of a program: exact addresses to come back to, pages, known scopes, and ways that fit its kind."""

import pytest

from models import OAuthClientKind
from services.platform.oauth_client.fitness import is_origin, redirect_problem
from tests.platform.clients.registry import Registry

CONFIDENTIAL, PUBLIC = OAuthClientKind.CONFIDENTIAL, OAuthClientKind.PUBLIC
EVERYBODY = (CONFIDENTIAL, PUBLIC)

GOOD = [
    ("https://shop.example.org/cb", EVERYBODY),
    ("https://shop.example.org:8443/cb?tenant=1", EVERYBODY),
    ("http://127.0.0.1/cb", (PUBLIC,)),
    ("http://[::1]:4000/cb", (PUBLIC,)),
    ("http://localhost:5173/cb", (PUBLIC,)),
    ("com.example.app:/cb", (PUBLIC,)),
]
BAD = [
    "http://shop.example.org/cb", "http://127.0.0.1.example.org/cb", "http://localhost.example.org/", "https:///cb", "/cb",
    "https://shop.example.org/cb#there", "https://*.example.org/cb", "https://user@shop.example.org/cb", "javascript:alert(1)",
    "https://user:word@shop.example.org/", "data:text/html,x", "myapp:/cb", "com.example.app://host/cb", "https://shop.example.org:0/",
    "https://shop.example.org:99999/cb", "https://shop.example.org\\@evil.example/", "https://shop.example.org/ cb", "",
    "https://shop.exämple.org/cb", "file:///etc/passwd", "https://shop.example.org/" + "x" * 500, "https://[nowhere/cb",
]  # fmt: skip


@pytest.mark.parametrize(("uri", "kinds"), GOOD)
def test_people_are_sent_back_to_what_only_the_program_answers(uri: str, kinds: tuple[OAuthClientKind, ...]) -> None:
    assert tuple(kind for kind in EVERYBODY if redirect_problem(uri, kind) is None) == kinds


@pytest.mark.parametrize("uri", BAD)
def test_people_are_sent_nowhere_else(uri: str) -> None:
    assert [redirect_problem(uri, kind) is None for kind in EVERYBODY] == [False, False]


@pytest.mark.parametrize(
    ("origin", "kinds"),
    [
        ("https://shop.example.org", EVERYBODY),
        ("https://shop.example.org:8443", EVERYBODY),
        ("http://localhost:5173", (PUBLIC,)),
        ("https://shop.example.org/", ()),
        ("https://shop.example.org:443", ()),
        ("https://Shop.example.org", ()),
        ("https://a@shop.example.org", ()),
        ("https://*.example.org", ()),
        ("http://shop.example.org", ()),
        ("https://", ()),
        ("null", ()),
        ("*", ()),
    ],
)
def test_origins_are_as_browsers_write_them(origin: str, kinds: tuple[OAuthClientKind, ...]) -> None:
    assert tuple(kind for kind in EVERYBODY if is_origin(origin, kind)) == kinds


UNFIT: list[tuple[dict[str, object], str, list[str]]] = [
    ({"redirectUris": ["https://a.example/", "http://b.example/"]}, "REDIRECT_URI_UNFIT", ["redirectUris", "1"]),
    ({"redirectUris": []}, "VALUE_REQUIRED", ["redirectUris"]),
    ({"redirectUris": [f"https://a.example/{n}" for n in range(21)]}, "TOO_MANY_AT_ONCE", ["redirectUris"]),
    ({"postLogoutRedirectUris": ["x"]}, "REDIRECT_URI_UNFIT", ["postLogoutRedirectUris", "0"]),
    ({"webOrigins": ["https://a.example/"]}, "WEB_ORIGIN_UNFIT", ["webOrigins", "0"]),
    ({"scopes": ["openid", "sales.everything:read"]}, "SCOPE_UNKNOWN", ["scopes", "1"]),
    ({"scopes": ["*"]}, "SCOPE_UNKNOWN", ["scopes", "0"]),
    ({"grantTypes": ["password"]}, "GRANT_TYPE_UNFIT", ["grantTypes", "0"]),
    ({"kind": "PUBLIC", "grantTypes": ["client_credentials"]}, "GRANT_TYPE_UNFIT", ["grantTypes", "0"]),
    ({"name": " "}, "VALUE_REQUIRED", ["name"]),
    ({"name": "x" * 301}, "TEXT_TOO_LONG", ["name"]),
    ({"requestsPerMinuteMax": 0}, "RULE_BROKEN", ["requestsPerMinuteMax"]),
]


@pytest.mark.parametrize(("said", "code", "path"), UNFIT)
async def test_refuses_what_does_not_fit(
    registry: Registry, said: dict[str, object], code: str, path: list[str]
) -> None:
    made = await registry.create(**said)
    assert [(each["code"], each["path"]) for each in made["errors"]] == [(code, ["input", *path])]


async def test_what_acts_for_a_partner_is_not_ours(registry: Registry) -> None:
    made = await registry.create(partyId=f"Party:{registry.customer}", isFirstParty=True)
    assert [each["code"] for each in made["errors"]] == ["PARTNERS_CLIENT_NOT_OURS"]


async def test_a_program_may_ask_for_modules_and_the_words_of_openid(registry: Registry) -> None:
    scopes = ["openid", "profile", "email", "offline_access", "sales.*", "inventory.stock:read"]
    assert (await registry.create(scopes=scopes))["oauthClient"]["scopes"] == scopes
