"""What a field needs is printed beside it, and exists."""

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema

from auth.permissions import CATALOGUE
from planner.entity import entity_of, spec_of
from tests.schema.directives import permission_of
from tests.schema.test_descriptions import types

PRICES = ["unitPrice", "extendedPrice", "net"]


def object_types(schema: GraphQLSchema) -> list[GraphQLObjectType]:
    """Give the types that have fields."""
    return [type_ for type_ in types(schema) if isinstance(type_, GraphQLObjectType)]


def test_every_permission_that_a_type_or_field_needs_is_printed(
    planned: GraphQLSchema, promised: GraphQLSchema
) -> None:
    for type_ in object_types(planned):
        printed = promised.type_map[type_.name]
        assert isinstance(printed, GraphQLObjectType)
        bound = entity_of(type_)
        assert permission_of(printed) == (bound.needs or None if bound else None)
        for name, field in type_.fields.items():
            spec = spec_of(field)
            assert permission_of(printed.fields[name]) == ((spec.needs if spec else None) or None), (
                f"{type_.name}.{name}"
            )


def test_every_permission_that_is_printed_exists(promised: GraphQLSchema) -> None:
    named = {permission_of(type_) for type_ in object_types(promised)}
    named |= {permission_of(field) for type_ in object_types(promised) for field in type_.fields.values()}
    assert named - {None} <= set(CATALOGUE)


def test_filters_and_orders_say_what_their_fields_need(promised: GraphQLSchema) -> None:
    for type_ in object_types(promised):
        needs = {name: permission_of(field) for name, field in type_.fields.items()}
        filter_, order = (promised.type_map.get(type_.name + suffix) for suffix in ("Filter", "OrderField"))
        if isinstance(filter_, GraphQLInputObjectType):
            said = {name: permission_of(field) for name, field in filter_.fields.items()}
            assert said == {name: needs.get(name) for name in said}
        if isinstance(order, GraphQLEnumType):
            said = {name: permission_of(value) for name, value in order.values.items()}
            assert set(said.values()) <= {None, *needs.values()}


@pytest.mark.parametrize(
    ("coordinate", "permission"),
    [
        ("Sku.standardCost", "inventory.cost:read"),
        ("StockLevel.valueAtStandardCost", "inventory.cost:read"),
        ("StockMove.unitCost", "inventory.cost:read"),
        ("Sku.listPrice", "sales.price:read"),
        ("SalesOrder.margin", "sales.margin:read"),
        ("SalesOrderLine.unitCost", "sales.margin:read"),
        ("VendorProduct.unitPrice", "purchasing.price:read"),
        *((f"PurchaseOrderLine.{name}", "purchasing.price:read") for name in PRICES),
        ("Party.email", "platform.party_contact:read"),
        ("Party.phone", "platform.party_contact:read"),
    ],
)
def test_guards_costs_prices_margins_and_personal_data(
    promised: GraphQLSchema, coordinate: str, permission: str
) -> None:
    type_name, _, name = coordinate.partition(".")
    type_ = promised.type_map[type_name]
    assert isinstance(type_, GraphQLObjectType)
    assert permission_of(type_.fields[name]) == permission


def test_says_of_reference_data_and_companies_to_everybody(promised: GraphQLSchema) -> None:
    nodes = [type_ for type_ in object_types(promised) if "Node" in {each.name for each in type_.interfaces}]
    public = {type_.name for type_ in nodes if not permission_of(type_)}
    # Of jobs everybody sees their own.
    assert public - {"Job"} == {"Company", "Country", "Currency", "Unit", "UnitConversion"}
