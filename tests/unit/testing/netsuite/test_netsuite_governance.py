"""Limits, error bodies, faults, metadata and the system's own calls: fact sheet sections 2.8, 4.4 and 5."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest

from crosstie.core.messages import Request
from crosstie.errors import UsageError
from crosstie.testing import Answer, FakeClock, Timeout
from crosstie.testing.netsuite import NetSuiteRules, NetSuiteSimulator
from crosstie.testing.serve import build, serve

if TYPE_CHECKING:
    from tests.unit.testing.netsuite.conftest import Caller, Office, Signer

HOST = "https://9990001-sb1.suitetalk.api.netsuite.com"


async def _at_once(simulator: NetSuiteSimulator, number: int) -> list[int]:
    transport = simulator.async_transport()
    headers = {"authorization": f"Bearer {simulator.connect().access}"}
    request = Request(method="GET", url=f"{HOST}/services/rest/record/v1/customer", headers=headers)
    answers = await asyncio.gather(*(transport.send(request, timeout=30) for _ in range(number)))
    return [answer.status for answer in answers]


def test_five_at_once_is_the_limit_of_the_smallest_tier() -> None:
    """Fact 9: what is too much is blocked before any work, whatever the rate is (5.1)."""
    simulator = NetSuiteSimulator()
    assert asyncio.run(_at_once(simulator, 5)) == [200] * 5
    assert asyncio.run(_at_once(simulator, 8)).count(429) == 3
    assert simulator.throttled == 3
    unlimited = NetSuiteSimulator(rules=NetSuiteRules(concurrency=None))
    assert asyncio.run(_at_once(unlimited, 8)) == [200] * 8


def test_blocked_call_says_bad_request_and_when_is_not_told(office: Office) -> None:
    """5.2, 7.5: status 429 under the title Bad Request, CONCURRENCY_LIMIT_EXCEEDED, no Retry-After."""
    netsuite = office.open(concurrency=0)
    blocked = netsuite.post("customer", {"companyName": "x", "subsidiary": {"id": "1"}})
    assert (blocked.status, blocked.body["title"], blocked.body["status"]) == (429, "Bad Request", 429)
    assert blocked.code == "CONCURRENCY_LIMIT_EXCEEDED"
    assert "retry-after" not in blocked.headers
    assert netsuite.simulator.records("customer") == []


def test_retry_after_by_rule(office: Office) -> None:
    """Open question 6."""
    assert office.open(concurrency=0, retry_after="2").get("customer").headers["retry-after"] == "2"


def test_too_much_concurrency_may_look_like_an_invalid_login(office: Office) -> None:
    """6: users saw "Invalid login attempt": it must renew nothing and disconnect nothing."""
    netsuite = office.open(concurrency=0, overload_as_login=True)
    refused = netsuite.get("customer")
    assert (refused.status, refused.code) == (401, "INVALID_LOGIN")
    assert netsuite.simulator.logins.trail == []
    assert netsuite.simulator.throttled == 1


def test_token_endpoint_counts_by_rule(office: Office) -> None:
    """Open question 6: it does not, unless the rules say so."""
    request = Request(method="POST", url=f"{HOST}/services/rest/auth/oauth2/v1/token")
    assert office.open(concurrency=0).simulator.handle(request).status == 400
    assert office.open(concurrency=0, token_calls_count=True).simulator.handle(request).status == 429


def test_governance_limits_are_for_administrators(office: Office) -> None:
    """5.1: the account's limit and the share of the integration."""
    path = "system/v1/governanceLimits"
    assert office.open().send("GET", path).status == 403
    assert office.open(administrator=True).send("GET", path).body == {
        "accountConcurrencyLimit": 5,
        "accountUnallocatedConcurrencyLimit": 5,
        "integrationLimitType": "accountLimit",
    }
    shared = office.open(administrator=True, concurrency=15, integration_limit=4).send("GET", path).body
    assert (shared["integrationConcurrencyLimit"], shared["accountUnallocatedConcurrencyLimit"]) == (4, 11)


def test_server_time_is_utc_and_needs_no_login(clock: FakeClock) -> None:
    """4.4: where a watermark comes from."""
    clock.advance(95)
    simulator = NetSuiteSimulator(clock=clock)
    answer = simulator.handle(Request(method="GET", url=f"{HOST}/services/rest/system/v1/serverTime"))
    assert (answer.status, answer.body) == (200, b'{"serverTime":"2026-11-02T09:01:35Z"}')


