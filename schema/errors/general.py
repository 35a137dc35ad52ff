"""Refusals that any mutation can meet: ids, versions, values, keys of idempotency, life cycles."""

from kernel.ids import IdInvalid, IdOfOtherType
from kernel.money import AmountTooFine
from kernel.workflow import TransitionUnavailable
from schema.errors.making import OtherRefusal, UserError, refusal
from services import merging, refusals, upserts
from services.platform import idempotency

GENERAL: tuple[type[UserError], ...] = (
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
    refusal(refusals.RightsWithdrawn),
    refusal(refusals.RolledBack, refused="The response key of the part that was refused."),
    refusal(refusals.PartOfItself),
    refusal(merging.MergedWithItself),
    refusal(merging.NotAlike, field="In what the two differ, in words."),
    refusal(merging.NamedByFacts, used_by="Which facts name it, in words."),
    refusal(merging.BothHave, used_by="What both have the same of, in words."),
    refusal(upserts.ReferenceRepeated),
    refusal(
        AmountTooFine,
        amount="The amount.",
        currency="Its currency.",
        exponent="How many digits after the point that has.",
    ),
    refusal(
        TransitionUnavailable,
        document="What kind of thing it is.",
        transition="What was to be done.",
        state="The state that it is in.",
        available="What can be done in that state.",
    ),
    refusal(idempotency.IdempotencyKeyReused),
    refusal(idempotency.IdempotencyInProgress),
    refusal(idempotency.IdempotencyKeyInvalid),
)
