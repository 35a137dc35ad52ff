"""How well a posted line fits an entry of the bank: points for amount, reference, party and date, each with its reason.

amount     40  it is what is open; 15 where it is a part of that
reference  35  the number of the entry, or words of its description that are a number, stand in what the bank says
party      20  by how alike the names are, from 80 % on
date        5  within 30 days of the day on which it is due, or was posted
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from rapidfuzz import fuzz, process, utils

AMOUNT: Final = 40
PART_OF_AMOUNT: Final = 15
REFERENCE: Final = 35
PARTY: Final = 20
DATE: Final = 5
LIKENESS_MIN: Final = 80
DAYS_NEAR: Final = 30
SCORE_MIN: Final = 30
"""Below, nothing is suggested."""
MATCHES_MAX: Final = 4
TOGETHER_MAX: Final = 20
"""How many lines are paid together at most, where that is suggested."""
_NUMBER: Final = re.compile(r"[A-Z0-9]*[0-9][A-Z0-9]*")
_NUMBER_MIN: Final = 4


@dataclass(frozen=True, slots=True)
class BankLine:
    """What the bank says of an entry, as far as it is not in the books yet."""

    id: UUID
    amount: Decimal
    booked_on: date
    name: str | None
    text: str


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A posted line of somebody's receivables or payables, with what is not paid of it."""

    id: UUID
    account_id: UUID
    party_id: UUID
    party: str
    # Debits are positive, as what comes in is.
    amount: Decimal
    day: date
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Points:
    """What speaks for a match, and why."""

    amount: int = 0
    reference: int = 0
    party: int = 0
    date: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        """All of it, 100 at most."""
        return self.amount + self.reference + self.party + self.date


@dataclass(frozen=True, slots=True)
class Match:
    """One or more posted lines of a party that an entry may pay, each with how much of it."""

    lines: Sequence[tuple[OpenLine, Decimal]]
    points: Points


def numbers_in(*texts: str | None) -> frozenset[str]:
    """Give the numbers in a text: words with a digit, of four characters or more, without what joins their parts."""
    joined = " ".join(text for text in texts if text).upper()
    apart = _NUMBER.findall(joined)
    whole = _NUMBER.findall(re.sub(r"[-/._]", "", joined))
    return frozenset(word for word in (*apart, *whole) if len(word) >= _NUMBER_MIN)


class OpenLines:
    """The posted lines of a company that are open, to be found by amount, by number and by party."""

    def __init__(self, lines: Sequence[OpenLine]) -> None:
        """Index them."""
        self._by_amount: dict[Decimal, list[OpenLine]] = defaultdict(list)
        self._by_number: dict[str, list[OpenLine]] = defaultdict(list)
        self._by_party: dict[UUID, list[OpenLine]] = defaultdict(list)
        self._names: dict[UUID, str] = {}
        for line in sorted(lines, key=lambda each: (each.day, each.id)):
            self._by_amount[line.amount].append(line)
            self._by_party[line.party_id].append(line)
            self._names[line.party_id] = line.party
            for number in line.numbers:
                self._by_number[number].append(line)

    def matches(self, bank: BankLine, limit: int = MATCHES_MAX) -> list[Match]:
        """Give what an entry of the bank most likely pays, the best first.

        A party whose oldest lines, two or more, come to the amount together is one match.
        """
        likeness = self._likeness(bank.name)
        numbers = numbers_in(bank.text)
        of_numbers = [line for number in sorted(numbers) for line in self._by_number.get(number, ())]
        parties = dict.fromkeys([*likeness, *(line.party_id for line in of_numbers)])
        of_parties = [line for party in parties for line in self._by_party[party]]
        lines = dict.fromkeys([*self._by_amount.get(bank.amount, ()), *of_numbers, *of_parties])
        found = [_single(bank, line, numbers, likeness) for line in lines if line.amount * bank.amount > 0]
        for party in parties:
            taken = _oldest(bank, self._by_party[party])
            if taken:
                reasons = [f"{abs(bank.amount):f} is what {len(taken)} lines come to"]
                points = _points(bank, taken, AMOUNT, reasons, numbers, likeness)
                found.append(Match([(line, line.amount) for line in taken], points))
        fitting = [match for match in found if match.points.score >= SCORE_MIN]
        return sorted(fitting, key=lambda match: (-match.points.score, len(match.lines), match.lines[0][0].day))[:limit]

    def _likeness(self, name: str | None) -> dict[UUID, float]:
        """Tell how alike a name and those of parties are, in percent; where several are alike most, none is meant."""
        if not name:
            return {}
        found = process.extract(
            name,
            self._names,
            scorer=fuzz.token_set_ratio,
            processor=utils.default_process,
            score_cutoff=LIKENESS_MIN,
            limit=None,
        )
        best = max((score for _, score, _ in found), default=0.0)
        leading = {key: score for _, score, key in found if score == best}
        return leading if len(leading) == 1 else {}


def _oldest(bank: BankLine, lines: Sequence[OpenLine]) -> list[OpenLine]:
    """Give the oldest lines, two or more, that come to exactly the amount; none where they do not."""
    taken: list[OpenLine] = []
    total = Decimal(0)
    for line in lines:
        if line.amount * bank.amount > 0:
            taken.append(line)
            total += line.amount
        if abs(total) >= abs(bank.amount) or len(taken) == TOGETHER_MAX:
            break
    return taken if total == bank.amount and len(taken) > 1 else []


def _single(bank: BankLine, line: OpenLine, numbers: frozenset[str], likeness: dict[UUID, float]) -> Match:
    part = min(abs(bank.amount), abs(line.amount)).copy_sign(bank.amount)
    points, reasons = 0, list[str]()
    if line.amount == bank.amount:
        points = AMOUNT
        reasons.append(f"{abs(bank.amount):f} is what is open")
    elif abs(bank.amount) < abs(line.amount):
        points = PART_OF_AMOUNT
        reasons.append(f"{abs(bank.amount):f} is a part of the {abs(line.amount):f} that are open")
    return Match([(line, part)], _points(bank, [line], points, reasons, numbers, likeness))


def _points(
    bank: BankLine,
    lines: Sequence[OpenLine],
    amount: int,
    reasons: list[str],
    numbers: frozenset[str],
    likeness: dict[UUID, float],
) -> Points:
    told = sorted({number for line in lines for number in line.numbers & numbers})
    if told:
        reasons.append(f"{told[0]} stands in what the bank says")
    alike = likeness.get(lines[0].party_id)
    if alike is not None:
        reasons.append(f"the names are {alike:.0f} % alike")
    near = any(abs((line.day - bank.booked_on).days) <= DAYS_NEAR for line in lines)
    if near:
        reasons.append("it is near in time")
    party = 0 if alike is None else round(PARTY * alike / 100)
    return Points(amount, REFERENCE if told else 0, party, DATE if near else 0, tuple(reasons))
