"""The commands of `./torso`, each in a module of its own that is loaded when it is called."""

from typing import NamedTuple


class Command(NamedTuple):
    """A command: its name, where its function or its group of commands is, and what it does in one line."""

    name: str
    module: str
    attribute: str
    help: str
    passes_on: bool = False
    """Takes any arguments and options, for the program that it runs."""


COMMANDS = (
    Command("up", "server.cli.up", "up", "Start Torso: its database with a demo company, and the server."),
    Command("doctor", "server.cli.doctor", "doctor", "Look whether this installation is well, and say what to do."),
    Command("writing", "server.cli.writing", "writing", "Let nothing be written for a while, or again."),
    Command("db", "server.cli.db", "app", "Migrate, open, back up and restore the database."),
    Command("import", "server.cli.import_", "import_", "Bring a company in from another system."),
    Command("jobs", "server.cli.jobs", "app", "List the work in the background, try held work again, or be a worker."),
    Command("audit", "server.cli.audit", "app", "Verify that the audit is as it was written."),
    Command("vault", "server.cli.vault", "app", "List and rotate the keys that seal values in the database."),
    Command("imports", "server.cli.imports", "app", "List imports, write their rejects to a file, take them back."),
    Command("export", "server.cli.export", "app", "Write the books of a company for other programs."),
    Command(
        "operations",
        "server.cli.operations",
        "app",
        "Register the operations by which a program asks, and take them back.",
    ),
    Command("webhooks", "server.cli.webhooks", "app", "Write the documents in whose shape programs are told."),
    Command("check", "server.cli.quality", "check", "Check style, types, architecture and dependencies."),
    Command(
        "token", "server.cli.token", "token", "Print an access token to try a role with, on the embedded database."
    ),
    Command("keys", "server.cli.keys", "app", "List and rotate the keys that sign tokens."),
    Command(
        "administrator",
        "server.cli.administrator",
        "administrator",
        "Let the first administrator in, or another one where nobody gets in.",
    ),
    Command("password", "server.cli.password", "password", "Help somebody in who has lost their password."),
    Command("schema", "server.cli.schema", "schema", "Write what is promised to frontend-contract/, or check it."),
    Command("clients", "server.cli.clients", "app", "Make clients for programs from the contract."),
    Command("mock", "server.cli.mock", "mock", "Answer any operation with typed data that is made up."),
    Command("usage", "server.cli.usage", "usage", "Write what programs use of the contract."),
    Command("bench", "server.cli.bench", "app", "Measure how fast it is here, on a database of its own."),
    Command("test", "server.cli.quality", "test", "Run the tests; arguments go to pytest.", passes_on=True),
)
