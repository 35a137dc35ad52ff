"""What can be done with files and attachments."""

from collections.abc import Mapping
from typing import Any

import strawberry

from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from resolvers.writing import which
from schema import names
from schema.payloads import payload
from schema.platform.attachment import WRITE, WRITE_FILE
from services.platform.attachment import attachment_add, attachment_remove
from services.platform.file import Announced, upload_request
from services.work import Work


async def _request(work: Work, given: Mapping[str, Any]) -> Outcome:
    announced = Announced(given["name"], given["mediaType"], given["sizeBytes"], given.get("sha256"))
    file = await upload_request(work, key_of(given["companyId"], "Company", ("companyId",)), announced)
    return {"file": file.id}


async def _add(work: Work, given: Mapping[str, Any]) -> Outcome:
    try:
        document = NodeId.parse(given["documentId"])
    except DomainError as error:
        raise error.under("documentId") from None
    added = await attachment_add(
        work,
        key_of(given["fileId"], "File", ("fileId",)),
        document,
        title=given.get("title"),
        shared_with_partner=given.get("sharedWithPartner") or False,
    )
    return {"attachment": added}


async def _remove(work: Work, given: Mapping[str, Any]) -> Outcome:
    await attachment_remove(work, key_of(given["id"], "Attachment", ("id",)), given["version"])
    return {}


@strawberry.type
class AttachmentMutations:
    """What can be done with files and attachments."""

    file_upload_request = mutation(
        "Announce a file; its content is then sent with PUT to its upload URL.",
        payload(names.File),
        _request,
        needs=WRITE_FILE,
        arguments=[
            argument("company_id", strawberry.ID, "The company for which it is.", required=True),
            argument("name", str, "What it is called; folders before the name are left out.", required=True),
            argument(
                "media_type", str, "What kind of file it is, such as application/pdf; its Content-Type.", required=True
            ),
            argument("size_bytes", int, "How many bytes it has: 1 to 52,428,800 (50 MiB).", required=True),
            argument("sha256", str, "The SHA-256 of its content in hexadecimal; where given, it is checked."),
        ],
    )
    attachment_add = mutation(
        "Attach a file that the viewer has sent to a document that they may see.",
        payload(names.Attachment),
        _add,
        needs=WRITE,
        arguments=[
            argument("file_id", strawberry.ID, "The file, after it has been sent.", required=True),
            argument("document_id", strawberry.ID, "A party, product, purchase order or sales order.", required=True),
            argument("title", str, "What it is, in your words."),
            argument(
                "shared_with_partner",
                bool,
                "Whether the customer or vendor whom the document concerns sees it, and is told; false when left out.",
            ),
        ],
    )
    attachment_remove = mutation(
        "Take a file off a document.", payload(names.Attachment), _remove, needs=WRITE, arguments=which()
    )
