import re

import pytest

from auth.data_class import DataClass
from auth.permissions import CATALOGUE, Permission

EVERY = pytest.mark.parametrize("permission", CATALOGUE.values(), ids=lambda permission: permission.name)


@EVERY
def test_is_named_module_thing_right(permission: Permission) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z_]+:[a-z_]+", permission.name)
    assert CATALOGUE[permission.name] is permission


@EVERY
def test_is_described_in_a_sentence(permission: Permission) -> None:
    assert permission.description[0].isupper()
    assert permission.description.endswith(".")


@EVERY
def test_nothing_is_written_that_cannot_be_read(permission: Permission) -> None:
    assert f"{permission.module}.{permission.thing}:read" in CATALOGUE


def test_what_the_company_pays_and_earns_is_of_the_class_cost() -> None:
    cost = {permission.name for permission in CATALOGUE.values() if permission.data_class is DataClass.COST}
    assert {name for name in cost if name.endswith(":read")} == {
        "finance.bank:read",
        "finance.bill:read",
        "finance.entry:read",
        "finance.open_item:read",
        "finance.payment:read",
        "finance.report:read",
        "finance.revaluation:read",
        "finance.tax_return:read",
        "inventory.cost:read",
        "purchasing.price:read",
        "sales.margin:read",
    }


def test_a_margin_is_never_written() -> None:
    assert "sales.margin:write" not in CATALOGUE
