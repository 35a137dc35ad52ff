"""Whatever a mutation can be refused for has a type with its facts in the schema."""

import pkgutil
from importlib import import_module

import services
from kernel.errors import refusals
from schema.errors import REFUSALS

TOLD_ELSEWHERE = {
    "services.migration": "in the report of an import, row by row",
    "services.platform.access.device": "by the endpoint at which devices begin to wait",
    "services.platform.access.federation": "by the pages on which people sign in",
    "services.platform.access.guessing": "by the pages on which people sign in",
    "services.platform.access.passkeys": "by the pages on which people sign in",
    "services.platform.access.passwords": "by the pages on which people sign in",
    "services.platform.access.sign_in": "by the pages on which people sign in",
    "services.sandbox.ground": "by the job that plays a story",
    "services.jobs": "by the commands of whoever runs the server",
}


def test_every_refusal_of_the_services_has_a_type() -> None:
    for module in pkgutil.walk_packages(services.__path__, "services."):
        import_module(module.name)
    typed = {kind.__name__ for kind in REFUSALS}
    untyped = {
        f"{kind.__module__}.{kind.__name__}"
        for kind in refusals()
        if kind.__module__.startswith("services.")
        and not kind.__module__.startswith(tuple(TOLD_ELSEWHERE))
        and kind.__name__ not in typed
    }
    assert untyped == set()


def test_names_of_refusals_are_told_apart() -> None:
    names = [kind.__name__ for kind in REFUSALS]
    assert len(names) == len(set(names))
