"""What the database forbids about approvals: nothing is approved without the people that it takes."""

from collections.abc import Iterator
from typing import Final

FACTS: Final = ("approval_request_step", "approval_decision")
# Tasks follow from the rest.
NOT_AUDITED: Final = ("approval_task",)

# A request begins pending, ends once, says the same all the time, and is approved by nothing but the decisions it has.
APPROVAL_REQUEST_MOVES = """
create function approval_request_moves() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare broken text;
begin
  broken := case
    when tg_op = 'INSERT' then case when new.state <> 'PENDING' then 'begins_pending' end
    when old.state <> 'PENDING' then 'decided_once'
    when row(old.company_id, old.policy_id, old.document_type, old.document_id, old.revision, old.description, old.currency,
      old.amount, old.requested_by, old.written_by, old.expires_at)
      is distinct from row(new.company_id, new.policy_id, new.document_type, new.document_id, new.revision,
      new.description, new.currency, new.amount, new.requested_by, new.written_by, new.expires_at) then 'request_is_fixed'
    when new.state = 'APPROVED' and (
      not exists (select from approval_request_step where request_id = new.id)
      or exists (
        select from approval_request_step as step where step.request_id = new.id and step.quorum > (
          select count(*) from approval_decision as decision
          where decision.request_id = new.id and decision.position = step.position and decision.verdict = 'APPROVED'
        )
      )) then 'quorum_is_reached'
  end;
  if broken is not null then
    raise exception using errcode = 'check_violation', table = 'approval_request', constraint = broken,
      message = format('approval request %s: %s', new.id, broken);
  end if;
  return new;
end $$
"""

APPROVAL_REQUEST_TRIGGER = """
create trigger approval_request_moves before insert or update on approval_request
for each row execute function approval_request_moves()
"""

# Decisions on one request come one after the other, since each locks it.
APPROVAL_DECISION_COUNTS = """
create function approval_decision_counts() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare request record; broken text;
begin
  select state, position, written_by || requested_by as concerned into request
  from approval_request where id = new.request_id for update;
  broken := case
    when request.state <> 'PENDING' then 'request_is_pending'
    when new.position <> request.position then 'step_is_current'
    when new.user_id::text = any(request.concerned) or new.for_user_id::text = any(request.concerned)
      then 'approver_is_somebody_else'
    when exists (select from approval_decision as other where other.request_id = new.request_id
      and (new.user_id in (other.user_id, other.for_user_id) or new.for_user_id in (other.user_id, other.for_user_id)))
      then 'approver_decides_once'
  end;
  if broken is not null then
    raise exception using errcode = 'check_violation', table = 'approval_decision', constraint = broken,
      message = format('decision on approval request %s: %s', new.request_id, broken);
  end if;
  return new;
end $$
"""

APPROVAL_DECISION_TRIGGER = """
create trigger approval_decision_counts before insert on approval_decision
for each row execute function approval_decision_counts()
"""

FUNCTION_NAMES: Final = ("approval_decision_counts()", "approval_request_moves()")


def statements() -> Iterator[str]:
    """Functions, and the triggers that call them."""
    yield from (APPROVAL_REQUEST_MOVES, APPROVAL_REQUEST_TRIGGER)
    yield from (APPROVAL_DECISION_COUNTS, APPROVAL_DECISION_TRIGGER)
