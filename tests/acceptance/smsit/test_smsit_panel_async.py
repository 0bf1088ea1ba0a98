"""The control panel from end to end: contacts, groups, reports, credits, appointments, one-time codes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias
from zoneinfo import ZoneInfo

import attrs
import pytest

import crosstie
from crosstie.storage import Connection
from crosstie.systems.smsit import AsyncClient, AsyncMemoryConsents, Consent, Contact
from crosstie.testing import FakeClock
from crosstie.testing.faults import Answer, Reset, Timeout
from crosstie.testing.smsit import API_KEY, SmsItSimulator

AsyncConnect: TypeAlias = Callable[[str], Awaitable[AsyncClient]]

ADA = "+12025550100"
GATEWAY = {"dialect": "gateway"}
NEW_YORK = ZoneInfo("America/New_York")


async def test_contacts_are_listed_to_the_end(async_client: AsyncClient) -> None:
    """Page by page until an empty one, oldest first; who is in two groups is there twice."""
    paged = async_client.with_options(settings=attrs.evolve(async_client._caller.account.settings, page_size=10))
    everybody = await paged.contacts.list().all()
    assert len(everybody) == 33
    assert len({contact.number for contact in everybody}) == 25
    assert everybody[0].number == ADA
    assert [len(page.items) async for page in paged.contacts.list().pages()] == [10, 10, 10, 3, 0]
    created = [contact.created for contact in everybody if contact.created]
    assert created == sorted(created)


async def test_an_account_that_gives_shorter_pages_loses_nobody(async_client: AsyncClient) -> None:
    """A page that is not full is no sign of the end."""
    pages = async_client.contacts.list(name="Ada").pages()
    assert (await anext(pages)).next is not None


async def test_filters_are_the_vendors(async_client: AsyncClient, simulator: SmsItSimulator) -> None:
    """Parts of texts are found, the inverted flag is turned round, and an unknown group is no empty one."""
    simulator.inbound("12025550101", "STOP")
    assert {one.number for one in await async_client.contacts.list(subscribed=False).all()} == {"+12025550101"}
    assert len(await async_client.contacts.list(subscribed=True).all()) == 32
    assert all("Ada" in (one.name or "") for one in await async_client.contacts.list(name="ada").all())
    assert {one.source for one in await async_client.contacts.list(source="Kiosk").all()} == {"Kiosk"}
    newest = await async_client.contacts.list(descending=True).first()
    assert newest is not None
    assert newest.number != ADA
    assert await async_client.contacts.list(name="nobody of this name").all() == []
    with pytest.raises(crosstie.NotFound):
        await async_client.contacts.list(group="Nowhere").all()


async def test_a_number_is_found_exactly(async_client: AsyncClient, simulator: SmsItSimulator) -> None:
    """SMS-iT finds every number that holds these digits; the client compares again."""
    simulator.panel.join("120255501001", "Leads", source="Import")
    assert [one.number for one in await async_client.contacts.find("(202) 555-0100")] == [ADA]
    assert await async_client.contacts.find("+12025550199") == ()
    one = await async_client.contacts.get("+12025550102", "Clients")
    assert one is not None
    assert one.group == "Clients"
    assert await async_client.contacts.get(ADA, "Clients") is None
    (by_address,) = await async_client.contacts.find_by_email(" ADA.Byron0@example.com ")
    assert by_address.number == ADA
    with pytest.raises(crosstie.UsageError):
        await async_client.contacts.find_by_email(" ")


async def test_groups_are_those_of_contacts(async_client: AsyncClient, simulator: SmsItSimulator) -> None:
    """There is no call that lists groups: an empty one does not show, and a longer name is another group."""
    simulator.add_group("Empty")
    simulator.add_group("Leads North")
    simulator.panel.join("12025550100", "Leads North", source="Import")
    assert await async_client.groups.list() == ("Clients", "Leads", "Leads North")
    members = await async_client.groups.members("Leads").all()
    assert len(members) == 25
    assert {one.group for one in members} == {"Leads"}
    simulator.inbound("12025550100", "STOP")
    assert len(await async_client.groups.members("Leads", subscribed=True).all()) == 24


async def test_a_contact_is_added_once(async_client: AsyncClient, simulator: SmsItSimulator) -> None:
    """Being there already is success, and what was sent is what is read."""
    draft = Contact(number="+1 202-555-0177", group="Leads", name="Nora Fern", birthday=date(1990, 12, 10))
    assert await async_client.contacts.add(draft) is True
    assert await async_client.contacts.add(draft) is False
    (made,) = await async_client.contacts.find("+12025550177")
    assert (made.name, made.birthday, made.subscribed, made.source) == ("Nora Fern", date(1990, 12, 10), True, "Import")
    assert len(simulator.contacts) == 26
    with pytest.raises(crosstie.NotFound, match="group"):
        await async_client.contacts.add(attrs.evolve(draft, group="Nowhere"))


async def test_who_opted_out_is_not_added_again(
    async_client: AsyncClient, async_consents: AsyncMemoryConsents, simulator: SmsItSimulator, noon: datetime
) -> None:
    """Adding a number subscribes it again, so that an opt-out here keeps it back."""
    await async_consents.record(Consent(number=ADA, state="opted_out", since=noon))
    with pytest.raises(crosstie.Withheld) as caught:
        await async_client.contacts.add(Contact(number=ADA, group="Clients"))
    assert caught.value.reason == "opted_out"
    assert simulator.count("apis/addcontact") == 0


async def test_reports_and_credits(
    async_client: AsyncClient,
    async_consents: AsyncMemoryConsents,
    simulator: SmsItSimulator,
    clock: FakeClock,
    noon: datetime,
) -> None:
    """Of the latest message to a number, of a group send, and what is left."""
    for contact in await async_client.groups.members("Clients").all():
        await async_consents.record(Consent(number=contact.number or "", state="granted", since=noon))
    with pytest.raises(crosstie.NotFound):
        await async_client.delivery.latest("+12025550102")
    simulator.fail_to("12025550105", "unreachable")
    sent = await async_client.messages.send_to_group("Clients", "Hello", zone=NEW_YORK)
    assert (sent.recipients, sent.size.segments) == (8, 1)
    clock.advance(60)  # one message a second leaves the account's number
    assert (await async_client.delivery.latest("+12025550102")).delivered
    failed = await async_client.delivery.latest("+12025550105")
    assert (failed.delivered, failed.error) == (False, "unreachable")
    totals = await async_client.delivery.of_group(sent.group_send_id or "")
    assert (totals.successful, totals.failed) == (7, 1)
    with pytest.raises(crosstie.NotFound):
        await async_client.delivery.of_group("999")
    assert (await async_client.balance.get()).credits == Decimal(1000 - 8)
    assert (await async_client.balance.get("voice")).credits == Decimal(100)


async def test_appointments_are_added_once(
    async_client: AsyncClient, simulator: SmsItSimulator, noon: datetime
) -> None:
    """On the account's clock; a second one like it is a duplicate, and a stranger gets none."""
    at = noon + timedelta(days=1)
    await async_client.appointments.add("(202) 555-0100", at, status="confirmed")
    (made,) = simulator.appointments
    assert (made.number, made.at.isoformat(), made.status) == ("12025550100", "2026-11-03T12:00:00", 1)
    with pytest.raises(crosstie.Conflict) as caught:
        await async_client.appointments.add(ADA, at)
    assert caught.value.kind == "duplicate"
    with pytest.raises(crosstie.NotFound):
        await async_client.appointments.add("+12025550199", at)
    assert len(simulator.appointments) == 1


