"""Contacts, companies and projects of an account as sides of a sync."""

from __future__ import annotations

import pytest

import crosstie
from crosstie import sync
from crosstie.core.endpoint import Abilities, AtToken
from crosstie.systems.suitedash import AsyncClient, Contact, Hinted
from crosstie.testing import FakeClock
from crosstie.testing.memory_endpoint_async import AsyncMemoryEndpoint
from crosstie.testing.shelf import Shelf
from crosstie.testing.suitedash import SuiteDashSimulator

_PATHS = frozenset({"first_name", "last_name", "email", "phone", "tags", "address.city", "company", "active"})


class AsyncRemembered:
    """A host's record of webhooks: a list of uids, its length being the token."""

    def __init__(self) -> None:
        """Begin with none."""
        self.uids: list[str] = []

    async def since(self, token: str | None) -> Hinted:
        """Return the uids after a token."""
        known = 0 if token is None else int(token)
        return Hinted(ids=() if token is None else self.uids[known:], token=str(len(self.uids)))


async def test_endpoints_promise_what_suitedash_can_do(async_client: AsyncClient) -> None:
    """Everything is listed every time; a role belongs to the creation; webhooks make a feed of tokens."""
    contacts, companies = async_client.contacts.endpoint(), async_client.companies.endpoint()
    projects = async_client.projects.endpoint()
    assert [side.name for side in (contacts, companies, projects)] == [
        "suitedash.contacts",
        "suitedash.companies",
        "suitedash.projects",
    ]
    assert {side.tenant for side in (contacts, companies, projects)} == {"acme"}
    assert (contacts.abilities.feed, contacts.abilities.finds) == ("scan", {"email"})
    assert {"uid", "role", "created", "active", "circles"} <= contacts.abilities.cannot_hold
    assert (companies.abilities.finds, projects.abilities.finds) == ({"name"}, set())
    assert async_client.contacts.endpoint(hints=AsyncRemembered()).abilities.feed == "token"


async def test_unknown_paths_and_those_that_lists_hide_are_refused(async_client: AsyncClient) -> None:
    """Custom fields are reached by uid; rows of projects show little."""
    async_client.contacts.endpoint().check(_PATHS | {"custom_fields.e1", "custom_fields"})
    async_client.companies.endpoint().check({"name", "custom_fields.e1", "primary_contact.uid"})
    for endpoint in (async_client.contacts.endpoint(), async_client.companies.endpoint()):
        with pytest.raises(crosstie.UsageError, match="nickname"):
            endpoint.check({"nickname"})
    async_client.projects.endpoint().check({"status", "end_date"})
    async_client.projects.endpoint(whole=True).check({"info_description", "project_custom_fields.e1"})
    with pytest.raises(crosstie.UsageError, match="info_description"):
        async_client.projects.endpoint().check({"info_description"})


async def test_a_contact_has_the_same_values_wherever_it_is_read(
    async_client: AsyncClient, simulator: SuiteDashSimulator
) -> None:
    """List, read, search and update agree: else everything would seem to change."""
    endpoint = async_client.contacts.endpoint()
    uid = simulator.uids("contact")[-1]
    listed = next(change for change in (await endpoint.changes(None, None)).changes if change.id == uid)
    (read,) = await endpoint.read([uid, "nobody"])
    (found,) = await endpoint.find({"email": str(listed.record.email).upper()})
    saved = await endpoint.update(uid, {"phone": listed.record.phone}, version=None, base=None)
    spelled = [dict(endpoint.values_of(change.record, _PATHS)) for change in (listed, read, found, saved)]
    assert spelled[0] == spelled[1] == spelled[2] == spelled[3]
    assert spelled[0]["company"] is None
    assert await endpoint.find({"email": "nobody@example.com"}) == []


async def test_custom_fields_and_the_company_are_written_by_path(
    async_client: AsyncClient, simulator: SuiteDashSimulator
) -> None:
    """One custom field changes and the others stay, though SuiteDash replaces them all; nobody is mailed."""
    one, other = (simulator.add_custom_field("contact", name) for name in ("Booking", "Size"))
    endpoint = async_client.contacts.endpoint(role="Client")
    values = {"first_name": "Ada", "last_name": "Byron", "email": "ada@example.com", "company": "Engine Works"}
    customs = {f"custom_fields.{one.uid}": "BK-1", f"custom_fields.{other.uid}": None}
    made = await endpoint.create({**values, **customs}, key="k1")
    assert dict(endpoint.values_of(made.record, {"company", "role"})) == {"company": "Engine Works", "role": "Client"}
    after = await endpoint.update(made.id, {f"custom_fields.{other.uid}": "12"}, version=None, base=made.record)
    assert after.record.custom_fields == {one.uid: "BK-1", other.uid: "12"}
    assert simulator.mailed == ()
    with pytest.raises(crosstie.Invalid, match="unlink"):
        await endpoint.update(made.id, {"company": None}, version=None, base=made.record)
    with pytest.raises(crosstie.Conflict):
        await endpoint.create(values, key="k2")


