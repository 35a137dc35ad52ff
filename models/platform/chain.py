"""Chains of hashes: each entry gets a place behind the one before, so that no change of it goes unnoticed.

An entry that waits for its place stands in `…_unsealed`, its place in `…_seal`, and the signed ends of the chain in
`…_head`. The functions made here are the same for every kind of entry; where there is a chain for each of something, such
as each journal, a column says which.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chain:
    """A kind of chain: what its tables are called, and what is hashed of an entry `e`."""

    name: str
    table: str
    type_name: str
    content: str = "to_jsonb(e)"
    # The column that tells chains apart; None where there is one.
    of: str | None = None
    # What excuses an entry that is not what was sealed; `link` has its content and the hash before it.
    excused: str = ""

    @property
    def seal(self) -> str:
        """The function that gives places to what waits, and tells how many there were."""
        last = f"""
  select position, hash into place, link from {self.name}_seal {self._of("chain")} order by position desc limit 1;
  place := coalesce(place, 0);
  link := coalesce(link, ''::bytea);"""  # noqa: S608 - names of ours
        changed = f"""
    if chain is distinct from entry.whose then
      chain := entry.whose;{last}
    end if;"""
        of, columns, order = (f"e.{self.of} as whose, ", f"{self.of}, ", f"e.{self.of}, ") if self.of else ("", "", "")
        return f"""
create function {self.name}_seal(at_most integer) returns integer language plpgsql security definer
set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  entry record;
  {"chain uuid;" if self.of else ""}
  place bigint;
  link bytea;
  sealed integer := 0;
begin
  if not pg_try_advisory_xact_lock(hashtext('{self.name}_seal')) then
    return 0;
  end if;{"" if self.of else last}
  for entry in
    with taken as (
      delete from {self.name}_unsealed where entry_id in (select entry_id from {self.name}_unsealed order by entry_id limit at_most)
      returning entry_id
    )
    select {of}e.id, {self.content} as content from {self.table} as e join taken on taken.entry_id = e.id order by {order}e.id
  loop{changed if self.of else ""}
    place := place + 1;
    link := audit_digest(link, entry.content);
    insert into {self.name}_seal ({columns}position, entry_id, hash) values ({"chain, " if self.of else ""}place, entry.id, link);
    sealed := sealed + 1;
  end loop;
  return sealed;
end $$
"""  # noqa: S608 - names of ours

    @property
    def first_break(self) -> str:
        """The function that reckons a chain anew.

        Each link is reckoned from the stored one before it, so that the first that does not fit is the one that was touched.
        """
        parameter = "chain uuid" if self.of else ""
        return f"""
create function {self.name}_first_break({parameter}) returns text language plpgsql stable
set search_path = public, pg_temp set timezone = 'UTC' as $$
declare broken record;
begin
  select into broken * from (
    select s.position, s.entry_id, s.hash, e.id as entry, {self.content} as content,
      lag(s.position, 1, 0::bigint) over chain as place_before, lag(s.hash, 1, ''::bytea) over chain as link_before
    from {self.name}_seal as s left join {self.table} as e on e.id = s.entry_id {self._of("chain", "s.")}
    window chain as (order by s.position)
  ) as link
  where position <> place_before + 1 or entry is null or hash <> audit_digest(link_before, content){self.excused}
  order by position limit 1;
  if found then
    return format('%s: %s {self.type_name}:%s', broken.position, case
      when broken.position <> broken.place_before + 1 then 'SEAL_MISSING before'
      when broken.entry is null then 'ENTRY_MISSING' else 'ENTRY_CHANGED' end, broken.entry_id);
  end if;
  select into broken h.position from {self.name}_head as h left join {self.name}_seal as s using ({self.of + ", " if self.of else ""}position)
    where {f"h.{self.of} = chain and " if self.of else ""}s.hash is distinct from h.hash order by h.position limit 1;
  if found then
    return format('%s: HEAD_LOST', broken.position);
  end if;
  return null;
end $$
"""  # noqa: S608 - names of ours

    def _of(self, value: str, prefix: str = "") -> str:
        return f"where {prefix}{self.of} = {value}" if self.of else ""
