"""Scopes: how a token narrows what its roles grant.

A scope is a list of words separated by blanks (RFC 6749, 3.3). A word is the name of a permission, or `sales.*` for a
whole module. Scopes only ever take away; a word that names nothing grants nothing, so that a token outlives a rename.
"""

from collections.abc import Iterator

from auth.permissions import CATALOGUE


def narrow(permissions: frozenset[str], scope: str | None) -> frozenset[str]:
    """Keep the permissions that the scope names too; without a scope all of them, with an empty one none."""
    return permissions if scope is None else permissions & frozenset(_named_by(scope))


def _named_by(scope: str) -> Iterator[str]:
    for word in scope.split():
        module, dot, star = word.partition(".")
        if dot and star == "*":
            yield from (name for name, permission in CATALOGUE.items() if permission.module == module)
        else:
            yield word
