"""Carriers are written, asked for rates, and followed."""

import asyncio
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.schema import builders
from tests.writing.shop import Shop

CARRIER = """
mutation ($input: CarrierCreateInput!) {
  carrierCreate(input: $input) { carrier { id code gateway version } errors { code path } }
}
"""
SERVICE = """
mutation ($input: CarrierServiceCreateInput!) {
  carrierServiceCreate(input: $input) {
    carrierService { id version currency rates { id country weightKgMax price { amount currency } } }
    errors { code path ... on RuleBroken { rule } }
  }
}
"""
RATES = """
query ($input: CarrierRatesInput!) {
  carrierRates(input: $input) {
    offers { serviceId service carrier price { amount currency } transitDaysMax weightKgMax zone validFrom }
    errors { code path }
  }
}
"""
ANNOUNCE = """
mutation ($input: ParcelAnnounceInput!, $key: ID!) {
  parcelAnnounce(input: $input, idempotencyKey: $key) DIRECTIVE {
    trackingEvent {
      kind trackingNumber service { code } carrier { code } document { __typename ... on SalesOrder { note } }
    }
    errors { code path ... on CarriesNot { service } }
  }
}
"""
RECORD = """
mutation ($input: TrackingEventRecordInput!) {
  trackingEventRecord(input: $input) {
    trackingEvent { id kind happenedAt place service { code } document { __typename } }
    errors { code path }
  }
}
"""
STEPS = [
    {"country": "AT", "validFrom": "2026-01-01", "weightKgMax": "2", "price": "4.9"},
    {"country": "AT", "validFrom": "2026-01-01", "weightKgMax": "31.5", "price": "9.90"},
]


@dataclass(frozen=True)
class Post:
    """A carrier with a service, and what is asked of it."""

    shop: Shop
    carrier: str
    service: str
    code: str

    async def ask(self, document: str, role: RoleCode = RoleCode.WAREHOUSE_CLERK, **variables: Any) -> dict[str, Any]:
        """Ask, and give the one payload."""
        answer = await self.shop.ask(document, variables, token=self.shop.token(role))
        assert answer.get("errors") is None, answer
        (payload,) = answer["data"].values()
        return payload

    async def announce(self, weight: str = "1", directive: str = "", **said: Any) -> dict[str, Any]:
        """Announce a parcel to Vienna."""
        given = {"serviceId": self.service, "parcel": {"weightKg": weight, "country": "AT"}, **said}
        return await self.ask(ANNOUNCE.replace("DIRECTIVE", directive), input=given, key=str(uuid7()))

    async def record(self, number: str, kind: str, at: str = "2026-02-01T10:00:00Z", **said: Any) -> dict[str, Any]:
        """Record what happened."""
        given = {"carrierId": self.carrier, "trackingNumber": number, "kind": kind, "happenedAt": at, **said}
        return await self.ask(RECORD, input=given)

    async def rates(self, **said: Any) -> dict[str, Any]:
        """Ask for rates to Vienna."""
        parcel = {"weightKg": "2.5", "country": "AT", "postalCode": "1010"}
        company = f"Company:{self.shop.company}"
        return await self.ask(RATES, input={"companyId": company, "parcel": parcel, "shippedOn": "2026-06-01", **said})

    async def order(self) -> str:
        """Make a sales order, and give its id."""
        owner, company = self.shop.owner, self.shop.company
        customer = await builders.party(owner, company, f"C-{uuid7().hex[-12:]}")
        nothing = dict.fromkeys(("net_amount", "tax_amount", "total_amount"), Decimal("0.00"))
        key = await builders.insert(
            owner, "sales_order", company_id=company, number=f"SO-{uuid7().hex[-12:]}", state="CONFIRMED", note="Ring.",
            customer_id=customer, placed_at=dt.datetime.now(dt.UTC), currency="EUR", **nothing,
        )  # fmt: skip
        return f"SalesOrder:{key}"


async def made(shop: Shop, steps: list[dict[str, Any]]) -> dict[str, Any]:
    """Make a carrier and a service, and give the payload of the service."""
    code = f"K-{uuid7().hex[-10:]}"
    of_company = {"companyId": f"Company:{shop.company}"}
    named = {**of_company, "code": code, "name": "Post"}
    carrier = (await shop.ask(CARRIER, {"input": named}))["data"]["carrierCreate"]
    assert carrier["errors"] == []
    service = {"carrierId": carrier["carrier"]["id"], "code": "PAKET", "name": "Paket", "transitDaysMax": 2}
    answer = await shop.ask(SERVICE, {"input": {**of_company, **service, "rates": steps}})
    return {**answer["data"]["carrierServiceCreate"], "carrier": carrier["carrier"], "code": code}


