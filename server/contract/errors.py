"""errors.json: every code that a program can meet, with its facts, where it occurs, and what to do about it."""

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, Final

from graphql import GraphQLObjectType, GraphQLSchema

import auth.client_keys
import kernel
import services
from kernel.errors import DomainError, refusals
from server.contract.advice import advice_on
from server.contract.codes import TOP_LEVEL, Code, Place
from server.contract.lines import parts_as_json
from server.contract.occurrences import mutations_by_code
from server.contract.places import codes_by_place
from server.files.endpoint import status_of

_OURS: Final = (kernel, services)
# What else `auth` refuses is for tokens and their endpoints; this is of values that mutations are given.
_BESIDE: Final = auth.client_keys.__name__
_OF_ALL: Final = frozenset({"message", "code", "path"})
_WITHOUT_FACTS: Final = "OtherRefusal"
_ANSWERED: Final = 200


def errors_document(schema: GraphQLSchema) -> str:
    """Give all codes as JSON: refusals, which are in `errors` of payloads, and those of top-level errors."""
    # All of them are loaded first, so that those which docstrings name are known.
    kinds = business_refusals()
    refused, elsewhere = mutations_by_code(schema), codes_by_place(schema)
    met = {Place.MUTATIONS: refused.keys(), **elsewhere}
    places = {kind: [place for place in Place if kind.code in met.get(place, ())] for kind in kinds}
    told = {kind.code: _refusal(schema, kind, places[kind], refused.get(kind.code, ())) for kind in kinds}
    return parts_as_json({"refusals": told, "topLevel": {code: _top_level(said) for code, said in TOP_LEVEL.items()}})


def business_refusals() -> list[type[DomainError]]:
    """List what the business refuses, whether anything has been asked of it yet or not."""
    for package in _OURS:
        _load(package)
    names = tuple(f"{package.__name__}." for package in _OURS)
    return [kind for kind in refusals() if kind.__module__.startswith(names) or kind.__module__ == _BESIDE]


def _load(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)


def _refusal(
    schema: GraphQLSchema, kind: type[DomainError], places: Sequence[Place], mutations: Sequence[str] | None
) -> dict[str, Any]:
    type_, advice = schema.get_type(kind.__name__), advice_on(kind.code)
    has_type = isinstance(type_, GraphQLObjectType)
    return {
        "in": places,
        # None is of any of them.
        "mutations": mutations,
        "type": kind.__name__ if has_type else _WITHOUT_FACTS,
        "rule": " ".join((kind.__doc__ or "").split()),
        "facts": dict(_facts(type_)) if has_type else {},
        "status": list(_statuses(kind, places)),
        "do": advice.do,
        "retry": advice.retry,
    }


def _statuses(kind: type[DomainError], places: Sequence[Place]) -> Iterator[int]:
    """Give with which status of HTTP a refusal comes; jobs tell of theirs later, and pages in words."""
    if Place.QUERIES in places or Place.MUTATIONS in places:
        yield _ANSWERED
    if Place.FILES in places:
        yield status_of(kind)


def _facts(type_: GraphQLObjectType) -> Iterator[tuple[str, str]]:
    for name, field in type_.fields.items():
        if name not in _OF_ALL:
            yield name, str(field.type)


def _top_level(code: Code) -> dict[str, Any]:
    return {
        "in": list(code.places),
        "means": code.means,
        "facts": dict(code.facts),
        "status": list(code.status),
        "do": code.do,
        "retry": code.retry,
    }
