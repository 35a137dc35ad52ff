"""Which programs somebody sees, with their secrets, their roles, and what was granted to them."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.sql.expression import FromClause

import models
from auth.policy import Condition, Value, among_companies, in_reach, of_seen, reaches_beyond_sandboxes
from auth.principal import RightsKey

READS_CLIENTS: Final = "platform.client:read"


def reached_client(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    """Our own programs and those of the viewer's companies; a partner sees the programs that act for it.

    In a sandbox there is nothing of ours to see. Who sees all companies sees the programs of sandboxes too, and looks after them.
    """
    of_companies = in_reach(row, value, rights)
    if rights.acts_for_party:
        own = row.c.party_id == value("party", sa.Uuid())
        return own if of_companies is None else sa.and_(own, of_companies)
    beyond = reaches_beyond_sandboxes(rights.companies, value)
    if of_companies is None or beyond is None:
        return None
    return sa.or_(sa.and_(row.c.company_id.is_(None), beyond), of_companies)


def reached_sandbox(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    """Sandboxes as programs are seen, by whose they are; and from within the one in which somebody works."""
    reached = reached_client(row, value, rights)
    if reached is None or rights.acts_for_party:
        return reached
    return sa.or_(reached, among_companies(row.c.sandbox_company_id, rights.companies, value))


def used_by_reached(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    """What programs use that one sees; who sees all companies sees what others use as well."""
    client = models.OAuthClient.__table__.alias()
    reached = reached_client(client, value, rights)
    if reached is None:
        return None
    query = sa.select(sa.literal_column("1", sa.Integer())).where(client.c.client_id == row.c.client_id, reached)
    return query.correlate_except(client).exists()


of_reached_client = of_seen(models.OAuthClient.__table__, "client_id", reached_client)
of_reached_endpoint = of_seen(models.WebhookEndpoint.__table__, "endpoint_id", of_reached_client)


def own_grant(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    """What somebody has granted; who sees programs sees all that was granted to these."""
    own = row.c.user_id == value("user", sa.Uuid())
    if READS_CLIENTS not in rights.permissions:
        return own
    client = models.OAuthClient.__table__.alias()
    reached = reached_client(client, value, rights)
    if reached is None:
        return None
    # A value and no `exists`, for which PostgreSQL would read all programs; one's own are seen without the program.
    of_reached = sa.select(reached).where(client.c.id == row.c.client_id).correlate_except(client).scalar_subquery()
    return sa.or_(own, of_reached)
