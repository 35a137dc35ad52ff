"""What somebody may not read by the fields of a type is hidden wherever else its columns are shown."""

from auth.permissions import CATALOGUE
from auth.roles import RoleCode, granted_by
from models import tables_by_type
from schema.hidden import hidden_columns


def test_who_may_read_everything_has_nothing_hidden() -> None:
    assert hidden_columns(granted_by([RoleCode.AUDITOR])) == {}


def test_without_the_right_to_the_type_every_column_is_hidden() -> None:
    hidden = hidden_columns(frozenset(CATALOGUE) - {"sales.order:read"})
    assert hidden["SalesOrder"] == [column.name for column in tables_by_type()["SalesOrder"].c]


def test_without_the_right_to_a_field_its_columns_are_hidden_and_what_no_field_shows() -> None:
    hidden = hidden_columns(frozenset(CATALOGUE) - {"inventory.cost:read"})
    assert "standard_cost" in hidden["Sku"]
    assert not {"code", "name", "list_price"} & set(hidden["Sku"])
