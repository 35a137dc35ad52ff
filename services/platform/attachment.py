"""Attachments: files at documents, added and taken off by those who see the document."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from auth.documents import DOCUMENTS
from kernel.errors import DomainError, echo
from kernel.ids import NodeId
from models import Attachment, NotificationKind, User
from services.platform.file import claim, release
from services.platform.notification import notify
from services.refusals import NotFound, StaleVersion
from services.rights import rows_of
from services.work import Work


@dataclass(eq=False)
class NotAttachable(DomainError):
    """Files are attached to documents and masters that have a place for them."""

    message = "Nothing can be attached to a {type_name}."
    type_name: str


class _At(NamedTuple):
    """The document: whose it is, and which partner it concerns."""

    company_id: UUID
    partner_id: UUID | None


async def attachment_add(
    work: Work, file_id: UUID, document: NodeId, *, title: str | None = None, shared_with_partner: bool = False
) -> UUID:
    """Attach a file that whoever works has uploaded, and give the attachment's id.

    The users of the partner whom the document concerns are told, if it is shared with them.

    Raises:
        NotFound: the document is not there, or not to be seen; or the file is not theirs, or for another company.
        NotAttachable: such documents have no attachments.
        FileNotUploaded: the file has not come yet.
    """
    at = await _document(work, document)
    try:
        file = await claim(work, file_id)
    except DomainError as error:
        raise error.under("fileId") from None
    if file.company_id != at.company_id:
        raise NotFound(path=("fileId",))
    assert file.sha256 is not None
    attachment = Attachment(
        company_id=at.company_id,
        file_id=file.id,
        entity_type=document.type_name,
        entity_id=document.key,
        title=title.strip() or None if title else None,
        shared_with_partner=shared_with_partner,
        name=file.name,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
    )
    work.session.add(attachment)
    await work.session.flush()
    if shared_with_partner and at.partner_id is not None:
        people = await _users_of(work, at.partner_id)
        await notify(work, people, NotificationKind.ATTACHMENT_SHARED, {"file": file.name}, document)
    return attachment.id


async def attachment_remove(work: Work, attachment_id: UUID, version: int) -> None:
    """Take a file off a document; the file itself is forgotten after a day, unless it hangs elsewhere too.

    Raises:
        NotFound: it is not there, or not to be seen.
        StaleVersion: it has been changed since.
    """
    table = Attachment.__table__
    query = sa.select(Attachment).where(table.c.id == attachment_id, *rows_of(work, table)).with_for_update()
    attachment = await work.session.scalar(query)
    if attachment is None:
        raise NotFound(path=("id",))
    if attachment.version != version:
        raise StaleVersion(attachment.version, [], NodeId("Attachment", attachment.id), path=("version",))
    await work.session.delete(attachment)
    await release(work, attachment.file_id)


async def _document(work: Work, document: NodeId) -> _At:
    kind = DOCUMENTS.get(document.type_name)
    if kind is None:
        raise NotAttachable(echo(document.type_name), path=("documentId",))
    if work.principal is not None and not work.principal.allows(kind.needs):
        raise NotFound(path=("documentId",))
    table = kind.table
    partner = table.c[kind.partner] if kind.partner else sa.null()
    query = sa.select(table.c.company_id, partner).where(table.c.id == document.key, *rows_of(work, table))
    found = (await work.session.execute(query)).first()
    if found is None:
        raise NotFound(path=("documentId",))
    return _At(*found)


async def _users_of(work: Work, party_id: UUID) -> Sequence[UUID]:
    query = sa.select(User.id).where(User.party_id == party_id, User.archived_at.is_(None))
    return (await work.session.scalars(query)).all()
