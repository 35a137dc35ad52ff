"""Duplicates are found by the stock rules; how well is measured on dirty data with the truth, and printed (`-s`)."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final, NamedTuple

import pytest

from server.settings import REPOSITORY
from services.migration.duplicate_rules import ORGANISATION, PERSON, Record, Rule
from services.migration.duplicates import find, groups

SETS: Final = REPOSITORY.parent / "shared" / "data" / "dedup"
RESTAURANTS: Final = "dedupe_restaurant/benchmarks/benchmarks/datasets/restaurant-nophone-training.csv"
needs_sets = pytest.mark.skipif(not SETS.is_dir(), reason="the sets lie beside the repository, in ../shared")

JANE: Final = {"name": "Jane Smith", "street": "12 High Street", "city": "Leeds", "postcode": "LS1 4AB"}


class Known(NamedTuple):
    """A record, and who it really is."""

    identity: str
    record: Record


def persons(*files: str) -> list[Known]:
    """Read the persons of some files."""
    return [
        Known(
            row["rec_id"].split("-")[1],
            {
                "name": f"{row['given_name']} {row['surname']}",
                "street": " ".join((row["street_number"], row["address_1"], row["address_2"])),
                "city": row["suburb"],
                "postcode": row["postcode"],
                "born_on": row["date_of_birth"],
                "national_id": row["soc_sec_id"],
            },
        )
        for row in _rows(f"febrl/{file}.csv" for file in files)
    ]


def restaurants() -> list[Known]:
    """Read the restaurants."""
    return [
        Known(row["unique_id"].strip("'"), {"name": row["name"], "street": row["address"], "city": row["city"]})
        for row in _rows([RESTAURANTS])
    ]


class Measured(NamedTuple):
    """How well duplicates were found."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def measure(known: Sequence[Known], rule: Rule) -> Measured:
    """Compare what is found with the truth."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, (identity, _) in enumerate(known):
        places[identity].append(place)
    truth = {pair for same in places.values() for pair in combinations(same, 2)}
    found = {(pair.first, pair.second) for pair in find([record for _, record in known], rule)}
    return Measured(len(found & truth) / len(found), len(found & truth) / len(truth))


@needs_sets
@pytest.mark.parametrize(
    ("files", "at_least"),
    [(["dataset1"], 0.97), (["dataset2"], 0.97), (["dataset3"], 0.95), (["dataset4a", "dataset4b"], 0.97)],
)
def test_finds_persons_by_the_stock_rule(files: list[str], at_least: float) -> None:
    measured = measure(persons(*files), PERSON)
    print(
        f"\n{'+'.join(files)}: precision {measured.precision:.4f}, recall {measured.recall:.4f}, F1 {measured.f1:.4f}"
    )
    assert measured.f1 >= at_least


@needs_sets
def test_finds_organisations_by_the_stock_rule() -> None:
    measured = measure(restaurants(), ORGANISATION)
    print(f"\nrestaurants: precision {measured.precision:.4f}, recall {measured.recall:.4f}, F1 {measured.f1:.4f}")
    assert measured.f1 >= 0.9


def test_takes_who_shares_house_and_surname_for_somebody_else() -> None:
    assert find([JANE, {**JANE, "name": "John Smith"}], PERSON) == []


def test_takes_a_swapped_and_misspelt_name_at_one_place_for_one() -> None:
    assert [pair[:2] for pair in find([JANE, {**JANE, "name": "Smyth Jane"}], PERSON)] == [(0, 1)]


def test_takes_another_house_of_a_street_for_another_shop() -> None:
    shop = {"name": "Fast Burgers", "street": "12 High Street", "city": "Leeds"}
    assert find([shop, {**shop, "street": "98 High Street"}], ORGANISATION) == []


def test_does_not_compare_what_is_known_to_differ() -> None:
    assert find([JANE, JANE], PERSON, among=2) == []
    assert [pair[:2] for pair in find([JANE, JANE, JANE], PERSON, among=2)] == [(0, 2), (1, 2)]


def test_finds_the_same_whatever_the_order() -> None:
    records = [{**JANE, "name": f"Jane Smith {letter}"} for letter in "abcde"]
    forward = {(pair.first, pair.second) for pair in find(records, PERSON)}
    backward = {(4 - pair.second, 4 - pair.first) for pair in find(records[::-1], PERSON)}
    assert forward == backward


def test_joins_pairs_into_groups_under_their_first_record() -> None:
    assert groups(find([JANE, {"name": "Bob"}, JANE, JANE], PERSON), 4) == [0, 1, 0, 0]


def _rows(files: Iterable[str]) -> Iterable[dict[str, str]]:
    for file in files:
        with (SETS / file).open(encoding="utf-8", newline="") as opened:
            yield from csv.DictReader(opened, skipinitialspace=True)
