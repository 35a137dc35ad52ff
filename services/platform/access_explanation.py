"""Why somebody may use a part of the schema or not: which permissions it takes, which roles grant them, what takes them away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from auth.explaining import RowRule
from auth.permissions import CATALOGUE
from auth.scopes import narrow
from kernel.errors import DomainError


@dataclass(eq=False)
class CoordinateUnknown(DomainError):
    """A coordinate names a part of the schema: `Type`, `Type.field`, `Type.field(argument:)`, `Input.field` or `Enum.VALUE`."""

    message = "There is no such part of the schema; a coordinate reads `Type.field`."


@dataclass(eq=False)
class UserUnknown(DomainError):
    """Whose access is explained is a user whom one may see."""

    message = "There is no such user, or none whom you may see."


class Narrowing(StrEnum):
    """What takes away a permission that a role grants."""

    SCOPE = "SCOPE"
    CLIENT = "CLIENT"
    COMPANY = "COMPANY"


@dataclass(frozen=True)
class AccessGrant:
    """A role that grants a permission, and where."""

    role: str
    company_id: str | None


@dataclass(frozen=True)
class AccessNeed:
    """A permission that something takes."""

    permission: str
    description: str
    coordinate: str
    is_granted: bool
    grants: Sequence[AccessGrant]
    narrowed_by: Narrowing | None
    explanation: str


@dataclass(frozen=True)
class RowRuleOutcome:
    """A part of a row policy, and whether it lets the row be seen."""

    rule: RowRule
    holds: bool
    explanation: str


@dataclass(frozen=True)
class RowExplanation:
    """Whether a row is seen."""

    id: str
    is_seen: bool
    rules: Sequence[RowRuleOutcome]
    explanation: str


@dataclass(frozen=True)
class AccessExplanation:
    """Whether somebody may use a part of the schema, and why."""

    coordinate: str
    is_allowed: bool
    needs: Sequence[AccessNeed]
    row: RowExplanation | None
    explanation: str


Facts = Mapping[str, Any]

_RULES: Final[Mapping[tuple[RowRule, bool], str]] = {
    (RowRule.COMPANY, True): "It belongs to a company whose rows they see.",
    (RowRule.COMPANY, False): "It belongs to no company whose rows they see.",
    (RowRule.PARTY, True): "It concerns the partner for whom they act, or every partner sees it.",
    (RowRule.PARTY, False): "They act for a partner whom it does not concern.",
    (RowRule.PERSON, True): "It is theirs, they are asked about it, or they may read what it is about.",
    (RowRule.PERSON, False): "Of these one sees one's own, and it is somebody else's.",
    (RowRule.SALES, True): "It belongs to a salesperson whose customers and orders they see, or is for everybody.",
    (RowRule.SALES, False): "It belongs to a salesperson whose customers and orders they do not see, or to nobody.",
    (RowRule.WAREHOUSES, True): "It is in a warehouse to which they are assigned, or outside of warehouses.",
    (RowRule.WAREHOUSES, False): "It is in no warehouse to which they are assigned.",
}
_NARROWED: Final[Mapping[Narrowing, str]] = {
    Narrowing.SCOPE: "the scope of the token leaves it out",
    Narrowing.CLIENT: "the program may not ask for it",
    Narrowing.COMPANY: "it does not hold in the companies that are asked about",
}
UNSEEN: Final = "There is nothing with this id, or nothing that may be seen."


def explained(coordinate: str, row_id: str | None, facts: Facts) -> AccessExplanation:
    """Explain by the facts that `resolvers.platform.access` has read.

    Raises:
        CoordinateUnknown: it names no part of the schema.
        UserUnknown: there is no such user, or none to be seen.
    """
    if facts["needs"] is None:
        raise CoordinateUnknown(path=("coordinate",))
    if facts["held"] is None:
        raise UserUnknown(path=("userId",))
    needs = [_need(each, facts) for each in facts["needs"]]
    row = None if row_id is None else _row(row_id, facts["row"])
    is_allowed = all(need.is_granted for need in needs) and (row is None or row.is_seen)
    return AccessExplanation(coordinate, is_allowed, needs, row, _told(coordinate, needs, row))


def _need(said: Mapping[str, Any], facts: Facts) -> AccessNeed:
    permission: str = said["permission"]
    held = [each for each in facts["held"] if permission in each["permissions"]]
    grants = [AccessGrant(each["code"], each["company"]) for each in held]
    is_granted = bool(grants) if said["granted"] is None else said["granted"]
    narrowed_by = _narrowed_by(permission, facts) if grants and not is_granted else None
    description = CATALOGUE[permission].description if permission in CATALOGUE else ""
    told = _told_of_need(said["coordinate"], permission, is_granted, grants, narrowed_by)
    return AccessNeed(permission, description, said["coordinate"], is_granted, grants, narrowed_by, told)


def _narrowed_by(permission: str, facts: Facts) -> Narrowing:
    """Find what takes away a permission that a role grants."""
    if _leaves_out(facts["scopes"], permission):
        return Narrowing.SCOPE
    if _leaves_out(facts["client"], permission):
        return Narrowing.CLIENT
    return Narrowing.COMPANY


def _leaves_out(scopes: Iterable[str] | None, permission: str) -> bool:
    return scopes is not None and permission not in narrow(frozenset({permission}), " ".join(scopes))


def _row(row_id: str, rules: Sequence[Mapping[str, Any]] | None) -> RowExplanation:
    if rules is None:
        return RowExplanation(row_id, is_seen=False, rules=[], explanation=UNSEEN)
    outcomes = [_outcome(RowRule(each["rule"]), holds=bool(each["holds"])) for each in rules]
    is_seen = all(outcome.holds for outcome in outcomes)
    told = (
        " ".join(outcome.explanation for outcome in outcomes)
        or "Rows like this are seen by everybody who may read them."
    )
    return RowExplanation(row_id, is_seen, outcomes, told)


def _outcome(rule: RowRule, *, holds: bool) -> RowRuleOutcome:
    return RowRuleOutcome(rule, holds, _RULES[rule, holds])


def _told_of_need(
    coordinate: str, permission: str, is_granted: bool, grants: Sequence[AccessGrant], narrowed_by: Narrowing | None
) -> str:
    """Say in a sentence whether a permission is there, and why."""
    roles = ", ".join(dict.fromkeys(grant.role for grant in grants))
    needs = f"{coordinate} needs {permission}"
    if narrowed_by is not None:
        return f"{needs}, which {roles} grants, but {_NARROWED[narrowed_by]}."
    if is_granted:
        return f"{needs}, which {roles} grants." if roles else f"{needs}, which is granted."
    return f"{needs}, which no role of theirs grants."


def _told(coordinate: str, needs: Sequence[AccessNeed], row: RowExplanation | None) -> str:
    told = [need.explanation for need in needs] or [f"{coordinate} needs no permission."]
    return " ".join([*told, *([row.explanation] if row is not None else [])])
