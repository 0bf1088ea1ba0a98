"""The RFMS simulator's ``waiting`` answers and the ways into it (1.6, and over a transport, httpx and HTTP)."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any, Literal

import attrs
import httpx
import pytest

from crosstie.core.messages import Request
from crosstie.errors import TimedOut, UsageError
from crosstie.testing.faults import Timeout
from crosstie.testing.rfms import RfmsCaller, RfmsRules, RfmsSimulator
from crosstie.testing.rfms.waiting import Effect
from crosstie.testing.serve import build, serve

ORDER: dict[str, Any] = {"category": "Order", "poNumber": "EXT-9", "soldTo": {"customerId": 4711}}
PAYMENT: dict[str, Any] = {
    "documentNumber": "CG600001",
    "paymentMethod": "check",
    "paymentAmount": 5,
    "receiptAccountId": 1,
}


@pytest.fixture
def simulator() -> RfmsSimulator:
    """Return a store with a customer and an order."""
    made = RfmsSimulator()
    made.seed(1)
    made.seed_orders(1)
    return made


@pytest.fixture
def caller(simulator: RfmsSimulator) -> RfmsCaller:
    """Return a caller with a session."""
    return RfmsCaller.begun(simulator)


def _orders(simulator: RfmsSimulator) -> int:
    return sum(1 for document in simulator.store.documents if document.text("poNumber") == "EXT-9")


@pytest.mark.parametrize(("effect", "at_once"), [("at_once", 1), ("on_resume", 0)])
def test_a_waiting_order_is_made_exactly_once(
    simulator: RfmsSimulator, caller: RfmsCaller, effect: Effect, at_once: int
) -> None:
    """1.6: the id is in ``detail.docId``; resuming, even repeatedly and with the body, makes no second order."""
    simulator.hold("POST order/create", effect=effect)
    waiting = caller.post("order/create", ORDER)
    assert waiting["status"] == "waiting"
    message_id = waiting["detail"]["docId"]
    assert len(message_id) == 32
    assert _orders(simulator) == at_once
    first = caller.post("order/create", None, headers={"messageId": message_id})
    second = caller.post("order/create", ORDER, headers={"messageId": message_id})
    assert first == second == {"status": "success", "result": "CG600002", "detail": {"docId": "90211"}}
    assert _orders(simulator) == 1
    assert simulator.message_ids == (message_id,)


def test_a_waiting_write_sent_again_blindly_is_done_twice(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """1.6: why nobody may re-POST on ``waiting``."""
    simulator.hold("POST order/create")
    caller.post("order/create", ORDER)
    caller.post("order/create", ORDER)
    assert _orders(simulator) == 2


def test_a_waiting_payment_has_its_id_as_the_detail(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """1.6: here ``detail`` itself is the id."""
    simulator.hold("POST payment")
    message_id = caller.post("payment", PAYMENT)["detail"]
    assert isinstance(message_id, str)
    answer = caller.post("payment", None, headers={"MESSAGEID": message_id})
    assert answer["result"]["InvoiceNumber"] == "CG600001"
    assert len(caller.get("order/payments/CG600001")["result"]) == 1


def test_resuming_may_have_to_wait_as_well(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """1.6: the store answers when it does; the same id goes on."""
    simulator.hold("POST payment", polls=2)
    headers = {"messageId": caller.post("payment", PAYMENT)["detail"]}
    answers = [caller.post("payment", None, headers=headers) for _ in range(3)]
    assert [answer["status"] for answer in answers] == ["waiting", "waiting", "success"]
    assert answers[0]["detail"] == headers["messageId"]


def test_the_outcome_of_a_wait_can_be_a_refusal(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """1.5: the store may still say no."""
    simulator.hold("POST payment")
    message_id = caller.post("payment", {**PAYMENT, "documentNumber": "CG1"})["detail"]
    assert caller.post("payment", None, headers={"messageId": message_id})["status"] == "failed"


def test_a_message_belongs_to_its_endpoint(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """1.6: the same endpoint again; elsewhere, or invented, it is unknown."""
    simulator.hold("POST payment", effect="on_resume")
    message_id = caller.post("payment", PAYMENT)["detail"]
    for path, sent in (("order/create", message_id), ("payment", "0" * 32)):
        assert caller.post(path, ORDER, headers={"messageId": sent})["status"] == "failed"
    assert _orders(simulator) == 0
    assert caller.get("order/payments/CG600001")["result"] == []


def test_a_resumed_call_may_need_its_body() -> None:
    """1.6: not said; when the rules say so, a call without one is refused and the outcome stays."""
    simulator = RfmsSimulator(rules=RfmsRules(resume_needs_body=True))
    simulator.seed(1)
    caller = RfmsCaller.begun(simulator)
    simulator.hold("POST order/create")
    headers = {"messageId": caller.post("order/create", ORDER)["detail"]["docId"]}
    assert caller.post("order/create", None, headers=headers)["status"] == "failed"
    assert caller.post("order/create", ORDER, headers=headers)["status"] == "success"


@pytest.mark.parametrize("status", [200, 202])
def test_the_status_of_waiting_is_a_rule(status: Literal[200, 202]) -> None:
    """1.5: not recorded, so clients decide by body."""
    simulator = RfmsSimulator(rules=RfmsRules(waiting_status=status))
    simulator.hold("POST payment")
    assert RfmsCaller.begun(simulator).send("POST", "payment", PAYMENT).status == status


@pytest.mark.parametrize(("place", "has_id"), [("absent", False), ("detail", True), ("docId", True)])
def test_other_endpoints_can_wait(
    simulator: RfmsSimulator, caller: RfmsCaller, place: Literal["absent", "detail", "docId"], *, has_id: bool
) -> None:
    """1.6: "assume possible", and where the id is, if anywhere, is unspecified."""
    simulator.rules = attrs.evolve(simulator.rules, waiting_id_elsewhere=place)
    simulator.hold("GET customer/{id}", times=2)
    assert (caller.get("customer/4711")["detail"] is not None) is has_id
    assert caller.get("customer/4711")["status"] == "waiting"
    assert caller.get("customer/4711")["status"] == "success"


@pytest.mark.parametrize("route", ["GET customers", "POST session/begin", "payment", "POST nowhere"])
def test_what_never_waits_cannot_be_held(simulator: RfmsSimulator, route: str) -> None:
    """1.2 and table 6: those two never reach the store; other names are typos."""
    with pytest.raises(UsageError, match="cannot wait"):
        simulator.hold(route)


def test_a_time_out_after_the_effect_leaves_the_order_behind(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """1.6: the ambiguous write; it is found again by PO number with the advanced find."""
    simulator.faults.add(Timeout(after_effect=True), route="POST order/create")
    with pytest.raises(TimedOut):
        caller.post("order/create", ORDER)
    (row,) = caller.post("order/find/advanced", {"searchText": "EXT-9"})["result"]
    assert row["poNumber"] == "EXT-9"


def _basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"store-EXAMPLE0001:{password}".encode()).decode()


def test_it_serves_over_real_http(simulator: RfmsSimulator) -> None:
    """Session, search, a percent-encoded path and a refusal, over a socket."""
    with serve(simulator) as url, httpx.Client(base_url=f"{url}/v2") as client:
        begun = client.post("/Session/Begin", auth=("store-EXAMPLE0001", "KEY-EXAMPLE"))
        client.auth = ("store-EXAMPLE0001", begun.json()["sessionToken"])
        found = client.post("/customers/find", json={"searchText": "maple"}).json()
        assert [hit["customerSourceId"] for hit in found["detail"]] == [4711]
        assert client.get("/opportunities/To%20Do").json()["result"] == []
        order = client.get("/order/CG600001", params={"locked": "false", "includeAttachments": "true"})
        assert order.json()["result"]["number"] == "CG600001"
        simulator.expire_sessions()
        refused = client.get("/customers")
        assert (refused.status_code, refused.content) == (401, b"")
    assert simulator.count("POST customers/find", status=200) == 1


def test_it_is_a_transport_in_both_worlds(simulator: RfmsSimulator) -> None:
    """The same call through the sync and the async transport."""
    headers = {"Authorization": _basic("KEY-EXAMPLE")}
    request = Request(method="POST", url="https://rfms.example.com/v2/session/begin", headers=headers)
    first = simulator.transport().send(request, timeout=5)
    second = asyncio.run(simulator.async_transport().send(request, timeout=5))
    tokens = {json.loads(response.body)["sessionToken"] for response in (first, second)}
    assert len(tokens) == 2
    assert simulator.sessions_begun == 2


def test_respx_can_end_here(simulator: RfmsSimulator) -> None:
    """A host's own httpx calls reach the simulator through respx."""
    with simulator.respx_router():
        response = httpx.post(
            "https://rfms.example.com/v2/session/begin", headers={"Authorization": _basic("KEY-EXAMPLE")}
        )
    assert response.json()["authorized"] is True


def test_it_can_be_built_by_name() -> None:
    """The command line and benches make it by the name of its system."""
    made = build("rfms", customers=30)
    assert isinstance(made, RfmsSimulator)
    assert len(made.store.customers) == 30
    assert made.route_of(Request(method="GET", url="https://rfms.example.com/v2/customer/1")) == "GET customer/{id}"
    assert made.route_of(Request(method="GET", url="https://rfms.example.com/")) == "unknown"
