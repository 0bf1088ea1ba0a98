"""The simulated limiters, what requests cost, and faults in the vendor's shapes (5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crosstie.core.messages import Request
from crosstie.testing import Answer, FakeClock
from crosstie.testing.lightspeed import Limits
from crosstie.testing.lightspeed.bucket import Ask, cost_of
from crosstie.testing.serve import build

if TYPE_CHECKING:
    from tests.unit.testing.lightspeed.conftest import Caller, Shops


def test_the_first_that_overflows_is_still_served(shops: Shops, clock: FakeClock) -> None:
    """Then 429 with the limiter's name and seconds, an empty body, until it has dripped (5.1, 7.6)."""
    shop = shops.open(limits=Limits(size=3, burst=None))
    shop.simulator.fill_bucket(2.5)
    served = shop.get("Shop/1.json")
    assert (served.status, served.header("x-ls-api-bucket-level")) == (200, "3.5/3")
    refused = shop.get("Shop/1.json")
    assert (refused.status, refused.header("retry-after"), refused.response.body) == (429, "1", b"")
    assert refused.header("x-ls-api-ratelimit-type") == "api-leaky-bucket"
    assert shop.simulator.throttled == 1
    clock.advance(1)
    assert shop.get("Shop/1.json").status == 200


def test_the_burst_is_of_one_second(shops: Shops, clock: FakeClock) -> None:
    """Every request counts one, whatever it costs (5.1)."""
    shop = shops.open(limits=Limits(burst=2))
    assert [shop.get("Shop/1.json").status for _ in range(3)] == [200, 200, 429]
    refused = shop.get("Shop/1.json")
    assert refused.header("x-ls-api-ratelimit-type") == "api-burst-limiter"
    assert refused.header("x-ls-api-burst-level") == "2/2"
    clock.advance(1)
    assert shop.get("Shop/1.json").status == 200


def test_without_limits_there_are_no_headers(shop: Caller) -> None:
    """Clients must live without them (1.8)."""
    assert "x-ls-api-bucket-level" not in shop.get("Shop/1.json").response.headers
    assert shop.get("Shop/1.json").header("x-ls-acct-id") == "4711"


@pytest.mark.parametrize(
    ("ask", "cost"),
    [
        (Ask(method="GET", resource="Item", single=True), 1),
        (Ask(method="GET", resource="Item", single=True, to_one=1, to_many=1), 1.3),
        (Ask(method="GET", resource="Item", single=False, to_one=1, to_many=1), 1.6),
        (Ask(method="GET", resource="Item", single=False, count=True, to_many=1), 10),
        (Ask(method="POST", resource="Item", single=False), 1),
        (Ask(method="PUT", resource="Category", single=True), 10),
        (Ask(method="POST", resource="InventoryCountReconcile", single=False), 10),
        (Ask(method="POST", resource="Sale", single=False), 2),
        (Ask(method="PUT", resource="Sale", single=True, body={"completed": True}), 5),
        (Ask(method="PUT", resource="Item", single=True, body={"ItemShops": {"ItemShop": [{"a": 1}, {}]}}), 2),
        (Ask(method="GET", resource="Item", single=False, alternatives=[("upc", "="), ("upc", "=")]), 1),
        (Ask(method="GET", resource="Item", single=False, alternatives=[("upc", "="), ("ean", "=")]), 3),
        (Ask(method="GET", resource="Item", single=False, alternatives=[("upc", "="), ("ItemShops.qoh", ">")]), 22),
    ],
)
def test_what_a_request_costs(ask: Ask, cost: float) -> None:
    """As announced for March 2026: one and extras (5.2)."""
    assert cost_of(ask, "2026") == pytest.approx(cost)


def test_what_a_request_used_to_cost(shops: Shops) -> None:
    """Reads 1, writes 10: what nearly all public code expects (5.2)."""
    shop = shops.open(limits=Limits(costs="classic", burst=None))
    assert shop.get("Shop/1.json").header("x-ls-api-request-cost") == "1"
    assert shop.send("PUT", "Item/1.json", {"customSku": "A"}).header("x-ls-api-request-cost") == "10"


def test_a_broken_question_has_a_price_too(shops: Shops) -> None:
    """A call that is refused for its content has cost its drips."""
    shop = shops.open(limits=Limits(burst=None))
    refused = shop.send("POST", "Item.json", [1], load_relations='["Nothing"]', **{"or": "x"})
    assert (refused.status, refused.header("x-ls-api-bucket-level")) == (400, "1/90")


def test_faults_have_the_vendors_shapes(shop: Caller) -> None:
    """401 as OAuth says it, 429 without a body, 5xx as a page, the rest as the API says it (5.4)."""
    faults = shop.simulator.faults
    for status, start in (
        (401, b'{"error":"access_denied"'),
        (429, b""),
        (502, b"<html>"),
        (409, b'{"httpCode":"409"'),
    ):
        faults.add(Answer(status=status))
        answer = shop.get("Shop/1.json")
        assert (answer.status, answer.response.body.startswith(start)) == (status, True)
    faults.add(Answer(status=400, body=b"own"))
    assert shop.get("Shop/1.json").response.body == b"own"


def test_routes_have_names(shop: Caller) -> None:
    """Lists and single records are told apart in counts and for faults."""
    shop.get("Item.json")
    shop.get("Item/1.json")
    shop.simulator.handle(Request(method="GET", url="https://x.example.com/somewhere"))
    shop.simulator.handle(Request(method="GET", url="https://x.example.com/API/V3/Session.json"))
    assert shop.simulator.counts == {"GET Item": 1, "GET Item one": 1, "GET unknown": 1, "GET Session": 1}


def test_it_is_served_by_name() -> None:
    """``python -m crosstie.testing.serve lightspeed``."""
    assert len(build("lightspeed", customers=3).records("Customer")) == 3  # type: ignore[attr-defined]
