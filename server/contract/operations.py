"""The operations that come with the contract, as a manifest that can be registered for a program.

They are those of each module to begin with, and those of the dashboard.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import orjson
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    Node,
    OperationDefinitionNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

from services.platform.persisted_operation.manifest import APOLLO

PLACES: Final = ("operations", "dashboard/src")


def operations_document(contract: Path) -> str:
    """Write the manifest of all operations in the directory of the contract."""
    listed = sorted(
        (each for place in PLACES for each in _listed((contract / place).rglob("*.graphql"))),
        key=lambda each: (each["name"], each["id"]),
    )
    manifest = {"format": APOLLO, "version": 1, "operations": listed}
    return orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _listed(paths: Iterable[Path]) -> Iterator[Mapping[str, str]]:
    definitions = [each for path in paths for each in parse(path.read_text(encoding="utf-8")).definitions]
    fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
    for operation in definitions:
        if isinstance(operation, OperationDefinitionNode) and operation.name is not None:
            body = print_ast(DocumentNode(definitions=(operation, *_used(operation, fragments))))
            name, kind = operation.name.value, operation.operation.value
            yield {"id": sha256(body.encode()).hexdigest(), "name": name, "type": kind, "body": body}


def _used(operation: Node, fragments: Mapping[str, FragmentDefinitionNode]) -> Sequence[FragmentDefinitionNode]:
    """Give the fragments that an operation uses, also by way of others, by their names."""
    found: dict[str, FragmentDefinitionNode] = {}
    waiting: list[Node] = [operation]
    while waiting:
        spreads = _Spreads()
        visit(waiting.pop(), spreads)
        new = [name for name in spreads.names if name not in found]
        found |= {name: fragments[name] for name in new}
        waiting += [fragments[name] for name in new]
    return [found[name] for name in sorted(found)]


class _Spreads(Visitor):
    """Writes down which fragments are used."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self.names.add(node.name.value)
