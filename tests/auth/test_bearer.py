import pytest

from auth.bearer import AuthorizationMalformed, InvalidToken, TokenFault, Unauthenticated, bearer_token


@pytest.mark.parametrize("header", ["Bearer a.b-c_d", "bearer a.b-c_d", "BEARER   a.b-c_d  "])
def test_takes_the_token_whatever_the_case_of_the_scheme(header: str) -> None:
    assert bearer_token(header) == "a.b-c_d"


@pytest.mark.parametrize("header", [None, "", "Basic dXNlcjpwYXNz", "Bearerx a", "a.b.c", "\x00", " Bearer a"])
def test_asks_for_a_token_where_there_is_none(header: str | None) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        bearer_token(header)
    assert refusal.value.http_status == 401
    assert refusal.value.challenge() == 'Bearer realm="torso"'


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer a b", "Bearer a,b", "Bearer ä", "Bearer\ta"])
def test_refuses_a_malformed_header(header: str) -> None:
    with pytest.raises(AuthorizationMalformed) as refusal:
        bearer_token(header)
    assert refusal.value.http_status == 400
    assert 'error="invalid_request"' in refusal.value.challenge()


@pytest.mark.parametrize("fault", TokenFault)
def test_challenges_an_invalid_token_as_the_standard_says(fault: TokenFault) -> None:
    refusal = InvalidToken(fault)
    assert (refusal.code, refusal.http_status) == ("INVALID_TOKEN", 401)
    assert refusal.challenge() == (
        f'Bearer realm="torso", error="invalid_token", error_description="The access token is not valid ({fault})."'
    )
