"""Time zones: where the days begin and end by which moments are grouped."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

import models


def of_company(row: Any) -> ColumnElement[str]:
    """Give the time zone of the company whose row it is."""
    company = models.Company.__table__.alias()
    zone = sa.select(company.c.time_zone).where(company.c.id == row.company_id)
    return zone.correlate_except(company).scalar_subquery()
