"""What to do about a refusal, and whether sending the same again helps.

What is known of a code stands in the first table. Of the others their last words tell what kind of refusal it is, which is what
a program can go by: the rule and the facts say the rest.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from server.contract.codes import Retry


class Advice(NamedTuple):
    """What to do, and whether the same again helps."""

    do: str
    retry: Retry = Retry.OTHERWISE


_SAME_KEY: Final = "Send the same request again in a moment, with the same key."
_KNOWN: Final[Mapping[str, Advice]] = MappingProxyType(
    {
        "ALREADY_TAKEN": Advice("Take another, or change the one that has it."),
        "APPROVAL_REQUIRED": Advice("Wait until it is approved, then send the same again.", Retry.LATER),
        "BUSY": Advice(_SAME_KEY, Retry.LATER),
        "CREDIT_LIMIT_EXCEEDED": Advice(
            "Take payments in, raise the limit, or have somebody confirm who may go beyond it."
        ),
        "FIXED_VALUE": Advice("Leave it out, or make a new one."),
        "IDEMPOTENCY_IN_PROGRESS": Advice(_SAME_KEY, Retry.LATER),
        "IDEMPOTENCY_KEY_INVALID": Advice("Send a key of 1 to 200 characters."),
        "IDEMPOTENCY_KEY_REUSED": Advice("Take a new key for a new request."),
        "ID_REPEATED": Advice("Say of each row once what is to become of it."),
        "ID_TAKEN": Advice("Take another id; if it is your own request that came twice, all is done."),
        "IMPORT_AT_WORK": Advice("Wait until the import has ended.", Retry.LATER),
        "INSUFFICIENT_STOCK": Advice(
            "Take less, take it elsewhere, or bring goods in first; `shortages` says what is not there."
        ),
        "MERGED_AWAY": Advice("Use the one that goes on, `into`."),
        "NOT_FOUND": Advice(
            "Look whether it is the right id; what is gone and what is hidden look the same.", Retry.NO
        ),
        "OPERATION_NOT_REGISTERED": Advice("Register it, as the program's build lists it."),
        "PERIOD_CLOSED": Advice("Post on a later day, or have the period opened."),
        "POSTING_LOCKED": Advice("Post on a day after the lock, or have an exception made."),
        "RIGHTS_WITHDRAWN": Advice("Ask again with the rights that there are now.", Retry.LATER),
        "ROLLED_BACK": Advice("Mend the part that was refused; this one was taken back with it."),
        "RULE_BROKEN": Advice("Read which rule it is, and mend what breaks it."),
        "SANDBOX_RESET_TOO_OFTEN": Advice("Wait until `againAt`, or go on with another sandbox.", Retry.LATER),
        "SANDBOX_RESET_TOO_SOON": Advice("Wait for so many `seconds`.", Retry.LATER),
        "SELF_APPROVAL": Advice("Have somebody else do it.", Retry.NO),
        "STALE_VERSION": Advice("Look at `changedFields` and `current`, then send it with the new version."),
        "STILL_IN_USE": Advice("Archive it instead."),
        "STOCK_SHORT": Advice("Reserve less, or allow what is there."),
        "TOO_MANY_ROWS": Advice("Send less at once."),
        "TRANSITION_UNAVAILABLE": Advice("Read `availableTransitions`, and offer only these."),
        "VALUE_REQUIRED": Advice("Say it."),
    }
)

_DONE: Final = Advice("It is so already: read it as it is, and go on.", Retry.NO)
_LESS: Final = Advice("Send less: the facts say how much there may be.")
_OTHER: Final = Advice("Send another value; the path says where.")
_WHOLE: Final = Advice("Read it anew and offer what is left to do; there is nothing of this.", Retry.NO)
_ELSE: Final = Advice("Have somebody do it who may, or another way.", Retry.NO)
_SET_UP: Final = Advice("Say it, or set up what is missing, then send the same again.")
_LATER: Final = Advice("Wait until the time has come, or take another day.", Retry.LATER)
_BY_WORDS: Final = tuple(
    (re.compile(pattern), advice)
    for pattern, advice in (
        (r"^ALREADY_|_ALREADY$|_KNOWN$|_SETTLED$|_MATCHED$|_UNTOUCHED$", _DONE),
        (r"^NOTHING_|^NO_", _WHOLE),
        (r"_TOO_EARLY$|_STILL_VALID$|_NOT_EARNED_YET$|_TO_COME$|_IN_FUTURE$|_NOT_READY$", _LATER),
        (r"_EXCEEDED$|_MORE$|^MORE_|_ABOVE_|_ABOVE$|^TOO_MANY_|_OVER|_TOO_LARGE$|_TOO_LONG$|_TOO_FINE$", _LESS),
        (r"_MISSING$|_REQUIRED$|_NEEDED$|_UNDETERMINED$|_EMPTY$|_INCOMPLETE$|_UNSAID$", _SET_UP),
        (
            r"^OWN_|_BEYOND_REACH$|_ELSEWHERE$|_IS_STANDARD$|_OF_OTHERS$|^NOT_THE_|^NOT_AN_APPROVER|^LAST_|_APART$",
            _ELSE,
        ),
        (
            r"_INVALID$|_UNFIT$|_UNKNOWN$|_UNREADABLE$|_UNCLEAR$|_WRONG$|_MISMATCH$|_DIFFERS?$|_UNLIKE(LY)?$|_REPEATED$",
            _OTHER,
        ),
    )
)
_ANY: Final = Advice("Read the rule: mend what was sent, or what it is about, then send it again.")


def advice_on(code: str) -> Advice:
    """Say what to do about a refusal."""
    known = _KNOWN.get(code)
    return known or next((advice for pattern, advice in _BY_WORDS if pattern.search(code)), _ANY)
