"""Each field of each type is read, or denied, exactly as the schema and the role's permissions say."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

import pytest

from auth.permissions import CATALOGUE, READ
from auth.principal import Principal
from auth.roles import RoleCode
from models import NOT_AUDITED, tables_by_type
from tests.oracle.naive.sdl import Sdl
from tests.oracle.printed import printed
from tests.oracle.sides import Sides, naive_viewer
from tests.oracle.viewers import somebody
from tests.permissions.asking import Asker, Told, holders
from tests.permissions.conftest import OWN_PEOPLE
from tests.permissions.expected import Rights, entities, lists, relations, rows_of, selected

NOWHERE = "00000000-0000-4000-8000-000000000000"
COMPANIES = f'companyIds: ["Company:{NOWHERE}"]'
DAYS = 'startsOn: "2026-01-01", endsOn: "2026-01-31"'
INPUTS = {
    "[ID!]!": f'["Company:{NOWHERE}"]',
    "Date!": '"2026-01-31"',
    "AgedInput!": f'{{ {COMPANIES}, asOf: "2026-01-31" }}',
    "CommissionsInput!": f'{{ {COMPANIES}, earnedUntil: "2026-01-31" }}',
    "DayReportInput!": f'{{ {COMPANIES}, asOf: "2026-01-31" }}',
    "RangeReportInput!": f"{{ {COMPANIES}, {DAYS} }}",
    "SegregationViolationsInput!": "{}",
    "StockValuationInput!": f'{{ {COMPANIES}, asOf: "2026-01-31" }}',
    "PermissionMatrixInput!": "{}",
    "TaxReportInput!": f"{{ {COMPANIES}, {DAYS} }}",
    "TrialBalanceInput!": f"{{ {COMPANIES}, {DAYS} }}",
    "GeneralLedgerInput!": f'{{ companyId: "Company:{NOWHERE}", accountId: "LedgerAccount:{NOWHERE}", {DAYS} }}',
    "JournalReportInput!": f'{{ companyId: "Company:{NOWHERE}", journalId: "Journal:{NOWHERE}", {DAYS} }}',
    "StatementOfAccountInput!": f'{{ companyId: "Company:{NOWHERE}", partyId: "Party:{NOWHERE}", {DAYS} }}',
    "PaymentTermCalculateInput!": (
        f'{{ paymentTermId: "PaymentTerm:{NOWHERE}", datedOn: "2026-01-01", currency: "EUR", total: "1" }}'
    ),
    "TaxCalculateInput!": (
        f'{{ companyId: "Company:{NOWHERE}", trade: SALE, currency: "EUR", taxedOn: "2026-01-01", lines: [] }}'
    ),
    "PriceExplanationInput!": f'{{ companyId: "Company:{NOWHERE}", pricedOn: "2026-01-01", lines: [] }}',
    "CarrierRatesInput!": (
        f'{{ companyId: "Company:{NOWHERE}", parcel: {{ weightKg: "1", country: "AT" }}, shippedOn: "2026-01-01" }}'
    ),
}
"""The least that root fields with an input of their own are given."""


async def test_fields_in_a_list(asker: Asker, rights: Rights) -> None:
    await _assert_lists(asker, rights, lists(rights.sdl))


async def _assert_lists(asker: Asker, rights: Rights, asked: Mapping[str, str]) -> None:
    sdl = rights.sdl
    for type_name, root in asked.items():
        told = await asker.ask(f"list: {root}(first: 100) {{ nodes {{ {_all_fields(sdl, type_name)} }} }}")
        missing = rights.missing_for_field("Query", root)
        if missing:
            _assert_denied(told, ("list",), f"Query.{root}", missing)
        else:
            assert bool(told.data["list"]["nodes"]) == _sees_any(asker, type_name), type_name
            _assert_fields(rights, type_name, told, ("list", "nodes"))


@pytest.mark.parametrize("permission", [name for name, each in CATALOGUE.items() if each.right == READ])
async def test_each_permission_alone_decides(permission: str, sides: Sides) -> None:
    principal = somebody(RoleCode.ADMIN)
    principal = replace(principal, permissions=principal.permissions - {permission})
    asker, rights = Asker(sides, principal), Rights(sides.naive.sdl, principal.permissions)
    every = lists(rights.sdl)
    decided = {name: root for name, root in every.items() if _misses_any(rights, name, root)}
    await _assert_lists(asker, rights, decided)
    others = [f"{root}(first: 1) {{ nodes {{ id }} }}" for name, root in every.items() if name not in decided]
    assert [denial for _, denial in await asker.ask_each(others) if denial is not None] == []


@pytest.mark.parametrize("type_name", sorted(set(tables_by_type()) & set(lists(printed()))))
async def test_fields_of_what_an_entity_leads_to(type_name: str, sides: Sides) -> None:
    sdl, root = sides.naive.sdl, lists(sides.naive.sdl)[type_name]
    for name, target in relations(sdl, type_name):
        path = ("list", "nodes", name, *(["nodes"] if _is_paged(sdl, type_name, name) else []))
        below = rows_of(sdl, type_name, name, _all_fields(sdl, target))
        for principal in _who_differ(sdl, [("Query", root), (type_name, name)], target):
            told = await Asker(sides, principal).ask(f"list: {root}(first: 100) {{ nodes {{ {below} }} }}")
            if any(holders(told.data, path)):
                _assert_fields(Rights(sdl, principal.permissions), target, told, path)


def _who_differ(sdl: Sdl, way: list[tuple[str, str]], target: str) -> Iterable[Principal]:
    """Give somebody in each of the roles that may go a way; of those that may read the same at its end, one."""
    differing: dict[tuple[frozenset[str], ...], Principal] = {}
    for principal in map(somebody, OWN_PEOPLE):
        rights = Rights(sdl, principal.permissions)
        if not any(rights.missing_for_field(*field) for field in way):
            decisions = tuple(frozenset(rights.missing_for_field(target, name)) for name in sdl.fields(target))
            differing.setdefault(decisions, principal)
    return differing.values()


async def test_the_world_has_something_wherever_a_field_leads(sides: Sides, viewers: Mapping[str, Principal]) -> None:
    sdl = sides.naive.sdl
    # Who sees all rows finds what belongs to no company first, with which the audit begins.
    first = await _leading_nowhere(Asker(sides, viewers["admin of all"]), sdl)
    of_companies = await _leading_nowhere(Asker(sides, viewers["admin of three"]), sdl)
    # The history of what is not audited: what the system reckons itself.
    unaudited = {name for name, table in tables_by_type().items() if table.name in NOT_AUDITED}
    expected = {f"{name}.history" for name in unaudited & set(lists(sdl)) if "history" in sdl.fields(name)}
    assert first & of_companies == expected


async def test_fields_of_a_node(asker: Asker, rights: Rights) -> None:
    for type_name in entities(rights.sdl):
        seen = _seen(asker, type_name)
        key = (seen or [row.id for row in asker.sides.naive.store.all(type_name)])[0]
        told = await asker.ask(
            f'node(id: "{type_name}:{key}") {{ ... on {type_name} {{ {_all_fields(rights.sdl, type_name)} }} }}'
        )
        if rights.missing_for_type(type_name) or not seen:
            # Not denied: an id tells nothing about what it is of.
            assert (told.data["node"], told.denied) == (None, {})
        else:
            _assert_fields(rights, type_name, told, ("node",))


async def test_viewer_knows_beforehand(asker: Asker, rights: Rights) -> None:
    sdl = rights.sdl
    coordinates = [
        f"{owner}.{name}" for owner in (*entities(sdl), "Query", "Subscription") for name in sdl.fields(owner)
    ]
    for start in range(0, len(coordinates), 200):
        asked = coordinates[start : start + 200]
        told = await asker.ask("viewer { can(coordinates: [" + ", ".join(f'"{each}"' for each in asked) + "]) }")
        expected = [not rights.missing_for_field(*each.split(".")) for each in asked]
        assert dict(zip(asked, told.data["viewer"]["can"], strict=True)) == dict(zip(asked, expected, strict=True))


async def test_root_fields(asker: Asker, rights: Rights) -> None:
    names = [name for name in rights.sdl.fields("Query") if name not in ("node", "nodes", "search", "viewer")]
    fields = [_root(rights.sdl, name) for name in names]
    for name, (data, denial) in zip(names, await asker.ask_each(fields), strict=True):
        missing = rights.missing_for_field("Query", name)
        if missing:
            assert data is None
            assert denial is not None
            assert (denial.coordinate, denial.permission in missing) == (f"Query.{name}", True)
        else:
            assert denial is None, name


def _misses_any(rights: Rights, type_name: str, root: str) -> bool:
    fields = [("Query", root), *((type_name, name) for name in rights.sdl.fields(type_name))]
    return any(rights.missing_for_field(*field) for field in fields)


def _root(sdl: Sdl, name: str) -> str:
    arguments: list[str] = []
    for argument, definition in sdl.fields("Query")[name].args.items():
        type_ = str(definition.type)
        if argument == "first":
            arguments.append("first: 1")
        elif type_ == "ID!":
            of = {"id": _looked_up(sdl, name), "vendorId": "Party"}.get(argument)
            of = of or argument[0].upper() + argument[1:-2]
            arguments.append(f'{argument}: "{of}:{NOWHERE}"')
        elif type_ == "String!":
            arguments.append(f'{argument}: "x"')
        elif type_ in INPUTS:
            arguments.append(f"{argument}: {INPUTS[type_]}")
    return f"{name}{'(' + ', '.join(arguments) + ')' if arguments else ''} {{ __typename }}"


def _looked_up(sdl: Sdl, name: str) -> str:
    """Name the type that a root field takes an id of: what it gives, or what its name begins with."""
    given = sdl.type_of("Query", name)
    return max(
        (each for each in entities(sdl) if each == given or name.startswith(each[0].lower() + each[1:])),
        key=len,
        default=given,
    )


async def _leading_nowhere(asker: Asker, sdl: Sdl) -> set[str]:
    """Name the fields that lead to nothing from any row of a list."""
    nowhere: set[str] = set()
    for type_name, root in lists(sdl).items():
        for name, _ in relations(sdl, type_name):
            told = await asker.ask(f"list: {root}(first: 100) {{ nodes {{ {rows_of(sdl, type_name, name, 'id')} }} }}")
            path = ("list", "nodes", name, *(["nodes"] if _is_paged(sdl, type_name, name) else []))
            nowhere |= set() if any(holders(told.data, path)) else {f"{type_name}.{name}"}
    return nowhere


def _sees_any(asker: Asker, type_name: str) -> bool:
    return bool(_seen(asker, type_name))


def _seen(asker: Asker, type_name: str) -> list[UUID]:
    """Give the ids of the rows that somebody sees."""
    store, viewer = asker.sides.naive.store, naive_viewer(asker.principal)
    return [row.id for row in store.all(type_name) if viewer.sees(row, store)]


def _is_paged(sdl: Sdl, type_name: str, name: str) -> bool:
    return sdl.bare_type_of(type_name, name).endswith("Connection")


def _all_fields(sdl: Sdl, type_name: str) -> str:
    return " ".join(selected(sdl, type_name, name) for name in sdl.fields(type_name))


def _assert_fields(rights: Rights, type_name: str, told: Told, path: tuple[str, ...]) -> None:
    for name in rights.sdl.fields(type_name):
        missing = rights.missing_for_field(type_name, name)
        if missing:
            _assert_denied(told, (*path, name), f"{type_name}.{name}", missing)
        else:
            assert (*path, name) not in told.denied, f"{type_name}.{name}"


def _assert_denied(told: Told, path: tuple[str, ...], coordinate: str, missing: set[str]) -> None:
    assert path in told.denied, f"{coordinate} is not denied at {path}"
    assert told.denied[path].coordinate == coordinate
    assert told.denied[path].permission in missing
    assert all(holder[path[-1]] is None for holder in holders(told.data, path[:-1]))
