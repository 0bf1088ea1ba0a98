# @generated from tests/acceptance/netsuite/test_netsuite_faults_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Logins, limits and mishaps from end to end."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest

import crosstie
from crosstie.systems.netsuite import Client, Customer, Ref
from crosstie.testing import Answer, Html, Reset, Timeout
from crosstie.testing.netsuite import CONSUMER_SECRET, TOKEN_SECRET, NetSuiteSimulator

ACME = Customer(company_name="Acme Tile", subsidiary=Ref(id="1"))


def test_every_attempt_is_signed_anew(client: Client, simulator: NetSuiteSimulator) -> None:
    """A blocked call has used its nonce up; the same signature again would be refused."""
    simulator.faults.add(Answer(status=429), times=2)
    assert client.customers.get("801").id == "801"
    assert simulator.count("GET customer/{id}") == 3
    assert simulator.count(status=401) == 0


def test_a_write_that_was_blocked_is_sent_again(client: Client, simulator: NetSuiteSimulator) -> None:
    """Blocked before any work, so that it happens once."""
    simulator.faults.add(Answer(status=429), route="POST customer")
    client.customers.create(ACME)
    assert len(simulator.writes("customer")) == 1


def test_a_refused_login_is_not_tried_again(client: Client, simulator: NetSuiteSimulator) -> None:
    """Five failures lock the user; and the connection is not ended, for the cause may be too many calls at once."""
    simulator.faults.add(Answer(status=401))
    with pytest.raises(crosstie.CredentialsRejected) as caught:
        client.customers.get("801")
    assert simulator.count("GET customer/{id}") == 1
    assert simulator.token_calls == 0
    assert not any(secret in str(caught.value) + repr(caught.value) for secret in (CONSUMER_SECRET, TOKEN_SECRET))
    assert client.customers.get("801").id == "801"


@pytest.mark.parametrize("after_effect", [False, True])
@pytest.mark.parametrize("kind", [Timeout, Reset])
def test_a_creation_in_doubt_is_sent_once(
    client: Client, simulator: NetSuiteSimulator, kind: type[Timeout | Reset], *, after_effect: bool
) -> None:
    """It could be made twice."""
    simulator.faults.add(kind(after_effect=after_effect), route="POST customer")
    with pytest.raises(crosstie.OutcomeUnknown):
        client.with_options(timeout=0.3).customers.create(ACME)
    assert simulator.count("POST customer") == 1
    assert len(simulator.writes("customer")) == int(after_effect)


@pytest.mark.parametrize("after_effect", [False, True])
@pytest.mark.parametrize("looks", ["find", "upsert"])
def test_a_creation_in_doubt_is_settled_by_an_external_id_that_was_new(
    client: Client, simulator: NetSuiteSimulator, looks: str, *, after_effect: bool
) -> None:
    """A look-up tells what became of it; an upsert makes it, or leaves the one there is as it is."""
    customers = client.customers
    draft = attrs.evolve(ACME, external_id="H-1")
    simulator.faults.add(Reset(after_effect=after_effect), route="POST customer")
    with pytest.raises(crosstie.OutcomeUnknown):
        customers.create(draft)
    if looks == "find":
        found = customers.find("H-1")
        assert found == ("826" if after_effect else None)
        return
    customers.upsert("H-1", draft)
    assert simulator.read("customer", "826")["companyName"] == "Acme Tile"
    assert len(simulator.records("customer")) == 26


def test_a_creation_that_was_refused_is_not_taken_for_made_by_its_external_id(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """The answer was lost, and the record by that id is an older one: taken for this one, a customer would be lost."""
    older = client.customers.create(attrs.evolve(ACME, company_name="Older", external_id="H-1"))
    simulator.faults.add(Reset(after_effect=True), route="POST customer")
    with pytest.raises(crosstie.OutcomeUnknown) as caught:
        client.customers.create(attrs.evolve(ACME, external_id="H-1"))
    assert caught.value.retry == "unknown"
    assert client.customers.find("H-1") == older
    assert simulator.read("customer", older)["companyName"] == "Older"


@pytest.mark.parametrize("after_effect", [False, True])
def test_an_upsert_in_doubt_is_sent_again(
    client: Client, simulator: NetSuiteSimulator, *, after_effect: bool
) -> None:
    """A second time changes nothing, as long as no lines come along."""
    simulator.faults.add(Reset(after_effect=after_effect), route="PUT customer/{eid}")
    client.customers.upsert("H-1", ACME)
    assert simulator.count("PUT customer/{eid}") == 2
    assert len(simulator.records("customer")) == 26


def test_lines_in_doubt_are_not_sent_again(client: Client, simulator: NetSuiteSimulator) -> None:
    """NetSuite would append them a second time."""
    simulator.faults.add(Reset(after_effect=True), route="PATCH estimate/{id}")
    line = {"item": {"id": "91"}, "quantity": 1}
    with pytest.raises(crosstie.OutcomeUnknown):
        client.estimates.update("60001", {"item": {"items": [line]}}, append=["item"])
    assert simulator.count("PATCH estimate/{id}") == 1


@pytest.mark.parametrize("fault", [Html(), Reset(), Answer(status=503)])
def test_a_read_survives_a_mishap(
    client: Client, simulator: NetSuiteSimulator, fault: Html | Reset | Answer
) -> None:
    """Asked again, and signed again."""
    simulator.faults.add(fault)
    rows = client.suiteql.rows("SELECT id FROM customer WHERE id = ?", ["801"]).all()
    assert rows == [{"id": "801"}]


@pytest.mark.parametrize("fault", [*(Answer(status=status) for status in (500, 502, 503, 504)), Html()])
def test_a_server_error_repeats_only_what_changes_nothing_twice(
    client: Client, simulator: NetSuiteSimulator, fault: Answer | Html
) -> None:
    """Reads, updates of what is named and upserts; a creation, a deletion and added lines stay in doubt (5.2).

    A page with status 200 is one too, and not the empty answer that most writes have.
    """
    line = {"item": {"id": "91"}, "quantity": 1}
    named, added = {"item": {"items": [{"line": 1, **line}]}}, {"item": {"items": [line]}}
    safe: dict[str, Callable[[], object]] = {
        "PATCH estimate/{id}": lambda: client.estimates.update("60001", named),
        "PUT customer/{eid}": lambda: client.customers.upsert("H-1", ACME),
        "GET customer/{id}": lambda: client.customers.get("801"),
    }
    for route, call in safe.items():
        simulator.faults.add(fault, route=route)
        call()
        assert simulator.count(route) == 2
    doubtful: dict[str, Callable[[], object]] = {
        "POST customer": lambda: client.customers.create(ACME),
        "DELETE customer/{id}": lambda: client.customers.delete("802"),
        "PATCH estimate/{id}": lambda: client.estimates.update("60002", added, append=["item"]),
    }
    for route, call in doubtful.items():
        simulator.forget_calls()
        simulator.faults.add(fault, route=route)
        with pytest.raises(crosstie.OutcomeUnknown):
            call()
        assert simulator.count(route) == 1


def test_a_script_of_the_account_refuses_in_its_own_words(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """Its code is like no other, and its words are kept."""
    simulator.reject_saves("customer", code="ACME_RULE", detail="A phone number is needed.")
    with pytest.raises(crosstie.Invalid, match=r"A phone number is needed\.") as caught:
        client.customers.create(ACME)
    assert caught.value.code == "ACME_RULE"
