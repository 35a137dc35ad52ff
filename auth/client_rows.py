"""Which programs somebody sees, with their secrets, their roles, and what was granted to them."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.sql.expression import FromClause

import models
from auth.policy import Condition, Value, in_reach, of_seen
from auth.principal import RightsKey

READS_CLIENTS: Final = "platform.client:read"


def reached_client(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    """Our own programs and those of partners of the viewer's companies; a partner sees the programs that act for it."""
    of_companies = in_reach(row, value, rights)
    if rights.acts_for_party:
        own = row.c.party_id == value("party", sa.Uuid())
        return own if of_companies is None else sa.and_(own, of_companies)
    return None if of_companies is None else sa.or_(row.c.company_id.is_(None), of_companies)


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
