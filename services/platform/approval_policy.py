"""Policies: which documents of a company need approval, and by whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

import models
from auth.permissions import CATALOGUE
from kernel.draft import Edits
from kernel.errors import DomainError
from services.bounds import Within
from services.fitness import fit_amount
from services.master import Master
from services.platform.approval import Approvable
from services.refusals import ValueRequired
from services.rows import ChangedRow, NewRow
from services.work import Work


@dataclass(eq=False)
class NotApprovable(DomainError):
    """Documents of these types alone are put to approval."""

    message = "These documents are not put to approval; {types} are."
    types: str


@dataclass(eq=False)
class ApproverUnknown(DomainError):
    """A step asks those with a role or those with a permission; it names one of the two, and one that is there."""

    message = "Name a role, or a permission, that is there; one of the two."


_CURRENCIES: Final = sa.text("select id, currency from company where id = any(:ids)")
_ROLES: Final = sa.text("select code from role where code = any(:codes)")
_STEPS: Final = sa.text(
    "select policy_id, count(*) as steps from approval_step where policy_id = any(:ids) group by policy_id"
)


async def _complete_policies(work: Work, rows: Sequence[NewRow]) -> None:
    """A policy is in the currency of its company, and asks somebody."""
    companies = list({row.values["company_id"] for row in rows})
    found = await work.session.execute(_CURRENCIES, {"ids": companies})
    currencies = {row.id: row.currency for row in found}
    for row in rows:
        row.values["currency"] = currencies.get(row.values["company_id"])
        _require_approvable(row)
        fit_amount(row, "amount_above", row.values["currency"])
        if not row.draft.lists.get("steps", Edits()).add:
            raise ValueRequired(path=row.at("steps"))


async def _check_policies(work: Work, rows: Sequence[ChangedRow]) -> None:
    steps = await work.session.execute(_STEPS, {"ids": [row.before["id"] for row in rows]})
    known = {row.policy_id: row.steps for row in steps}
    for row in rows:
        fit_amount(row, "amount_above", row.before["currency"])
        edits = row.draft.lists.get("steps", Edits())
        if known.get(row.before["id"], 0) + len(edits.add) - len(edits.remove) < 1:
            raise ValueRequired(path=row.at("steps"))


async def _complete_steps(work: Work, rows: Sequence[NewRow]) -> None:
    await _require_approvers(work, [(row, row.values) for row in rows])


async def _check_steps(work: Work, rows: Sequence[ChangedRow]) -> None:
    await _require_approvers(work, [(row, {**row.before, **row.values}) for row in rows])


async def _require_approvers(work: Work, rows: Iterable[tuple[NewRow | ChangedRow, dict[str, object]]]) -> None:
    rows = list(rows)
    named = [values.get("role_code") for _, values in rows]
    found = await work.session.scalars(_ROLES, {"codes": [code for code in named if code is not None]})
    roles = set(found)
    for row, values in rows:
        role, permission = values.get("role_code"), values.get("permission")
        if (role is None) == (permission is None) or not (role in roles or permission in CATALOGUE):
            raise ApproverUnknown(path=row.at("permission" if role is None else "role_code"))


def _require_approvable(row: NewRow) -> None:
    if row.values.get("document_type") not in set(Approvable):
        raise NotApprovable(", ".join(Approvable), path=row.at("document_type"))


STEP: Final = Master(models.ApprovalStep, within=Within("policy_id", 20), complete=_complete_steps, check=_check_steps)
POLICY: Final = Master(
    models.ApprovalPolicy,
    lists={"steps": STEP},
    complete=_complete_policies,
    check=_check_policies,
)
