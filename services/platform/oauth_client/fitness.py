"""What may be said of a program: where people are sent back to, which pages ask, what it asks for and how."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast
from urllib.parse import SplitResult, urlsplit

import sqlalchemy as sa

import models
from auth.client_keys import ClientKeysUnfit, client_keys
from auth.permissions import CATALOGUE, Module
from kernel.errors import DomainError, InputPath, echo
from models import OAuthClientKind, OAuthClientState
from services.platform.notification import TooManyAtOnce
from services.platform.user_role import require_reach
from services.refusals import NotFound, TextTooLong, ValueRequired
from services.rights import may, rows_of
from services.rows import ChangedRow, Found, NewRow
from services.work import Work

URI_LENGTH_MAX: Final = 500
LISTED_MAX: Final = 20
"""How many redirect URIs, and how many origins, one program has at most."""
SCOPES_MAX: Final = 200

OPENID: Final = frozenset({"openid", "profile", "email", "offline_access"})
"""The words of OpenID Connect among the scopes."""
CODE: Final = "authorization_code"
OWN_NAME: Final = "client_credentials"
GRANT_TYPES: Final[Mapping[str, frozenset[OAuthClientKind]]] = {
    CODE: frozenset(OAuthClientKind),
    "refresh_token": frozenset(OAuthClientKind),
    "urn:ietf:params:oauth:grant-type:device_code": frozenset(OAuthClientKind),
    OWN_NAME: frozenset({OAuthClientKind.CONFIDENTIAL}),
}
"""The ways to a token (RFC 6749, RFC 8628), each with the kinds of programs that may go it."""
APPROVED_AS_IT_IS: Final = (
    "name", "redirect_uris", "post_logout_redirect_uris", "web_origins", "scopes", "grant_types", "requires_dpop",
    "requires_pushed_requests", "is_first_party", "only_persisted_operations",
)  # fmt: skip
"""What whoever let a program in has looked at: changing it takes the same right. People read the name when they consent."""

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_PRIVATE_SCHEME: Final = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")
_HOST: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*|[0-9a-f:]+")
_WRITTEN: Final = re.compile(r"[!-~]+")
_NOT_EXACT: Final = ("*", "\\", "#")


@dataclass(eq=False)
class RedirectUriUnfit(DomainError):
    """People are sent back to exact addresses alone: https, and for public programs loopback or a scheme of their own with a dot."""

    message = "People cannot be sent back to {uri}: {problem}."
    uri: str
    problem: str


@dataclass(eq=False)
class WebOriginUnfit(DomainError):
    """The origin of a page is its scheme, host and port, as browsers write it: `https://shop.example.org`."""

    message = "{origin} is not the origin of a page as browsers write it, with https."
    origin: str


@dataclass(eq=False)
class ScopeUnknown(DomainError):
    """A scope is a permission, a module such as `sales.*`, or a word of OpenID."""

    message = "There is no scope {scope}."
    scope: str


@dataclass(eq=False)
class GrantTypeUnfit(DomainError):
    """A program asks for tokens in ways that are offered to its kind; in its own name asks only who can keep a secret."""

    message = "A program of this kind cannot ask for tokens by {grant_type}; it can by {offered}."
    grant_type: str
    offered: Sequence[str]


@dataclass(eq=False)
class ClientApprovalNeeded(DomainError):
    """What was looked at when a program was let in is changed by those who let programs in."""

    message = "This program was let in as it is: this takes the right to let programs in."


@dataclass(eq=False)
class ClientArchived(DomainError):
    """A program that is archived does nothing, and is not changed before it is restored."""

    message = "This program is archived."


@dataclass(eq=False)
class PartnersClientNotOurs(DomainError):
    """A program that acts for a partner is not one of ours, for which nobody is asked."""

    message = "A program that acts for a partner is not one of our own."


Problem: TypeAlias = str | None


async def complete(work: Work, rows: Sequence[NewRow]) -> None:
    """Check new programs; what acts for a partner belongs to the company of that."""
    for row in rows:
        party = row.values.get("party_id")
        if party is not None:
            row.values["company_id"] = await _company_of(work, party, row.at("party_id"))
        _require_fit(row.values, row.at)


async def check(work: Work, rows: Sequence[ChangedRow]) -> None:
    """Check changes of programs."""
    for row in rows:
        if row.before["archived_at"] is not None:
            raise ClientArchived(path=row.at("id"))
        _require_right(work, row)
        _require_fit({**row.before, **row.values}, row.at)


def require_in_use(client: Found, *path: str | int) -> None:
    """Check that a program is not archived.

    Raises:
        ClientArchived: it is.
    """
    if client["archived_at"] is not None:
        raise ClientArchived(path=path)


def redirect_problem(uri: str, kind: OAuthClientKind) -> Problem:
    """Say why people cannot be sent back to an address (RFC 9700, 2.1; RFC 8252, 7); None where they can."""
    if len(uri) > URI_LENGTH_MAX or not _WRITTEN.fullmatch(uri):
        return f"it is longer than {URI_LENGTH_MAX} characters, or has others than those of URIs"
    if any(sign in uri for sign in _NOT_EXACT):
        return "it has a wildcard, a backslash or a fragment"
    split = _split(uri)
    if split is None:
        return "it is not an absolute URI without a user"
    public = kind is OAuthClientKind.PUBLIC
    match split.scheme:
        case "https" if _is_host(split):
            return None
        case "http" if public and split.hostname in _LOOPBACK:
            return None
        case scheme if public and _PRIVATE_SCHEME.fullmatch(scheme) and not split.netloc:
            return None
        case _:
            return "it is not https; public programs may also use http on loopback, or a scheme of their own with a dot"


def is_origin(origin: str, kind: OAuthClientKind) -> bool:
    """Tell whether a text is the origin of a page, exactly as browsers send it."""
    split = _split(origin)
    if split is None or len(origin) > URI_LENGTH_MAX or origin != f"{split.scheme}://{split.netloc}".lower():
        return False
    if split.scheme == "http":
        return kind is OAuthClientKind.PUBLIC and split.hostname in _LOOPBACK
    return split.scheme == "https" and _is_host(split) and split.port != 443


def is_scope(word: str) -> bool:
    """Tell whether a word is a scope that programs can be let in for."""
    return word in CATALOGUE or word in OPENID or word in {f"{module}.*" for module in Module}


async def _company_of(work: Work, party: object, path: InputPath) -> object:
    table = models.Party.__table__
    query = sa.select(table.c.company_id).where(table.c.id == party, *rows_of(work, table))
    company = await work.session.scalar(query)
    if company is None:
        raise NotFound(path=path)
    return company


def _require_right(work: Work, row: ChangedRow) -> None:
    if row.before["state"] == OAuthClientState.REQUESTED:
        return
    for name in (each for each in APPROVED_AS_IT_IS if each in row.values and row.values[each] != row.before[each]):
        if not may(work, "platform.client:approve"):
            raise ClientApprovalNeeded(path=row.at(name))
        require_reach(work, row.before["company_id"], row.at("id"))
    if row.values.get("public_keys", row.before["public_keys"]) != row.before["public_keys"]:
        # As for its secrets: whoever has the other half asks as the program.
        require_reach(work, row.before["company_id"], row.at("id"))


def _require_fit(values: Mapping[str, Any], at: Callable[[str], InputPath]) -> None:
    kind = OAuthClientKind(values["kind"])
    if values.get("is_first_party") and values.get("party_id") is not None:
        raise PartnersClientNotOurs(path=at("is_first_party"))
    for name, (maximum, refusal_of) in _LISTS.items():
        for place, text in enumerate(_few(values, name, at, maximum)):
            if refusal := refusal_of(text, kind):
                raise refusal.under(*at(name), place)
    _require_ways(values, kind, at)
    _require_keys(values.get("public_keys"), kind, at("public_keys"))
    for name in ("name", "contact_email"):
        if len(values.get(name) or "") > URI_LENGTH_MAX:
            raise TextTooLong(len(values[name]), URI_LENGTH_MAX, path=at(name))


def _redirect_refusal(uri: str, kind: OAuthClientKind) -> DomainError | None:
    problem = redirect_problem(uri, kind)
    return RedirectUriUnfit(echo(uri), problem) if problem else None


def _origin_refusal(origin: str, kind: OAuthClientKind) -> DomainError | None:
    return None if is_origin(origin, kind) else WebOriginUnfit(echo(origin))


def _scope_refusal(scope: str, _kind: OAuthClientKind) -> DomainError | None:
    return None if is_scope(scope) else ScopeUnknown(echo(scope))


_LISTS: Final[Mapping[str, tuple[int, Callable[[str, OAuthClientKind], DomainError | None]]]] = {
    "redirect_uris": (LISTED_MAX, _redirect_refusal),
    "post_logout_redirect_uris": (LISTED_MAX, _redirect_refusal),
    "web_origins": (LISTED_MAX, _origin_refusal),
    "scopes": (SCOPES_MAX, _scope_refusal),
}
"""How many of each a program has at most, and what is refused of them."""


def _require_ways(values: Mapping[str, Any], kind: OAuthClientKind, at: Callable[[str], InputPath]) -> None:
    ways = _few(values, "grant_types", at, len(GRANT_TYPES))
    for place, way in enumerate(ways):
        if kind not in GRANT_TYPES.get(way, ()):
            offered = [name for name, kinds in GRANT_TYPES.items() if kind in kinds]
            raise GrantTypeUnfit(echo(way), offered, path=(*at("grant_types"), place))
    if CODE in ways and not values.get("redirect_uris"):
        raise ValueRequired(path=at("redirect_uris"))


def _require_keys(keys: str | None, kind: OAuthClientKind, path: InputPath) -> None:
    if keys is None:
        return
    if kind is OAuthClientKind.PUBLIC:
        raise ClientKeysUnfit("a public program cannot keep the other halves to itself", path=path)
    try:
        client_keys(keys)
    except ClientKeysUnfit as unfit:
        raise unfit.under(*path) from None


def _few(values: Mapping[str, Any], name: str, at: Callable[[str], InputPath], maximum: int) -> Sequence[str]:
    listed = cast("Sequence[str]", values.get(name) or ())
    if len(listed) > maximum:
        raise TooManyAtOnce(len(listed), maximum, path=at(name))
    return listed


def _split(uri: str) -> SplitResult | None:
    try:
        split = urlsplit(uri)
        # Reading the port is what finds out that it is none.
        is_whole = bool(split.scheme) and split.port != 0 and "@" not in split.netloc
    except ValueError:
        return None
    return split if is_whole else None


def _is_host(split: SplitResult) -> bool:
    return bool(split.hostname and _HOST.fullmatch(split.hostname))
