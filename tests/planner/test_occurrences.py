"""Statements share the aliases of tables, and have each of them once."""

import sqlalchemy as sa

from planner.occurrences import KEPT_MAX, Kept, Occurrences

TABLE = sa.table("party", sa.column("id"))


def test_each_place_of_a_statement_has_an_alias_of_its_own() -> None:
    occurrences = Occurrences(kept=Kept())
    given = [occurrences.next(TABLE) for _ in range(20)]
    assert len({id(alias) for alias in given}) == 20


def test_another_statement_has_the_same_ones() -> None:
    kept = Kept()
    one, other = Occurrences(kept=kept), Occurrences(kept=kept)
    assert [one.next(TABLE) for _ in range(3)] == [other.next(TABLE) for _ in range(3)]


def test_no_more_are_kept_than_have_room() -> None:
    kept = Kept()
    given = [kept.get(TABLE, index) for index in range(KEPT_MAX + 5)]
    assert len({id(alias) for alias in given}) == KEPT_MAX + 5
    assert (len(kept.aliases[TABLE]), kept.count) == (KEPT_MAX, KEPT_MAX)
    assert kept.get(TABLE, KEPT_MAX) is not given[KEPT_MAX]
