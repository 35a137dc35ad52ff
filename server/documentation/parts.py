"""One part of the contract as HTML: its name, its type, what it means, what it takes, and until when it stays.

Each has the coordinate as its anchor, such as `SalesOrder.margin`, so that whoever knows the one has the address of the other.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from posixpath import dirname, relpath
from typing import Final

from graphql import (
    DEFAULT_DEPRECATION_REASON,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    print_ast,
)
from markupsafe import Markup, escape

from server.documentation.atlas import Atlas, Composed, named, type_of

_CODE: Final = re.compile(r"`([^`]+)`")
_SHOWN: Final = frozenset({"requires", "deprecated", "specifiedBy", "oneOf"})
"""Directives that are told in words."""


@dataclass(frozen=True)
class Parts:
    """Writes parts for one page, so that links lead from there."""

    atlas: Atlas
    page: str

    def type_(self, type_: GraphQLNamedType) -> Markup:
        """Write what a type says of itself, and all that it consists of."""
        needs = self.atlas.contract.needs.get(type_.name, ())
        return words(type_.description) + _takes(needs) + self._kept(type_.name) + self.members(type_)

    def members(self, type_: GraphQLNamedType) -> Markup:
        """Write the fields or the values of a type."""
        taken = frozenset(self.atlas.contract.needs.get(type_.name, ()))
        match type_:
            case GraphQLEnumType():
                return _listed(self._value(type_.name, *each) for each in type_.values.items())
            case GraphQLObjectType() | GraphQLInterfaceType() | GraphQLInputObjectType():
                return _listed(self._member(type_, name, taken) for name in type_.fields)
            case GraphQLUnionType():
                return _listed(
                    _part(f"{type_.name}.{each.name}", "", self.link(each.name), Markup(), Markup())
                    for each in type_.types
                )
            case _:
                return Markup()

    def root_field(self, coordinate: str, field: GraphQLField) -> Markup:
        """Write a query, a mutation or a subscription."""
        needs = self.atlas.contract.needs.get(coordinate, ())
        given = Markup('<p class="gives">Gives {}</p>').format(self.link(type_of(field)))
        arguments = _listed(self._argument(coordinate, *each) for each in field.args.items())
        return (
            words(field.description)
            + _takes(needs)
            + self._until(coordinate, field.deprecation_reason)
            + given
            + arguments
        )

    def link(self, type_: str) -> Markup:
        """Write a type as it is written in the schema, leading to where it is told."""
        name = named(type_)
        before, _, after = type_.partition(name)
        linked = Markup('<a href="{}">{}</a>').format(self.address(name), name)
        return Markup('<code class="type">{}{}{}</code>').format(before, linked, after)

    def address(self, name: str) -> str:
        """Give the way from this page to where a type is told."""
        return f"{relpath(self.atlas.places[name].path, dirname(self.page))}.md#{name}"

    def _member(self, type_: Composed, name: str, taken: frozenset[str]) -> Markup:
        field = type_.fields[name]
        coordinate = f"{type_.name}.{name}"
        needs = [need for need in self.atlas.contract.needs.get(coordinate, ()) if need not in taken]
        said = words(field.description) + _takes(needs) + self._until(coordinate, field.deprecation_reason)
        return _part(
            coordinate, name, self.link(type_of(field)), _marks(field), said + self._arguments(coordinate, field)
        )

    def _arguments(self, coordinate: str, field: GraphQLField | GraphQLInputField) -> Markup:
        if isinstance(field, GraphQLInputField) or not field.args:
            return Markup()
        told = _listed(self._argument(coordinate, *each) for each in field.args.items())
        names = Markup(", ").join(Markup("<code>{}</code>").format(name) for name in field.args)
        return Markup("<details><summary>Arguments: {}</summary>{}</details>").format(names, told)

    def _argument(self, coordinate: str, name: str, argument: GraphQLArgument) -> Markup:
        here = f"{coordinate}({name}:)"
        said = words(argument.description) + _default(argument) + self._until(here, argument.deprecation_reason)
        return _part(here, name, self.link(type_of(argument)), Markup(), said)

    def _value(self, type_name: str, name: str, value: GraphQLEnumValue) -> Markup:
        coordinate = f"{type_name}.{name}"
        said = words(value.description) + _takes(self.atlas.contract.needs.get(coordinate, ()))
        return _part(coordinate, name, Markup(), Markup(), said + self._until(coordinate, value.deprecation_reason))

    def _until(self, coordinate: str, reason: str | None) -> Markup:
        if reason is None:
            return self._kept(coordinate)
        return Markup('<p class="deprecated">Deprecated. {}</p>').format(
            "" if reason == DEFAULT_DEPRECATION_REASON else reason
        )

    def _kept(self, coordinate: str) -> Markup:
        """Write what is announced of a part that the schema itself does not mark."""
        to_go = self.atlas.contract.deprecations.get(coordinate)
        if to_go is None:
            return Markup()
        return Markup('<p class="deprecated">Until {}. {}</p>').format(to_go.sunset, to_go.instead)


def words(description: str | None) -> Markup:
    """Write a description: paragraphs, and code between backticks."""
    told = _CODE.sub(r"<code>\1</code>", str(escape((description or "").strip())))
    # Escaped above.
    return Markup("".join(f"<p>{paragraph}</p>" for paragraph in told.split("\n\n") if paragraph))  # noqa: S704


def listed_codes(before: str, names: Sequence[str]) -> Markup:
    """Write a line of names, after some words; nothing where there are none."""
    told = Markup(", ").join(Markup("<code>{}</code>").format(name) for name in names)
    return Markup("<p>{}{}</p>").format(before, told) if names else Markup()


def _part(coordinate: str, name: str, type_: Markup, marks: Markup, said: Markup) -> Markup:
    anchor = Markup('<a class="here" href="#{0}" aria-label="{0}"><code>{1}</code></a>').format(coordinate, name)
    return Markup('<div id="{}"><dt>{} {}{}</dt><dd>{}</dd></div>').format(coordinate, anchor, type_, marks, said)


def _listed(parts: Iterable[Markup]) -> Markup:
    told = Markup().join(parts)
    return Markup('<dl class="parts">{}</dl>').format(told) if told else Markup()


def _takes(needs: Sequence[str]) -> Markup:
    return Markup('<div class="takes">{}</div>').format(listed_codes("Takes ", needs)) if needs else Markup()


def _default(argument: GraphQLArgument) -> Markup:
    value = argument.ast_node and argument.ast_node.default_value
    return Markup("<p>When left out: <code>{}</code></p>").format(print_ast(value)) if value else Markup()


def _marks(field: GraphQLField | GraphQLInputField) -> Markup:
    """Write the other directives as they stand in the schema."""
    directives = (field.ast_node and field.ast_node.directives) or ()
    shown = (print_ast(each) for each in directives if each.name.value not in _SHOWN)
    return Markup().join(Markup(' <code class="mark">{}</code>').format(each) for each in shown)