async def test_a_one_time_code_is_good_once(async_client: AsyncClient) -> None:
    """Made, checked, used up."""
    made = await async_client.codes.generate()
    assert await async_client.codes.validate("nothing") is False
    assert await async_client.codes.validate(made.code) is True
    assert await async_client.codes.validate(made.code) is False


async def test_a_bad_key_ends_at_once_and_shows_nowhere(async_client: AsyncClient, simulator: SmsItSimulator) -> None:
    """HTTP says 200, the status says -1: no second attempt with the same key."""
    simulator.rules = attrs.evolve(simulator.rules, api_key="another")
    with pytest.raises(crosstie.CredentialsRejected) as caught:
        await async_client.balance.get()
    assert simulator.count("apis/getcreditbalance") == 1
    assert API_KEY not in str(caught.value) + repr(caught.value) + repr(async_client)
    assert caught.value.connection == "acme/smsit/cloud"


async def test_a_plan_without_api_is_forbidden(async_client: AsyncClient, simulator: SmsItSimulator) -> None:
    """-20, whatever is asked."""
    simulator.rules = attrs.evolve(simulator.rules, plan_has_api=False)
    with pytest.raises(crosstie.Forbidden, match="plan has no API"):
        await async_client.groups.list()


async def test_raw_answers_show_the_exchange_without_the_key(async_client: AsyncClient) -> None:
    """Status, body and attempts; the request, which holds the key, is not in it."""
    answer = await async_client.balance.raw.get()
    assert (answer.status, answer.value.credits, len(answer.attempts)) == (200, Decimal(1000), 1)
    assert API_KEY not in repr(answer) + str(answer.body) + str(answer.headers)


