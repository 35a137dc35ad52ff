"""A small project of Relay, made of the operations that the contract shows."""

import re
from pathlib import Path
from typing import Final

import orjson

from server.cli.schema import DIRECTORY as CONTRACT
from server.cli.schema import SCHEMA
from tests.conformance import packages
from tests.contract.operations import OPERATIONS, Shown

COMPILER: Final = packages.MODULES / "relay-compiler" / "cli.js"
# What the scalars of the contract are in programs; the compiler knows only those of GraphQL.
SCALARS: Final = dict.fromkeys(("CountryCode", "CurrencyCode", "Date", "DateTime", "Decimal"), "string") | {
    "JSON": "unknown"
}
_HEAD: Final = re.compile(r"^(query|mutation|subscription) (\w+)(\([^)]*\))?", re.MULTILINE)


async def compiled(directory: Path, language: str, *, throwing: bool = False) -> Path:
    """Compile the operations, and give where the artifacts are; the compiler may say nothing but that it is done.

    With `throwing` a query is read as Relay reads it where errors are thrown: what is `@semanticNonNull` is never null.
    """
    made = directory / "made"
    for place in (directory / "src", made):
        place.mkdir()
    for shown in OPERATIONS:
        (directory / "src" / f"{shown.name}.js").write_text(_module(shown, throwing=throwing), encoding="utf-8")
    (directory / "package.json").write_text('{ "type": "module" }')
    (directory / "relay.config.json").write_bytes(orjson.dumps(_settings(language)))
    (directory / SCHEMA).symlink_to(CONTRACT / SCHEMA)
    done = await packages.run(COMPILER, "relay.config.json", within=directory)
    said = done.stdout + done.stderr
    assert (done.returncode, "WARN" in said, "ERROR" in said) == (0, False, False), said
    return made


def _settings(language: str) -> dict[str, object]:
    return {
        "src": "./src",
        "schema": f"./{SCHEMA}",
        "language": language,
        "artifactDirectory": "./made",
        "eagerEsModules": True,
        "customScalarTypes": SCALARS,
        "requireCustomScalarTypes": True,
    }


def _module(shown: Shown, *, throwing: bool) -> str:
    """Write the module of an operation, which Relay wants to be named by its kind."""

    def named(head: re.Match[str]) -> str:
        kind, name, variables = head.groups()
        throws = " @throwOnFieldError" if throwing and kind == "query" else ""
        return f"{kind} {name}{kind.capitalize()}{variables or ''}{throws}"

    text = _HEAD.sub(named, shown.text).replace("`", "'")
    return f'import {{ graphql }} from "relay-runtime";\n\ngraphql`\n{text}`;\n'
