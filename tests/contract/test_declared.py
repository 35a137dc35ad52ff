"""What a mutation refuses with although errors.json does not name it is found."""

from services.platform.access_explanation import UserUnknown
from services.refusals import NotFound
from tests.declared import undeclared


def test_finds_a_code_that_does_not_name_the_mutation() -> None:
    assert undeclared("productCreate", [NotFound(), UserUnknown()]) == ["productCreate: USER_UNKNOWN"]


def test_a_mutation_that_only_tests_have_may_refuse_as_it_likes() -> None:
    assert undeclared("somethingElse", [UserUnknown()]) == []
