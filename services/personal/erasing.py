"""Erasing a person (GDPR, article 17): who they are goes, what was booked stays.

Names, addresses, how they are reached, their sessions, notifications and attachments go, at once and for good. Documents keep
their numbers, days and amounts, and name somebody who is erased: the law wants the books kept (article 17(3)(b)). So does the
audit, without the values: what is taken out of a sealed entry is excused in the chain (`models/platform/audit.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kernel.errors import DomainError
from kernel.ids import NodeId
from services.personal.person import Person, person, words_of
from services.platform.bulk.forgetting import bulk_forget, unwritten_is_waited_for
from services.platform.file import release
from services.platform.user_role import administered_places, require_administrator, require_all_reached
from services.platform.webhook.forgetting import endpoints_forget
from services.work import Work

ERASED: Final = "[erased]"
NAMED_MAX: Final = 20
"""How many dealings a refusal names."""

# What is still to be done with a party, by the column that names it and the condition that holds until it is done.
_DEALINGS: Final = (
    ("SalesOrder", "sales_order", "customer_id", "state in ('DRAFT', 'PENDING_APPROVAL', 'CONFIRMED', 'ON_HOLD')"),
    ("PurchaseOrder", "purchase_order", "vendor_id",
     "state in ('DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'SENT', 'ACKNOWLEDGED')"),
    ("Quotation", "quotation", "customer_id", "state in ('DRAFT', 'SENT')"),
    ("BlanketAgreement", "blanket_agreement", "customer_id", "state in ('DRAFT', 'CONFIRMED')"),
    ("ReturnAuthorization", "return_authorization", "customer_id", "state not in ('CLOSED', 'REJECTED', 'CANCELLED')"),
    ("Shipment", "shipment", "party_id", "state not in ('DELIVERED', 'CANCELLED')"),
    ("Invoice", "invoice", "party_id", "state in ('DRAFT', 'VALIDATED')"),
    ("Payment", "payment", "party_id", "state = 'DRAFT'"),
    ("OpenItem", "open_item", "party_id", "(open_amount <> 0 or open_company_amount <> 0)"),
)  # fmt: skip
_OPEN: Final = " union all ".join(
    f"(select '{type_name}:' || id as document from {table} where {party} = any($1) and {condition} limit {NAMED_MAX})"  # noqa: S608 - names of ours
    for type_name, table, party, condition in _DEALINGS
)
_TASKS: Final = "select 'ApprovalTask:' || id as document from approval_task where user_id = any($1) limit 20"

_PARTY: Final = """
update party set name = $2, legal_name = null, vat_number = null, email = null, phone = null, website = null,
  archived_at = coalesce(archived_at, $3) where id = any($1)
"""
_ADDRESS: Final = """
update address set line1 = $2, line2 = null, city = $2, postal_code = null, region = null, archived_at = coalesce(archived_at, $3)
where id = any($1)
"""
_CONTACT: Final = """
update contact set name = $2, job_title = null, email = null, phone = null, archived_at = coalesce(archived_at, $3)
where id = any($1)
"""
# Addresses are unique, and `.invalid` reaches nobody (RFC 2606).
_USER: Final = """
update user_account set name = $2, email = 'erased-' || id || '@erased.invalid', archived_at = coalesce(archived_at, $3)
where id = any($1)
"""
_SESSION: Final = """
update user_session set address = null, browser = null, ended_at = coalesce(ended_at, $2) where user_id = any($1)
"""
_GRANT: Final = """
update oauth_grant set revoked_at = coalesce(revoked_at, $2), revoked_because = 'erased' where user_id = any($1)
returning id
"""
# What somebody has proven themselves with, what they have agreed to, and what they lend and are lent.
_OF_USER: Final = tuple(
    f"delete from {table} where user_id = any($1) returning id"  # noqa: S608 - names of ours
    for table in (
        "user_totp", "user_passkey", "user_recovery_code", "user_link", "user_browser", "user_identity", "oauth_consent",
    )
)  # fmt: skip
_PASSWORD: Final = "delete from user_password where user_id = any($1)"  # noqa: S105 - a statement
# What was begun to sign in, here or for a program.
_STEPS: Final = """
delete from sign_in_step where user_id = any($1) or exists (
  select from unnest($2::text[]) as word where position(lower(word) in lower(facts::text)) > 0)
"""
_REQUESTS: Final = """
delete from oauth_request where exists (
  select from unnest($1::text[]) as word where position(lower(word) in lower(parameters::text)) > 0)
"""
# Whom a program names to be written to.
_WRITTEN_TO: Final = """
update oauth_client set contact_email = null
where lower(contact_email) in (select lower(word) from unnest($1::text[]) as word) returning id
"""
_LENT: Final = """
update rights_delegation set ended_at = coalesce(ended_at, $2), reason = $3 where user_id = any($1) or delegate_id = any($1)
returning id
"""
_PREFERENCES: Final = "delete from notification_preference where user_id = any($1) returning id"
_NOTIFICATIONS: Final = """
delete from notification where user_id = any($1) or about_id = any($2) or exists (
  select from unnest($3::text[]) as word where position(lower(word) in lower(concat_ws(' ', subject, text, facts::text))) > 0)
"""
_REFERENCES: Final = "delete from external_reference where entity_id = any($1) returning id"
_ATTACHMENTS: Final = "delete from attachment where entity_id = any($1) returning id, file_id"
_FILES: Final = """
update file set name = $2 where id = any($1)
  and not exists (select from attachment where file_id = file.id) returning id
