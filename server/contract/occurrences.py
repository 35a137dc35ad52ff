"""Which mutations, and what else, can be refused with which code: read off the functions that do them.

A mutation is declared with the function that does it. From there this goes wherever that leads: to what it names of ours, to the
methods it calls of the types that it names, is given or gets back, to what these name, and so on. A refusal that is named on
the way, or in a docstring under `Raises`, can come of the mutation. That is rather too much than too little: whether a way is
ever gone is not asked.
"""

import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final, NamedTuple, TypeAlias, cast, get_args

from graphql import GraphQLField, GraphQLSchema

from kernel.errors import DomainError, refusals
from planner.entity import DEFINITION
from planner.fields import SPEC
from planner.mutations import Mutation
from services.platform import idempotency
from services.refusals import RightsWithdrawn, RolledBack
from services.violations import refusal_of

Names: TypeAlias = frozenset[str]
_OURS: Final = frozenset({"auth", "events", "kernel", "models", "planner", "resolvers", "schema", "server", "services"})
_NO_NAMES: Final[Names] = frozenset()
_WITHIN: Final = ("__func__", "__wrapped__")
_WORD: Final = re.compile(r"\w+")
_EDGE: Final = (refusal_of, idempotency.claim, RightsWithdrawn, RolledBack)
"""What refuses any mutation: what the database says of what was written, keys of requests, and others in the same operation."""


class Led(NamedTuple):
    """Something that is come to, and what its namer calls by name: of a type only these methods matter."""

    value: object
    names: Names = _NO_NAMES


def mutations_by_code(schema: GraphQLSchema) -> Mapping[str, Sequence[str] | None]:
    """Give the mutations that can be refused with each code; None for all of them. What none is refused with is not there."""
    told: dict[str, Sequence[str] | None] = {}
    fields: Mapping[str, GraphQLField] = schema.mutation_type.fields if schema.mutation_type else {}
    for name, field in sorted(fields.items()):
        spec = field.extensions[DEFINITION].metadata[SPEC]
        assert isinstance(spec, Mutation)
        for code in codes_from(spec.does):
            told[code] = [*(told.get(code) or ()), name]
    return told | dict.fromkeys(codes_from(_EDGE))


def codes_from(start: object, names: Names = _NO_NAMES) -> set[str]:
    """Give the codes of the refusals that something leads to; a type does by those of its methods that are named."""
    found, todo = set[str](), [Led(start, names)]
    # What was come to is kept, because something else would get its identity.
    seen: dict[tuple[int, Names], object] = {}
    while todo:
        led = todo.pop()
        mark = (id(led.value), _NO_NAMES if isinstance(led.value, FunctionType) else led.names)
        if mark in seen:
            continue
        seen[mark] = led.value
        if isinstance(led.value, type) and issubclass(led.value, DomainError):
            found |= {led.value.code} if led.value.message else set()
        else:
            todo += _led_from(led)
    return found


def _led_from(led: Led) -> Iterable[Led]:
    value = cast("Any", led.value)
    if isinstance(value, partial):
        return map(Led, (value.func, *value.args, *value.keywords.values()))
    if isinstance(value, property | cached_property):
        return [Led(_function_of(cast("object", value)))]
    if isinstance(value, FunctionType):
        return _led_from_function(value) if _is_ours(value.__module__) else ()
    if isinstance(value, type):
        return _methods(value, led.names)
    if isinstance(value, Mapping):
        return map(Led, cast("Mapping[Any, Any]", value).values())
    if isinstance(value, list | tuple | set | frozenset):
        return map(Led, cast("Iterable[Any]", value))
    if said := get_args(value):
        return [Led(each, led.names) for each in said]
    return _led_from_object(value, led.names)


def _led_from_object(value: object, names: Names) -> Iterator[Led]:
    # A method is its function, and what is decorated also what it was.
    for within in _WITHIN:
        yield Led(getattr(value, within, None))
    if _is_ours(type(value).__module__):
        yield from map(Led, getattr(value, "__dict__", {}).values())
        yield Led(type(value), names)


