from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from string import Formatter

import pytest

from kernel.currency import CurrencyCodeInvalid
from kernel.errors import DomainError, echo, readable, refusals, upper_snake
from kernel.money import Money


@dataclass(eq=False)
class PatienceExceeded(DomainError):
    """More is owed than somebody has patience for."""

    message = "{exposure} would exceed the patience of {limit}."
    exposure: Money
    limit: Money


def refusal() -> PatienceExceeded:
    return PatienceExceeded(Money.of(120, "EUR"), Money.of(100, "EUR"))


def test_says_itself_in_words_from_its_facts() -> None:
    assert str(refusal()) == "120.00 EUR would exceed the patience of 100.00 EUR."
    assert refusal().facts() == {"exposure": Money.of(120, "EUR"), "limit": Money.of(100, "EUR")}


def test_speaks_another_language_with_the_same_facts() -> None:
    assert refusal().render("Geduld von {limit} überschritten.") == "Geduld von 100.00 EUR überschritten."


def test_the_path_grows_from_the_inside_out() -> None:
    assert refusal().under("quantity").under("lines", 3).path == ("lines", 3, "quantity")


@pytest.mark.parametrize(
    ("name", "code"),
    [("StaleVersion", "STALE_VERSION"), ("IdTaken", "ID_TAKEN"), ("VATIdInvalid", "VAT_ID_INVALID"), ("X", "X")],
)
def test_the_code_is_the_name(name: str, code: str) -> None:
    assert upper_snake(name) == code


def test_lists_every_refusal_and_no_two_share_a_code() -> None:
    kinds = refusals()
    assert {PatienceExceeded, CurrencyCodeInvalid} <= set(kinds)
    assert [kind.code for kind in kinds] == sorted({kind.code for kind in kinds})


@pytest.mark.parametrize("kind", refusals(), ids=lambda kind: kind.code)
def test_every_sentence_is_made_of_facts(kind: type[DomainError]) -> None:
    named = {name for _, name, _, _ in Formatter().parse(kind.message) if name}
    assert named <= kind.__dataclass_fields__.keys() - {"path"}
    assert kind.__doc__


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1E+3"), "1000"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), "2026-03-01T12:00:00+00:00"),
        (("confirm", "cancel"), "confirm, cancel"),
        (3, "3"),
    ],
)
def test_writes_facts_for_people(value: object, text: str) -> None:
    assert readable(value) == text


def test_repeats_only_a_little_of_what_was_sent() -> None:
    assert echo("x" * 1000) == "x" * 60 + "…"
    assert echo("a\x00\ud800\nb") == "a���b"
