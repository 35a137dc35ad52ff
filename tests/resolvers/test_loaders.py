"""Loaders: names in the viewer's language and links to files, looked up once for each answer."""

from collections.abc import Sequence
from uuid import uuid4

import pytest

from kernel.clock import FixedClock, SystemClock
from resolvers.loaders import loaders_for, locale_of
from services.platform.file_link import FileLinks


@pytest.mark.parametrize(
    ("languages", "name"),
    [
        ((), "Germany"),
        (("de",), "Deutschland"),
        (("fr-CH", "de"), "Allemagne"),
        (("tlh", "*", "", "not a language", "it"), "Germania"),
        (("zh-Hant-TW",), "德國"),
        (("xx",), "Germany"),
    ],
)
async def test_says_a_country_in_the_first_language_that_has_words(languages: tuple[str, ...], name: str) -> None:
    assert await loaders_for(languages)["country_names"]().load("DE") == name


async def test_says_what_it_does_not_know_as_it_is() -> None:
    loaders = loaders_for(("de",))
    named = ("country_names", "currency_names", "currency_symbols")
    assert [await loaders[name]().load("QQQ") for name in named] == ["QQQ"] * 3


async def test_signs_a_link_for_each_file() -> None:
    links, file_id = FileLinks(b"secret", "https://erp.example.org", FixedClock(SystemClock().now())), uuid4()
    loaders = loaders_for((), links)
    assert await loaders["download_urls"]().load(str(file_id)) == links.download(file_id)
    assert await loaders["upload_urls"]().load(str(file_id)) == links.upload(file_id)


async def test_gives_no_link_without_a_key() -> None:
    with pytest.raises(LookupError):
        await loaders_for(())["download_urls"]().load(str(uuid4()))


async def test_looks_everything_up_in_one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    loader = loaders_for(("en",))["currency_names"]()
    batches: list[Sequence[str]] = []
    look_up = loader.batch_load_fn

    async def counted(codes: list[str]) -> list[str]:
        batches.append(codes)
        return await look_up(codes)

    monkeypatch.setattr(loader, "batch_load_fn", counted)
    names = await loader.load_many(["EUR", "JPY", "EUR"])
    assert (names, batches) == (["Euro", "Japanese Yen", "Euro"], [["EUR", "JPY"]])


def test_reads_a_language_once() -> None:
    assert locale_of(("pt-BR",)) is locale_of(("pt-BR",))
