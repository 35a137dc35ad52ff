"""On which page of the reference each part of the contract is told.

A page has a subject: something with an id, such as a sales order. What is called after it is told there: `SalesOrderFilter`,
`salesOrderConfirm`. Of the rest, a root field goes by the permission that it takes, a type to the page that alone makes use of
it, and what several pages use has a page of its own.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    is_introspection_type,
)

from server.contract.contract import Contract

Composed: TypeAlias = GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType

_WORDS: Final = re.compile(r"OAuth|[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+")


@dataclass(frozen=True, order=True)
class Place:
    """A page: the module that it belongs to, its name in addresses, and its title."""

    module: str
    slug: str
    title: str

    @property
    def path(self) -> str:
        """Where it is in the site."""
        return f"reference/{self.module}/{self.slug}"


SHARED: Final = Place("platform", "shared", "What several share")
EVERYBODY: Final = Place("platform", "everybody", "What everybody may ask")
REFUSALS: Final = Place("errors", "refusals", "Refusals")
"""Where the types of refusals are told, each with its code."""


@dataclass(frozen=True)
class Atlas:
    """Knows the pages: of root fields by coordinate, of types by name."""

    contract: Contract
    places: Mapping[str, Place]

    @property
    def schema(self) -> GraphQLSchema:
        """What is told."""
        return self.contract.schema

    def pages(self) -> list[Place]:
        """Give the pages of the reference, in the order of their modules and titles."""
        return sorted({place for place in self.places.values() if place != REFUSALS})

    def types_at(self, place: Place) -> list[GraphQLNamedType]:
        """Give the types that a page tells of; its subject comes first, since the others are called after it."""
        return [
            self.schema.type_map[name] for name in sorted(self.places) if self.places[name] == place and "." not in name
        ]

    def fields_at(self, place: Place, root: GraphQLObjectType) -> dict[str, GraphQLField]:
        """Give the root fields that a page tells of."""
        return {name: field for name, field in root.fields.items() if self.places[f"{root.name}.{name}"] == place}


def atlas_of(contract: Contract) -> Atlas:
    """Find the page of each part of a contract."""
    schema = contract.schema
    refusals = {each["type"]: REFUSALS for each in contract.errors.values() if "type" in each}
    subjects = _subjects(contract)
    types = {type_.name: _called_after(subjects, type_.name) for type_ in told_types(schema)}
    roots = {
        f"{root.name}.{name}": _called_after(subjects, name) or _by_permission(contract, f"{root.name}.{name}")
        for root in roots_of(schema)
        for name in root.fields
    }
    known = {name: place for name, place in (types | refusals | roots).items() if place is not None}
    return Atlas(contract, known | _by_use(schema, known, [name for name in types if name not in known]))


def roots_of(schema: GraphQLSchema) -> Sequence[GraphQLObjectType]:
    """Give the types of queries, mutations and subscriptions."""
    return [root for root in (schema.query_type, schema.mutation_type, schema.subscription_type) if root]


def told_types(schema: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    """Give the types that have a place of their own, which the roots and those of introspection have not."""
    roots = {root.name for root in roots_of(schema)}
    return (type_ for type_ in schema.type_map.values() if type_.name not in roots and not is_introspection_type(type_))


def type_of(element: object) -> str:
    """Give the type of a field or an argument as the schema writes it; graphql-core does not type it wholly."""
    return str(cast("Any", element).type)


def named(type_: str) -> str:
    """Give the name in a type: `SalesOrder` of `[SalesOrder!]!`."""
    return type_.strip("[]!")


def sentence(name: str) -> str:
    """Give a name of the schema as people write it: `SalesOrder` as `Sales order`."""
    words = [word if word[1:2].isupper() else word.lower() for word in _WORDS.findall(name)]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _subjects(contract: Contract) -> dict[str, Place]:
    """Give the page of each thing with an id, by its name in small letters."""
    node = contract.schema.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    found: dict[str, Place] = {}
    for type_ in contract.schema.get_possible_types(node):
        title = sentence(type_.name)
        found[type_.name.lower()] = Place(_module(contract, type_.name), title.lower().replace(" ", "-"), title)
    return found


def _module(contract: Contract, name: str) -> str:
    needs = contract.needs.get(name)
    return needs[0].partition(".")[0] if needs else "platform"


def _called_after(subjects: Mapping[str, Place], name: str) -> Place | None:
    """Give the page of the longest subject with which a name begins, in the singular or the plural."""
    ends = [found.end() for found in _WORDS.finditer(name)]
    for end in reversed(ends):
        for singular in _singulars(name[:end].lower()):
            if singular in subjects:
                return subjects[singular]
    return None


def _singulars(word: str) -> Iterable[str]:
    return (word, word.removesuffix("s"), word.removesuffix("es"), re.sub("ies$", "y", word))


def _by_permission(contract: Contract, coordinate: str) -> Place:
    needs = contract.needs.get(coordinate)
    if not needs:
        return EVERYBODY
    module, _, thing = needs[0].partition(":")[0].partition(".")
    return Place(module, thing.replace("_", "-"), thing.replace("_", " ").capitalize())


def _by_use(schema: GraphQLSchema, known: Mapping[str, Place], open_: Sequence[str]) -> dict[str, Place]:
    """Give types to the pages that alone use them, the users first; what is left is shared."""
    users, found = _users(schema), dict(known)
    while placed := {name: place for name in open_ if name not in found and (place := _used_at(found, users[name]))}:
        found |= placed
    return {name: found.get(name, SHARED) for name in open_}


def _used_at(found: Mapping[str, Place], users: Iterable[str]) -> Place | None:
    """Give the page of something with these users, once all of them have one."""
    places = {found.get(user) for user in users}
    if None in places:
        return None
    return next(iter(places)) if len(places) == 1 and REFUSALS not in places else SHARED


def _users(schema: GraphQLSchema) -> Mapping[str, set[str]]:
    """Give by whom each type is used: the names of types, and the coordinates of root fields."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    roots = {root.name for root in roots_of(schema)}
    for type_ in schema.type_map.values():
        for user, used in _uses(type_, as_root=type_.name in roots):
            if used != user:
                users[used].add(user)
    return users


def _uses(type_: GraphQLNamedType, *, as_root: bool) -> Iterator[tuple[str, str]]:
    if isinstance(type_, GraphQLUnionType):
        yield from ((type_.name, member.name) for member in type_.types)
    if isinstance(type_, GraphQLEnumType) or not isinstance(type_, Composed):
        return
    for name, field in type_.fields.items():
        user = f"{type_.name}.{name}" if as_root else type_.name
        yield user, named(type_of(field))
        if isinstance(field, GraphQLField):
            yield from ((user, named(type_of(argument))) for argument in field.args.values())
