"""Samples of what banks send, with the figures that others have found in them."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

SAMPLES: Final = Path(__file__).parents[5] / "shared" / "data" / "bank"
_AMOUNT: Final = re.compile(
    r"^    amount: !!python/object:mt940\.models\.Amount\n      amount: .*\n      - '(.*)'$", re.MULTILINE
)


def sample(name: str) -> bytes:
    """Read a sample; where the samples are not, the test is skipped."""
    path = SAMPLES / name
    if not path.exists():
        pytest.skip("the samples are not here")
    return path.read_bytes()


def names(pattern: str) -> list[str]:
    """Name the samples of a kind."""
    return sorted(str(path.relative_to(SAMPLES)) for path in SAMPLES.glob(pattern)) or ["absent"]


def totals(name: str) -> dict[str, Any]:
    """Give the figures of a sample, as another program has found them."""
    sample(name)
    return json.loads((SAMPLES / "totals.json").read_text())[name]


def peer_amounts(name: str) -> Iterator[Decimal]:
    """Give the amounts of the entries of an MT940 sample, as the library's authors expect them."""
    text = sample(re.sub(r"\.sta$", ".yml", name)).decode()
    return (Decimal(found) for found in _AMOUNT.findall(text.partition("\ntransactions:")[2]))
