"""What may not be written cannot be said, however it is said: as a literal, by a variable, as a default, in a list, as null."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from graphql import parse_value, value_from_ast_untyped

from auth.roles import RoleCode
from planner.needs import Need, needs_of
from resolvers.schema import build_schema, core_of
from server.writing.steps import DeniedStep
from tests.oracle.naive.dynamic import Value
from tests.oracle.printed import printed
from tests.oracle.viewers import somebody
from tests.permissions.reading_steps import Steps
from tests.writing.test_rights import MUTATIONS, guarded, is_list, literal, needed

SDL = printed()
STEPS = Steps(core_of(build_schema()))
EVERYTHING = somebody(RoleCode.ADMIN)


class Said(NamedTuple):
    """An operation that says a guarded field."""

    text: str
    variables: Mapping[str, Any]


class Guarded(NamedTuple):
    """A field of an input that needs more than the mutation: where, what, and the argument that says it."""

    mutation: str
    argument: str
    coordinate: str
    permission: str
    value: str

    def said(self) -> Iterator[Said]:
        """Give the ways to say it."""
        type_ = SDL.fields("Mutation")[self.mutation].args[self.argument].type
        value = _plain(self.value)
        yield Said(self._written(self.value), {})
        yield Said(self._written("$given", f"($given: {type_})"), {"given": value})
        yield Said(self._written("$given", f"($given: {type_} = {self.value})"), {})
        if is_list(type_):
            (one,) = value
            yield Said(self._written("[$given]", f"($given: {str(type_).strip('[]!')}!)"), {"given": one})
            yield Said(self._written("$given", f"($given: {type_})"), {"given": [_least(type_), one]})

    def unsaid(self) -> Said:
        """Give the mutation without the field."""
        type_ = SDL.fields("Mutation")[self.mutation].args[self.argument].type
        return Said(self._written(f"[{literal(_item(type_))}]" if is_list(type_) else literal(type_)), {})

    def _written(self, value: str, variables: str = "") -> str:
        arguments = SDL.fields("Mutation")[self.mutation].args
        given = {key: literal(each.type) for key, each in arguments.items() if needed(each)} | {self.argument: value}
        said = ", ".join(f"{key}: {each}" for key, each in given.items())
        return f"mutation{variables} {{ {self.mutation}({said}) @simulate {{ __typename }} }}"


def all_guarded() -> dict[str, Guarded]:
    """Give each field that needs more than its mutation does, by a name for it."""
    found = (Guarded(name, *each) for name in MUTATIONS for each in guarded(name))
    more = (each for each in found if each.permission != SDL.need_of_field("Mutation", each.mutation))
    return {f"{each.mutation} {each.coordinate}": each for each in more}


GUARDED = all_guarded()


@pytest.mark.parametrize("name", GUARDED)
def test_a_guarded_field_is_denied_however_it_is_said(name: str) -> None:
    guarded_ = GUARDED[name]
    without = replace(EVERYTHING, permissions=EVERYTHING.permissions - {guarded_.permission})
    for said in guarded_.said():
        (step,) = STEPS.read(without, said.text, said.variables)
        assert isinstance(step, DeniedStep), said
        assert (step.denied.coordinate, step.denied.permission) == (guarded_.coordinate, guarded_.permission), said
        (step,) = STEPS.read(EVERYTHING, said.text, said.variables)
        assert not isinstance(step, DeniedStep), said


# What a vendor charges is a part of every offer of its.
@pytest.mark.parametrize("name", [name for name in GUARDED if not name.endswith("VendorProductCreateInput.unitPrice")])
def test_without_the_field_nothing_more_is_needed(name: str) -> None:
    guarded_ = GUARDED[name]
    without = replace(EVERYTHING, permissions=EVERYTHING.permissions - {guarded_.permission})
    (step,) = STEPS.read(without, guarded_.unsaid().text)
    assert not isinstance(step, DeniedStep)


def test_discounts_and_prices_of_orders_are_for_who_may_give_them() -> None:
    said = {(each.mutation, each.coordinate) for each in GUARDED.values() if each.permission == "sales.order:discount"}
    for field in ("discountPercent", "unitPrice"):
        for mutation in ("salesOrderCreate", "salesOrderPlace", "salesOrderUpdate"):
            assert (mutation, f"SalesOrderSalesOrderLineCreateInput.{field}") in said


def test_the_catalogue_tells_of_inputs_what_is_enforced() -> None:
    for each in GUARDED.values():
        assert needs_of(STEPS.schema, each.coordinate) == (Need(each.coordinate, each.permission),)


def test_no_argument_needs_more_than_its_field() -> None:
    # Nothing would enforce it: what needs more is a field of an input.
    fields = [field for type_ in SDL.object_types() for field in type_.fields.values()]
    said = [str(given.ast_node.directives) for field in fields for given in field.args.values() if given.ast_node]
    assert not [each for each in said if "requires" in each]


def _plain(value: str) -> Value:
    return value_from_ast_untyped(parse_value(value))


def _least(type_: Value) -> Value:
    return _plain(literal(_item(type_)))


def _item(type_: Value) -> Value:
    """Give the type of the items of a list."""
    while not is_list(type_):
        type_ = type_.of_type
    return (type_ if type_.__class__.__name__ == "GraphQLList" else type_.of_type).of_type
