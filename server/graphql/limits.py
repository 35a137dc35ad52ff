"""How large a request may be. Each limit is refused with a code of its own and the number that holds."""

from typing import Final

from graphql import GraphQLError

KB: Final = 1024

DOCUMENT_BYTES: Final = 256 * KB
VARIABLES_BYTES: Final = 1024 * KB
VALUES: Final = 50_000
"""How many values variables have, in lists and objects at any depth."""
BODY_BYTES: Final = VARIABLES_BYTES + DOCUMENT_BYTES
TOKENS: Final = 2_000
COMMENTS: Final = 2_000
ALIASES: Final = 30
DIRECTIVES: Final = 20
DIGITS: Final = 100
"""How many digits a number in a document has; no number of ours has more than 21."""
ROOT_FIELDS: Final = 20
DEPTH: Final = 12
FIELDS: Final = 2_000
OBJECTS: Final = 150
"""How many of the fields lead to objects: the statement joins a table for each."""
REPETITIONS: Final = 1_500
"""How many pairs of fields are to be merged into one, since each is compared with each."""
COST: Final = 50_000
ERRORS: Final = 20
"""How many errors one answer tells; what is wrong beyond that is found when these are mended."""


COST_LIMIT_EXCEEDED: Final = "COST_LIMIT_EXCEEDED"


def too_costly(cost: int) -> str:
    """Say that a request costs more than one may."""
    return f"The request costs {cost:,}, and {COST:,} is the most: ask for fewer rows or levels at once."


def exceeded(what: str, maximum: int, *, code: str, nodes: object = None) -> GraphQLError:
    """Say that a document goes beyond a limit."""
    return GraphQLError(
        f"The document has more than {maximum:,} {what}.",
        nodes,  # pyright: ignore[reportArgumentType] - a node or a list of nodes; the library's alias is private
        extensions={"code": f"{code}_LIMIT_EXCEEDED", "maximum": maximum},
    )