"""
_KEYS: Final = """
delete from idempotency_key where subject = any($1) or exists (
  select from unnest($2::text[]) as word where position(lower(word) in lower(response)) > 0)
"""
# What programs are still to be told is made anew from what is left; what they are told no more is not kept.
_BODIES: Final = """
update webhook_delivery set body = null, rights = null where body is not null and exists (
  select from unnest($1::text[]) as word where position(lower(word) in lower(convert_from(body, 'UTF8'))) > 0)
"""
_IMPORTED: Final = "update import_row set values = null, changes = null, reason = null where entity_id = any($1)"
# Notes on documents that name the party, where they name the person too.
_NOTES: Final = tuple(
    f"""
update {table} set note = $2 where {party} = any($1) and exists (
  select from unnest($3::text[]) as word where position(lower(word) in lower(note)) > 0) returning id
"""  # noqa: S608 - names of ours
    for table, party in (
        ("sales_order", "customer_id"), ("quotation", "customer_id"), ("blanket_agreement", "customer_id"), ("purchase_order", "vendor_id"),
    )
)  # fmt: skip
_AUDIT: Final = "select audit_erase($1, $2, $3, $4)"
# The columns of what is a person's own whose values go from the audit.
_COLUMNS: Final = (
    "name", "legal_name", "vat_number", "email", "phone", "website", "line1", "line2", "city", "postal_code", "region", "job_title",
    "title", "external_id", "subject",
)  # fmt: skip


@dataclass(eq=False)
class StillInDealings(DomainError):
    """Somebody is forgotten when nothing is open with them: no order, no delivery, no bill, nothing to decide."""

    message = "There are dealings that have not come to their end: {documents}."
    documents: Sequence[str]


async def person_erase(work: Work, node: NodeId) -> int:
    """Forget who somebody is, and give how many entries of the audit have lost values.

    Raises:
        NotFound: there is nobody, or nobody whom one may see.
        NotAPersonAtAll: it is something else.
        StillInDealings: something with them is open.
        WorksElsewhere, LastAdministrator: as for barring a user.
    """
    await unwritten_is_waited_for(work)
    who = await person(work, node)
    await _require_nothing_open(work, who)
    for user in who.users:
        await require_all_reached(work, user)
    administered = await administered_places(work)
    words, now = await words_of(work, who), work.clock.now()
    # The ids of what goes or changes with them, whose entries in the audit tell of them too.
    touched = [*who.ids, *await _forget_what_is_beside(work, who, words)]
    for statement, ids in (
        (_PARTY, who.parties),
        (_ADDRESS, who.addresses),
        (_CONTACT, who.contacts),
        (_USER, who.users),
    ):
        await work.raw.execute(statement, ids, ERASED, now)
    await require_administrator(work, administered)
    await work.raw.execute(_SESSION, who.users, now)
    touched += [row["id"] for row in await work.raw.fetch(_GRANT, who.users, now)]
    touched += [row["id"] for row in await work.raw.fetch(_LENT, who.users, now, ERASED)]
    await work.raw.execute(_PASSWORD, who.users)
    await work.raw.execute(_STEPS, who.users, words)
    await work.raw.execute(_REQUESTS, words)
    for statement in _OF_USER:
        touched += [row["id"] for row in await work.raw.fetch(statement, who.users)]
    # Endpoints and programs go on, and what they are called is their own.
    named = await endpoints_forget(work, words, ERASED)
    # Users are read wherever they have worked; who is entered in a company, there.
    named += await bulk_forget(work, words, who.subjects, None if who.users else who.company_id, ERASED)
    named += [row["id"] for row in await work.raw.fetch(_WRITTEN_TO, words)]
    erased = await work.raw.fetchval(_AUDIT, named, [], [], words)
    return erased + await work.raw.fetchval(_AUDIT, touched, who.subjects, _COLUMNS, words)


async def _require_nothing_open(work: Work, who: Person) -> None:
    found = [*await work.raw.fetch(_OPEN, who.parties), *await work.raw.fetch(_TASKS, who.users)]
    if found:
        raise StillInDealings([row["document"] for row in found][:NAMED_MAX], path=("id",))


async def _forget_what_is_beside(work: Work, who: Person, words: Sequence[str]) -> list[UUID]:
    """Forget what hangs at a person and is nobody else's, and give the ids of what is audited of it."""
    gone = [row["id"] for row in await work.raw.fetch(_PREFERENCES, who.users)]
    gone += [row["id"] for row in await work.raw.fetch(_REFERENCES, who.ids)]
    attached = await work.raw.fetch(_ATTACHMENTS, who.ids)
    gone += [row["id"] for row in attached]
    files = [row["id"] for row in await work.raw.fetch(_FILES, [row["file_id"] for row in attached], ERASED)]
    gone += files
    for file_id in files:
        await release(work, file_id)
    for statement in _NOTES:
        gone += [row["id"] for row in await work.raw.fetch(statement, who.parties, ERASED, words)]
    await work.raw.execute(_NOTIFICATIONS, who.users, who.ids, words)
    await work.raw.execute(_KEYS, who.subjects, words)
    await work.raw.execute(_BODIES, words)
    await work.raw.execute(_IMPORTED, who.ids)
    return gone
