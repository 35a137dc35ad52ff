"""The functions that constraints and stored columns call mean what the kernel means."""

import pytest
from asyncpg import Connection

from kernel.currency import UNUSUAL_EXPONENTS, currency_exponent
from models.ddl import CURRENCY_EXPONENT


async def test_currencies_have_the_digits_that_the_kernel_gives_them(app: Connection) -> None:
    codes = [code for (code,) in await app.fetch("select code from currency")]
    assert len(codes) > 150
    for code in {*codes, *UNUSUAL_EXPONENTS}:
        assert await app.fetchval("select currency_exponent($1)", code) == currency_exponent(code), code


def test_the_two_tables_of_exponents_name_the_same_currencies() -> None:
    named = {
        word.strip("'") for word in CURRENCY_EXPONENT.replace("(", ",").replace(")", ",").split(",") if "'" in word
    }
    assert named == set(UNUSUAL_EXPONENTS)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ärger", "arger"),
        ("ÉCOLE", "ecole"),
        ("Straße", "strasse"),
        ("Łódź", "łodz"),
        ("İstanbul", "istanbul"),
        ("ﬁne", "fine"),
    ],
)
async def test_folds_case_and_accents(app: Connection, text: str, folded: str) -> None:
    assert await app.fetchval("select fold($1)", text) == folded


@pytest.mark.parametrize(("text", "words"), [("BK-R93R-62", "bk r93r 62"), ("a.b@c_d", "a b c d"), ("x  y", "x y")])
async def test_words_to_search_have_no_punctuation(app: Connection, text: str, words: str) -> None:
    assert await app.fetchval("select search_words($1)", text) == words
