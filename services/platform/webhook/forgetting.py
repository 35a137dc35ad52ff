"""Forgetting somebody whom a program has named in what it wants to be told: in the values of its document and beside it.

The endpoint goes on, and asks for nobody any more. What a document is made of stays, since a word of it may be a name as well.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, cast
from uuid import UUID

import orjson

from services.work import Work

_NAMING: Final = """
select id, document, variables::text as variables from webhook_endpoint where exists (
  select from unnest($1::text[]) as word where position(lower(word) in lower(document || ' ' || variables::text)) > 0)
order by id for update
"""
_FORGET: Final = "update webhook_endpoint set document = $2, variables = $3::jsonb where id = $1"
# What GraphQL leaves to whoever writes it: texts, texts of several lines, and notes.
_WRITTEN: Final = re.compile(r'"""(?:\\"""|.)*?"""|"(?:[^"\\\n]|\\.)*"|\#[^\n]*', re.DOTALL)


async def endpoints_forget(work: Work, words: Sequence[str], instead: str) -> list[UUID]:
    """Put something else in the place of words by which somebody is known, and give the endpoints that had them."""
    if not words:
        return []
    forgotten = forgetting(words, instead)
    named = list[UUID]()
    for row in await work.raw.fetch(_NAMING, words):
        document = _WRITTEN.sub(lambda found: forgotten(found[0]), row["document"])
        variables = _without(orjson.loads(row["variables"]), forgotten)
        await work.raw.execute(_FORGET, row["id"], document, orjson.dumps(variables).decode())
        named.append(row["id"])
    return named


def forgetting(words: Sequence[str], instead: str) -> Callable[[str], str]:
    """Give what replaces words in a text, however they are spelled; of two that begin alike the longer one."""
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
    return lambda text: pattern.sub(lambda _found: instead, text)


def _without(value: object, forgotten: Callable[[str], str]) -> object:
    """Go through the values of variables, whose names stay."""
    if isinstance(value, str):
        return forgotten(value)
    if isinstance(value, dict):
        return {key: _without(each, forgotten) for key, each in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_without(each, forgotten) for each in cast("list[Any]", value)]
    return value
