"""Making the TypeScript package: the generator from npm, types and documents from the contract, and the compiler."""

from pathlib import Path
from typing import Final

from server.http import npm
from server.settings import REPOSITORY

DIRECTORY: Final = REPOSITORY / "frontend-contract" / "typescript"
_COMPILER: Final = DIRECTORY / "node_modules" / "typescript" / "bin" / "tsc"


def make(operations: Path | None = None) -> None:
    """Install the generator, make types of the operations of the contract and of one's own, and compile them.

    Raises:
        OperatorError: an operation does not fit the contract; npm or the compiler fails.
    """
    npm.install(DIRECTORY, DIRECTORY / ".node_modules.lock", "the generator of types")
    own = () if operations is None else (str(operations.resolve()),)
    with npm.one_at_a_time(DIRECTORY / ".generated.lock"):
        npm.run(DIRECTORY, DIRECTORY / "codegen.js", *own, failing="The operations do not fit the contract")
        npm.run(DIRECTORY, _COMPILER, failing="The types do not compile")
