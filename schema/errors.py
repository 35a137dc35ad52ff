"""Refusals as clients see them: one type for each, with its facts, made from what the services raise.

A refusal that is not in the list below is an `OtherRefusal`: it has its code and its sentence, and no facts.
"""

from collections.abc import Sequence
from decimal import Decimal
from types import new_class
from typing import Any, get_type_hints

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from kernel.errors import DomainError
from kernel.ids import IdInvalid, IdOfOtherType, NodeId
from kernel.workflow import TransitionUnavailable
from schema import names
from schema.base import Node
from services import merging, refusals, upserts
from services.inventory import adjustment, location, product
from services.migration import refusals as unreadable
from services.migration.mapping import MappingInvalid
from services.migration.ownership import OwnedElsewhere
from services.migration.sources import reading
from services.platform import attachment, external_system, file, idempotency, import_job, import_source, notification


@strawberry.interface(description="Why something was not done, in a way that a program can act on.")
class UserError:
    """Why something was not done."""

    message: str = strawberry.field(description="What is wrong, as a sentence for people.")
    code: str = strawberry.field(description="What is wrong, as a word for programs; it never changes.")
    path: list[str] = strawberry.field(
        description="Where in the arguments it is: names of fields and places in lists, from the outside in."
    )


@strawberry.type(description="Why something was not done, where there is nothing to tell beyond the sentence.")
class OtherRefusal(UserError):
    """A refusal without facts of its own."""


@strawberry.type(description="What is not there in the quantity that was asked for.")
class Shortage:
    """What is not there."""

    sku: names.Sku | None = strawberry.field(description="What is short; null where it may not be seen.")
    location: names.Location | None = strawberry.field(description="Where; null where it may not be seen.")
    requested: Decimal = strawberry.field(description="How much was to be taken, in the unit of the SKU.")
    available: Decimal = strawberry.field(description="How much is there and promised to nobody, in that unit.")


@strawberry.type(description="How the letters of a file may be written.")
class EncodingCandidate:
    """How the letters of a file may be written."""

    encoding: str = strawberry.field(description="The name to state, such as cp1252.")
    sample: str = strawberry.field(description="How the first place that differs reads in it: choose what makes sense.")


_TYPES: dict[Any, Any] = {
    int: int,
    str: str,
    bool: bool,
    Decimal: Decimal,
    Sequence[str]: list[str],
    NodeId: Node | None,
    Sequence[adjustment.Shortage]: list[Shortage],
    Sequence[reading.EncodingCandidate]: list[EncodingCandidate],
    tuple[str, ...]: list[str],
}


def refusal(kind: type[DomainError], /, **facts: str) -> type[UserError]:
    """Make the type of a refusal: its facts with a description for each; its docstring says which rule holds."""
    hints = get_type_hints(kind)
    fields = {name: _fact(name, _TYPES[hints[name]], said) for name, said in facts.items()}
    body = {**fields, "__annotations__": {name: field.type_annotation.annotation for name, field in fields.items()}}  # pyright: ignore[reportOptionalMemberAccess] - every fact has one
    made = new_class(kind.__name__, (UserError,), {}, lambda namespace: namespace.update(body))
    said = " ".join((kind.__doc__ or "").split())
    return strawberry.type(made, description=f"Refused, because this rule holds: {said} Its code is {kind.code}.")


def _fact(name: str, type_: Any, description: str) -> Any:
    return StrawberryField(
        python_name=name,
        graphql_name=to_camel_case(name),
        type_annotation=StrawberryAnnotation(type_),
        description=description,
    )


