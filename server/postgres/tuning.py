"""The server's settings, from the size of the machine."""

import os
from collections.abc import Mapping
from pathlib import Path

MIB = 1024 * 1024


def settings(memory_mib: int, cores: int, *, durable: bool) -> Mapping[str, str]:
    """Give PostgreSQL's settings for a machine that Torso's own processes share.

    `durable=False` is for tests: a crash of the machine would lose or break the data.
    """
    return {
        "shared_buffers": _mib(memory_mib // 16, 128, 2048),
        "effective_cache_size": _mib(memory_mib // 2, 512, 65536),
        "work_mem": _mib(memory_mib // 1024, 8, 64),
        "maintenance_work_mem": _mib(memory_mib // 64, 64, 512),
        # The processes of a test run each keep the pools of many servers open at once.
        "max_connections": "100" if durable else "500",
        # A migration or a restore touches every table and partition in one transaction.
        "max_locks_per_transaction": "256",
        "max_parallel_workers_per_gather": str(max(1, min(4, cores // 2))),
        # The data lies on flash storage or in memory, where a random page costs hardly more than the next one.
        "random_page_cost": "1.1",
        # Compiling takes longer than our short statements run.
        "jit": "off",
        "wal_level": "replica",
        "min_wal_size": "256MB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "datestyle": "ISO, YMD",
        "log_line_prefix": "%m [%p] %q%u@%d ",
        "password_encryption": "scram-sha-256",
        **({} if durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}),
    }


def memory_mib() -> int:
    """Give the memory of this machine, or of the container that we are in when that has less."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    allowed = limit.read_text().strip() if limit.exists() else "max"
    return min(machine, int(allowed) if allowed.isdigit() else machine) // MIB


def _mib(wanted: int, least: int, most: int) -> str:
    return f"{max(least, min(wanted, most))}MB"
