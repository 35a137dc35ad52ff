"""What became of the operations: whether each was answered as the contract promises, and how many succeeded."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, cast

from server.settings import REPOSITORY
from tests.server.test_http_malformed import INSIDE

ERRORS: Final = REPOSITORY / "frontend-contract" / "errors.json"
STATUSES: Final = frozenset((200, 400, 403, 413, 422))
Json = Mapping[str, Any]


@cache
def _codes(kind: str) -> frozenset[str]:
    return frozenset(json.loads(ERRORS.read_text())[kind])


def refusals_of(answer: Json) -> list[Json]:
    """Give what mutations refused, of all payloads of an answer."""
    payloads = cast("Json", answer.get("data") or {}).values()
    return [
        refusal
        for payload in payloads
        if isinstance(payload, dict)
        for refusal in cast("dict[str, Any]", payload).get("errors") or ()
        if "code" in refusal
    ]


def succeeded(answer: Json) -> bool:
    """Tell whether an operation did what it says: there is data, no error, and nothing that a mutation refused."""
    return "data" in answer and not answer.get("errors") and not refusals_of(answer)


def fault(status: int, text: str) -> str | None:
    """Say in what an answer is not as the contract promises, if it is not."""
    answer = read(text)
    return f"no JSON object, with the status {status}" if answer is None else next(_faults(status, answer), None)


def read(text: str) -> Json | None:
    """Read an answer; None where it is none."""
    try:
        answer = json.loads(text)
    except ValueError:
        return None
    return cast("Json", answer) if isinstance(answer, dict) else None


def _faults(status: int, answer: Json) -> Iterator[str]:
    errors = answer.get("errors", [])
    if status not in STATUSES:
        yield f"status {status}"
    if not answer.keys() <= {"data", "errors", "extensions"} or not ("data" in answer or errors):
        yield "not of the form of an answer"
    for kind, told in (("topLevel", errors), ("refusals", refusals_of(answer))):
        yield from (f"unknown code {code}" for each in told if (code := _code(each)) not in _codes(kind))
    if "INTERNAL" in map(_code, errors):
        yield "an error inside"
    if found := INSIDE.search(" ".join(each["message"] for each in errors)):
        yield f"tells of the inside: {found[0]}"


def _code(error: Json) -> str:
    return error.get("code") or error.get("extensions", {}).get("code", "none")


@dataclass
class Tally:
    """Counts what became of operations, by root field."""

    sent: Counter[str] = field(default_factory=Counter[str])
    done: Counter[str] = field(default_factory=Counter[str])
    codes: Counter[str] = field(default_factory=Counter[str])

    def add(self, label: str, answer: Json) -> None:
        """Count an answer."""
        self.sent[label] += 1
        self.done[label] += succeeded(answer)
        self.codes.update({_code(each) for each in (*answer.get("errors", ()), *refusals_of(answer))})

    def ratio(self, kind: str = "") -> float:
        """Give which part of the operations of a kind succeeded."""
        sent = sum(number for label, number in self.sent.items() if label.startswith(kind))
        return sum(number for label, number in self.done.items() if label.startswith(kind)) / max(sent, 1)

    def __str__(self) -> str:
        """Write the figures: of all, of queries and mutations, the codes, and the root fields of which none succeeded."""
        parts = {"all": "", "queries": "Query.", "mutations": "Mutation."}
        figures = ", ".join(f"{name} {self.ratio(kind):.0%}" for name, kind in parts.items())
        codes = ", ".join(f"{code} {number}" for code, number in self.codes.most_common())
        each = "\n".join(f"  {label} {self.done[label]} of {number}" for label, number in sorted(self.sent.items()))
        return f"{self.sent.total():,} operations succeeded: {figures}\nrefused with: {codes}\n{each}"
