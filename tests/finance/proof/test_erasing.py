"""The books hold after somebody in them was forgotten: numbers, days and amounts stay, and the name is gone."""

from auth.roles import RoleCode
from tests.finance.office import Office
from tests.finance.payments.desk import desk_of
from tests.finance.proof.test_integrity import SEALED, broken


async def test_everything_holds_after_a_customer_was_forgotten(office: Office) -> None:
    owner, desk = office.shop.owner, await desk_of(office)
    await owner.execute("update party set kind = 'PERSON', name = 'Ottokar Prohaska' where id = $1", desk.party)
    item = await desk.owed("100.00", "2026-01-10")
    await desk.pay("100.00", {"openItemId": item, "amount": "100.00"}, on="2026-03-20")
    await owner.execute(SEALED)
    erased = await office.do("personErase", "erased", RoleCode.ADMIN, id=f"Party:{desk.party}")
    assert erased["errors"] == []
    assert await owner.fetchval("select name from party where id = $1", desk.party) == "[erased]"
    assert await broken(office) == set()
    await owner.execute("select audit_seal(1000000)")
    assert await owner.fetchval("select audit_first_break()") is None
