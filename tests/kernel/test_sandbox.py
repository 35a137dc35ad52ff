from uuid import UUID

from kernel.ids import NodeId, uuid7, uuid7_from
from kernel.sandbox import is_sandbox, sandbox_id

YEAR_10000_NS = 8_030 * 365 * 86_400 * 10**9


def test_sandboxes_are_told_from_companies_by_their_ids() -> None:
    assert is_sandbox(sandbox_id())
    assert not is_sandbox(uuid7())
    assert not is_sandbox(uuid7_from(YEAR_10000_NS, 0))


def test_their_ids_are_ids_as_any() -> None:
    made = {sandbox_id() for _ in range(100)}
    assert len(made) == 100
    assert {NodeId.parse(f"Company:{each}").key for each in made} == made
    assert {(each.version, each.variant) for each in made} == {(8, UUID(int=0x8 << 76 | 0b10 << 62).variant)}
