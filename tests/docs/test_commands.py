"""Commands in the pages: whoever types one finds it."""

import re
from typing import NamedTuple

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from server.cli import COMMANDS
from server.cli.__main__ import program
from server.settings import REPOSITORY
from tests.docs.pages import PAGES, Page

_COMMAND = re.compile(r"\./torso((?: +[a-z]+| +--[a-z-]+| +[A-Z_]+| +\[[^\]]*\])+)")
_OPTION = re.compile(r"--[a-z-]+")


class Found(NamedTuple):
    """What some words name: how many of them are its name, whether it has commands of its own, its options."""

    words: int
    is_group: bool
    options: set[str]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_that_is_named_exists(page: Page) -> None:
    assert [typed for typed in _COMMAND.findall(page.text) if not _exists(typed)] == []


def test_the_readme_names_every_command() -> None:
    text = (REPOSITORY / "README.md").read_text()

    assert [command.name for command in COMMANDS if f"`./torso {command.name}" not in text] == []


def _exists(typed: str) -> bool:
    words = typed.split()
    command = next((each for each in COMMANDS if each.name == words[0]), None)
    if command is None:
        return False
    found = _find(words)
    # What comes after the name of a command is for it alone; a group of commands is not run by itself.
    is_whole = not found.is_group or found.words == len(words)
    return is_whole and (command.passes_on or set(_OPTION.findall(typed)) <= found.options)


def _find(words: list[str]) -> Found:
    command, count = get_command(program(words[0])), 0
    while isinstance(command, TyperGroup) and count < len(words) and words[count] in command.commands:
        command, count = command.commands[words[count]], count + 1
    options = {name for parameter in command.params for name in parameter.opts}
    return Found(count, isinstance(command, TyperGroup), options)
