"""Forgetting somebody whom a program has named in what it wants to be told: in the values of its document and beside it.

The endpoint goes on, and asks for nobody any more. What a document is made of stays, since a word of it may be a name as well.
"""

import re
from collections.abc import Callable, Sequence
from json import JSONDecodeError, JSONDecoder
from typing import Any, Final, cast
from uuid import UUID

import orjson

from services.work import Work

_NAMING: Final = """
select id, document, variables::text as variables from webhook_endpoint where exists (
  select from unnest($1::text[]) as word where position(lower(word) in lower(document || ' ' || variables::text)) > 0)
  or position('\\' in document || variables::text) > 0
order by id for update
"""
"""Those that may name somebody: what is written with a backslash is read before it can be told."""
_FORGET: Final = "update webhook_endpoint set document = $2, variables = $3::jsonb where id = $1"
# What GraphQL leaves to whoever writes it: texts, texts of several lines, and notes.
_WRITTEN: Final = re.compile(
    r'"""(?P<lines>(?:\\"""|.)*?)"""|"(?P<text>(?:[^"\\\n]|\\.)*)"|(?P<note>\#[^\n\r]*)', re.DOTALL
)
_ESCAPED: Final = re.compile(r"\\(?:u\{(?P<point>[0-9A-Fa-f]+)\}|.)")
# Texts of GraphQL may hold tabs.
_READER: Final = JSONDecoder(strict=False)


async def endpoints_forget(work: Work, words: Sequence[str], instead: str) -> list[UUID]:
    """Put something else in the place of words by which somebody is known, and give the endpoints that had them; others stay as they are."""
    if not words:
        return []
    forgotten = forgetting(words, instead)
    named = list[UUID]()
    for row in await work.raw.fetch(_NAMING, words):
        variables = orjson.loads(row["variables"])
        left = document_without(row["document"], forgotten), values_without(variables, forgotten)
        if left != (row["document"], variables):
            await work.raw.execute(_FORGET, row["id"], left[0], orjson.dumps(left[1]).decode())
            named.append(row["id"])
    return named


def forgetting(words: Sequence[str], instead: str) -> Callable[[str], str]:
    """Give what replaces words in a text, however they are spelled, and not within others; of two that begin alike the longer one."""
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.sub(lambda _found: instead, text)


def document_without(document: str, forgotten: Callable[[str], str]) -> str:
    """Go through what somebody has written in a document, which stays one."""
    return _WRITTEN.sub(lambda found: _literal_without(found, forgotten), document)


def _literal_without(found: re.Match[str], forgotten: Callable[[str], str]) -> str:
    if (note := found["note"]) is not None:
        left = forgotten(note)
        return left if left.startswith("#") else f"#{left}"
    if (lines := found["lines"]) is not None:
        return f'"""{forgotten(lines)}"""'
    try:
        text = _READER.decode(_ESCAPED.sub(_as_json, found[0]))
    except JSONDecodeError:
        return found[0]
    left = forgotten(text)
    return found[0] if left == text else orjson.dumps(left).decode()


def _as_json(escaped: re.Match[str]) -> str:
    """Give the character that GraphQL calls by its number in braces, which JSON does not know."""
    return escaped[0] if escaped["point"] is None else orjson.dumps(chr(int(escaped["point"], 16))).decode()[1:-1]


def values_without(value: object, forgotten: Callable[[str], str]) -> object:
    """Go through the values of variables, whose names stay."""
    if isinstance(value, str):
        return forgotten(value)
    if isinstance(value, dict):
        return {key: values_without(each, forgotten) for key, each in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [values_without(each, forgotten) for each in cast("list[Any]", value)]
    return value
