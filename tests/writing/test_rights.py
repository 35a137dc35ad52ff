"""Who may write what: every role tries every mutation, and in it every field that needs more than the mutation."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull

from auth.roles import STANDARD_ROLES, RoleCode
from kernel.ids import uuid7
from tests.oracle.naive.dynamic import Value
from tests.oracle.naive.sdl import bare_name
from tests.oracle.printed import printed
from tests.writing.shop import Shop

SDL = printed()
SAMPLES = {
    "Int": "1",
    "Boolean": "true",
    "Decimal": '"1"',
    "Date": '"2026-01-31"',
    "DateTime": '"2026-01-31T12:00:00Z"',
    "CurrencyCode": '"EUR"',
    "CountryCode": '"AT"',
    "JSON": "[]",
}
IDS = f'"Product:{uuid7()}"'
MUTATIONS = list(SDL.fields("Mutation"))
AT_ONCE = 20


class Try(NamedTuple):
    """A mutation with arguments, and what it needs by coordinate, in the order of checking."""

    name: str
    written: str
    needs: Mapping[str, str | None]


def tries() -> Iterator[Try]:
    """Give every mutation as it needs least, and for each guarded field of its inputs one that says that field as well."""
    for name in MUTATIONS:
        given = {
            key: literal(argument.type)
            for key, argument in SDL.fields("Mutation")[name].args.items()
            if needed(argument)
        }
        need = {f"Mutation.{name}": SDL.need_of_field("Mutation", name)}
        yield Try(name, written(name, given), need)
        for key, coordinate, permission, value in guarded(name):
            yield Try(name, written(name, {**given, key: value}), {**need, coordinate: permission})


def written(name: str, given: Mapping[str, str]) -> str:
    """Write the field; nothing is kept of it."""
    said = ", ".join(f"{key}: {value}" for key, value in given.items())
    return f"{name}{f'({said})' if said else ''} @simulate {{ __typename }}"


def guarded(name: str) -> Iterator[tuple[str, str, str, str]]:
    """Give the fields that need more in the inputs of a mutation: the argument, the field, its need, and a value."""
    for key, argument in SDL.fields("Mutation")[name].args.items():
        of = SDL.type(bare_name(argument.type))
        if isinstance(of, GraphQLInputObjectType):
            for coordinate, permission, value in guarded_in(of.name, 4):
                yield key, coordinate, permission, f"[{value}]" if is_list(argument.type) else value


def guarded_in(input_name: str, depth: int) -> Iterator[tuple[str, str, str]]:
    """Give the guarded fields of an input and of those in it."""
    fields = SDL.fields(input_name)
    base = {key: literal(field.type) for key, field in fields.items() if needed(field)}
    for key, field in fields.items():
        permission = SDL.need_of_field(input_name, key)
        if permission is not None:
            yield f"{input_name}.{key}", permission, write_object({**base, key: literal(field.type)})
        elif depth and isinstance(SDL.type(bare_name(field.type)), GraphQLInputObjectType):
            for coordinate, need, value in guarded_in(bare_name(field.type), depth - 1):
                inner = f"[{value}]" if is_list(field.type) else value
                yield coordinate, need, write_object({**base, key: inner})


def literal(type_: Value) -> str:
    """Write a value of a type, with no more in it than there must be."""
    if isinstance(type_, GraphQLNonNull):
        return literal(cast("Value", type_).of_type)
    if isinstance(type_, GraphQLList):
        return "[]"
    if isinstance(type_, GraphQLInputObjectType):
        return write_object({key: literal(field.type) for key, field in type_.fields.items() if needed(field)})
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    return SAMPLES.get(type_.name, IDS)


def write_object(values: Mapping[str, str]) -> str:
    """Write an input object."""
    return f"{{ {', '.join(f'{key}: {value}' for key, value in values.items())} }}"


def needed(field: Value) -> bool:
    """Tell whether an argument or field of an input must be there."""
    return isinstance(field.type, GraphQLNonNull) and field.ast_node.default_value is None


def is_list(type_: Value) -> bool:
    """Tell whether a type is a list."""
    return isinstance(cast("Value", type_).of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLList)


TRIES = list(tries())


@pytest.mark.parametrize("role", list(RoleCode))
async def test_a_role_may_do_what_its_permissions_say(shop: Shop, role: RoleCode) -> None:
    permissions = STANDARD_ROLES[role].permissions
    token = shop.token(role, party=uuid7() if STANDARD_ROLES[role].for_partners else None)
    for start in range(0, len(TRIES), AT_ONCE):
        some = TRIES[start : start + AT_ONCE]
        document = " ".join(f"t{place}: {each.written}" for place, each in enumerate(some))
        answer = await shop.ask(f"mutation {{ {document} }}", token=token)
        denied = {
            error["path"][0]: (error["extensions"]["coordinate"], error["extensions"]["permission"])
            for error in answer.get("errors", ())
            if error["extensions"]["code"] == "FORBIDDEN"
        }
        assert "data" in answer, answer
        assert denied == dict(expected(some, permissions))


def expected(some: Sequence[Try], permissions: frozenset[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Tell what is denied, and for the lack of what."""
    for place, each in enumerate(some):
        missing = ((name, need) for name, need in each.needs.items() if need and need not in permissions)
        if (first := next(missing, None)) is not None:
            yield f"t{place}", first


def test_everything_that_can_be_done_needs_a_permission() -> None:
    assert [name for name in MUTATIONS if SDL.need_of_field("Mutation", name) is None] == []
