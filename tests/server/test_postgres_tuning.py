"""The server's settings fit the machine."""

import pytest

from server.postgres.tuning import settings


@pytest.mark.parametrize(
    ("memory_mib", "shared_buffers", "work_mem"),
    [(1024, "128MB", "8MB"), (8192, "512MB", "8MB"), (24576, "1536MB", "24MB"), (262144, "2048MB", "64MB")],
)
def test_takes_a_share_of_the_memory(memory_mib: int, shared_buffers: str, work_mem: str) -> None:
    chosen = settings(memory_mib, 2, durable=True)
    assert (chosen["shared_buffers"], chosen["work_mem"]) == (shared_buffers, work_mem)


def test_waits_for_the_disk_unless_it_is_told_not_to() -> None:
    assert "fsync" not in settings(8192, 2, durable=True)
    assert settings(8192, 2, durable=False)["fsync"] == "off"


def test_takes_the_connections_of_a_whole_test_run() -> None:
    """Each of its processes keeps the pools of a dozen servers open."""
    assert [settings(8192, 2, durable=durable)["max_connections"] for durable in (True, False)] == ["100", "500"]
