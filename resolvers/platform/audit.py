"""Root fields for the audit."""

import strawberry

from planner.fields import Embedded, declared
from planner.lists import by_id, pages
from schema import names
from schema.base import Connection
from schema.platform.audit import READ_LOG, AuditVerification


@strawberry.type
class AuditQueries:
    """Root fields for the audit."""

    audit_log: Connection[names.AuditEntry] | None = pages(
        "Everything that was changed, refused or denied, in the order in which it happened.",
        names.AuditEntry,
        needs=READ_LOG,
    )
    audit_entry: names.AuditEntry | None = by_id("An entry of the audit by its id.")
    audit_verification: AuditVerification | None = declared(
        Embedded(needs=READ_LOG), "Whether the audit is what was written: reckons the whole chain of seals again."
    )
