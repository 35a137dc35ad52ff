"""The server is killed while it tells what happens: whoever comes again with their last cursor has missed nothing."""

from contextlib import AsyncExitStack

from server.database import Database
from tests.interruptions.business import business_of, going_on
from tests.interruptions.conftest import Programs, Serve
from tests.interruptions.programs import listening

KILLS = 2
BETWEEN = 60


async def test_everybody_is_told_everything_once_and_in_order(
    fresh_database: Database, serve: Serve, programs: Programs
) -> None:
    business = await business_of(fresh_database)
    async with AsyncExitStack() as servers:
        server = await servers.enter_async_context(serve(fresh_database))
        everybody = programs(server.address)
        async with listening(*everybody):
            async with going_on(business):
                for kill in range(1, KILLS + 1):
                    for each in everybody:
                        await each.until(lambda program, kill=kill: len(program.told) >= kill * BETWEEN)
                    server.kill()
                    server = await servers.enter_async_context(serve(fresh_database))
                    for each in everybody:
                        each.address = server.address
                for each in everybody:
                    await each.until(lambda program: len(program.told) >= (KILLS + 1) * BETWEEN)
            expected = await business.everything()
            for each in everybody:
                await each.until(lambda program: len(program.told) >= len(expected))
    assert [each.told for each in everybody] == [expected] * len(everybody)
    assert [each.connections for each in everybody] == [KILLS + 1] * len(everybody)
