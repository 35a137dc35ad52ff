"""What a frontend team is given holds: the operations fit the contract, and the program fits their types."""

from server.http import npm
from server.http.dashboard import bundle


def test_is_typed_by_operations_that_fit_the_contract() -> None:
    bundle.prepare()
    compiler = bundle.MODULES / "typescript" / "bin" / "tsc"
    npm.run(bundle.SOURCES, compiler, "--project", ".", failing="The dashboard is not typed as it should be")


def test_says_where_no_package_is_from_but_what_it_is() -> None:
    lock = (bundle.SOURCES / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') > 100