@cache
def _led_from_function(function: FunctionType) -> Sequence[Led]:
    names = _names(function.__code__)
    held = [cell.cell_contents for cell in function.__closure__ or ()]
    given = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    of_globals = (function.__globals__[name] for name in names & function.__globals__.keys())
    return [
        *map(Led, (*held, *given, *_said(function))),
        *(Led(said, names) for said in function.__annotations__.values()),
        *(led for value in of_globals for led in _led_from_global(value, names)),
    ]


def _said(function: FunctionType) -> Iterator[type[DomainError]]:
    """Give what a docstring says that it raises, which of an interface is all that there is."""
    _, _, raises = (function.__doc__ or "").partition("Raises:")
    known = _refusals_by_name()
    # What is called alike and is none of them is known where the function stands.
    here = {**known, **function.__globals__}
    return (known[word] for word in _WORD.findall(raises) if word in known and here[word] is known[word])


@cache
def _refusals_by_name() -> Mapping[str, type[DomainError]]:
    return {kind.__name__: kind for kind in refusals()}


def _led_from_global(value: object, names: Names) -> Iterator[Led]:
    if not isinstance(value, ModuleType):
        yield Led(value, names)
        # What a function gives back is worked with by who calls it.
        yield Led(getattr(value, "__annotations__", {}).get("return"), names)
    elif _is_ours(value.__name__):
        for name in names & vars(value).keys():
            yield from _led_from_global(vars(value)[name], names)


@cache
def _methods(kind: type, names: Names) -> Sequence[Led]:
    """Give the methods of a type that are called by name, those that these call of it, and what its attributes hold."""
    members = _members(kind)
    called, todo = dict[str, None](), [*names, "__init__", "__post_init__"]
    led = [Led(held, names) for name in names for held in members.held(name)]
    while todo:
        name = todo.pop()
        if name in called:
            continue
        called[name] = None
        for method in members.methods(name):
            led.append(Led(method))
            if function := _function_of(method):
                used = _names(function.__code__)
                todo += used
                led += [Led(held, used) for each in used for held in members.held(each)]
    return led


class _Members(NamedTuple):
    """What a type and those that it is a kind of have by name."""

    defined: Sequence[Mapping[str, object]]
    annotated: Sequence[Mapping[str, object]]

    def methods(self, name: str) -> Iterator[object]:
        """Give what is defined under a name."""
        return (each[name] for each in self.defined if name in each)

    def held(self, name: str) -> Iterator[object]:
        """Give what an attribute is said to be."""
        return (each[name] for each in self.annotated if name in each)


@cache
def _members(kind: type) -> _Members:
    ours = [each for each in kind.__mro__ if _is_ours(each.__module__)]
    return _Members([vars(each) for each in ours], [_annotations(each) for each in ours])


def _annotations(kind: type) -> Mapping[str, object]:
    """Give what a type says that its attributes are; the name of a type that is defined after it is that type."""
    defined = vars(sys.modules[kind.__module__])
    said = inspect.get_annotations(kind)
    return {name: defined.get(of, of) if isinstance(of, str) else of for name, of in said.items()}


def _function_of(value: object) -> FunctionType | None:
    """Give the function of a method, whatever it is decorated with."""
    if isinstance(value, property | cached_property):
        value = cast("object", value.fget if isinstance(value, property) else value.func)
    for within in _WITHIN:
        value = getattr(value, within, None) or value
    return value if isinstance(value, FunctionType) else None


@cache
def _names(code: CodeType) -> Names:
    """Give the names that code uses, and what is defined within it."""
    within = (part for part in code.co_consts if isinstance(part, CodeType))
    return frozenset(code.co_names).union(*map(_names, within))


def _is_ours(module: str | None) -> bool:
    return (module or "").partition(".")[0] in _OURS
