"""The entrance: from what a request shows to who asks, whoever has issued the token.

Tokens of the demo say their rights themselves, and are taken on the embedded database alone. Tokens of the authorization
server belong to a grant, whose rights the database knows.
"""

import base64
import binascii
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple, Protocol, cast
from uuid import UUID

import orjson
from graphql import GraphQLError

from auth.authenticator import REMEMBERED_MAX, Authenticator
from auth.bearer import InvalidToken, Scheme, TokenFault, shown_token
from auth.granted import GrantedClaims
from auth.principal import Principal
from auth.principals import CompanyNotReached, in_company, seen_as
from kernel.clock import Clock
from kernel.errors import DomainError
from kernel.ids import NodeId
from server.access.running import Running, Ticket
from server.access.store import PrincipalStore
from server.graphql.errors import FORBIDDEN, Refused
from server.graphql.reader import AWAY, unavailable

COMPANY: Final = "torso-company"
SEE_AS: Final = "torso-see-as"
MAY_SEE_AS: Final = "platform.user:see_as"


class Shown(NamedTuple):
    """What a request shows of who sends it."""

    authorization: str | None
    company: str | None = None
    """The header `Torso-Company`: in which company they work."""
    see_as: str | None = None
    """The header `Torso-See-As`: as whom they want to see."""
    proof: str | None = None
    """The header `DPoP`."""
    method: str = "POST"
    path: str = ""


class Proofs(Protocol):
    """Checks proofs of keys (RFC 9449)."""

    async def require(self, shown: Shown, token: str, thumbprint: str) -> None:
        """Check that a request shows a proof of the key with this thumbprint, made for it and for this token.

        Raises:
            AuthenticationError: there is none, or it is not to be believed.
        """
        ...


class Grants(Protocol):
    """Reads tokens of the authorization server, by the keys that are good now."""

    @property
    def issuer(self) -> str:
        """Who has issued them."""
        ...

    def granted(self, token: str) -> tuple[GrantedClaims, datetime]:
        """Check a token, and say what was granted and until when it is good.

        Raises:
            InvalidToken: it is not to be believed, or no longer.
        """
        ...


class SeeingRefused(Refused):
    """Somebody may not see as others do."""

    def __init__(self, own: Principal) -> None:
        """Refuse it to somebody."""
        facts = {"code": FORBIDDEN, "coordinate": SEE_AS, "permission": MAY_SEE_AS}
        super().__init__([GraphQLError("You may not see as others do.", extensions=facts)], 403)
        self.own = own


class CompanyRefused(Refused):
    """Somebody has no role in the company in which they want to work."""

    def __init__(self, why: CompanyNotReached, subject: str, client_id: str, company_id: UUID) -> None:
        """Refuse it to somebody."""
        super().__init__([GraphQLError(why.render(), extensions={"code": why.code})], 403)
        self.subject, self.client_id, self.company_id = subject, client_id, company_id


class Admitted(NamedTuple):
    """Somebody who asks."""

    principal: Principal
    names: frozenset[str] = frozenset()
    """What is told when their rights change; empty where these stand in the token."""
    seen_by: Principal | None = None
    """Who looks as them; None where they ask themselves."""
    changes: int = 0
    """How many changes of rights had been heard of when they were admitted."""
    lapses_at: datetime | None = None
    """When their rights change by themselves; None where their token expires before."""
    only_persisted: bool = False
    """Whether the program asks by the operations that are registered for it, and nothing else."""

    @property
    def client_id(self) -> str:
        """The program through which they ask."""
        return self.principal.client_id


class _Believed(NamedTuple):
    claims: GrantedClaims
    expires_at: datetime


