"""Answers that the pages show, compared with those that are given."""

from tests.docs.pages import Json


def fits(said: Json, given: Json) -> bool:
    """Compare; what a page leaves open as `…` fits everything, and at the end of a list any number of things."""
    match said, given:
        case "…", _:
            return True
        case dict(), dict():
            return said.keys() == given.keys() and all(fits(value, given[key]) for key, value in said.items())
        case [*first, "…"], list():
            return len(given) >= len(first) and all(map(fits, first, given))
        case list(), list():
            return len(said) == len(given) and all(map(fits, said, given))
        case _:
            return said == given
