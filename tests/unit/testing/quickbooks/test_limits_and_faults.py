"""Throttles (fact sheet 5.1), faults in the vendor's shapes (5.3), composed data, and calls from many threads."""

# ruff: noqa: S608 - the query language of a simulator; there is no database

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from crosstie.core.messages import Request
from crosstie.errors import TimedOut, UsageError
from crosstie.testing import Answer, FakeClock, Stuck, Timeout
from crosstie.testing.quickbooks import REALM, Limits, QuickBooksSimulator

if TYPE_CHECKING:
    from tests.unit.testing.quickbooks.conftest import Books, Caller


def test_calls_beyond_the_minute_are_429_with_3001(books: Books, clock: FakeClock) -> None:
    """Beyond 500 a minute: 429 in the gateway's shape, 3001, no Retry-After; a minute later it works (5.1)."""
    caller = books.open(limits=Limits(per_minute=500))
    for _ in range(500):
        assert caller.query("SELECT COUNT(*) FROM Customer").status == 200
    refused = caller.query("SELECT COUNT(*) FROM Customer")
    assert refused.status == 429
    assert refused.body["fault"]["error"][0]["code"] == "3001"
    assert "retry-after" not in refused.response.headers
    assert caller.simulator.throttled == 1
    clock.advance(60)
    assert caller.query("SELECT COUNT(*) FROM Customer").status == 200


def test_bursts_are_refused_within_a_second(books: Books, clock: FakeClock) -> None:
    """Ten calls a second by the documented limits; Retry-After only where set (5.1)."""
    caller = books.open(limits=Limits(per_second=10, retry_after="7"))
    assert [caller.get("customer/1").status for _ in range(11)] == [400] * 10 + [429]
    assert caller.get("customer/1").response.headers["retry-after"] == "7"
    clock.advance(1)
    assert caller.get("customer/1").status == 400


def test_batches_have_a_limit_of_their_own(books: Books) -> None:
    """40 batches a minute by the old text, while other calls go on (4.4)."""
    caller = books.open(limits=Limits(batches_per_minute=40))
    item = {"BatchItemRequest": [{"bId": "1", "Query": "SELECT COUNT(*) FROM Customer"}]}
    assert [caller.post("batch", item).status for _ in range(41)] == [200] * 40 + [429]
    assert caller.get("customer/1").status == 400


def test_limits_are_per_company(books: Books) -> None:
    """One company's calls do not count against another's (5.1)."""
    caller = books.open(limits=Limits(per_minute=1))
    caller.simulator.add_company("9341450000000002", "Composed Tiles")
    other = type(caller)(caller.simulator, "9341450000000002")
    assert [caller.get("customer/1").status, other.get("customer/1").status, caller.get("customer/1").status] == [
        400,
        400,
        429,
    ]


def test_calls_in_flight_are_limited(clock: FakeClock) -> None:
    """Ten calls in flight have a place, and only those beyond them are refused (5.1), however many come at once."""
    simulator = QuickBooksSimulator(clock=clock, limits=Limits(concurrent=10))
    headers = {"authorization": f"Bearer {simulator.connect().access}", "accept": "application/json"}
    url = f"https://quickbooks.example.com/v3/company/{REALM}/companyinfo/{REALM}"
    request = Request(method="GET", url=url, headers=headers)

    async def call(number: int) -> list[int]:
        transport = simulator.async_transport()
        answers = await asyncio.gather(*(transport.send(request, timeout=10) for _ in range(number)))
        return [answer.status for answer in answers]

    assert asyncio.run(call(10)) == [200] * 10
    assert sorted(asyncio.run(call(13))) == [200] * 10 + [429] * 3
    assert (simulator.in_flight, simulator.at_work) == (0, 0)


def test_production_limits_are_the_documented_ones() -> None:
    """500 a minute, 10 a second, 10 at once, and the stricter of the two batch limits (5.1)."""
    limits = Limits.production()
    assert (limits.per_minute, limits.per_second, limits.concurrent, limits.batches_per_minute) == (500, 10, 10, 40)


