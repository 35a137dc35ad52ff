"""What is known of a person: told, and forgotten."""

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry.types.base import StrawberryOptional

from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.fields import argument
from planner.mutations import Outcome, mutation
from schema import names
from schema.payloads import part, payload, payload_type
from services.personal.erasing import person_erase
from services.personal.telling import personal_data_request
from services.work import Work

_ERASED = StrawberryOptional(
    payload_type(
        "PersonErasePayload",
        "What came of forgetting a person.",
        part("erased", strawberry.ID | None, "Who was forgotten; null where nobody was."),
        part("audit_entries", int | None, "How many entries of the audit have lost values; null where none."),
    )
)
_WHO = "The person: a User, a Contact, or a Party that is a natural person."


async def _export(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"job": await personal_data_request(work, _node(given["id"]))}


async def _erase(work: Work, given: Mapping[str, Any]) -> Outcome:
    node = _node(given["id"])
    return {"erased": str(node), "auditEntries": await person_erase(work, node)}


def _node(text: str) -> NodeId:
    try:
        return NodeId.parse(text)
    except DomainError as error:
        raise error.under("id") from None


@strawberry.type
class PersonalDataMutations:
    """What is known of a person: told, and forgotten."""

    personal_data_export = mutation(
        "Have everything that is known of a person written as JSON in the background (GDPR, articles 15 and 20). The result of "
        "the job names the `file`, which whoever asked may fetch for a day: `file(id) { downloadUrl }`.",
        payload(names.Job),
        _export,
        needs="platform.personal_data:read",
        arguments=[argument("id", strawberry.ID, _WHO, required=True)],
    )
    person_erase = mutation(
        "Forget who a person is (GDPR, article 17): names, addresses, how they are reached, sessions, notifications and "
        "attachments, also in the audit. Documents keep numbers, days and amounts. Refused while anything with them is open. This "
        "cannot be taken back.",
        _ERASED,
        _erase,
        needs="platform.personal_data:erase",
        arguments=[argument("id", strawberry.ID, _WHO, required=True)],
    )
