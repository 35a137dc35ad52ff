"""A backup is restored while programs listen: positions go back, so everybody reads anew, and nobody waits for what does not come."""

import asyncio
from pathlib import Path

from server import migration
from server.database import Database
from server.postgres.backup import backup
from tests.interruptions.business import business_of, going_on
from tests.interruptions.conftest import Programs, Serve
from tests.interruptions.programs import listening

ENOUGH = 60


async def test_everybody_is_told_to_read_anew(
    fresh_database: Database, serve: Serve, programs: Programs, tmp_path: Path
) -> None:
    business = await business_of(fresh_database)
    await asyncio.to_thread(backup, fresh_database.owner_url, tmp_path / "backup")
    async with serve(fresh_database) as server:
        everybody = programs(server.address)
        async with listening(*everybody):
            async with going_on(business):
                for each in everybody:
                    await each.until(lambda program: len(program.told) >= ENOUGH)
            late = programs(server.address)
            for each, other in zip(late, everybody, strict=True):
                each.cursor = other.cursor
            await migration.restore(fresh_database, tmp_path / "backup")
            async with listening(*late):
                for each in (*everybody, *late):
                    await each.until(lambda program: "RESYNC_REQUIRED" in program.endings and program.cursor)
                again = await business_of(fresh_database)
                async with going_on(again):
                    for each in (*everybody, *late):
                        await each.until(lambda program: len(program.told) >= ENOUGH)
                expected = await again.everything()
                for each in (*everybody, *late):
                    await each.until(lambda program: program.told[-1:] == expected[-1:])
                    # Whoever listened before the server had noticed is told once more to begin anew, and may miss some before.
                    told = each.told[-len(expected) :]
                    assert told == expected[-len(told) :]
