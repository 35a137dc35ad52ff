"""What the pages promise about themselves and about the code."""

import re
import tomllib

import pytest

from server.settings import REPOSITORY
from tests.docs.pages import PAGES, Page

_MACHINE = re.compile(r"(?<![\w.])(?:/work/|/home/|/Users/|/tmp/|[A-Z]:\\)\S*")
_PLANNER_FILE = re.compile(r"`(\w+)\.py`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_no_directory_of_somebodys_machine(page: Page) -> None:
    assert _MACHINE.findall(page.text) == []


def test_the_changelog_has_the_version_that_the_project_has() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]

    assert f"## [{project['version']}]" in (REPOSITORY / "CHANGELOG.md").read_text()


def test_the_page_about_the_architecture_explains_every_file_of_the_planner() -> None:
    planner = Page(REPOSITORY / "docs/architecture.md").text.partition("## The planner")[2].partition("### ")[0]
    files = {path.stem for path in (REPOSITORY / "planner").glob("*.py")} - {"__init__"}

    assert files == set(_PLANNER_FILE.findall(planner))


def test_decisions_are_numbered_without_gaps_and_can_be_quoted() -> None:
    decisions = [page for page in PAGES if page.name.startswith("docs/decisions/")]

    assert [int(page.path.name[:4]) for page in decisions] == list(range(1, len(decisions) + 1))
    assert [
        page.name for page in decisions if not re.match(rf"# {int(page.path.name[:4])}\. .+\n\n\*Decision: ", page.text)
    ] == []


def test_the_query_of_the_readme_is_the_one_that_graphiql_opens_with() -> None:
    graphiql = (REPOSITORY / "server/http/graphiql/newest_orders.graphql").read_text()
    without_comments = re.sub(r"^#.*\n", "", graphiql, flags=re.MULTILINE)

    assert Page(REPOSITORY / "README.md").blocks[0].text == without_comments


def test_the_figures_of_the_readme_are_those_of_the_benchmarks() -> None:
    figures = re.findall(r"\b([\d,]{3,}) times", Page(REPOSITORY / "README.md").text)
    measured = Page(REPOSITORY / "docs/benchmarks.md").text

    assert figures
    assert [figure for figure in figures if f"| {figure} |" not in measured] == []
