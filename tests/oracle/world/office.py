"""What people do beside the trade: files at documents, work in the background, what they are told and want to be told."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import models
from models import (
    BulkErrorPolicy,
    BulkOperationKind,
    BulkOperationState,
    JobState,
    NotificationChannel,
    NotificationKind,
)
from models.base import Entity
from tests.oracle.world.builder import MOMENTS, NOON, Builder
from tests.oracle.world.people import USER_IDS
from tests.oracle.world.texts import NAMES, WORDS

SUBJECTS = (*map(str, USER_IDS.values()), "shop", "nobody")
RESULT = {"rows_read": 12, "net_amount": "9.99", "of_which": {"rows_kept": [1, 2]}, "note": None, "done": True}


def files(builder: Builder, documents: Sequence[Entity]) -> None:
    """Make the files of one company: one that everybody who asks has announced, and those at documents."""
    announced = [_file(builder, subject) for subject in SUBJECTS]
    for file in announced[::3]:
        file.company_id = None
    attached = [_file(builder, builder.pick(SUBJECTS)) for _ in documents]
    for file in attached:
        file.sha256, file.stored_at, file.claimed_at = "ab" * 32, NOON, NOON
    attachments = [
        models.Attachment(
            **builder.owned(),
            file_id=file.id,
            entity_type=type(document).__name__,
            entity_id=document.id,
            title=builder.maybe(builder.pick(NAMES)),
            shared_with_partner=place % 2 == 0,
            name=file.name,
            media_type=file.media_type,
            size_bytes=file.size_bytes,
            sha256="ab" * 32,
        )
        for place, (file, document) in enumerate(zip(attached, documents, strict=True))
    ]
    builder.layer([*announced, *attached], attachments)


def jobs(builder: Builder, companies: Sequence[models.Company]) -> Sequence[models.Job]:
    """Make work for everybody who asks, for a company or for none."""
    made = [_job(builder, subject, company.id) for subject in SUBJECTS for company in companies]
    builder.layer(made, [_bulk(builder, job, kind) for job in made[::2] for kind in BulkOperationKind])
    return made


def _bulk(builder: Builder, job: models.Job, kind: BulkOperationKind) -> models.BulkOperation:
    reads = kind is BulkOperationKind.QUERY
    return models.BulkOperation(
        **builder.entity(),
        kind=kind,
        state=builder.pick(list(BulkOperationState)),
        document="{ units { nodes { id } } }",
        operation_name=builder.maybe(builder.pick(NAMES)),
        **({"variables": {"a": [1, None]}} if reads else {"error_policy": builder.pick(list(BulkErrorPolicy))}),
        row_count=builder.pick([3, 5_000_000]),
        failed_count=0 if reads else 2,
        page_count=builder.pick([0, 12]),
        page_cost=builder.pick([0, 507]),
        size_bytes=builder.maybe(1024**3),
        sha256=builder.maybe("ab" * 32),
        error_code=builder.maybe("BULK_TOO_LARGE"),
        error_message=builder.maybe(builder.pick(NAMES)),
        requested_by=job.requested_by,
        client_id="shop",
        rights={},
        job_id=job.id,
        snapshot_at=builder.maybe(NOON),
        started_at=builder.maybe(NOON),
        finished_at=builder.maybe(builder.pick(MOMENTS)),
    )


def notifications(builder: Builder, about: Sequence[Entity]) -> None:
    """Tell everybody something, in the inbox and past it, and let them choose."""
    told = [
        models.Notification(
            **builder.entity(),
            user_id=user,
            kind=builder.pick(list(NotificationKind)),
            subject=builder.pick(NAMES),
            text=" ".join(builder.random.sample(WORDS, 3)),
            language=builder.pick(["en", "de"]),
            facts={"name": "x"},
            about_type=type(one).__name__ if one else None,
            about_id=one.id if one else None,
            in_inbox=place < 2,
            by_mail=True,
            read_at=builder.maybe(builder.pick(MOMENTS)),
            mailed_at=builder.maybe(builder.pick(MOMENTS)),
        )
        for user in USER_IDS.values()
        for place, one in enumerate((builder.pick(about), None, builder.pick(about)))
    ]
    chosen = [
        models.NotificationPreference(
            **builder.entity(), user_id=user, kind=NotificationKind.JOB_FINISHED, channel=channel, wanted=wanted
        )
        for user in USER_IDS.values()
        for channel, wanted in ((NotificationChannel.MAIL, False), (NotificationChannel.INBOX, True))
    ]
    builder.layer(told, chosen)


def sessions(builder: Builder) -> None:
    """Let everybody sign in with two browsers, and out of one."""
    builder.layer(
        [
            models.UserSession(
                **builder.entity(),
                user_id=user,
                secret_hash=builder.random.randbytes(32),
                methods=builder.pick([["pwd"], ["pwd", "otp", "mfa"]]),
                authenticated_at=MOMENTS[0],
                last_seen_at=builder.pick(MOMENTS),
                expires_at=MOMENTS[-1],
                ended_at=ended_at,
                address=builder.maybe("192.0.2.1"),
                browser=builder.maybe(builder.pick(NAMES)),
            )
            for user in USER_IDS.values()
            for ended_at in (None, builder.pick(MOMENTS))
        ]
    )


def _file(builder: Builder, subject: str) -> models.File:
    return models.File(
        **builder.owned(),
        name=builder.pick(NAMES),
        media_type="application/pdf",
        size_bytes=builder.pick([1, 2_000_000_000]),
        requested_by=subject,
        expires_at=builder.pick(MOMENTS),
    )


def _job(builder: Builder, subject: str, company: UUID) -> models.Job:
    state = builder.pick(list(JobState))
    return models.Job(
        **builder.entity(),
        kind=builder.pick(["mail.send", "import.run"]),
        state=state,
        progress_total=builder.maybe(12),
        progress_done=builder.pick([0, 12]),
        message=builder.maybe(builder.pick(NAMES)),
        **({"result": RESULT} if state is JobState.DONE else {}),
        attempts=builder.pick([0, 1, 3]),
        requested_by=subject,
        company_id=builder.maybe(company),
        started_at=builder.maybe(NOON),
        finished_at=builder.maybe(NOON + timedelta(seconds=1)),
    )
