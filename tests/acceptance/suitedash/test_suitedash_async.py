"""SuiteDash from end to end: sixteen operations, refusals, faults, and a month that ends."""

from __future__ import annotations

import attrs
import pytest

import crosstie
from crosstie.systems.suitedash import (
    AsyncClient,
    Company,
    Contact,
    PrimaryContact,
    Project,
    Subscription,
)
from crosstie.testing import BrokenJson, Html, Reset, Stuck, Timeout, Truncated
from crosstie.testing.faults import Fault
from crosstie.testing.suitedash import SECRET_KEY, SuiteDashSimulator

ADA = Contact(role="Client", first_name="Ada", last_name="Byron", email="ada@example.com", tags=("notary",))


async def test_all_sixteen_operations(async_client: AsyncClient, simulator: SuiteDashSimulator) -> None:
    """Each of them is called once at least, and the count of this process is the account's own."""
    field = simulator.add_custom_field("contact", "Booking")
    simulator.add_world("North")
    assert len(await async_client.contacts.list().all()) == 25
    assert len(await async_client.companies.list().all()) == 3
    assert len(await async_client.projects.list().all()) == 3
    assert len(await async_client.worlds.list().all()) == 1
    assert field.uid in await async_client.contacts.fields()
    assert "name" in await async_client.companies.fields()
    assert "status" in await async_client.projects.fields()
    contact = await async_client.contacts.create(attrs.evolve(ADA, custom_fields={field.uid: "BK-1001"}))
    contact = await async_client.contacts.update(
        contact.uid or "", attrs.evolve(contact, phone="+12025550123"), contact, company="Byron Works 1"
    )
    assert (contact.phone, contact.companies[0].name) == ("+12025550123", "Byron Works 1")
    person = PrimaryContact(email="ada@example.com")
    company = await async_client.companies.create(Company(name="Engine Works", role="Prospect"), primary_contact=person)
    company = await async_client.companies.update(company.uid or "", attrs.evolve(company, tags=("B2B",)), company)
    assert (company.tags, company.primary_contact and company.primary_contact.uid) == (("B2B",), contact.uid)
    project = await async_client.projects.most_recent()
    project = await async_client.projects.update(project.uid or "", Project(status="Completed"))
    assert project.status == "Completed"
    (outcome,) = await async_client.marketing.subscribe([Subscription(email="ada@example.com", audiences=(101,))])
    assert outcome.accepted is True
    assert len(simulator.counts) == 16
    assert (await async_client.usage()).calls == simulator.calls_used


async def test_wrong_keys_end_in_an_error_that_shows_none(
    async_client: AsyncClient, simulator: SuiteDashSimulator
) -> None:
    """No renewal, no second attempt."""
    simulator.replace_secret("another")
    with pytest.raises(crosstie.CredentialsRejected) as caught:
        await async_client.contacts.get("ada@example.com")
    assert simulator.count(status=401) == 1
    assert SECRET_KEY not in str(caught.value) + repr(caught.value)
    assert caught.value.connection == "acme/suitedash/default"


async def test_a_month_that_ends_in_the_middle_of_a_list(
    async_client: AsyncClient, simulator: SuiteDashSimulator
) -> None:
    """What was read was read; the call that found the end is not repeated."""
    simulator.use_up(leaving=1)
    pages = async_client.contacts.list().pages()
    assert len((await anext(pages)).items) == 10
    with pytest.raises(crosstie.QuotaExhausted):
        await anext(pages)
    assert simulator.count("GET contacts", status=429) == 1
    assert (await async_client.usage()).left == 0


@pytest.mark.parametrize("fault", [Html(), BrokenJson(), Reset(), Truncated(), Timeout()])
async def test_a_read_survives_one_mishap(
    async_client: AsyncClient, simulator: SuiteDashSimulator, fault: Fault
) -> None:
    """Sent twice at most, because every attempt costs a call."""
    simulator.faults.add(fault)
    client = async_client.with_options(timeout=0.3)
    assert (await client.contacts.get(simulator.uids("contact")[0])).first_name == "Ada"
    assert simulator.count("GET contact/*") == 2


@pytest.mark.parametrize("after_effect", [False, True])
@pytest.mark.parametrize("kind", [Timeout, Reset])
async def test_a_creation_in_doubt_is_sent_once(
    async_client: AsyncClient, simulator: SuiteDashSimulator, kind: type[Timeout | Reset], *, after_effect: bool
) -> None:
    """Looked up by e-mail afterwards."""
    simulator.faults.add(kind(after_effect=after_effect), route="POST contact")
    client = async_client.with_options(timeout=0.3)
    with pytest.raises(crosstie.OutcomeUnknown):
        await client.contacts.create(ADA)
    assert (await client.contacts.find("ada@example.com") is not None) is after_effect
    assert simulator.count("POST contact") == 1


async def test_a_list_that_stands_still_ends(async_client: AsyncClient, simulator: SuiteDashSimulator) -> None:
    """Not in an endless loop that eats up the month."""
    simulator.faults.add(Stuck(), times=None)
    with pytest.raises(crosstie.DecodeError):
        await async_client.contacts.list().all()
    assert simulator.calls_used <= 2


async def test_unknown_fields_are_kept(async_client: AsyncClient, simulator: SuiteDashSimulator) -> None:
    """Client and team of a project have names that nobody documented."""
    uid = simulator.uids("project")[0]
    simulator.edit("project", uid, {"client": {"uid": "c1", "name": "Ada"}})
    assert (await async_client.projects.get(uid)).extra["client"] == {"uid": "c1", "name": "Ada"}
