"""Every role tries everything that is offered of the books: what it may is what the table says, and what it may not is told
with a code and a path, and written down.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from auth.roles import STANDARD_ROLES, RoleCode
from kernel.ids import uuid7
from tests.finance.roles.expected import MUTATIONS, QUERIES
from tests.oracle.naive.store import MODELS
from tests.oracle.printed import printed
from tests.writing.shop import Shop
from tests.writing.test_rights import AT_ONCE, literal, needed, written

SDL = printed()
BOOKS = "finance."
AUDITED = """
select attempted, code, facts ->> 'permission' as permission from audit_entry where actor = $1 and operation = 'DENIED'
"""


def of_the_books(owner: str) -> set[str]:
    """Name the root fields that take a right over the books, by themselves or by the type that they lead to."""
    return {name for name in SDL.fields(owner) if any(need.startswith(BOOKS) for need in _needs(owner, name))}


def _needs(owner: str, name: str) -> Iterator[str]:
    target = SDL.type_of(owner, name).removesuffix("Aggregate")
    needs = SDL.need_of_field(owner, name), SDL.need_of_type(target) if target in MODELS and owner == "Query" else None
    yield from (need for need in needs if need is not None)


@pytest.fixture(params=list(RoleCode))
def role(request: pytest.FixtureRequest) -> RoleCode:
    """Each of the standard roles."""
    return request.param


async def test_everything_that_is_offered_of_the_books_has_a_line(finance_shop: Shop) -> None:
    assert finance_shop
    assert set(MUTATIONS) == of_the_books("Mutation")
    assert set(QUERIES) == of_the_books("Query")


async def test_a_role_does_what_the_table_says_and_the_rest_is_denied_and_audited(
    finance_shop: Shop, role: RoleCode
) -> None:
    subject = f"{role}-{uuid7().hex}"
    token = _token(finance_shop, role, subject)
    allowed, names = {name for name, roles in MUTATIONS.items() if role in roles}, sorted(MUTATIONS)
    denied: dict[str, Any] = {}
    for start in range(0, len(names), AT_ONCE):
        denied |= await _denied(finance_shop, token, names[start : start + AT_ONCE])
    assert set(MUTATIONS) - set(denied) == allowed
    assert all(error["extensions"]["coordinate"] == f"Mutation.{name}" for name, error in denied.items())
    recorded = await finance_shop.owner.fetch(AUDITED, subject)
    told = {(name, "FORBIDDEN", error["extensions"]["permission"]) for name, error in denied.items()}
    assert {tuple(row) for row in recorded} == told


async def test_a_role_reads_what_the_table_says(finance_shop: Shop, role: RoleCode) -> None:
    token = _token(finance_shop, role, f"{role}-{uuid7().hex}")
    allowed: set[str] = set()
    names = sorted(QUERIES)
    for start in range(0, len(names), 100):
        some = names[start : start + 100]
        asked = ", ".join(f'"Query.{name}"' for name in some)
        answer = await finance_shop.ask(f"{{ viewer {{ can(coordinates: [{asked}]) }} }}", token=token)
        allowed |= {name for name, can in zip(some, answer["data"]["viewer"]["can"], strict=True) if can}
    assert allowed == {name for name, roles in QUERIES.items() if role in roles}


async def _denied(shop: Shop, token: str, names: list[str]) -> dict[str, Any]:
    """Try some mutations with no more than they need, and give the errors of those that are denied, by their paths."""
    tries = " ".join(_try(name) for name in names)
    answer = await shop.ask(f"mutation {{ {tries} }}", token=token)
    assert "data" in answer, answer
    return {error["path"][0]: error for error in answer.get("errors", ()) if error["extensions"]["code"] == "FORBIDDEN"}


def _try(name: str) -> str:
    arguments = SDL.fields("Mutation")[name].args
    return written(name, {key: literal(argument.type) for key, argument in arguments.items() if needed(argument)})


def _token(shop: Shop, role: RoleCode, subject: str) -> str:
    return shop.token(role, subject=subject, party=uuid7() if STANDARD_ROLES[role].for_partners else None)
