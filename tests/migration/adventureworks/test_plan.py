"""The plan of AdventureWorks as a table: complete, and true to the schema and the models."""

import pytest
from graphql import parse, validate

from resolvers.schema import build_schema, core_of
from server.reading_back import FIGURES
from services.migration.adventureworks.company import UNITS
from services.migration.adventureworks.plan import ADVENTUREWORKS
from services.migration.plans.plan import Becomes, Founded
from services.platform.units import COMMON_UNITS

SCHEMA = core_of(build_schema())
ADDED = {"CEL", "KG/M3", "KT", "PCT"}


@pytest.mark.parametrize("step", ADVENTUREWORKS.steps, ids=lambda step: step.type_name)
def test_names_types_as_the_schema_does_and_columns_as_the_table_does(step: Becomes | Founded) -> None:
    assert step.type_name in SCHEMA.type_map
    assert set(step.fields) <= set(step.target.__table__.c.keys())
    if isinstance(step, Becomes) and step.lines:
        assert step.lines.type_name in SCHEMA.type_map
        assert set(step.lines.fields) <= set(step.lines.target.__table__.c.keys())


def test_reads_back_with_a_query_that_the_schema_knows() -> None:
    assert validate(SCHEMA, parse(FIGURES)) == []


def test_every_unit_is_one_that_torso_has_or_one_that_is_added() -> None:
    assert set(UNITS.values()) <= {unit.code for unit in COMMON_UNITS} | ADDED


def test_says_of_a_table_only_once_why_the_rest_of_it_is_held_back() -> None:
    rest = [rule.table for rule in ADVENTUREWORKS.held_back if rule.where is None]
    assert len(rest) == len(set(rest))
