# @generated from tests/acceptance/suitedash/test_suitedash_endpoints_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Contacts, companies and projects of an account as sides of a sync."""

from __future__ import annotations

import pytest

import crosstie
from crosstie import sync
from crosstie.core.endpoint import Abilities, AtToken
from crosstie.systems.suitedash import Client, Contact, Hinted
from crosstie.testing import FakeClock
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.shelf import Shelf
from crosstie.testing.suitedash import SuiteDashSimulator

_PATHS = frozenset({"first_name", "last_name", "email", "phone", "tags", "address.city", "company", "active"})


class Remembered:
    """A host's record of webhooks: a list of uids, its length being the token."""

    def __init__(self) -> None:
        """Begin with none."""
        self.uids: list[str] = []

    def since(self, token: str | None) -> Hinted:
        """Return the uids after a token."""
        known = 0 if token is None else int(token)
        return Hinted(ids=() if token is None else self.uids[known:], token=str(len(self.uids)))


def test_endpoints_promise_what_suitedash_can_do(client: Client) -> None:
    """Everything is listed every time; a role belongs to the creation; webhooks make a feed of tokens."""
    contacts, companies = client.contacts.endpoint(), client.companies.endpoint()
    projects = client.projects.endpoint()
    assert [side.name for side in (contacts, companies, projects)] == [
        "suitedash.contacts",
        "suitedash.companies",
        "suitedash.projects",
    ]
    assert {side.tenant for side in (contacts, companies, projects)} == {"acme"}
    assert (contacts.abilities.feed, contacts.abilities.finds) == ("scan", {"email"})
    assert {"uid", "role", "created", "active", "circles"} <= contacts.abilities.cannot_hold
    assert (companies.abilities.finds, projects.abilities.finds) == ({"name"}, set())
    assert client.contacts.endpoint(hints=Remembered()).abilities.feed == "token"


def test_unknown_paths_and_those_that_lists_hide_are_refused(client: Client) -> None:
    """Custom fields are reached by uid; rows of projects show little."""
    client.contacts.endpoint().check(_PATHS | {"custom_fields.e1", "custom_fields"})
    client.companies.endpoint().check({"name", "custom_fields.e1", "primary_contact.uid"})
    for endpoint in (client.contacts.endpoint(), client.companies.endpoint()):
        with pytest.raises(crosstie.UsageError, match="nickname"):
            endpoint.check({"nickname"})
    client.projects.endpoint().check({"status", "end_date"})
    client.projects.endpoint(whole=True).check({"info_description", "project_custom_fields.e1"})
    with pytest.raises(crosstie.UsageError, match="info_description"):
        client.projects.endpoint().check({"info_description"})


def test_a_contact_has_the_same_values_wherever_it_is_read(
    client: Client, simulator: SuiteDashSimulator
) -> None:
    """List, read, search and update agree: else everything would seem to change."""
    endpoint = client.contacts.endpoint()
    uid = simulator.uids("contact")[-1]
    listed = next(change for change in endpoint.changes(None, None).changes if change.id == uid)
    (read,) = endpoint.read([uid, "nobody"])
    (found,) = endpoint.find({"email": str(listed.record.email).upper()})
    saved = endpoint.update(uid, {"phone": listed.record.phone}, version=None, base=None)
    spelled = [dict(endpoint.values_of(change.record, _PATHS)) for change in (listed, read, found, saved)]
    assert spelled[0] == spelled[1] == spelled[2] == spelled[3]
    assert spelled[0]["company"] is None
    assert endpoint.find({"email": "nobody@example.com"}) == []


def test_custom_fields_and_the_company_are_written_by_path(
    client: Client, simulator: SuiteDashSimulator
) -> None:
    """One custom field changes and the others stay, though SuiteDash replaces them all; nobody is mailed."""
    one, other = (simulator.add_custom_field("contact", name) for name in ("Booking", "Size"))
    endpoint = client.contacts.endpoint(role="Client")
    values = {"first_name": "Ada", "last_name": "Byron", "email": "ada@example.com", "company": "Engine Works"}
    customs = {f"custom_fields.{one.uid}": "BK-1", f"custom_fields.{other.uid}": None}
    made = endpoint.create({**values, **customs}, key="k1")
    assert dict(endpoint.values_of(made.record, {"company", "role"})) == {"company": "Engine Works", "role": "Client"}
    after = endpoint.update(made.id, {f"custom_fields.{other.uid}": "12"}, version=None, base=made.record)
    assert after.record.custom_fields == {one.uid: "BK-1", other.uid: "12"}
    assert simulator.mailed == ()
    with pytest.raises(crosstie.Invalid, match="unlink"):
        endpoint.update(made.id, {"company": None}, version=None, base=made.record)
    with pytest.raises(crosstie.Conflict):
        endpoint.create(values, key="k2")


