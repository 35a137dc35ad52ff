"""What is said of writing many at once."""

from schema.enums import described
from services.bulk import ErrorPolicy

described(
    ErrorPolicy,
    "What becomes of the others where some of many are refused.",
    {
        ErrorPolicy.REJECT_ALL: "None is written.",
        ErrorPolicy.REJECT_FAILED: "Those are written that nothing is wrong with.",
        ErrorPolicy.IGNORE_FAILED: "Of each is written what can be: a value that is refused is left out, if that is possible.",
    },
)
