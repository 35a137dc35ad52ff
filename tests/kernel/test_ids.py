from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.ids import IdInvalid, IdOfOtherType, NodeId, uuid7, uuid7_from

KEY = "0190f3c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f"
UUIDS = st.uuids(version=4)

REFUSED = [
    "", "SalesOrder", f"SalesOrder:{KEY.upper()}", f"SalesOrder:{KEY.replace('-', '')}", f"SalesOrder:{{{KEY}}}",
    f"SalesOrder:urn:uuid:{KEY}", f"SalesOrder: {KEY}", f" SalesOrder:{KEY}", f"salesOrder:{KEY}",
    f"Sales-Order:{KEY}", f":{KEY}", KEY, f"SalesOrder:{KEY}\n",
    f"SalesOrder:{UUID(int=0)}", f"SalesOrder:{UUID(int=2**128 - 1)}",
    "SalesOrder:0190f3c2-7a1b-0c3d-8e4f-5a6b7c8d9e0f", "SalesOrder:0190f3c2-7a1b-9c3d-8e4f-5a6b7c8d9e0f",
    "SalesOrder:0190f3c2-7a1b-7c3d-ce4f-5a6b7c8d9e0f", "SalesOrder:٠190f3c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f",
]  # fmt: skip


@given(st.from_regex(r"[A-Z][A-Za-z0-9]{0,20}", fullmatch=True), UUIDS)
def test_reads_what_it_writes(type_name: str, key: UUID) -> None:
    node_id = NodeId(type_name, key)
    assert NodeId.parse(str(node_id)) == node_id
    assert NodeId.parse(str(node_id), expected=type_name) == node_id


@pytest.mark.parametrize("version", "12345678")
def test_takes_every_version_of_the_standard(version: str) -> None:
    text = f"Party:0190f3c2-7a1b-{version}c3d-8e4f-5a6b7c8d9e0f"
    assert str(NodeId.parse(text)) == text


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_every_other_spelling(text: str) -> None:
    with pytest.raises(IdInvalid) as refusal:
        NodeId.parse(text)
    assert refusal.value.code == "ID_INVALID"


@given(st.text())
def test_either_reads_or_refuses_with_its_own_error(text: str) -> None:
    with pytest.raises(IdInvalid):
        NodeId.parse(text)


def test_refuses_the_id_of_another_type() -> None:
    with pytest.raises(IdOfOtherType) as refusal:
        NodeId.parse(f"Party:{KEY}", expected="SalesOrder")
    assert refusal.value.facts() == {"actual": "Party", "expected": "SalesOrder"}


@given(st.integers(0, 2**63), st.integers(0, 2**62 - 1))
def test_composes_version_7_as_the_standard_says(unix_ns: int, randomness: int) -> None:
    key = uuid7_from(unix_ns, randomness)
    assert key.version == 7
    assert key.variant == uuid4().variant
    assert key.int >> 80 == unix_ns // 1_000_000


@given(st.integers(0, 2**62), st.integers(250, 10**12))
def test_later_ids_sort_later(unix_ns: int, later_ns: int) -> None:
    assert uuid7_from(unix_ns, 2**62 - 1) < uuid7_from(unix_ns + later_ns, 0)


def test_fresh_ids_are_new_and_readable() -> None:
    keys = {uuid7() for _ in range(1000)}
    assert len(keys) == 1000
    assert all(NodeId.parse(f"Party:{key}").key == key for key in keys)
