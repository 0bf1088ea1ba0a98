# @generated from tests/acceptance/smsit/test_smsit_endpoint_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""A group of the control panel as a side of sync."""

from __future__ import annotations

from datetime import datetime

import pytest

import crosstie
from crosstie import sync
from crosstie.core.endpoint import Abilities
from crosstie.systems.smsit import Client, Consent, MemoryConsents
from crosstie.testing import Answer, FakeClock
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.shelf import Shelf
from crosstie.testing.smsit import SmsItSimulator

_PATHS = frozenset({"number", "name", "email", "birthday", "subscribed"})


def test_the_endpoint_promises_what_smsit_can_do(client: Client) -> None:
    """Everything is listed every time; nothing is versioned; names can be given but not changed."""
    endpoint = client.contacts.endpoint(group="Leads")
    assert (endpoint.name, endpoint.tenant, endpoint.abilities.feed) == ("smsit.contacts", "acme", "scan")
    assert endpoint.abilities.finds == {"number", "email"}
    assert "subscribed" in endpoint.abilities.cannot_hold
    endpoint.check(_PATHS)
    with pytest.raises(crosstie.UsageError, match="nickname"):
        endpoint.check({"nickname"})
    with pytest.raises(crosstie.UsageError, match="name"):
        client.contacts.endpoint(group=" ")


def test_a_contact_has_the_same_values_wherever_it_is_read(
    client: Client, simulator: SmsItSimulator
) -> None:
    """List, read and search agree; groups whose name holds this one's do not come in."""
    simulator.add_group("Leads North")
    simulator.panel.join("12025550100", "Leads North", source="Import")
    endpoint = client.contacts.endpoint(group="Leads")
    page = endpoint.changes(None, None)
    listed = page.changes[0]
    assert len(page.changes) == 25
    assert endpoint.changes(None, page.next_page).changes == []
    (read,) = endpoint.read([listed.id, "+12025550199"])
    (found,) = endpoint.find({"number": "(202) 555-0100"})
    (by_email,) = endpoint.find({"email": str(listed.record.email).upper()})
    spelled = [dict(endpoint.values_of(change.record, _PATHS)) for change in (listed, read, found, by_email)]
    assert spelled[0] == spelled[1] == spelled[2] == spelled[3]
    assert (listed.id, spelled[0]["birthday"]) == ("+12025550100", None)
    assert endpoint.find({"number": "no number"}) == []
    assert endpoint.find({"email": "nobody@example.com"}) == []


def test_contacts_are_added_and_never_changed(
    client: Client, consents: MemoryConsents, simulator: SmsItSimulator, noon: datetime
) -> None:
    """There is no call that changes one; an opt-out keeps one contact back and says so for this one alone."""
    endpoint = client.contacts.endpoint(group="Leads")
    made = endpoint.create({"number": "+12025550177", "name": "Nora Fern", "email": None}, key="k1")
    assert (made.id, made.state, made.record.name) == ("+12025550177", "live", "Nora Fern")
    with pytest.raises(crosstie.Invalid, match="cannot change"):
        endpoint.update(made.id, {"name": "Nora"}, version=None, base=made.record)
    consents.record(Consent(number="+12025550178", state="opted_out", since=noon))
    with pytest.raises(crosstie.Invalid, match="opted out"):
        endpoint.create({"number": "+12025550178"}, key="k2")
    simulator.inbound("12025550177", "STOP")
    (left,) = endpoint.read(["+12025550177"])
    assert left.state == "inactive"


@pytest.mark.parametrize(
    ("answer", "error"), [(429, crosstie.RateLimited), (401, crosstie.SessionError)], ids=["a pause", "no session"]
)
def test_a_contact_that_cannot_be_read_back_is_added_all_the_same(
    client: Client, simulator: SmsItSimulator, answer: int, error: type[crosstie.CrosstieError]
) -> None:
    """Sync takes either for proof that nothing was written, and would subscribe again who has left meanwhile."""
    simulator.faults.add(Answer(status=answer), route="apis/getcontacts", times=None)
    endpoint = client.contacts.endpoint(group="Leads")
    made = endpoint.create({"number": "+12025550177", "name": "Nora Fern"}, key="k1")
    assert (made.id, made.record, simulator.count("apis/addcontact")) == ("+12025550177", None, 1)
    with pytest.raises(error):
        endpoint.read([made.id])
    simulator.faults.clear()
    (read,) = endpoint.read([made.id])
    assert read.record.name == "Nora Fern"


def test_who_leaves_behind_an_addition_is_not_added_again_by_sync(
    client: Client, engine: sync.Engine, simulator: SmsItSimulator, clock: FakeClock
) -> None:
    """SMS-iT asks for a pause before the new contact is read back, and the person says STOP before the next run."""
    shelf = Shelf(name="host", clock=clock, abilities=Abilities(feed="scan"), paths=("phone", "name"))
    shelf.add({"phone": "202.555.0177", "name": "Nora Fern"})
    pair = sync.Pair(
        "contacts",
        left=MemoryEndpoint(shelf),
        right=client.contacts.endpoint(group="Leads"),
        match=["number"],
        fields=[sync.left_owns("phone", "number", as_=sync.phone("US")), sync.left_owns("name", "name")],
        creates=("right",),
    )
    simulator.faults.add(
        Answer(status=429),
        route="apis/getcontacts",
        when=lambda _: simulator.count("apis/addcontact") > 0,
        times=None,
    )
    report = engine.run(pair, tenant="acme")
    assert report.created == {"right": 1}
    simulator.faults.clear()
    simulator.inbound("12025550177", "STOP")
    engine.run(pair, tenant="acme")
    assert simulator.count("apis/addcontact") == 1
    assert [one.subscribed for one in client.contacts.find("+12025550177")] == [False]


def test_a_group_is_filled_from_a_host_once(
    client: Client, engine: sync.Engine, simulator: SmsItSimulator, clock: FakeClock
) -> None:
    """Who is there is matched by number, who is not is added, and what cannot be is told for this record alone."""
    known = simulator.contacts[0]
    shelf = Shelf(name="host", clock=clock, abilities=Abilities(feed="scan"), paths=("phone", "name", "email"))
    first = shelf.add({"phone": "(202) 555-0100", "name": known.name, "email": known.email})
    shelf.add({"phone": "202.555.0177", "name": "Nora Fern", "email": "nora@example.com"})
    shelf.add({"phone": "911", "name": "Nobody", "email": "nobody@example.com"})
    pair = sync.Pair(
        "contacts",
        left=MemoryEndpoint(shelf),
        right=client.contacts.endpoint(group="Leads"),
        match=["number"],
        fields=[
            sync.left_owns("phone", "number", as_=sync.phone("US")),
            sync.left_owns("name", "name"),
            sync.left_owns("email", "email", as_=sync.email),
        ],
        creates=("right",),
    )
    report = engine.run(pair, tenant="acme")
    assert report.created == {"right": 1}
    assert [type(one) for one in report.errors] == [sync.RecordError]
    assert [one.name for one in simulator.contacts if one.number == "12025550177"] == ["Nora Fern"]
    assert len(simulator.contacts) == 26
    simulator.forget_calls()
    shelf.edit(first, {"name": "Somebody Else"})
    report = engine.run(pair, tenant="acme")
    assert (report.created, report.updated) == ({}, {})
    assert any("cannot change" in str(one) for one in report.errors)
    assert simulator.count("apis/addcontact") == 0