@pytest.fixture
async def post(logistics_shop: Shop) -> Post:
    """A carrier with a service to all of Austria."""
    found = await made(logistics_shop, STEPS)
    assert found["errors"] == []
    return Post(logistics_shop, found["carrier"]["id"], found["carrierService"]["id"], found["code"])


async def test_a_rate_is_in_the_currency_of_its_service_with_its_digits(logistics_shop: Shop) -> None:
    service = (await made(logistics_shop, STEPS))["carrierService"]
    assert [rate["price"] for rate in service["rates"]] == [
        {"amount": "4.90", "currency": "EUR"},
        {"amount": "9.90", "currency": "EUR"},
    ]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"price": "4.901"}, "RULE_BROKEN"),
        ({"price": "-1"}, "RULE_BROKEN"),
        ({"weightKgMax": "0"}, "RULE_BROKEN"),
        ({"country": None, "postalCodePrefix": "10"}, "RULE_BROKEN"),
    ],
)
async def test_refuses_a_rate_that_cannot_be(logistics_shop: Shop, said: dict[str, Any], code: str) -> None:
    refused = await made(logistics_shop, [{**STEPS[0], **said}])
    assert ([error["code"] for error in refused["errors"]], refused["carrierService"]) == ([code], None)


async def test_refuses_two_rates_for_the_same(logistics_shop: Shop) -> None:
    refused = await made(logistics_shop, [STEPS[0], {**STEPS[0], "price": "5"}])
    assert [error["code"] for error in refused["errors"]] == ["ALREADY_TAKEN"]


async def test_tells_what_carriers_ask_for_a_parcel(post: Post) -> None:
    answer = await post.rates()
    assert answer["errors"] == []
    offer = next(each for each in answer["offers"] if each["serviceId"] == post.service)
    assert offer == {
        "serviceId": post.service,
        "service": "Paket",
        "carrier": "Post",
        "price": {"amount": "9.90", "currency": "EUR"},
        "transitDaysMax": 2,
        "weightKgMax": "31.500000",
        "zone": "AT",
        "validFrom": "2026-01-01",
    }


async def test_offers_nothing_before_a_tariff_begins_or_of_what_is_out_of_use(post: Post) -> None:
    early = await post.rates(shippedOn="2025-12-31")
    assert post.service not in [offer["serviceId"] for offer in early["offers"]]
    archive = "mutation ($id: ID!) { carrierArchive(id: $id, version: 1) { errors { code } } }"
    assert (await post.ask(archive, RoleCode.ADMIN, id=post.carrier))["errors"] == []
    assert post.service not in [offer["serviceId"] for offer in (await post.rates())["offers"]]
    assert [error["code"] for error in (await post.announce())["errors"]] == ["CARRIER_OUT_OF_USE"]