@pytest.mark.parametrize(("status", "code"), [(429, "3001"), (401, "3200")])
def test_asked_for_faults_have_the_gateway_s_shape(qbo: Caller, status: int, code: str) -> None:
    """A fault of 429 or 401 answers what the gateway would (5.3)."""
    qbo.simulator.faults.add(Answer(status=status), route="GET customer")
    answer = qbo.get("customer/1")
    assert (answer.status, answer.body["fault"]["error"][0]["code"]) == (status, code)


def test_asked_for_server_errors_are_html_from_the_edge(qbo: Caller) -> None:
    """A 503 comes as HTML, as from the edge (5.3); a body given is sent as it is; 400 is a service fault."""
    for status in (500, 503):
        qbo.simulator.faults.add(Answer(status=status))
        answer = qbo.get("customer/1").response
        assert (answer.status, answer.headers["content-type"]) == (status, "text/html")
    qbo.simulator.faults.add(Answer(status=500, body=b"{}"))
    assert qbo.get("customer/1").response.body == b"{}"
    qbo.simulator.faults.add(Answer(status=400))
    assert qbo.get("customer/1").codes == ["500"]


def test_write_that_timed_out_after_its_effect_is_replayed(qbo: Caller) -> None:
    """The answer is lost, the customer exists, and the same requestid brings the first answer (2.5)."""
    qbo.simulator.faults.add(Timeout(after_effect=True), route="POST customer")
    key = ("requestid", "one")
    with pytest.raises(TimedOut):
        qbo.post("customer", {"DisplayName": "A"}, key)
    assert qbo.made("customer", {"DisplayName": "A"}, key)["Id"] == "1"
    assert len(qbo.simulator.writes()) == 1


def test_stuck_cursor_repeats_the_first_page(qbo: Caller) -> None:
    """With a stuck cursor every page is the first one again."""
    qbo.simulator.seed(5)
    qbo.simulator.faults.add(Stuck(), route="GET query", times=None)
    pages = [qbo.names(f"SELECT * FROM Customer STARTPOSITION {start} MAXRESULTS 2") for start in (1, 3, 5)]
    assert pages[0] == pages[1] == pages[2]
    assert len(pages[0]) == 2


def test_composed_customers_are_the_same_every_time() -> None:
    """Two simulators of one seed hold the same customers, in steps or at once, about 1 kB each."""
    one, two = QuickBooksSimulator(), QuickBooksSimulator()
    one.seed(50)
    two.seed(20)
    two.seed(30)
    assert one.records("Customer") == two.records("Customer")
    sizes = [len(record.body) for record in one.company().shelves["Customer"].all()]
    assert 800 < sum(sizes) / 50 < 1300
    assert any("'" in found["DisplayName"] for found in one.records("Customer"))


def test_composed_customers_obey_the_rules() -> None:
    """A composed customer can be sent back whole: the API accepts it and sees no change."""
    simulator = QuickBooksSimulator()
    simulator.seed(40)
    for found in simulator.records("Customer"):
        assert simulator.edit("Customer", found["Id"], found) == found
    assert simulator.writes() == []


def test_unknown_company_is_a_mistake_of_the_test() -> None:
    """Asking for a company that is not there says so, and how to add it."""
    with pytest.raises(UsageError, match="no company 7"):
        QuickBooksSimulator().company("7")


def test_threads_lose_no_update(qbo: Caller) -> None:
    """Many threads add to one record under its SyncToken: each success raises it once, the others are 5010."""
    qbo.made("customer", {"DisplayName": "A"})

    def work(_: int) -> int:
        token = qbo.read("customer/1")["SyncToken"]
        return qbo.post("customer", {"Id": "1", "SyncToken": token, "sparse": True, "Notes": f"{_}"}).status

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(work, range(200)))
    assert set(outcomes) <= {200, 400}
    assert int(qbo.read("customer/1")["SyncToken"]) == outcomes.count(200)
