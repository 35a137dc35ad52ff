"""How much of a document's discount its notes take back."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from services.finance.invoice.copies import discount_of

TEN, LINE = Decimal("10.00"), uuid4()


def line(credited: int) -> dict[str, Any]:
    """Give a line of three pieces, of which some have been taken back."""
    zero = Decimal(0)
    return {
        "id": LINE, "quantity": Decimal(3), "unit_price": TEN, "discount_percent": zero, "credited": Decimal(credited),
    }  # fmt: skip


def test_a_note_on_the_whole_takes_back_the_whole_discount() -> None:
    assert discount_of(TEN, [line(0)]) == TEN


def test_notes_on_parts_take_back_the_discount_to_the_cent() -> None:
    one = {LINE: Decimal(1)}

    shares = [discount_of(TEN, [line(0)], one), discount_of(TEN, [line(1)], one), discount_of(TEN, [line(2)])]

    assert [str(share) for share in shares] == ["3.33", "3.34", "3.33"]