@dataclass
class Entrance:
    """Says who sends a request."""

    stated: Authenticator
    """For tokens that say their rights themselves."""
    granted: Grants
    """For tokens of the authorization server."""
    store: PrincipalStore
    clock: Clock
    proofs: Proofs | None = None
    """Without it nobody is believed to hold a key."""
    metadata: str | None = None
    """Where programs read which server gives tokens for this one (RFC 9728)."""
    running: Running = field(default_factory=Running)
    _believed: OrderedDict[bytes, _Believed] = field(default_factory=OrderedDict[bytes, _Believed])

    async def admit(self, shown: Shown) -> Admitted:
        """Say who sends a request, in which company they work, and as whom they want to see.

        Raises:
            AuthenticationError: they are not known, or what their token belongs to has ended.
            Refused: a header is no id; the company is none of theirs; they may not see as others; the database is away.
        """
        return await self._told(shown, is_proven=False)

    async def again(self, shown: Shown) -> Admitted:
        """Say who somebody is now that was let in before: a proof is taken once, and it was.

        Raises:
            AuthenticationError: they are not known any more.
            Refused: as for `admit`.
        """
        return await self._told(shown, is_proven=True)

    def ticket(self, admitted: Admitted, shown: Shown) -> Ticket:
        """Give what runs with the rights of somebody a ticket, by which it hears of their end."""

        lapses_at = admitted.lapses_at

        async def again() -> Principal:
            nonlocal lapses_at
            # A proof is taken once, and it was.
            now = await self._told(shown, is_proven=True)
            lapses_at = now.lapses_at
            return now.principal

        def lapses_after() -> float | None:
            return None if lapses_at is None else (lapses_at - self.clock.now()).total_seconds()

        return Ticket(
            admitted.principal,
            admitted.names,
            again,
            lambda: self.store.is_current,
            lambda: self.store.changes,
            admitted.changes,
            lapses_after,
        )

    async def _told(self, shown: Shown, *, is_proven: bool) -> Admitted:
        changes = self.store.changes
        try:
            return (await self._admit(shown, is_proven=is_proven))._replace(changes=changes)
        except AWAY:
            raise unavailable() from None

    async def _admit(self, shown: Shown, *, is_proven: bool) -> Admitted:
        company = None if shown.company is None else _key(shown.company, "Company")
        scheme, token = shown_token(shown.authorization)
        if issuer_of(token) == self.granted.issuer:
            believed = self._claims(token)
            if not is_proven:
                await self._require_proof(shown, scheme, token, believed.claims)
            admitted = await self._granted(believed, None if company is None else company.key)
        else:
            if scheme is not Scheme.BEARER:
                raise InvalidToken(TokenFault.KEY)
            admitted = await self._stated(token, company)
        return admitted if shown.see_as is None else await self._seeing(admitted, shown.see_as)

    async def _granted(self, believed: _Believed, company_id: UUID | None) -> Admitted:
        claims = believed.claims
        try:
            found = await self.store.principal(claims, believed.expires_at, company_id)
        except CompanyNotReached as why:
            assert company_id is not None
            raise CompanyRefused(why, claims.sub, claims.client_id, company_id) from None
        lapses_at = _lapse(found.principal, found.until)
        return Admitted(found.principal, found.names, lapses_at=lapses_at, only_persisted=found.only_persisted)

    async def _stated(self, token: str, company: NodeId | None) -> Admitted:
        principal = self.stated.principal_of_token(token)
        if company is None:
            return Admitted(principal)
        try:
            return Admitted(await self._in_company(principal, company.key))
        except CompanyNotReached as why:
            raise CompanyRefused(why, principal.subject, principal.client_id, company.key) from None

    async def _in_company(self, principal: Principal, company_id: UUID) -> Principal:
        narrowed = in_company(principal, company_id)
        if not await self.store.company_exists(company_id):
            raise CompanyNotReached
        return narrowed

    async def _require_proof(self, shown: Shown, scheme: Scheme, token: str, claims: GrantedClaims) -> None:
        """Check that a token that is bound to a key is shown with a proof of it, and one that is not without."""
        if (claims.cnf is not None) != (scheme is Scheme.DPOP):
            raise InvalidToken(TokenFault.KEY)
        if claims.cnf is not None:
            if self.proofs is None:
                raise InvalidToken(TokenFault.KEY)
            await self.proofs.require(shown, token, claims.cnf.jkt)

    async def _seeing(self, admitted: Admitted, see_as: str) -> Admitted:
        own, other = admitted.principal, _key(see_as, "User")
        if not own.allows(MAY_SEE_AS) or own.party_id is not None:
            raise SeeingRefused(own)
        company = own.companies[0] if own.companies is not None and len(own.companies) == 1 else None
        try:
            found = await self.store.of_user(other.key, company)
        except CompanyNotReached:
            found = None
        seen = None if found is None else seen_as(own, found.principal)
        # Of somebody who works elsewhere not even the name is told.
        if found is None or seen is None or (own.companies is not None and not seen.companies):
            raise Refused.because("There is no such user, or none who may sign in.", "USER_NOT_FOUND", status=403)
        ends = [each for each in (admitted.lapses_at, _lapse(seen, found.until)) if each is not None]
        return admitted._replace(
            principal=seen, names=admitted.names | found.names, seen_by=own, lapses_at=min(ends, default=None)
        )

    def _claims(self, token: str) -> _Believed:
        """Give what a token says; one that was believed is not checked again before it expires."""
        key = sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._believed.get(key)
        if known is not None and self.clock.now() < known.expires_at:
            self._believed.move_to_end(key)
            return known
        self._believed.pop(key, None)
        believed = _Believed(*self.granted.granted(token))
        self._believed[key] = believed
        if len(self._believed) > REMEMBERED_MAX:
            self._believed.popitem(last=False)
        return believed


def issuer_of(token: str) -> str | None:
    """Read who says that they have issued a token, without believing it: whoever it is checks the rest."""
    payload = token.split(".")[1:2]
    if not payload or len(token) > 8192:
        return None
    try:
        said: object = orjson.loads(base64.urlsafe_b64decode(payload[0] + "=="))
    except (binascii.Error, orjson.JSONDecodeError, ValueError):
        return None
    issuer = cast("dict[str, object]", said).get("iss") if isinstance(said, dict) else None
    return issuer if isinstance(issuer, str) else None


def _lapse(principal: Principal, until: datetime) -> datetime | None:
    """Give when rights change by themselves, where that is before the token expires by which they are shown."""
    return until if principal.expires_at is None or until < principal.expires_at else None


def _key(text: str, type_name: str) -> NodeId:
    try:
        return NodeId.parse(text, type_name)
    except DomainError as refused:
        raise Refused.because(refused.render(), refused.code, status=400) from None
