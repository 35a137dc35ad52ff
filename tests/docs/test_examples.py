"""Queries in the pages: each is valid, runs against the demo company, and is answered as the page says."""

import pytest

from tests.docs.asking import Ask
from tests.docs.pages import EXAMPLES, Example, Json


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.place)
async def test_a_query_is_answered_as_its_page_says(example: Example, ask: Ask) -> None:
    given = await ask(example)

    if example.answer is None:
        assert "errors" not in given
    else:
        shown = {key: value for key, value in given.items() if key != "extensions" or key in example.answer}
        assert _fits(example.answer, shown), given


def _fits(said: Json, given: Json) -> bool:
    """Compare; what a page leaves open as `…` fits everything, and at the end of a list any number of things."""
    match said, given:
        case "…", _:
            return True
        case dict(), dict():
            return said.keys() == given.keys() and all(_fits(value, given[key]) for key, value in said.items())
        case [*first, "…"], list():
            return len(given) >= len(first) and all(map(_fits, first, given))
        case list(), list():
            return len(said) == len(given) and all(map(_fits, said, given))
        case _:
            return said == given
