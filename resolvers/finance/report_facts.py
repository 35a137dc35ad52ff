"""What the statements of reports are given: companies that the viewer sees as a whole, ids and days."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

import models
from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.arguments import Argument
from planner.errors import PlanError
from planner.planning import Planning
from services.finance.reports.figures import Window

COMPANIES_MAX = 50
COMPARISONS_MAX = 12
Given = Mapping[str, Any]


def companies_from(given: Argument) -> "sa.BindParameter[Any]":
    """Bind the companies that a report is about."""
    return given.bind(sa.ARRAY(sa.Uuid()), lambda said: _companies(said["companyIds"]))


def companies_among(given: Argument) -> "sa.BindParameter[Any]":
    """Bind a list of companies."""
    return given.bind(sa.ARRAY(sa.Uuid()), _companies)


def windows_from(given: Argument, windows: Callable[[Given], Sequence[Window]]) -> list["sa.BindParameter[Any]"]:
    """Bind the windows that a report needs: first days, last days, and whether closing entries count.

    Days in the wrong order are left to the reckoning, which refuses them.
    """

    def column(name: str) -> Callable[[Given], list[Any]]:
        def read(said: Given) -> list[Any]:
            try:
                return [getattr(each, name) for each in windows(said)]
            except DomainError:
                return []

        return read

    return [
        given.bind(sa.ARRAY(sa.Date()), column("starts_on")),
        given.bind(sa.ARRAY(sa.Date()), column("ends_on")),
        given.bind(sa.ARRAY(sa.Boolean()), column("closing")),
    ]


def facts_of_companies(
    planning: Planning,
    text: str,
    companies: "sa.BindParameter[Any]",
    others: Mapping[str, "sa.BindParameter[Any]"],
    of: str = "journal_line",
) -> ColumnElement[Any]:
    """Write the column `facts` of a statement; nothing where the viewer does not see all rows of a table in a company."""
    for name, bound in {"companies": companies, **others}.items():
        text = text.replace(f":{name}", f":{bound.key}")
    found = sa.text(text).bindparams(companies, *others.values()).columns(sa.column("facts", sa.Text())).subquery()
    company = models.Company.__table__
    row = sa.select(company.c.id.label("company_id")).subquery()
    seen = sa.select(sa.func.count()).select_from(row)
    seen = seen.where(row.c.company_id == sa.any_(companies), *planning.visible_rows(of, row))
    whole = seen.scalar_subquery() == sa.func.cardinality(companies)
    return sa.select(found.c.facts).where(whole).scalar_subquery()


def names_no_value(given: Argument) -> bool:
    """Tell whether an input names no value of a dimension; statements for all and for a value differ."""
    if given.source is None:
        value = given.given.get("valueId")
        return value is None or value.is_absent
    return given.seen(_says_no_value) is True


def _says_no_value(said: Any) -> object:
    return said.get("valueId") is None


def ranges_from(said: Given) -> list[tuple[date, date]]:
    """Read the days of a report, and those that it is compared with."""
    others = cast("Sequence[Given]", said.get("comparisons") or ())
    if len(others) > COMPARISONS_MAX:
        raise PlanError(f"`comparisons` takes at most {COMPARISONS_MAX}.")
    return [(each["startsOn"], each["endsOn"]) for each in (said, *others)]


def days_from(said: Given) -> list[date]:
    """Read the day of a report, and those that it is compared with."""
    others = cast("Sequence[date]", said.get("comparisons") or ())
    if len(others) > COMPARISONS_MAX:
        raise PlanError(f"`comparisons` takes at most {COMPARISONS_MAX}.")
    return [said["asOf"], *others]


def _companies(texts: Sequence[str]) -> list[UUID]:
    if not 0 < len(texts) <= COMPANIES_MAX:
        raise PlanError(f"`companyIds` takes 1 to {COMPANIES_MAX} ids.")
    try:
        return list(dict.fromkeys(NodeId.parse(text, "Company").key for text in texts))
    except DomainError as error:
        raise PlanError(str(error), error.code) from None
