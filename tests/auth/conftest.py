import pytest
from joserfc.jwk import ECKey

from auth.keys import verification_keys
from auth.tokens import TokenIssuer, TokenVerifier
from kernel.clock import FixedClock
from tests.auth.builders import NOON, REALM


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture(scope="session")
def key() -> ECKey:
    return ECKey.generate_key("P-256", auto_kid=True)


@pytest.fixture
def issuer(key: ECKey, clock: FixedClock) -> TokenIssuer:
    return TokenIssuer(key, REALM, clock)


@pytest.fixture
def verifier(key: ECKey, clock: FixedClock) -> TokenVerifier:
    return TokenVerifier(verification_keys(key), REALM, clock)
