"""Whatever is asked of the books that is not there, or not possible now, is refused with a code and the place in the arguments."""

from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.invoices import desk as bills
from tests.finance.office import Answer, Office
from tests.finance.payments import desk as payments
from tests.finance.roles.expected import MUTATIONS
from tests.finance.roles.test_table import SDL
from tests.writing.shop import Shop
from tests.writing.test_rights import literal, needed, written

OTHER = "{ errors { code path ... on IdOfOtherType { expected } } }"


async def test_what_is_not_there_is_refused_with_a_path(finance_shop: Shop) -> None:
    looked_up = [name for name in MUTATIONS if "id" in SDL.fields("Mutation")[name].args]
    assert len(looked_up) > 40
    for name in looked_up:
        (refusal,) = await _refused(finance_shop, name, f'"Product:{uuid7()}"')
        assert (refusal["code"], refusal["path"]) == ("ID_OF_OTHER_TYPE", ["id"]), name
        (refusal,) = await _refused(finance_shop, name, f'"{refusal["expected"]}:{uuid7()}"')
        assert (refusal["code"], refusal["path"]) == ("NOT_FOUND", ["id"]), name


# What an open period and year, and the drafts of documents, cannot be taken to.
UNAVAILABLE = {
    "period": ("accountingPeriodOpen", "accountingPeriodClose", "accountingPeriodReopen", "accountingPeriodLock"),
    "year": ("fiscalYearReopen", "fiscalYearLock"),
    "payment": ("paymentVoid", "paymentReconcile", "paymentUnreconcile"),
    "invoice": ("invoicePost", "invoiceRevise"),
}


async def test_what_a_document_cannot_be_taken_to_is_refused_with_a_path(office: Office) -> None:
    desk, invoices = await payments.desk_of(office), await bills.desk_of(office)
    documents = {
        "period": (await office.periods())[0], "year": office.year, "payment": await desk.draft("10.00"),
        "invoice": await invoices.draft(invoices.line(1, 10)),
    }  # fmt: skip
    for kind, names in UNAVAILABLE.items():
        for name in names:
            assert await unavailable(office, name, documents[kind]) == [("TRANSITION_UNAVAILABLE", ["id"])], name


async def test_a_closed_year_is_refused_with_a_path_when_it_is_closed_again(office: Office) -> None:
    await office.close_periods()
    said: dict[str, Any] = {"id": office.year["id"], "version": office.year["version"]}
    year = await office.done("fiscalYearClose", "fiscalYear { id version }", **said, idempotencyKey=str(uuid7()))
    assert await unavailable(office, "fiscalYearClose", year) == [("TRANSITION_UNAVAILABLE", ["id"])]


async def unavailable(office: Office, name: str, document: Answer) -> list[tuple[str, list[str]]]:
    """Try to take a document to another state, and give the codes and paths of what is refused."""
    said = {
        "id": document["id"],
        "version": document["version"],
        "on": "2026-12-31",
        "why": "Wrong",
        "because": "Wrong",
    }
    known = SDL.fields("Mutation")[name].args
    given: dict[str, Any] = {key: value for key, value in said.items() if key in known}
    told = await office.do(name, "", **given, idempotencyKey=str(uuid7()))
    return [(error["code"], error["path"]) for error in told["errors"]]


async def _refused(shop: Shop, name: str, key: str) -> list[dict[str, Any]]:
    arguments = SDL.fields("Mutation")[name].args
    given = {each: literal(argument.type) for each, argument in arguments.items() if needed(argument)}
    document = written(name, {**given, "id": key}).replace("{ __typename }", OTHER)
    answer = await shop.ask(f"mutation {{ {document} }}", token=shop.token(RoleCode.ADMIN))
    assert answer.get("data"), (name, answer)
    return answer["data"][name]["errors"]
