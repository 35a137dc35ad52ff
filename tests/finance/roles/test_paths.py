"""Whatever is asked of the books that is not there is refused with a code and the place in the arguments."""

from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.roles.expected import MUTATIONS
from tests.finance.roles.test_table import SDL
from tests.writing.shop import Shop
from tests.writing.test_rights import literal, needed, written

OTHER = "{ errors { code path ... on IdOfOtherType { expected } } }"


async def test_what_is_not_there_is_refused_with_a_path(finance_shop: Shop) -> None:
    looked_up = [name for name in MUTATIONS if "id" in SDL.fields("Mutation")[name].args]
    assert len(looked_up) > 40
    for name in looked_up:
        (refusal,) = await _refused(finance_shop, name, f'"Product:{uuid7()}"')
        assert (refusal["code"], refusal["path"]) == ("ID_OF_OTHER_TYPE", ["id"]), name
        (refusal,) = await _refused(finance_shop, name, f'"{refusal["expected"]}:{uuid7()}"')
        assert (refusal["code"], refusal["path"]) == ("NOT_FOUND", ["id"]), name


async def _refused(shop: Shop, name: str, key: str) -> list[dict[str, Any]]:
    arguments = SDL.fields("Mutation")[name].args
    given = {each: literal(argument.type) for each, argument in arguments.items() if needed(argument)}
    document = written(name, {**given, "id": key}).replace("{ __typename }", OTHER)
    answer = await shop.ask(f"mutation {{ {document} }}", token=shop.token(RoleCode.ADMIN))
    assert answer.get("data"), (name, answer)
    return answer["data"][name]["errors"]
