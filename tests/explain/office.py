"""What the demo leaves out, because it needs files and a queue: much of what people attach, ask for, are told and import."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from asyncpg import Connection

from services.demo.identity import COMPANY_ID, SISTER_ID

MANY: Final = 12_000
ROWS: Final = f"generate_series(1, {MANY}) as n"

# Most rows are of the large company; every fiftieth is of the small one.
COMPANY: Final = f"case when n % 50 = 0 then '{SISTER_ID}'::uuid else '{COMPANY_ID}' end"
AT: Final = "timestamptz '2026-11-01 12:00Z' - n * interval '1 minute'"


async def add_office(connection: Connection, user_id: UUID) -> None:
    """Add all of it, for a user and for many others, as the owner of the tables."""
    async with connection.transaction():
        for statement in _statements(str(user_id)):
            await connection.execute(statement)
    await connection.execute("analyze")


def _programs(user: str) -> Iterator[str]:
    """Every tenth program acts for a partner; each has a secret, a role, and something that somebody granted."""
    yield f"""
      insert into oauth_client (client_id, name, kind, state, company_id, party_id, requested_by)
      select 'program ' || n, 'Program ' || n, 'CONFIDENTIAL', case when n % 9 = 0 then 'REQUESTED' else 'APPROVED' end,
        case when n % 10 = 0 then party.company_id end, case when n % 10 = 0 then party.id end, '{user}'
      from {ROWS} join (select company_id, id, row_number() over (order by id) - 1 as place, count(*) over () as among
        from party) party on party.place = n % party.among"""
    yield """
      insert into oauth_client_secret (client_id, secret_hash, hint)
      select id, sha256(client_id::bytea), 'abcd' from oauth_client"""
    yield """
      insert into oauth_client_role (client_id, role_id, company_id)
      select client.id, role.id, client.company_id from oauth_client client join role on role.code = 'SUPPORT_AGENT'"""
    yield f"""
      insert into oauth_grant (client_id, user_id, scopes, audiences, expires_at)
      select client.id, case when n % 40 = 0 then '{user}' else users.id end, '{{openid}}', '{{api}}', {AT}
      from (select id, row_number() over (order by id) as n from oauth_client) client
      join (select id, row_number() over (order by id) - 1 as place, count(*) over () as among
        from user_account) users on users.place = client.n % users.among"""


def _webhooks() -> Iterator[str]:
    """Each program is told at one address, and most of what it was told was taken."""
    yield """
      insert into webhook_endpoint (client_id, name, url, document, topics, sealed_secret, secret_changed_at)
      select id, name, 'https://hooks.example.org', 'subscription { jobProgress { cursor } }', '{JOBS}', 'sealed', now()
      from oauth_client"""
    yield """
      insert into webhook_progress (endpoint_id, epoch, position)
      select endpoint.id, epoch, position from webhook_endpoint endpoint cross join feed_state"""
    yield """
      insert into webhook_delivery (endpoint_id, epoch, position, topic, entity_type, key, entity_version, state)
      select endpoint.id, epoch, n, 'JOBS', 'Job', gen_random_uuid(), 1, case n % 5 when 0 then 'DEAD' else 'DELIVERED' end
      from webhook_endpoint endpoint cross join feed_state cross join generate_series(1, 10) as n"""


def _operations() -> Iterator[str]:
    """Each program asks by some operations."""
    yield """
      insert into persisted_operation (client_id, sha256, operation_names, document)
      select client.id, encode(sha256(convert_to(text, 'UTF8')), 'hex'), '{Units}', text
      from oauth_client client cross join (select '{ units(first: ' || n || ') { totalCount } }' as text
        from generate_series(1, 10) as n) texts"""


def _sandboxes() -> Iterator[str]:
    """Some programs are tried out, each in a company of its own; every other one for a partner."""
    yield """
      insert into company (id, code, name, legal_name, currency, country, time_zone, is_sandbox)
      select ('ffffffff' || substr(uuidv7()::text, 9))::uuid, 'SANDBOX-' || n, 'Sandbox', 'Sandbox', 'EUR', 'AT', 'Europe/Vienna', true
      from generate_series(1, 200) as n"""
    yield """
      insert into sandbox (name, company_id, party_id, sandbox_company_id, program_id, client_id, expires_at)
      select 'Trial', case when n % 2 = 0 then party.company_id end, case when n % 2 = 0 then party.id end, company.id, client.id,
        client.client_id, now() + interval '90 days'
      from (select id, row_number() over (order by id) as n from company where is_sandbox) company
      join (select id, client_id, row_number() over (order by id) as n from oauth_client where party_id is null) client using (n)
      join (select id, company_id, row_number() over (order by id) as n from party) party using (n)"""


def _bulk(user: str) -> Iterator[str]:
    """Whole lists were asked for by many."""
    yield f"""
      insert into bulk_operation (kind, document, requested_by, client_id, rights)
      select 'QUERY', '{{ units {{ nodes {{ id }} }} }}', case n % 20 when 0 then '{user}' else 'user-' || n % 20 end, 'shop', '{{}}'
      from generate_series(1, 400) as n"""


def _of_few(user: str) -> Iterator[str]:
    """What there is little of, however large the company: roles that are lent, providers of identities, rules of retention, teams."""
    yield f"""
      insert into rights_delegation (user_id, delegate_id, role_id, company_id, starts_on, ends_on, reason)
      select '{user}', users.id, role.id, '{COMPANY_ID}', '2026-11-01', '2026-11-30', 'Holidays'
      from (select id from user_account where id <> '{user}' order by id limit 12) users join role on role.code = 'AUDITOR'"""
    yield """
      insert into identity_provider (name, issuer, client_id, sealed_secret, secret_changed_at, email_domains)
      select 'Provider ' || n, 'https://id' || n || '.example.org', 'torso', 'sealed', now(), array['example.org']
      from generate_series(1, 3) as n"""
    yield """
      insert into identity_provider_role (provider_id, claim, value, role_id)
      select provider.id, 'groups', 'auditors', role.id from identity_provider provider join role on role.code = 'AUDITOR'"""
    yield """
      insert into user_identity (provider_id, subject, user_id)
      select provider.id, 'subject of ' || users.id, users.id from identity_provider provider cross join user_account users"""
    yield "insert into retention_rule (kind, kept_days) values ('NOTIFICATIONS', 365)"
    yield f"""
      insert into sales_team (company_id, code, name)
      select '{COMPANY_ID}', 'T' || n, 'Team ' || n from generate_series(1, 20) as n"""
    yield f"""
      insert into sales_team_member (company_id, team_id, user_id)
      select '{COMPANY_ID}', team.id, users.id from sales_team team cross join (select id from user_account order by id limit 10) users"""
    yield f"""
      insert into user_warehouse (company_id, warehouse_id, user_id)
      select '{COMPANY_ID}', house.id, users.id
      from warehouse house cross join (select id from user_account order by id limit 10) users where house.company_id = '{COMPANY_ID}'"""


def _statements(user: str) -> Iterator[str]:
    somebody = f"case when n % 300 = 0 then '{user}' else 'somebody ' || n % 40 end"
    yield f"""
      insert into file (company_id, name, media_type, size_bytes, sha256, requested_by, expires_at, stored_at, claimed_at)
      select {COMPANY}, 'Scan ' || n || '.pdf', 'application/pdf', 1000 + n, repeat('0', 64), {somebody}, {AT}, {AT}, {AT}
      from {ROWS}"""
    # Every file is at an order of its company, and fifty of them are at one and the same.
    yield """
      insert into attachment
        (company_id, file_id, entity_type, entity_id, name, media_type, size_bytes, sha256, recorded_at)
      select f.company_id, f.id, 'SalesOrder', o.id, f.name, f.media_type, f.size_bytes, f.sha256, f.stored_at
      from (select *, row_number() over (partition by company_id order by id) as n from file) f
      join (select company_id, id, row_number() over (partition by company_id order by id) as n from sales_order) o
        on o.company_id = f.company_id and o.n = case when f.n between 10 and 60 then 1 else f.n end"""
    yield f"""
      insert into job (kind, state, requested_by, company_id)
      select 'mail.send', 'DONE', {somebody}, case when n % 97 > 0 then {COMPANY} end from {ROWS}"""
    yield f"""
      insert into notification (user_id, kind, subject, text, language, facts, in_inbox, by_mail, recorded_at, read_at)
      select case when n % 40 = 0 then '{user}' else users.id end, 'JOB_FINISHED', 'Done', 'It is done.', 'en', '{{}}',
        true, false, {AT}, case when n % 3 = 0 then {AT} end
      from {ROWS} join (select id, row_number() over (order by id) - 1 as place, count(*) over () as among
        from user_account) users on users.place = n % users.among"""
    yield """
      insert into notification_preference (user_id, kind, channel, wanted)
      select id, 'JOB_FINISHED', 'MAIL', false from user_account"""
    yield from _programs(user)
    yield from _webhooks()
    yield from _operations()
    yield from _sandboxes()
    yield from _bulk(user)
    yield from _of_few(user)
    yield f"""
      insert into user_session (user_id, secret_hash, methods, authenticated_at, last_seen_at, expires_at)
      select case when n % 40 = 0 then '{user}' else users.id end, sha256(n::text::bytea), '{{pwd}}', {AT}, {AT}, {AT}
      from {ROWS} join (select id, row_number() over (order by id) - 1 as place, count(*) over () as among
        from user_account) users on users.place = n % users.among"""
    yield f"""
      insert into external_system (company_id, code, name)
      select id, 'kontor', 'Kontor' from company where id in ('{COMPANY_ID}', '{SISTER_ID}')"""
    yield """
      insert into field_ownership (company_id, system_id, entity_type, field)
      select company_id, id, 'Party', 'name' from external_system"""
    yield """
      insert into import_mapping (company_id, code, revision, target, document)
      select company_id, 'customers', n, 'parties', '{}' from external_system, generate_series(1, 3) as n"""
    yield """
      insert into import_job (company_id, system, target, mapping_id, state, source_name, source_sha256, requested_by)
      select company_id, 'kontor', target, id, 'COMPLETED', code, repeat('0', 64), 'somebody' from import_mapping"""
    yield f"""
      insert into import_row (job_id, part, number, fate, entity_type, entity_id)
      select id, 'rows', n, case when n % 9 = 0 then 'REJECTED' else 'IMPORTED' end, 'Party', uuidv7()
      from import_job, {ROWS}"""
