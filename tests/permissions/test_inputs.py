"""What may not be read can be neither filtered by, ordered by, grouped by nor added up: the answer would tell."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.oracle.naive.aggregates import camel
from tests.oracle.naive.sdl import Sdl
from tests.oracle.naive.store import MODELS
from tests.permissions.asking import Asker
from tests.permissions.expected import Rights, lists, relations

PARTS = ("and", "or", "not", "id", "under", "changedSince")


class Use(NamedTuple):
    """A root field that uses something, and what is missing to do so: by coordinate, in the order of checking."""

    field: str
    missing: dict[str, set[str]]


async def test_filters(asker: Asker, rights: Rights) -> None:
    await _assert_uses(asker, [use for type_name in lists(rights.sdl) for use in _filters(rights, type_name)])


async def test_filters_of_what_is_related(asker: Asker, rights: Rights) -> None:
    uses = [use for type_name in lists(rights.sdl) for use in _filters_of_relations(rights, type_name)]
    await _assert_uses(asker, uses)


async def test_orders(asker: Asker, rights: Rights) -> None:
    sdl = rights.sdl
    await _assert_uses(
        asker,
        [
            Use(
                f"{root}(first: 1, orderBy: [{{ field: ID }}, {{ field: {value} }}]) {{ totalCount }}",
                {
                    f"Query.{root}": rights.missing_for_field("Query", root),
                    f"{type_name}OrderField.{value}": rights.missing(
                        sdl.need_of_value(f"{type_name}OrderField", value)
                    ),
                },
            )
            for type_name, root in lists(sdl).items()
            for value in sdl.values(f"{type_name}OrderField")
        ],
    )


async def test_groups(asker: Asker, rights: Rights) -> None:
    sdl = rights.sdl
    uses: list[Use] = []
    for type_name, root in _aggregates(sdl).items():
        for value in sdl.values(f"{type_name}GroupBy"):
            missing = rights.missing(sdl.need_of_value(f"{type_name}GroupBy", value))
            missing |= rights.missing_for_key(type_name, camel(value))
            root_missing = rights.missing_for_field("Query", root)
            known = {f"Query.{root}": root_missing, f"{type_name}GroupBy.{value}": missing}
            uses.append(Use(f"{root}(groupBy: [{value}]) {{ count }}", known))
    await _assert_uses(asker, uses)


async def test_figures(asker: Asker, rights: Rights) -> None:
    sdl = rights.sdl
    for type_name, root in _aggregates(sdl).items():
        if rights.missing_for_field("Query", root):
            continue
        for function in [name for name in ("sum", "avg", "min", "max") if name in sdl.fields(f"{type_name}Aggregate")]:
            of = sdl.bare_type_of(f"{type_name}Aggregate", function)
            fields = " ".join(f"{name} {'' if sdl.is_leaf(of, name) else '{ __typename }'}" for name in sdl.fields(of))
            told = await asker.ask(f"a: {root} {{ {function} {{ {fields} }} }}")
            denied = {path[-1]: denial.coordinate for path, denial in told.denied.items()}
            missing = [name for name in sdl.fields(of) if rights.missing_for_field(type_name, name)]
            assert denied == {name: f"{of}.{name}" for name in missing}


def _filters(rights: Rights, type_name: str) -> Iterator[Use]:
    sdl, root = rights.sdl, lists(rights.sdl)[type_name]
    for name in sdl.fields(f"{type_name}Filter"):
        if name not in PARTS:
            known = {
                f"Query.{root}": rights.missing_for_field("Query", root),
                f"{type_name}Filter.{name}": rights.missing_for_input(type_name, name),
            }
            written = f"{{ not: {{ or: [{{ {name}: {_condition(sdl, type_name, name)} }}] }} }}"
            yield Use(f"{root}(filter: {written}) {{ totalCount }}", known)


def _filters_of_relations(rights: Rights, type_name: str) -> Iterator[Use]:
    sdl, root = rights.sdl, lists(rights.sdl)[type_name]
    for relation, target in relations(sdl, type_name):
        if relation not in sdl.fields(f"{type_name}Filter"):
            continue
        is_list = sdl.bare_type_of(f"{type_name}Filter", relation) == f"{target}ListFilter"
        for name in sdl.fields(f"{target}Filter"):
            if name in PARTS:
                continue
            condition = f"{{ {name}: {_condition(sdl, target, name)} }}"
            written = f"{{ {relation}: {f'{{ every: {condition} }}' if is_list else condition} }}"
            known = {
                f"Query.{root}": rights.missing_for_field("Query", root),
                f"{type_name}Filter.{relation}": rights.missing_for_input(type_name, relation),
                f"{target}Filter.{name}": rights.missing_for_input(target, name),
            }
            yield Use(f"{root}(filter: {written}) {{ totalCount }}", known)


def _condition(sdl: Sdl, type_name: str, name: str) -> str:
    of = sdl.bare_type_of(f"{type_name}Filter", name)
    # The filter of a price list is none of a list of prices.
    if of.removesuffix("Filter") in MODELS:
        return "{}"
    return "{ some: {} }" if of.endswith("ListFilter") else "{ isNull: false }"


def _aggregates(sdl: Sdl) -> dict[str, str]:
    """Give the root aggregate of each type that has one."""
    names = [name for name in sdl.fields("Query") if sdl.bare_type_of("Query", name).endswith("Aggregate")]
    return {sdl.bare_type_of("Query", name).removesuffix("Aggregate"): name for name in names}


async def _assert_uses(asker: Asker, uses: list[Use]) -> None:
    answers = await asker.ask_each([use.field for use in uses])
    for use, (data, denial) in zip(uses, answers, strict=True):
        first = next((coordinate for coordinate, missing in use.missing.items() if missing), None)
        if first is None:
            assert denial is None, use.field
            assert data is not None
        else:
            assert denial is not None, use.field
            assert (denial.coordinate, data) == (first, None), use.field
            assert denial.permission in use.missing[first]