async def test_every_collection_shows_its_exchanges(async_connect: AsyncConnect, noon: datetime) -> None:
    """The raw views make the same calls with the same arguments."""
    cloud, gateway = await async_connect("cloud"), await async_connect("gateway")
    found = await cloud.contacts.raw.find("(202) 555-0100")
    assert [one.number for one in found.value] == [ADA]
    assert (await cloud.contacts.raw.add(Contact(number="+12025550177", group="Leads"))).value is True
    assert (await cloud.appointments.raw.add(ADA, noon + timedelta(days=1), status="confirmed")).status == 200
    code = await cloud.codes.raw.generate()
    assert (await cloud.codes.raw.validate(code.value.code)).value is True
    assert len((await gateway.gateway.raw.devices()).value) == 1
    assert (await gateway.gateway.raw.messages(status="Received")).value == []
    assert (await gateway.gateway.raw.subscribe("1", ADA, name="Ada")).body
    assert (await gateway.gateway.raw.unsubscribe("1", ADA)).body
    assert (await gateway.balance.raw.get("sms")).value == await gateway.balance.get()


async def test_a_client_is_small_and_closes_nothing(async_connect: AsyncConnect) -> None:
    """It may be used as a context manager, and be made of a connection with its own dialect named."""
    async with await async_connect("cloud") as client:
        assert client.dialect == "cloud"
    assert (await client.balance.get()).credits == Decimal(1000)
    with pytest.raises(crosstie.UsageError, match="speaks gateway, not cloud"):
        AsyncClient(client._caller.sessions, Connection(tenant="a", system="smsit", settings=GATEWAY), dialect="cloud")


async def test_reads_survive_a_mishap(async_client: AsyncClient, simulator: SmsItSimulator) -> None:
    """A failure of the server and a pause that it asks for."""
    hasty = async_client.with_options(timeout=0.7)
    for fault in (Answer(status=503), Answer(status=429, retry_after="3"), Reset(), Timeout()):
        simulator.faults.add(fault, route="apis/getcreditbalance")
        assert (await hasty.balance.get()).credits == Decimal(1000)
    assert simulator.count("apis/getcreditbalance") == 8


async def test_the_decentralized_panel_speaks_the_same(async_connect: AsyncConnect, simulator: SmsItSimulator) -> None:
    """The same calls on another host; plain objects instead of arrays of one are read as well."""
    simulator.rules = attrs.evolve(simulator.rules, answer_shape="documents")
    client = await async_connect("decentralized")
    assert client.dialect == "decentralized"
    assert (await client.balance.get()).credits == Decimal(1000)
    assert await client.contacts.add(Contact(number="+12025550177", group="Leads")) is True
