"""Queries in the pages: each is valid, runs against the demo company, and is answered as the page says."""

import pytest

from tests.docs.answers import fits
from tests.docs.asking import Ask
from tests.docs.pages import EXAMPLES, Example


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.place)
async def test_a_query_is_answered_as_its_page_says(example: Example, ask: Ask) -> None:
    given = await ask(example)

    if example.answer is None:
        assert "errors" not in given
    else:
        shown = {key: value for key, value in given.items() if key != "extensions" or key in example.answer}
        assert fits(example.answer, shown), given
