"""Short ways to ask an office for reports."""

from typing import Any

from auth.roles import RoleCode
from tests.finance.office import Office, literal

Answer = dict[str, Any]


async def report(
    office: Office, name: str, selection: str, role: RoleCode = RoleCode.CONTROLLER, **said: object
) -> Answer:
    """Ask for a report of the office's company."""
    given = {"companyIds": [f"Company:{office.company}"], **said}
    answer = await office.ask(f"{{ {name}(input: {literal(given)}) {{ {selection} errors {{ code path }} }} }}", role)
    assert answer.get("data"), answer
    return answer["data"][name] or answer


async def companies(office: Office, name: str, selection: str, **said: Any) -> list[Answer]:
    """Ask for a report that is not refused."""
    found = await report(office, name, f"companies {{ {selection} }}", **said)
    assert found["errors"] == [], found
    return found["companies"]


async def first_quarter(office: Office) -> None:
    """Post a start in January, a sale in February and its cost in March."""
    await office.post({"1410": "1000.00", "3010": "-1000.00"}, "2026-01-10")
    await office.post({"1410": "120.00", "4010": "-100.00", "2110": "-20.00"}, "2026-02-15")
    await office.post({"6110": "30.00", "1410": "-30.00"}, "2026-03-20")
