"""The operations of the contract as they are asked by other people's clients, and what has to come of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self, cast

import orjson
from graphql import OperationDefinitionNode, parse

from tests.contract.operations import OPERATIONS, Shown
from tests.server.site import Site


@dataclass(frozen=True)
class Asked:
    """An operation, and the token of whoever asks it."""

    name: str
    kind: str
    text: str
    variables: dict[str, Any]
    token: str

    @classmethod
    def of(cls, shown: Shown, site: Site) -> Self:
        """Ask what the contract shows, as the role that it names."""
        (node,) = parse(shown.text).definitions
        assert isinstance(node, OperationDefinitionNode)
        return cls(shown.name, node.operation.value, shown.text, shown.variables, site.token(shown.role))


def all_asked(site: Site) -> Sequence[Asked]:
    """Ask everything that the contract shows."""
    return [Asked.of(shown, site) for shown in OPERATIONS]


def told(site: Site, made: str = "") -> str:
    """Tell a program what to ask, and where that is which was made for it."""
    return orjson.dumps(
        {"address": site.address, "made": made, "operations": list(map(asdict, all_asked(site)))}
    ).decode()


def require_answered(answers: dict[str, dict[str, Any]]) -> None:
    """Take it that each operation has data without a refusal."""
    failed = {name: answer["error"] for name, answer in answers.items() if "error" in answer}
    assert failed == {}
    assert sorted(answers) == sorted(shown.name for shown in OPERATIONS)
    refused = {name: root for name, answer in answers.items() for root in answer["data"].values() if is_refused(root)}
    assert refused == {}


def is_refused(root: object) -> bool:
    """Tell whether a root field has nothing, or says why it has not."""
    return root is None or (isinstance(root, dict) and bool(cast("dict[str, object]", root).get("errors")))