def test_a_contact_that_was_switched_off_is_inactive(
    client: Client, simulator: SuiteDashSimulator
) -> None:
    """The only thing that the API tells of an end."""
    uid = simulator.uids("contact")[3]
    simulator.deactivate(uid)
    (change,) = client.contacts.endpoint().read([uid])
    assert change.state == "inactive"


def test_companies_are_made_found_and_changed(client: Client) -> None:
    """By name, with the role that the endpoint or the mapping gives."""
    endpoint = client.companies.endpoint()
    made = endpoint.create({"name": "Engine Works", "role": "Client", "phone": None}, key="k1")
    (found,) = endpoint.find({"name": "engine works"})
    assert (found.id, found.record.role) == (made.id, "Client")
    after = endpoint.update(made.id, {"phone": "+12025550123"}, version=None, base=None)
    assert dict(endpoint.values_of(after.record, {"phone", "website"})) == {"phone": "+12025550123", "website": None}
    assert [change.id for change in endpoint.read([made.id, "nobody"])] == [made.id]
    assert made.id in [change.id for change in endpoint.changes(None, None).changes]


def test_projects_are_changed_but_never_made(client: Client, simulator: SuiteDashSimulator) -> None:
    """Rows of the list, or whole ones for a call each."""
    uid = simulator.uids("project")[0]
    simulator.edit("project", uid, {"info_description": "<p>Signing</p>"})
    whole = client.projects.endpoint(whole=True)
    found = {change.id: change.record for change in whole.changes(None, None).changes}
    assert found[uid].info_description == "<p>Signing</p>"
    rows = client.projects.endpoint().changes(None, None)
    assert {change.record.info_description for change in rows.changes} == {None}
    after = whole.update(uid, {"status": "In Progress", "end_date": None}, version=None, base=None)
    assert after.record.status == "In Progress"
    assert whole.find({"name": "Signing 1"}) == []
    with pytest.raises(crosstie.Invalid, match="cannot make"):
        whole.create({"name": "Signing 9"}, key="k1")


def test_webhooks_spare_the_listing(client: Client, simulator: SuiteDashSimulator) -> None:
    """After the first listing only what was named is read; what is gone is said to be gone."""
    hints = Remembered()
    endpoint = client.contacts.endpoint(hints=hints)
    first = endpoint.changes(None, None)
    one, other = simulator.uids("contact")[:2]
    hints.uids = [one]  # named while the listing was under way
    pages, page = [first], first.next_page
    while page is not None:
        pages.append(endpoint.changes(None, page))
        page = pages[-1].next_page
    assert sum(len(page.changes) for page in pages) == 25
    assert pages[-1].position == AtToken("0")
    hints.uids += [one, other]
    simulator.remove("contact", other)
    simulator.forget_calls()
    later = endpoint.changes(AtToken("0"), None)
    assert [(change.id, change.state) for change in later.changes] == [(one, "live"), (other, "deleted")]
    assert later.position == AtToken("3")
    assert simulator.count("GET contacts") == 0
    projects = client.projects.endpoint(hints=hints, whole=True)
    hints.uids.append(simulator.uids("project")[0])
    assert [change.state for change in projects.changes(AtToken("3"), None).changes] == ["live"]


def test_contacts_and_a_hosts_records_are_kept_in_step(
    client: Client, engine: sync.Engine, simulator: SuiteDashSimulator, clock: FakeClock
) -> None:
    """Told apart by value: an edit on either side arrives on the other, and a quiet run writes nothing."""
    shelf = Shelf(
        name="host",
        clock=clock,
        abilities=Abilities(feed="token", finds=frozenset({"email"})),
        paths=("name", "last", "email", "phone"),
    )
    pair = sync.Pair(
        "contacts",
        left=client.contacts.endpoint(role="Client"),
        right=MemoryEndpoint(shelf),
        match=["email"],
        fields=[
            sync.both("first_name", "name"),
            sync.both("last_name", "last"),
            sync.both("email", "email", as_=sync.email),
            sync.both("phone", "phone"),
        ],
        conflicts=sync.newest(),
    )
    report = engine.run(pair, tenant="acme")
    assert (report.created, report.errors, report.stopped) == ({"right": 25}, (), None)
    uid = simulator.uids("contact")[0]
    clock.advance(3600)
    simulator.edit("contact", uid, {"phone": "+12025550177"})
    name = shelf.add({"name": "Zoe", "last": "Quill", "email": "zoe@example.com", "phone": "+12025550199"})
    report = engine.run(pair, tenant="acme")
    assert (report.created, report.updated) == ({"left": 1}, {"right": 1})
    made = client.contacts.find("zoe@example.com")
    assert isinstance(made, Contact)
    assert (made.role, made.phone) == ("Client", "+12025550199")
    shelf.edit(name, {"phone": "+12025550111"})
    report = engine.run(pair, tenant="acme")
    assert (client.contacts.find("zoe@example.com") or made).phone == "+12025550111"
    before = simulator.writes
    report = engine.run(pair, tenant="acme")
    assert (report.created, report.updated, report.errors) == ({}, {}, ())
    assert simulator.writes == before
