"""`./torso audit`: are the audit and the journals what was written?"""

import asyncio
from dataclasses import asdict
from functools import partial
from typing import Annotated

import typer

from auth.keys import signing_key, verification_keys
from auth.seals import is_signed
from server.cli.output import show_json, working
from server.database import JOB, Database, connect, open_database
from server.jobs.witness import FileWitness
from server.settings import Settings
from services.platform.seal import JOURNALS, Verification
from services.platform.seal import verify as verify_chain

_JOURNALS = """
select journal.id, company.code || ' ' || journal.code as name
from journal join company on company.id = journal.company_id order by name
"""

app = typer.Typer(no_args_is_help=True)


@app.callback()
def audit() -> None:
    """Look after the audit."""


@app.command()
def verify(*, as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False) -> None:
    """Reckon the chains of the audit and of all journals again and check every signature; fails where one breaks."""
    settings = Settings()
    with working("Verifying the audit"), open_database(settings) as database:
        found, journals = asyncio.run(_verify(settings, database))
    if as_json:
        show_json({**asdict(found), "journals": {name: asdict(chain) for name, chain in journals.items()}})
    else:
        _tell("The audit", found)
        for name, chain in journals.items():
            _tell(f"Journal {name}", chain)
    if not all(chain.holds for chain in (found, *journals.values())):
        raise typer.Exit(1)


def _tell(name: str, found: Verification) -> None:
    outcome = "the chain holds" if found.holds else f"the chain breaks at {found.first_break}"
    typer.echo(
        f"{name}: {found.sealed:,} entries are sealed, {found.unsealed:,} are not yet; {outcome}.", err=not found.holds
    )


async def _verify(settings: Settings, database: Database) -> tuple[Verification, dict[str, Verification]]:
    """Verify the audit, and each journal by the codes of company and journal."""
    signed = partial(is_signed, verification_keys(signing_key(settings.home)))
    connection = await connect(database, JOB)
    try:
        witness = await FileWitness.of(settings.home, connection)
        audit = await verify_chain(connection, signed, witness)
        journals = {
            row["name"]: await verify_chain(connection, signed, witness, JOURNALS, row["id"])
            for row in await connection.fetch(_JOURNALS)
        }
    finally:
        await connection.close()
    return audit, journals
