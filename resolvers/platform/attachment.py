"""Root fields for files and attachments."""

import strawberry

from planner.lists import by_id, pages
from schema import names
from schema.base import Connection


@strawberry.type
class AttachmentQueries:
    """Root fields for files and attachments."""

    files: Connection[names.File] | None = pages("The files that the viewer has announced.", names.File)
    file: names.File | None = by_id("A file that the viewer has announced, by its id.")
    attachments: Connection[names.Attachment] | None = pages(
        "The files at documents that the viewer may see.", names.Attachment
    )
    attachment: names.Attachment | None = by_id("An attachment by its id.")
