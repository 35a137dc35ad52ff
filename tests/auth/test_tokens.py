import base64
import hashlib
import hmac
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey

from auth.bearer import InvalidToken, TokenFault
from auth.keys import verification_keys
from auth.tokens import TOKEN_LENGTH_MAX, Realm, TokenIssuer, TokenVerifier
from kernel.clock import FixedClock
from tests.auth.builders import ADA, NOON, REALM, decoded, encoded, signed

MINUTE = timedelta(minutes=1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "b64"]), inner),
)
FIXTURES_STAY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def fault(verifier: TokenVerifier, token: str) -> TokenFault:
    with pytest.raises(InvalidToken) as refusal:
        verifier.verify(token)
    assert refusal.value.__cause__ is None
    return refusal.value.fault


def test_believes_what_it_signed(issuer: TokenIssuer, verifier: TokenVerifier) -> None:
    principal = verifier.verify(issuer.issue(ADA, MINUTE))
    assert principal.subject == "user-1"
    assert principal.expires_at == NOON + MINUTE


def test_issues_what_rfc_9068_asks_for(issuer: TokenIssuer, key: ECKey) -> None:
    header, claims, _ = issuer.issue(ADA).split(".")
    assert decoded(header) == {"alg": "ES256", "typ": "at+jwt", "kid": key.kid}
    assert {"iss", "exp", "aud", "sub", "client_id", "iat", "jti"} <= decoded(claims).keys()


def test_every_token_has_its_own_id(issuer: TokenIssuer) -> None:
    assert decoded(issuer.issue(ADA).split(".")[1])["jti"] != decoded(issuer.issue(ADA).split(".")[1])["jti"]


@pytest.mark.parametrize(
    ("seconds", "good"), [(0, True), (59, True), (60, True), (69, True), (70, False), (3600, False)]
)
def test_ends_when_its_time_is_over(
    issuer: TokenIssuer, verifier: TokenVerifier, clock: FixedClock, seconds: int, good: bool
) -> None:
    token = issuer.issue(ADA, MINUTE)
    clock.advance(timedelta(seconds=seconds))
    if good:
        assert verifier.verify(token).expires_at == NOON + MINUTE
    else:
        assert fault(verifier, token) is TokenFault.EXPIRED


@given(position=st.integers(0, 10_000), character=st.sampled_from("AQgwZ_-09"))
@FIXTURES_STAY
def test_refuses_a_token_of_which_one_letter_was_changed(
    issuer: TokenIssuer, verifier: TokenVerifier, position: int, character: str
) -> None:
    token = issuer.issue(ADA)
    index = position % len(token)
    changed = token[:index] + character + token[index + 1 :]
    if changed != token:
        assert fault(verifier, changed) in {TokenFault.SIGNATURE, TokenFault.MALFORMED}


def test_refuses_claims_put_under_another_signature(issuer: TokenIssuer, verifier: TokenVerifier) -> None:
    header, claims, signature = issuer.issue(ADA).split(".")
    promoted = encoded(decoded(claims) | {"roles": ["ADMIN"]})
    assert fault(verifier, f"{header}.{promoted}.{signature}") is TokenFault.SIGNATURE


def test_refuses_another_key_also_under_our_kid(verifier: TokenVerifier, key: ECKey) -> None:
    stranger = ECKey.generate_key("P-256", auto_kid=True)
    assert fault(verifier, signed(stranger)) is TokenFault.SIGNATURE
    assert fault(verifier, signed(stranger, header={"kid": key.kid})) is TokenFault.SIGNATURE


def test_refuses_a_key_that_the_token_brings_along(verifier: TokenVerifier, key: ECKey) -> None:
    stranger = ECKey.generate_key("P-256", auto_kid=True)
    brought = {"kid": key.kid, "jwk": stranger.as_dict(private=False)}
    assert fault(verifier, signed(stranger, header=brought)) is TokenFault.SIGNATURE


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "ES384", "EdDSA", "RS256", "", None, 7, ["ES256"]])
def test_refuses_every_other_algorithm(issuer: TokenIssuer, verifier: TokenVerifier, algorithm: object) -> None:
    header, claims, signature = issuer.issue(ADA).split(".")
    other = encoded(decoded(header) | {"alg": algorithm})
    for tail in (signature, "AA"):
        assert fault(verifier, f"{other}.{claims}.{tail}") is TokenFault.MALFORMED
    assert fault(verifier, f"{other}.{claims}.") is TokenFault.MALFORMED


def test_refuses_our_public_key_used_as_a_shared_secret(verifier: TokenVerifier, key: ECKey) -> None:
    body = f"{encoded({'alg': 'HS256', 'typ': 'at+jwt', 'kid': key.kid})}.{signed(key).split('.')[1]}"
    mac = hmac.digest(key.as_pem(private=False), body.encode(), hashlib.sha256)
    signature = base64.urlsafe_b64encode(mac).decode().rstrip("=")
    assert fault(verifier, f"{body}.{signature}") is TokenFault.MALFORMED