def test_error_body_lists_every_problem(netsuite: Caller) -> None:
    """5.2: type, title, status and o:errorDetails, several at once."""
    body = {"companyName": 5, "email": 6, "subsidiary": {"id": "1"}}
    answer = netsuite.post("customer", body)
    assert set(answer.body) == {"type", "title", "status", "o:errorDetails"}
    assert [entry["o:errorPath"] for entry in answer.body["o:errorDetails"]] == ["companyName", "email"]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "INVALID_REQUEST"),
        (401, "INVALID_LOGIN"),
        (403, "INSUFFICIENT_PERMISSION"),
        (404, "NONEXISTENT_ID"),
        (429, "CONCURRENCY_LIMIT_EXCEEDED"),
        (500, "UNEXPECTED_ERROR"),
        (503, "UNEXPECTED_ERROR"),
    ],
)
def test_faults_have_the_vendors_shape(netsuite: Caller, status: int, code: str) -> None:
    """A fault on demand answers as NetSuite would (5.2)."""
    netsuite.simulator.faults.add(Answer(status=status))
    answer = netsuite.get("customer")
    assert (answer.status, answer.code) == (status, code)
    assert netsuite.get("customer").status == 200


def test_faults_with_a_body_of_their_own(netsuite: Caller) -> None:
    """A test may choose the body."""
    netsuite.simulator.faults.add(Answer(status=502, body=b"nothing"))
    assert netsuite.get("customer").response.body == b"nothing"


def test_timed_out_write_was_carried_out(netsuite: Caller) -> None:
    """A timeout after the effect leaves the record there: look for the external id before repeating (2.5)."""
    netsuite.simulator.faults.add(Timeout(after_effect=True), route="POST customer")
    with pytest.raises(Exception, match="No complete answer"):
        netsuite.customer(externalId="crm-1")
    assert netsuite.get("customer/eid:crm-1").status == 200


def test_routes_are_named(netsuite: Caller) -> None:
    """Faults and counts go by these names."""
    customer = netsuite.customer(externalId="crm-1")
    netsuite.get(f"customer/{customer}")
    netsuite.get("customer/eid:crm-1")
    netsuite.post(f"customer/{customer}/!transform/estimate")
    netsuite.sql("SELECT id FROM customer")
    netsuite.send("GET", "async/v1/job/5501/task/1/result")
    netsuite.send("GET", "system/v1/serverTime")
    netsuite.send("GET", "elsewhere")
    netsuite.get("metadata-catalog/customer")
    assert set(netsuite.simulator.counts) == {
        "POST customer",
        "GET customer/{id}",
        "GET customer/{eid}",
        "POST customer/{id}/!transform/estimate",
        "POST suiteql",
        "GET job/{id}/task/{id}/result",
        "GET serverTime",
        "GET unknown",
        "GET metadata-catalog/customer",
    }


def test_other_addresses_are_pages_for_people() -> None:
    """Outside the API there is HTML; a token endpoint is posted to."""
    simulator = NetSuiteSimulator()
    answer = simulator.handle(Request(method="GET", url=f"{HOST}/app/center/card.nl"))
    assert (answer.status, answer.headers["content-type"]) == (404, "text/html")
    token = Request(method="GET", url=f"{HOST}/services/rest/auth/oauth2/v1/token")
    assert simulator.handle(token).status == 404
    assert simulator.route_of(Request(method="GET", url=f"{HOST}/x")) == "GET unknown"


# -- metadata ----------------------------------------------------------------------------------------------------------


def test_catalog_lists_types_and_is_narrowed_by_select(netsuite: Caller) -> None:
    """2.8: ``?select=customer,invoice``."""
    names = [item["name"] for item in netsuite.get("metadata-catalog").items]
    assert {"customer", "estimate", "salesOrder", "invoice"} <= set(names)
    chosen = netsuite.get("metadata-catalog", ("select", "customer,invoice")).items
    assert [item["name"] for item in chosen] == ["customer", "invoice"]


