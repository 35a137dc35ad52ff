"""The pages of the reference, in Markdown: for each subject what can be asked and done, then what it consists of."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLScalarType,
    specified_directives,
)

from server.documentation.atlas import Atlas, Place, roots_of
from server.documentation.parts import Parts, words

INDEX: Final = "reference"
DIRECTIVES: Final = "reference/directives"
_HEADINGS: Final = {"Query": "Queries", "Mutation": "Mutations", "Subscription": "Subscriptions"}
_INTRODUCTION: Final = """\
# Reference

Everything in the schema, by what it is about. A name, such as `SalesOrder.margin`, can be typed into the search above. What a part takes is a
[permission](../contract/permissions.md); the [errors](errors/index.md) are told apart.

"""


def reference(atlas: Atlas) -> Iterator[tuple[str, str]]:
    """Give the path and the text of each page."""
    yield f"{INDEX}/index.md", _INTRODUCTION + "\n".join(_index(atlas))
    yield f"{DIRECTIVES}.md", _directives(atlas)
    for place in atlas.pages():
        yield f"{place.path}.md", "\n".join(_page(atlas, place))


def navigation(atlas: Atlas) -> list[Mapping[str, object]]:
    """Give the pages as the site's navigation has them."""
    modules = [
        {module.capitalize(): [{place.title: f"{place.path}.md"} for place in places]}
        for module, places in _modules(atlas)
    ]
    return [{"Reference": f"{INDEX}/index.md"}, {"Directives": f"{DIRECTIVES}.md"}, *modules]


def _modules(atlas: Atlas) -> Iterator[tuple[str, list[Place]]]:
    return ((module, list(places)) for module, places in groupby(atlas.pages(), lambda place: place.module))


def _index(atlas: Atlas) -> Iterator[str]:
    for module, places in _modules(atlas):
        yield f"## {module.capitalize()}\n"
        yield " · ".join(f"[{place.title}]({place.module}/{place.slug}.md)" for place in places) + "\n"


def _page(atlas: Atlas, place: Place) -> Iterator[str]:
    parts = Parts(atlas, place.path)
    yield f"# {place.title}\n"
    for root in roots_of(atlas.schema):
        if fields := atlas.fields_at(place, root):
            yield f"## {_HEADINGS[root.name]}\n"
            for name, field in fields.items():
                coordinate = f"{root.name}.{name}"
                yield _told(name, coordinate, parts.root_field(coordinate, field))
    for heading, types in _by_kind(atlas.types_at(place)).items():
        yield f"## {heading}\n"
        yield from (_told(type_.name, type_.name, parts.type_(type_)) for type_ in types)


def _by_kind(types: Sequence[GraphQLNamedType]) -> Mapping[str, list[GraphQLNamedType]]:
    found: dict[str, list[GraphQLNamedType]] = {"Types": [], "Inputs": [], "Values": [], "Scalars": []}
    for type_ in types:
        found[_kind(type_)].append(type_)
    return {heading: those for heading, those in found.items() if those}


def _kind(type_: GraphQLNamedType) -> str:
    if isinstance(type_, GraphQLInputObjectType):
        return "Inputs"
    if isinstance(type_, GraphQLEnumType):
        return "Values"
    return "Scalars" if isinstance(type_, GraphQLScalarType) else "Types"


def _told(title: str, anchor: str, html: str) -> str:
    return f'### `{title}` {{ #{anchor} }}\n\n<div class="told">{html}</div>\n'


def _directives(atlas: Atlas) -> str:
    ours = [each for each in atlas.schema.directives if each not in specified_directives]
    told = (_told(f"@{each.name}", f"@{each.name}", words(each.description)) for each in ours)
    return (
        "# Directives\n\nWhat is written in the schema beside a part, and what operations say of themselves.\n\n"
        + "\n".join(told)
    )
