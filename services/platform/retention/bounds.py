"""How many days each kind of thing is kept: usually, at least and at most, and why.

Entries, invoices, payments, bank statements and who approved them are no kinds: commercial and tax law keep them for years
(in Austria seven, BAO 132; in Germany up to ten, AO 147), and nothing here forgets them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from models import RetentionKind
from models.platform.audit import FORGOTTEN_AFTER_DAYS


class Bounds(NamedTuple):
    """How many days something is kept."""

    usual_days: int | None
    """Where no rule says; null for good."""
    min_days: int
    max_days: int
    of_company: bool
    """Whether it belongs to companies, so that each can have a rule of its own."""
    why: str


BOUNDS: Final[Mapping[RetentionKind, Bounds]] = MappingProxyType(
    {
        RetentionKind.AUDIT_READS: Bounds(
            None, FORGOTTEN_AFTER_DAYS, 1_095, True,
            "Who has read what must be provable while misuse is found out (GDPR 32 and 33); after three years it is surveillance "
            "of those who work (GDPR 5(1)(c) and (e)).",
        ),
        RetentionKind.AUDIT_SIGN_INS: Bounds(
            None, FORGOTTEN_AFTER_DAYS, 1_095, False,
            "Addresses and browsers are needed while an attack is found out (GDPR 32 and 33), and no longer (GDPR 5(1)(e)).",
        ),
        RetentionKind.ENDED_SESSIONS: Bounds(
            None, 1, 365, False, "What has ended is good for nothing but to look back at for a while (GDPR 5(1)(e))."
        ),
        RetentionKind.FINISHED_JOBS: Bounds(
            30, 1, 365, True, "Whoever asked for it has a day at least to fetch what came of it."
        ),
        RetentionKind.IDEMPOTENCY_KEYS: Bounds(
            7, 1, 90, False, "Clients that were away for a night send a request again and must not do it twice."
        ),
        RetentionKind.IMPORT_VALUES: Bounds(
            None, 30, 3_650, True,
            "Rejected rows have to be corrected first; for ten years books that were taken over may have to be explained (AO 147).",
        ),
        RetentionKind.NOTIFICATIONS: Bounds(
            None, 7, 1_825, False, "Mail is tried for days, and holidays are long; the documents themselves stay."
        ),
        RetentionKind.UNSEEN_BROWSERS: Bounds(
            None, 30, 365, False, "A cookie by which a browser is known lives for a year, and is worth nothing afterwards."
        ),
        RetentionKind.USED_LINKS: Bounds(
            None, 1, 365, False, "A used link opens nothing any more (GDPR 5(1)(e))."
        ),
    }
)  # fmt: skip
"""All of them; a kind that is not in here cannot be forgotten."""
