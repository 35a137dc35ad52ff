"""How much orders have called off of a blanket agreement, and how much of it is left, as the database counts it."""

from typing import Any

import sqlalchemy as sa

from planner.fields import Columns


def quantity_called_off(line: Columns) -> sa.ColumnElement[Any]:
    """Tell how much promised orders have called off of a line, less what was cancelled of them; six digits."""
    return _six_digits(sa.func.blanket_agreement_line_called_off(line.id))


def quantity_remaining(line: Columns) -> sa.ColumnElement[Any]:
    """Tell how much of a line may still be called off, six digits; null where it has no bound."""
    left = sa.func.greatest(line.quantity - sa.func.blanket_agreement_line_called_off(line.id), 0)
    return sa.case((line.quantity.is_(None), sa.null()), else_=_six_digits(left))


def amount_called_off(agreement: Columns) -> sa.ColumnElement[Any]:
    """Tell what promised orders have called off without tax; of a line of which some was cancelled the part that is left, rounded."""
    return _exact(sa.func.blanket_agreement_called_off(agreement.id), agreement)


def amount_remaining(agreement: Columns) -> sa.ColumnElement[Any]:
    """Tell for how much without tax may still be called off; null where no amount was agreed."""
    left = sa.func.greatest(agreement.amount_max - sa.func.blanket_agreement_called_off(agreement.id), 0)
    return sa.case((agreement.amount_max.is_(None), sa.null()), else_=_exact(left, agreement))


def _six_digits(quantity: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.round(quantity, 6, type_=sa.Numeric())


def _exact(amount: sa.ColumnElement[Any], agreement: Columns) -> sa.ColumnElement[Any]:
    return sa.func.round(amount, sa.func.currency_exponent(agreement.currency), type_=sa.Numeric())
