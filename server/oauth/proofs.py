"""Proofs of possession in requests: read, checked and taken once."""

from starlette.requests import Request

from auth import dpop
from auth.dpop import Proof, ProofFault, ProofRefused, one_proof
from server.oauth.desk import Desk
from server.oauth.errors import InvalidProofError, NonceNeededError
from services.platform.access.proof import is_first_time
from services.work import Work


async def proof_in(desk: Desk, work: Work, request: Request) -> Proof | None:
    """Take the proof of a request to the authorization server itself; None where it brings none.

    Raises:
        InvalidProofError: it proves nothing, or was shown before.
        NonceNeededError: it has to be made again, with a nonce of ours.
    """
    given = one_proof(request.headers.getlist("dpop"))
    if given is None:
        return None
    now = desk.clock.now()
    try:
        proof = dpop.check_proof(given, method=request.method, address=desk.issuer + request.url.path, now=now)
    except ProofRefused as refused:
        raise InvalidProofError(str(refused)) from None
    if not dpop.is_nonce(desk.nonce_secret, now, proof.nonce):
        raise NonceNeededError
    if not await is_first_time(work, proof.fingerprint, now + dpop.REMEMBERED_FOR):
        raise InvalidProofError(str(ProofRefused(ProofFault.REPLAYED)))
    return proof
