"""What can be done with imports and their mappings."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast
from uuid import UUID

import strawberry
from strawberry.utils.str_converters import to_snake_case

from kernel.errors import DomainError
from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Does, Outcome, mutation
from resolvers.writing import which
from schema import names
from schema.payloads import payload
from schema.platform.external_system import WRITE
from schema.platform.import_job import ImportJobCreateInput
from schema.platform.import_mapping import ImportMappingCreateInput
from services.migration.engine.job import REVERT, RUN
from services.platform.file import Announced, upload_request
from services.platform.file_kind import IMPORTS
from services.platform.import_job import (
    NewImport,
    import_create,
    import_delete,
    import_map,
    import_revert,
    import_run,
    import_validate,
)
from services.platform.import_mapping import mapping_create
from services.work import Work


async def _announce(work: Work, given: Mapping[str, Any]) -> Outcome:
    announced = Announced(given["name"], given["mediaType"], given["sizeBytes"], given.get("sha256"))
    file = await upload_request(work, _optional(given, "companyId", "Company"), announced, IMPORTS)
    return {"file": file.id}


async def _create(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given["input"]
    try:
        new = NewImport(
            file_id=key_of(said["fileId"], "File", ("fileId",)),
            system=said["system"],
            target=said["target"],
            company_id=_optional(said, "companyId", "Company"),
            form=_format(said.get("format") or {}),
            let_in=said["letLikelyDuplicatesIn"],
            key=_optional(said, "id", "ImportJob"),
        )
        return {"importJob": await import_create(work, new)}
    except DomainError as refusal:
        raise refusal.under("input") from None


async def _map(work: Work, given: Mapping[str, Any]) -> Outcome:
    key, mapping = (
        key_of(given["id"], "ImportJob", ("id",)),
        key_of(given["mappingId"], "ImportMapping", ("mappingId",)),
    )
    return {"importJob": await import_map(work, key, given["version"], mapping)}


async def _delete(work: Work, given: Mapping[str, Any]) -> Outcome:
    await import_delete(work, key_of(given["id"], "ImportJob", ("id",)), given["version"])
    return {}


async def _create_mapping(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given["input"]
    # What is no object is an empty one, and refused as that.
    document = cast("dict[str, object]", said["document"]) if isinstance(said["document"], dict) else {}
    try:
        company_id = key_of(said["companyId"], "Company", ("companyId",))
        key = _optional(said, "id", "ImportMapping")
        return {"importMapping": await mapping_create(work, company_id, said["code"], document, key)}
    except DomainError as refusal:
        raise refusal.under("input") from None


def _asks(verb: Callable[[Work, UUID, int], Awaitable[UUID]]) -> Does:
    async def do(work: Work, given: Mapping[str, Any]) -> Outcome:
        return {"importJob": await verb(work, key_of(given["id"], "ImportJob", ("id",)), given["version"])}

    return do


def _optional(said: Mapping[str, Any], name: str, type_name: str) -> UUID | None:
    return None if said.get(name) is None else key_of(said[name], type_name, (name,))


def _format(said: Mapping[str, Any]) -> dict[str, object]:
    """Give what is said of a file by the names of the services; null is left out, but for quotes, where it means none."""
    kind = str(said["kind"]).lower() if said else "delimited"
    told = {to_snake_case(name): value for name, value in said.items() if value is not None or name == "quote"}
    return {**told, "kind": kind}


@strawberry.type
class ImportJobMutations:
    """What can be done with imports and their mappings."""

    import_file_upload_request = mutation(
        "Announce a file with what is to be imported; its content is then sent with PUT to its upload URL.",
        payload(names.File),
        _announce,
        needs=WRITE,
        arguments=[
            argument("company_id", strawberry.ID, "The company for which it is; none for history that founds one."),
            argument("name", str, "What it is called; folders before the name are left out.", required=True),
            argument("media_type", str, "What kind of file it is, such as text/csv; its Content-Type.", required=True),
            argument("size_bytes", int, "How many bytes it has: 1 to 1,073,741,824 (1 GiB).", required=True),
            argument("sha256", str, "The SHA-256 of its content in hexadecimal; where given, it is checked."),
        ],
    )
    import_job_create = mutation(
        "Make an import of a file that the viewer has sent. Nothing of it comes in before `importJobRun`.",
        payload(names.ImportJob),
        _create,
        needs=WRITE,
        arguments=[argument("input", ImportJobCreateInput, "What is to be imported.", required=True)],
    )
    import_mapping_create = mutation(
        "Say what the columns of sources become. What says the same as the newest revision of its code is that one.",
        payload(names.ImportMapping),
        _create_mapping,
        needs=WRITE,
        arguments=[argument("input", ImportMappingCreateInput, "What is to be kept.", required=True)],
    )
    import_job_map = mutation(
        "Say what the columns of this import become; needed before it is tried or run. A report of before is dropped.",
        payload(names.ImportJob),
        _map,
        needs=WRITE,
        arguments=[*which(), argument("mapping_id", strawberry.ID, "The mapping, in one revision.", required=True)],
    )
    import_job_validate = mutation(
        "Try an import, in the background: everything is done and taken back, and the report says what would come of it.",
        payload(names.ImportJob),
        _asks(import_validate),
        needs=RUN,
        arguments=which(),
    )
    import_job_run = mutation(
        "Bring an import in, in the background. One that stopped half-way goes on where it stood.",
        payload(names.ImportJob),
        _asks(import_run),
        needs=RUN,
        arguments=which(),
    )
    import_job_revert = mutation(
        "Take an import back, in the background, all or nothing: as long as nothing of it was changed or is in use.",
        payload(names.ImportJob),
        _asks(import_revert),
        needs=REVERT,
        arguments=which(),
    )
    import_job_delete = mutation(
        "Forget an import that has never been run.", payload(names.ImportJob), _delete, needs=WRITE, arguments=which()
    )
