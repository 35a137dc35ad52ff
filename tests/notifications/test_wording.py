"""Words of notifications: every kind in every language, and facts that cannot play tricks."""

import datetime as dt
from decimal import Decimal
from string import Template

import pytest

from models import NotificationKind
from services.platform.wording import TEMPLATES, languages, said, worded

FACTS = {
    "job": "Import 7", "message": "3 rows rejected.", "file": "offer.pdf", "matter": "Entry: Rent", "who": "Ada", "note": "Too much.", "at": dt.datetime(2026, 11, 22, tzinfo=dt.UTC), "name": "Phone",
    "browser": "Firefox", "address": "192.0.2.1", "program": "Display", "why": "HTTP 503",
}  # fmt: skip


@pytest.mark.parametrize("kind", NotificationKind)
def test_every_kind_has_words_in_the_same_languages_made_of_the_same_facts(kind: NotificationKind) -> None:
    assert list(languages(kind)) == ["de", "en"]
    facts = [set(Template((TEMPLATES / f"{kind}.{to}.txt").read_text()).get_identifiers()) for to in languages(kind)]
    assert facts[0] == facts[1]


@pytest.mark.parametrize("kind", NotificationKind)
@pytest.mark.parametrize("language", ["de", "en"])
def test_everything_can_be_said(kind: NotificationKind, language: str) -> None:
    words = worded(kind, language, FACTS)
    assert words.language == language
    assert words.subject
    assert "$" not in words.subject + words.text


@pytest.mark.parametrize(
    ("wanted", "spoken"), [("de-AT", "de"), ("DE", "de"), ("en-GB", "en"), ("fr", "en"), ("../x", "en")]
)
def test_speaks_the_nearest_language_or_english(wanted: str, spoken: str) -> None:
    assert worded(NotificationKind.JOB_FAILED, wanted, FACTS).language == spoken


def test_a_fact_is_no_template_and_a_subject_is_one_line() -> None:
    words = worded(NotificationKind.ATTACHMENT_SHARED, "en", {"file": "$job\r\nBcc: all@example.org"})
    assert words.subject == "A file has been shared with you: $job Bcc: all@example.org"


def test_a_missing_fact_is_a_bug() -> None:
    with pytest.raises(KeyError):
        worded(NotificationKind.JOB_FAILED, "en", {})


def test_writes_facts_as_the_language_does() -> None:
    instant = dt.datetime(2026, 3, 31, 14, 5, tzinfo=dt.UTC)
    assert said(Decimal("1234567.891234"), "de") == "1.234.567,891234"
    assert said(dt.date(2026, 3, 31), "de") == "31.03.2026"
    assert said(instant, "de") == "31.03.2026, 14:05:00 UTC"
