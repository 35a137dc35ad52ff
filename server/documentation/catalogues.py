"""What the contract says beside the schema, as pages: errors, events, and what is to go."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson
from markupsafe import Markup

from server.contract.contract import ERRORS, EVENTS
from server.documentation.atlas import REFUSALS, Atlas
from server.documentation.parts import Parts, listed_codes, words

ERRORS_INDEX: Final = "reference/errors"
EVENTS_PAGE: Final = "contract/events"
DEPRECATIONS_PAGE: Final = "contract/deprecations"

_RETRY: Final = {
    "LATER": "The same again, later, may succeed.",
    "OTHERWISE": "The same again is refused again.",
    "NO": "Nothing that is sent helps.",
}
_ERRORS: Final = """\
# Errors of requests

They stand in `errors` of the answer, with `extensions.code`. A code never changes its meaning; a message may, and is in the reader's language. What a mutation
refuses is no error of the request: it stands in `errors` of its payload, [with a type and facts](refusals.md). [How to deal with both](../../guides/errors.md)

"""
_REFUSALS: Final = """\
# Refusals

What the business does not allow, as data: in `errors` of a mutation's payload, each with a type, a code, the path into the input, and facts. Ask for the facts that you show
with `... on TypeOfTheRefusal { … }`. [How to deal with them](../../guides/errors.md)

"""
_EVENTS: Final = """\
# Events

What is told when it happens: in subscriptions, to webhooks, and in `eventLog`. [Live data](../guides/live-data.md), [webhooks](../guides/webhooks.md)

| topic | type | kinds | state | figures | takes |
|---|---|---|---|---|---|
"""
_DEPRECATIONS: Final = """\
# What is to go

What stands here keeps working until its day, and beyond it for as long as somebody uses it. [How that goes](../guides/deprecations.md)

"""


def catalogues(atlas: Atlas, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give the path and the text of each page, by the contract and the texts of its files."""
    errors, events = orjson.loads(texts[ERRORS]), orjson.loads(texts[EVENTS])
    yield f"{ERRORS_INDEX}/index.md", _ERRORS + "\n".join(_error(*each) for each in errors["topLevel"].items())
    parts = Parts(atlas, REFUSALS.path)
    told = (_refusal(parts, code, said) for code, said in errors["refusals"].items())
    yield f"{REFUSALS.path}.md", _REFUSALS + "\n".join(told)
    yield f"{EVENTS_PAGE}.md", _EVENTS + "\n".join(_event(*each) for each in events["types"].items()) + "\n"
    yield f"{DEPRECATIONS_PAGE}.md", _DEPRECATIONS + _deprecations(atlas)


def _error(code: str, said: Mapping[str, Any]) -> str:
    return _told(code, words(said["means"]) + _what_to_do(said) + _facts(said["facts"]))


def _refusal(parts: Parts, code: str, said: Mapping[str, Any]) -> str:
    type_ = parts.atlas.schema.type_map[said["type"]]
    named = Markup('<p>Type <code id="{0}">{0}</code></p>').format(type_.name)
    return _told(code, words(said["rule"]) + _what_to_do(said) + named + parts.members(type_))


def _told(code: str, html: Markup) -> str:
    return f'## `{code}` {{ #{code} }}\n\n<div class="told">{html}</div>\n'


def _what_to_do(said: Mapping[str, Any]) -> Markup:
    status = ", ".join(str(each) for each in said["status"])
    return words(f"{said['do']} {_RETRY[said['retry']]}") + words(
        f"Status {status}, in {', '.join(said['in']).lower()}."
    )


def _facts(facts: Mapping[str, str]) -> Markup:
    return listed_codes("Facts in extensions: ", [f"{name}: {type_}" for name, type_ in facts.items()])


def _event(name: str, said: Mapping[str, Any]) -> str:
    figures = ", ".join(f"`{each}`" for each in said["figures"])
    state = f"`{said['state']}`" if said["state"] else ""
    kinds = ", ".join(f"`{each}`" for each in said["kinds"])
    return f"| `{said['topic']}` | `{name}` | {kinds} | {state} | {figures} | `{said['permission']}` |"


def _deprecations(atlas: Atlas) -> str:
    to_go = atlas.contract.deprecations
    if not to_go:
        return "At present nothing is to go.\n"
    rows = (f"| `{name}` | {each.since} | {each.sunset} | {each.instead} |" for name, each in sorted(to_go.items()))
    return "| what | said on | stays until | instead |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