REFUSALS: tuple[type[UserError], ...] = (
    OtherRefusal,
    refusal(IdInvalid),
    refusal(IdOfOtherType, actual="The type that it is the id of.", expected="The type that it should be the id of."),
    refusal(refusals.NotFound),
    refusal(refusals.IdTaken),
    refusal(refusals.IdRepeated),
    refusal(refusals.AlreadyTaken, field="What is in use already, in words."),
    refusal(
        refusals.StaleVersion,
        current_version="The version that is there now.",
        changed_fields="Which fields have changed since the version that was named, as the audit has it.",
        current="What is there now; null where it may not be seen.",
    ),
    refusal(refusals.StillInUse, used_by="What refers to it, in words."),
    refusal(refusals.ValueRequired),
    refusal(
        refusals.TextTooLong,
        length="How many characters there are.",
        maximum="How many there may be.",
    ),
    refusal(refusals.TextUnfit),
    refusal(refusals.NumberTooLarge),
    refusal(refusals.RuleBroken, rule="The name of the rule, which says what must hold."),
    refusal(refusals.FixedValue),
    refusal(refusals.MergedAway, into="The one that goes on; null where it may not be seen."),
    refusal(refusals.AlreadyArchived),
    refusal(refusals.NotArchived),
    refusal(refusals.Busy),
    refusal(refusals.TooManyRows, count="How many rows there are.", maximum="How many there may be."),
    refusal(refusals.RolledBack, refused="The response key of the part that was refused."),
    refusal(refusals.PartOfItself),
    refusal(product.TrackingFixed),
    refusal(product.BarcodeInvalid, kind="The kind of barcode that it should be."),
    refusal(location.StockIsThere),
    refusal(merging.MergedWithItself),
    refusal(merging.NotAlike, field="In what the two differ, in words."),
    refusal(merging.NamedByFacts, used_by="Which facts name it, in words."),
    refusal(merging.BothHave, used_by="What both have the same of, in words."),
    refusal(upserts.ReferenceRepeated),
    refusal(adjustment.InsufficientStock, shortages="What is not there."),
    refusal(adjustment.CountOrDifference),
    refusal(adjustment.LineRepeated),
    refusal(adjustment.LotMissing, tracking="How finely the stock of the product is told apart."),
    refusal(adjustment.NoStockKept),
    refusal(adjustment.AdjustmentPlaceMissing),
    refusal(idempotency.IdempotencyKeyReused),
    refusal(idempotency.IdempotencyInProgress),
    refusal(idempotency.IdempotencyKeyInvalid),
    refusal(
        TransitionUnavailable,
        transition="What was asked for.",
        state="The state that it is in.",
        available="What can be asked for in this state.",
    ),
    refusal(
        reading.EncodingUncertain,
        file="The name of the file.",
        candidates="What it may be, the likeliest first; empty where nothing fits.",
    ),
    refusal(MappingInvalid, place="Where in the mapping.", problem="What is wrong there."),
    refusal(OwnedElsewhere, kind="The type that has the field.", field="The field.", owner="The code of its system."),
    refusal(external_system.FieldUnknown, entity_type="The type.", field="The field."),
    refusal(
        import_job.ImportTargetUnknown,
        targets="What rows can become.",
        systems="The systems whose history can be brought in.",
    ),
    refusal(import_job.CompanyIsFounded),
    refusal(import_job.AlreadyImported, import_job="The other import; null where it may not be seen."),
    refusal(import_job.NothingToMap),
    refusal(import_job.ImportAtWork),
    refusal(import_source.ArchiveUnfit, file="The file.", problem="What is wrong with it."),
    refusal(reading.FormatInvalid, problem="What is wrong with the format that was said."),
    refusal(
        unreadable.FileUnreadable, file="The file.", encoding="As what it was read.", problem="What is wrong there."
    ),
    refusal(file.FileEmpty),
    refusal(file.FileTooLarge, size_bytes_max="How many bytes a file may have."),
    refusal(file.FileTypeRefused, media_type="The type that it is said to be of."),
    refusal(file.FileChecksumInvalid),
    refusal(file.FileNotUploaded),
    refusal(file.FileDiffers, what="In what it differs.", announced="What was announced.", received="What came."),
    refusal(file.UploadExpired),
    refusal(attachment.NotAttachable, type_name="The type to which nothing can be attached."),
    refusal(notification.NotAPerson),
    refusal(notification.TooManyAtOnce, count="How many there are.", maximum="How many there may be."),
)
"""Every refusal that has a type of its own."""
