"""Proofs of keys at the resource: whoever shows a token that is bound to a key shows that they hold it (RFC 9449, 7)."""

from dataclasses import dataclass

from auth import dpop
from auth.bearer import InvalidToken, TokenFault
from auth.dpop import ProofRefused
from server.access.entrance import Shown
from server.oauth.desk import Desk
from services.platform.access.proof import is_first_time
from services.work import Actor


@dataclass(frozen=True)
class ShownProofs:
    """Checks proofs, each of which is taken once by all processes together; that costs a statement, for such tokens alone."""

    desk: Desk

    async def require(self, shown: Shown, token: str, thumbprint: str) -> None:
        """Check that a request shows a proof of the key with this thumbprint, made for it and for this token.

        Raises:
            InvalidToken: there is none, it is not to be believed, or it was shown before.
        """
        now = self.desk.clock.now()
        address = self.desk.issuer + shown.path
        try:
            proof = dpop.check_proof(
                shown.proof or "", method=shown.method, address=address, now=now, token=token, thumbprint=thumbprint
            )
        except ProofRefused:
            raise InvalidToken(TokenFault.KEY) from None
        async with self.desk.works(Actor("oauth", "oauth", "", "oauth")) as work:
            if not await is_first_time(work, proof.fingerprint, now + dpop.REMEMBERED_FOR):
                raise InvalidToken(TokenFault.KEY)
