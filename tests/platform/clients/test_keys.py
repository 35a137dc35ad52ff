"""Keys of programs: public halves alone, set by those who could ask as the program anyway."""

import orjson
import pytest
from joserfc.jwk import ECKey, KeySet

from auth.roles import RoleCode
from tests.platform.clients.registry import GRANT_ROLE, Registry, codes

KEY = ECKey.generate_key("P-256")
KEYS = orjson.dumps(KeySet([KEY]).as_dict(private=False)).decode()
PUBLIC = KEY.as_dict(private=False)


def keys(*listed: object) -> str:
    return orjson.dumps({"keys": listed}).decode()


async def test_a_program_is_given_keys_and_loses_them(registry: Registry) -> None:
    made = await registry.create(publicKeys=KEYS)
    assert made["errors"] == []
    changed = await registry.update(made["oauthClient"], publicKeys=None)
    assert changed["errors"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "[]",
        "{",
        keys(),
        keys(*[PUBLIC] * 11),
        keys("x"),
        keys(KEY.as_dict(private=True)),
        keys({"kty": "oct", "k": "c2VjcmV0"}),
        keys({**PUBLIC, "alg": "HS256"}),
        keys({**PUBLIC, "use": "enc"}),
        keys({**PUBLIC, "x": "AA"}),
        keys({"kty": "EC", "crv": "P-256"}),
        keys(ECKey.generate_key("P-384").as_dict(private=False)),
        keys({"kty": "RSA", "n": "x" * 171, "e": "AQAB"}),
        keys({"kty": "OKP", "crv": "Ed25519", "x": "AA"}),
        keys(PUBLIC) + " " * 20_000,
    ],
)
async def test_takes_nothing_but_public_keys_for_signing(registry: Registry, wrong: str) -> None:
    made = await registry.create(publicKeys=wrong)
    assert [(each["code"], each["path"]) for each in made["errors"]] == [("CLIENT_KEYS_UNFIT", ["input", "publicKeys"])]
    assert str(KEY.as_dict(private=True)["d"]) not in str(made)


async def test_a_public_program_has_no_keys(registry: Registry) -> None:
    made = await registry.create(kind="PUBLIC", publicKeys=KEYS)
    assert codes(made) == ["CLIENT_KEYS_UNFIT"]


async def test_nobody_sets_the_keys_of_a_program_that_may_more_than_they(registry: Registry) -> None:
    program = await registry.service()
    await registry.do(GRANT_ROLE, client=program["id"], role=await registry.role("ADMIN"), company=None)
    current = await registry.read(program["id"])
    assert current is not None
    less = await registry.person(RoleCode.ADMIN, scope="platform.*", everywhere=True)
    assert codes(await registry.update(current, less, publicKeys=KEYS)) == ["RIGHTS_EXCEEDED"]
    assert codes(await registry.update(current, publicKeys=KEYS)) == []


async def test_keys_of_our_own_programs_take_somebody_who_reaches_every_company(registry: Registry) -> None:
    program = (await registry.create())["oauthClient"]
    here = await registry.person(RoleCode.ADMIN)
    assert codes(await registry.update(program, here, publicKeys=KEYS)) == ["NOT_FOUND"]
