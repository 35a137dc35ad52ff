"""The errors of the protocol that Authlib does not know."""

from authlib.oauth2 import OAuth2Error


class InvalidTargetError(OAuth2Error):
    """A token is asked for a service that is not ours (RFC 8707, 2)."""

    error = "invalid_target"
    description = "Tokens are issued for this server alone."


class InvalidProofError(OAuth2Error):
    """A proof of possession proves nothing, or is missing (RFC 9449, 5)."""

    error = "invalid_dpop_proof"


class NonceNeededError(OAuth2Error):
    """A proof must carry a nonce of ours, which comes with this answer (RFC 9449, 8)."""

    error = "use_dpop_nonce"
    description = "The DPoP proof must carry the nonce of the header DPoP-Nonce."


class RequestNotSupportedError(OAuth2Error):
    """A signed request is sent, which is not taken here (OpenID Connect, 6.1)."""

    error = "request_not_supported"
    description = "Requests are pushed to the server, not signed."


class InvalidRequestUriError(OAuth2Error):
    """The reference to a pushed request leads to none, or to one that was answered (RFC 9126, 4)."""

    error = "invalid_request_uri"
    description = "There is no request that waits under this reference."


class LoginRequiredError(OAuth2Error):
    """Nobody is signed in, and the program wants nobody to be asked (OpenID Connect, 3.1.2.6)."""

    error = "login_required"
    description = "Nobody is signed in."


class ConsentRequiredError(OAuth2Error):
    """Somebody has to agree, and the program wants nobody to be asked (OpenID Connect, 3.1.2.6)."""

    error = "consent_required"
    description = "Somebody has to agree first."


class TemporarilyUnavailableError(OAuth2Error):
    """The program has left too much waiting (RFC 6749, 4.1.2.1)."""

    error = "temporarily_unavailable"
    description = "Too many requests of this program wait. Try again later."
    status_code = 429
