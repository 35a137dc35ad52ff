"""Finding duplicates: records that share a key are compared, and those that are alike enough are taken for one.

Deterministic, and nearly linear: a record is compared with a bounded number of neighbours under each of its keys.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from services.migration.duplicate_rules import Record, Rule
from services.migration.likeness import folded

NEIGHBOURS: Final = 12
"""With how many of the records that share a key, and follow in the order of names, a record is compared."""


class Pair(NamedTuple):
    """Two records that are taken for one, by their places: how alike they are (from 0 to 1), and whether that is proven."""

    first: int
    second: int
    score: float
    proven: bool = False


def find(records: Sequence[Record], rule: Rule, *, among: int = 0) -> list[Pair]:
    """Find the pairs of records that are one by a rule, surest first.

    With `among`, so many records at the start are known to be different from each other and not compared.
    """
    prepared = [{name: folded(value) for name, value in record.items() if value} for record in records]
    pairs = (
        Pair(first, second, score, _proven(prepared[first], prepared[second], rule))
        for first, second in sorted(_candidates(prepared, rule, among))
        if (score := alike(prepared[first], prepared[second], rule)) > 0
    )
    return sorted(pairs, key=lambda pair: (-pair.score, pair.first, pair.second))


def alike(one: Record, other: Record, rule: Rule) -> float:
    """Score two folded records: the weighted likeness of what both say, or 0 where that is not enough."""
    said = [field for field in rule.fields if field.name in one and field.name in other]
    weight = sum(field.weight for field in said)
    possible = sum(field.weight for field in rule.fields if field.name in one or field.name in other)
    if not said or weight < rule.known * possible:
        return 0.0
    score = sum(field.weight * field.likeness(one[field.name], other[field.name]) for field in said) / weight
    proven = any(field.proof for field in said)
    return score if score >= (rule.likely if proven else rule.likely_unproven) else 0.0


def groups(pairs: Sequence[Pair], count: int) -> list[int]:
    """Give for each of `count` records the first record that it is one with, itself where it is alone."""
    first = list(range(count))

    def root(place: int) -> int:
        while first[place] != place:
            first[place] = first[first[place]]
            place = first[place]
        return place

    for pair in pairs:
        one, other = sorted((root(pair.first), root(pair.second)))
        first[other] = one
    return [root(place) for place in range(count)]


def _proven(one: Record, other: Record, rule: Rule) -> bool:
    return any(field.proof and field.name in one and one[field.name] == other.get(field.name) for field in rule.fields)


def _candidates(records: Sequence[Record], rule: Rule, among: int) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for place, block in enumerate(rule.blocks):
        by_key: defaultdict[str, list[int]] = defaultdict(list)
        for number, record in enumerate(records):
            for key in block(record):
                by_key[key].append(number)
        for numbers in by_key.values():
            found.update(_neighbours(records, numbers, among, place))
    return found


def _neighbours(records: Sequence[Record], numbers: list[int], among: int, place: int) -> Iterator[tuple[int, int]]:
    # Where many share a key, those that are one stand near each other by name; names that are torn at their start are not,
    # so every other block goes by the street.
    order = ("name", "street") if place % 2 else ("street", "name")
    numbers.sort(key=lambda number: ([records[number].get(name, "") for name in order], number))
    for at, number in enumerate(numbers):
        for other in numbers[at + 1 : at + 1 + NEIGHBOURS]:
            if max(number, other) >= among:
                yield min(number, other), max(number, other)
