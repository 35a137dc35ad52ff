"""Where two answers differ."""

from collections.abc import Iterator
from typing import Any, cast

from tests.oracle.naive.dynamic import Value
from tests.oracle.naive.pages import CURSOR


def differences(planned: Value, naive: Value, at: str = "data") -> Iterator[str]:
    """Tell where the planner's data is not that of the naive side; each side has cursors of its own."""
    if isinstance(naive, str) and naive.startswith(CURSOR):
        if not (isinstance(planned, str) and planned):
            yield f"{at}: {planned!r} is no cursor"
    elif isinstance(planned, dict) and isinstance(naive, dict):
        yield from _of_objects(cast("dict[str, Any]", planned), cast("dict[str, Any]", naive), at)
    elif isinstance(planned, list) and isinstance(naive, list):
        yield from _of_lists(cast("list[Any]", planned), cast("list[Any]", naive), at)
    elif (type(cast("object", planned)), planned) != (type(cast("object", naive)), naive):
        yield f"{at}: {planned!r} instead of {naive!r}"


def _of_objects(planned: dict[str, Any], naive: dict[str, Any], at: str) -> Iterator[str]:
    if list(planned) != list(naive):
        yield f"{at}: the keys are {list(planned)} instead of {list(naive)}"
    for key, value in naive.items():
        if key in planned:
            yield from differences(planned[key], value, f"{at}.{key}")


def _of_lists(planned: list[Any], naive: list[Any], at: str) -> Iterator[str]:
    if len(planned) != len(naive):
        yield f"{at}: there are {len(planned)} instead of {len(naive)}"
    for index, (one, other) in enumerate(zip(planned, naive, strict=False)):
        yield from differences(one, other, f"{at}.{index}")
