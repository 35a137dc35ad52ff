"""What people are asked to agree to is said in their language, and all of it."""

from auth.permissions import CATALOGUE, Module
from server.oauth.pages import german
from server.oauth.pages.words import said
from services.platform.access.client import OPENID_SCOPES
from tests.oauth.house import House, request_for


def test_has_german_words_for_every_permission_and_every_module() -> None:
    assert list(german.ALLOWED) == list(CATALOGUE)
    assert set(german.MODULES) == set(Module)
    assert len({*german.ALLOWED.values()}) == len(CATALOGUE)


def test_says_everything_in_words_and_nothing_by_its_name() -> None:
    every = [*CATALOGUE, *OPENID_SCOPES, *(f"{module}.*" for module in Module)]
    assert not [scope for scope in every if scope in (said("de", scope), said("en", scope))]
    assert said("de", "sales.*") == "alles, was Sie dürfen, im Bereich Verkauf"
    assert said("en", "sales.*") == "everything that you may in sales"


def test_german_words_complete_the_sentence_that_stands_above_them() -> None:
    assert not [words for words in german.ALLOWED.values() if words.endswith(".") or len(words) > 160]


async def test_asks_in_german_whoever_reads_german(house: House) -> None:
    client = await house.client(first_party=False, scopes=["sales.*", "finance.*"])
    asked = request_for(client, scope="openid sales.order:read finance.*", ui_locales="de")
    page = await house.browse("/oauth/authorize", **asked)
    assert "<li>Aufträge, ihre Positionen und die Preise der Kunden sehen</li>" in page.text
    assert "<li>alles, was Sie dürfen, im Bereich Rechnungswesen</li>" in page.text
