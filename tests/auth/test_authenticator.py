from datetime import timedelta

import pytest

from auth.authenticator import Authenticator
from auth.bearer import InvalidToken, TokenFault, Unauthenticated
from auth.principal import Principal
from auth.tokens import TokenIssuer, TokenVerifier
from kernel.clock import FixedClock
from tests.auth.builders import ADA, NOON

MINUTE = timedelta(minutes=1)


class CountingVerifier(TokenVerifier):
    """Counts how often a signature is really checked."""

    checked = 0

    def verify(self, token: str) -> Principal:
        self.checked += 1
        return super().verify(token)


@pytest.fixture
def counting(verifier: TokenVerifier) -> CountingVerifier:
    return CountingVerifier(verifier.keys, verifier.realm, verifier.clock)


def test_checks_a_token_once_and_remembers_it(
    issuer: TokenIssuer, counting: CountingVerifier, clock: FixedClock
) -> None:
    authenticator, header = Authenticator(counting, clock), f"Bearer {issuer.issue(ADA)}"
    assert authenticator.principal(header) is authenticator.principal(header)
    assert counting.checked == 1


def test_forgets_a_token_at_its_expiry(issuer: TokenIssuer, counting: CountingVerifier, clock: FixedClock) -> None:
    authenticator, token = Authenticator(counting, clock), issuer.issue(ADA, MINUTE)
    authenticator.principal_of_token(token)
    clock.advance(timedelta(minutes=1, seconds=5))
    assert authenticator.principal_of_token(token).expires_at == NOON + MINUTE
    clock.advance(timedelta(seconds=5))
    with pytest.raises(InvalidToken) as refusal:
        authenticator.principal_of_token(token)
    assert refusal.value.fault is TokenFault.EXPIRED
    assert counting.checked == 3


def test_remembers_a_bounded_number_and_forgets_the_longest_unused(
    issuer: TokenIssuer, counting: CountingVerifier, clock: FixedClock
) -> None:
    authenticator = Authenticator(counting, clock, remembered_max=2)
    one, two, three = (issuer.issue(ADA) for _ in range(3))
    for token in (one, two, one, three, one):
        authenticator.principal_of_token(token)
    assert counting.checked == 3
    authenticator.principal_of_token(two)
    assert counting.checked == 4


def test_never_remembers_a_refusal(issuer: TokenIssuer, counting: CountingVerifier, clock: FixedClock) -> None:
    authenticator, token = Authenticator(counting, clock), issuer.issue(ADA)[:-4] + "AAAA"
    for _ in range(2):
        with pytest.raises(InvalidToken):
            authenticator.principal_of_token(token)
    assert counting.checked == 2


def test_asks_for_a_token_where_there_is_none(counting: CountingVerifier, clock: FixedClock) -> None:
    with pytest.raises(Unauthenticated):
        Authenticator(counting, clock).principal(None)


def test_refuses_letters_that_no_token_has(counting: CountingVerifier, clock: FixedClock) -> None:
    with pytest.raises(InvalidToken):
        Authenticator(counting, clock).principal_of_token("\ud800")