@pytest.mark.parametrize("type_", ["JWT", "id+jwt", "jwt"])
def test_refuses_another_type_of_token(verifier: TokenVerifier, key: ECKey, type_: str) -> None:
    assert fault(verifier, signed(key, header={"typ": type_})) is TokenFault.MALFORMED


def test_takes_the_long_name_of_the_type(verifier: TokenVerifier, key: ECKey) -> None:
    assert verifier.verify(signed(key, header={"typ": "application/AT+JWT"})).subject == "user-1"


@pytest.mark.parametrize("more", [{"crit": ["x"], "x": 1}, {"x": 1}, {"crit": "exp"}, {"kid": 7}, {"typ": ["at+jwt"]}])
def test_refuses_a_header_that_it_does_not_understand(
    issuer: TokenIssuer, verifier: TokenVerifier, more: dict[str, object]
) -> None:
    header, claims, signature = issuer.issue(ADA).split(".")
    assert fault(verifier, f"{encoded(decoded(header) | more)}.{claims}.{signature}") is TokenFault.MALFORMED


@pytest.mark.parametrize("missing", ["kid", "typ", "alg"])
def test_refuses_a_header_that_says_too_little(verifier: TokenVerifier, key: ECKey, missing: str) -> None:
    good, claims, signature = signed(key).split(".")
    header = {name: value for name, value in decoded(good).items() if name != missing}
    assert fault(verifier, f"{encoded(header)}.{claims}.{signature}") is TokenFault.MALFORMED


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"iss": "urn:torso:demo"}, TokenFault.ISSUER),
        ({"iss": ["urn:torso:test"]}, TokenFault.ISSUER),
        ({"aud": "urn:other"}, TokenFault.AUDIENCE),
        ({"aud": []}, TokenFault.AUDIENCE),
        ({"aud": ["urn:other"]}, TokenFault.AUDIENCE),
        ({"iat": int(NOON.timestamp()) + 60}, TokenFault.NOT_YET_VALID),
        ({"nbf": int(NOON.timestamp()) + 60}, TokenFault.NOT_YET_VALID),
        ({"exp": 1}, TokenFault.EXPIRED),
        ({"exp": "2100-01-01"}, TokenFault.CLAIMS),
        ({"exp": float("nan")}, TokenFault.CLAIMS),
        ({"exp": float("inf")}, TokenFault.CLAIMS),
        ({"exp": 10**30}, TokenFault.CLAIMS),
        ({"exp": True}, TokenFault.CLAIMS),
        ({"sub": 7}, TokenFault.CLAIMS),
        ({"jti": 7}, TokenFault.CLAIMS),
        ({"roles": ["KING"]}, TokenFault.CLAIMS),
        *(({name: None}, TokenFault.CLAIMS) for name in ("iss", "aud", "sub", "exp", "iat", "jti", "client_id")),
    ],
    ids=str,
)
def test_refuses_wrong_claims(
    verifier: TokenVerifier, key: ECKey, claims: dict[str, object], expected: TokenFault
) -> None:
    assert fault(verifier, signed(key, claims)) is expected


def test_takes_a_token_that_is_good_here_among_others(verifier: TokenVerifier, key: ECKey) -> None:
    assert verifier.verify(signed(key, {"aud": ["urn:other", REALM.audience]})).subject == "user-1"


def test_a_token_of_the_demo_is_no_good_elsewhere(issuer: TokenIssuer, key: ECKey, clock: FixedClock) -> None:
    elsewhere = TokenVerifier(verification_keys(key), Realm("https://erp.example.com", REALM.audience), clock)
    assert fault(elsewhere, issuer.issue(ADA)) is TokenFault.ISSUER


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "a.b", "a.b.c", "a.b.c.d", "e30.e30.e30", "bnVsbA.e30.AA", "W10.e30.AA", "Nw.e30.AA", "a.b.\x00",
     "\ud800.b.c", "a.b.c\n", "é.b.c", "A" * (TOKEN_LENGTH_MAX + 1), encoded(["x"] * 100) + ".e30.AA",
     "W1tbW1tbW1tbW1tbW1tb" * 20 + ".e30.AA"],
    ids=repr,
)  # fmt: skip
def test_refuses_what_is_no_token(verifier: TokenVerifier, token: str) -> None:
    assert fault(verifier, token) is TokenFault.MALFORMED


@given(st.one_of(st.text(), st.from_regex(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", fullmatch=True)))
@FIXTURES_STAY
def test_never_answers_noise_with_anything_but_a_refusal(verifier: TokenVerifier, token: str) -> None:
    assert fault(verifier, token) in {TokenFault.MALFORMED, TokenFault.SIGNATURE}


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
@FIXTURES_STAY
def test_never_trips_over_a_header(verifier: TokenVerifier, header: object) -> None:
    assert fault(verifier, f"{encoded(header)}.e30.AA") in {TokenFault.MALFORMED, TokenFault.SIGNATURE}
