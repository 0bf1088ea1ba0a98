"""What a caller got wrong is told before anything is asked or sent, and without repeating it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import pytest

import crosstie
from crosstie.systems.smsit import AsyncClient, AsyncMemoryConsents, Consent, Contact, CrmContact, CrmTask, Settings
from crosstie.testing.smsit import SmsItSimulator

AsyncConnect: TypeAlias = Callable[[str], Awaitable[AsyncClient]]

ADA: Final = "+12025550100"
AT: Final = datetime(2026, 11, 20, 17, tzinfo=UTC)
HERE: Final = ZoneInfo("America/New_York")
CUT: Final = "Ada \ud83d"

# Each takes a client of either world, and what stands where text belongs; nothing is odd only where text is needed.
TEXTS: Final[dict[str, tuple[str, Callable[[Any, Any], Any]]]] = {
    "number": ("cloud", lambda client, odd: client.messages.send(odd, "Hello", zone=HERE)),
    "text": ("cloud", lambda client, odd: client.messages.send(ADA, odd, zone=HERE)),
    "sender": ("cloud", lambda client, odd: client.messages.send(ADA, "Hello", zone=HERE, sender=odd or 7)),
    "sender's name": ("cloud", lambda client, odd: client.messages.send(ADA, "x", zone=HERE, alpha_sender=odd or 7)),
    "group": ("cloud", lambda client, odd: client.messages.send_to_group(odd, "Hello", zone=HERE)),
    "text to a group": ("cloud", lambda client, odd: client.messages.send_to_group("Leads", odd, zone=HERE)),
    "group of a schedule": ("cloud", lambda client, odd: client.messages.schedule_to_group(odd, "x", AT, zone=HERE)),
    "contact's number": ("cloud", lambda client, odd: client.contacts.find(odd)),
    "contact's address": ("cloud", lambda client, odd: client.contacts.find_by_email(odd)),
    "contact's group": ("cloud", lambda client, odd: client.contacts.get(ADA, odd)),
    "appointment's number": ("cloud", lambda client, odd: client.appointments.add(odd, AT)),
    "code": ("cloud", lambda client, odd: client.codes.validate(odd)),
    "report's number": ("cloud", lambda client, odd: client.delivery.latest(odd)),
    "report's send": ("cloud", lambda client, odd: client.delivery.of_group(odd)),
    "gateway's number": ("gateway", lambda client, odd: client.messages.send(odd, "Hello", zone=HERE)),
    "device": ("gateway", lambda client, odd: client.messages.send(ADA, "Hello", zone=HERE, device=odd or 7)),
    "list": ("gateway", lambda client, odd: client.gateway.subscribe(odd, ADA)),
    "list to leave": ("gateway", lambda client, odd: client.gateway.unsubscribe(odd, ADA)),
    "name on a list": ("gateway", lambda client, odd: client.gateway.subscribe("1", ADA, name=odd or 7)),
    "message": ("gateway", lambda client, odd: client.gateway.messages(message_id=odd)),
    "crm's number": ("crm_v2", lambda client, odd: client.messages.send(odd, "Hello", zone=HERE)),
    "crm's text": ("crm_v2", lambda client, odd: client.messages.send(ADA, odd, zone=HERE)),
    "tag": ("crm_v2", lambda client, odd: client.crm.tag("501", odd)),
    "contact to tag": ("crm_v2", lambda client, odd: client.crm.tag(odd, "VIP")),
    "crm's group": ("crm_v2", lambda client, odd: client.crm.add_to_group("501", odd)),
    "campaign": ("crm_v2", lambda client, odd: client.crm.send(ADA, "Hello", zone=HERE, campaign=odd or 7)),
    "crm's contact": ("crm_v2", lambda client, odd: client.crm.save_contact(odd or {"phone": ADA})),
    "crm's task": ("crm_v2", lambda client, odd: client.crm.create_task(odd or {"title": "Call"})),
}
ZONES: Final[dict[str, tuple[str, Callable[[Any, Any], Any]]]] = {
    "one": ("cloud", lambda client, zone: client.messages.send(ADA, "Hello", zone=zone)),
    "a schedule": ("cloud", lambda client, zone: client.messages.schedule(ADA, "Hello", AT, zone=zone)),
    "a group": ("cloud", lambda client, zone: client.messages.send_to_group("Leads", "Hello", zone=zone)),
    "a group later": ("cloud", lambda client, zone: client.messages.schedule_to_group("Leads", "x", AT, zone=zone)),
    "by gateway": ("gateway", lambda client, zone: client.messages.send(ADA, "Hello", zone=zone)),
    "by crm": ("crm_v2", lambda client, zone: client.messages.send(ADA, "Hello", zone=zone)),
    "by crm, otherwise": ("crm_v2", lambda client, zone: client.crm.send(ADA, "Hello", zone=zone)),
}
MOMENTS: Final[dict[str, tuple[str, Callable[[Any, Any], Any]]]] = {
    "a schedule": ("cloud", lambda client, at: client.messages.schedule(ADA, "Hello", at, zone=HERE)),
    "a group": ("cloud", lambda client, at: client.messages.schedule_to_group("Leads", "Hello", at, zone=HERE)),
    "by gateway": ("gateway", lambda client, at: client.messages.schedule(ADA, "Hello", at, zone=HERE)),
    "an appointment": ("cloud", lambda client, at: client.appointments.add(ADA, at)),
}
FIELDS: Final[dict[str, Callable[[Any, str], Any]]] = {
    "name": lambda client, cut: client.contacts.add(Contact(number=ADA, group="Leads", name=cut)),
    "address": lambda client, cut: client.contacts.add(Contact(number=ADA, group="Leads", email=cut)),
    "group": lambda client, cut: client.contacts.add(Contact(number=ADA, group=cut)),
    "value of sync": lambda client, cut: client.contacts.endpoint(group="Leads").create(
        {"number": ADA, "name": cut}, key="k"
    ),
    "crm's field": lambda client, cut: client.crm.save_contact(CrmContact(phone=ADA, last_name=cut)),
    "crm's task": lambda client, cut: client.crm.create_task(CrmTask(title=cut)),
}
FILTERS: Final = ("name", "email", "number", "group", "source", "sort_by")


class AsyncUnasked(AsyncMemoryConsents):
    """A store of consents that nobody is to ask."""

    async def held(self, numbers: Sequence[str]) -> Mapping[str, Consent]:
        """Fail the test."""
        raise AssertionError(numbers)


@pytest.fixture
def async_consents() -> AsyncMemoryConsents:
    """Who may be texted is not asked for what cannot be sent."""
    return AsyncUnasked()


@pytest.fixture
def address() -> None:
    """No call is made, so that there is nothing to serve."""


@pytest.fixture
def settings() -> Settings:
    """Nothing is kept back for another reason than the mistake."""
    return Settings(zone=HERE, country="1", consent="unless_opted_out", experimental=True)


@pytest.mark.parametrize("odd", [CUT, 12025550100, None], ids=["cut", "a number", "nothing"])
@pytest.mark.parametrize("name", TEXTS)
async def test_what_is_no_text_is_refused_before_anything_is_asked(
    async_connect: AsyncConnect, simulator: SmsItSimulator, name: str, odd: object
) -> None:
    """Half a character cannot be sent, and a number or nothing was not meant; the error repeats neither."""
    dialect, mistake = TEXTS[name]
    with pytest.raises(crosstie.UsageError) as caught:
        await mistake(await async_connect(dialect), odd)
    assert simulator.count() == 0
    assert "Ada" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("zone", ["America/New_York", -5, None], ids=["a name", "a number", "nothing"])
@pytest.mark.parametrize("name", ZONES)
async def test_what_is_no_time_zone_is_refused_before_anything_is_asked(
    async_connect: AsyncConnect, simulator: SmsItSimulator, name: str, zone: object
) -> None:
    """The name of one is easily given in its place; a group is not read for it."""
    dialect, mistake = ZONES[name]
    with pytest.raises(crosstie.UsageError, match="time zone"):
        await mistake(await async_connect(dialect), zone)
    assert simulator.count() == 0


async def test_the_name_of_a_zone_is_refused_where_the_zone_does_not_matter(
    async_client: AsyncClient, simulator: SmsItSimulator
) -> None:
    """The next message may be one that the quiet hours hold for."""
    named: Any = "America/New_York"
    with pytest.raises(crosstie.UsageError, match="zone is a time zone"):
        await async_client.messages.send(ADA, "Hello", zone=named, transactional=True)
    assert simulator.count() == 0


@pytest.mark.parametrize(
    "at", ["2026-11-20 12:00", AT.date(), AT.replace(tzinfo=None), None], ids=["text", "a day", "naive", "nothing"]
)
@pytest.mark.parametrize("name", MOMENTS)
async def test_what_is_no_moment_is_refused_before_anything_is_asked(
    async_connect: AsyncConnect, simulator: SmsItSimulator, name: str, at: object
) -> None:
    """A moment that was not set would have the text sent at once."""
    dialect, mistake = MOMENTS[name]
    with pytest.raises(crosstie.UsageError, match="with a time zone"):
        await mistake(await async_connect(dialect), at)
    assert simulator.count() == 0


async def test_what_is_no_recurrence_is_refused(async_client: AsyncClient, simulator: SmsItSimulator) -> None:
    """The word alone does not say for how long."""
    daily: Any = "Daily"
    with pytest.raises(crosstie.UsageError, match="recurrence is a Recurrence"):
        await async_client.messages.schedule(ADA, "Hello", AT, zone=HERE, recurrence=daily)
    assert simulator.count() == 0


@pytest.mark.parametrize("name", FIELDS)
async def test_half_a_character_in_a_record_is_refused_before_anything_is_asked(
    async_connect: AsyncConnect, simulator: SmsItSimulator, name: str
) -> None:
    """Names are cut in the middle of an emoji as texts are."""
    client = await async_connect("crm_v2" if name.startswith("crm") else "cloud")
    with pytest.raises(crosstie.UsageError, match="half a character"):
        await FIELDS[name](client, CUT)
    assert simulator.count() == 0


@pytest.mark.parametrize("odd", [CUT, 7], ids=["cut", "a number"])
@pytest.mark.parametrize("name", FILTERS)
async def test_a_filter_that_is_no_text_is_refused_where_it_is_given(
    async_client: AsyncClient, name: str, odd: object
) -> None:
    """Not when the first page is asked for."""
    wanted: dict[str, Any] = {name: odd}
    with pytest.raises(crosstie.UsageError, match=name):
        async_client.contacts.list(**wanted)


@pytest.mark.parametrize("odd", [CUT, 7, None, " "], ids=["cut", "a number", "nothing", "blank"])
async def test_members_of_nothing_are_not_everybody(async_client: AsyncClient, odd: object) -> None:
    """A group's name that was not set would list every contact."""
    given: dict[str, Any] = {"group": odd}
    with pytest.raises(crosstie.UsageError):
        async_client.groups.members(**given)
    with pytest.raises(crosstie.UsageError):
        async_client.contacts.endpoint(**given)
