"""Files and attachments as clients see them."""

import datetime as dt

import models
from planner.entity import entity
from planner.fields import column, completed, one, reference
from schema import names
from schema.base import CompanyRecord, Node, Record

READ = "platform.attachment:read"
WRITE = "platform.attachment:write"
READ_FILE = "platform.file:read"
WRITE_FILE = "platform.file:write"


@entity(models.File, needs=READ_FILE)
class File(Record):
    """A file that the viewer has announced, to be sent with PUT to its upload URL and then used, within a day."""

    company: names.Company | None = one(
        "The company for which it is; null for history that founds its company.",
        "company_id",
        filters=True,
        groups=True,
    )
    name: str = column("Its name, as it is kept: without folders, and with visible characters alone.")
    media_type: str = column("What kind of file it is, such as application/pdf; its Content-Type.")
    size_bytes: int = column("How many bytes it has.")
    sha256: str | None = column(
        "The SHA-256 of its content, in hexadecimal; null until it has come, unless it was announced."
    )
    expires_at: dt.datetime = column("Until when it can be sent.")
    stored_at: dt.datetime | None = column("When it came; null while it has not.")
    upload_url: str | None = completed(
        "Where to send its content: PUT, with its media type as Content-Type, within an hour and once. "
        "Whoever has the URL needs no token.",
        "upload_urls",
        "id",
    )
    download_url: str | None = completed(
        "Where to fetch its content, for five minutes, without a token; there is nothing before it has come.",
        "download_urls",
        "id",
    )


@entity(models.Attachment, needs=READ, order="-recorded_at")
class Attachment(CompanyRecord):
    """A file at a document."""

    recorded_at: dt.datetime = column("When it was attached.", filters=True, orders=True)
    node: Node | None = reference(
        "The document that it is attached to; null where the viewer may not see it.", "entity_type", "entity_id"
    )
    title: str | None = column("What it is, in the words of whoever attached it; null where they gave none.")
    name: str = column("The name of the file.")
    media_type: str = column("What kind of file it is, such as application/pdf.")
    size_bytes: int = column("How many bytes it has.")
    sha256: str = column("The SHA-256 of its content, in hexadecimal.")
    shared_with_partner: bool = column(
        "Whether the customer or vendor whom the document concerns sees it too.", groups=True
    )
    download_url: str | None = completed(
        "Where to fetch it, for five minutes; whoever has the URL needs no token. A browser saves it and runs nothing.",
        "download_urls",
        "file_id",
    )
