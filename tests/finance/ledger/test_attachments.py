"""What is attached to a draft hangs on the entry that it becomes."""

from kernel.ids import uuid7
from tests.files.conftest import PDF
from tests.finance.bank.till import UPLOAD
from tests.finance.office import Answer, Office

HUNG = "{ %s(id: %s) { attachments(first: 5) { nodes { name title } } } }"


async def attach(office: Office, document: str) -> None:
    """Send a file and attach it to a document."""
    said = {"company": f"Company:{office.company}", "name": "bill.pdf", "type": "application/pdf", "size": len(PDF)}
    token = office.shop.token(companies=[office.company])
    file = (await office.shop.ask(UPLOAD, said, token=token))["data"]["fileUploadRequest"]["file"]
    sent = await office.shop.site.client.put(
        file["uploadUrl"], content=PDF, headers={"content-type": "application/pdf"}
    )
    assert sent.is_success, sent.text
    await office.done("attachmentAdd", "attachment { id }", fileId=file["id"], documentId=document, title="The bill")


async def test_what_is_attached_to_a_draft_hangs_on_the_entry(office: Office) -> None:
    draft = await office.draft([office.line("6110", "5.00"), office.line("1410", "-5.00")], "2026-02-02")
    await attach(office, draft["id"])

    said: Answer = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    entry = (await office.done("journalEntryPost", "journalEntry { id }", **said))["id"]

    hung = (await office.ask(HUNG % ("journalEntry", f'"{entry}"')))["data"]["journalEntry"]
    assert hung["attachments"]["nodes"] == [{"name": "bill.pdf", "title": "The bill"}]
    gone = await office.ask(HUNG % ("journalEntryDraft", f'"{draft["id"]}"'))
    assert gone["data"] == {"journalEntryDraft": None}