async def test_a_contact_that_was_switched_off_is_inactive(
    async_client: AsyncClient, simulator: SuiteDashSimulator
) -> None:
    """The only thing that the API tells of an end."""
    uid = simulator.uids("contact")[3]
    simulator.deactivate(uid)
    (change,) = await async_client.contacts.endpoint().read([uid])
    assert change.state == "inactive"


async def test_companies_are_made_found_and_changed(async_client: AsyncClient) -> None:
    """By name, with the role that the endpoint or the mapping gives."""
    endpoint = async_client.companies.endpoint()
    made = await endpoint.create({"name": "Engine Works", "role": "Client", "phone": None}, key="k1")
    (found,) = await endpoint.find({"name": "engine works"})
    assert (found.id, found.record.role) == (made.id, "Client")
    after = await endpoint.update(made.id, {"phone": "+12025550123"}, version=None, base=None)
    assert dict(endpoint.values_of(after.record, {"phone", "website"})) == {"phone": "+12025550123", "website": None}
    assert [change.id for change in await endpoint.read([made.id, "nobody"])] == [made.id]
    assert made.id in [change.id for change in (await endpoint.changes(None, None)).changes]


async def test_projects_are_changed_but_never_made(async_client: AsyncClient, simulator: SuiteDashSimulator) -> None:
    """Rows of the list, or whole ones for a call each."""
    uid = simulator.uids("project")[0]
    simulator.edit("project", uid, {"info_description": "<p>Signing</p>"})
    whole = async_client.projects.endpoint(whole=True)
    found = {change.id: change.record for change in (await whole.changes(None, None)).changes}
    assert found[uid].info_description == "<p>Signing</p>"
    rows = await async_client.projects.endpoint().changes(None, None)
    assert {change.record.info_description for change in rows.changes} == {None}
    after = await whole.update(uid, {"status": "In Progress", "end_date": None}, version=None, base=None)
    assert after.record.status == "In Progress"
    assert await whole.find({"name": "Signing 1"}) == []
    with pytest.raises(crosstie.Invalid, match="cannot make"):
        await whole.create({"name": "Signing 9"}, key="k1")


async def test_webhooks_spare_the_listing(async_client: AsyncClient, simulator: SuiteDashSimulator) -> None:
    """After the first listing only what was named is read; what is gone is said to be gone."""
    hints = AsyncRemembered()
    endpoint = async_client.contacts.endpoint(hints=hints)
    first = await endpoint.changes(None, None)
    one, other = simulator.uids("contact")[:2]
    hints.uids = [one]  # named while the listing was under way
    pages, page = [first], first.next_page
    while page is not None:
        pages.append(await endpoint.changes(None, page))
        page = pages[-1].next_page
    assert sum(len(page.changes) for page in pages) == 25
    assert pages[-1].position == AtToken("0")
    hints.uids += [one, other]
    simulator.remove("contact", other)
    simulator.forget_calls()
    later = await endpoint.changes(AtToken("0"), None)
    assert [(change.id, change.state) for change in later.changes] == [(one, "live"), (other, "deleted")]
    assert later.position == AtToken("3")
    assert simulator.count("GET contacts") == 0
    projects = async_client.projects.endpoint(hints=hints, whole=True)
    hints.uids.append(simulator.uids("project")[0])
    assert [change.state for change in (await projects.changes(AtToken("3"), None)).changes] == ["live"]


async def test_contacts_and_a_hosts_records_are_kept_in_step(
    async_client: AsyncClient, async_engine: sync.AsyncEngine, simulator: SuiteDashSimulator, clock: FakeClock
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
        left=async_client.contacts.endpoint(role="Client"),
        right=AsyncMemoryEndpoint(shelf),
        match=["email"],
        fields=[
            sync.both("first_name", "name"),
            sync.both("last_name", "last"),
            sync.both("email", "email", as_=sync.email),
            sync.both("phone", "phone"),
        ],
        conflicts=sync.newest(),
    )
    report = await async_engine.run(pair, tenant="acme")
    assert (report.created, report.errors, report.stopped) == ({"right": 25}, (), None)
    uid = simulator.uids("contact")[0]
    clock.advance(3600)
    simulator.edit("contact", uid, {"phone": "+12025550177"})
    name = shelf.add({"name": "Zoe", "last": "Quill", "email": "zoe@example.com", "phone": "+12025550199"})
    report = await async_engine.run(pair, tenant="acme")
    assert (report.created, report.updated) == ({"left": 1}, {"right": 1})
    made = await async_client.contacts.find("zoe@example.com")
    assert isinstance(made, Contact)
    assert (made.role, made.phone) == ("Client", "+12025550199")
    shelf.edit(name, {"phone": "+12025550111"})
    report = await async_engine.run(pair, tenant="acme")
    assert (await async_client.contacts.find("zoe@example.com") or made).phone == "+12025550111"
    before = simulator.writes
    report = await async_engine.run(pair, tenant="acme")
    assert (report.created, report.updated, report.errors) == ({}, {}, ())
    assert simulator.writes == before