async def test_refuses_to_reckon_for_a_parcel_without_weight_or_another_company(post: Post) -> None:
    (error,) = (await post.rates(parcel={"weightKg": "0", "country": "AT"}))["errors"]
    assert (error["code"], error["path"]) == ("WEIGHT_INVALID", ["input", "parcel", "weightKg"])
    (error,) = (await post.rates(companyId=f"Company:{post.shop.other}"))["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "companyId"])


async def test_a_parcel_is_announced_under_a_new_number(post: Post) -> None:
    order = await post.order()
    one, two = await post.announce(documentId=order), await post.announce(documentId=order)
    assert one["trackingEvent"] == {
        "kind": "ANNOUNCED",
        "trackingNumber": one["trackingEvent"]["trackingNumber"],
        "service": {"code": "PAKET"},
        "carrier": {"code": post.code},
        "document": {"__typename": "SalesOrder", "note": "Ring."},
    }
    numbers = [each["trackingEvent"]["trackingNumber"] for each in (one, two)]
    assert numbers[0].startswith("PC-")
    assert numbers[0] < numbers[1]


async def test_a_simulated_announcement_takes_no_number(post: Post) -> None:
    simulated = await post.announce(directive="@simulate")
    assert (simulated["errors"], simulated["trackingEvent"]["trackingNumber"]) == ([], None)


async def test_refuses_a_parcel_that_the_service_does_not_carry(post: Post) -> None:
    (error,) = (await post.announce("32"))["errors"]
    assert (error["code"], error["path"], error["service"]) == ("CARRIES_NOT", ["input", "serviceId"], "PAKET")
    abroad = await post.announce(parcel={"weightKg": "1", "country": "DE"})
    assert [error["code"] for error in abroad["errors"]] == ["CARRIES_NOT"]


@pytest.mark.parametrize(
    ("document", "code"),
    [("Party", "NOT_CARRIED"), ("SalesOrder", "NOT_FOUND"), ("PurchaseOrder", "NOT_FOUND")],
)
async def test_refuses_a_document_that_is_not_there_or_has_no_goods(post: Post, document: str, code: str) -> None:
    (error,) = (await post.announce(documentId=f"{document}:{uuid7()}"))["errors"]
    assert (error["code"], error["path"]) == (code, ["input", "documentId"])


async def test_later_events_know_the_service_and_the_order(post: Post) -> None:
    announced = (await post.announce(documentId=await post.order()))["trackingEvent"]
    delivered = await post.record(announced["trackingNumber"], "DELIVERED", place="Vienna")
    assert delivered["trackingEvent"] == {
        "id": delivered["trackingEvent"]["id"],
        "kind": "DELIVERED",
        "happenedAt": "2026-02-01T10:00:00Z",
        "place": "Vienna",
        "service": {"code": "PAKET"},
        "document": {"__typename": "SalesOrder"},
    }


async def test_the_same_event_told_often_is_recorded_once(post: Post) -> None:
    answers = await asyncio.gather(*(post.record("X-1", "COLLECTED") for _ in range(8)))
    assert [answer["errors"] for answer in answers] == [[]] * 8
    assert len({answer["trackingEvent"]["id"] for answer in answers}) == 1


async def test_refuses_what_has_not_happened_yet(post: Post) -> None:
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    (error,) = (await post.record("X-2", "DELIVERED", tomorrow.strftime("%Y-%m-%dT%H:%M:%SZ")))["errors"]
    assert (error["code"], error["path"]) == ("EVENT_IN_FUTURE", ["input", "happenedAt"])


@pytest.mark.parametrize(
    ("number", "said", "place", "code"),
    [
        (" ", {}, "trackingNumber", "VALUE_REQUIRED"),
        ("9" * 101, {}, "trackingNumber", "TEXT_TOO_LONG"),
        ("X-3", {"note": "n" * 501}, "note", "TEXT_TOO_LONG"),
        ("X-3", {"place": " "}, "place", "VALUE_REQUIRED"),
    ],
)
async def test_refuses_texts_that_say_nothing_or_too_much(
    post: Post, number: str, said: dict[str, Any], place: str, code: str
) -> None:
    (error,) = (await post.record(number, "LOST", **said))["errors"]
    assert (error["code"], error["path"]) == (code, ["input", place])


async def test_another_company_cannot_announce_or_record(post: Post) -> None:
    stranger = post.shop.token(RoleCode.WAREHOUSE_CLERK, companies=[post.shop.other])
    said = {"carrierId": post.carrier, "trackingNumber": "X", "kind": "LOST", "happenedAt": "2026-01-01T00:00:00Z"}
    answer = await post.shop.ask(RECORD, {"input": said}, token=stranger)
    assert [error["code"] for error in answer["data"]["trackingEventRecord"]["errors"]] == ["NOT_FOUND"]
    given = {"serviceId": post.service, "parcel": {"weightKg": "1", "country": "AT"}}
    document = ANNOUNCE.replace("DIRECTIVE", "")
    answer = await post.shop.ask(document, {"input": given, "key": str(uuid7())}, token=stranger)
    assert [error["code"] for error in answer["data"]["parcelAnnounce"]["errors"]] == ["NOT_FOUND"]


async def test_the_database_keeps_events_as_they_were(post: Post) -> None:
    await post.record("X-4", "COLLECTED")
    for statement in ("update tracking_event set place = 'elsewhere'", "delete from tracking_event"):
        with pytest.raises(asyncpg.PostgresError):
            await post.shop.owner.execute(statement)
