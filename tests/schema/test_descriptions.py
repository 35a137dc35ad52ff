"""Everything in the schema says what it is, to somebody who does not know our code."""

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_scalar_type,
)

from planner.entity import entity_of
from tests.schema.directives import is_semantic_non_null

# Files that are imported have columns in everybody's language, and so have reports.
TABLED = {
    "AgedInput.bounds", "AgedLine.amounts", "AgedReport.amounts", "DayReportInput.comparisons",
    "RangeReportInput.comparisons", "ReportSection.lines", "TrialBalanceInput.comparisons", "ImportFixedFieldInput",
    "ImportFixedFieldInput.name", "ImportFormatInput.columns", "ImportFormatInput.fields", "ImportFormatKind.FIXED",
    "ImportFormatKind.WORKBOOK", "ImportJob.columns", "ImportJob.mapping", "ImportJob.rejectsUrl",
    "ImportJobFilter.mapping", "ImportJobState.DRAFT", "ImportJobState.MAPPED", "ImportJobTransition.MAP",
    "ImportMapping", "ImportMapping.document", "ImportMappingCreateInput.document", "ImportRow.number",
    "ImportRow.values", "ImportStandardiser", "Mutation.importJobMap", "Mutation.importMappingCreate",
    "Query.importMappings", "Query.importTargets",
}  # fmt: skip


def types(schema: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    """Go through the types that are ours."""
    for type_ in schema.type_map.values():
        if not is_introspection_type(type_) and not is_specified_scalar_type(type_):
            yield type_


def described(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """Go through all coordinates with their descriptions."""
    for type_ in types(schema):
        yield type_.name, type_.description
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}", field.description
                for argument, given in field.args.items():
                    yield f"{type_.name}.{name}({argument}:)", given.description
        if isinstance(type_, GraphQLInputObjectType):
            yield from ((f"{type_.name}.{name}", field.description) for name, field in type_.fields.items())
        if isinstance(type_, GraphQLEnumType):
            yield from ((f"{type_.name}.{name}", value.description) for name, value in type_.values.items())


def test_everything_has_a_description(promised: GraphQLSchema) -> None:
    assert [coordinate for coordinate, said in described(promised) if not said] == []


def test_descriptions_are_sentences(promised: GraphQLSchema) -> None:
    odd = {coordinate: said for coordinate, said in described(promised) if said and not said.endswith(".")}
    assert odd == {}


@pytest.mark.parametrize("word", ["TODO", "FIXME", "column", "foreign key", "sub-select", "uuidv7"])
def test_descriptions_speak_the_language_of_the_trade(promised: GraphQLSchema, word: str) -> None:
    found = {coordinate for coordinate, said in described(promised) if said and word in said}
    assert found == (TABLED if word == "column" else set())


def test_a_directive_says_what_it_means(promised: GraphQLSchema) -> None:
    assert [directive.name for directive in promised.directives if not directive.description] == []


def test_what_can_be_null_of_itself_says_what_null_means(promised: GraphQLSchema, planned: GraphQLSchema) -> None:
    entities = {type_.name for type_ in types(planned) if isinstance(type_, GraphQLObjectType) and entity_of(type_)}
    unsaid = [
        f"{type_.name}.{name}"
        for type_ in types(promised)
        if isinstance(type_, GraphQLObjectType) and type_.name in entities
        for name, field in type_.fields.items()
        if not isinstance(field.type, GraphQLNonNull) and not is_semantic_non_null(field)
        if "null" not in (field.description or "")
    ]
    assert unsaid == []