def test_catalog_describes_a_type_as_schema_or_openapi(netsuite: Caller) -> None:
    """2.8: JSON Schema or OpenAPI 3, custom fields at top level, with x-ns-filterable."""
    schema = netsuite.get("metadata-catalog/employee", accept="application/schema+json").body
    assert schema["properties"]["lastModifiedDate"]["x-ns-filterable"] is False
    assert schema["properties"]["email"] == {"type": "string", "title": "email", "x-ns-filterable": True}
    assert schema["properties"]["custentity_origin"]["x-ns-custom-field"] is True
    assert set(schema["properties"]["subsidiary"]["properties"]) == {"id", "refName"}
    assert schema["properties"]["dateCreated"]["readOnly"] is True
    openapi = netsuite.get("metadata-catalog/salesOrder", accept="application/swagger+json").body
    assert openapi["openapi"].startswith("3.")
    line = openapi["components"]["schemas"]["salesOrder"]["properties"]["item"]["properties"]["items"]
    assert "quantity" in line["items"]["properties"]
    address = openapi["components"]["schemas"]["salesOrder"]["properties"]["billingAddress"]
    assert "addr1" in address["properties"]
    whole = netsuite.get("metadata-catalog", ("select", "customer"), accept="application/swagger+json").body
    assert set(whole["components"]["schemas"]) == {"customer"}


def test_catalog_knows_no_other_types_and_is_read_only(netsuite: Caller) -> None:
    """2.8: 404, and nothing to post."""
    assert netsuite.get("metadata-catalog/unheardOf").status == 404
    assert netsuite.post("metadata-catalog", {}).status == 400


# -- over HTTP, and helpers --------------------------------------------------------------------------------------------


def test_signed_calls_over_real_http(signer: Signer) -> None:
    """A signature covers the loopback address and the percent-encoded query that httpx sends."""
    simulator = build("netsuite", clock=signer.clock, customers=3)
    params = (("q", 'email CONTAIN "a b+c"'), ("limit", "2"))
    with serve(simulator) as url, httpx.Client(timeout=5) as client:
        target = f"{url}/services/rest/record/v1/customer"
        signed = signer.sign(Request(method="GET", url=target, params=params), "nonce-0001")
        answer = client.get(target, params=params, headers=dict(signed.headers))
    assert answer.status_code == 200
    assert answer.json()["totalResults"] == 0


def test_seeds_are_the_same_every_time() -> None:
    """Composed customers and documents do not change from run to run, and go on where they ended."""
    one, two = NetSuiteSimulator(), NetSuiteSimulator()
    one.seed(4)
    two.seed(2)
    two.seed(2)
    assert one.records("customer") == two.records("customer")
    assert len({record["entityId"] for record in one.records("customer")}) == 4
    for kind in ("estimate", "salesOrder", "invoice"):
        one.seed_documents(kind, 2)
        assert len(one.records(kind)) == 2
    assert one.writes() == []
    with pytest.raises(UsageError, match="no customer"):
        NetSuiteSimulator().seed_documents("invoice", 1)


def test_seeded_and_made_customers_do_not_collide(netsuite: Caller) -> None:
    """Numbers go on after composed customers."""
    netsuite.simulator.seed(2)
    netsuite.customer()
    assert [record["entityId"] for record in netsuite.simulator.records("customer")] == ["C0001", "C0002", "C0003"]


def test_helpers_refuse_what_the_vendor_refuses(netsuite: Caller) -> None:
    """A test that breaks the rules behind the API learns it from its own error."""
    with pytest.raises(UsageError, match="no record type"):
        netsuite.simulator.add("moon", {})
    with pytest.raises(UsageError, match="companyName"):
        netsuite.simulator.add("customer", {})
    with pytest.raises(UsageError, match="colour"):
        netsuite.simulator.edit("customer", netsuite.customer(), {"colour": "red"})
    with pytest.raises(UsageError, match="does not exist"):
        netsuite.simulator.read("customer", "1")


def test_writes_tell_who_did_what(netsuite: Caller) -> None:
    """The notes count what took effect, by the API and by people."""
    identity = netsuite.customer()
    netsuite.simulator.edit("customer", identity, {"email": "a@example.com"})
    netsuite.simulator.remove("customer", identity)
    assert [(note.operation, note.type, note.by) for note in netsuite.simulator.writes("customer")] == [
        ("create", "customer", "api"),
        ("update", "customer", "person"),
        ("delete", "customer", "person"),
    ]
